//! The pool: bounds, waiting, replacement, return.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by a panic")]

use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use aludel::{Connection, Engine, EngineBuilder, Error, ErrorKind};
use aludel_test_support::{Server, databases, postgres, sqlite_file};

const SHORT: Duration = Duration::from_millis(200);

/// The error, and how long it took.
fn refused(engine: &Engine) -> (Error, Duration) {
    let asked = Instant::now();
    let error = engine.connect().unwrap_err();
    (error, asked.elapsed())
}

fn postgresql() -> EngineBuilder {
    let server = postgres();
    Engine::builder(server.url(&server.create_database()))
}

/// The server process that serves the connection.
fn backend(connection: &mut Connection) -> i32 {
    connection.query("SELECT pg_backend_pid()", &[], |row| row.get(0)).unwrap()[0]
}

#[test]
fn a_memory_database_has_one_connection_and_a_second_checkout_by_its_holder_fails_at_once() {
    let engine = Engine::builder("sqlite:///:memory:").pool_size(7).build().unwrap();
    let mut connection = engine.connect().unwrap();
    connection.execute("CREATE TABLE t (v INTEGER)", &[]).unwrap();
    let (error, took) = refused(&engine);
    assert_eq!(error.kind(), ErrorKind::PoolTimeout);
    assert!(error.to_string().contains("in-memory"), "{error}");
    assert!(took < Duration::from_secs(1), "{took:?}");

    // The database outlives its checkouts, as long as the engine.
    drop(connection);
    assert_eq!(engine.clone().connect().unwrap().query("SELECT * FROM t", &[], |_| Ok(())).unwrap(), []);
    engine.dispose();
    assert!(engine.connect().unwrap().query("SELECT * FROM t", &[], |_| Ok(())).is_err());
}

#[test]
fn a_thread_that_holds_every_connection_is_told_at_once() {
    let file = sqlite_file();
    let engine = Engine::builder(file.url()).pool_size(2).build().unwrap();
    let (_one, _two) = (engine.connect().unwrap(), engine.connect().unwrap());
    let (error, took) = refused(&engine);
    assert!(error.to_string().contains("all 2 connections"), "{error}");
    assert!(took < Duration::from_secs(1), "{took:?}");
    let one = Engine::builder(file.url()).pool_size(1).build().unwrap();
    let _held = one.connect().unwrap();
    assert!(refused(&one).0.to_string().contains("pool_size 1"));
}

#[test]
fn another_thread_waits_for_its_turn_or_its_timeout() {
    let engine = Engine::builder("sqlite://").pool_timeout(SHORT).build().unwrap();
    let connection = engine.connect().unwrap();
    thread::scope(|scope| {
        let (error, took) = scope.spawn(|| refused(&engine)).join().unwrap();
        assert_eq!(error.kind(), ErrorKind::PoolTimeout);
        assert!(error.to_string().contains("200ms"), "{error}");
        assert!(took >= SHORT, "{took:?}");
    });
    let patient = Engine::new("sqlite://").unwrap();
    let held = patient.connect().unwrap();
    thread::scope(|scope| {
        let waiting = scope.spawn(|| patient.connect().map(drop));
        thread::sleep(Duration::from_millis(20));
        drop(held);
        waiting.join().unwrap().unwrap();
    });
    drop(connection);
}

#[test]
fn a_connection_handed_to_another_thread_is_waited_for() {
    let engine = Engine::new("sqlite://").unwrap();
    for used_before in [true, false] {
        let mut connection = engine.connect().unwrap();
        if used_before {
            connection.query("SELECT 1", &[], |_| Ok(())).unwrap();
        }
        let other = thread::spawn(move || {
            connection.query("SELECT 1", &[], |_| Ok(())).unwrap();
            thread::sleep(Duration::from_millis(150));
            drop(connection);
        });
        drop(engine.connect().unwrap());
        other.join().unwrap();
    }
}

#[test]
fn no_more_connections_than_the_pool_has_are_ever_open() {
    let engine = postgresql().pool_size(3).build().unwrap();
    let (send, receive) = mpsc::channel();
    thread::scope(|scope| {
        for _ in 0..8 {
            let (engine, send) = (engine.clone(), send.clone());
            scope.spawn(move || {
                for _ in 0..20 {
                    let mut connection = engine.connect().unwrap();
                    send.send(backend(&mut connection)).unwrap();
                }
            });
        }
    });
    drop(send);
    let mut backends: Vec<i32> = receive.iter().collect();
    assert_eq!(backends.len(), 160);
    backends.sort_unstable();
    backends.dedup();
    assert!(backends.len() <= 3, "{backends:?}");
}

#[test]
fn the_connection_used_last_is_handed_out_first() {
    let engine = postgresql().build().unwrap();
    let (mut one, mut two) = (engine.connect().unwrap(), engine.connect().unwrap());
    let (first, second) = (backend(&mut one), backend(&mut two));
    drop(two);
    drop(one);
    assert_eq!(backend(&mut engine.connect().unwrap()), first);
    let mut one = engine.connect().unwrap();
    assert_eq!((backend(&mut one), backend(&mut engine.connect().unwrap())), (first, second));
}

#[test]
fn what_is_left_open_is_rolled_back_on_return() {
    for database in databases() {
        let engine = Engine::builder(database.url()).pool_size(1).build().unwrap();
        let mut connection = engine.connect().unwrap();
        connection.execute("CREATE TABLE t (v INTEGER)", &[]).unwrap();
        std::mem::forget(connection.begin().unwrap());
        connection.execute("INSERT INTO t VALUES (1)", &[]).unwrap();
        drop(connection);
        let mut connection = engine.connect().unwrap();
        connection.execute("BEGIN", &[]).unwrap();
        connection.execute("INSERT INTO t VALUES (1)", &[]).unwrap();
        drop(connection);
        let count: Vec<i64> = engine.connect().unwrap().query("SELECT count(*) FROM t", &[], |row| row.get(0)).unwrap();
        assert_eq!(count, [0], "{}", database.name());
    }
}

#[test]
fn a_connection_found_dead_is_replaced_with_or_without_asking_first() {
    let server = postgres();
    let url = server.url(&server.create_database());
    let terminate = |pid: i32| {
        let mut other = Engine::new(url.as_str()).unwrap().connect().unwrap();
        other.query("SELECT pg_terminate_backend($1, 5000)", &[&pid], |_| Ok(())).unwrap();
    };

    let asking = Engine::builder(url.as_str()).pool_pre_ping(true).build().unwrap();
    let pid = backend(&mut asking.connect().unwrap());
    terminate(pid);
    assert_ne!(backend(&mut asking.connect().unwrap()), pid);

    // Without asking, the first statement meets it; the next checkout gets a new one.
    let trusting = Engine::new(url.as_str()).unwrap();
    let mut connection = trusting.connect().unwrap();
    terminate(backend(&mut connection));
    let error = connection.query("SELECT 1", &[], |_| Ok(())).unwrap_err();
    assert!(error.is_disconnect(), "{error:?}");
    assert!(connection.query("SELECT 1", &[], |_| Ok(())).unwrap_err().is_disconnect());
    drop(connection);
    backend(&mut trusting.connect().unwrap());
}

#[test]
fn a_restarted_server_is_found_again() {
    let server = Server::start();
    let engine = Engine::new(server.url("postgres")).unwrap();
    let connections: Vec<_> = (0..3).map(|_| engine.connect().unwrap()).collect();
    drop(connections);
    let mut in_use = engine.connect().unwrap();
    server.kill();
    let mut transaction = in_use.begin().unwrap_err();
    assert!(transaction.is_disconnect(), "{transaction:?}");
    transaction = engine.connect().unwrap_err();
    assert!(transaction.is_disconnect() && !format!("{transaction:?}").contains("password"), "{transaction:?}");
    server.restart();
    for _ in 0..3 {
        backend(&mut engine.connect().unwrap());
    }
    // Idle ones are asked once they have been idle for a while.
    server.kill();
    server.restart();
    thread::sleep(Duration::from_millis(1100));
    backend(&mut engine.connect().unwrap());
}

#[test]
fn an_old_connection_is_recycled() {
    let engine = postgresql().pool_recycle(Duration::from_millis(50)).build().unwrap();
    let pid = backend(&mut engine.connect().unwrap());
    assert_eq!(backend(&mut engine.connect().unwrap()), pid);
    thread::sleep(Duration::from_millis(60));
    assert_ne!(backend(&mut engine.connect().unwrap()), pid);
}

#[test]
fn dispose_closes_idle_connections_and_later_the_others() {
    let engine = postgresql().build().unwrap();
    let mut held = engine.connect().unwrap();
    let pid = backend(&mut held);
    engine.dispose();
    assert_eq!(backend(&mut held), pid);
    drop(held);
    assert_ne!(backend(&mut engine.connect().unwrap()), pid);
}

#[test]
fn a_failed_connect_gives_its_place_back() {
    let directory = aludel_test_support::TempDir::new("pool");
    let file = directory.path().join("not_there").join("shop.db");
    let engine = Engine::builder(format!("sqlite:///{}", file.display())).pool_size(1).build().unwrap();
    for _ in 0..3 {
        let error = engine.connect().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Connection);
        assert!(error.to_string().contains("not_there"), "{error}");
    }
    std::fs::create_dir(file.parent().unwrap()).unwrap();
    engine.connect().unwrap();
}

#[test]
fn settings_that_cannot_be_are_errors() {
    assert_eq!(Engine::builder("sqlite://").pool_size(0).build().unwrap_err().kind(), ErrorKind::InvalidRequest);
    assert_eq!(Engine::new("mysql://localhost/shop").unwrap_err().kind(), ErrorKind::Url);
    assert!(Engine::from_env("ALUDEL_NOT_SET").unwrap_err().to_string().contains("ALUDEL_NOT_SET"));
    let text = format!("{:?}", Engine::builder("postgresql://scott:tiger@localhost/shop"));
    assert!(text.contains("scott") && !text.contains("tiger"), "{text}");
}
