//! Section 16 of the tutorial: eager loading.

use aludel::{Result, Session, Tracked, contains_eager, joinedload, selectinload, subqueryload};

use crate::{
    models::{Address, User},
    note, say, section, show,
};

/// What the section on eager loading shows, with jack's two addresses and jill's one in the database.
pub fn eager_loading(session: &mut Session, jack: Tracked<User>) -> Result<()> {
    section(16, "Eager loading");
    let jacks = || User::query().filter(User::name.eq("jack"));
    session.expunge_all();
    note("the addresses of all users of the result, by a second statement:");
    let found = jacks().options(selectinload(User::addresses)).one(session)?;
    show("session.loaded(found, User::addresses).len()", session.loaded(found, User::addresses).len(), "2");
    session.expunge_all();
    let found = jacks().options(subqueryload(User::addresses)).one(session)?;
    show("session.is_loaded(found, User::addresses)", session.is_loaded(found, User::addresses), "true");
    session.expunge_all();
    note("or by a join of its own, whose rows make one user:");
    let found = jacks().options(joinedload(User::addresses)).all(session)?;
    show("found.len()", found.len(), "1");
    for address in session.loaded(found[0], User::addresses) {
        say("an address", &session[address]);
    }
    session.expunge_all();
    note("which leaves LIMIT to the users:");
    let users = User::query().options(joinedload(User::addresses)).order_by(User::id.desc()).limit(2).all(session)?;
    show("users.len()", users.len(), "2");
    session.expunge_all();
    note("a join of the query's own fills the relationship too:");
    let joined = session.query::<Address>().join(Address::user).filter(User::name.eq("jack"));
    for address in joined.options(contains_eager(Address::user)).order_by(Address::id).all()? {
        let user = session.loaded(address, Address::user);
        show("its user", user.map(|user| session[user].name.clone()).unwrap_or_default(), "jack");
    }
    show("session.contains(jack)", session.contains(jack), "false");
    Ok(())
}
