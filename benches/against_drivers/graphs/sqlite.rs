//! Hand-written rusqlite, in memory.

use std::{collections::HashMap, rc::Rc, time::Duration};

use rusqlite::{Connection, Row, params, types::Value, vtab::array};

use super::{ADDRESSES, ROWS, USERS, families, filled, load_eagerly, load_lazily, walked, write};
use crate::{
    measure::{Pairs, timed},
    models::{Address, User},
    sqlite_side::{self, URL},
};

const USER: &str = "INSERT INTO users (name, fullname, password) VALUES (?, ?, ?)";
const ADDRESS: &str = "INSERT INTO addresses (email_address, user_id) VALUES (?, ?)";
const ADDRESSES_OF: &str =
    "SELECT id, email_address, user_id FROM addresses WHERE user_id IN rarray(?) ORDER BY addresses.id";

pub fn empty() -> Connection {
    let connection = sqlite_side::filled(0);
    array::load_module(&connection).unwrap();
    connection
}

/// Users first, then the addresses with the keys that those were given.
pub fn insert(connection: &Connection, families: &mut [(User, Vec<Address>)]) -> i64 {
    connection.execute_batch("BEGIN").unwrap();
    {
        let mut statement = connection.prepare_cached(USER).unwrap();
        for (user, _) in families.iter_mut() {
            statement.execute(params![user.name, user.fullname, user.password]).unwrap();
            user.id = Some(connection.last_insert_rowid() as i32);
        }
        let mut statement = connection.prepare_cached(ADDRESS).unwrap();
        for (user, addresses) in families.iter_mut() {
            for address in addresses {
                address.user_id = user.id;
                statement.execute(params![address.email_address, address.user_id]).unwrap();
                address.id = Some(connection.last_insert_rowid() as i32);
            }
        }
    }
    connection.execute_batch("COMMIT").unwrap();
    families.iter().filter_map(|(user, _)| user.id).map(i64::from).sum()
}

fn insert_new() -> Duration {
    let (connection, mut families) = (empty(), families(USERS));
    timed(|| insert(&connection, &mut families))
}

fn read(row: &Row<'_>) -> rusqlite::Result<Address> {
    Ok(Address { id: Some(row.get(0)?), email_address: row.get(1)?, user_id: row.get(2)? })
}

/// Two statements: the users, and the addresses of all of them, which are put into a map by their user.
pub fn load(connection: &Connection) -> Duration {
    timed(|| {
        let users = sqlite_side::load(connection);
        let keys: Vec<Value> = users.iter().filter_map(|user| user.id).map(Value::from).collect();
        let mut statement = connection.prepare_cached(ADDRESSES_OF).unwrap();
        let mut addresses: HashMap<i32, Vec<Address>> = HashMap::with_capacity(users.len());
        for address in statement.query_map([Rc::new(keys)], read).unwrap() {
            let address = address.unwrap();
            addresses.entry(address.user_id.unwrap()).or_insert_with(|| Vec::with_capacity(ADDRESSES)).push(address);
        }
        let of = |user: &User| addresses[&user.id.unwrap()].iter().map(|address| address.email_address.len());
        let length = walked(users.len(), users.iter().flat_map(of).sum());
        (users, addresses, length)
    })
}

pub(super) fn run(pairs: &Pairs) {
    let hand = empty();
    insert(&hand, &mut families(USERS));
    let engine = filled(URL, USERS);
    let name = format!("graph of {USERS} x {ADDRESSES},");
    pairs.compare(&format!("{name} loaded lazily"), ROWS, || load(&hand), || load_lazily(&engine));
    pairs.compare(&format!("{name} loaded eagerly"), ROWS, || load(&hand), || load_eagerly(&engine));
    pairs.compare(&format!("{name} written"), ROWS, insert_new, || write(&super::empty(URL)));
}
