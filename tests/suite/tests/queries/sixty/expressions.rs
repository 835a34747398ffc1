//! Item 2: comparisons, calculation, texts, dates, NULL, lists.

use aludel::{
    Condition, Expr, JsonStep, Result, all_of, any_of, case,
    func::{self, Unit},
    jiff::{Timestamp, civil::Date},
    literal,
    rust_decimal::Decimal,
    select, text, tuple,
};
use aludel_suite::models::{Category, Client, Product, Review, Sale, SaleState, Stock};

use super::room::Room;

super::queries! {
    wildcards_are_escaped, letters_of_either_case, lists_of_any_length, not_in_a_list_with_null_beside, pairs_in_a_list,
    pairs_compared, between_dates, and_or_not, calculation_with_null, amounts_of_money, initials_and_parts_of_text,
    the_first_that_is_there, price_bands, the_newest_months, days_and_hours, added_within_weeks_of_a_sale,
    states_of_an_enum, casts, any_function_by_name, values_in_json, literal_sql_anywhere, a_condition_as_a_column,
}

fn wildcards_are_escaped(room: &mut Room<'_>) -> Result<()> {
    let named = |condition: Expr<bool>| select(Product::name).filter(condition).order_by(Product::id);
    room.column(
        &named(Product::name.contains("100%")),
        "SELECT name FROM products WHERE name LIKE '%100\\%%' ESCAPE '\\'",
    )?;
    room.column(
        &named(Product::name.startswith("rain_")),
        "SELECT name FROM products WHERE name LIKE 'rain\\_%' ESCAPE '\\'",
    )?;
    room.column(
        &named(Product::name.endswith("e")),
        "SELECT name FROM products WHERE substr(name, length(name)) = 'e' ORDER BY id",
    )?;
    assert!(named(Product::name.contains("_e")).all(&mut room.session)?.is_empty());
    room.column(&named(!Product::name.like("%a%")), "SELECT name FROM products WHERE name NOT LIKE '%a%' ORDER BY id")
}

fn letters_of_either_case(room: &mut Room<'_>) -> Result<()> {
    let found = select(Product::name).filter(Product::name.ilike("%RA%")).order_by(Product::id);
    room.column(&found, "SELECT name FROM products WHERE lower(name) LIKE '%ra%' ORDER BY id")
}

fn lists_of_any_length(room: &mut Room<'_>) -> Result<()> {
    let sales_of = |ids: Vec<i32>| select(Sale::id).filter(Sale::product_id.in_(ids)).order_by(Sale::id);
    assert!(sales_of(Vec::new()).all(&mut room.session)?.is_empty());
    let built = room.lab.engine().query_texts_built();
    room.column(&sales_of(vec![7]), "SELECT id FROM sales WHERE product_id IN (7) ORDER BY id")?;
    room.column(&sales_of((5..10_005).collect()), "SELECT id FROM sales WHERE product_id >= 5 ORDER BY id")?;
    // One text for the three of them; those of the SQL by hand are no queries' texts.
    assert!(room.lab.engine().query_texts_built() - built <= 2);
    let names = ["Mug", "Wok", "it's", ""].map(str::to_owned);
    room.column(
        &select(Product::id).filter(Product::name.in_(names)).order_by(Product::id),
        "SELECT id FROM products WHERE name IN ('Mug', 'Wok') ORDER BY id",
    )
}

fn not_in_a_list_with_null_beside(room: &mut Room<'_>) -> Result<()> {
    let elsewhere = select(Client::name)
        .filter(Client::city.not_in(["Delft", "Rome"]) | Client::city.is_null())
        .order_by(Client::name);
    room.column(
        &elsewhere,
        "SELECT name FROM clients WHERE city NOT IN ('Delft', 'Rome') OR city IS NULL ORDER BY name",
    )?;
    let all = select(Client::name).filter(Client::city.not_in(Vec::<String>::new())).order_by(Client::name);
    room.column(&all, "SELECT name FROM clients ORDER BY name")
}

fn pairs_in_a_list(room: &mut Room<'_>) -> Result<()> {
    let pairs = [(1, SaleState::Paid), (3, SaleState::Sent), (9, SaleState::Basket)];
    let found = select(Sale::id).filter(tuple((Sale::client_id, Sale::state)).not_in(pairs)).order_by(Sale::id);
    room.column(
        &found,
        "SELECT id FROM sales WHERE (client_id, state) NOT IN ((1, 'paid'), (3, 'sent'), (9, 'basket')) ORDER BY id",
    )
}

fn pairs_compared(room: &mut Room<'_>) -> Result<()> {
    let behind = select((Product::price, Product::id))
        .filter(tuple((Product::price, Product::id)).gt((Decimal::from(42), 3)))
        .order_by((Product::price, Product::id));
    room.same(&behind, "SELECT price, id FROM products WHERE price > 42 OR price = 42 AND id > 3 ORDER BY price, id")
}

fn between_dates(room: &mut Room<'_>) -> Result<()> {
    let (from, to): (Date, Date) = ("2025-02-11".parse().unwrap(), "2025-03-15".parse().unwrap());
    let added = select((Product::name, Product::added)).filter(Product::added.between(from, to)).order_by(Product::id);
    room.same(
        &added,
        "SELECT name, added FROM products WHERE added BETWEEN '2025-02-11' AND '2025-03-15' ORDER BY id",
    )?;
    let noon: Timestamp = "2025-02-14T12:00:00Z".parse().unwrap();
    let later = select(Sale::id).filter(Sale::sold_at.gt(noon) & !Sale::sold_at.between(noon, noon)).order_by(Sale::id);
    room.column(&later, "SELECT id FROM sales WHERE id >= 5 ORDER BY id")
}

fn and_or_not(room: &mut Room<'_>) -> Result<()> {
    let light = Product::weight.lt(500.0);
    let cheap = Product::price.lt(Decimal::from(10));
    let odd = !(light.clone() & cheap.clone()) & (Product::id.gt(8) | (light | !cheap) & Product::id.le(3));
    room.column(
        &select(Product::id).filter(odd).order_by(Product::id),
        "SELECT id FROM products WHERE NOT (weight < 500 AND price < 10)
         AND (id > 8 OR (weight < 500 OR NOT price < 10) AND id <= 3) ORDER BY id",
    )?;
    let any =
        any_of([("Delft", "Ada"), ("Leeds", "Bob")].map(|(city, name)| Client::city.eq(city) & Client::name.eq(name)));
    let any = all_of([any, Client::id.gt(0)]);
    room.column(
        &select(Client::id).filter(any).order_by(Client::id),
        "SELECT id FROM clients WHERE city = 'Delft' AND name = 'Ada' OR city = 'Leeds' AND name = 'Bob' ORDER BY id",
    )
}

fn calculation_with_null(room: &mut Room<'_>) -> Result<()> {
    let kilos = Product::weight / 1000.0;
    let figures = select((Product::id, kilos.clone(), (kilos + 1.0) * 2.0, -Product::weight, Product::id * 7 % 4 - 1));
    room.same(
        &figures.order_by(Product::id),
        "SELECT id, weight / 1000.0, (weight / 1000.0 + 1) * 2, -weight, id * 7 % 4 - 1 FROM products ORDER BY id",
    )
}

fn amounts_of_money(room: &mut Room<'_>) -> Result<()> {
    let amount = Product::price * Sale::quantity.cast::<Decimal>();
    let lines = select((Sale::id, amount.clone()))
        .join(Sale::product)
        .filter(amount.clone().gt(Decimal::from(40)))
        .order_by((amount.desc(), Sale::id));
    room.same(
        &lines,
        "SELECT s.id, p.price * s.quantity FROM sales s JOIN products p ON p.id = s.product_id
         WHERE p.price * s.quantity > 40 ORDER BY p.price * s.quantity DESC, s.id",
    )
}

fn initials_and_parts_of_text(room: &mut Room<'_>) -> Result<()> {
    let name = Product::name;
    let parts = select((
        func::upper(func::left(name, 1)).concat("."),
        func::replace(func::lower(name), "_", " "),
        func::position(name, "a"),
        func::length(func::trim(name)),
        func::substr(name, 2, 3),
        func::right(name, 2),
        name.concat(" (").concat(func::to_text(Product::id)).concat(")"),
    ));
    room.same(
        &parts.filter(Product::id.lt(10)).order_by(Product::id),
        room.either(
            "SELECT upper(substr(name, 1, 1)) || '.', replace(lower(name), '_', ' '), instr(name, 'a'), length(trim(name)),
             substr(name, 2, 3), substr(name, -2), name || ' (' || id || ')' FROM products WHERE id < 10 ORDER BY id",
            "SELECT upper(left(name, 1)) || '.', replace(lower(name), '_', ' '), strpos(name, 'a'), length(trim(name)),
             substr(name, 2, 3), right(name, 2), name || ' (' || id || ')' FROM products WHERE id < 10 ORDER BY id",
        ),
    )
}

fn the_first_that_is_there(room: &mut Room<'_>) -> Result<()> {
    let city = func::coalesce(Client::city, "nowhere");
    let rows = select((city.clone(), func::nullif(Client::city, "Delft"), func::greatest(Client::id, 3)));
    room.same(
        &rows.order_by((city, Client::id)),
        room.either(
            "SELECT ifnull(city, 'nowhere'), nullif(city, 'Delft'), max(id, 3) FROM clients ORDER BY 1, id",
            "SELECT coalesce(city, 'nowhere'), nullif(city, 'Delft'), greatest(id, 3) FROM clients ORDER BY 1, id",
        ),
    )
}

fn price_bands(room: &mut Room<'_>) -> Result<()> {
    let band = case::<String>()
        .when(Product::price.lt(Decimal::from(10)), "cheap")
        .when(Product::price.lt(Decimal::from(40)), "fair")
        .otherwise("dear")
        .label("band");
    let bands = select((&band, func::count_rows(), func::min(Product::price))).group_by(&band).order_by(&band);
    room.same(
        &bands,
        "SELECT CASE WHEN price < 10 THEN 'cheap' WHEN price < 40 THEN 'fair' ELSE 'dear' END AS band, count(*), min(price)
         FROM products GROUP BY band ORDER BY band",
    )
}

fn the_newest_months(room: &mut Room<'_>) -> Result<()> {
    let month = func::date_trunc(Unit::Month, Sale::sold_at).label("month");
    let months = select((&month, func::count_rows(), func::sum(Sale::quantity)))
        .group_by(&month)
        .order_by(month.desc())
        .limit(4);
    let months = months.all(&mut room.session)?;
    let months =
        months.into_iter().map(|(month, n, pieces)| (month.strftime("%Y-%m").to_string(), n, pieces)).collect();
    room.are(
        months,
        room.either(
            "SELECT substr(sold_at, 1, 7), count(*), sum(quantity) FROM sales GROUP BY 1 ORDER BY 1 DESC LIMIT 4",
            "SELECT to_char(sold_at AT TIME ZONE 'UTC', 'YYYY-MM'), count(*), sum(quantity) FROM sales
             GROUP BY 1 ORDER BY 1 DESC LIMIT 4",
        ),
    )
}

fn days_and_hours(room: &mut Room<'_>) -> Result<()> {
    let at = Sale::sold_at;
    let busy = select((func::month(at), func::day_of_week(at), func::hour(at), func::count_rows()))
        .group_by((func::month(at), func::day_of_week(at), func::hour(at)))
        .order_by((func::month(at), func::day_of_week(at), func::hour(at)));
    room.same(
        &busy,
        room.either(
            "SELECT CAST(strftime('%m', sold_at) AS INTEGER), CAST(strftime('%w', sold_at) AS INTEGER),
             CAST(strftime('%H', sold_at) AS INTEGER), count(*) FROM sales GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
            "SELECT CAST(extract(month FROM t) AS INTEGER), CAST(extract(dow FROM t) AS INTEGER),
             CAST(extract(hour FROM t) AS INTEGER), count(*) FROM (SELECT sold_at AT TIME ZONE 'UTC' AS t FROM sales) s
             GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
        ),
    )
}

fn added_within_weeks_of_a_sale(room: &mut Room<'_>) -> Result<()> {
    let until = func::date_add(Product::added, 30, Unit::Day);
    let day: Date = "2025-03-20".parse().unwrap();
    let fresh = select((Product::name, until.clone(), func::days_between(Product::added, day)));
    let fresh = fresh.filter(until.ge(day) & Product::added.le(day)).order_by(Product::id);
    room.same(
        &fresh,
        room.either(
            "SELECT name, date(added, '+30 days'), CAST(julianday('2025-03-20') - julianday(added) AS INTEGER) FROM products
             WHERE date(added, '+30 days') >= '2025-03-20' AND added <= '2025-03-20' ORDER BY id",
            "SELECT name, added + 30, DATE '2025-03-20' - added FROM products
             WHERE added + 30 >= '2025-03-20' AND added <= '2025-03-20' ORDER BY id",
        ),
    )
}

fn states_of_an_enum(room: &mut Room<'_>) -> Result<()> {
    let states = select((Sale::state, func::count_rows()))
        .filter(Sale::state.in_([SaleState::Paid, SaleState::Sent]) & Sale::state.ne(SaleState::Basket))
        .group_by(Sale::state)
        .order_by(func::to_text(Sale::state).desc());
    room.same(
        &states,
        "SELECT state, count(*) FROM sales WHERE state IN ('paid', 'sent') GROUP BY state ORDER BY CAST(state AS TEXT) DESC",
    )?;
    let next = case::<SaleState>().when(Sale::state.eq(SaleState::Basket), SaleState::Paid).otherwise(SaleState::Sent);
    let settled = select(Sale::id).filter(Sale::state.eq(next)).order_by(Sale::id);
    room.column(&settled, "SELECT id FROM sales WHERE state = 'sent' ORDER BY id")
}

fn casts(room: &mut Room<'_>) -> Result<()> {
    let rows = select((
        func::to_text(Review::stars).concat("/5"),
        Review::stars.cast::<f64>() / 5.0,
        Review::stars.cast::<i64>() + 1,
        Review::stars.cast::<Decimal>() * Decimal::new(15, 1),
    ));
    room.same(
        &rows.order_by(Review::id),
        "SELECT CAST(stars AS TEXT) || '/5', CAST(stars AS DOUBLE PRECISION) / 5.0, CAST(stars + 1 AS BIGINT), stars * 1.5
         FROM reviews ORDER BY id",
    )
}

fn any_function_by_name(room: &mut Room<'_>) -> Result<()> {
    let shorter = func::call::<String>("substr", (Product::name, literal(3)));
    let rows = select((shorter, func::call::<i32>("abs", Product::id - 5))).order_by(Product::id);
    room.same(&rows, "SELECT substr(name, 3), abs(id - 5) FROM products ORDER BY id")
}

fn values_in_json(room: &mut Room<'_>) -> Result<()> {
    let town = Product::details.path_text(["maker", "town"]);
    let first_size = Product::details.path_text([JsonStep::from("sizes"), JsonStep::from(0)]).cast::<i32>();
    let rows = select((Product::name, town.clone(), first_size, Product::details.has_key("colour")))
        .filter(town.is_not_null() | Product::details.path(["sizes"]).is_not_null())
        .order_by(Product::id);
    room.same(
        &rows,
        room.either(
            "SELECT name, details ->> '$.maker.town', CAST(details ->> '$.sizes[0]' AS INTEGER),
             details -> '$.colour' IS NOT NULL FROM products
             WHERE details ->> '$.maker.town' IS NOT NULL OR details -> '$.sizes' IS NOT NULL ORDER BY id",
            "SELECT name, details -> 'maker' ->> 'town', CAST(details -> 'sizes' ->> 0 AS INTEGER), details ? 'colour'
             FROM products WHERE details -> 'maker' ->> 'town' IS NOT NULL OR details -> 'sizes' IS NOT NULL ORDER BY id",
        ),
    )
}

fn literal_sql_anywhere(room: &mut Room<'_>) -> Result<()> {
    let padded = text("substr(:zeros || stocks.amount, -:width)").bind("zeros", "0000").bind("width", 4);
    let padded = room.either(padded, text("lpad(stocks.amount::text, :width, '0')").bind("width", 4)).typed::<String>();
    let rows = select((Stock::product_id, padded))
        .filter(text("stocks.amount >= :least AND stocks.amount - :more < :least").bind("least", 1).bind("more", 10))
        .order_by((text("stocks.amount % :by").bind("by", 5), Stock::product_id));
    room.same(
        &rows,
        room.either(
            "SELECT product_id, printf('%04d', amount) FROM stocks WHERE amount >= 1 AND amount < 11
             ORDER BY amount % 5, product_id",
            "SELECT product_id, to_char(amount, 'FM0000') FROM stocks WHERE amount >= 1 AND amount < 11
             ORDER BY amount % 5, product_id",
        ),
    )
}

fn a_condition_as_a_column(room: &mut Room<'_>) -> Result<()> {
    let root = Category::parent_id.is_null();
    let rows =
        select((Category::name, root.clone(), Category::id.gt(4).into_condition(), !Category::name.contains("t")));
    room.same(
        &rows.order_by((root.desc(), Category::id)),
        "SELECT name, parent_id IS NULL, id > 4, name NOT LIKE '%t%' FROM categories ORDER BY parent_id IS NULL DESC, id",
    )
}
