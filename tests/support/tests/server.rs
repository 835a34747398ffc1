//! The private server: up, reachable, killed, restarted, and gone when its process is.

use std::env;
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Command, Stdio, abort, exit};
use std::thread::sleep;
use std::time::{Duration, Instant};

use aludel_test_support::{PASSWORD, Server, USER, databases, postgres};

#[test]
fn two_databases_keep_apart() {
    let server = postgres();
    let (one, two) = (server.create_database(), server.create_database());
    server.psql(&one, "CREATE TABLE t (n integer); INSERT INTO t VALUES (1), (2)");
    assert_eq!(server.psql(&one, "SELECT n, n + 1 FROM t ORDER BY n"), "1|2\n2|3");
    assert_eq!(server.psql(&two, "SELECT to_regclass('t') IS NULL"), "t");
    assert_eq!(server.psql(&two, "SELECT current_user"), USER);
}

#[test]
fn the_server_is_shared_within_a_process() {
    assert_eq!(postgres().port(), postgres().port());
    assert_eq!(postgres().url("x"), format!("postgresql+psycopg2://user:password@127.0.0.1:{}/x", postgres().port()));
}

#[test]
fn a_wrong_password_is_refused_on_both_ways_in() {
    let server = postgres();
    for host in ["127.0.0.1", &server.socket_dir().display().to_string()] {
        let mut psql = Command::new("psql");
        psql.args(["-X", "-h", host, "-p", &server.port().to_string(), "-U", USER, "-c", "SELECT 1", "postgres"]);
        let refused = psql.env("PGPASSWORD", "wrong").output().expect("psql runs");
        assert!(String::from_utf8_lossy(&refused.stderr).contains("password authentication failed"), "{refused:?}");
        let let_in = psql.env("PGPASSWORD", PASSWORD).output().expect("psql runs");
        assert!(let_in.status.success(), "{let_in:?}");
    }
}

#[test]
fn killed_it_refuses_and_restarted_it_has_its_data() {
    let server = Server::start();
    let database = server.create_database();
    server.psql(&database, "CREATE TABLE t AS SELECT 7 AS n");
    server.kill();
    assert!(TcpStream::connect(("127.0.0.1", server.port())).is_err(), "it is gone");
    server.kill(); // a second time does no harm
    server.restart();
    assert_eq!(server.psql(&database, "SELECT n FROM t"), "7");
    server.restart();
    assert_eq!(server.psql(&database, "SELECT n FROM t"), "7");
}

#[test]
fn a_dropped_server_leaves_nothing_behind() {
    let server = Server::start();
    let folder = server.socket_dir().to_owned();
    let port = server.port();
    assert!(folder.join(format!(".s.PGSQL.{port}")).exists());
    drop(server);
    assert!(!folder.exists());
    assert!(TcpStream::connect(("127.0.0.1", port)).is_err());
}

#[test]
fn a_usual_socket_directory_holds_the_socket_while_the_server_runs() {
    let server = Server::start_in_usual_socket_directory();
    let socket = server.socket_dir().join(format!(".s.PGSQL.{}", server.port()));
    assert!(
        ["/var/run/postgresql", "/run/postgresql", "/tmp"].iter().any(|usual| server.socket_dir().ends_with(usual))
    );
    assert!(socket.exists());
    drop(server);
    assert!(!socket.exists());
}

#[test]
fn a_suite_gets_three_databases() {
    let names: Vec<_> = databases().iter().map(|database| (database.name(), database.dialect_name())).collect();
    let expected = [("SQLite in memory", "sqlite"), ("SQLite in a file", "sqlite"), ("PostgreSQL", "postgresql")];
    assert_eq!(names, expected);
}

const HOW: &str = "ALUDEL_TEST_CHILD_ENDS_BY";

/// Not a test but the child of the next one: it starts a server and ends the way it is told.
#[test]
fn child_with_a_server() {
    let Ok(how) = env::var(HOW) else { return };
    println!("folder={}=", postgres().socket_dir().display());
    match how.as_str() {
        "exit" => exit(3),
        "abort" => abort(),
        _ => panic!("as told"),
    }
}

#[test]
fn the_server_goes_however_its_process_ends() {
    for how in ["exit", "abort", "panic"] {
        let mut child = Command::new(env::current_exe().expect("this test's own program"));
        child.args(["--exact", "child_with_a_server", "--nocapture"]).env(HOW, how).stderr(Stdio::null());
        let output = child.output().expect("the child runs");
        assert!(!output.status.success(), "{how}");
        let said = String::from_utf8_lossy(&output.stdout);
        let folder = PathBuf::from(said.split('=').nth(1).expect("the child had a server"));
        let begun = Instant::now();
        while folder.exists() {
            assert!(begun.elapsed() < Duration::from_secs(20), "after {how}, {} is still there", folder.display());
            sleep(Duration::from_millis(10));
        }
    }
}
