//! What SQLite opens.

use std::env;
use std::time::Duration;

use crate::url::arguments::{Argument, Arguments};
use crate::url::options::{bad_value, given_twice};
use crate::url::{Url, UrlError, UrlErrorKind};

/// Options for the driver; with `uri=true` all others go into the `file:` URI.
pub(super) const DRIVER_OPTIONS: [&str; 9] = [
    "uri",
    "timeout",
    "check_same_thread",
    "isolation_level",
    "cached_statements",
    "detect_types",
    "journal_mode",
    "foreign_keys",
    "synchronous",
];

/// The file and the options of Python's driver, as SQLAlchemy has them, and our own beside them.
pub(in crate::url) fn arguments(url: &Url) -> Result<Arguments, UrlError> {
    let is_given = |part: Option<&str>| part.is_some_and(|part| !part.is_empty());
    if is_given(url.username()) || is_given(url.password()) || is_given(url.host()) || url.port().is_some() {
        let message = "a SQLite URL has no user, password, host or port: write sqlite:///relative/file.db, \
                       sqlite:////absolute/file.db or sqlite:///:memory:";
        return Err(UrlError::new(UrlErrorKind::InvalidSqliteUrl, message));
    }
    let mut arguments = Arguments::default();
    for key in DRIVER_OPTIONS {
        match url.query_values(key) {
            [] => {}
            [value] => arguments.set(key, argument(key, value)?),
            _ => return Err(given_twice(key)),
        }
    }
    let database = url.database().filter(|database| !database.is_empty()).unwrap_or(":memory:");
    let file = database != ":memory:" && url.query_value("mode") != Some("memory");
    if arguments.get("check_same_thread").is_none() {
        arguments.set("check_same_thread", Argument::Flag(!file));
    }
    arguments.set("pool", if file { "queue" } else { "single-connection-per-thread" });
    let filename = match (arguments.get("uri"), database) {
        (Some(Argument::Flag(true)), _) => file_uri(database, url),
        (_, ":memory:") => database.to_owned(),
        _ => absolute(database)?,
    };
    arguments.set("filename", filename.as_str());
    Ok(arguments)
}

fn argument(key: &str, value: &str) -> Result<Argument, UrlError> {
    Ok(match key {
        "uri" | "check_same_thread" | "foreign_keys" => Argument::Flag(flag(key, value)?),
        "timeout" => {
            let seconds = value.parse().ok().filter(|seconds: &f64| {
                // Whole milliseconds are an i32 to SQLite.
                Duration::try_from_secs_f64(*seconds).is_ok_and(|timeout| i32::try_from(timeout.as_millis()).is_ok())
            });
            Argument::Real(seconds.ok_or_else(|| bad_value(key, value, "seconds, as in 5 or 0.5"))?)
        }
        "cached_statements" => {
            let count = value.parse::<u32>().map_err(|_| bad_value(key, value, "a whole number"))?;
            Argument::Integer(count.into())
        }
        _ => Argument::from(value),
    })
}

fn flag(key: &str, value: &str) -> Result<bool, UrlError> {
    match value.trim().to_ascii_lowercase().as_str() {
        "true" | "yes" | "on" | "y" | "t" | "1" => Ok(true),
        "false" | "no" | "off" | "n" | "f" | "0" => Ok(false),
        _ => Err(bad_value(key, value, "true or false")),
    }
}

fn file_uri(database: &str, url: &Url) -> String {
    let mut uri = database.to_owned();
    let mut separator = if database.contains('?') { '&' } else { '?' };
    for (key, values) in url.query().filter(|(key, _)| !DRIVER_OPTIONS.contains(key)) {
        for value in values {
            uri += &format!("{separator}{}={}", escape(key), escape(value));
            separator = '&';
        }
    }
    uri
}

/// Encodes what would end a value in SQLite's reading of a URI.
fn escape(text: &str) -> String {
    text.replace('%', "%25").replace('&', "%26").replace('#', "%23").replace('\0', "%00")
}

/// Not normalised: `..` behind a link is for the file system to resolve.
fn absolute(database: &str) -> Result<String, UrlError> {
    let directory = env::current_dir().map_err(|error| {
        let message = format!("a relative SQLite file needs the current directory, which cannot be read: {error}");
        UrlError::new(UrlErrorKind::InvalidSqliteUrl, message)
    })?;
    directory.join(database).into_os_string().into_string().map_err(|_| {
        let message = "a relative SQLite file needs a current directory whose name is UTF-8";
        UrlError::new(UrlErrorKind::InvalidSqliteUrl, message)
    })
}
