//! The server goes, or one of its processes, just before each statement of a flush.

use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use aludel::{Engine, ErrorKind};
use aludel_suite::models::{Tile, User};
use aludel_test_support::{Server, postgres};

use crate::{
    proxy::Proxy,
    some_of, thoroughly,
    trap::Trap,
    work::{Way, World, generation},
};

/// A database of a server, and a second way to look at it.
pub(crate) struct Place {
    pub(crate) trap: Trap,
    pub(crate) engine: Engine,
    pub(crate) beside: Engine,
}

impl Place {
    pub(crate) fn new(server: &Server) -> Place {
        let url = server.url(&server.create_database());
        let trap = Trap::default();
        // One connection, so that whatever else is connected to the database is the session's.
        let beside = Engine::builder(url.as_str()).pool_size(1).build().unwrap();
        Place { engine: trap.engine(&url), trap, beside }
    }

    /// How many statements the way takes.
    fn statements(&self, world: &mut World, way: Way) -> usize {
        self.trap.heard();
        world.advance(way).unwrap();
        self.trap.heard().len()
    }

    /// Kills before a statement, and sees what comes of it.
    fn survives(&self, world: &mut World, way: Way, statement: usize, kill: impl FnOnce() + Send + 'static) {
        let (before, old) = (world.generation, sessions_processes(&self.beside));
        self.trap.set(statement, kill);
        let error = world.advance(way).expect_err("the connection was lost");
        assert!(error.is_disconnect(), "at {statement}: {error:?}");
        assert!(!error.is_retryable(), "whether COMMIT was carried out nobody knows: {error:?}");
        until_up(&self.beside);
        assert_eq!(generation(&self.beside), before, "at {statement}");
        // Where BEGIN itself failed no transaction was lost: nothing asks for a rollback.
        if statement > 0 {
            let error = world.session.query::<Tile>().all().unwrap_err();
            assert_eq!(error.kind(), ErrorKind::PendingRollback, "at {statement}: {error}");
        }
        world.session.rollback().unwrap();
        world.assert_as_before();
        // The same session works on: the pool has no broken connection to give it.
        self.trap.heard();
        if statement.is_multiple_of(4) || thoroughly() {
            world.advance(way).unwrap_or_else(|error| panic!("after {statement}: {error:?}"));
            assert_eq!(generation(&self.beside), before + 1, "after {statement}");
        } else {
            assert_eq!(world.session.query::<User>().count().unwrap(), 40);
            world.session.commit().unwrap();
        }
        until("the old connection is gone and another one there", || {
            let new = sessions_processes(&self.beside);
            new.len() == 1 && !old.contains(&new[0])
        });
    }
}

/// The server's processes for other connections to the database.
fn sessions_processes(beside: &Engine) -> Vec<i32> {
    let sql = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";
    beside.connect().unwrap().query(sql, &[], |row| row.get(0)).unwrap()
}

/// Ends the session's connection in the server's own way, and waits until it has ended.
pub(crate) fn terminate(beside: &Engine) {
    let sql = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
               WHERE datname = current_database() AND pid <> pg_backend_pid()";
    let ended: Vec<bool> = beside.connect().unwrap().query(sql, &[], |row| row.get(0)).unwrap();
    assert!(ended.len() <= 1);
    until("the connection ends", || sessions_processes(beside).is_empty());
}

/// Signal 9 to the server's process for the session's connection, upon which the server ends all others and recovers.
fn kill_process(beside: &Engine) {
    for process in sessions_processes(beside) {
        let killed = Command::new("/bin/sh").args(["-c", &format!("kill -9 {process}")]).status().unwrap();
        assert!(killed.success());
    }
    until("the other connections end too", || {
        beside.connect().and_then(|mut connection| connection.execute("SELECT 1", &[])).is_err()
    });
}

/// Waits until the server takes connections; until then it refuses them, with an error of its kind.
fn until_up(beside: &Engine) {
    until("the server is up", || match beside.connect().and_then(|mut it| it.execute("SELECT 1", &[])) {
        Ok(_) => true,
        Err(error) => {
            assert!(error.is_disconnect(), "{error:?}");
            false
        }
    });
}

fn until(what: &str, done: impl Fn() -> bool) {
    let begun = Instant::now();
    while !done() {
        assert!(begun.elapsed() < Duration::from_secs(60), "waiting until {what}");
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// Each point of a way, on two databases at once.
fn at_each_point(way: Way, share: usize) {
    std::thread::scope(|scope| {
        for lane in 0..2 {
            scope.spawn(move || {
                let place = Place::new(postgres());
                let mut world = World::create(&place.engine);
                let statements = place.statements(&mut world, way);
                assert!(statements > 200, "{statements}");
                for statement in some_of(statements, share).into_iter().skip(lane).step_by(2) {
                    let beside = place.beside.clone();
                    place.survives(&mut world, way, statement, move || terminate(&beside));
                }
            });
        }
    });
}

#[test]
fn connection_ended_before_each_statement_of_a_flush() {
    at_each_point(Way::Flush, 1);
}

#[test]
fn connection_ended_before_statements_in_savepoints_and_lazy_loads() {
    at_each_point(Way::Nested, 4);
}

#[test]
fn signal_9_to_the_servers_process_before_statements_of_a_flush() {
    let server = Server::start();
    let place = Place::new(&server);
    let mut world = World::create(&place.engine);
    for way in [Way::Flush, Way::Nested] {
        let statements = place.statements(&mut world, way);
        for statement in some_of(statements, 20) {
            let beside = place.beside.clone();
            place.survives(&mut world, way, statement, move || kill_process(&beside));
        }
    }
}

#[test]
fn signal_9_to_the_server_before_statements_of_a_flush() {
    let server = Arc::new(Server::start());
    let place = Place::new(&server);
    let mut world = World::create(&place.engine);
    for way in [Way::Flush, Way::Nested] {
        let statements = place.statements(&mut world, way);
        for statement in some_of(statements, 50) {
            let (killed, beside) = (server.clone(), place.beside.clone());
            place.survives(&mut world, way, statement, move || {
                killed.kill_9();
                killed.restart();
                until_up(&beside);
            });
        }
    }
}

/// The server has carried a statement out, and the connection breaks before it can say so.
#[test]
fn answers_that_are_lost() {
    let server = postgres();
    let proxy = Proxy::start(server.port());
    let database = server.create_database();
    let beside = Engine::builder(server.url(&database)).pool_size(1).build().unwrap();
    let trap = Trap::default();
    let url = server.url(&database).replace(&format!(":{}/", server.port()), &format!(":{}/", proxy.port()));
    let place = Place { engine: trap.engine(&url), trap, beside };
    let mut world = World::create(&place.engine);
    let statements = place.statements(&mut world, Way::Flush);
    let last = statements - 1;
    for statement in some_of(last, 12) {
        let lose = proxy.clone();
        place.survives(&mut world, Way::Flush, statement, move || lose.lose_next_answer());
    }
    // The answer to COMMIT: everything is in the database, and the caller has an error all the same.
    for _ in 0..if thoroughly() { 20 } else { 3 } {
        let before = world.generation;
        let lose = proxy.clone();
        place.trap.set(last, move || lose.lose_next_answer());
        let error = world.advance(Way::Flush).expect_err("the answer was lost");
        assert!(error.is_disconnect() && !error.is_retryable(), "{error:?}");
        assert_eq!(error.statement(), Some("COMMIT"));
        assert_eq!(generation(&place.beside), before + 1);
        world.session.rollback().unwrap();
        world.assert_as_before();
        // What a reader sees the session sees as soon as it reads.
        world = world.reopened().unwrap();
        assert_eq!(world.generation, before + 1);
        world.advance(Way::Flush).unwrap();
        assert_eq!(generation(&place.beside), before + 2);
    }
}
