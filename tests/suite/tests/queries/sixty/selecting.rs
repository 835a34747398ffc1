//! Item 1: what is selected, and what rows come as.

use aludel::{Query, Result, Tracked, entity, func, literal, rust_decimal::Decimal, select, text};
use aludel_suite::models::{Category, Client, Product, Review, Sale};

use super::room::Room;

super::queries! {
    objects_in_an_order, twelve_columns, an_object_beside_its_figures, cities_once, rows_into_a_struct, one_value,
    whether_and_how_many, the_only_row_or_none, the_first_row, an_object_by_its_key, rows_one_by_one, nulls_last,
    ordered_by_a_label, literal_sql_into_structs, objects_from_literal_sql,
}

aludel::row! {
    /// What a client bought.
    #[derive(PartialEq)]
    struct Turnover {
        client: String,
        sales: i64,
        pieces: Option<i64>,
    }
}

fn objects_in_an_order(room: &mut Room<'_>) -> Result<()> {
    let dear =
        Product::query().filter(Product::price.ge(Decimal::from(24))).order_by((Product::price.desc(), Product::id));
    room.objects(
        &dear,
        |session, it: Tracked<Product>| (session[it].name.clone(), session[it].price),
        "SELECT name, price FROM products WHERE price >= 24 ORDER BY price DESC, id",
    )
}

fn twelve_columns(room: &mut Room<'_>) -> Result<()> {
    let columns = (
        Sale::id,
        Sale::quantity,
        Sale::sold_at,
        Client::id,
        Client::name,
        Client::city,
        Product::id,
        Product::name,
        Product::price,
        Product::weight,
        Product::added,
        Category::name,
    );
    let whole =
        select(columns).join(Sale::client).join(Sale::product).join(Product::category).order_by(Sale::id).limit(7);
    room.same(
        &whole,
        "SELECT s.id, s.quantity, s.sold_at, c.id, c.name, c.city, p.id, p.name, p.price, p.weight, p.added, k.name
         FROM sales s JOIN clients c ON c.id = s.client_id JOIN products p ON p.id = s.product_id
         JOIN categories k ON k.id = p.category_id ORDER BY s.id LIMIT 7",
    )
}

fn an_object_beside_its_figures(room: &mut Room<'_>) -> Result<()> {
    let stars = func::avg(Review::stars).label("stars");
    let rated = select((entity::<Product>(), stars, func::count(Review::id)))
        .join(Product::reviews)
        .group_by(Product::id)
        .order_by(Product::id);
    room.objects(
        &rated,
        |session, (product, stars, reviews): (Tracked<Product>, Option<f64>, i64)| {
            (session[product].name.clone(), stars.map(|stars| (stars * 100.0).round()), reviews)
        },
        "SELECT p.name, CAST(round(avg(r.stars) * 100) AS DOUBLE PRECISION), count(r.id)
         FROM products p JOIN reviews r ON r.product_id = p.id GROUP BY p.id, p.name ORDER BY p.id",
    )
}

fn cities_once(room: &mut Room<'_>) -> Result<()> {
    let cities = select(Client::city).distinct().order_by(Client::city.asc().nulls_last());
    room.column(&cities, "SELECT DISTINCT city FROM clients ORDER BY city NULLS LAST")
}

fn rows_into_a_struct(room: &mut Room<'_>) -> Result<()> {
    let turnover: Query<_> = select((Client::name, func::count(Sale::id), func::sum(Sale::quantity)))
        .outer_join(Client::sales)
        .group_by((Client::id, Client::name))
        .order_by(Client::name)
        .rows::<Turnover>();
    room.same(
        &turnover,
        "SELECT c.name AS client, count(s.id) AS sales, sum(s.quantity) AS pieces
         FROM clients c LEFT JOIN sales s ON s.client_id = c.id GROUP BY c.id, c.name ORDER BY c.name",
    )
}

fn one_value(room: &mut Room<'_>) -> Result<()> {
    let pieces = select(func::sum(Sale::quantity)).filter(Sale::client_id.eq(1)).scalar(&mut room.session)?;
    room.are(vec![(pieces.flatten(),)], "SELECT sum(quantity) FROM sales WHERE client_id = 1")?;
    let dearest: Option<Decimal> = room.session.select(func::max(Product::price)).one()?;
    room.are(vec![(dearest,)], "SELECT max(price) FROM products")
}

fn whether_and_how_many(room: &mut Room<'_>) -> Result<()> {
    let of_city = |city: &str| Client::query().filter(Client::city.eq(city));
    let figures = vec![(
        of_city("Delft").count(&mut room.session)?,
        of_city("Delft").exists(&mut room.session)?,
        of_city("Rome").exists(&mut room.session)?,
        select(Client::city).distinct().count(&mut room.session)?,
    )];
    room.are(
        figures,
        "SELECT (SELECT count(*) FROM clients WHERE city = 'Delft'), EXISTS (SELECT 1 FROM clients WHERE city = 'Delft'),
         EXISTS (SELECT 1 FROM clients WHERE city = 'Rome'), (SELECT count(*) FROM (SELECT DISTINCT city FROM clients) c)",
    )
}

fn the_only_row_or_none(room: &mut Room<'_>) -> Result<()> {
    let of_name = |name: &str| select((Client::id, Client::city)).filter(Client::name.eq(name));
    let eve = of_name("Eve").one(&mut room.session)?;
    let dan = of_name("Dan").one_or_none(&mut room.session)?;
    assert_eq!(of_name("Zoe").one_or_none(&mut room.session)?, None);
    assert_eq!(of_name("Zoe").one(&mut room.session).unwrap_err().kind(), aludel::ErrorKind::NoResultFound);
    let several = select(Client::id).filter(Client::city.eq("Delft")).one(&mut room.session).unwrap_err();
    assert_eq!(several.kind(), aludel::ErrorKind::MultipleResultsFound);
    room.are(
        [dan, Some(eve)].into_iter().flatten().collect(),
        "SELECT id, city FROM clients WHERE name IN ('Eve', 'Dan') ORDER BY name",
    )
}

fn the_first_row(room: &mut Room<'_>) -> Result<()> {
    let latest = room.session.query::<Sale>().order_by((Sale::sold_at.desc(), Sale::id)).first()?;
    let latest = latest.map(|it| (room.session[it].sold_at, room.session[it].quantity));
    room.are(latest.into_iter().collect(), "SELECT sold_at, quantity FROM sales ORDER BY sold_at DESC, id LIMIT 1")
}

fn an_object_by_its_key(room: &mut Room<'_>) -> Result<()> {
    let spade = room.session.get::<Product>(7)?;
    let spade = spade.map(|it| (room.session[it].name.clone(), room.session[it].weight));
    assert!(room.session.get::<Product>(700)?.is_none());
    room.are(spade.into_iter().collect(), "SELECT name, weight FROM products WHERE id = 7")
}

fn rows_one_by_one(room: &mut Room<'_>) -> Result<()> {
    let mut rows = Vec::new();
    let lines = select((Sale::id, Product::name, Sale::quantity)).join(Sale::product).order_by(Sale::id);
    let count = lines.for_each(&mut room.session, |row| {
        rows.push(row);
        Ok(())
    })?;
    assert_eq!(count, rows.len() as u64);
    room.are(rows, "SELECT s.id, p.name, s.quantity FROM sales s JOIN products p ON p.id = s.product_id ORDER BY s.id")
}

fn nulls_last(room: &mut Room<'_>) -> Result<()> {
    let by_weight = select((Product::name, Product::weight))
        .order_by((Product::weight.desc().nulls_last(), Product::name.collate(room.either("BINARY", "C"))));
    room.same(
        &by_weight,
        room.either(
            "SELECT name, weight FROM products ORDER BY weight DESC NULLS LAST, name",
            "SELECT name, weight FROM products ORDER BY weight DESC NULLS LAST, name COLLATE \"C\"",
        ),
    )
}

fn ordered_by_a_label(room: &mut Room<'_>) -> Result<()> {
    let sold = func::sum(Sale::quantity).label("sold");
    let best = select((Product::name, &sold))
        .join(Product::sales)
        .group_by((Product::id, Product::name))
        .having(func::sum(Sale::quantity).gt(1))
        .order_by((sold.desc(), Product::id))
        .limit(4)
        .offset(1);
    room.same(
        &best,
        "SELECT p.name, sum(s.quantity) AS sold FROM products p JOIN sales s ON s.product_id = p.id
         GROUP BY p.id, p.name HAVING sum(s.quantity) > 1 ORDER BY sold DESC, p.id LIMIT 4 OFFSET 1",
    )?;
    room.same(
        &select((literal(1), literal("one"), literal(true), literal(1.5))),
        "SELECT 1, 'one', true, CAST(1.5 AS DOUBLE PRECISION)",
    )
}

fn literal_sql_into_structs(room: &mut Room<'_>) -> Result<()> {
    let sql = "SELECT sum(s.quantity) AS pieces, count(*) AS sales, c.name AS client FROM sales s
               JOIN clients c ON c.id = s.client_id WHERE s.quantity BETWEEN :low AND :high OR c.name = :name
               GROUP BY c.name ORDER BY c.name";
    let rows =
        text(sql).bind("low", 1).bind("high", 2).bind("name", "Ada").rows::<Turnover>().all(&mut room.session)?;
    let rows = rows.into_iter().map(|row| (row.client, row.sales, row.pieces)).collect();
    room.are(
        rows,
        "SELECT c.name, count(*), sum(s.quantity) FROM sales s JOIN clients c ON c.id = s.client_id
         WHERE s.quantity <= 2 OR c.id = 1 GROUP BY c.name ORDER BY c.name",
    )
}

fn objects_from_literal_sql(room: &mut Room<'_>) -> Result<()> {
    let statement = text("SELECT * FROM clients WHERE city = :city ORDER BY id DESC").bind("city", "Delft");
    let of_delft = Client::query().from_statement(statement);
    room.objects(
        &of_delft,
        |session, it: Tracked<Client>| (session[it].id, session[it].name.clone(), session[it].invited_by_id),
        "SELECT id, name, invited_by_id FROM clients WHERE city = 'Delft' ORDER BY id DESC",
    )
}
