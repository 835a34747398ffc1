//! Item 1: pages by number and by key.

use aludel::{Cursor, Query, Result, Selection, func, select};
use aludel_suite::models::{Client, Product, Sale};

use super::room::Room;

super::queries! {
    a_page_by_its_number, a_slice, pages_by_key, pages_by_key_backwards, pages_by_key_with_nulls, pages_by_key_of_a_join, pages_by_key_of_groups,
}

/// Every row, page by page, with the cursor as text between.
fn turn<X: Selection>(room: &mut Room<'_>, query: &Query<X>, size: u64) -> Result<Vec<X::Row>> {
    let (mut rows, mut after): (Vec<X::Row>, Option<Cursor>) = (Vec::new(), None);
    loop {
        let page = query.keyset(&mut room.session, size, after.as_ref())?;
        rows.extend(page.rows);
        let Some(next) = page.next else { return Ok(rows) };
        after = Some(next.to_string().parse()?);
    }
}

fn a_page_by_its_number(room: &mut Room<'_>) -> Result<()> {
    let sent = select((Sale::id, Client::name)).join(Sale::client).filter(Sale::quantity.gt(1)).order_by(Sale::id);
    let page = sent.page(&mut room.session, 2, 3)?;
    assert_eq!((page.total, page.pages()), (9, 3));
    room.are(
        page.rows,
        "SELECT s.id, c.name FROM sales s JOIN clients c ON c.id = s.client_id WHERE s.quantity > 1 ORDER BY s.id
         LIMIT 3 OFFSET 3",
    )
}

fn a_slice(room: &mut Room<'_>) -> Result<()> {
    let slice = select(Product::name).order_by(Product::id).slice(2..9).slice(1..4);
    room.column(&slice, "SELECT name FROM products ORDER BY id LIMIT 3 OFFSET 3")
}

fn pages_by_key(room: &mut Room<'_>) -> Result<()> {
    let by_price = select((Product::price, Product::id)).order_by((Product::price.desc(), Product::id));
    let rows = turn(room, &by_price, 3)?;
    room.are(rows, "SELECT price, id FROM products ORDER BY price DESC, id")
}

fn pages_by_key_backwards(room: &mut Room<'_>) -> Result<()> {
    // The page before a row is the one behind it in the reversed order.
    let from_the_end = select((Sale::sold_at, Sale::id)).order_by((Sale::sold_at.desc(), Sale::id.desc()));
    let rows = turn(room, &from_the_end, 5)?;
    room.are(rows, "SELECT sold_at, id FROM sales ORDER BY sold_at DESC, id DESC")
}

fn pages_by_key_with_nulls(room: &mut Room<'_>) -> Result<()> {
    let weight = || func::coalesce(Product::weight, -1.0);
    let by_weight = select((Product::id, Product::weight)).order_by((weight(), Product::id));
    let rows = turn(room, &by_weight, 4)?;
    room.are(rows, "SELECT id, weight FROM products ORDER BY weight NULLS FIRST, id")
}

fn pages_by_key_of_a_join(room: &mut Room<'_>) -> Result<()> {
    let lines = select((Client::name, Sale::id, func::year(Sale::sold_at)))
        .join(Sale::client)
        .filter(Sale::quantity.lt(6))
        .order_by((Client::name.desc(), Sale::id));
    let rows = turn(room, &lines, 4)?;
    room.are(
        rows,
        "SELECT c.name, s.id, 2025 FROM sales s JOIN clients c ON c.id = s.client_id WHERE s.quantity < 6
         ORDER BY c.name DESC, s.id",
    )
}

fn pages_by_key_of_groups(room: &mut Room<'_>) -> Result<()> {
    let pieces = func::sum(Sale::quantity).label("pieces");
    let groups = select((Sale::product_id, &pieces)).group_by(Sale::product_id);
    let refused = groups.clone().order_by(Sale::product_id).keyset(&mut room.session, 2, None).unwrap_err();
    assert!(refused.to_string().contains("`.subquery(...)`"), "{refused}");
    let groups = groups.subquery("groups");
    let (pieces, product) = (func::coalesce(groups.column(&pieces), 0), groups.column(Sale::product_id));
    let rows = select((product.clone(), pieces.clone())).order_by((pieces.desc(), product));
    let rows = turn(room, &rows, 3)?;
    room.are(
        rows,
        "SELECT product_id, sum(quantity) FROM sales GROUP BY product_id ORDER BY sum(quantity) DESC, product_id",
    )
}
