//! Connection URLs. Here every row of `url_cases.json`, which says what SQLAlchemy makes of a URL and where Aludel
//! departs from it; in the modules what no row says.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a test may

#[path = "url/postgres.rs"]
mod postgres;
#[path = "url/properties.rs"]
mod properties;
#[path = "url/reading.rs"]
mod reading;
#[path = "url/sqlite.rs"]
mod sqlite;

use std::env;

use aludel::url::{Argument, PostgresOptions, SqliteOptions};
use aludel::{Dialect, Url, UrlError};
use serde_json::{Value, json};

fn cases() -> Vec<Value> {
    let file: Value = serde_json::from_str(include_str!("url_cases.json")).unwrap();
    file["cases"].as_array().unwrap().clone()
}

#[test]
fn every_row_is_read_and_printed_as_it_says() {
    let mut failures = Vec::new();
    for case in cases() {
        let text = case["url"].as_str().unwrap();
        let expected = expectation(&case);
        let observed = observe(text);
        if observed != expected {
            failures.push(format!("{text}\n  expected {expected}\n  observed {observed}"));
        }
    }
    assert!(failures.is_empty(), "{} rows differ:\n{}", failures.len(), failures.join("\n"));
}

/// What the row says, without its notes.
fn expectation(case: &Value) -> Value {
    if case["ok"] == false {
        return json!({ "error": case["error_kind"], "stage": case["error_stage"] });
    }
    let mut expected = json!({});
    for field in
        ["driver", "username", "password", "host", "port", "database", "query", "connect", "rendered_hide_password"]
    {
        expected[field] = case[field].clone();
    }
    if let Some(filename) = expected["connect"]["filename"].as_str() {
        let here = env::current_dir().unwrap();
        expected["connect"]["filename"] = filename.replace("<cwd>", here.to_str().unwrap()).into();
    }
    expected
}

fn observe(text: &str) -> Value {
    let failed = |error: UrlError, stage: &str| json!({ "error": format!("{:?}", error.kind()), "stage": stage });
    let url = match Url::parse(text) {
        Ok(url) => url,
        Err(error) => return failed(error, "parse"),
    };
    let connect = match url.dialect() {
        // Rows of other dialects pin the parser alone; `foobar` and `POSTGRESQL` pin the error.
        Err(_) if ["dbtype", "dialect", "mysql"].contains(&url.backend_name()) => Value::Null,
        Err(error) => return failed(error, "dialect"),
        Ok(_) => match url.arguments() {
            Err(error) => return failed(error, "connect"),
            Ok(arguments) => arguments.iter().map(|(key, value)| (key.to_owned(), json_of(value))).collect(),
        },
    };
    let query: Value = url
        .query()
        .map(|(key, values)| match values {
            [one] => (key.to_owned(), json!(one)),
            several => (key.to_owned(), json!(several)),
        })
        .collect();
    json!({
        "driver": url.driver(),
        "username": url.username(),
        "password": url.password(),
        "host": url.host(),
        "port": url.port(),
        "database": url.database(),
        "query": query,
        "connect": connect,
        "rendered_hide_password": url.to_string(),
    })
}

fn json_of(argument: &Argument) -> Value {
    match argument {
        Argument::Text(text) => json!(text),
        Argument::List(list) => json!(list),
        Argument::Integer(number) => json!(number),
        Argument::Real(number) => json!(number),
        Argument::Flag(flag) => json!(flag),
        other => panic!("{other:?}"),
    }
}

/// A row that fails where the engine is built fails with the same error from the typed options; one that does not
/// gives options, or an error that names the option which the driver cannot honour.
#[test]
fn every_row_gives_options_or_names_what_it_cannot_honour() {
    let refused = [
        ("any_random_thing", "UnknownOption"),
        ("hostA:xyz", "NonIntegerPort"),
        ("hostA:123.456", "NonIntegerPort"),
        ("charset", "UnknownOption"),
        ("cache", "UnsupportedOption"),
        ("key", "UnknownOption"),
        ("`b`", "UnknownOption"),
        ("`a`", "UnknownOption"),
        ("sslmode=require", "UnsupportedOption"),
    ];
    let mut seen = Vec::new();
    for case in cases() {
        let text = case["url"].as_str().unwrap();
        let Ok(url) = Url::parse(text) else { continue };
        let options = match url.dialect() {
            Ok(Dialect::Postgresql) => PostgresOptions::from_url(&url).map(|_| ()),
            Ok(_) => SqliteOptions::from_url(&url).map(|_| ()),
            Err(_) => continue,
        };
        match (options, case["ok"] == true) {
            (Ok(()), ok) => assert!(ok, "{text} was accepted"),
            (Err(error), false) => assert_eq!(json!(format!("{:?}", error.kind())), case["error_kind"], "{text}"),
            (Err(error), true) => {
                let named = refused.iter().find(|(name, _)| error.to_string().contains(name));
                let (name, kind) = named.unwrap_or_else(|| panic!("{text} was refused: {error}"));
                assert_eq!(format!("{:?}", error.kind()), *kind, "{text}: {error}");
                seen.push(*name);
            }
        }
    }
    for (name, _) in refused {
        assert!(seen.contains(&name), "no row was refused for {name}");
    }
}

#[test]
fn no_row_shows_its_password() {
    for case in cases() {
        let text = case["url"].as_str().unwrap();
        let shown = match Url::parse(text) {
            Err(error) => format!("{error} {error:?}"),
            Ok(url) => {
                let arguments = url.arguments().map_or_else(|error| error.to_string(), |map| format!("{map:?}"));
                format!("{url} {url:?} {:?} {arguments}", url.to_builder())
            }
        };
        for secret in ["tiger", "p@ss", "a?b", "100%", "pass word", "pw", "PASS", "apples"] {
            let is_secret = text.contains(&format!(":{secret}"));
            assert!(!is_secret || !shown.contains(secret), "{text}: {shown}");
        }
    }
}
