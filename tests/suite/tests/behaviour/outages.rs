//! The server goes away in the middle: a typed error, and after `rollback()` a session that works.

use std::time::Duration;

use aludel::{Engine, ErrorKind, Session};
use aludel_suite::models::{self, Account, User};
use aludel_test_support::Server;

fn user(name: &str) -> User {
    User::new().name(name).fullname(name).password("x").build()
}

/// A server of this test's own, with the tables and one user.
fn server() -> (Server, String, Engine) {
    let server = Server::start();
    let database = server.create_database();
    let engine = Engine::builder(server.url(&database)).pool_timeout(Duration::from_secs(5)).build().unwrap();
    models::metadata().create_all(&engine).unwrap();
    let mut session = Session::new(&engine);
    session.add(user("ed"));
    session.commit().unwrap();
    (server, database, engine)
}

/// What the session does after it was told: asks for a rollback, and works again.
fn recovers(server: &Server, database: &str, session: &mut Session, names: &str) {
    let error = session.query::<User>().all().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::PendingRollback, "{error}");
    server.restart();
    session.rollback().unwrap();
    let found = session.query::<User>().order_by(User::id).all().unwrap();
    let found: Vec<&str> = found.iter().map(|&user| session[user].name.as_str()).collect();
    assert_eq!(found.join(","), names);
    session.add(user("after"));
    session.commit().unwrap();
    assert_eq!(server.psql(database, "SELECT name FROM users WHERE name = 'after'"), "after");
}

#[test]
fn killed_before_a_flush() {
    let (server, database, engine) = server();
    let mut session = Session::new(&engine);
    let ed = session.query::<User>().one().unwrap();
    session[ed].name = "lost".into();
    session.add(user("lost"));
    server.kill();
    let error = session.commit().unwrap_err();
    assert!(error.is_disconnect(), "{error:?}");
    recovers(&server, &database, &mut session, "ed");
}

#[test]
fn killed_between_two_flushes() {
    let (server, database, engine) = server();
    let mut session = Session::new(&engine);
    let lost = session.add(user("lost"));
    session.flush().unwrap();
    let account = session.add(Account::new().owner("lost"));
    server.kill();
    assert!(session.flush().unwrap_err().is_disconnect());
    assert!(!session.contains(lost) && !session.contains(account));
    recovers(&server, &database, &mut session, "ed");
}

#[test]
fn killed_before_a_query_after_a_flush() {
    let (server, database, engine) = server();
    let mut session = Session::new(&engine);
    let lost = session.add(user("lost"));
    session.flush().unwrap();
    server.kill();
    assert!(session.query::<User>().all().unwrap_err().is_disconnect());
    // What was flushed is gone: a commit that succeeded would be a lie.
    assert_eq!(session.commit().unwrap_err().kind(), ErrorKind::PendingRollback);
    assert!(!session.contains(lost));
    recovers(&server, &database, &mut session, "ed");
}

#[test]
fn killed_before_a_commit() {
    let (server, database, engine) = server();
    let mut session = Session::new(&engine);
    session.add(user("lost"));
    session.flush().unwrap();
    server.kill();
    assert!(session.commit().unwrap_err().is_disconnect());
    recovers(&server, &database, &mut session, "ed");
}

#[test]
fn killed_before_a_lazy_load_and_a_get() {
    let (server, database, engine) = server();
    for step in [0, 1, 2] {
        let mut session = Session::new(&engine);
        let ed = session.query::<User>().filter_by(User::name, "ed").one().unwrap();
        server.kill();
        let error = match step {
            0 => session.related(ed, User::addresses).map(|_| ()).unwrap_err(),
            1 => session.get::<User>(99).map(|_| ()).unwrap_err(),
            _ => session.refresh(ed).unwrap_err(),
        };
        assert!(error.is_disconnect(), "{error:?}");
        server.restart();
        session.rollback().unwrap();
        assert_eq!(session.query::<User>().filter_by(User::name, "ed").one().unwrap(), ed);
    }
    drop(database);
}

#[test]
fn a_session_that_had_not_begun_notices_nothing() {
    let (server, _, engine) = server();
    let mut session = Session::new(&engine);
    let ed = session.get::<User>(1).unwrap().unwrap();
    session.commit().unwrap();
    server.restart();
    // The pool's connection died while it lay there: it is replaced, where it was asked, or the error is a typed one.
    session[ed].name = "edward".into();
    if let Err(error) = session.commit() {
        assert!(error.is_disconnect(), "{error:?}");
        session.rollback().unwrap();
        session[ed].name = "edward".into();
        session.commit().unwrap();
    }
    assert_eq!(session.query::<User>().filter_by(User::name, "edward").count().unwrap(), 1);
}

#[test]
fn while_the_server_is_away_errors_are_typed_and_the_session_stays_whole() {
    let (server, _, engine) = server();
    let mut session = Session::new(&engine);
    let ed = session.get::<User>(1).unwrap().unwrap();
    session.commit().unwrap();
    server.kill();
    session[ed].name = "edward".into();
    let new = session.add(user("new"));
    for _ in 0..2 {
        let error = session.commit().unwrap_err();
        assert!(error.is_disconnect() || error.kind() == ErrorKind::PendingRollback, "{error:?}");
    }
    server.restart();
    session.rollback().unwrap();
    // Either the edits were kept, where no transaction had begun, or they are gone with the rollback: never half.
    assert_eq!(session[ed].name, "ed");
    assert!(!session.contains(new));
    session[ed].name = "edward".into();
    session.commit().unwrap();
}
