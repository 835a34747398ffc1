//! Hand-written postgres, over TCP to a server of our own: one array statement for many rows.

use std::time::Duration;

use aludel_test_support::postgres as server;
use postgres::{Client, NoTls, Statement};

use crate::{
    LARGE, ROWS, aludel_side as ours,
    measure::{Pairs, timed},
    models::{self, User},
};

pub const SELECT: &str = "SELECT id, name, fullname, password FROM users";

/// A database with the same tables as Aludel's, and the same foreign keys to look after: its URL, and a connection.
pub fn empty() -> (String, Client) {
    let url = server().url(&server().create_database()).replace("+psycopg2", "");
    let mut client = Client::connect(&url, NoTls).unwrap();
    for table in models::metadata().tables {
        client.batch_execute(table.postgresql.create).unwrap();
        table.postgresql.after.iter().for_each(|statement| client.batch_execute(statement).unwrap());
    }
    (url, client)
}

pub struct ByHand {
    url: String,
    pub client: Client,
    insert: Statement,
    load: Statement,
    lookup: Statement,
    update: Statement,
    delete: Statement,
}

impl ByHand {
    pub fn filled(rows: usize) -> Self {
        let (url, mut client) = empty();
        let insert = "INSERT INTO users (name, fullname, password) SELECT name, fullname, password FROM \
                      UNNEST($1::varchar[], $2::varchar[], $3::varchar[]) WITH ORDINALITY AS t(name, fullname, \
                      password, n) ORDER BY n RETURNING id";
        let update = "UPDATE users SET password = t.password FROM UNNEST($1::varchar[], $2::integer[]) AS t(password, \
                      id) WHERE users.id = t.id";
        let mut by_hand = ByHand {
            insert: client.prepare(insert).unwrap(),
            load: client.prepare(SELECT).unwrap(),
            lookup: client.prepare(&format!("{SELECT} WHERE id = $1")).unwrap(),
            update: client.prepare(update).unwrap(),
            delete: client.prepare("DELETE FROM users WHERE id = ANY($1)").unwrap(),
            url,
            client,
        };
        by_hand.insert(&mut (0..rows).map(ours::draft).collect::<Vec<User>>());
        by_hand.client.batch_execute("ANALYZE").unwrap();
        by_hand
    }

    fn insert(&mut self, users: &mut [User]) {
        let mut transaction = self.client.transaction().unwrap();
        let names: Vec<&str> = users.iter().map(|user| user.name.as_str()).collect();
        let fullnames: Vec<&str> = users.iter().map(|user| user.fullname.as_str()).collect();
        let passwords: Vec<&str> = users.iter().map(|user| user.password.as_str()).collect();
        let rows = transaction.query(&self.insert, &[&names, &fullnames, &passwords]).unwrap();
        assert_eq!(rows.len(), users.len());
        for (user, row) in users.iter_mut().zip(rows) {
            user.id = row.get(0);
        }
        transaction.commit().unwrap();
    }

    fn load(&mut self) -> Vec<User> {
        self.client.query(&self.load, &[]).unwrap().iter().map(read).collect()
    }

    /// On a connection of its own each time: how long a round trip takes depends on where the system puts the server's
    /// process, which stays there as long as the connection lasts.
    fn lookups(&mut self, keys: &[i32]) -> Duration {
        self.client = Client::connect(&self.url, NoTls).unwrap();
        self.lookup = self.client.prepare(&format!("{SELECT} WHERE id = $1")).unwrap();
        timed(|| {
            let mut transaction = self.client.transaction().unwrap();
            let users: Vec<User> =
                keys.iter().map(|key| read(&transaction.query_one(&self.lookup, &[key]).unwrap())).collect();
            transaction.commit().unwrap();
            users
        })
    }

    fn update(&mut self, users: &[User]) {
        let mut transaction = self.client.transaction().unwrap();
        let passwords: Vec<&str> = users.iter().map(|user| user.password.as_str()).collect();
        let keys: Vec<i32> = users.iter().filter_map(|user| user.id).collect();
        assert_eq!(transaction.execute(&self.update, &[&passwords, &keys]).unwrap(), users.len() as u64);
        transaction.commit().unwrap();
    }

    fn change(&mut self, mark: usize) -> Duration {
        let mut users = self.load();
        timed(|| {
            for (number, user) in users.iter_mut().enumerate() {
                user.password = format!("{mark} {number}");
            }
            self.update(&users);
        })
    }

    fn delete(&mut self) -> Duration {
        let keys: Vec<i32> = self.load().iter().filter_map(|user| user.id).collect();
        timed(|| {
            let mut transaction = self.client.transaction().unwrap();
            assert_eq!(transaction.execute(&self.delete, &[&keys]).unwrap(), keys.len() as u64);
            transaction.commit().unwrap();
        })
    }
}

pub fn read(row: &postgres::Row) -> User {
    User { id: Some(row.get(0)), name: row.get(1), fullname: row.get(2), password: row.get(3) }
}

fn engine(rows: usize) -> aludel::Engine {
    let engine = ours::filled(&server().url(&server().create_database()), rows);
    engine.connect().unwrap().execute("ANALYZE", &[]).unwrap();
    engine
}

pub fn run(pairs: &Pairs) {
    pairs.compare(
        "insert 10 000, every key",
        ROWS,
        || {
            let mut by_hand = ByHand::filled(0);
            let mut users: Vec<User> = (0..ROWS).map(ours::draft).collect();
            timed(|| {
                by_hand.insert(&mut users);
                users.iter().map(|user| i64::from(user.id.unwrap())).sum::<i64>()
            })
        },
        || ours::insert(&engine(0)),
    );
    {
        let (mut hand, engine) = (ByHand::filled(LARGE), engine(LARGE));
        let mut load = || timed(|| hand.load());
        pairs.compare("load 100 000, tracked", LARGE, &mut load, || ours::load_tracked(&engine));
        pairs.compare("load 100 000, untracked", LARGE, &mut load, || ours::load_untracked(&engine));
    }
    let (mut hand, small) = (ByHand::filled(ROWS), engine(ROWS));
    let keys: Vec<i32> = (0..ROWS / 10).map(|number| (number * 7919 % ROWS) as i32 + 1).collect();
    pairs.compare(
        "1 000 lookups by key",
        keys.len(),
        || hand.lookups(&keys),
        || {
            small.dispose();
            ours::lookups(&small, &keys)
        },
    );
    let mut hand = ByHand::filled(ROWS);
    let (mut mark, mut mark_ours) = (0, 1_000_000);
    pairs.compare(
        "change 10 000 loaded, commit",
        ROWS,
        || {
            mark += 1;
            hand.change(mark)
        },
        || {
            mark_ours += 1;
            ours::change(&small, mark_ours)
        },
    );
    pairs.compare("delete 10 000 loaded", ROWS, || ByHand::filled(ROWS).delete(), || ours::delete(&engine(ROWS)));
}
