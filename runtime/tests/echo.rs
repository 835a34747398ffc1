//! What echo prints.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by a panic")]

use std::sync::{Arc, Mutex};

use aludel::Engine;
use aludel_test_support::{databases, sqlite_file};

type Lines = Arc<Mutex<Vec<String>>>;

fn echoing(url: &str) -> (Engine, Lines) {
    let lines = Lines::default();
    let sink = lines.clone();
    let engine = Engine::builder(url).echo_to(move |line| sink.lock().unwrap().push(line.to_owned())).build().unwrap();
    (engine, lines)
}

fn taken(lines: &Lines) -> Vec<String> {
    std::mem::take(&mut *lines.lock().unwrap())
}

#[test]
fn statements_parameters_and_transactions_each_have_their_line() {
    for database in databases() {
        let (engine, lines) = echoing(database.url());
        let mut connection = engine.connect().unwrap();
        assert_eq!(taken(&lines), [""; 0], "connecting says nothing");
        connection.execute("CREATE TABLE users (name VARCHAR(9))", &[]).unwrap();
        assert_eq!(taken(&lines), ["CREATE TABLE users (name VARCHAR(9))", "()"]);

        let mut transaction = connection.begin().unwrap();
        transaction.execute("INSERT INTO users VALUES ('ed')", &[]).unwrap();
        transaction.commit().unwrap();
        drop(connection.begin().unwrap());
        let mut lines_now = taken(&lines);
        lines_now.retain(|line| line != "BEGIN IMMEDIATE (to write)");
        assert_eq!(
            lines_now,
            ["BEGIN (implicit)", "INSERT INTO users VALUES ('ed')", "()", "COMMIT", "BEGIN (implicit)", "ROLLBACK"]
        );
        let mut transaction = connection.begin().unwrap();
        drop(transaction.savepoint().unwrap());
        transaction.savepoint().unwrap().commit().unwrap();
        drop(transaction);
        let mut lines_now = taken(&lines);
        lines_now.retain(|line| line != "BEGIN IMMEDIATE (to write)");
        assert_eq!(
            lines_now,
            [
                "BEGIN (implicit)",
                "SAVEPOINT aludel_savepoint_1",
                "ROLLBACK TO SAVEPOINT aludel_savepoint_1",
                "SAVEPOINT aludel_savepoint_1",
                "RELEASE SAVEPOINT aludel_savepoint_1",
                "ROLLBACK",
            ]
        );
    }
}

#[test]
fn values_look_as_in_a_tuple_of_sqlalchemys() {
    let (engine, lines) = echoing("sqlite://");
    let mut connection = engine.connect().unwrap();
    connection.query("SELECT ?, ?, ?, ?", &[&"ed", &1, &None::<i32>, &true], |_| Ok(())).unwrap();
    assert_eq!(taken(&lines), ["SELECT ?, ?, ?, ?", "('ed', 1, NULL, true)"]);
    connection.query("SELECT ?", &[&"it's\nCOMMIT\u{1b}[31m"], |_| Ok(())).unwrap();
    assert_eq!(taken(&lines)[1], r"('it\'s\nCOMMIT\u{1b}[31m',)", "no value forges a line");
}

#[test]
fn a_read_that_turns_into_a_write_on_a_file_says_so() {
    let file = sqlite_file();
    let (engine, lines) = echoing(&file.url());
    let mut connection = engine.connect().unwrap();
    connection.execute("CREATE TABLE t (v INTEGER)", &[]).unwrap();
    taken(&lines);
    let mut transaction = connection.begin().unwrap();
    transaction.query("SELECT * FROM t", &[], |_| Ok(())).unwrap();
    transaction.execute("INSERT INTO t VALUES (1)", &[]).unwrap();
    transaction.execute("INSERT INTO t VALUES (2)", &[]).unwrap();
    drop(transaction);
    let expected = [
        "BEGIN (implicit)",
        "SELECT * FROM t",
        "()",
        "BEGIN IMMEDIATE (to write)",
        "INSERT INTO t VALUES (1)",
        "()",
        "INSERT INTO t VALUES (2)",
        "()",
        "ROLLBACK",
    ];
    assert_eq!(taken(&lines), expected);
}

#[test]
fn a_statement_that_fails_has_been_echoed() {
    let (engine, lines) = echoing("sqlite://");
    engine.connect().unwrap().execute("INSERT INTO nowhere VALUES (?)", &[&1]).unwrap_err();
    assert_eq!(taken(&lines), ["INSERT INTO nowhere VALUES (?)", "(1,)"]);
}
