//! SQLAlchemy's ORM tutorial, section by section: `cargo run` on SQLite in memory, `cargo run -- URL` elsewhere.
//!
//! Every statement is echoed, what each line gives is printed and asserted. The sections keep the tutorial's numbers;
//! those on querying, joins and many-to-many come with the query language.

#![deny(warnings)]

use aludel::{Engine, Result, Session};

#[allow(unused, reason = "a tutorial uses what it explains")]
mod models {
    aludel::include_models!();
}
use models::{Address, User};

fn main() -> Result<()> {
    let url = std::env::args().nth(1).unwrap_or_else(|| "sqlite:///:memory:".to_owned());

    section(1, "Connecting");
    // Nothing is opened until the first statement; `echo` prints every one, with its parameters.
    let engine = Engine::builder(url.as_str()).echo(true).build()?;
    show("engine.dialect()", engine.dialect());

    section(2, "Declaring a mapping");
    // The models come from schema/*.toml: a table, its columns, and what Rust calls them.
    for table in models::metadata().tables {
        let columns: Vec<&str> = table.columns.iter().map(|column| column.name).collect();
        show(table.name, columns.join(", "));
    }

    section(3, "Creating the schema");
    // On a server the tables may be there from the last run.
    models::metadata().drop_all(&engine)?;
    models::metadata().create_all(&engine)?;
    // Once more: there is nothing to be made.
    models::metadata().create_all(&engine)?;

    section(4, "Making an instance");
    let ed_user = User::new().name("ed").fullname("Ed Jones").password("edspassword").build();
    assert_eq!((ed_user.name.as_str(), ed_user.password.as_str()), ("ed", "edspassword"));
    // The database will assign the key.
    assert_eq!(ed_user.id, None);
    show("ed_user", &ed_user);

    section(5, "Making a session");
    let maker = Session::builder(&engine);
    let mut session = maker.build();

    adding_and_updating(&mut session, ed_user)?;
    relating(&mut session)?;
    session.close()
}

fn adding_and_updating(session: &mut Session, ed_user: User) -> Result<()> {
    section(6, "Adding and updating objects");
    // `add` moves the object in and gives a handle; nothing is sent yet.
    let ed = session.add(ed_user);
    assert!(session.pending().contains(ed));

    // A query flushes first, and the row that it finds is the same object.
    let our_user = session.query::<User>().filter_by(User::name, "ed").first()?;
    assert_eq!(our_user, Some(ed));
    assert_eq!(session[ed].id, Some(1));
    show("our_user", &session[ed]);

    let added = session.add_all([
        User::new().name("wendy").fullname("Wendy Williams").password("foobar"),
        User::new().name("mary").fullname("Mary Contrary").password("xxg527"),
        User::new().name("fred").fullname("Fred Flinstone").password("blah"),
    ]);
    session[ed].password = "f8s7ccs".into();
    assert_eq!(
        session.dirty().to_string(),
        "IdentitySet([<User(name='ed', fullname='Ed Jones', password='f8s7ccs')>])"
    );
    show("session.dirty()", session.dirty());
    assert_eq!(session.pending().len(), 3);
    show("session.pending()", session.pending());

    // The UPDATE of the one changed column, then the INSERTs in the order of `add`.
    session.commit()?;
    // Reading never touches the database: the object keeps its last known values, and is read again when next met.
    assert_eq!(session[ed].id, Some(1));
    show("session[ed].id", session.key(ed)?);
    assert_eq!(added.iter().map(|&user| session[user].id).collect::<Vec<_>>(), [Some(2), Some(3), Some(4)]);
    session.refresh(ed)?;
    assert_eq!(session[ed].password, "f8s7ccs");

    section(7, "Rolling back");
    session[ed].name = "Edwardo".into();
    let fake_user = session.add(User::new().name("fakeuser").fullname("Invalid").password("12345"));
    let found = session.query::<User>().filter(User::name.in_(["Edwardo", "fakeuser"])).order_by(User::id).all()?;
    assert_eq!(found, [ed, fake_user]);
    for user in found {
        show("found", &session[user]);
    }
    session.rollback()?;
    assert_eq!(session[ed].name, "ed");
    show("session[ed].name", &session[ed].name);
    assert!(!session.contains(fake_user));
    // It is transient again, with the key that it had been given.
    let fake_user = session.expunge(fake_user)?;
    assert_eq!(fake_user.id, Some(5));
    let found = session.query::<User>().filter(User::name.in_(["ed", "fakeuser"])).all()?;
    assert_eq!(found, [ed]);
    Ok(())
}

fn relating(session: &mut Session) -> Result<()> {
    section(13, "Building a relationship");
    show("the relationship", format!("{:?}, the other side of {:?}", User::addresses, Address::user));

    section(14, "Working with related objects");
    let jack = User::new().name("jack").fullname("Jack Bean").password("gjffdd");
    let jack = session.add(jack);
    // A new object's collection is empty, and costs nothing to look at.
    assert_eq!(session.related(jack, User::addresses)?, []);
    let google = session.append(jack, User::addresses, Address::new().email_address("jack@google.com"))?;
    let yahoo = session.append(jack, User::addresses, Address::new().email_address("j25@yahoo.com"))?;
    // Both sides agree in memory, before any statement.
    assert_eq!(session.related(jack, User::addresses)?, [google, yahoo]);
    assert_eq!(session.related(yahoo, Address::user)?, Some(jack));
    // They came along: the save-update cascade.
    assert_eq!(session.pending().len(), 3);
    session.commit()?;

    // The user alone, then the addresses when they are asked for, once.
    let found = session.query::<User>().filter_by(User::name, "jack").one()?;
    assert_eq!(found, jack);
    show("jack", &session[jack]);
    for address in session.related(jack, User::addresses)? {
        show("an address", &session[address]);
        // In the session already: no statement.
        assert_eq!(session.related(address, Address::user)?, Some(jack));
    }
    assert_eq!(session.related(jack, User::addresses)?, [google, yahoo]);

    // The same graph in one expression.
    let jill = session.add(
        User::new()
            .name("jill")
            .fullname("Jill Hill")
            .password("pail")
            .addresses([Address::new().email_address("jill@example.org")]),
    );
    session.commit()?;
    let addresses = session.related(jill, User::addresses)?;
    assert_eq!(session[addresses[0]].user_id, session[jill].id);
    Ok(())
}

fn section(number: u32, title: &str) {
    println!("\n== {number} {title}");
}

fn show(what: &str, value: impl std::fmt::Display) {
    println!("{what}: {value}");
}
