//! Where transactions of a connection begin and end, who waits for whom, and what is told, on every database.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by a panic")]

use aludel::{Connection, Dialect, Engine, ErrorKind};
use aludel_test_support::{Database, databases, postgres, sqlite_file};

fn open(database: &Database) -> (Connection, fn(usize) -> String) {
    let connection = Engine::new(database.url()).unwrap().connect().unwrap();
    let placeholder = match connection.dialect() {
        Dialect::Postgresql => |index| format!("${index}"),
        _ => |_| "?".to_owned(),
    };
    (connection, placeholder)
}

fn postgresql() -> Connection {
    let server = postgres();
    Engine::new(server.url(&server.create_database())).unwrap().connect().unwrap()
}

#[test]
fn a_transaction_rolls_back_unless_committed() {
    for database in databases() {
        let (mut connection, _) = open(&database);
        connection.execute("CREATE TABLE t (v INTEGER UNIQUE)", &[]).unwrap();
        let count = |connection: &mut Connection| {
            connection.query("SELECT count(*) FROM t", &[], |row| row.get::<i64>(0)).unwrap()[0]
        };

        let mut transaction = connection.begin().unwrap();
        transaction.execute("INSERT INTO t VALUES (1)", &[]).unwrap();
        assert_eq!(transaction.begin().unwrap_err().kind(), ErrorKind::InvalidRequest);
        drop(transaction);
        assert_eq!(count(&mut connection), 0);

        let mut transaction = connection.begin().unwrap();
        transaction.execute("INSERT INTO t VALUES (1)", &[]).unwrap();
        for level in 0..3 {
            let mut savepoint = transaction.savepoint().unwrap();
            savepoint.execute("INSERT INTO t VALUES (2)", &[]).unwrap();
            let mut inner = savepoint.savepoint().unwrap();
            assert!(inner.execute("INSERT INTO t VALUES (1)", &[]).unwrap_err().is_unique_violation());
            drop(inner);
            assert_eq!(savepoint.execute("INSERT INTO t VALUES (3)", &[]).unwrap(), 1, "after the inner one failed");
            if level == 2 {
                savepoint.commit().unwrap();
            }
        }
        transaction.commit().unwrap();
        assert_eq!(count(&mut connection), 3);
        assert!(!connection.in_transaction());
    }
}

#[test]
fn a_failed_transaction_of_postgresql_is_not_called_committed() {
    let mut connection = postgresql();
    connection.execute("CREATE TABLE t (v INTEGER)", &[]).unwrap();
    let mut transaction = connection.begin().unwrap();
    transaction.execute("INSERT INTO t VALUES (1)", &[]).unwrap();
    transaction.execute("INSERT INTO nowhere VALUES (1)", &[]).unwrap_err();
    let error = transaction.commit().unwrap_err();
    assert!(error.to_string().contains("nothing was committed"), "{error}");
    let count: Vec<i64> = connection.query("SELECT count(*) FROM t", &[], |row| row.get(0)).unwrap();
    assert_eq!(count, [0]);
}

#[test]
fn a_deferred_constraint_fails_the_commit_and_the_connection_goes_on() {
    let mut connection = postgresql();
    connection.execute("CREATE TABLE t (v INTEGER UNIQUE DEFERRABLE INITIALLY DEFERRED)", &[]).unwrap();
    let mut transaction = connection.begin().unwrap();
    transaction.execute("INSERT INTO t VALUES (1), (1)", &[]).unwrap();
    assert!(transaction.commit().unwrap_err().is_unique_violation());
    assert!(!connection.in_transaction());
    assert_eq!(connection.execute("INSERT INTO t VALUES (1)", &[]).unwrap(), 1);
}

#[test]
fn a_reading_transaction_of_sqlite_that_was_overtaken_says_so_before_it_writes() {
    let file = sqlite_file();
    let engine = Engine::new(file.url()).unwrap();
    let mut one = engine.connect().unwrap();
    let mut two = engine.connect().unwrap();
    one.execute("CREATE TABLE t (v INTEGER)", &[]).unwrap();
    one.execute("INSERT INTO t VALUES (1)", &[]).unwrap();

    let mut transaction = one.begin().unwrap();
    transaction.query("SELECT v FROM t", &[], |_| Ok(())).unwrap();
    two.execute("UPDATE t SET v = v + 10", &[]).unwrap();
    let error = transaction.execute("UPDATE t SET v = v + 1", &[]).unwrap_err();
    assert!(error.kind() == ErrorKind::Conflict && error.is_retryable(), "{error}");
    drop(transaction);

    let mut transaction = one.begin().unwrap();
    let v = transaction.query("SELECT v FROM t", &[], |row| row.get::<i32>(0)).unwrap()[0];
    transaction.execute("UPDATE t SET v = ?", &[&(v + 1)]).unwrap();
    transaction.commit().unwrap();
    let v: Vec<i32> = two.query("SELECT v FROM t", &[], |row| row.get(0)).unwrap();
    assert_eq!(v, [12]);
}

#[test]
fn two_writers_that_read_first_lose_no_update_and_see_only_retryable_errors() {
    const TIMES: i64 = 1000;
    let file = sqlite_file();
    // The locks are what is tried here, not the disk.
    let engine = Engine::new(format!("{}?synchronous=off", file.url())).unwrap();
    engine.connect().unwrap().execute("CREATE TABLE t (v INTEGER)", &[]).unwrap();
    engine.connect().unwrap().execute("INSERT INTO t VALUES (0)", &[]).unwrap();
    let increment = || -> aludel::Result<()> {
        let mut transaction = engine.begin()?;
        let v = transaction.query("SELECT v FROM t", &[], |row| row.get::<i64>(0))?[0];
        transaction.execute("UPDATE t SET v = ?", &[&(v + 1)])?;
        transaction.commit()
    };
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                for _ in 0..TIMES {
                    while let Err(error) = increment() {
                        assert!(error.is_retryable(), "{error:?}");
                    }
                }
            });
        }
    });
    let v: Vec<i64> = engine.connect().unwrap().query("SELECT v FROM t", &[], |row| row.get(0)).unwrap();
    assert_eq!(v, [2 * TIMES]);
}

#[test]
fn a_busy_sqlite_file_is_a_conflict_after_its_timeout() {
    let file = sqlite_file();
    let engine = Engine::new(format!("{}?timeout=0.1", file.url())).unwrap();
    let mut one = engine.connect().unwrap();
    let mut two = engine.connect().unwrap();
    one.execute("CREATE TABLE t (v INTEGER)", &[]).unwrap();
    let mut transaction = one.begin().unwrap();
    transaction.execute("INSERT INTO t VALUES (1)", &[]).unwrap();
    let error = two.execute("INSERT INTO t VALUES (2)", &[]).unwrap_err();
    assert!(error.kind() == ErrorKind::Conflict && error.is_retryable(), "{error}");
    transaction.commit().unwrap();
    two.execute("INSERT INTO t VALUES (2)", &[]).unwrap();
}

#[test]
fn shared_memory_fails_at_once_and_says_why() {
    let engine = Engine::new("sqlite:///file:/shared_for_test?vfs=memdb&uri=true").unwrap();
    let mut one = engine.connect().unwrap();
    let mut two = engine.connect().unwrap();
    one.execute("CREATE TABLE t (v INTEGER)", &[]).unwrap();
    let mut reading = one.begin().unwrap();
    reading.query("SELECT * FROM t", &[], |_| Ok(())).unwrap();
    let started = std::time::Instant::now();
    let error = two.execute("INSERT INTO t VALUES (2)", &[]).unwrap_err();
    assert!(started.elapsed().as_millis() < 500);
    assert!(error.is_retryable() && error.to_string().contains("in-memory"), "{error}");
}

#[test]
fn what_follows_in_a_transaction_that_the_database_rolled_back_is_not_committed_by_itself() {
    let mut connection = Engine::new("sqlite://").unwrap().connect().unwrap();
    connection.execute("CREATE TABLE t (v INTEGER UNIQUE ON CONFLICT ROLLBACK)", &[]).unwrap();
    let mut transaction = connection.begin().unwrap();
    transaction.execute("INSERT INTO t VALUES (1)", &[]).unwrap();
    assert!(transaction.execute("INSERT INTO t VALUES (1)", &[]).unwrap_err().is_unique_violation());
    let error = transaction.execute("INSERT INTO t VALUES (2)", &[]).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::PendingRollback);
    assert!(transaction.query("SELECT v FROM t", &[], |_| Ok(())).is_err());
    assert!(transaction.commit().unwrap_err().to_string().contains("nothing was committed"));
    assert_eq!(connection.query("SELECT v FROM t", &[], |_| Ok(())).unwrap(), []);
    connection.begin().unwrap().commit().unwrap();
}

#[test]
fn a_transaction_whose_connection_broke_is_not_called_committed() {
    let server = postgres();
    let engine = Engine::new(server.url(&server.create_database())).unwrap();
    for commit in [true, false] {
        let mut transaction = engine.begin().unwrap();
        let pid = transaction.query("SELECT pg_backend_pid()", &[], |row| row.get::<i32>(0)).unwrap()[0];
        let mut other = engine.connect().unwrap();
        other.query("SELECT pg_terminate_backend($1, 5000)", &[&pid], |_| Ok(())).unwrap();
        assert!(transaction.query("SELECT 1", &[], |_| Ok(())).unwrap_err().is_disconnect());
        match commit {
            true => assert!(transaction.commit().unwrap_err().to_string().contains("nothing was committed")),
            false => transaction.rollback().unwrap(),
        }
    }
}

#[test]
fn a_reader_that_cannot_become_the_writer_in_time_has_to_begin_anew() {
    let file = sqlite_file();
    let engine = Engine::new(format!("{}?timeout=0.05", file.url())).unwrap();
    let (mut one, mut two) = (engine.connect().unwrap(), engine.connect().unwrap());
    one.execute("CREATE TABLE t (v INTEGER)", &[]).unwrap();
    let mut reader = one.begin().unwrap();
    reader.query("SELECT v FROM t", &[], |_| Ok(())).unwrap();
    let mut writer = two.begin().unwrap();
    writer.execute("INSERT INTO t VALUES (1)", &[]).unwrap();
    assert!(reader.execute("INSERT INTO t VALUES (2)", &[]).unwrap_err().is_retryable());
    writer.commit().unwrap();
    // The read is over; a write now would be a transaction of its own.
    assert_eq!(reader.execute("INSERT INTO t VALUES (3)", &[]).unwrap_err().kind(), ErrorKind::PendingRollback);
    assert!(reader.commit().is_err());
    assert_eq!(two.query("SELECT v FROM t", &[], |row| row.get::<i32>(0)).unwrap(), [1]);
}
