//! Section 15 of the tutorial: joins, aliases, subqueries, EXISTS, and relationships as conditions.

use aludel::{Result, Session, Tracked, entity, exists, func, select, with_parent};

use crate::{
    debug,
    models::{Address, User},
    note, say, section, show,
};

/// What the section on joins shows, with jack's two addresses and jill's one in the database.
pub fn joins(session: &mut Session, jack: Tracked<User>) -> Result<()> {
    section(15, "Querying with joins");
    let pairs = session
        .query::<(User, Address)>()
        .filter(User::id.eq(Address::user_id))
        .filter(Address::email_address.eq("jack@google.com"))
        .all()?;
    for (user, address) in pairs {
        show("session[user].name", &session[user].name, "jack");
        say("its address", &session[address]);
    }
    note("along the relationship, on the one foreign key, on a condition:");
    let at_google = Address::email_address.eq("jack@google.com");
    let found = session.query::<User>().join(User::addresses).filter(at_google.clone()).all()?;
    show("found == [jack]", found == [jack], "true");
    let found = session.query::<User>().join(entity::<Address>()).filter(at_google.clone()).all()?;
    show("found == [jack]", found == [jack], "true");
    let on = entity::<Address>().on(User::id.eq(Address::user_id));
    let found = session.query::<User>().join(on).filter(at_google).all()?;
    show("found == [jack]", found == [jack], "true");
    note("an outer join keeps who has no address, and its other side is an Option:");
    let pairs =
        session.query::<(User, Option<Address>)>().outer_join(User::addresses).order_by((User::id, Address::id));
    for (user, address) in pairs.all()? {
        let address = address.map(|address| session[address].email_address.clone());
        say(&session[user].name.clone(), debug(address));
    }
    aliases(session)?;
    subqueries(session)?;
    relationship_operators(session, jack)
}

fn aliases(session: &mut Session) -> Result<()> {
    section(15, "Using aliases");
    let (a1, a2) = (Address::alias("addresses_1"), Address::alias("addresses_2"));
    let rows = session
        .select((User::name, a1.email_address, a2.email_address))
        .join(User::addresses.to(&a1))
        .join(User::addresses.to(&a2))
        .filter(a1.email_address.eq("jack@google.com"))
        .filter(a2.email_address.eq("j25@yahoo.com"));
    for (name, first, second) in rows.all()? {
        show("a row", format!("{name} {first} {second}"), "jack jack@google.com j25@yahoo.com");
    }
    Ok(())
}

fn subqueries(session: &mut Session) -> Result<()> {
    section(15, "Using subqueries");
    let address_count = func::count_rows().label("address_count");
    let counts = select((Address::user_id, &address_count)).group_by(Address::user_id).subquery("adr_count");
    let rows = session
        .select((entity::<User>(), counts.column(&address_count).nullable()))
        .outer_join(counts.on(User::id.eq(counts.column(Address::user_id))))
        .order_by(User::id);
    for (user, count) in rows.all()? {
        say(&session[user].name.clone(), debug(count));
    }
    note("objects of a subquery are the session's own:");
    let others = Address::query().filter(Address::email_address.ne("j25@yahoo.com")).subquery("others");
    let address = others.entity::<Address>();
    let on = others.on(User::id.eq(others.column(Address::user_id)));
    let rows = session.select((entity::<User>(), address)).join(on).order_by(User::id).all()?;
    for (user, address) in rows {
        say(&session[user].name.clone(), &session[address]);
    }
    Ok(())
}

fn relationship_operators(session: &mut Session, jack: Tracked<User>) -> Result<()> {
    section(15, "Using EXISTS, and relationships as conditions");
    let names = |session: &mut Session, condition: aludel::Expr<bool>, expected: &str| {
        let names = session.select(User::name).filter(condition).order_by(User::id).all()?;
        show("names", debug(names), expected);
        Ok::<(), aludel::Error>(())
    };
    let has_address = exists(Address::query().filter(Address::user_id.eq(User::id)));
    names(session, has_address, r#"["jack", "jill"]"#)?;
    names(session, User::addresses.exists(), r#"["jack", "jill"]"#)?;
    names(session, User::addresses.any(Address::email_address.like("%google%")), r#"["jack"]"#)?;

    let mut count = |condition: aludel::Expr<bool>, expected: &str| {
        show("addresses", session.query::<Address>().filter(condition).count()?, expected);
        Ok::<(), aludel::Error>(())
    };
    count(!Address::user.has(User::name.eq("jack")), "1")?;
    count(Address::user.is(jack), "2")?;
    count(Address::user.is_not(jack), "1")?;
    count(Address::user.is_none(), "0")?;
    count(with_parent(jack, User::addresses), "2")?;
    note("whose collection an address is in:");
    let address = session.query::<Address>().filter(Address::email_address.eq("j25@yahoo.com")).one()?;
    let owner = session.query::<User>().filter(User::addresses.contains(address)).one()?;
    show("owner == jack", owner == jack, "true");
    Ok(())
}
