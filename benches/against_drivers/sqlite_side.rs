//! Hand-written rusqlite, in memory.

use std::{collections::HashMap, time::Duration};

use rusqlite::{Connection, params};

use crate::{
    LARGE, ROWS, aludel_side as ours,
    measure::{Pairs, timed},
    models::{self, User},
};

pub const URL: &str = "sqlite:///:memory:";
const INSERT: &str = "INSERT INTO users (name, fullname, password) VALUES (?, ?, ?)";
pub const SELECT: &str = "SELECT id, name, fullname, password FROM users";

pub fn filled(rows: usize) -> Connection {
    let connection = Connection::open_in_memory().unwrap();
    // The same tables, and the same foreign keys to look after.
    connection.pragma_update(None, "foreign_keys", true).unwrap();
    for table in models::metadata().tables {
        connection.execute_batch(table.sqlite.create).unwrap();
        table.sqlite.after.iter().for_each(|statement| connection.execute_batch(statement).unwrap());
    }
    insert(&connection, &mut (0..rows).map(ours::draft).collect::<Vec<User>>());
    connection
}

fn insert(connection: &Connection, users: &mut [User]) {
    connection.execute_batch("BEGIN").unwrap();
    {
        let mut statement = connection.prepare_cached(INSERT).unwrap();
        for user in users {
            statement.execute(params![user.name, user.fullname, user.password]).unwrap();
            user.id = Some(connection.last_insert_rowid() as i32);
        }
    }
    connection.execute_batch("COMMIT").unwrap();
}

pub fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<User> {
    Ok(User { id: Some(row.get(0)?), name: row.get(1)?, fullname: row.get(2)?, password: row.get(3)? })
}

pub fn load(connection: &Connection) -> Vec<User> {
    let mut statement = connection.prepare_cached(SELECT).unwrap();
    statement.query_map([], read).unwrap().collect::<rusqlite::Result<_>>().unwrap()
}

fn load_with_identity_map(connection: &Connection) -> (Vec<User>, HashMap<i32, usize>) {
    let mut statement = connection.prepare_cached(SELECT).unwrap();
    let mut rows = statement.query([]).unwrap();
    let (mut users, mut identity) = (Vec::new(), HashMap::new());
    while let Some(row) = rows.next().unwrap() {
        let id: i32 = row.get(0).unwrap();
        identity.entry(id).or_insert_with(|| {
            users.push(read(row).unwrap());
            users.len() - 1
        });
    }
    (users, identity)
}

fn lookups(connection: &Connection, keys: &[i32]) -> Duration {
    timed(|| {
        connection.execute_batch("BEGIN").unwrap();
        let mut statement = connection.prepare_cached(&format!("{SELECT} WHERE id = ?")).unwrap();
        let users: Vec<User> = keys.iter().map(|key| statement.query_row([key], read).unwrap()).collect();
        drop(statement);
        connection.execute_batch("COMMIT").unwrap();
        users
    })
}

/// As a program does that looks up here and there: the statement comes out of rusqlite's cache each time.
fn lookups_through_the_cache(connection: &Connection, keys: &[i32]) -> Duration {
    let text = format!("{SELECT} WHERE id = ?");
    timed(|| {
        connection.execute_batch("BEGIN").unwrap();
        let find = |key: &i32| connection.prepare_cached(&text).unwrap().query_row([key], read).unwrap();
        let users: Vec<User> = keys.iter().map(find).collect();
        connection.execute_batch("COMMIT").unwrap();
        users
    })
}

fn update(connection: &Connection, users: &[User]) {
    connection.execute_batch("BEGIN").unwrap();
    {
        let mut statement = connection.prepare_cached("UPDATE users SET password = ? WHERE id = ?").unwrap();
        for user in users {
            assert_eq!(statement.execute(params![user.password, user.id]).unwrap(), 1);
        }
    }
    connection.execute_batch("COMMIT").unwrap();
}

fn change(connection: &Connection, mark: usize) -> Duration {
    let mut users = load(connection);
    timed(|| {
        for (number, user) in users.iter_mut().enumerate() {
            user.password = format!("{mark} {number}");
        }
        update(connection, &users);
    })
}

fn load_change_commit(connection: &Connection, mark: usize) -> Duration {
    timed(|| {
        let mut users = load(connection);
        for (number, user) in users.iter_mut().enumerate() {
            user.password = format!("{mark} {number}");
        }
        update(connection, &users);
        users
    })
}

fn delete(connection: &Connection) -> Duration {
    let users = load(connection);
    timed(|| {
        connection.execute_batch("BEGIN").unwrap();
        let mut statement = connection.prepare_cached("DELETE FROM users WHERE id = ?").unwrap();
        for user in &users {
            assert_eq!(statement.execute([user.id]).unwrap(), 1);
        }
        drop(statement);
        connection.execute_batch("COMMIT").unwrap();
    })
}

pub fn run(pairs: &Pairs) {
    pairs.compare(
        "insert 10 000, every key",
        ROWS,
        || {
            let connection = filled(0);
            let mut users: Vec<User> = (0..ROWS).map(ours::draft).collect();
            timed(|| {
                insert(&connection, &mut users);
                users.iter().map(|user| i64::from(user.id.unwrap())).sum::<i64>()
            })
        },
        || ours::insert(&ours::filled(URL, 0)),
    );
    let (hand, engine) = (filled(LARGE), ours::filled(URL, LARGE));
    let load_hand = || timed(|| load(&hand));
    pairs.compare("load 100 000, tracked", LARGE, load_hand, || ours::load_tracked(&engine));
    let load_map = || timed(|| load_with_identity_map(&hand));
    pairs.compare("the same, by hand with identity map", LARGE, load_map, || ours::load_tracked(&engine));
    pairs.compare("load 100 000, untracked", LARGE, load_hand, || ours::load_untracked(&engine));
    let keys: Vec<i32> = (0..ROWS).map(|number| (number * 7919 % ROWS) as i32 + 1).collect();

    let (hand, small) = (filled(ROWS), ours::filled(URL, ROWS));
    pairs.compare("10 000 lookups by key", ROWS, || lookups(&hand, &keys), || ours::lookups(&small, &keys));
    pairs.compare(
        "the same, by hand through the cache",
        ROWS,
        || lookups_through_the_cache(&hand, &keys),
        || ours::lookups(&small, &keys),
    );
    let mut mark = 0;
    let mut next = || {
        mark += 1;
        mark
    };
    let mut mark_ours = 1_000_000;
    pairs.compare(
        "change 10 000 loaded, commit",
        ROWS,
        || change(&hand, next()),
        || {
            mark_ours += 1;
            ours::change(&small, mark_ours)
        },
    );
    pairs.compare(
        "load, change 10 000, commit",
        ROWS,
        || load_change_commit(&hand, next()),
        || {
            mark_ours += 1;
            ours::load_change_commit(&small, mark_ours)
        },
    );
    pairs.compare("delete 10 000 loaded", ROWS, || delete(&filled(ROWS)), || ours::delete(&ours::filled(URL, ROWS)));
    for loaded in [1_000, LARGE] {
        let mut one = ours::OneDirty::new(&engine, loaded);
        pairs.alone(&format!("commit 1 dirty of {loaded} (ns)"), || one.commit());
        one_by_hand(pairs, loaded);
    }
}

/// The UPDATE that such a commit is: what Aludel adds is the difference.
fn one_by_hand(pairs: &Pairs, loaded: usize) {
    let connection = filled(loaded);
    let mut number = 0;
    pairs.alone("  its BEGIN, UPDATE, COMMIT by hand (ns)", || {
        number += 1;
        let password = format!("one {number}");
        let key = (number * 7919 % loaded) as i32 + 1;
        // Aludel's side has refreshed the row: it lies in the caches.
        connection.prepare_cached(&format!("{SELECT} WHERE id = ?")).unwrap().query_row([key], read).unwrap();
        timed(|| {
            connection.execute_batch("BEGIN IMMEDIATE").unwrap();
            let mut statement = connection.prepare_cached("UPDATE users SET password = ? WHERE id = ?").unwrap();
            assert_eq!(statement.execute(params![password, key]).unwrap(), 1);
            drop(statement);
            connection.execute_batch("COMMIT").unwrap();
        })
    });
}
