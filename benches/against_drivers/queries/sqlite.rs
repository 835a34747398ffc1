//! Hand-written rusqlite, in memory.

use std::time::Duration;

use rusqlite::{Connection, Row};

use super::{INDEX, LOOKUPS, USERS};
use crate::{
    LARGE, aludel_side,
    graphs::{self, sqlite as hand},
    measure::{Pairs, timed},
    models::{Address, User},
    sqlite_side::{self, SELECT, URL},
};

const JOINED: &str = "SELECT users.id, users.name, users.fullname, users.password, addresses.id, addresses.email_address, \
                      addresses.user_id FROM users JOIN addresses ON users.id = addresses.user_id";
const COLUMNS: &str =
    "SELECT users.name, addresses.email_address FROM users JOIN addresses ON users.id = addresses.user_id";

/// The statement is prepared once, and held.
fn lookups(connection: &Connection, names: &[String]) -> Duration {
    timed(|| {
        connection.execute_batch("BEGIN").unwrap();
        let mut statement = connection.prepare_cached(&format!("{SELECT} WHERE name = ? LIMIT 1")).unwrap();
        let users: Vec<User> =
            names.iter().map(|name| statement.query_row([name], sqlite_side::read).unwrap()).collect();
        drop(statement);
        connection.execute_batch("COMMIT").unwrap();
        users
    })
}

/// As a program does that looks up here and there: the statement comes out of rusqlite's cache each time.
fn lookups_through_the_cache(connection: &Connection, names: &[String]) -> Duration {
    let text = format!("{SELECT} WHERE name = ? LIMIT 1");
    timed(|| {
        connection.execute_batch("BEGIN").unwrap();
        let find = |name| connection.prepare_cached(&text).unwrap().query_row([name], sqlite_side::read).unwrap();
        let users: Vec<User> = names.iter().map(find).collect();
        connection.execute_batch("COMMIT").unwrap();
        users
    })
}

fn read(row: &Row<'_>) -> rusqlite::Result<(User, Address)> {
    let user = sqlite_side::read(row)?;
    Ok((user, Address { id: Some(row.get(4)?), email_address: row.get(5)?, user_id: row.get(6)? }))
}

fn all<R>(connection: &Connection, sql: &str, rows: usize, read: fn(&Row<'_>) -> rusqlite::Result<R>) -> Duration {
    timed(|| {
        let mut statement = connection.prepare_cached(sql).unwrap();
        let found: Vec<R> = statement.query_map([], read).unwrap().collect::<rusqlite::Result<_>>().unwrap();
        assert_eq!(found.len(), rows);
        found
    })
}

pub(super) fn run(pairs: &Pairs) {
    let (connection, engine) = (sqlite_side::filled(USERS), aludel_side::filled(URL, USERS));
    connection.execute_batch(INDEX).unwrap();
    engine.connect().unwrap().execute(INDEX, &[]).unwrap();
    let names = super::names();
    let held = || lookups(&connection, &names);
    pairs.compare("1 000 lookups by name, plain", LOOKUPS, held, || super::plain_lookups(&engine, &names));
    pairs.compare("1 000 lookups by name, tracked", LOOKUPS, held, || super::lookups(&engine, &names));
    let cached = || lookups_through_the_cache(&connection, &names);
    pairs.compare("... plain, to rusqlite's cache", LOOKUPS, cached, || super::plain_lookups(&engine, &names));

    let (connection, engine) = (hand::empty(), graphs::filled(URL, graphs::USERS));
    hand::insert(&connection, &mut graphs::families(graphs::USERS));
    let load = || hand::load(&connection);
    pairs.compare("1 000 x 10 by selectinload", graphs::ROWS, load, || super::eager(&engine));
    pairs.compare("1 000 x 10 as a graph", graphs::ROWS, load, || super::eager_graph(&engine));

    let users = LARGE / graphs::ADDRESSES;
    let (connection, engine) = (hand::empty(), graphs::filled(URL, users));
    hand::insert(&connection, &mut graphs::families(users));
    let joined = || all(&connection, JOINED, LARGE, read);
    pairs.compare("100 000 rows of two models, plain", LARGE, joined, || super::plain_joined(&engine, LARGE));
    pairs.compare("100 000 rows of two models, tracked", LARGE, joined, || super::joined(&engine, LARGE));
    let columns = || all(&connection, COLUMNS, LARGE, |row| Ok::<(String, String), _>((row.get(0)?, row.get(1)?)));
    pairs.compare("100 000 rows of two columns", LARGE, columns, || super::joined_columns(&engine, LARGE));
}
