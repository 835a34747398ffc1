//! Everyday code: handlers, a batch job, two objects at once, a graph whose foreign keys are NOT NULL.

use aludel::{Engine, Query, Result, Session, Tracked};
use aludel_suite::{
    everywhere,
    models::{Address, Customer, Line, Order, User},
};

use crate::people::fill;

struct Form {
    name: Option<String>,
    emails: Vec<String>,
}

fn show(engine: &Engine, id: i32) -> Result<Option<String>> {
    let mut session = Session::new(engine);
    let Some(user) = session.get::<User>(id)? else { return Ok(None) };
    let addresses = session.related(user, User::addresses)?;
    let emails: Vec<&str> = addresses.iter().map(|&a| session[a].email_address.as_str()).collect();
    Ok(Some(format!("{} {} {emails:?}", session.key(user)?, session[user].name)))
}

fn update(engine: &Engine, id: i32, form: Form) -> Result<bool> {
    let mut session = Session::new(engine);
    let Some(user) = session.get::<User>(id)? else { return Ok(false) };
    if let Some(name) = form.name {
        session[user].name = name
    }
    for address in session.related(user, User::addresses)? {
        if !form.emails.contains(&session[address].email_address) {
            session.remove(user, User::addresses, address)?;
        }
    }
    session.commit()?;
    Ok(true)
}

fn batch(engine: &Engine) -> Result<()> {
    let mut session = Session::new(engine);
    let mut last = 0;
    loop {
        let page = session.query::<User>().filter(User::id.gt(last)).order_by(User::id).limit(1000).all()?;
        let Some(&tail) = page.last() else { return Ok(()) };
        last = session.key(tail)?;
        for user in page {
            session[user].name.make_ascii_lowercase()
        }
        session.commit()?;
        session.expunge_all();
    }
}

fn named(name: &str) -> Query<aludel::Entity<User>> {
    User::query().filter(User::name.eq(name))
}

fn two_at_once(session: &mut Session, a: Tracked<User>, b: Tracked<User>) -> Result<()> {
    session.edit(a, |a, s| a.fullname.push_str(&s[b].name));
    let (x, y) = session.pair_mut(a, b);
    std::mem::swap(&mut x.password, &mut y.password);
    let same = named(&session[a].name).all(session)?;
    for user in same {
        for address in session.loaded(user, User::addresses) {
            session[address].email_address.push('x')
        }
    }
    let mut savepoint = session.begin_nested()?;
    savepoint[a].name = "ed".into();
    savepoint.rollback()
}

fn order(session: &mut Session, customer: Tracked<Customer>) -> Result<()> {
    let order = session.add(
        Order::new()
            .total(9.5)
            .customer(customer)
            .lines([Line::new().position(1).alias("a"), Line::new().position(2).alias("b")]),
    );
    session.commit()?;
    let line = session.get::<Line>((session.key(order)?, 1))?.unwrap();
    let _: Vec<(String, Option<String>)> = session
        .select((Customer::email, Customer::nickname))
        .join(Customer::orders)
        .join(Order::lines)
        .filter(Line::alias_.eq("a"))
        .all()?;
    let _ = session.query::<(User, Option<Address>)>().outer_join(User::addresses).all()?;
    let maybe: Option<String> = None;
    session.add(Customer::new().email("x").nickname(maybe));
    session[line].alias.push('!');
    Ok(())
}

#[test]
fn handlers_read_and_change() {
    everywhere(|lab| {
        drop(fill(lab)?);
        assert_eq!(show(lab.engine(), 99)?, None);
        let shown = show(lab.engine(), 5)?.unwrap();
        assert_eq!(shown, "5 jack [\"jack@google.com\", \"j25@yahoo.com\"]");
        let form = Form { name: Some("Jack".to_owned()), emails: vec!["j25@yahoo.com".to_owned()] };
        assert!(update(lab.engine(), 5, form)?);
        assert_eq!(show(lab.engine(), 5)?.unwrap(), "5 Jack [\"j25@yahoo.com\"]");
        assert!(!update(lab.engine(), 99, Form { name: None, emails: Vec::new() })?);
        batch(lab.engine())?;
        assert_eq!(lab.rows("SELECT name FROM users WHERE id = 5"), ["jack"]);
        Ok(())
    });
}

#[test]
fn objects_are_edited_together_and_graphs_written() {
    everywhere(|lab| {
        let mut session = fill(lab)?;
        let [a, b] = ["ed", "mary"].map(|name| named(name).one(&mut session).unwrap());
        two_at_once(&mut session, a, b)?;
        assert_eq!((session[a].name.as_str(), session[a].fullname.as_str()), ("ed", "ed J.mary"));
        session.commit()?;
        let customer = session.add(Customer::new().email("c"));
        order(&mut session, customer)?;
        session.commit()?;
        assert_eq!(lab.rows("SELECT alias FROM line ORDER BY position"), ["a!", "b"]);
        Ok(())
    });
}
