use std::time::Duration;

use aludel::{Engine, ErrorKind, Session};
use aludel_suite::models::{self, User};
use aludel_test_support::Server;

use super::user;

#[test]
fn the_server_goes_in_the_middle() {
    let server = Server::start();
    let database = server.create_database();
    let engine = Engine::builder(server.url(&database)).pool_timeout(Duration::from_secs(5)).build().unwrap();
    models::metadata().create_all(&engine).unwrap();

    let kill = |done, _| {
        if done == 5_000 {
            server.kill();
        }
        Ok(())
    };
    let error = User::insert_many((0..12_000).map(user)).progress(kill).execute(&engine).unwrap_err();
    assert!(error.is_disconnect(), "{error:?}");
    server.restart();
    assert_eq!(server.psql(&database, "SELECT count(*) FROM users"), "0");

    let mut session = Session::new(&engine);
    session.add(user(0));
    let error = User::insert_many((0..12_000).map(user)).progress(kill).execute(&mut session).unwrap_err();
    assert!(error.is_disconnect(), "{error:?}");
    server.restart();
    assert_eq!(session.query::<User>().all().unwrap_err().kind(), ErrorKind::PendingRollback);
    session.rollback().unwrap();
    assert_eq!(User::insert_many((0..3).map(user)).execute(&mut session).unwrap(), 3);
    session.commit().unwrap();
    assert_eq!(server.psql(&database, "SELECT count(*) FROM users"), "3");
}
