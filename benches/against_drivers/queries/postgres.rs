//! Hand-written postgres, each statement prepared once.

use std::time::Duration;

use aludel::Engine;
use postgres::{Client, Row, Statement};

use super::{INDEX, LOOKUPS, USERS};
use crate::{
    LARGE, aludel_side,
    graphs::{
        self,
        postgres::{self as hand, ByHand},
    },
    measure::{Pairs, timed},
    models::{Address, User},
    postgres_side::{self, SELECT},
};

const JOINED: &str = "SELECT users.id, users.name, users.fullname, users.password, addresses.id, addresses.email_address, \
                      addresses.user_id FROM users JOIN addresses ON users.id = addresses.user_id";
const COLUMNS: &str =
    "SELECT users.name, addresses.email_address FROM users JOIN addresses ON users.id = addresses.user_id";

fn lookups(client: &mut Client, statement: &Statement, names: &[String]) -> Duration {
    timed(|| {
        let mut transaction = client.transaction().unwrap();
        let find = |name: &String| postgres_side::read(&transaction.query_one(statement, &[name]).unwrap());
        let users: Vec<User> = names.iter().map(find).collect();
        transaction.commit().unwrap();
        users
    })
}

fn read(row: &Row) -> (User, Address) {
    let address = Address { id: Some(row.get(4)), email_address: row.get(5), user_id: row.get(6) };
    (postgres_side::read(row), address)
}

fn all<R>(client: &mut Client, statement: &Statement, rows: usize, read: fn(&Row) -> R) -> Duration {
    timed(|| {
        let found: Vec<R> = client.query(statement, &[]).unwrap().iter().map(read).collect();
        assert_eq!(found.len(), rows);
        found
    })
}

fn analyze(engine: &Engine) {
    engine.connect().unwrap().execute("ANALYZE", &[]).unwrap();
}

pub(super) fn run(pairs: &Pairs) {
    let engine = aludel_side::filled(&hand::url(), USERS);
    engine.connect().unwrap().execute(INDEX, &[]).unwrap();
    analyze(&engine);
    let mut client = postgres_side::ByHand::filled(USERS).client;
    client.batch_execute(INDEX).unwrap();
    client.batch_execute("ANALYZE").unwrap();
    let statement = client.prepare(&format!("{SELECT} WHERE name = $1 LIMIT 1")).unwrap();
    let names = super::names();
    let mut held = || lookups(&mut client, &statement, &names);
    pairs.compare("1 000 lookups by name, plain", LOOKUPS, &mut held, || super::plain_lookups(&engine, &names));
    pairs.compare("1 000 lookups by name, tracked", LOOKUPS, &mut held, || super::lookups(&engine, &names));

    let mut by_hand = ByHand::filled(graphs::USERS);
    let engine = graphs::filled(&hand::url(), graphs::USERS);
    analyze(&engine);
    pairs.compare("1 000 x 10 by selectinload", graphs::ROWS, || by_hand.load(), || super::eager(&engine));
    pairs.compare("1 000 x 10 as a graph", graphs::ROWS, || by_hand.load(), || super::eager_graph(&engine));

    let users = LARGE / graphs::ADDRESSES;
    let mut client = ByHand::filled(users).client;
    let engine = graphs::filled(&hand::url(), users);
    analyze(&engine);
    let (joined, columns) = (client.prepare(JOINED).unwrap(), client.prepare(COLUMNS).unwrap());
    let mut hand = || all(&mut client, &joined, LARGE, read);
    pairs.compare("100 000 rows of two models, plain", LARGE, &mut hand, || super::plain_joined(&engine, LARGE));
    pairs.compare("100 000 rows of two models, tracked", LARGE, &mut hand, || super::joined(&engine, LARGE));
    let hand = || all(&mut client, &columns, LARGE, |row| (row.get::<_, String>(0), row.get::<_, String>(1)));
    pairs.compare("100 000 rows of two columns", LARGE, hand, || super::joined_columns(&engine, LARGE));
}
