//! What SQLite's driver does that a program does not see.
#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

use rusqlite::ffi;

use super::error::meaning;
use super::*;
use crate::ValueRef;

fn memory() -> Sqlite {
    let url = Url::parse("sqlite://").unwrap();
    Sqlite::open(&SqliteOptions::from_url(&url).unwrap()).unwrap()
}

fn param(value: ValueRef<'_>) -> Param<'_> {
    Param { value, sensitive: false }
}

struct Names {
    names: Vec<&'static str>,
    keys: Vec<(u64, i64)>,
    stop_at: usize,
}

impl Batch for Names {
    fn len(&self) -> usize {
        self.names.len()
    }

    fn bind<'a>(&'a self, index: usize, params: &mut Vec<Param<'a>>) {
        assert!(params.is_empty());
        params.push(param(ValueRef::Text(self.names[index])));
    }

    fn done(&mut self, index: usize, executed: Executed) -> Result<()> {
        self.keys.push((executed.rows, executed.last_insert_rowid));
        if index == self.stop_at {
            return Err(Error::new(ErrorKind::InvalidRequest, "stop"));
        }
        Ok(())
    }
}

#[test]
fn a_batch_tells_the_key_of_each_row_and_stops_where_told() {
    let mut driver = memory();
    driver.run("CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT UNIQUE ON CONFLICT IGNORE)").unwrap();
    let sql = "INSERT INTO users (name) VALUES (?)";
    let mut batch = Names { names: vec!["ed", "ed", "wendy"], keys: vec![], stop_at: 9 };
    assert_eq!(driver.execute_each(sql, &mut batch).unwrap(), 2);
    assert_eq!(batch.keys, [(1, 1), (0, 1), (1, 2)], "a row that was dropped counts 0");
    let mut batch = Names { names: vec!["mary", "fred"], keys: vec![], stop_at: 0 };
    assert_eq!(driver.execute_each(sql, &mut batch).unwrap_err().kind(), ErrorKind::InvalidRequest);
    assert_eq!(batch.keys, [(1, 3)]);
}

#[test]
fn a_list_of_any_length_is_one_statement() {
    let mut driver = memory();
    driver.run("CREATE TABLE t (v); INSERT INTO t VALUES (1), (2), ('a'), (x'00'), (1.5), (NULL)").unwrap();
    let sql = "SELECT v FROM t WHERE v IN rarray(?)";
    let mut count = |members: &[ValueRef<'_>]| {
        driver.query(sql, &[param(ValueRef::List(members))], &mut |_| Ok(())).map_err(|error| error.kind())
    };
    assert_eq!(count(&[]), Ok(0));
    assert_eq!(count(&[ValueRef::I64(1), ValueRef::I32(2), ValueRef::I64(9)]), Ok(2));
    assert_eq!(count(&[ValueRef::Text("a"), ValueRef::Bytes(&[0]), ValueRef::F64(1.5), ValueRef::Null]), Ok(3));
    assert_eq!(count(&[ValueRef::List(&[])]), Err(ErrorKind::Data));
}

#[test]
fn decimals_are_stored_so_that_they_compare_as_numbers() {
    let mut driver = memory();
    for (text, class) in [
        ("5", "integer"),
        ("5.00", "integer"),
        ("-9223372036854775808", "integer"),
        ("0.1", "real"),
        ("12345678901.2345", "real"),
        ("1234567890123.4567", "text"),
        ("79228162514264337593543950335", "text"),
        ("0.0000000000000000000000000001", "text"),
    ] {
        let value = param(ValueRef::Decimal(text.parse().unwrap()));
        let mut found = String::new();
        let mut each = |row: &Row<'_>| {
            found = row.get(0)?;
            Ok(())
        };
        driver.query("SELECT typeof(?)", &[value], &mut each).unwrap();
        assert_eq!(found, class, "{text}");
    }
}

#[test]
fn an_error_of_a_row_leaves_the_statement_fit_for_use() {
    let mut driver = memory();
    let stop = &mut |_: &Row<'_>| Err(Error::new(ErrorKind::InvalidRequest, "stop"));
    assert!(driver.query("SELECT 1 UNION SELECT 2", &[], stop).is_err());
    assert_eq!(driver.query("SELECT 1 UNION SELECT 2", &[], &mut |_| Ok(())).unwrap(), 2);
    driver.begin(Access::Write.into()).unwrap();
    driver.commit().unwrap();
}

#[test]
fn the_allocation_for_parameters_is_used_again() {
    let mut params = Vec::with_capacity(37);
    params.push(param(ValueRef::Null));
    assert_eq!(emptied(params).capacity(), 37);
}

#[test]
fn result_codes_have_their_kinds() {
    for (code, kind) in [
        (ffi::SQLITE_BUSY, ErrorKind::Conflict),
        (ffi::SQLITE_BUSY_SNAPSHOT, ErrorKind::Conflict),
        (ffi::SQLITE_LOCKED_SHAREDCACHE, ErrorKind::Conflict),
        (ffi::SQLITE_FULL, ErrorKind::Operational),
        (ffi::SQLITE_IOERR_WRITE, ErrorKind::Operational),
        (ffi::SQLITE_READONLY, ErrorKind::Operational),
        (ffi::SQLITE_CANTOPEN, ErrorKind::Connection),
        (ffi::SQLITE_NOTADB, ErrorKind::Connection),
        (ffi::SQLITE_TOOBIG, ErrorKind::Data),
        (ffi::SQLITE_MISMATCH, ErrorKind::Data),
        (ffi::SQLITE_ERROR, ErrorKind::Programming),
        (ffi::SQLITE_CONSTRAINT_TRIGGER, ErrorKind::Integrity),
    ] {
        assert_eq!(meaning(code).0, kind, "{code}");
    }
    assert!(matches!(meaning(ffi::SQLITE_CONSTRAINT_ROWID).1, Some(crate::error::Violation::Unique)));
}
