//! What both drivers do with statements, values and errors, on every database.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by a panic")]

use aludel::jiff::{Timestamp, civil};
use aludel::rust_decimal::Decimal;
use aludel::uuid::Uuid;
use aludel::{Connection, Dialect, Engine, ErrorKind, Field, ToParam, serde_json};
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

/// Stores a value in a column of the type and reads it back.
fn round_trip<T: Field + ToParam + PartialEq + std::fmt::Debug>(types: [&str; 2], values: &[T]) {
    for database in databases() {
        let (mut connection, placeholder) = open(&database);
        let kind = if connection.dialect() == Dialect::Sqlite { types[0] } else { types[1] };
        connection.execute(&format!("CREATE TABLE t (n INTEGER, v {kind})"), &[]).unwrap();
        let insert = format!("INSERT INTO t VALUES ({}, {})", placeholder(1), placeholder(2));
        for (n, value) in values.iter().enumerate() {
            assert_eq!(connection.execute(&insert, &[&(n as i32), value]).unwrap(), 1);
        }
        let back: Vec<T> = connection.query("SELECT v FROM t ORDER BY n", &[], |row| row.get(0)).unwrap();
        assert_eq!(back, values, "{} on {}", kind, database.name());
        let found = format!("SELECT count(*) FROM t WHERE v = {}", placeholder(1));
        for value in values.iter().filter(|value| !value.to_ref().is_null() && kind != "json") {
            let count: Vec<i64> = connection.query(&found, &[value], |row| row.get(0)).unwrap();
            assert!(count[0] >= 1, "{value:?} is found again by {kind} on {}", database.name());
        }
    }
}

#[test]
fn values_come_back_as_they_went() {
    round_trip(["INTEGER", "smallint"], &[Some(i16::MIN), Some(0), Some(i16::MAX), None]);
    round_trip(["INTEGER", "integer"], &[i32::MIN, -1, i32::MAX]);
    round_trip(["INTEGER", "bigint"], &[i64::MIN, 0, i64::MAX]);
    round_trip(["BOOLEAN", "boolean"], &[true, false]);
    round_trip(["REAL", "real"], &[0.1_f32, -1.5, f32::MAX, f32::INFINITY]);
    round_trip(["REAL", "double precision"], &[0.1_f64, f64::MIN_POSITIVE, f64::MAX, -0.0, f64::NEG_INFINITY]);
    let texts =
        ["", "ed", "O'Reilly; DROP TABLE t --", "/* \" ` \\ */", "😀 e\u{301} \u{202e}", "line\r\nline", "0012", "1e5"];
    round_trip(["TEXT", "text"], &texts.map(String::from));
    round_trip(["VARCHAR(9)", "varchar(9)"], &["nine char".to_owned()]);
    round_trip(["BLOB", "bytea"], &[vec![], vec![0_u8, 1, 255], vec![7; 70_000]]);
    round_trip(["JSON", "jsonb"], &[serde_json::json!({"a": [1, null, "ü\u{0001}"]}), serde_json::json!("x")]);
    round_trip(["JSON", "json"], &[serde_json::json!([true, 1.5])]);
    round_trip(["TEXT", "uuid"], &[Uuid::nil(), Uuid::new_v4(), Uuid::max()]);
}

#[test]
fn numbers_of_many_digits_come_back_as_they_went() {
    let decimals = |texts: &[&str]| texts.iter().map(|text| text.parse().unwrap()).collect::<Vec<Decimal>>();
    round_trip(
        ["NUMERIC(15, 4)", "numeric(15, 4)"],
        &decimals(&["0", "0.1", "-0.0001", "12345678901.2345", "99999999999.9999", "-3", "1000000", "0.3333"]),
    );
    round_trip(
        ["TEXT", "numeric"],
        &decimals(&["79228162514264337593543950335", "0.0000000000000000000000000001", "-1.234567890123456789"]),
    );
}

#[test]
fn times_come_back_to_the_microsecond() {
    let date = civil::date;
    round_trip(["DATE", "date"], &[date(2024, 2, 29), date(1, 1, 1), date(1969, 12, 31), date(9999, 12, 31)]);
    round_trip(["TIME", "time"], &[civil::time(0, 0, 0, 0), civil::time(23, 59, 59, 999_999_000)]);
    let datetimes =
        [date(2024, 2, 29).at(1, 2, 3, 4_000), date(1, 1, 1).at(0, 0, 0, 0), date(9999, 12, 31).at(23, 59, 59, 0)];
    round_trip(["DATETIME", "timestamp"], &datetimes);
    let stamps = ["2024-02-29T01:02:03.000004Z", "1969-12-31T23:59:59.999999Z", "0001-01-01T00:00:00Z"];
    round_trip(["TIMESTAMP", "timestamptz"], &stamps.map(|text| text.parse::<Timestamp>().unwrap()));

    for database in databases() {
        let (mut connection, placeholder) = open(&database);
        let cast = if connection.dialect() == Dialect::Sqlite { "" } else { "::timestamptz" };
        let just_before_1970 = Timestamp::from_nanosecond(-1).unwrap();
        let back: Vec<Timestamp> = connection
            .query(&format!("SELECT {}{cast}", placeholder(1)), &[&just_before_1970], |row| row.get(0))
            .unwrap();
        assert_eq!(back[0].as_microsecond(), -1, "floored, not rounded, on {}", database.name());
    }
}

#[test]
fn sqlites_texts_sort_as_the_values_do() {
    let mut connection = Engine::new("sqlite://").unwrap().connect().unwrap();
    connection.execute("CREATE TABLE t (v)", &[]).unwrap();
    let stamps =
        ["2024-02-29T01:02:03.5Z", "2024-02-29T01:02:03Z", "0099-01-01T00:00:00Z", "2024-02-29T01:02:03.000001Z"];
    for stamp in stamps {
        connection.execute("INSERT INTO t VALUES (?)", &[&stamp.parse::<Timestamp>().unwrap()]).unwrap();
    }
    let sorted: Vec<Timestamp> = connection.query("SELECT v FROM t ORDER BY v", &[], |row| row.get(0)).unwrap();
    assert!(sorted.is_sorted(), "{sorted:?}");
    let old = civil::date(-44, 3, 15);
    let error = connection.execute("INSERT INTO t VALUES (?)", &[&old]).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Data);
    assert_eq!(connection.execute("INSERT INTO t VALUES (?)", &[&f64::NAN]).unwrap_err().kind(), ErrorKind::Data);
}

#[test]
fn text_with_a_nul_arrives_or_is_refused() {
    for database in databases() {
        let (mut connection, placeholder) = open(&database);
        connection.execute("CREATE TABLE t (v TEXT)", &[]).unwrap();
        let done = connection.execute(&format!("INSERT INTO t VALUES ({})", placeholder(1)), &[&"a\0b"]);
        match connection.dialect() {
            Dialect::Sqlite => {
                let back: Vec<String> = connection.query("SELECT v FROM t", &[], |row| row.get(0)).unwrap();
                assert_eq!(back, ["a\0b"]);
            }
            _ => assert_eq!(done.unwrap_err().kind(), ErrorKind::Data),
        }
    }
}

#[test]
fn violations_are_told_apart() {
    for database in databases() {
        let (mut connection, _) = open(&database);
        for sql in [
            "CREATE TABLE users (id INTEGER PRIMARY KEY, name VARCHAR(9) NOT NULL UNIQUE, age INTEGER CHECK (age > 0))",
            "CREATE TABLE addresses (user_id INTEGER REFERENCES users (id))",
            "INSERT INTO users VALUES (1, 'ed', 30)",
        ] {
            connection.execute(sql, &[]).unwrap();
        }
        let mut violate = |sql| {
            let error = connection.execute(sql, &[]).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Integrity, "{error}");
            assert_eq!(error.statement(), Some(sql));
            assert!(!error.is_retryable());
            error
        };
        assert!(violate("INSERT INTO users VALUES (2, 'ed', 30)").is_unique_violation());
        assert!(violate("INSERT INTO users VALUES (1, 'wendy', 30)").is_unique_violation());
        assert!(violate("INSERT INTO users VALUES (2, NULL, 30)").is_not_null_violation());
        assert!(violate("INSERT INTO users VALUES (2, 'wendy', -1)").is_check_violation());
        assert!(violate("INSERT INTO addresses VALUES (7)").is_foreign_key_violation());
    }
}

#[test]
fn mistakes_in_statements_say_where() {
    for database in databases() {
        let (mut connection, placeholder) = open(&database);
        let error = connection.execute("SELEKT 1", &[]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Programming);
        assert!(error.to_string().contains("SELEKT"), "{error}");
        let error = connection.query("SELECT nothing FROM nowhere", &[], |_| Ok(())).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Programming);
        let place = if connection.dialect() == Dialect::Sqlite { "nowhere" } else { "at character 21" };
        assert!(error.to_string().contains(place), "{error}");
        let one = format!("SELECT 1 + {}", placeholder(1));
        let error = connection.query(&one, &[], |_| Ok(())).unwrap_err();
        assert!(error.to_string().contains("takes 1 parameters and was given 0"), "{error}");
        let error = connection.query(&one, &[&1, &2], |_| Ok(())).unwrap_err();
        assert!(error.to_string().contains("takes 1 parameters and was given 2"), "{error}");
        // The connection is none the worse for it.
        let two: Vec<i64> = connection.query(&one, &[&1], |row| row.get(0)).unwrap();
        assert_eq!(two, [2]);
    }
}

#[test]
fn errors_hold_parameters_only_where_asked_for() {
    for database in databases() {
        for log_parameters in [false, true] {
            let engine = Engine::builder(database.url()).log_parameters(log_parameters).build().unwrap();
            let mut connection = engine.connect().unwrap();
            let placeholder = if connection.dialect() == Dialect::Sqlite { "?" } else { "$1" };
            connection.execute("DROP TABLE IF EXISTS users", &[]).unwrap();
            connection.execute("CREATE TABLE users (name VARCHAR(20) UNIQUE)", &[]).unwrap();
            let insert = format!("INSERT INTO users VALUES ({placeholder})");
            connection.execute(&insert, &[&"hunter2"]).unwrap();
            let error = connection.execute(&insert, &[&"hunter2"]).unwrap_err();
            let mut text = format!("{error} {error:?}");
            assert_eq!(text.contains("('hunter2',)"), log_parameters, "{text}");
            let mut source = std::error::Error::source(&error);
            text.clear();
            while let Some(cause) = source {
                text.push_str(&format!("{cause} {cause:?}"));
                source = cause.source();
            }
            assert!(!text.contains("hunter2"), "the causes: {text}");
        }
    }
}

#[test]
fn new_files_open_from_many_threads_at_once() {
    for _ in 0..10 {
        let file = sqlite_file();
        let url = file.url();
        let threads: Vec<_> = (0..4)
            .map(|_| {
                let engine = Engine::new(url.as_str()).unwrap();
                std::thread::spawn(move || {
                    let mut connection = engine.connect().unwrap();
                    connection.query("PRAGMA journal_mode", &[], |row| row.get::<String>(0)).unwrap()
                })
            })
            .collect();
        for thread in threads {
            assert_eq!(thread.join().unwrap(), ["wal"]);
        }
    }
}

#[test]
fn foreign_keys_are_on_unless_the_url_says_otherwise() {
    for (query, expected) in [("", 1), ("?foreign_keys=off", 0)] {
        let mut connection = Engine::new(format!("sqlite:///:memory:{query}")).unwrap().connect().unwrap();
        assert_eq!(connection.query("PRAGMA foreign_keys", &[], |row| row.get::<i32>(0)).unwrap(), [expected]);
    }
}

#[test]
fn postgresql_takes_a_value_as_the_type_it_infers_or_refuses_it_unsent() {
    let mut connection = postgresql();
    let mut number = |sql: &str, value: &dyn ToParam| {
        connection.query(sql, &[value], |row| row.get::<String>(0)).map(|mut rows| rows.remove(0))
    };
    assert_eq!(number("SELECT ($1::smallint)::text", &7_i64).unwrap(), "7");
    assert_eq!(number("SELECT ($1::numeric)::text", &7_i32).unwrap(), "7");
    assert_eq!(number("SELECT ($1::float8)::text", &7_i16).unwrap(), "7");
    assert_eq!(number("SELECT ($1::numeric)::text", &0.1_f32).unwrap(), "0.1");
    assert_eq!(number("SELECT ($1::int)::text", &Decimal::new(700, 2)).unwrap(), "7");
    assert_eq!(number("SELECT ($1::uuid)::text", &"67e55044-10b1-426f-9247-bb680e5fe0c8").unwrap().len(), 36);
    assert_eq!(number("SELECT ($1::interval)::text", &"1 day").unwrap(), "1 day");
    for (sql, value, why) in [
        ("SELECT ($1::smallint)::text", &70_000 as &dyn ToParam, "out of the range of int2"),
        ("SELECT ($1::int)::text", &i64::MAX, "out of the range of int4"),
        ("SELECT ($1::float8)::text", &i64::MAX, "exactly"),
        ("SELECT ($1::real)::text", &1e300, "out of the range of float4"),
        ("SELECT ($1::int)::text", &Decimal::new(15, 1), "not whole"),
        ("SELECT ($1::int)::text", &true, "a boolean"),
        ("SELECT upper($1)", &7, "wants text"),
        ("SELECT ($1::date)::text", &civil::date(-9999, 1, 1), "4714 BC"),
    ] {
        let error = number(sql, value).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Data, "{error}");
        assert!(error.to_string().contains(why) && error.to_string().contains("parameter 1"), "{error}");
    }
    let error = number("SELECT ($1::int)::text", &"hunter2").unwrap_err();
    assert!(error.kind() == ErrorKind::Data && !error.to_string().contains("hunter2"), "{error}");
}

#[test]
fn postgresql_gives_what_has_no_rust_type_as_an_error_that_names_it() {
    let mut connection = postgresql();
    for (sql, why) in [
        ("SELECT 'infinity'::timestamptz AS t", "column \"t\" holds a timestamptz that is out of the range"),
        ("SELECT 'infinity'::date AS t", "out of the range"),
        ("SELECT '24:00:00'::time AS t", "out of the range"),
        ("SELECT 'NaN'::numeric AS t", "out of the range"),
        ("SELECT 1e80::numeric AS t", "out of the range"),
        ("SELECT '(1,2)'::point AS t", "column \"t\" has the type point"),
        ("SELECT ARRAY['(1,2)'::point] AS t", "has the type _point"),
        ("SELECT 1", "asked for"),
    ] {
        let index = usize::from(why == "asked for");
        let error = connection.query(sql, &[], |row| row.value(index).map(|_| ())).unwrap_err();
        assert!(error.to_string().contains(why), "{error}");
    }
    connection.execute("CREATE TYPE color AS ENUM ('red', 'green')", &[]).unwrap();
    connection.execute("CREATE DOMAIN size AS smallint", &[]).unwrap();
    let found: Vec<(String, i16, Option<String>)> = connection
        .query("SELECT $1::color, $2::size, pg_sleep(0)", &[&"green", &3], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })
        .unwrap();
    assert_eq!(found, [("green".to_owned(), 3, None)]);
}

#[test]
fn a_plan_made_stale_by_a_migration_is_made_anew() {
    let server = postgres();
    let engine = Engine::new(server.url(&server.create_database())).unwrap();
    let mut one = engine.connect().unwrap();
    let mut two = engine.connect().unwrap();
    one.execute("CREATE TABLE t (v INTEGER)", &[]).unwrap();
    one.execute("INSERT INTO t VALUES (1)", &[]).unwrap();
    let columns = |connection: &mut Connection| connection.query("SELECT * FROM t", &[], |row| Ok(row.len()));
    assert_eq!(columns(&mut two).unwrap(), [1]);
    one.execute("ALTER TABLE t ADD COLUMN w INTEGER", &[]).unwrap();
    assert_eq!(columns(&mut two).unwrap(), [2], "outside a transaction it is run again");

    let mut transaction = two.begin().unwrap();
    one.execute("ALTER TABLE t ADD COLUMN x INTEGER", &[]).unwrap();
    let error = columns(&mut transaction).unwrap_err();
    assert!(error.is_retryable(), "{error}");
    transaction.rollback().unwrap();
    let mut transaction = two.begin().unwrap();
    assert_eq!(columns(&mut transaction).unwrap(), [3]);
}

#[test]
fn an_unreachable_server_is_told_at_first_use_and_without_the_password() {
    let engine = Engine::new("postgresql://scott:tiger@127.0.0.1:1/shop").unwrap();
    assert!(!format!("{engine:?}").contains("tiger"));
    let error = engine.connect().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connection);
    assert!(error.to_string().contains("127.0.0.1:1"), "{error}");
    let mut cause = std::error::Error::source(&error);
    while let Some(source) = cause {
        assert!(!format!("{source} {source:?}").contains("tiger"));
        cause = source.source();
    }
    let server = postgres();
    let wrong = format!("postgresql://user:wrong-one@127.0.0.1:{}/postgres", server.port());
    let error = Engine::new(wrong).unwrap().connect().unwrap_err();
    assert!(error.to_string().contains("password authentication failed"), "{error}");
    assert!(!format!("{error:?}").contains("wrong-one"));
}

#[test]
fn several_hosts_are_tried_in_order() {
    let server = postgres();
    let database = server.create_database();
    let url = format!(
        "postgresql://user:password@/{database}?host=127.0.0.1,127.0.0.1&port=1,{}&application_name=the%20till",
        server.port()
    );
    let mut connection = Engine::new(url).unwrap().connect().unwrap();
    let name: Vec<String> = connection.query("SHOW application_name", &[], |row| row.get(0)).unwrap();
    assert_eq!(name, ["the till"]);
    let mut connection = Engine::new(server.socket_url(&database)).unwrap().connect().unwrap();
    assert_eq!(connection.query("SELECT 1", &[], |row| row.get::<i32>(0)).unwrap(), [1]);
}
