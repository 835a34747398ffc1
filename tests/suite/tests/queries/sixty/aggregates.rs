//! Item 2: aggregates with filter, distinct and order, and windows.

use aludel::{Bound, Result, case, entity, func, rust_decimal::Decimal, select, window};
use aludel_suite::models::{Category, Client, Product, Review, Sale, SaleState};

use super::room::Room;

super::queries! {
    a_pivot_by_filter, a_pivot_by_case, counted_once_each, names_in_one_text, several_conditions_on_groups,
    a_running_total, a_moving_average, the_top_two_of_each_category, a_percentage_of_all, days_since_the_sale_before,
    the_first_and_the_last_of_a_window, ranks_and_quarters, sums_of_sums, every_and_some, a_range_of_days,
    distinct_and_ordered_by_an_expression,
}

fn a_pivot_by_filter(room: &mut Room<'_>) -> Result<()> {
    let of_state = |state| func::count_rows().filter(Sale::state.eq(state));
    let table = select((
        Client::name,
        of_state(SaleState::Basket).label("basket"),
        of_state(SaleState::Paid).label("paid"),
        func::sum(Sale::quantity).filter(Sale::state.eq(SaleState::Sent)).label("sent"),
    ))
    .join(Client::sales)
    .group_by((Client::id, Client::name))
    .order_by(Client::name);
    room.same(
        &table,
        "SELECT c.name, count(*) FILTER (WHERE s.state = 'basket'), count(*) FILTER (WHERE s.state = 'paid'),
         sum(s.quantity) FILTER (WHERE s.state = 'sent')
         FROM clients c JOIN sales s ON s.client_id = c.id GROUP BY c.id, c.name ORDER BY c.name",
    )
}

fn a_pivot_by_case(room: &mut Room<'_>) -> Result<()> {
    let month = func::month(Sale::sold_at);
    let of_month = |number: i32| {
        func::coalesce(func::sum(case::<i32>().when(func::month(Sale::sold_at).eq(number), Sale::quantity).end()), 0)
    };
    let table = select((Product::name, of_month(1), of_month(2), of_month(3)))
        .outer_join(Product::sales.and(month.le(3)))
        .group_by((Product::id, Product::name))
        .order_by(Product::id);
    room.same(
        &table,
        room.either(
            "SELECT p.name, ifnull(sum(CASE WHEN substr(s.sold_at, 6, 2) = '01' THEN s.quantity END), 0),
             ifnull(sum(CASE WHEN substr(s.sold_at, 6, 2) = '02' THEN s.quantity END), 0),
             ifnull(sum(CASE WHEN substr(s.sold_at, 6, 2) = '03' THEN s.quantity END), 0)
             FROM products p LEFT JOIN sales s ON s.product_id = p.id AND s.sold_at < '2025-04-01'
             GROUP BY p.id, p.name ORDER BY p.id",
            "SELECT p.name, coalesce(sum(s.quantity) FILTER (WHERE s.m = 1), 0),
             coalesce(sum(s.quantity) FILTER (WHERE s.m = 2), 0), coalesce(sum(s.quantity) FILTER (WHERE s.m = 3), 0)
             FROM products p LEFT JOIN (SELECT product_id, quantity, extract(month FROM sold_at AT TIME ZONE 'UTC') AS m
             FROM sales) s ON s.product_id = p.id GROUP BY p.id, p.name ORDER BY p.id",
        ),
    )
}

fn counted_once_each(room: &mut Room<'_>) -> Result<()> {
    let rows = select((
        Product::category_id,
        func::count(Sale::client_id).distinct(),
        func::count(Sale::client_id),
        func::sum(Product::price).distinct(),
    ))
    .join(Product::sales)
    .group_by(Product::category_id)
    .order_by(Product::category_id);
    room.same(
        &rows,
        "SELECT p.category_id, count(DISTINCT s.client_id), count(s.client_id), sum(DISTINCT p.price)
         FROM products p JOIN sales s ON s.product_id = p.id GROUP BY p.category_id ORDER BY p.category_id",
    )
}

fn names_in_one_text(room: &mut Room<'_>) -> Result<()> {
    let names = func::string_agg(Product::name, ", ").aggregate_order_by((Product::price.desc(), Product::id));
    let rows = select((Category::name, names, func::string_agg(Product::name, "/").filter(Product::id.lt(0))));
    let rows = rows.join(Category::products).group_by((Category::id, Category::name)).order_by(Category::id);
    room.same(
        &rows,
        room.either(
            "SELECT c.name, group_concat(p.name, ', ' ORDER BY p.price DESC, p.id), NULL
             FROM categories c JOIN products p ON p.category_id = c.id GROUP BY c.id, c.name ORDER BY c.id",
            "SELECT c.name, string_agg(p.name, ', ' ORDER BY p.price DESC, p.id), CAST(NULL AS TEXT)
             FROM categories c JOIN products p ON p.category_id = c.id GROUP BY c.id, c.name ORDER BY c.id",
        ),
    )
}

fn several_conditions_on_groups(room: &mut Room<'_>) -> Result<()> {
    let good = select((Sale::client_id, func::min(Sale::sold_at), func::max(Sale::quantity)))
        .filter(Sale::state.ne(SaleState::Basket))
        .group_by(Sale::client_id)
        .having(func::count_rows().ge(3) & func::avg(Sale::quantity).gt(1.5))
        .having(func::max(Sale::quantity).gt(func::min(Sale::quantity) + 1))
        .order_by(func::sum(Sale::quantity).desc());
    room.same(
        &good,
        "SELECT client_id, min(sold_at), max(quantity) FROM sales WHERE state <> 'basket' GROUP BY client_id
         HAVING count(*) >= 3 AND avg(quantity) > 1.5 AND max(quantity) > min(quantity) + 1 ORDER BY sum(quantity) DESC",
    )
}

fn a_running_total(room: &mut Room<'_>) -> Result<()> {
    let total = func::sum(Sale::quantity).over(
        window()
            .partition_by(Sale::client_id)
            .order_by((Sale::sold_at, Sale::id))
            .rows(Bound::Unbounded, Bound::CurrentRow),
    );
    let rows = select((Sale::client_id, Sale::id, total)).order_by((Sale::client_id, Sale::sold_at, Sale::id));
    room.same(
        &rows,
        "SELECT client_id, id, (SELECT sum(e.quantity) FROM sales e WHERE e.client_id = s.client_id
         AND (e.sold_at < s.sold_at OR e.sold_at = s.sold_at AND e.id <= s.id)) FROM sales s
         ORDER BY client_id, sold_at, id",
    )
}

fn a_moving_average(room: &mut Room<'_>) -> Result<()> {
    let around = window().order_by(Sale::id).rows(Bound::Preceding(2), Bound::Following(1));
    let rows = select((Sale::id, func::avg(Sale::quantity).over(around.clone()), func::count_rows().over(around)));
    room.same(
        &rows.order_by(Sale::id),
        "SELECT id, CAST(avg(quantity) OVER w AS DOUBLE PRECISION), count(*) OVER w FROM sales
         WINDOW w AS (ORDER BY id ROWS BETWEEN 2 PRECEDING AND 1 FOLLOWING) ORDER BY id",
    )
}

fn the_top_two_of_each_category(room: &mut Room<'_>) -> Result<()> {
    let place = func::row_number()
        .over(window().partition_by(Product::category_id).order_by((Product::price.desc(), Product::id)))
        .label("place");
    let placed = select((Product::id, &place)).subquery("placed");
    let rows = select((Category::name, Product::name, placed.column(&place)))
        .select_from(entity::<Product>())
        .join(placed.on(placed.column(Product::id).eq(Product::id)))
        .join(Product::category)
        .filter(placed.column(&place).le(2))
        .order_by((Category::id, placed.column(&place)));
    room.same(
        &rows,
        "SELECT c.name, p.name, p.place FROM (SELECT name, category_id, row_number() OVER (PARTITION BY category_id
         ORDER BY price DESC, id) AS place FROM products) p JOIN categories c ON c.id = p.category_id
         WHERE p.place <= 2 ORDER BY c.id, p.place",
    )
}

fn a_percentage_of_all(room: &mut Room<'_>) -> Result<()> {
    let part = Sale::quantity.cast::<f64>() * 100.0 / func::sum(Sale::quantity.cast::<f64>()).over(window());
    let rows = select((Sale::id, func::round(part, 2))).order_by(Sale::id).limit(6);
    room.same(
        &rows,
        "SELECT id, CAST(round(CAST(quantity * 100.0 / (SELECT sum(quantity) FROM sales) AS NUMERIC), 2) AS DOUBLE PRECISION)
         FROM sales ORDER BY id LIMIT 6",
    )
}

fn days_since_the_sale_before(room: &mut Room<'_>) -> Result<()> {
    let by_time = || window().partition_by(Sale::client_id).order_by((Sale::sold_at, Sale::id));
    let gap = (func::epoch(Sale::sold_at) - func::epoch(func::lag(Sale::sold_at, 1).over(by_time()))).label("gap");
    let gaps = select((Sale::client_id, Sale::id, &gap)).subquery("gaps");
    let long = select((gaps.column(Sale::client_id), gaps.column(Sale::id), gaps.column(&gap)))
        .filter(gaps.column(&gap).gt(20 * 86_400))
        .order_by((gaps.column(&gap).desc(), gaps.column(Sale::id)));
    room.same(
        &long,
        room.either(
            "SELECT * FROM (SELECT client_id, id, unixepoch(sold_at) - unixepoch(lag(sold_at) OVER (PARTITION BY client_id
             ORDER BY sold_at, id)) AS gap FROM sales) WHERE gap > 1728000 ORDER BY gap DESC, id",
            "SELECT * FROM (SELECT client_id, id, CAST(floor(extract(epoch FROM sold_at)) - floor(extract(epoch FROM
             lag(sold_at) OVER (PARTITION BY client_id ORDER BY sold_at, id))) AS BIGINT) AS gap FROM sales) g
             WHERE gap > 1728000 ORDER BY gap DESC, id",
        ),
    )
}

fn the_first_and_the_last_of_a_window(room: &mut Room<'_>) -> Result<()> {
    let whole = || {
        window()
            .partition_by(Product::category_id)
            .order_by((Product::price, Product::id))
            .rows(Bound::Unbounded, Bound::Unbounded)
    };
    let rows = select((
        Product::id,
        func::first_value(Product::name).over(whole()),
        func::last_value(Product::name).over(whole()),
        func::nth_value(Product::name, 2).over(whole()),
        func::lead(Product::price, 1).over(window().order_by((Product::price, Product::id))),
    ));
    room.same(
        &rows.order_by(Product::id),
        "SELECT id, first_value(name) OVER w, last_value(name) OVER w, nth_value(name, 2) OVER w,
         lead(price) OVER (ORDER BY price, id) FROM products WINDOW w AS (PARTITION BY category_id ORDER BY price, id
         ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) ORDER BY id",
    )
}

fn ranks_and_quarters(room: &mut Room<'_>) -> Result<()> {
    let by_price = || window().order_by(Product::price.desc());
    let rows = select((
        Product::id,
        func::rank().over(by_price()),
        func::dense_rank().over(by_price()),
        func::percent_rank().over(by_price()),
        func::cume_dist().over(by_price()),
        func::ntile(4).over(window().order_by((Product::price.desc(), Product::id))),
    ));
    room.same(
        &rows.order_by((func::rank().over(by_price()), Product::id)),
        "SELECT id, rank() OVER w, dense_rank() OVER w, percent_rank() OVER w, cume_dist() OVER w,
         ntile(4) OVER (ORDER BY price DESC, id) FROM products WINDOW w AS (ORDER BY price DESC)
         ORDER BY rank() OVER w, id",
    )
}

fn sums_of_sums(room: &mut Room<'_>) -> Result<()> {
    let own = func::sum(Sale::quantity);
    let of_all = func::sum(func::sum(Sale::quantity)).over(window());
    let place = func::rank().over(window().order_by(func::sum(Sale::quantity).desc()));
    let rows = select((Sale::client_id, own.clone(), of_all, place)).group_by(Sale::client_id).order_by(own.desc());
    room.same(
        &rows,
        "SELECT client_id, sum(quantity), CAST((SELECT sum(quantity) FROM sales) AS BIGINT),
         rank() OVER (ORDER BY sum(quantity) DESC) FROM sales GROUP BY client_id ORDER BY sum(quantity) DESC",
    )
}

fn every_and_some(room: &mut Room<'_>) -> Result<()> {
    let rows = select((
        Product::name,
        func::every(Review::stars.gt(2)),
        func::some(Review::words.is_null()),
        func::avg(Review::stars),
    ))
    .join(Product::reviews)
    .group_by((Product::id, Product::name))
    .order_by(Product::id);
    room.same(
        &rows,
        room.either(
            "SELECT p.name, min(r.stars > 2), max(r.words IS NULL), avg(r.stars)
             FROM products p JOIN reviews r ON r.product_id = p.id GROUP BY p.id, p.name ORDER BY p.id",
            "SELECT p.name, bool_and(r.stars > 2), bool_or(r.words IS NULL), CAST(avg(r.stars) AS DOUBLE PRECISION)
             FROM products p JOIN reviews r ON r.product_id = p.id GROUP BY p.id, p.name ORDER BY p.id",
        ),
    )
}

fn a_range_of_days(room: &mut Room<'_>) -> Result<()> {
    // Prices within ten of the row's own, and categories beside its own.
    let near = window().order_by(Product::price).range(Bound::Preceding(10), Bound::Following(10));
    let beside = window().order_by(Product::category_id).groups(Bound::Preceding(1), Bound::CurrentRow);
    let rows = select((
        Product::id,
        func::count_rows().over(near),
        func::max(Product::price).over(beside),
        func::sum(Product::price)
            .filter(Product::weight.is_not_null())
            .over(window().partition_by(Product::category_id)),
    ));
    room.same(
        &rows.order_by(Product::id),
        "SELECT id, (SELECT count(*) FROM products o WHERE o.price BETWEEN p.price - 10 AND p.price + 10),
         (SELECT max(o.price) FROM products o WHERE o.category_id = p.category_id OR o.category_id =
          (SELECT max(q.category_id) FROM products q WHERE q.category_id < p.category_id)),
         (SELECT sum(o.price) FROM products o WHERE o.category_id = p.category_id AND o.weight IS NOT NULL)
         FROM products p ORDER BY id",
    )
}

fn distinct_and_ordered_by_an_expression(room: &mut Room<'_>) -> Result<()> {
    let city = func::coalesce(Client::city, "nowhere");
    let cities = select(city.clone()).distinct().order_by(city.desc());
    room.column(&cities, "SELECT DISTINCT coalesce(city, 'nowhere') AS city FROM clients ORDER BY city DESC")?;
    let cheap = Product::price.lt(Decimal::from(20));
    let halves = select((cheap.clone(), func::count_rows(), func::round(func::avg(Product::weight), 1)));
    room.same(
        &halves.group_by(cheap.clone()).order_by(cheap),
        "SELECT price < 20, count(*), CAST(round(CAST(avg(weight) AS NUMERIC), 1) AS DOUBLE PRECISION)
         FROM products GROUP BY price < 20 ORDER BY price < 20",
    )
}
