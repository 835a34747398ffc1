//! Graphs of users and their addresses: loaded and walked, and written new. Aludel's side, the same on both databases.

use std::time::Duration;

use aludel::{Draft, Engine, Session};

use crate::{
    aludel_side::draft,
    measure::{Pairs, timed},
    models::{self, Address, User},
};

pub mod postgres;
pub mod sqlite;

/// Users of a graph.
pub const USERS: usize = 1_000;
/// Addresses of each.
pub const ADDRESSES: usize = 10;
/// Rows of a graph.
pub const ROWS: usize = USERS * (ADDRESSES + 1);

pub fn on_sqlite(pairs: &Pairs) {
    sqlite::run(pairs);
}

pub fn on_postgres(pairs: &Pairs) {
    postgres::run(pairs);
}

/// The plain structs of a graph.
pub fn families(users: usize) -> Vec<(User, Vec<Address>)> {
    (0..users).map(|user| (draft(user), (0..ADDRESSES).map(|number| address(user, number)).collect())).collect()
}

fn address(user: usize, number: usize) -> Address {
    Address { id: None, email_address: format!("user{user}@{number}.example.org"), user_id: None }
}

/// The same as drafts, each of which brings its addresses.
fn drafts(users: usize) -> Vec<impl Draft<Model = User>> {
    let of = |(user, addresses): (User, Vec<Address>)| {
        User::new().name(user.name).fullname(user.fullname).password(user.password).addresses(addresses)
    };
    families(users).into_iter().map(of).collect()
}

fn empty(url: &str) -> Engine {
    let engine = Engine::new(url).unwrap();
    models::metadata().drop_all(&engine).unwrap();
    models::metadata().create_all(&engine).unwrap();
    engine
}

/// An engine whose database has the graph.
pub fn filled(url: &str, users: usize) -> Engine {
    let engine = empty(url);
    let mut session = Session::new(&engine);
    session.add_all(drafts(users));
    session.commit().unwrap();
    engine
}

/// Takes the graph in, writes it in one transaction, and reads every key.
fn write(engine: &Engine) -> Duration {
    let drafts = drafts(USERS);
    let mut session = Session::new(engine);
    timed(|| {
        let users = session.add_all(drafts);
        session.commit().unwrap();
        let keys: i64 = users.iter().map(|&user| i64::from(session[user].id.unwrap())).sum();
        (users, keys)
    })
}

/// Loads the users, and walks the addresses of each as a program does that knows nothing of batches.
fn load_lazily(engine: &Engine) -> Duration {
    let mut session = Session::new(engine);
    timed(|| {
        let users = session.query::<User>().all().unwrap();
        let mut length = 0;
        for &user in &users {
            for address in session.related(user, User::addresses).unwrap() {
                length += session[address].email_address.len();
            }
        }
        walked(users.len(), length)
    })
}

/// Loads the users, and the addresses of all of them at once.
fn load_eagerly(engine: &Engine) -> Duration {
    let mut session = Session::new(engine);
    timed(|| {
        let users = session.query::<User>().all().unwrap();
        let mut length = 0;
        for addresses in session.related_all(&users, User::addresses).unwrap() {
            length += addresses.iter().map(|&address| session[address].email_address.len()).sum::<usize>();
        }
        walked(users.len(), length)
    })
}

/// Every address was met.
pub fn walked(users: usize, length: usize) -> usize {
    assert_eq!(users, USERS);
    assert!(length > USERS * ADDRESSES * "user0@0.example.org".len());
    length
}
