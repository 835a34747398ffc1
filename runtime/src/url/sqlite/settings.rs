//! From arguments to [`SqliteOptions`].

use std::path::PathBuf;
use std::time::Duration;

use super::file::{self, DRIVER_OPTIONS};
use super::uri::{URI_PARAMETERS, Uri};
use super::{JournalMode, SqliteBegin, SqliteOptions, SqliteStorage, Synchronous};
use crate::url::arguments::{Argument, Arguments};
use crate::url::options::{bad_value, has_nul, unknown, unsupported};
use crate::url::{Url, UrlError, UrlErrorKind};

pub(super) fn read(url: &Url) -> Result<SqliteOptions, UrlError> {
    let arguments = file::arguments(url)?;
    let filename = arguments.text("filename").unwrap_or_default();
    if filename.contains('\0') {
        return Err(has_nul("database"));
    }
    if arguments.get("detect_types").is_some() {
        let message = "the option `detect_types` is not supported: a column's type is the one its schema gives";
        return Err(UrlError::new(UrlErrorKind::UnsupportedOption, message));
    }
    let uri = match arguments.get("uri") {
        Some(Argument::Flag(true)) => Uri::read(filename)?,
        _ => {
            check_plain(url)?;
            None
        }
    };
    let storage = match &uri {
        Some(uri) => uri.storage(),
        None if filename == ":memory:" => SqliteStorage::Private,
        None => SqliteStorage::File,
    };
    let read_only = uri.as_ref().is_some_and(Uri::is_read_only);
    let journal_mode = match arguments.text("journal_mode") {
        Some(text) => Some(journal_mode(text, storage, read_only)?),
        None => uri.as_ref().map_or(storage == SqliteStorage::File, Uri::can_write_ahead).then_some(JournalMode::Wal),
    };
    Ok(SqliteOptions {
        filename: PathBuf::from(filename),
        uri: uri.is_some(),
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

/// Without `uri=true`, refuses what SQLAlchemy would ignore.
fn check_plain(url: &Url) -> Result<(), UrlError> {
    if let Some((key, _)) = url.query().find(|(key, _)| !DRIVER_OPTIONS.contains(key)) {
        if !URI_PARAMETERS.contains(&key) {
            return Err(unknown("SQLite", key, &[DRIVER_OPTIONS.as_slice(), &URI_PARAMETERS].concat()));
        }
        let message = format!(
            "the option `{key}` is only understood with `uri=true` and a `file:` database, as in \
             sqlite:///file:name.db?{key}=...&uri=true"
        );
        return Err(UrlError::new(UrlErrorKind::UnsupportedOption, message));
    }
    if url.database().is_some_and(|database| database.starts_with("file:")) {
        let message = "a database that begins with `file:` needs `?uri=true`; a file of that name is ./file:...";
        return Err(UrlError::new(UrlErrorKind::InvalidSqliteUrl, message));
    }
    Ok(())
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
