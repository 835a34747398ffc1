//! The kept models in a binary: NOT NULL foreign keys, a composite key of which the parent gives half,
//! a self-reference, an enum, a version.
#![deny(warnings)]

use aludel::rust_decimal::Decimal;
use aludel::{Engine, Result, Session};

mod models;
use models::{Customer, Line, Order};

fn main() -> Result<()> {
    let url = std::env::args().nth(1).unwrap_or_else(|| "sqlite:///:memory:".to_owned());
    let engine = Engine::new(&url)?;
    models::metadata().create_all(&engine)?;

    let mut session = Session::new(&engine);
    let boss = session.add(Customer::new().email("boss@example.com"));
    let customer = session.add(Customer::new().email("ed@example.com").manager(boss));
    let junior = session.add(Customer::new().email("junior@example.com").manager(customer));
    let lines = [Line::new().position(1).alias("first"), Line::new().position(2).alias("second")];
    let order = session.add(Order::new().total(Decimal::new(950, 2)).customer(customer).lines(lines));
    session.commit()?;
    assert_eq!(session[junior].manager_id, session[customer].id);
    assert_eq!(session[customer].manager_id, session[boss].id);
    let key = session.key(order)?;
    let Some(line) = session.get::<Line>((key, 2))? else { panic!("the second line is there") };
    println!("{} of an order over {}", session[line].alias, session[order].total);
    Ok(())
}
