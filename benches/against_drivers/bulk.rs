//! The bulk paths, beside the fastest hand-written form of each: one prepared statement a row on SQLite, COPY and one
//! array statement on PostgreSQL. Each call is a transaction of its own, over all rows.

use std::time::Duration;

use aludel::Engine;
use aludel_test_support::postgres as server;
use postgres::{Client, NoTls, Statement, binary_copy::BinaryCopyInWriter, types::Type};
use rusqlite::{Connection, params};

use crate::{
    LARGE, ROWS,
    aludel_side::{self as ours, draft},
    measure::{Pairs, timed},
    models::{self, User},
};

const INSERT: &str = "INSERT INTO users (name, fullname, password)";
const UPSERT: &str = "ON CONFLICT (id) DO UPDATE SET name = excluded.name, fullname = excluded.fullname, \
                      password = excluded.password";

fn users(rows: usize) -> Vec<User> {
    (0..rows).map(draft).collect()
}

/// Users as they are stored, with other passwords.
fn changed(rows: usize) -> Vec<User> {
    let change = |(user, id): (User, i32)| User { id: Some(id), password: format!("changed {id}"), ..user };
    users(rows).into_iter().zip(1..).map(change).collect()
}

/// The four comparisons, given the hand-written side's.
fn compare(pairs: &Pairs, rows: usize, engine: impl Fn(usize) -> Engine, hand: &impl ByHand) {
    let (stored, keys) = (changed(rows), 1..rows as i32 + 1);
    pairs.compare(
        &format!("insert_many {rows}"),
        rows,
        || hand.insert(&users(rows)),
        || {
            let (engine, users) = (engine(0), users(rows));
            timed(|| assert_eq!(User::insert_many(&users).execute(&engine).unwrap(), rows as u64))
        },
    );
    let engine = engine(rows);
    let update = || timed(|| assert_eq!(User::update_many(&stored).execute(&engine).unwrap(), rows as u64));
    pairs.compare(&format!("update_many {rows}, 3 columns"), rows, || hand.update(&stored), update);
    let upsert = || timed(|| assert_eq!(User::upsert(&stored).execute(&engine).unwrap(), rows as u64));
    pairs.compare(&format!("upsert {rows}, all there"), rows, || hand.upsert(&stored), upsert);
    pairs.compare(
        &format!("delete_many {rows}"),
        rows,
        || hand.delete(rows, keys.clone()),
        || {
            User::upsert(&stored).execute(&engine).unwrap();
            timed(|| assert_eq!(User::delete_many(keys.clone()).execute(&engine).unwrap(), rows as u64))
        },
    );
}

/// The hand-written side: each call gives the time of its transaction.
trait ByHand {
    /// Into an empty table.
    fn insert(&self, users: &[User]) -> Duration;
    fn update(&self, users: &[User]) -> Duration;
    fn upsert(&self, users: &[User]) -> Duration;
    /// Of a table of so many.
    fn delete(&self, rows: usize, keys: impl Iterator<Item = i32>) -> Duration;
}

struct Sqlite(Connection);

impl Sqlite {
    fn new(rows: usize) -> Self {
        let connection = Connection::open_in_memory().unwrap();
        connection.pragma_update(None, "foreign_keys", true).unwrap();
        for table in models::metadata().tables {
            connection.execute_batch(table.sqlite.create).unwrap();
            table.sqlite.after.iter().for_each(|statement| connection.execute_batch(statement).unwrap());
        }
        let sqlite = Sqlite(connection);
        sqlite.upsert(&changed(rows));
        sqlite
    }

    /// One prepared statement for each of `items`, in a transaction.
    fn each<T>(
        &self,
        sql: &str,
        items: impl IntoIterator<Item = T>,
        mut execute: impl FnMut(&mut rusqlite::CachedStatement<'_>, T) -> usize,
    ) -> Duration {
        timed(|| {
            self.0.execute_batch("BEGIN IMMEDIATE").unwrap();
            let mut statement = self.0.prepare_cached(sql).unwrap();
            items.into_iter().for_each(|item| assert_eq!(execute(&mut statement, item), 1));
            drop(statement);
            self.0.execute_batch("COMMIT").unwrap();
        })
    }
}

impl ByHand for Sqlite {
    fn insert(&self, users: &[User]) -> Duration {
        Sqlite::new(0).each(&format!("{INSERT} VALUES (?, ?, ?)"), users, |statement, user| {
            statement.execute(params![user.name, user.fullname, user.password]).unwrap()
        })
    }

    fn update(&self, users: &[User]) -> Duration {
        let sql = "UPDATE users SET name = ?, fullname = ?, password = ? WHERE id = ?";
        self.each(sql, users, |statement, user| {
            statement.execute(params![user.name, user.fullname, user.password, user.id]).unwrap()
        })
    }

    fn upsert(&self, users: &[User]) -> Duration {
        let sql = format!("INSERT INTO users (id, name, fullname, password) VALUES (?, ?, ?, ?) {UPSERT}");
        self.each(&sql, users, |statement, user| {
            statement.execute(params![user.id, user.name, user.fullname, user.password]).unwrap()
        })
    }

    fn delete(&self, rows: usize, keys: impl Iterator<Item = i32>) -> Duration {
        let filled = Sqlite::new(rows);
        filled.each("DELETE FROM users WHERE id = ?", keys, |statement, key| statement.execute([key]).unwrap())
    }
}

/// A database's URL, opened for each call: how long a round trip takes depends on where the system puts the server's
/// process.
struct Postgres(String);

impl Postgres {
    fn new(rows: usize) -> Self {
        let url = server().url(&server().create_database()).replace("+psycopg2", "");
        let mut client = Client::connect(&url, NoTls).unwrap();
        for table in models::metadata().tables {
            client.batch_execute(table.postgresql.create).unwrap();
            table.postgresql.after.iter().for_each(|statement| client.batch_execute(statement).unwrap());
        }
        let postgres = Postgres(url);
        postgres.upsert(&changed(rows));
        client.batch_execute("ANALYZE").unwrap();
        postgres
    }

    fn prepared(&self, sql: &str) -> (Client, Statement) {
        let mut client = Client::connect(&self.0, NoTls).unwrap();
        let statement = client.prepare(sql).unwrap();
        (client, statement)
    }

    /// One statement of four arrays.
    fn arrays(&self, sql: &str, users: &[User]) -> Duration {
        let (mut client, statement) = self.prepared(sql);
        timed(|| {
            let mut transaction = client.transaction().unwrap();
            let ids: Vec<i32> = users.iter().filter_map(|user| user.id).collect();
            let names: Vec<&str> = users.iter().map(|user| user.name.as_str()).collect();
            let fullnames: Vec<&str> = users.iter().map(|user| user.fullname.as_str()).collect();
            let passwords: Vec<&str> = users.iter().map(|user| user.password.as_str()).collect();
            let rows = transaction.execute(&statement, &[&ids, &names, &fullnames, &passwords]).unwrap();
            assert_eq!(rows, users.len() as u64);
            transaction.commit().unwrap();
        })
    }
}

const ARRAYS: &str = "UNNEST($1::integer[], $2::varchar[], $3::varchar[], $4::varchar[])";

impl ByHand for Postgres {
    fn insert(&self, users: &[User]) -> Duration {
        let (mut client, statement) =
            Postgres::new(0).prepared("COPY users (name, fullname, password) FROM STDIN (FORMAT binary)");
        timed(|| {
            let mut transaction = client.transaction().unwrap();
            let writer = transaction.copy_in(&statement).unwrap();
            let mut writer = BinaryCopyInWriter::new(writer, &[Type::VARCHAR, Type::VARCHAR, Type::VARCHAR]);
            for user in users {
                writer.write(&[&user.name, &user.fullname, &user.password]).unwrap();
            }
            assert_eq!(writer.finish().unwrap(), users.len() as u64);
            transaction.commit().unwrap();
        })
    }

    fn update(&self, users: &[User]) -> Duration {
        let set = "name = t.name, fullname = t.fullname, password = t.password";
        let sql =
            format!("UPDATE users SET {set} FROM {ARRAYS} AS t(id, name, fullname, password) WHERE users.id = t.id");
        self.arrays(&sql, users)
    }

    fn upsert(&self, users: &[User]) -> Duration {
        let sql = format!("INSERT INTO users (id, name, fullname, password) SELECT * FROM {ARRAYS} {UPSERT}");
        self.arrays(&sql, users)
    }

    fn delete(&self, rows: usize, keys: impl Iterator<Item = i32>) -> Duration {
        let (mut client, statement) = Postgres::new(rows).prepared("DELETE FROM users WHERE id = ANY($1)");
        timed(|| {
            let keys: Vec<i32> = keys.collect();
            let mut transaction = client.transaction().unwrap();
            assert_eq!(transaction.execute(&statement, &[&keys]).unwrap(), rows as u64);
            transaction.commit().unwrap();
        })
    }
}

pub fn on_sqlite(pairs: &Pairs) {
    for rows in [ROWS, LARGE] {
        compare(pairs, rows, |rows| filled("sqlite:///:memory:", rows), &Sqlite::new(rows));
    }
}

pub fn on_postgres(pairs: &Pairs) {
    for rows in [ROWS, LARGE] {
        let engine = |rows| {
            let engine = filled(&server().url(&server().create_database()), rows);
            engine.connect().unwrap().execute("ANALYZE", &[]).unwrap();
            engine
        };
        compare(pairs, rows, engine, &Postgres::new(rows));
    }
}

/// An engine with an open connection, whose database has users.
fn filled(url: &str, rows: usize) -> Engine {
    let engine = ours::filled(url, 0);
    User::upsert(changed(rows)).execute(&engine).unwrap();
    engine
}
