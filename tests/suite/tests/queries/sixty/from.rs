//! Item 3: joins, aliases, relationships as conditions, locks.

use aludel::{Result, Tracked, entity, exists, func, literal, select, with_parent};
use aludel_suite::models::{Category, Client, Product, Review, Sale, SaleState, Stock, Tag};

use super::room::Room;

super::queries! {
    clients_and_who_invited_them, clients_without_sales, products_without_reviews, by_a_relationships_condition,
    of_one_parent, through_a_table_between, pairs_of_a_city, two_steps_up, on_a_condition_of_ones_own,
    every_pair_that_is_missing, both_sides_kept, with_every_tag, from_the_other_end, rows_locked,
    a_join_with_a_condition_more, three_tables_outwards,
}

fn clients_and_who_invited_them(room: &mut Room<'_>) -> Result<()> {
    let by = Client::alias("by");
    let rows = select((Client::name, by.name.nullable(), by.city.nullable()))
        .outer_join(Client::invited_by.to(&by))
        .order_by(Client::id);
    room.same(
        &rows,
        "SELECT c.name, b.name, b.city FROM clients c LEFT JOIN clients b ON b.id = c.invited_by_id ORDER BY c.id",
    )
}

fn clients_without_sales(room: &mut Room<'_>) -> Result<()> {
    let by_exists = select(Client::name).filter(!exists(Sale::query().filter(Sale::client_id.eq(Client::id))));
    room.column(&by_exists, "SELECT name FROM clients WHERE id NOT IN (SELECT client_id FROM sales)")?;
    let by_join = select(Client::name).outer_join(Client::sales).filter(Sale::id.is_null());
    room.column(&by_join, "SELECT name FROM clients WHERE id NOT IN (SELECT client_id FROM sales)")
}

fn products_without_reviews(room: &mut Room<'_>) -> Result<()> {
    let unseen = select(Product::name).filter(!Product::reviews.exists()).order_by(Product::id);
    room.column(
        &unseen,
        "SELECT p.name FROM products p LEFT JOIN reviews r ON r.product_id = p.id WHERE r.id IS NULL ORDER BY p.id",
    )
}

fn by_a_relationships_condition(room: &mut Room<'_>) -> Result<()> {
    let loved = Product::reviews.any(Review::stars.ge(4));
    let of_garden = Product::category.has(Category::parent.has(Category::name.eq("Garden")));
    let rows = select(Product::name).filter(loved | of_garden & !Product::tags.any(Tag::word.eq("steel")));
    room.column(
        &rows.order_by(Product::id),
        "SELECT name FROM products WHERE id IN (SELECT product_id FROM reviews WHERE stars >= 4) OR category_id IN
         (SELECT id FROM categories WHERE parent_id = (SELECT id FROM categories WHERE name = 'Garden')) AND id NOT IN
         (SELECT x.product_id FROM product_tags x JOIN tags t ON t.id = x.tag_id WHERE t.word = 'steel') ORDER BY id",
    )
}

fn of_one_parent(room: &mut Room<'_>) -> Result<()> {
    let ada = room.session.query::<Client>().filter(Client::name.eq("Ada")).one()?;
    let own =
        select(Sale::id).filter(with_parent(ada, Client::sales) & Sale::state.eq(SaleState::Sent)).order_by(Sale::id);
    room.column(&own, "SELECT id FROM sales WHERE client_id = 1 AND state = 'sent' ORDER BY id")?;
    let invited = select(Client::name).filter(Client::invited_by.is(ada)).order_by(Client::id);
    room.column(&invited, "SELECT name FROM clients WHERE invited_by_id = 1 ORDER BY id")?;
    let others = select(Client::name).filter(Client::invited_by.is_not(ada)).order_by(Client::id);
    room.column(&others, "SELECT name FROM clients WHERE invited_by_id <> 1 OR invited_by_id IS NULL ORDER BY id")?;
    let alone = select(Client::name).filter(Client::invited_by.is_none()).order_by(Client::id);
    room.column(&alone, "SELECT name FROM clients WHERE invited_by_id IS NULL ORDER BY id")
}

fn through_a_table_between(room: &mut Room<'_>) -> Result<()> {
    let steel = room.session.query::<Tag>().filter(Tag::word.eq("steel")).one()?;
    let tagged = select((Product::name, Tag::word)).join(Product::tags).filter(Product::tags.contains(steel));
    room.same(
        &tagged.order_by((Product::id, Tag::word.desc())),
        "SELECT p.name, t.word FROM products p JOIN product_tags x ON x.product_id = p.id JOIN tags t ON t.id = x.tag_id
         WHERE p.id IN (SELECT product_id FROM product_tags WHERE tag_id = 3) ORDER BY p.id, t.word DESC",
    )
}

fn pairs_of_a_city(room: &mut Room<'_>) -> Result<()> {
    let (a, b) = (Client::aliased(), Client::aliased());
    let pairs =
        select((a.name, b.name, a.city)).join(b.entity().on(a.city.eq(b.city) & a.id.lt(b.id))).order_by((a.id, b.id));
    room.same(
        &pairs,
        "SELECT a.name, b.name, a.city FROM clients a, clients b WHERE a.city = b.city AND a.id < b.id ORDER BY a.id, b.id",
    )
}

fn two_steps_up(room: &mut Room<'_>) -> Result<()> {
    let (parent, root) = (Category::alias("parent"), Category::alias("root"));
    let rows = select((Category::name, parent.name, root.name.nullable()))
        .join(Category::parent.to(&parent))
        .outer_join(Category::parent.of(&parent).to(&root))
        .order_by(Category::id);
    room.same(
        &rows,
        "SELECT c.name, p.name, r.name FROM categories c JOIN categories p ON p.id = c.parent_id
         LEFT JOIN categories r ON r.id = p.parent_id ORDER BY c.id",
    )
}

fn on_a_condition_of_ones_own(room: &mut Room<'_>) -> Result<()> {
    let rows = select((Product::name, Stock::amount.nullable(), Stock::note.nullable()))
        .outer_join(entity::<Stock>().on(Stock::product_id.eq(Product::id) & Stock::amount.gt(0)))
        .order_by(Product::id);
    room.same(
        &rows,
        "SELECT p.name, s.amount, s.note FROM products p LEFT JOIN stocks s ON s.product_id = p.id AND s.amount > 0
         ORDER BY p.id",
    )
}

fn every_pair_that_is_missing(room: &mut Room<'_>) -> Result<()> {
    let bought = exists(
        select(literal(1))
            .select_from(entity::<Sale>())
            .filter(Sale::client_id.eq(Client::id) & Sale::product_id.eq(Product::id)),
    );
    let rows = select((Client::name, Product::name))
        .cross_join(entity::<Product>())
        .filter(!bought & Product::price.lt(aludel::rust_decimal::Decimal::from(20)))
        .order_by((Client::id, Product::id));
    room.same(
        &rows,
        "SELECT c.name, p.name FROM clients c CROSS JOIN products p WHERE p.price < 20 AND (c.id, p.id) NOT IN
         (SELECT client_id, product_id FROM sales) ORDER BY c.id, p.id",
    )
}

fn both_sides_kept(room: &mut Room<'_>) -> Result<()> {
    let stocked = entity::<Stock>().on(Stock::product_id.eq(Product::id + 4));
    let rows = select((Product::name.nullable(), Stock::product_id.nullable()))
        .select_from(entity::<Product>())
        .full_outer_join(stocked)
        .order_by((Product::id.asc().nulls_last(), Stock::product_id));
    room.same(
        &rows,
        "SELECT p.name, s.product_id FROM products p LEFT JOIN stocks s ON s.product_id = p.id + 4 UNION ALL
         SELECT NULL, product_id FROM stocks WHERE product_id - 4 NOT IN (SELECT id FROM products)",
    )
}

fn with_every_tag(room: &mut Room<'_>) -> Result<()> {
    // No tag that the product has not: division, as the books have it.
    let lacking = Tag::query().filter(!Tag::products.any(Product::id.eq(1)));
    assert!(room.lab.is_postgresql() || lacking.to_sql(aludel::Dialect::Sqlite).is_ok());
    let by_count = select(Product::name)
        .join(Product::tags)
        .filter(Tag::word.in_(["gift", "new"]))
        .group_by((Product::id, Product::name))
        .having(func::count(Tag::id).distinct().eq(2))
        .order_by(Product::id);
    room.column(
        &by_count,
        "SELECT name FROM products p WHERE NOT EXISTS (SELECT 1 FROM tags t WHERE t.word IN ('gift', 'new') AND NOT EXISTS
         (SELECT 1 FROM product_tags x WHERE x.product_id = p.id AND x.tag_id = t.id)) ORDER BY id",
    )
}

fn from_the_other_end(room: &mut Room<'_>) -> Result<()> {
    let rows = select((Client::name, func::count_rows()))
        .select_from(entity::<Category>())
        .join(Category::products)
        .join(Product::sales)
        .join(Sale::client)
        .filter(Category::name.eq("Tools"))
        .group_by(Client::name)
        .order_by(Client::name);
    room.same(
        &rows,
        "SELECT c.name, count(*) FROM clients c JOIN sales s ON s.client_id = c.id JOIN products p ON p.id = s.product_id
         WHERE p.category_id = 5 GROUP BY c.name ORDER BY c.name",
    )
}

fn rows_locked(room: &mut Room<'_>) -> Result<()> {
    let of_tools = Product::query().filter(Product::category_id.eq(5)).order_by(Product::id).with_for_update();
    room.objects(
        &of_tools,
        |session, it: Tracked<Product>| (session[it].name.clone(),),
        "SELECT name FROM products WHERE category_id = 5 ORDER BY id",
    )
}

fn a_join_with_a_condition_more(room: &mut Room<'_>) -> Result<()> {
    let large = Client::sales.and(Sale::quantity.ge(5));
    let rows = select((Client::name, Sale::quantity.nullable())).outer_join(large).order_by((Client::id, Sale::id));
    room.same(
        &rows,
        "SELECT c.name, s.quantity FROM clients c LEFT JOIN sales s ON s.client_id = c.id AND s.quantity >= 5
         ORDER BY c.id, s.id",
    )
}

fn three_tables_outwards(room: &mut Room<'_>) -> Result<()> {
    let rows = select((entity::<Category>(), entity::<Product>().nullable(), entity::<Review>().nullable()))
        .outer_join(Category::products)
        .outer_join(Product::reviews)
        .filter(Category::id.le(3))
        .order_by((Category::id, Product::id, Review::id));
    room.objects(
        &rows,
        |session, (category, product, review)| {
            let (product, review) = (product.map(|it| session[it].name.clone()), review.map(|it| session[it].stars));
            (session[category].name.clone(), product, review)
        },
        "SELECT c.name, p.name, r.stars FROM categories c LEFT JOIN products p ON p.category_id = c.id
         LEFT JOIN reviews r ON r.product_id = p.id WHERE c.id <= 3 ORDER BY c.id, p.id, r.id",
    )
}
