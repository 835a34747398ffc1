//! Queries built, sent and read: lookups by a name, graphs loaded with a query's options, rows of two models joined.
//! Aludel's side, the same on both databases.

use std::time::Duration;

use aludel::{Engine, Session, entity, select, selectinload};

use crate::{
    measure::{Pairs, timed},
    models::{Address, User},
};

mod postgres;
mod sqlite;

/// Lookups of a run.
const LOOKUPS: usize = 1_000;
/// Users that are looked up.
const USERS: usize = 10_000;
/// What finds a user by name, made on both sides.
const INDEX: &str = "CREATE INDEX ix_users_name ON users (name)";

pub fn on_sqlite(pairs: &Pairs) {
    sqlite::run(pairs);
}

pub fn on_postgres(pairs: &Pairs) {
    postgres::run(pairs);
}

/// The names that are looked up, all over the table.
fn names() -> Vec<String> {
    (0..LOOKUPS).map(|number| format!("user{}", number * 7919 % USERS)).collect()
}

/// A query built for each name, whose object the session then tracks.
fn lookups(engine: &Engine, names: &[String]) -> Duration {
    let mut session = Session::new(engine);
    timed(|| {
        for name in names {
            assert!(session.query::<User>().filter_by(User::name, name).first().unwrap().is_some());
        }
    })
}

/// A query built for each name, whose row is a plain struct.
fn plain_lookups(engine: &Engine, names: &[String]) -> Duration {
    let mut session = Session::new(engine);
    timed(|| {
        let find = |name| session.query::<User>().filter_by(User::name, name).untracked().first().unwrap().unwrap();
        names.iter().map(find).collect::<Vec<User>>()
    })
}

/// The users with the addresses of each, by the option for that.
fn eager(engine: &Engine) -> Duration {
    let mut session = Session::new(engine);
    timed(|| {
        let users = session.query::<User>().options(selectinload(User::addresses)).all().unwrap();
        let mut length = 0;
        for &user in &users {
            for address in session.related(user, User::addresses).unwrap() {
                length += session[address].email_address.len();
            }
        }
        crate::graphs::walked(users.len(), length)
    })
}

/// The same as a graph that nobody changes.
fn eager_graph(engine: &Engine) -> Duration {
    timed(|| {
        let graph = select(entity::<User>()).untracked().with(User::addresses).all(engine).unwrap();
        let users = graph.roots();
        let mut length = 0;
        for &user in users {
            for address in graph.loaded(user, User::addresses) {
                length += graph[address].email_address.len();
            }
        }
        crate::graphs::walked(users.len(), length);
        graph
    })
}

/// Every address with its user, tracked.
fn joined(engine: &Engine, rows: usize) -> Duration {
    let mut session = Session::new(engine);
    let elapsed = timed(|| {
        let found = session.select((entity::<User>(), entity::<Address>())).join(User::addresses).all().unwrap();
        assert_eq!(found.len(), rows);
        found
    });
    session.rollback().unwrap();
    elapsed
}

/// The same as plain structs.
fn plain_joined(engine: &Engine, rows: usize) -> Duration {
    let mut connection = engine.connect().unwrap();
    timed(|| {
        let query = select((entity::<User>(), entity::<Address>())).join(User::addresses).untracked();
        let found = query.all(&mut connection).unwrap();
        assert_eq!(found.len(), rows);
        found
    })
}

/// Two columns of each.
fn joined_columns(engine: &Engine, rows: usize) -> Duration {
    let mut session = Session::new(engine);
    timed(|| {
        let found = session.select((User::name, Address::email_address)).join(User::addresses).all().unwrap();
        assert_eq!(found.len(), rows);
        found
    })
}
