//! What PostgreSQL's driver does that a program does not see.
#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

use jiff::Timestamp;
use rust_decimal::Decimal;
use serde_json::json;
use uuid::Uuid;

use super::*;
use crate::{Value, ValueRef};

fn driver() -> Postgres {
    let server = aludel_test_support::postgres();
    let url = Url::parse(&server.url(&server.create_database())).unwrap();
    Postgres::new(open::connect(&PostgresOptions::from_url(&url).unwrap()).unwrap())
}

fn param(value: ValueRef<'_>) -> Param<'_> {
    Param { value, sensitive: false }
}

fn values(driver: &mut Postgres, sql: &str, params: &[Param<'_>]) -> Result<Vec<Value>> {
    let mut found = Vec::new();
    driver.query(sql, params, &mut |row| {
        found.push(row.value(0)?.to_value());
        Ok(())
    })?;
    Ok(found)
}

#[test]
fn a_list_is_one_array_of_any_type_with_nulls_in_it() {
    let mut driver = driver();
    driver.run("CREATE TYPE color AS ENUM ('red', 'green'); CREATE DOMAIN size AS integer").unwrap();
    let document = json!({"a": [1]});
    let lists: [(&str, [ValueRef<'_>; 2]); 13] = [
        ("int2", [ValueRef::I16(-1), ValueRef::I32(7)]),
        ("int4", [ValueRef::I32(i32::MIN), ValueRef::I64(7)]),
        ("int8", [ValueRef::I64(i64::MAX), ValueRef::I16(7)]),
        ("size", [ValueRef::I32(1), ValueRef::I32(2)]),
        ("float8", [ValueRef::F64(0.1), ValueRef::I32(1)]),
        ("bool", [ValueRef::Bool(true), ValueRef::Bool(false)]),
        ("numeric", [ValueRef::Decimal(Decimal::new(1250, 2)), ValueRef::I64(3)]),
        ("text", [ValueRef::Text("a,b{}\\"), ValueRef::Text("")]),
        ("color", [ValueRef::Text("red"), ValueRef::Text("green")]),
        ("bytea", [ValueRef::Bytes(&[0, 255]), ValueRef::Bytes(&[])]),
        ("timestamptz", [ValueRef::Timestamp(Timestamp::UNIX_EPOCH), ValueRef::Timestamp(Timestamp::MAX)]),
        ("uuid", [ValueRef::Uuid(Uuid::max()), ValueRef::Uuid(Uuid::nil())]),
        ("jsonb", [ValueRef::Json(&document), ValueRef::Text("[true]")]),
    ];
    for (kind, [one, two]) in lists {
        let sql = format!("SELECT unnest($1::{kind}[])");
        let found = values(&mut driver, &sql, &[param(ValueRef::List(&[one, ValueRef::Null, two]))]).unwrap();
        assert_eq!(found.len(), 3, "{kind}");
        assert!(matches!(found[1], Value::Null) && !matches!(found[0], Value::Null), "{kind}: {found:?}");
        let same = format!("SELECT count(*) FROM unnest($1::{kind}[]) AS v WHERE v = ANY ($1::{kind}[])");
        let found = values(&mut driver, &same, &[param(ValueRef::List(&[one, two]))]).unwrap();
        assert!(matches!(found[0], Value::I64(2)), "{kind}: {found:?}");
        assert_eq!(values(&mut driver, &sql, &[param(ValueRef::List(&[]))]).unwrap().len(), 0);
    }
    let mixed = [ValueRef::I32(1), ValueRef::Text("x")];
    let error = values(&mut driver, "SELECT unnest($1::int4[])", &[param(ValueRef::List(&mixed))]).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Data, "{error}");
    let error = values(&mut driver, "SELECT $1::int4", &[param(ValueRef::List(&mixed))]).unwrap_err();
    assert!(error.to_string().contains("the value is a list"), "{error}");
}

#[test]
fn statements_are_prepared_once_and_only_so_many_are_kept() {
    let mut driver = driver();
    let kept = "SELECT count(*) FROM pg_prepared_statements";
    for n in 0..3 {
        let found = values(&mut driver, "SELECT $1::int4", &[param(ValueRef::I32(n))]).unwrap();
        assert!(matches!(found[0], Value::I32(m) if m == n));
    }
    assert!(matches!(values(&mut driver, kept, &[]).unwrap()[0], Value::I64(2)));
    for n in 0..statements::CAPACITY + 20 {
        values(&mut driver, &format!("SELECT {n}"), &[]).unwrap();
        values(&mut driver, "SELECT $1::int4", &[param(ValueRef::Null)]).unwrap();
    }
    let now = values(&mut driver, kept, &[]).unwrap();
    assert!(matches!(now[0], Value::I64(count) if count == statements::CAPACITY as i64), "{now:?}");
    let first = "SELECT count(*) FROM pg_prepared_statements WHERE statement = 'SELECT $1::int4'";
    assert!(matches!(values(&mut driver, first, &[]).unwrap()[0], Value::I64(1)), "the one in use is kept");
    driver.run("DEALLOCATE ALL").unwrap();
    values(&mut driver, "SELECT $1::int4", &[param(ValueRef::Null)]).unwrap();
}

#[test]
fn what_an_error_says_and_what_not() {
    let mut driver = driver();
    driver.run("CREATE TABLE t (v text PRIMARY KEY); INSERT INTO t VALUES ('hunter2')").unwrap();
    let error = driver.execute("INSERT INTO t VALUES ($1)", &[param(ValueRef::Text("hunter2"))]).unwrap_err();
    assert_eq!(error.sqlstate(), Some("23505"));
    assert!(error.to_string().contains("t_pkey"), "{error}");
    let mut cause = std::error::Error::source(&error);
    assert!(cause.is_some());
    while let Some(source) = cause {
        assert!(!format!("{source} {source:?}").contains("hunter2"), "{source:?}");
        cause = source.source();
    }
    let mut kind = |sql: &str| driver.run(sql).unwrap_err().kind();
    assert_eq!(kind("SELECT 1 / 0"), ErrorKind::Data);
    assert_eq!(kind("SELECT nothing"), ErrorKind::Programming);
    assert_eq!(kind("SET statement_timeout = 20; SELECT pg_sleep(1)"), ErrorKind::Operational);
    assert_eq!(kind("DO $$ BEGIN RAISE SQLSTATE '40001'; END $$"), ErrorKind::Conflict);
    assert_eq!(kind("DO $$ BEGIN RAISE SQLSTATE '40P01'; END $$"), ErrorKind::Conflict);
    assert_eq!(kind("DO $$ BEGIN RAISE SQLSTATE '55P03'; END $$"), ErrorKind::Conflict);
    let locked = driver.run("DO $$ BEGIN RAISE SQLSTATE '55P03'; END $$").unwrap_err();
    assert!(locked.is_retryable() && !driver.is_closed());
    let gone = driver.run("SELECT pg_terminate_backend(pg_backend_pid())").unwrap_err();
    assert!(gone.is_disconnect() && driver.is_closed(), "{gone:?}");
}
