//! Item 4: updates, deletes, inserts and upserts, each beside the same by hand.

use aludel::{
    Patch, Result, Synchronize, case, delete, entity, exists, func, insert, literal, rust_decimal::Decimal, select,
    update,
};
use aludel_suite::models::{Client, OldSale, Product, Review, Sale, SaleState, Stock, Tag};

use super::room::Room;

super::queries! {
    prices_raised_by_a_tenth, stocks_from_what_was_sold, states_by_a_case, a_patch_of_some_columns,
    objects_come_back_updated, sales_of_nothing_any_more, the_oldest_deleted, archived_by_a_select, rows_of_literals,
    many_rows_inserted, upserted_by_the_key, added_where_not_there, objects_follow_or_not, names_set_to_null,
    written_by_table_expressions,
}

const STOCKS: &str = "SELECT product_id, amount, note FROM stocks ORDER BY product_id";
type StockRow = (i32, i32, Option<String>);

fn prices_raised_by_a_tenth(room: &mut Room<'_>) -> Result<()> {
    room.writes::<(String, Decimal), (i32, Decimal)>(
        |session| {
            let raised = func::round(Product::price * Decimal::new(11, 1), 2);
            let of_kitchen = Product::category.has(aludel_suite::models::Category::name.in_(["Crockery", "Stove"]));
            let query = session.update::<Product>().set(Product::price, raised).filter(of_kitchen);
            query.returning((Product::name, Product::price))
        },
        "UPDATE products SET price = round(price * 1.1, 2) WHERE category_id IN (2, 3) RETURNING name, price",
        "SELECT id, price FROM products ORDER BY id",
    )?;
    Ok(())
}

fn stocks_from_what_was_sold(room: &mut Room<'_>) -> Result<()> {
    let sold = select(func::sum(Sale::quantity)).filter(Sale::product_id.eq(Stock::product_id)).scalar_subquery();
    let left = Stock::amount - func::coalesce(sold, 0).cast::<i32>();
    room.writes::<(i32, i32), StockRow>(
        |session| update::<Stock>().set(Stock::amount, left).returning((Stock::product_id, Stock::amount), session),
        "UPDATE stocks SET amount = amount - coalesce((SELECT sum(quantity) FROM sales s WHERE s.product_id =
         stocks.product_id), 0) RETURNING product_id, amount",
        STOCKS,
    )?;
    Ok(())
}

fn states_by_a_case(room: &mut Room<'_>) -> Result<()> {
    let next = case::<SaleState>().when(Sale::state.eq(SaleState::Basket), SaleState::Paid).otherwise(SaleState::Sent);
    room.writes::<(Option<i32>,), (i32, String)>(
        |session| {
            let write = session.update::<Sale>().set(Sale::state, next).filter(Sale::state.ne(SaleState::Sent));
            Ok(write.returning(Sale::id)?.into_iter().map(|id| (Some(id),)).collect())
        },
        room.either(
            "UPDATE sales SET state = CASE WHEN state = 'basket' THEN 'paid' ELSE 'sent' END WHERE state <> 'sent' RETURNING id",
            "UPDATE sales SET state = CASE WHEN state = 'basket' THEN 'paid'::sale_state ELSE 'sent' END
             WHERE state <> 'sent' RETURNING id",
        ),
        "SELECT id, CAST(state AS TEXT) FROM sales ORDER BY id",
    )?;
    Ok(())
}

fn a_patch_of_some_columns(room: &mut Room<'_>) -> Result<()> {
    let patch = Patch::<Stock>::new().set(Stock::amount, 99).set(Stock::note, "counted");
    room.writes::<(i32, Option<String>), StockRow>(
        |session| {
            let low = session.update::<Stock>().set_patch(patch).filter(Stock::amount.lt(5));
            low.returning((Stock::product_id, Stock::note))
        },
        "UPDATE stocks SET amount = 99, note = 'counted' WHERE amount < 5 RETURNING product_id, note",
        STOCKS,
    )?;
    Ok(())
}

fn objects_come_back_updated(room: &mut Room<'_>) -> Result<()> {
    room.writes::<(Option<i32>, String), (String, Option<String>)>(
        |session| {
            let moved = session.update::<Client>().set(Client::city, Client::name.concat("ville"));
            let moved = moved.filter(Client::invited_by_id.is_null()).returning(entity::<Client>())?;
            Ok(moved.into_iter().map(|it| (session[it].id, session[it].city.clone().unwrap_or_default())).collect())
        },
        "UPDATE clients SET city = name || 'ville' WHERE invited_by_id IS NULL RETURNING id, city",
        "SELECT name, city FROM clients ORDER BY id",
    )?;
    Ok(())
}

fn sales_of_nothing_any_more(room: &mut Room<'_>) -> Result<()> {
    let heavy = exists(Product::query().filter(Product::id.eq(Sale::product_id) & Product::weight.gt(1000.0)));
    room.writes::<(i32, i32), (i32,)>(
        |session| delete::<Sale>().filter(heavy).returning((Sale::id, Sale::quantity), session),
        "DELETE FROM sales WHERE product_id IN (SELECT id FROM products WHERE weight > 1000) RETURNING id, quantity",
        "SELECT id FROM sales ORDER BY id",
    )?;
    Ok(())
}

fn the_oldest_deleted(room: &mut Room<'_>) -> Result<()> {
    let oldest = select(Sale::id).order_by(Sale::sold_at).limit(3);
    room.writes::<(i32,), (i32,)>(
        |session| {
            let gone = session.delete_from::<Sale>().filter(Sale::id.in_(oldest)).returning(Sale::id)?;
            Ok(gone.into_iter().map(|id| (id,)).collect())
        },
        "DELETE FROM sales WHERE id <= 3 RETURNING id",
        "SELECT id FROM sales ORDER BY id",
    )?;
    Ok(())
}

fn archived_by_a_select(room: &mut Room<'_>) -> Result<()> {
    let old =
        select((Sale::id, Client::name, Sale::quantity)).join(Sale::client).filter(Sale::state.eq(SaleState::Sent));
    room.writes::<(i32, String), (i32, String, i32)>(
        |session| {
            let into = (OldSale::sale_id, OldSale::client, OldSale::quantity);
            insert(into, old).returning((OldSale::sale_id, OldSale::client), session)
        },
        "INSERT INTO old_sales (sale_id, client, quantity) SELECT s.id, c.name, s.quantity FROM sales s
         JOIN clients c ON c.id = s.client_id WHERE s.state = 'sent' RETURNING sale_id, client",
        "SELECT sale_id, client, quantity FROM old_sales ORDER BY sale_id",
    )?;
    Ok(())
}

fn rows_of_literals(room: &mut Room<'_>) -> Result<()> {
    // What the select gives beside its columns is the same for every row.
    let missing = select((Product::id, literal(1))).filter(Product::id.not_in(select(Stock::product_id)));
    room.writes::<(i32,), StockRow>(
        |session| {
            let rows = insert((Stock::product_id, Stock::amount), missing).returning(Stock::product_id, session)?;
            Ok(rows.into_iter().map(|id| (id,)).collect())
        },
        "INSERT INTO stocks (product_id, amount) SELECT id, 1 FROM products WHERE id NOT IN (SELECT product_id FROM stocks)
         RETURNING product_id",
        STOCKS,
    )?;
    Ok(())
}

fn many_rows_inserted(room: &mut Room<'_>) -> Result<()> {
    room.writes::<StockRow, StockRow>(
        |session| {
            let rows = Stock::insert_many([7, 8, 9].map(|id| Stock::new().product_id(id).amount(id * 10)))
                .returning(session)?;
            Ok(rows.into_iter().map(|row| (row.product_id, row.amount, row.note)).collect())
        },
        "INSERT INTO stocks (product_id, amount) VALUES (7, 70), (8, 80), (9, 90) RETURNING product_id, amount, note",
        STOCKS,
    )?;
    Ok(())
}

fn upserted_by_the_key(room: &mut Room<'_>) -> Result<()> {
    room.writes::<StockRow, StockRow>(
        |session| {
            let rows =
                [(1, 5), (2, 6), (6, 7)].map(|(id, amount)| Stock::new().product_id(id).amount(amount).note("new"));
            let rows = Stock::upsert(rows).set(Stock::amount).returning(session)?;
            Ok(rows.into_iter().map(|row| (row.product_id, row.amount, row.note)).collect())
        },
        "INSERT INTO stocks (product_id, amount, note) VALUES (1, 5, 'new'), (2, 6, 'new'), (6, 7, 'new')
         ON CONFLICT (product_id) DO UPDATE SET amount = excluded.amount RETURNING product_id, amount, note",
        STOCKS,
    )?;
    Ok(())
}

fn added_where_not_there(room: &mut Room<'_>) -> Result<()> {
    room.writes::<(String,), (String,)>(
        |session| {
            let words = ["steel", "wood", "gift", "iron"].map(|word| Tag::new().word(word));
            let new = Tag::upsert(words).on_conflict(Tag::word).do_nothing().returning(session)?;
            Ok(new.into_iter().map(|tag| (tag.word,)).collect())
        },
        "INSERT INTO tags (word) VALUES ('steel'), ('wood'), ('gift'), ('iron') ON CONFLICT (word) DO NOTHING RETURNING word",
        "SELECT word FROM tags ORDER BY word",
    )?;
    Ok(())
}

fn objects_follow_or_not(room: &mut Room<'_>) -> Result<()> {
    let mug = room.session.get::<Product>(1)?.unwrap();
    let best = room.session.query::<Review>().filter(Review::stars.eq(5)).order_by(Review::id).first()?.unwrap();
    let ways = [(Synchronize::None, "Mug"), (Synchronize::Fetch, "Mug!!")];
    for (way, expected) in ways {
        let louder = update::<Product>().set(Product::name, Product::name.concat("!")).filter(Product::id.eq(1));
        assert_eq!(louder.synchronize(way).execute(&mut room.session)?, 1);
        assert_eq!(room.session[mug].name, expected);
    }
    let cup = update::<Product>().set(Product::name, "Cup").filter(Product::id.eq(1) & Product::weight.is_not_null());
    assert_eq!(cup.synchronize(Synchronize::Evaluate).execute(&mut room.session)?, 1);
    assert_eq!(room.session[mug].name, "Cup");
    assert_eq!(room.session.delete_from::<Review>().filter(Review::stars.gt(4)).execute()?, 2);
    assert!(!room.session.contains(best));
    let mug = vec![(room.session[mug].name.clone(),)];
    room.are(mug, "SELECT name FROM products WHERE id = 1")
}

fn names_set_to_null(room: &mut Room<'_>) -> Result<()> {
    room.writes::<(i32, Option<String>), (i32, Option<String>)>(
        |session| {
            let nowhere = session.update::<Client>().set(Client::city, None::<String>).filter(Client::city.eq("Delft"));
            nowhere.returning((Client::id, Client::city))
        },
        "UPDATE clients SET city = NULL WHERE city = 'Delft' RETURNING id, city",
        "SELECT id, city FROM clients ORDER BY id",
    )?;
    Ok(())
}

fn written_by_table_expressions(room: &mut Room<'_>) -> Result<()> {
    let pieces = func::sum(Sale::quantity).label("pieces");
    let sold = select((Sale::product_id, &pieces)).group_by(Sale::product_id).cte("sold");
    let own =
        select(sold.column(&pieces)).filter(sold.column(Sale::product_id).eq(Stock::product_id)).scalar_subquery();
    let of_sold = Stock::product_id.in_(select(sold.column(Sale::product_id)));
    room.writes::<(i32, i32), StockRow>(
        |session| {
            let write = update::<Stock>().set(Stock::amount, func::coalesce(own, 0).cast::<i32>()).filter(of_sold);
            write.returning((Stock::product_id, Stock::amount), session)
        },
        "UPDATE stocks SET amount = (SELECT sum(quantity) FROM sales s WHERE s.product_id = stocks.product_id)
         WHERE product_id IN (SELECT product_id FROM sales) RETURNING product_id, amount",
        STOCKS,
    )?;
    let large = select((Sale::id, Sale::quantity)).filter(Sale::quantity.gt(4)).cte("large");
    let rows = select((large.column(Sale::id), literal("someone"), large.column(Sale::quantity)));
    room.writes::<(i32,), (i32, String, i32)>(
        |session| {
            let into = insert((OldSale::sale_id, OldSale::client, OldSale::quantity), rows);
            Ok(into.returning(OldSale::sale_id, session)?.into_iter().map(|id| (id,)).collect())
        },
        "INSERT INTO old_sales (sale_id, client, quantity) SELECT id, 'someone', quantity FROM sales WHERE quantity > 4
         RETURNING sale_id",
        "SELECT sale_id, client, quantity FROM old_sales ORDER BY sale_id",
    )?;
    Ok(())
}
