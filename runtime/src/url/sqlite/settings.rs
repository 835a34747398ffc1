//! From arguments to [`SqliteOptions`].

use std::path::PathBuf;
use std::time::Duration;

use super::file::{self, DRIVER_OPTIONS};
use super::{JournalMode, SqliteBegin, SqliteOptions, SqliteStorage, Synchronous};
use crate::url::arguments::{Argument, Arguments};
use crate::url::options::{bad_value, given_twice, has_nul, unknown, unsupported};
use crate::url::{Url, UrlError, UrlErrorKind, percent};

/// The parameters of a `file:` URI that SQLite knows; it ignores all others, which are refused here, unless a VFS was
/// chosen, which may have its own.
const URI_PARAMETERS: [&str; 7] = ["mode", "cache", "vfs", "nolock", "immutable", "psow", "modeof"];

pub(super) fn read(url: &Url) -> Result<SqliteOptions, UrlError> {
    let arguments = file::arguments(url)?;
    let filename = arguments.text("filename").unwrap_or_default();
    if filename.contains('\0') || url.database().is_some_and(|database| database.contains('\0')) {
        return Err(has_nul("database"));
    }
    let uri = arguments.get("uri") == Some(&Argument::Flag(true));
    check_query(url, uri)?;
    let uri = uri && check_uri(url)?;
    let storage = storage(url, filename, uri);
    let on = |key| url.query_value(key).is_some_and(|value| matches!(value, "1" | "yes" | "true" | "on"));
    let read_only = uri && (url.query_value("mode") == Some("ro") || on("immutable"));
    // Without locks, with another VFS or where nothing can be written, a write-ahead log may not work.
    let plain = storage == SqliteStorage::File && !read_only && !on("nolock") && url.query_value("vfs").is_none();
    let journal_mode = match arguments.text("journal_mode") {
        Some(text) => Some(journal_mode(text, storage, read_only)?),
        None => plain.then_some(JournalMode::Wal),
    };
    Ok(SqliteOptions {
        filename: PathBuf::from(filename),
        uri,
        storage,
        read_only,
        timeout: match arguments.get("timeout") {
            Some(Argument::Real(seconds)) => Duration::from_secs_f64(*seconds),
            _ => Duration::from_secs(5),
        },
        journal_mode,
        foreign_keys: arguments.get("foreign_keys") != Some(&Argument::Flag(false)),
        synchronous: arguments.text("synchronous").map(synchronous).transpose()?,
        begin: arguments.text("isolation_level").map(begin).transpose()?.unwrap_or_default(),
        cached_statements: cached_statements(&arguments),
    })
}

/// Refuses what SQLAlchemy or SQLite would ignore.
fn check_query(url: &Url, uri: bool) -> Result<(), UrlError> {
    let vfs = uri && url.query_value("vfs").is_some();
    for (key, values) in url.query() {
        if key == "detect_types" {
            let message = "the option `detect_types` is not supported: a column's type is the one its schema gives";
            return Err(UrlError::new(UrlErrorKind::UnsupportedOption, message));
        }
        if DRIVER_OPTIONS.contains(&key) || vfs && !URI_PARAMETERS.contains(&key) {
            continue;
        }
        if !URI_PARAMETERS.contains(&key) {
            return Err(unknown("SQLite", key, &[DRIVER_OPTIONS.as_slice(), &URI_PARAMETERS].concat()));
        }
        if !uri {
            let message = format!(
                "the option `{key}` is only understood with `uri=true` and a `file:` database, as in \
                 sqlite:///file:name.db?{key}=...&uri=true"
            );
            return Err(UrlError::new(UrlErrorKind::UnsupportedOption, message));
        }
        if values.len() > 1 {
            return Err(given_twice(key));
        }
        let known: &[&str] = match key {
            "mode" => &["ro", "rw", "rwc", "memory"],
            "cache" => &["shared", "private"],
            _ => continue,
        };
        if let Some(value) = values.iter().find(|value| !known.contains(&value.as_str())) {
            return Err(bad_value(key, value, &format!("one of {}", known.join(", "))));
        }
    }
    if !uri && url.database().is_some_and(|database| database.starts_with("file:")) {
        let message = "a database that begins with `file:` needs `?uri=true`; a file of that name is ./file:...";
        return Err(UrlError::new(UrlErrorKind::InvalidSqliteUrl, message));
    }
    Ok(())
}

/// Whether the database is a URI: with `uri=true`, anything but memory must be one, since SQLite would take the
/// options for a part of the file's name.
fn check_uri(url: &Url) -> Result<bool, UrlError> {
    let database = url.database().unwrap_or_default();
    if database.starts_with("file:") {
        return Ok(true);
    }
    let has_parameters = url.query().any(|(key, _)| !DRIVER_OPTIONS.contains(&key));
    if (database.is_empty() || database == ":memory:") && !has_parameters {
        return Ok(false);
    }
    let message = "`uri=true` needs a database that begins with `file:`, as in sqlite:///file:name.db?uri=true";
    Err(UrlError::new(UrlErrorKind::InvalidSqliteUrl, message))
}

fn storage(url: &Url, filename: &str, uri: bool) -> SqliteStorage {
    if !uri {
        return if filename == ":memory:" { SqliteStorage::Private } else { SqliteStorage::File };
    }
    let path = filename.trim_start_matches("file:").split(['?', '#']).next().unwrap_or_default();
    let path = percent::decode(path).unwrap_or_default();
    match (url.query_value("vfs"), url.query_value("mode"), url.query_value("cache")) {
        (Some("memdb"), ..) if path.starts_with('/') => SqliteStorage::SharedMemory,
        (Some("memdb"), ..) => SqliteStorage::Private,
        (_, Some("memory"), Some("shared")) => SqliteStorage::SharedMemory,
        (_, Some("memory"), _) => SqliteStorage::Private,
        (.., Some("shared")) if path == ":memory:" => SqliteStorage::SharedMemory,
        _ if path.is_empty() || path == ":memory:" => SqliteStorage::Private,
        _ => SqliteStorage::File,
    }
}

fn journal_mode(text: &str, storage: SqliteStorage, read_only: bool) -> Result<JournalMode, UrlError> {
    let key = "journal_mode";
    let mode = match text.to_ascii_lowercase().as_str() {
        "delete" => JournalMode::Delete,
        "truncate" => JournalMode::Truncate,
        "persist" => JournalMode::Persist,
        "memory" => JournalMode::Memory,
        "wal" => JournalMode::Wal,
        "off" => JournalMode::Off,
        _ => return Err(bad_value(key, text, "delete, truncate, persist, memory, wal or off")),
    };
    let in_memory = storage != SqliteStorage::File;
    if in_memory && !matches!(mode, JournalMode::Memory | JournalMode::Off) {
        return Err(unsupported(key, text, "is for a file: a database in memory has memory or off"));
    }
    if read_only {
        return Err(unsupported(key, text, "cannot be set on a database that is only read"));
    }
    Ok(mode)
}

fn synchronous(text: &str) -> Result<Synchronous, UrlError> {
    match text.to_ascii_lowercase().as_str() {
        "off" | "0" => Ok(Synchronous::Off),
        "normal" | "1" => Ok(Synchronous::Normal),
        "full" | "2" => Ok(Synchronous::Full),
        "extra" | "3" => Ok(Synchronous::Extra),
        _ => Err(bad_value("synchronous", text, "off, normal, full or extra")),
    }
}

fn begin(text: &str) -> Result<SqliteBegin, UrlError> {
    match text.to_ascii_lowercase().as_str() {
        "deferred" => Ok(SqliteBegin::Deferred),
        "immediate" => Ok(SqliteBegin::Immediate),
        "exclusive" => Ok(SqliteBegin::Exclusive),
        _ => Err(bad_value("isolation_level", text, "deferred, immediate or exclusive")),
    }
}

fn cached_statements(arguments: &Arguments) -> Option<usize> {
    match arguments.get("cached_statements") {
        Some(Argument::Integer(count)) => usize::try_from(*count).ok(),
        _ => None,
    }
}
