//! Item 3: subqueries, common table expressions, recursion, unions.

use aludel::{Result, Tracked, entity, func, literal, rust_decimal::Decimal, select, tuple};
use aludel_suite::models::{Category, Client, Product, Review, Sale, Tag};

use super::room::Room;

super::queries! {
    the_latest_sale_of_each_client, the_latest_by_a_join, dearer_than_the_average, counts_beside_each_row,
    two_figures_of_two_subqueries, the_tree_with_depth_and_path, all_products_below_a_category, a_series_of_numbers,
    who_invited_whom_in_the_end, objects_from_a_subquery, objects_from_a_union, two_objects_of_one_subquery,
    some_columns_of_a_subquerys_objects, one_table_expression_twice,
    lists_joined_into_one, common_to_both, in_this_and_not_in_that, in_a_query, a_subquery_of_a_subquery,
    a_union_counted_by_kind, exists_in_a_row,
}

fn the_latest_sale_of_each_client(room: &mut Room<'_>) -> Result<()> {
    let other = Sale::alias("other");
    let latest = select(func::max(other.sold_at)).filter(other.client_id.eq(Sale::client_id)).scalar_subquery();
    let rows = select((Sale::client_id, Sale::id)).filter(Sale::sold_at.eq(latest)).order_by(Sale::client_id);
    room.same(
        &rows,
        "SELECT client_id, id FROM (SELECT client_id, id, rank() OVER (PARTITION BY client_id ORDER BY sold_at DESC) AS r
         FROM sales) s WHERE r = 1 ORDER BY client_id",
    )
}

fn the_latest_by_a_join(room: &mut Room<'_>) -> Result<()> {
    let last = func::max(Sale::sold_at).label("last");
    let latest = select((Sale::client_id, &last)).group_by(Sale::client_id).subquery("latest");
    let rows =
        select((Client::name, entity::<Sale>()))
            .join(Client::sales)
            .join(latest.on(
                tuple((latest.column(Sale::client_id), latest.column(&last))).eq((Sale::client_id, Sale::sold_at)),
            ));
    room.objects(
        &rows.order_by(Client::id),
        |session, (name, sale)| (name, session[sale].quantity),
        "SELECT c.name, s.quantity FROM clients c JOIN sales s ON s.client_id = c.id
         WHERE NOT EXISTS (SELECT 1 FROM sales n WHERE n.client_id = c.id AND n.sold_at > s.sold_at) ORDER BY c.id",
    )
}

fn dearer_than_the_average(room: &mut Room<'_>) -> Result<()> {
    let other = Product::aliased();
    let mean = select(func::avg(other.price)).filter(other.category_id.eq(Product::category_id)).scalar_subquery();
    let rows = select((Product::name, Product::price)).filter(Product::price.gt(mean)).order_by(Product::id);
    room.same(
        &rows,
        "SELECT name, price FROM (SELECT id, name, price, avg(price) OVER (PARTITION BY category_id) AS mean FROM products) p
         WHERE price > mean ORDER BY id",
    )
}

fn counts_beside_each_row(room: &mut Room<'_>) -> Result<()> {
    let sales = select(func::count_rows()).select_from(entity::<Sale>()).filter(Sale::product_id.eq(Product::id));
    let best = select(func::max(Review::stars)).filter(Review::product_id.eq(Product::id)).scalar_subquery();
    let sales = sales.scalar_subquery().label("sales");
    let rows = select((Product::name, &sales, func::coalesce(best, 0_i16))).order_by((sales.desc(), Product::id));
    room.same(
        &rows,
        "SELECT p.name, count(DISTINCT s.id) AS sales, coalesce(max(r.stars), CAST(0 AS SMALLINT)) FROM products p
         LEFT JOIN sales s ON s.product_id = p.id LEFT JOIN reviews r ON r.product_id = p.id
         GROUP BY p.id, p.name ORDER BY sales DESC, p.id",
    )
}

fn two_figures_of_two_subqueries(room: &mut Room<'_>) -> Result<()> {
    let (pieces, stars) = (func::sum(Sale::quantity).label("pieces"), func::avg(Review::stars).label("stars"));
    let sold = select((Sale::product_id, &pieces)).group_by(Sale::product_id).subquery("sold");
    let seen = select((Review::product_id, &stars)).group_by(Review::product_id).subquery("seen");
    let rows = select((Product::name, func::coalesce(sold.column(&pieces), 0), seen.column(&stars)))
        .outer_join(sold.on(sold.column(Sale::product_id).eq(Product::id)))
        .outer_join(seen.on(seen.column(Review::product_id).eq(Product::id)))
        .order_by(Product::id);
    room.same(
        &rows,
        "SELECT name, coalesce((SELECT sum(quantity) FROM sales WHERE product_id = p.id), 0),
         (SELECT CAST(avg(stars) AS DOUBLE PRECISION) FROM reviews WHERE product_id = p.id) FROM products p ORDER BY id",
    )
}

fn the_tree_with_depth_and_path(room: &mut Room<'_>) -> Result<()> {
    let (depth, path) = (literal(0).label("depth"), Category::name.cast::<String>().label("path"));
    let tree = select((Category::id, Category::name, &depth, &path))
        .filter(Category::parent_id.is_null())
        .recursive_cte("tree", |own| {
            let path = own.column(&path).concat(" > ").concat(Category::name);
            select((Category::id, Category::name, own.column(&depth) + 1, path))
                .join(own.on(own.column(Category::id).eq(Category::parent_id)))
        });
    let rows = select((tree.column(Category::id), tree.column(&depth), tree.column(&path)))
        .order_by(tree.column(&path).collate(room.either("BINARY", "C")));
    room.same(
        &rows,
        room.either(
            "WITH RECURSIVE t(id, depth, path) AS (SELECT id, 0, name FROM categories WHERE parent_id IS NULL UNION ALL
             SELECT c.id, t.depth + 1, t.path || ' > ' || c.name FROM categories c JOIN t ON c.parent_id = t.id)
             SELECT id, depth, path FROM t ORDER BY path",
            "WITH RECURSIVE t(id, depth, path) AS (SELECT id, 0, name::text FROM categories WHERE parent_id IS NULL
             UNION ALL SELECT c.id, t.depth + 1, t.path || ' > ' || c.name FROM categories c JOIN t ON c.parent_id = t.id)
             SELECT id, depth, path FROM t ORDER BY path COLLATE \"C\"",
        ),
    )
}

fn all_products_below_a_category(room: &mut Room<'_>) -> Result<()> {
    let below = select(Category::id).filter(Category::name.eq("Kitchen")).recursive_cte("below", |own| {
        select(Category::id).join(own.on(Category::parent_id.eq(own.column(Category::id))))
    });
    let rows =
        Product::query().filter(Product::category_id.in_(select(below.column(Category::id)))).order_by(Product::id);
    room.objects(
        &rows,
        |session, it: Tracked<Product>| (session[it].name.clone(),),
        "SELECT name FROM products WHERE category_id IN (1, 2, 3, 7) ORDER BY id",
    )
}

fn a_series_of_numbers(room: &mut Room<'_>) -> Result<()> {
    let number = literal(1).label("number");
    let months = select(&number)
        .recursive_cte("months", |own| select(own.column(&number) + 1).filter(own.column(&number).lt(6)));
    let rows = select((months.column(&number), func::count(Sale::id)))
        .select_from(&months)
        .outer_join(entity::<Sale>().on(func::month(Sale::sold_at).eq(months.column(&number))))
        .group_by(months.column(&number))
        .order_by(months.column(&number));
    room.same(
        &rows,
        room.either(
            "SELECT CAST(substr(sold_at, 6, 2) AS INTEGER), count(*) FROM sales GROUP BY 1 ORDER BY 1",
            "SELECT g.m, (SELECT count(*) FROM sales WHERE extract(month FROM sold_at AT TIME ZONE 'UTC') = g.m)
             FROM generate_series(1, 6) g(m) ORDER BY 1",
        ),
    )
}

fn who_invited_whom_in_the_end(room: &mut Room<'_>) -> Result<()> {
    let first = Client::name.label("first");
    let chain = select((Client::id, &first)).filter(Client::invited_by_id.is_null()).recursive_cte("chain", |own| {
        select((Client::id, own.column(&first)))
            .join(own.on(own.column(Client::id).nullable().eq(Client::invited_by_id)))
    });
    let rows = select((Client::name, chain.column(&first)))
        .join(chain.on(chain.column(Client::id).eq(Client::id)))
        .order_by(Client::id);
    room.same(&rows, "SELECT name, CASE WHEN name = 'Eve' THEN 'Eve' ELSE 'Ada' END FROM clients ORDER BY id")
}

fn objects_from_a_subquery(room: &mut Room<'_>) -> Result<()> {
    let recent = Sale::query().order_by(Sale::sold_at.desc()).limit(5).subquery("recent");
    let rows = select((recent.entity::<Sale>(), Client::name))
        .join(entity::<Client>().on(Client::id.eq(recent.column(Sale::client_id))))
        .order_by(recent.column(Sale::id));
    room.objects(
        &rows,
        |session, (sale, client)| (session[sale].id, session[sale].quantity, client),
        "SELECT s.id, s.quantity, c.name FROM sales s JOIN clients c ON c.id = s.client_id
         WHERE s.id IN (SELECT id FROM sales ORDER BY sold_at DESC LIMIT 5) ORDER BY s.id",
    )
}

fn objects_from_a_union(room: &mut Room<'_>) -> Result<()> {
    let cheap = Product::query().filter(Product::price.lt(Decimal::from(9)));
    let heavy = Product::query().filter(Product::weight.gt(1800.0));
    let rows = cheap.union(heavy).order_by((Product::price, Product::id));
    room.objects(
        &rows,
        |session, it: Tracked<Product>| (session[it].name.clone(), session[it].price),
        "SELECT name, price FROM products WHERE price < 9 OR weight > 1800 ORDER BY price, id",
    )
}

fn one_table_expression_twice(room: &mut Room<'_>) -> Result<()> {
    let pieces = func::sum(Sale::quantity).label("pieces");
    let totals = select((Sale::client_id, &pieces)).group_by(Sale::client_id).cte("totals");
    let mean = select(func::avg(totals.column(&pieces))).scalar_subquery();
    let rows = select((Client::name, totals.column(&pieces)))
        .join(totals.on(totals.column(Sale::client_id).eq(Client::id)))
        .filter(totals.column(&pieces).cast::<f64>().gt(mean))
        .order_by(Client::id);
    room.same(
        &rows,
        "WITH t AS (SELECT client_id, sum(quantity) AS n FROM sales GROUP BY client_id)
         SELECT c.name, t.n FROM clients c JOIN t ON t.client_id = c.id WHERE t.n > (SELECT avg(n) FROM t) ORDER BY c.id",
    )
}

fn lists_joined_into_one(room: &mut Room<'_>) -> Result<()> {
    let word = Tag::word.label("word");
    let words = select((&word, literal("tag")))
        .union_all(select((Category::name, literal("category"))))
        .union_all(select((func::coalesce(Client::city, "nowhere"), literal("city"))))
        .order_by(&word)
        .limit(9);
    room.same(
        &words,
        "SELECT word, 'tag' FROM tags UNION ALL SELECT name, 'category' FROM categories UNION ALL
         SELECT coalesce(city, 'nowhere'), 'city' FROM clients ORDER BY 1 LIMIT 9",
    )
}

fn common_to_both(room: &mut Room<'_>) -> Result<()> {
    let of = |client: i32| select(Sale::product_id).filter(Sale::client_id.eq(client));
    let both = of(1).intersect(of(2)).order_by(Sale::product_id);
    room.column(
        &both,
        "SELECT DISTINCT a.product_id FROM sales a JOIN sales b ON a.product_id = b.product_id
         WHERE a.client_id = 1 AND b.client_id = 2 ORDER BY a.product_id",
    )
}

fn in_this_and_not_in_that(room: &mut Room<'_>) -> Result<()> {
    let sold = select(Sale::product_id).distinct();
    let unsold = select(Product::id).except(sold).order_by(Product::id);
    room.column(&unsold, "SELECT id FROM products WHERE id NOT IN (SELECT product_id FROM sales) ORDER BY id")
}

fn in_a_query(room: &mut Room<'_>) -> Result<()> {
    let large = select(Sale::client_id).filter(Sale::quantity.ge(5));
    let rows = select(Client::name).filter(Client::id.in_(large.clone())).order_by(Client::name);
    room.column(
        &rows,
        "SELECT DISTINCT c.name FROM clients c JOIN sales s ON s.client_id = c.id AND s.quantity >= 5 ORDER BY 1",
    )?;
    let rows = select(Client::name).filter(Client::id.not_in(large)).order_by(Client::name);
    room.column(&rows, "SELECT name FROM clients WHERE name IN ('Dan', 'Eve') ORDER BY 1")
}

fn a_subquery_of_a_subquery(room: &mut Room<'_>) -> Result<()> {
    let pieces = func::sum(Sale::quantity).label("pieces");
    let most = func::max(Sale::quantity).label("most");
    let of_product =
        select((Sale::product_id, Sale::client_id, &pieces, &most)).group_by((Sale::product_id, Sale::client_id));
    let of_product = of_product.subquery("of_product");
    let all = func::sum(of_product.column(&pieces)).label("all");
    let of_client =
        select((of_product.column(Sale::client_id), &all, func::max(of_product.column(&most)).label("top")))
            .group_by(of_product.column(Sale::client_id))
            .subquery("of_client");
    let rows = select((of_client.column(of_product.column(Sale::client_id)), of_client.column(&all)))
        .filter(of_client.column(&all).gt(8))
        .order_by(of_client.column(&all).desc());
    room.same(
        &rows,
        "SELECT client_id, CAST(sum(quantity) AS BIGINT) FROM sales GROUP BY client_id HAVING sum(quantity) > 8
         ORDER BY sum(quantity) DESC",
    )
}

fn a_union_counted_by_kind(room: &mut Room<'_>) -> Result<()> {
    let kind = literal("client").label("kind");
    let name = Client::name.label("name");
    let all = select((&kind, &name))
        .union_all(select((literal("product"), Product::name)))
        .union_all(select((literal("tag"), Tag::word)))
        .subquery("all_names");
    let rows = select((all.column(&kind), func::count_rows(), func::min(func::length(all.column(&name)))))
        .group_by(all.column(&kind))
        .order_by(all.column(&kind).desc());
    room.same(
        &rows,
        "SELECT 'tag', count(*), min(length(word)) FROM tags UNION ALL SELECT 'product', count(*), min(length(name))
         FROM products UNION ALL SELECT 'client', count(*), min(length(name)) FROM clients",
    )
}

fn exists_in_a_row(room: &mut Room<'_>) -> Result<()> {
    let sold = aludel::exists(Sale::query().filter(Sale::product_id.eq(Product::id) & Sale::quantity.gt(3)));
    let rows = select((Product::name, sold.clone())).order_by((sold.desc(), Product::id));
    room.same(
        &rows,
        "SELECT name, EXISTS (SELECT 1 FROM sales WHERE product_id = p.id AND quantity > 3) AS sold FROM products p
         ORDER BY sold DESC, id",
    )
}

fn two_objects_of_one_subquery(room: &mut Room<'_>) -> Result<()> {
    // Both have a column `id`: the second one's is called otherwise within.
    let large =
        select((entity::<Sale>(), entity::<Client>())).join(Sale::client).filter(Sale::quantity.ge(4)).cte("large");
    let rows = select((large.entity::<Client>(), large.entity::<Sale>(), Product::name))
        .join(Sale::product.of(&large.entity()))
        .order_by(large.column(Sale::id));
    room.objects(
        &rows,
        |session, (client, sale, product)| (session[client].name.clone(), session[sale].quantity, product),
        "SELECT c.name, s.quantity, p.name FROM sales s JOIN clients c ON c.id = s.client_id
         JOIN products p ON p.id = s.product_id WHERE s.quantity >= 4 ORDER BY s.id",
    )
}

fn some_columns_of_a_subquerys_objects(room: &mut Room<'_>) -> Result<()> {
    let cheap = Product::query().order_by((Product::price, Product::id)).limit(3).subquery("cheap");
    let rows = select(cheap.entity::<Product>()).order_by(cheap.column(Product::id)).untracked();
    let rows = rows.load_only((Product::name, Product::price)).all(&mut room.session)?;
    let rows: Result<Vec<_>> = rows.iter().map(|row| Ok((row.get(Product::name)?, row.get(Product::price)?))).collect();
    room.are(rows?, "SELECT name, price FROM products WHERE price < 9.60 ORDER BY id")
}
