//! SQLAlchemy's ORM tutorial, section by section: `cargo run` on SQLite in memory, `cargo run -- URL` elsewhere.
//!
//! Every statement is echoed; what a line gives is printed and asserted. The sections keep the tutorial's numbers. On a server give it a database of its own: it drops
//! the tables of its models, should they be there, and leaves new ones.

#![deny(warnings)]

use std::fmt::Display;

use aludel::{Engine, Error, Model, Result, Session, Tracked};

#[allow(unused, reason = "a tutorial uses what it explains")]
mod models {
    aludel::include_models!();
}
mod eager;
mod joining;
mod querying;

use models::{Address, BlogPost, Keyword, User};

#[allow(unused, reason = "as above")]
mod cascading {
    aludel::include_models!("cascading");
}

fn main() -> Result<()> {
    let url = std::env::args().nth(1).unwrap_or_else(|| "sqlite:///:memory:".to_owned());

    let engine = connecting(&url)?;
    declaring_a_mapping();
    creating_the_schema(&engine)?;
    let ed_user = making_an_instance();
    let mut session = making_a_session(&engine)?;
    let ed = adding_and_updating(&mut session, ed_user)?;
    rolling_back(&mut session, ed)?;
    querying::queries(&mut session, ed)?;
    session.commit()?;
    building_a_relationship(&engine)?;
    let jack = working_with_related_objects(&mut session)?;
    joining::joins(&mut session, jack)?;
    eager::eager_loading(&mut session, jack)?;
    let jack = session.query::<User>().filter_by(User::name, "jack").one()?;
    let key = session.key(jack)?;
    deleting(&mut session, jack)?;
    deleting_with_a_cascade(&engine, key)?;
    many_to_many(&mut session)
}

fn connecting(url: &str) -> Result<Engine> {
    section(1, "Connecting");
    // Nothing is opened until the first statement; `echo` prints every one, with its parameters.
    let engine = Engine::builder(url).echo(true).build()?;
    say("engine.dialect()", engine.dialect());
    Ok(engine)
}

fn declaring_a_mapping() {
    section(2, "Declaring a mapping");
    // The models come from schema/*.toml: a table, its columns, and what Rust calls them.
    for table in models::metadata().tables {
        let columns: Vec<&str> = table.columns.iter().map(|column| column.name).collect();
        say(table.name, columns.join(", "));
    }
}

fn creating_the_schema(engine: &Engine) -> Result<()> {
    section(3, "Creating the schema");
    // On a server the tables may be there from the last run.
    models::metadata().drop_all(engine)?;
    note("create_all asks for every table, and makes those that are missing:");
    models::metadata().create_all(engine)?;
    note("once more, there is nothing to be made:");
    models::metadata().create_all(engine)
}

fn making_an_instance() -> User {
    section(4, "Making an instance");
    let ed_user = User::new().name("ed").fullname("Ed Jones").password("edspassword").build();
    show("ed_user.name", &ed_user.name, "ed");
    show("ed_user.password", &ed_user.password, "edspassword");
    // The database will assign the key.
    show("ed_user.id", debug(ed_user.id), "None");
    ed_user
}

fn making_a_session(engine: &Engine) -> Result<Session> {
    section(5, "Making a session");
    // A maker keeps the options of sessions. It can be made before it is known which engine they are for.
    let maker = Session::builder(&Engine::new("sqlite://")?).autoflush(true).expire_on_commit(true);
    let session = maker.bind(engine).build();
    show("session.engine().url() == engine.url()", session.engine().url() == engine.url(), "true");
    // No connection is taken until something is asked of the database.
    show("session.in_transaction()", session.in_transaction(), "false");
    Ok(session)
}

fn adding_and_updating(session: &mut Session, ed_user: User) -> Result<Tracked<User>> {
    section(6, "Adding and updating objects");
    // `add` moves the object in and gives a handle; nothing is sent yet.
    let ed = session.add(ed_user);
    show(
        "session.pending()",
        session.pending(),
        "IdentitySet([<User(name='ed', fullname='Ed Jones', password='edspassword')>])",
    );

    // A query flushes first. The row that it finds is the same object, which has its key now.
    let our_user = session.query::<User>().filter_by(User::name, "ed").first()?;
    show("our_user == Some(ed)", our_user == Some(ed), "true");
    show("session[ed]", &session[ed], "<User(name='ed', fullname='Ed Jones', password='edspassword')>");
    show("session[ed].id", debug(session[ed].id), "Some(1)");

    let added = session.add_all([
        User::new().name("wendy").fullname("Wendy Williams").password("foobar"),
        User::new().name("mary").fullname("Mary Contrary").password("xxg527"),
        User::new().name("fred").fullname("Fred Flinstone").password("blah"),
    ]);
    session[ed].password = "f8s7ccs".into();
    show(
        "session.dirty()",
        session.dirty(),
        "IdentitySet([<User(name='ed', fullname='Ed Jones', password='f8s7ccs')>])",
    );
    show(
        "session.pending()",
        session.pending(),
        "IdentitySet([<User(name='wendy', fullname='Wendy Williams', password='foobar')>, \
         <User(name='mary', fullname='Mary Contrary', password='xxg527')>, \
         <User(name='fred', fullname='Fred Flinstone', password='blah')>])",
    );

    note("commit sends the UPDATE of the one changed column, then the INSERTs in the order of add:");
    session.commit()?;
    // The connection is back in the pool, where others may take it: an SQLite database in memory has only this one.
    show("session.in_transaction()", session.in_transaction(), "false");
    show("User::all(engine)?.len()", User::all(session.engine())?.len(), "4");

    // Reading never touches the database: the object keeps its last known values.
    show("session.key(ed)?", session.key(ed)?, "1");
    assert_eq!(added.iter().map(|&user| session[user].id).collect::<Vec<_>>(), [Some(2), Some(3), Some(4)]);
    note("the commit has expired it, so that it is read again when next asked for:");
    show("session.get::<User>(1)? == Some(ed)", session.get::<User>(1)? == Some(ed), "true");
    note("and not once more:");
    show("session.get::<User>(1)? == Some(ed)", session.get::<User>(1)? == Some(ed), "true");
    show("session[ed].password", &session[ed].password, "f8s7ccs");
    Ok(ed)
}

fn rolling_back(session: &mut Session, ed: Tracked<User>) -> Result<()> {
    section(7, "Rolling back");
    session[ed].name = "Edwardo".into();
    let fake_user = session.add(User::new().name("fakeuser").fullname("Invalid").password("12345"));
    let found = session.query::<User>().filter(User::name.in_(["Edwardo", "fakeuser"])).order_by(User::id).all()?;
    assert_eq!(found, [ed, fake_user]);
    for user in found {
        say("found", &session[user]);
    }

    session.rollback()?;
    show("session[ed].name", &session[ed].name, "ed");
    show("session.contains(fake_user)", session.contains(fake_user), "false");
    // It is transient again, with the key that it had been given and all that it held.
    let fake_user = session.expunge(fake_user)?;
    show("fake_user.id", debug(fake_user.id), "Some(5)");
    show("fake_user", &fake_user, "<User(name='fakeuser', fullname='Invalid', password='12345')>");

    note("the rollback has expired ed too:");
    session.refresh(ed)?;
    show("session[ed].name", &session[ed].name, "ed");
    let found = session.query::<User>().filter(User::name.in_(["ed", "fakeuser"])).all()?;
    show("found == [ed]", found == [ed], "true");
    Ok(())
}

fn building_a_relationship(engine: &Engine) -> Result<()> {
    section(13, "Building a relationship");
    // Direction and join come from the foreign key; each model names the other, in whatever order they are read.
    for model in [User::info(), Address::info()] {
        for link in model.relationships {
            let (here, there) = (model.table, link.target.table);
            let here = format!("{}.{}", here.name, here.columns[link.columns[0]].name);
            let there = format!("{}.{}", there.name, there.columns[link.target_columns[0]].name);
            say(
                &format!("{}.{}", model.name, link.name),
                format!("{:?} {}, {here} = {there}", link.kind, link.target.name),
            );
        }
    }

    note("suppose that users had been alone so far:");
    let mut connection = engine.connect()?;
    for table in ["post_keywords", "posts", "addresses"] {
        connection.execute(&format!("DROP TABLE {table}"), &[])?;
    }
    note("create_all makes the others, each after those that it refers to:");
    models::metadata().create_all(&mut connection)
}

fn working_with_related_objects(session: &mut Session) -> Result<Tracked<User>> {
    section(14, "Working with related objects");
    let jack = session.add(User::new().name("jack").fullname("Jack Bean").password("gjffdd"));
    // A new object's collection is empty, and costs nothing to look at.
    show("session.related(jack, User::addresses)?", debug(session.related(jack, User::addresses)?), "[]");

    session.append(jack, User::addresses, Address::new().email_address("jack@google.com"))?;
    session.append(jack, User::addresses, Address::new().email_address("j25@yahoo.com"))?;
    // Both sides agree in memory, before any statement.
    let addresses = session.related(jack, User::addresses)?;
    show("session[addresses[1]]", &session[addresses[1]], "<Address(email_address='j25@yahoo.com')>");
    let user = session.related(addresses[1], Address::user)?;
    show("its user == Some(jack)", user == Some(jack), "true");
    // They came along, as they would with `add`: the save-update cascade.
    show(
        "session.pending()",
        session.pending(),
        "IdentitySet([<User(name='jack', fullname='Jack Bean', password='gjffdd')>, \
         <Address(email_address='jack@google.com')>, <Address(email_address='j25@yahoo.com')>])",
    );
    session.commit()?;

    note("a query for the user loads the user alone:");
    let found = session.query::<User>().filter_by(User::name, "jack").one()?;
    show("found == jack", found == jack, "true");
    note("the addresses are loaded when they are asked for, once:");
    for address in session.related(jack, User::addresses)? {
        say("an address", &session[address]);
    }
    show("session.related(jack, User::addresses)?.len()", session.related(jack, User::addresses)?.len(), "2");
    // Their user is in the session already.
    show("its user == Some(jack)", session.related(addresses[1], Address::user)? == Some(jack), "true");

    note("the same graph in one expression:");
    let jill = User::new().name("jill").fullname("Jill Hill").password("pail");
    let jill = session.add(jill.addresses([Address::new().email_address("jill@example.org")]));
    show("session.pending().len()", session.pending().len(), "2");
    session.commit()?;
    let addresses = session.related(jill, User::addresses)?;
    assert_eq!(session[addresses[0]].user_id, session[jill].id);
    Ok(jack)
}

fn deleting(session: &mut Session, jack: Tracked<User>) -> Result<()> {
    section(17, "Deleting");
    session.delete(jack);
    show(
        "session.deleted()",
        session.deleted(),
        "IdentitySet([<User(name='jack', fullname='Jack Bean', password='gjffdd')>])",
    );
    note("the next query flushes: the addresses, which are looked up for it, are set free, then the user goes:");
    let jacks = User::query().filter_by(User::name, "jack");
    show("jacks.count(session)?", jacks.count(session)?, "0");
    let addresses = Address::query().filter(Address::email_address.in_(["jack@google.com", "j25@yahoo.com"]));
    show("addresses.count(session)?", addresses.count(session)?, "2");
    note("close rolls back, and lets go of every object:");
    session.close()?;
    show("session.contains(jack)", session.contains(jack), "false");
    Ok(())
}

fn deleting_with_a_cascade(engine: &Engine, key: i32) -> Result<()> {
    use cascading::{Address, User};

    section(17, "Deleting, with cascade = \"all, delete-orphan\"");
    let mut session = Session::new(engine);
    let jack = session.get::<User>(key)?.ok_or_else(|| Error::other("jack is gone"))?;
    note("once more costs nothing:");
    show("session.get::<User>(key)? == Some(jack)", session.get::<User>(key)? == Some(jack), "true");
    note("what is taken out of the collection is deleted:");
    let addresses = session.related(jack, User::addresses)?;
    session.remove(jack, User::addresses, addresses[1])?;
    let jacks = User::query().filter_by(User::name, "jack");
    let his = Address::query().filter(Address::email_address.in_(["jack@google.com", "j25@yahoo.com"]));
    show("his.count(&mut session)?", his.count(&mut session)?, "1");
    note("and the rest goes with its user:");
    session.delete(jack);
    show("jacks.count(&mut session)?", jacks.count(&mut session)?, "0");
    show("his.count(&mut session)?", his.count(&mut session)?, "0");
    session.commit()
}

fn many_to_many(session: &mut Session) -> Result<()> {
    section(18, "Many to many");
    let wendy = session.query::<User>().filter_by(User::name, "wendy").one()?;
    let post = BlogPost::new().headline("Wendy's Blog Post").body("This is a test").author(wendy);
    let post = session.add(post);
    let wendy_keyword = session.append(post, BlogPost::keywords, Keyword::new().keyword("wendy"))?;
    let firstpost = session.append(post, BlogPost::keywords, Keyword::new().keyword("firstpost"))?;
    // The other side agrees in memory.
    show("its posts == [post]", session.related(firstpost, Keyword::posts)? == [post], "true");
    note("a query flushes: keywords, the post, and the rows between in one batch:");
    let tagged = session.query_related(firstpost, Keyword::posts).all()?;
    show("tagged == [post]", tagged == [post], "true");
    note("the posts by wendy that have the keyword:");
    let has_keyword = BlogPost::keywords.any(Keyword::keyword.eq("firstpost"));
    let found = session.query::<BlogPost>().filter(BlogPost::author.is(wendy)).filter(has_keyword).all()?;
    show("found == [post]", found == [post], "true");

    note("User::posts is write-only: it is appended to and queried, and never loaded as a whole:");
    let refused = session.related(wendy, User::posts);
    show("session.related(wendy, User::posts).is_err()", refused.is_err(), "true");
    let posts = session.query_related(wendy, User::posts).filter(BlogPost::headline.like("%Blog%")).all()?;
    show("posts == [post]", posts == [post], "true");

    note("taking a keyword out of the post deletes the row between alone:");
    session.remove(post, BlogPost::keywords, wendy_keyword)?;
    show("its posts", debug(session.related(wendy_keyword, Keyword::posts)?), "[]");
    show("Keyword::query().count(session)?", Keyword::query().count(session)?, "2");
    note("with the post go its rows between:");
    session.delete(post);
    session.commit()
}

fn section(number: u32, title: &str) {
    println!("\n== {number} {title}");
}

fn note(text: &str) {
    println!("-- {text}");
}

fn say(what: &str, value: impl Display) {
    println!("{what}: {value}");
}

/// Says what an expression gives, and that this is what it should give.
#[track_caller]
fn show(what: &str, value: impl Display, expected: &str) {
    let value = value.to_string();
    assert_eq!(value, expected, "{what}");
    say(what, value);
}

fn debug(value: impl std::fmt::Debug) -> String {
    format!("{value:?}")
}
