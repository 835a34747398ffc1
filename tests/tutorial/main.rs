//! The tutorial as a program: what it prints on each database, and the line of SQLAlchemy's tutorial that each piece
//! of it shows.
#![allow(
    clippy::expect_used,
    clippy::panic,
    unreachable_pub,
    reason = "a test fails by panicking, and the modules of a test have no outside"
)]

mod lines;

use std::path::Path;
use std::process::Command;

use aludel_test_support::{Server, assert_golden, postgres, sqlite_file};

/// Where an output parts from that of another run: before it come the tables that the last run left.
const TABLES_ARE_GONE: &str = "-- create_all";

#[test]
fn on_sqlite_in_memory() {
    let said = tutorial(None);
    shows_every_line(&said, "sqlite");
    assert_eq!(tutorial(Some("sqlite:///:memory:")), said);
}

#[test]
fn on_an_sqlite_file_again_and_again() {
    let file = sqlite_file();
    let said = again_and_again(&file.url());
    // Others may write to a file: a transaction that has read and is to write is begun anew, with the lock that takes.
    let anew = "BEGIN IMMEDIATE (to write)\n";
    assert_eq!(said.matches(anew).count(), 7, "create_all twice, and five flushes after a read:\n{said}");
    shows_every_line(&said.replace(anew, ""), "sqlite");
}

#[test]
fn on_postgresql_over_tcp_again_and_again() {
    let server = postgres();
    let (port, database) = (server.port(), server.create_database());
    let url = format!("postgresql+psycopg2://user:password@127.0.0.1:{port}/{database}?application_name=tutorial");
    shows_every_line(&again_and_again(&url), "postgresql");
}

#[test]
fn on_postgresql_through_a_socket_in_a_named_folder() {
    let server = postgres();
    let (port, database) = (server.port(), server.create_database());
    let folder = server.socket_dir().display();
    let url = format!("postgresql+psycopg2://user:password@/{database}?host={folder}&port={port}");
    shows_every_line(&tutorial(Some(&url)), "postgresql");
}

#[test]
fn on_postgresql_through_a_socket_in_a_usual_folder() {
    let server = Server::start_in_usual_socket_directory();
    let (port, database) = (server.port(), server.create_database());
    let url = format!("postgresql+psycopg2://user:password@/{database}?port={port}");
    shows_every_line(&tutorial(Some(&url)), "postgresql");
}

/// What the program prints.
fn tutorial(url: Option<&str>) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_aludel-tutorial")).args(url).output().expect("the tutorial runs");
    let said = String::from_utf8(output.stdout).expect("it prints UTF-8");
    assert!(output.status.success(), "on {url:?}:\n{said}{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    said
}

/// What the program prints the first time; the second time, where its tables are there, it shows the same.
fn again_and_again(url: &str) -> String {
    let said = tutorial(Some(url));
    let rest = |said: &str| said[said.find(TABLES_ARE_GONE).expect("a note on create_all")..].to_owned();
    let again = tutorial(Some(url));
    assert!(again.contains("DROP TABLE"), "{again}");
    assert_eq!(rest(&again), rest(&said));
    said
}

/// The whole output is as kept, and holds every piece of the table, in its order.
fn shows_every_line(said: &str, dialect: &str) {
    let golden = format!("tests/golden/tutorial.{dialect}.txt");
    assert_golden(Path::new(env!("CARGO_MANIFEST_DIR")).join(golden), said);

    let said: Vec<&str> = said.lines().collect();
    let mut from = 0;
    for piece in lines::pieces(dialect) {
        let found = said[from..].windows(piece.lines.len()).position(|window| window == piece.lines);
        let Some(found) = found else {
            panic!(
                "on {dialect}, from line {} on, this is missing: {}\n{}",
                from + 1,
                piece.title,
                piece.lines.join("\n")
            );
        };
        from += found;
    }
}

#[path = "../../examples/tour.rs"]
mod tour;

#[test]
fn the_tour_runs() {
    tour::main().expect("it asserts what it shows");
}
