//! Hand-written postgres: one array statement a table.

use std::{collections::HashMap, time::Duration};

use aludel_test_support::postgres as server;
use postgres::{Client, Row, Statement};

use super::{ADDRESSES, ROWS, USERS, families, filled, load_eagerly, load_lazily, walked, write};
use crate::{
    measure::{Pairs, timed},
    models::{Address, User},
    postgres_side::{self, SELECT},
};

pub struct ByHand {
    pub client: Client,
    insert_users: Statement,
    insert_addresses: Statement,
    users: Statement,
    addresses: Statement,
}

impl ByHand {
    fn empty() -> Self {
        let mut client = postgres_side::empty().1;
        let insert_users = "INSERT INTO users (name, fullname, password) SELECT name, fullname, password FROM \
                            UNNEST($1::varchar[], $2::varchar[], $3::varchar[]) WITH ORDINALITY AS t(name, fullname, \
                            password, n) ORDER BY n RETURNING id";
        let insert_addresses = "INSERT INTO addresses (email_address, user_id) SELECT email_address, user_id FROM \
                                UNNEST($1::varchar[], $2::integer[]) WITH ORDINALITY AS t(email_address, user_id, n) \
                                ORDER BY n RETURNING id";
        let addresses = "SELECT id, email_address, user_id FROM addresses WHERE user_id = ANY($1) ORDER BY id";
        ByHand {
            insert_users: client.prepare(insert_users).unwrap(),
            insert_addresses: client.prepare(insert_addresses).unwrap(),
            users: client.prepare(SELECT).unwrap(),
            addresses: client.prepare(addresses).unwrap(),
            client,
        }
    }

    pub fn filled(users: usize) -> Self {
        let mut by_hand = Self::empty();
        by_hand.insert(&mut families(users));
        by_hand.client.batch_execute("ANALYZE").unwrap();
        by_hand
    }

    /// Users first, then the addresses with the keys that those were given.
    fn insert(&mut self, families: &mut [(User, Vec<Address>)]) -> i64 {
        let mut transaction = self.client.transaction().unwrap();
        let column = |column: fn(&User) -> &str| families.iter().map(|(user, _)| column(user)).collect::<Vec<&str>>();
        let (names, fullnames) = (column(|user| &user.name), column(|user| &user.fullname));
        let passwords = column(|user| &user.password);
        let rows = transaction.query(&self.insert_users, &[&names, &fullnames, &passwords]).unwrap();
        assert_eq!(rows.len(), families.len());
        for ((user, addresses), row) in families.iter_mut().zip(rows) {
            user.id = row.get(0);
            addresses.iter_mut().for_each(|address| address.user_id = user.id);
        }
        let all = || families.iter().flat_map(|(_, addresses)| addresses);
        let texts: Vec<&str> = all().map(|address| address.email_address.as_str()).collect();
        let users: Vec<Option<i32>> = all().map(|address| address.user_id).collect();
        let rows = transaction.query(&self.insert_addresses, &[&texts, &users]).unwrap();
        assert_eq!(rows.len(), texts.len());
        for (address, row) in families.iter_mut().flat_map(|(_, addresses)| addresses).zip(rows) {
            address.id = row.get(0);
        }
        transaction.commit().unwrap();
        families.iter().filter_map(|(user, _)| user.id).map(i64::from).sum()
    }

    /// Two statements: the users, and the addresses of all of them, which are put into a map by their user.
    pub fn load(&mut self) -> Duration {
        timed(|| {
            let users: Vec<User> =
                self.client.query(&self.users, &[]).unwrap().iter().map(postgres_side::read).collect();
            let keys: Vec<i32> = users.iter().filter_map(|user| user.id).collect();
            let mut addresses: HashMap<i32, Vec<Address>> = HashMap::with_capacity(users.len());
            for address in self.client.query(&self.addresses, &[&keys]).unwrap().iter().map(read) {
                let of = addresses.entry(address.user_id.unwrap()).or_insert_with(|| Vec::with_capacity(ADDRESSES));
                of.push(address);
            }
            let of = |user: &User| addresses[&user.id.unwrap()].iter().map(|address| address.email_address.len());
            let length = walked(users.len(), users.iter().flat_map(of).sum());
            (users, addresses, length)
        })
    }
}

fn read(row: &Row) -> Address {
    Address { id: Some(row.get(0)), email_address: row.get(1), user_id: row.get(2) }
}

fn insert_new() -> Duration {
    let (mut by_hand, mut families) = (ByHand::empty(), families(USERS));
    timed(|| by_hand.insert(&mut families))
}

pub fn url() -> String {
    server().url(&server().create_database())
}

pub(super) fn run(pairs: &Pairs) {
    let mut hand = ByHand::filled(USERS);
    let engine = filled(&url(), USERS);
    engine.connect().unwrap().execute("ANALYZE", &[]).unwrap();
    let name = format!("graph of {USERS} x {ADDRESSES},");
    pairs.compare(&format!("{name} loaded lazily"), ROWS, || hand.load(), || load_lazily(&engine));
    pairs.compare(&format!("{name} loaded eagerly"), ROWS, || hand.load(), || load_eagerly(&engine));
    pairs.compare(&format!("{name} written"), ROWS, insert_new, || write(&super::empty(&url())));
}
