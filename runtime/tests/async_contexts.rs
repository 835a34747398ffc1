//! Engines, connections and transactions on every kind of thread of an async program: they work, and nothing panics.
#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

use std::time::Duration;

#[allow(dead_code, reason = "one of its models is used")]
#[allow(unreachable_pub, reason = "generated code is for any crate")]
#[path = "../../codegen/tests/golden/tutorial/mod.rs"]
mod models;

use aludel::{Connection, Engine, ErrorKind, Transaction};
use aludel_test_support::{databases, postgres};
use tokio::runtime::Builder;

/// Everything that talks to the database, and the drop of everything.
fn use_it(url: &str) {
    let engine = Engine::builder(url).pool_size(2).pool_pre_ping(true).build().unwrap();
    models::metadata().drop_all(&engine).unwrap();
    models::metadata().create_all(&engine).unwrap();
    let mut connection = engine.connect().unwrap();
    connection.execute("DROP TABLE IF EXISTS t", &[]).unwrap();
    connection.execute("CREATE TABLE t (v INTEGER)", &[]).unwrap();
    let mut transaction = connection.begin().unwrap();
    transaction.execute("INSERT INTO t VALUES (1)", &[]).unwrap();
    transaction.savepoint().unwrap().commit().unwrap();
    transaction.commit().unwrap();
    drop(connection.begin().unwrap());
    assert_eq!(connection.query("SELECT v FROM t", &[], |row| row.get::<i32>(0)).unwrap(), [1]);
    assert!(connection.execute("INSERT INTO nowhere VALUES (1)", &[]).is_err());
    let words = (0..100).map(|n| models::Keyword::new().keyword(n.to_string()));
    assert_eq!(models::Keyword::insert_many(words.clone()).execute(&mut connection).unwrap(), 100);
    assert!(models::Keyword::insert_many(words).execute(&mut connection).unwrap_err().is_unique_violation());
    drop(connection);
    drop(engine.connect().unwrap());
    engine.dispose();
    drop(engine.connect().unwrap());
    drop(engine);
}

#[test]
fn on_a_plain_thread() {
    for database in databases() {
        std::thread::scope(|scope| scope.spawn(|| use_it(database.url())).join().unwrap());
    }
}

#[test]
fn on_a_current_thread_runtime() {
    let runtime = Builder::new_current_thread().build().unwrap();
    for database in databases() {
        runtime.block_on(async { use_it(database.url()) });
    }
}

#[test]
fn on_a_worker_of_a_multi_thread_runtime_and_in_its_root_task() {
    let runtime = Builder::new_multi_thread().worker_threads(2).build().unwrap();
    for database in databases() {
        let url = database.url().to_owned();
        runtime.block_on(runtime.spawn(async move { use_it(&url) })).unwrap();
        runtime.block_on(async { use_it(database.url()) });
    }
}

#[test]
fn inside_spawn_blocking() {
    let runtime = Builder::new_multi_thread().worker_threads(1).build().unwrap();
    for database in databases() {
        let url = database.url().to_owned();
        runtime.block_on(runtime.spawn_blocking(move || use_it(&url))).unwrap();
    }
}

#[test]
fn made_on_one_kind_of_thread_and_used_and_dropped_on_another() {
    let runtime = Builder::new_multi_thread().worker_threads(2).build().unwrap();
    let server = postgres();
    let engine = Engine::new(server.url(&server.create_database())).unwrap();
    let select = |mut connection: Connection| {
        assert_eq!(connection.query("SELECT 1", &[], |row| row.get::<i32>(0)).unwrap(), [1]);
        connection
    };
    let from_plain = engine.connect().unwrap();
    let in_worker = runtime.block_on(runtime.spawn(async move { select(from_plain) })).unwrap();
    let in_blocking = runtime.block_on(runtime.spawn_blocking(move || select(in_worker))).unwrap();
    select(in_blocking);

    // A connection, an open transaction, and the engine with all its pool dropped by an async task.
    let connection = engine.connect().unwrap();
    let mut transaction: Transaction<'static> = engine.begin().unwrap();
    transaction.execute("CREATE TABLE t (v INTEGER)", &[]).unwrap();
    drop(engine.connect().unwrap());
    runtime
        .block_on(runtime.spawn(async move {
            drop(transaction);
            drop(connection);
            drop(engine);
        }))
        .unwrap();
}

#[test]
fn what_cannot_be_reached_is_an_error_there_too() {
    let runtime = Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        let error = Engine::new("postgresql://scott:tiger@127.0.0.1:1/shop").unwrap().connect().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Connection);
    });
}

#[test]
fn a_killed_connection_is_dropped_there_without_a_panic() {
    let runtime = Builder::new_current_thread().build().unwrap();
    let server = postgres();
    let engine = Engine::new(server.url(&server.create_database())).unwrap();
    runtime.block_on(async {
        let mut connection = engine.connect().unwrap();
        let pid: Vec<i32> = connection.query("SELECT pg_backend_pid()", &[], |row| row.get(0)).unwrap();
        let mut other = engine.connect().unwrap();
        other.query("SELECT pg_terminate_backend($1, 5000)", &[&pid[0]], |_| Ok(())).unwrap();
        assert!(connection.begin().unwrap_err().is_disconnect());
        drop(connection);
        drop(engine.connect().unwrap());
    });
}

/// On a multi-thread runtime the holder of the connections may be a task that goes on elsewhere.
#[test]
fn a_checkout_on_a_worker_waits_for_tasks_that_may_move() {
    let runtime = Builder::new_multi_thread().worker_threads(2).build().unwrap();
    runtime.block_on(async {
        let engine = Engine::builder("sqlite://").pool_timeout(Duration::from_secs(20)).build().unwrap();
        let connection = engine.connect().unwrap();
        let returned = std::thread::spawn(move || {
            std::thread::sleep(Duration::from_millis(200));
            drop(connection);
        });
        drop(engine.connect().unwrap());
        returned.join().unwrap();
    });
}
