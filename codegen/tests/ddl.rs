//! Both DDL texts in the databases they are for.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a test may

use std::path::Path;
use std::process::Command;

use aludel_codegen::model::Dialect;
use aludel_codegen::source::Sources;
use aludel_codegen::{ddl::identifier, read, statements};
use aludel_test_support::{find_postgresql, postgres};
use rusqlite::Connection;
use rusqlite::types::Value;

const FOLDERS: &[&str] = &[
    "../schema",
    "tests/schemas/shop",
    "tests/schemas/names",
    "tests/schemas/types",
    "tests/schemas/circle",
    "tests/schemas/odd",
    "tests/schemas/mixins",
    "tests/schemas/naming",
];

/// For PostgreSQL alone.
const POSTGRESQL: &[&str] = &["tests/schemas/postgresql"];

fn sources(folder: &str) -> Sources {
    read::folder(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)).unwrap_or_else(|mistakes| panic!("{mistakes}"))
}

fn ddl(folder: &str, dialect: Dialect) -> String {
    let statements = statements(&sources(folder), dialect).unwrap_or_else(|failure| panic!("{failure}"));
    statements.into_iter().map(|statement| format!("{statement};\n")).collect()
}

/// A database of its own, in which SQL is run through `psql`; a warning is a failure.
struct Postgres {
    url: String,
}

impl Postgres {
    fn new() -> Postgres {
        let server = postgres();
        Postgres { url: server.url(&server.create_database()).replace("+psycopg2", "") }
    }

    fn run(&self, sql: &str) -> String {
        let program = find_postgresql().unwrap().join("psql");
        let mut command = Command::new(program);
        command.args(["--no-psqlrc", "--quiet", "--no-align", "--tuples-only", "--set=ON_ERROR_STOP=1"]);
        let output = command.arg(&self.url).arg("--command").arg(sql).output().unwrap();
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success() && error.is_empty(), "{error}\n{sql}");
        String::from_utf8(output.stdout).unwrap()
    }
}

#[test]
fn every_schema_loads_in_sqlite() {
    for folder in FOLDERS {
        let connection = Connection::open_in_memory().unwrap();
        connection.execute_batch("PRAGMA foreign_keys = ON").unwrap();
        let text = ddl(folder, Dialect::Sqlite);
        connection.execute_batch(&text).unwrap_or_else(|error| panic!("{folder}: {error}\n{text}"));
        let faults: i64 =
            connection.query_row("SELECT count(*) FROM pragma_foreign_key_check", [], |row| row.get(0)).unwrap();
        assert_eq!(faults, 0, "{folder}");
    }
}

#[test]
fn every_schema_loads_in_postgresql() {
    for folder in FOLDERS.iter().chain(POSTGRESQL) {
        Postgres::new().run(&ddl(folder, Dialect::Postgresql));
    }
}

#[test]
fn a_whole_number_that_is_the_key_is_the_rowid() {
    let connection = Connection::open_in_memory().unwrap();
    connection.execute_batch(&ddl("tests/schemas/shop", Dialect::Sqlite)).unwrap();
    connection
        .execute_batch("INSERT INTO customer (id, \"EMail\", created_at, updated_at) VALUES (7, '', '', '')")
        .unwrap();
    let rowid: i64 = connection.query_row("SELECT rowid FROM customer", [], |row| row.get(0)).unwrap();
    assert_eq!(rowid, 7);
    let indexes = "SELECT count(*) FROM pragma_index_list('customer') WHERE origin = 'pk'";
    let indexes: i64 = connection.query_row(indexes, [], |row| row.get(0)).unwrap();
    assert_eq!(indexes, 0);
}

/// The text forms are those that the runtime writes: of one width, in UTC.
#[test]
fn sqlite_fills_in_what_the_runtime_would_write() {
    let connection = Connection::open_in_memory().unwrap();
    connection.execute_batch(&ddl("tests/schemas/types", Dialect::Sqlite)).unwrap();
    connection.execute_batch("INSERT INTO defaults DEFAULT VALUES").unwrap();
    let column = |name: &str| -> Value {
        connection.query_row(&format!("SELECT \"{name}\" FROM defaults"), [], |row| row.get(0)).unwrap()
    };
    let text = |text: &str| Value::Text(text.to_owned());
    for (name, expected) in [
        ("id", Value::Integer(1)),
        ("flag", Value::Integer(1)),
        ("number", Value::Integer(-5)),
        ("float", Value::Real(1.0)),
        ("money", Value::Real(1.5)),
        ("exact", Value::Real(-1.5)),
        ("text", text("it's \\ \"x\"\n\n// y")),
        ("date", text("2026-01-31")),
        ("time", text("23:59:58.000000")),
        ("datetime", text("2026-01-31 23:59:58.250000")),
        ("moment", text("2026-01-31 23:59:58.250000Z")),
        ("uuid", text("67e55044-10b1-426f-9247-bb680e5fe0c8")),
        ("json", text("[\"it's\",1.5,true]")),
        ("colour", text("blue")),
        ("sum", Value::Integer(2)),
    ] {
        assert_eq!(column(name), expected, "{name}");
    }
    for (name, shape) in [
        ("date_now", "0000-00-00"),
        ("time_now", "00:00:00.000000"),
        ("datetime_now", "0000-00-00 00:00:00.000000"),
        ("moment_now", "0000-00-00 00:00:00.000000Z"),
    ] {
        let Value::Text(now) = column(name) else { panic!("{name} is no text") };
        let digits = now.replace(|c: char| c.is_ascii_digit(), "0");
        assert_eq!(digits, shape, "{name}");
    }
    connection.execute_batch("INSERT INTO defaults (flag) VALUES (2)").unwrap_err();
    connection.execute_batch("INSERT INTO defaults (colour) VALUES ('pink')").unwrap_err();
}

#[test]
fn postgresql_fills_in_the_same() {
    let database = Postgres::new();
    database.run(&ddl("tests/schemas/types", Dialect::Postgresql));
    database.run("INSERT INTO defaults DEFAULT VALUES");
    for (expression, expected) in [
        ("id", "1"),
        ("flag", "t"),
        ("number", "-5"),
        ("float", "1"),
        ("money", "1.50"),
        ("exact", "-1.5000000000"),
        ("text", "it's \\ \"x\"\n\n// y"),
        ("date", "2026-01-31"),
        ("time", "23:59:58"),
        ("datetime", "2026-01-31 23:59:58.25"),
        ("moment AT TIME ZONE 'UTC'", "2026-01-31 23:59:58.25"),
        ("uuid", "67e55044-10b1-426f-9247-bb680e5fe0c8"),
        ("json = '[\"it''s\", 1.5, true]'", "t"),
        ("colour", "blue"),
        ("sum", "3"),
        ("date_now = (moment_now AT TIME ZONE 'UTC')::date", "t"),
        ("time_now = (moment_now AT TIME ZONE 'UTC')::time", "t"),
        ("datetime_now = moment_now AT TIME ZONE 'UTC'", "t"),
        ("abs(extract(epoch FROM now() - moment_now)) < 60", "t"),
    ] {
        assert_eq!(
            database.run(&format!("SELECT {expression} FROM defaults")).trim_end_matches('\n'),
            expected,
            "{expression}"
        );
    }
    // Whatever the session's zone is.
    database.run("SET TIME ZONE 'Asia/Tokyo'; INSERT INTO defaults DEFAULT VALUES");
    let same = "SELECT bool_and(datetime_now = moment_now AT TIME ZONE 'UTC') FROM defaults";
    assert_eq!(database.run(same), "t\n");
}

/// What is said with a word in every place where a name may stand.
fn uses(word: &str) -> Vec<String> {
    let w = identifier::quote(word);
    vec![
        format!(
            "CREATE TABLE {w} ({w} INTEGER NOT NULL, x INTEGER, CONSTRAINT {w} CHECK ({w} > 0), PRIMARY KEY ({w}))"
        ),
        format!("CREATE INDEX i ON {w} ({w}, x) WHERE {w} > 0"),
        format!("INSERT INTO {w} ({w}, x) VALUES (1, 2)"),
        format!("SELECT {w}.{w}, {w} FROM {w} WHERE {w} = 1 AND {w}.{w} IN (1) ORDER BY {w}.{w}, {w}"),
        format!("SELECT {w}.{w} FROM {w} AS {w}"),
        format!("UPDATE {w} SET {w} = 3, x = {w} + 1 WHERE {w} = 2 AND {w}.{w} = 2"),
        format!("INSERT INTO {w} ({w}) VALUES (1) ON CONFLICT ({w}) DO UPDATE SET {w} = excluded.{w} RETURNING {w}"),
        format!("DELETE FROM {w} WHERE {w}.{w} = 9"),
        format!("DROP TABLE {w}"),
    ]
}

/// SQLite's keywords: <https://sqlite.org/lang_keywords.html>.
const SQLITE: &str = "abort action add after all alter always analyze and as asc attach autoincrement before begin \
    between by cascade case cast check collate column commit conflict constraint create cross current current_date \
    current_time current_timestamp database default deferrable deferred delete desc detach distinct do drop each else \
    end escape except exclude exclusive exists explain fail filter first following for foreign from full generated \
    glob group groups having if ignore immediate in index indexed initially inner insert instead intersect into is \
    isnull join key last left like limit match materialized natural no not nothing notnull null nulls of offset on or \
    order others outer over partition plan pragma preceding primary query raise range recursive references regexp \
    reindex release rename replace restrict returning right rollback row rows savepoint select set table temp \
    temporary then ties to transaction trigger unbounded union unique update using vacuum values view virtual when \
    where window with without true false stored strict within";

#[test]
fn no_keyword_is_taken_for_one_in_either_database() {
    let database = Postgres::new();
    let keywords = database.run("SELECT word FROM pg_get_keywords()");
    let words: Vec<&str> = SQLITE.split_whitespace().chain(keywords.split_whitespace()).collect();
    assert!(words.len() > 500, "{words:?}");
    let connection = Connection::open_in_memory().unwrap();
    for word in &words {
        for statement in uses(word) {
            connection.execute_batch(&statement).unwrap_or_else(|error| panic!("{error}: {statement}"));
        }
    }
    let script: Vec<String> = words.iter().flat_map(|word| uses(word)).collect();
    let (mut script, folder) = (script.join(";\n"), aludel_test_support::TempDir::new("keywords"));
    script.push_str(";\n");
    std::fs::write(folder.path().join("all.sql"), script).unwrap();
    database.run(&format!("\\i {}", folder.path().join("all.sql").display()));
}
