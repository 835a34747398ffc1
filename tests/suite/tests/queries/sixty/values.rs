//! Item 6: queries as values.

use aludel::{
    Column, Condition, Dialect, Entity, Expr, Label, Query, Result, Tracked, all_of, entity, func,
    rust_decimal::Decimal, select,
};
use aludel_suite::models::{Client, Product, Sale, SaleState, Tag};

use super::room::Room;

super::queries! {
    named_in_signatures, composed_in_a_loop, cloned_and_changed, sent_to_a_thread, one_text_for_equal_queries,
    the_text_and_the_plan, conditions_that_are_functions, one_query_on_two_aliases,
}

/// What has been sold and not given back.
fn sold() -> Query<Entity<Sale>> {
    Sale::query().filter(Sale::state.ne(SaleState::Basket))
}

/// How many of each product.
fn pieces() -> Query<(Column<Product, String>, Label<i64, aludel::Null>)> {
    let pieces = func::sum(Sale::quantity).label("pieces");
    select((Product::name, pieces.clone()))
        .join(Product::sales)
        .group_by((Product::id, Product::name))
        .order_by(pieces.desc())
}

fn named_in_signatures(room: &mut Room<'_>) -> Result<()> {
    let look = |session: &aludel::Session, it: Tracked<Sale>| (session[it].id, session[it].quantity);
    room.objects(
        &sold().order_by(Sale::id),
        look,
        "SELECT id, quantity FROM sales WHERE state <> 'basket' ORDER BY id",
    )?;
    room.same(
        &pieces().order_by(Product::id).limit(3),
        "SELECT p.name, sum(s.quantity) AS n FROM products p JOIN sales s ON s.product_id = p.id
         GROUP BY p.id, p.name ORDER BY n DESC, p.id LIMIT 3",
    )
}

fn composed_in_a_loop(room: &mut Room<'_>) -> Result<()> {
    let (name, least, tags) = (Some("a"), None::<Decimal>, ["gift", "steel"]);
    let mut query = select((Product::id, Product::name));
    if let Some(name) = name {
        query = query.filter(Product::name.contains(name));
    }
    if let Some(least) = least {
        query = query.filter(Product::price.ge(least));
    }
    for tag in tags {
        query = query.filter(Product::tags.any(Tag::word.eq(tag)));
    }
    for ordering in [Product::price.desc(), Product::id.asc()] {
        query = query.order_by(ordering);
    }
    room.same(
        &query,
        "SELECT p.id, p.name FROM products p WHERE p.name LIKE '%a%' AND (SELECT count(*) FROM product_tags x
         JOIN tags t ON t.id = x.tag_id WHERE x.product_id = p.id AND t.word IN ('gift', 'steel')) = 2
         ORDER BY p.price DESC, p.id",
    )
}

fn cloned_and_changed(room: &mut Room<'_>) -> Result<()> {
    let all = select((Client::id, Client::name));
    let (up, down) = (all.clone().order_by(Client::id).limit(2), all.clone().order_by(Client::id.desc()));
    room.same(&down, "SELECT id, name FROM clients ORDER BY id DESC")?;
    room.same(&up, "SELECT id, name FROM clients ORDER BY id LIMIT 2")?;
    assert_eq!(all.count(&mut room.session)?, 5);
    Ok(())
}

fn sent_to_a_thread(room: &mut Room<'_>) -> Result<()> {
    let dear = Product::price.gt(Decimal::from(40));
    let query = select((Product::name, Product::price)).filter(dear).order_by(Product::id);
    room.session.rollback()?;
    let (engine, sent) = (room.lab.engine().clone(), query.clone());
    let rows = std::thread::spawn(move || sent.all(&mut aludel::Session::new(&engine))).join().unwrap()?;
    room.are(rows, "SELECT name, price FROM products WHERE price > 40 ORDER BY id")
}

fn one_text_for_equal_queries(room: &mut Room<'_>) -> Result<()> {
    let query = |least: i32, state: SaleState, ids: &[i32], limit: u64| {
        let other = Client::aliased();
        select((Sale::id, other.name))
            .join(Sale::client.to(&other))
            .filter(Sale::quantity.ge(least) & Sale::state.eq(state) & Sale::product_id.in_(ids.iter().copied()))
            .order_by(Sale::id)
            .limit(limit)
    };
    query(9, SaleState::Basket, &[], 1).all(&mut room.session)?;
    let built = room.lab.engine().query_texts_built();
    let rows = query(1, SaleState::Sent, &[1, 2, 3, 4, 5], 4).all(&mut room.session)?;
    assert_eq!(room.lab.engine().query_texts_built(), built);
    room.are(
        rows,
        "SELECT s.id, c.name FROM sales s JOIN clients c ON c.id = s.client_id WHERE s.state = 'sent' AND s.product_id <= 5
         ORDER BY s.id LIMIT 4",
    )
}

fn the_text_and_the_plan(room: &mut Room<'_>) -> Result<()> {
    let query = sold().filter(Sale::quantity.gt(5)).order_by(Sale::id);
    let columns = "sales.id, sales.client_id, sales.product_id, sales.quantity, sales.state, sales.sold_at";
    let rest = "FROM sales WHERE sales.state != $1 AND sales.quantity > $2 ORDER BY sales.id";
    assert_eq!(query.to_sql(Dialect::Postgresql)?, format!("SELECT {columns} {rest}"));
    let plan = query.explain(&mut room.session)?;
    assert!(plan.iter().any(|line| line.contains("sales")), "{plan:?}");
    let look = |session: &aludel::Session, it: Tracked<Sale>| (session[it].id,);
    room.objects(&query, look, "SELECT id FROM sales WHERE state <> 'basket' AND quantity > 5 ORDER BY id")
}

/// Dear for its category's customers: conditions of whatever is there.
fn worth(least: i64, of: impl IntoIterator<Item = SaleState>) -> Expr<bool> {
    let amount = Product::price * Sale::quantity.cast::<Decimal>();
    all_of([amount.ge(Decimal::from(least)).into_condition(), Sale::state.in_(of)])
}

fn conditions_that_are_functions(room: &mut Room<'_>) -> Result<()> {
    let query = select((Sale::id, Product::name)).join(Sale::product).order_by(Sale::id);
    room.same(
        &query.filter(worth(34, [SaleState::Sent]) | worth(60, SaleState::ALL)),
        "SELECT s.id, p.name FROM sales s JOIN products p ON p.id = s.product_id
         WHERE p.price * s.quantity >= 34 AND s.state = 'sent' OR p.price * s.quantity >= 60 ORDER BY s.id",
    )
}

fn one_query_on_two_aliases(room: &mut Room<'_>) -> Result<()> {
    let invited = |count: i64| {
        let guest = Client::aliased();
        let guests = select(func::count(guest.id)).filter(guest.invited_by_id.eq(Client::id)).scalar_subquery();
        guests.eq(count)
    };
    let query = select(entity::<Client>()).filter(invited(1) | invited(2)).order_by(Client::id);
    room.objects(
        &query,
        |session, it: Tracked<Client>| (session[it].name.clone(),),
        "SELECT name FROM clients c WHERE (SELECT count(*) FROM clients g WHERE g.invited_by_id = c.id) IN (1, 2) ORDER BY id",
    )
}
