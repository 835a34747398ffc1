//! SQLite's `file:` URIs, read as SQLite reads them.

use super::SqliteStorage;
use super::file::DRIVER_OPTIONS;
use crate::url::options::{bad_value, given_twice, has_nul, unknown};
use crate::url::{UrlError, UrlErrorKind, percent};

/// The parameters that SQLite knows; it ignores all others, which are refused here, unless a VFS was chosen, which may
/// have its own.
pub(super) const URI_PARAMETERS: [&str; 7] = ["mode", "cache", "vfs", "nolock", "immutable", "psow", "modeof"];

pub(super) struct Uri {
    path: String,
    parameters: Vec<(String, String)>,
}

impl Uri {
    /// `None` for what is a file's name even where URIs are allowed, which here is `:memory:` alone: SQLite would take
    /// parameters behind any other name for a part of it.
    pub(super) fn read(filename: &str) -> Result<Option<Uri>, UrlError> {
        if filename == ":memory:" {
            return Ok(None);
        }
        let Some(rest) = filename.strip_prefix("file:") else {
            let message = "`uri=true` needs a database that begins with `file:`, as in sqlite:///file:name.db?uri=true";
            return Err(UrlError::new(UrlErrorKind::InvalidSqliteUrl, message));
        };
        let rest = rest.split('#').next().unwrap_or_default();
        let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
        let path = match path.strip_prefix("//") {
            Some(path) => match path.split_once('/') {
                Some(("" | "localhost", _)) => &path[path.find('/').unwrap_or_default()..],
                _ => {
                    let message = "a `file:` database has no host: write file:/absolute/file.db or file:relative.db";
                    return Err(UrlError::new(UrlErrorKind::InvalidSqliteUrl, message));
                }
            },
            None => path,
        };
        let mut parameters: Vec<(String, String)> = Vec::new();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            let (key, value) = (decode(key)?, decode(value)?);
            if parameters.iter().any(|(other, _)| *other == key) {
                return Err(given_twice(&key));
            }
            parameters.push((key, value));
        }
        let uri = Uri { path: decode(path)?, parameters };
        uri.check()?;
        Ok(Some(uri))
    }

    /// Refuses what SQLite would ignore, and values that it does not know.
    fn check(&self) -> Result<(), UrlError> {
        for (key, value) in &self.parameters {
            let expected: &[&str] = match key.as_str() {
                "mode" => &["ro", "rw", "rwc", "memory"],
                "cache" => &["shared", "private"],
                key if URI_PARAMETERS.contains(&key) || self.parameter("vfs").is_some() => continue,
                key => return Err(unknown("SQLite", key, &[DRIVER_OPTIONS.as_slice(), &URI_PARAMETERS].concat())),
            };
            if !expected.contains(&value.as_str()) {
                return Err(bad_value(key, value, &format!("one of {}", expected.join(", "))));
            }
        }
        Ok(())
    }

    fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    fn is_on(&self, name: &str) -> bool {
        let value = self.parameter(name).unwrap_or_default().to_ascii_lowercase();
        matches!(value.as_str(), "on" | "yes" | "true") || value.parse().is_ok_and(|number: i64| number != 0)
    }

    pub(super) fn storage(&self) -> SqliteStorage {
        let shared_cache = self.parameter("cache") == Some("shared");
        let in_memory = self.parameter("mode") == Some("memory") || self.path == ":memory:";
        let is_memdb = self.parameter("vfs") == Some("memdb");
        // Of memdb's databases those with a slash in front are the process's, where they are memdb's at all.
        let shared_name = is_memdb && !in_memory && self.path.starts_with('/');
        match (in_memory || is_memdb, self.path.as_str()) {
            (_, "") => SqliteStorage::Private,
            (true, _) if shared_cache || shared_name => SqliteStorage::SharedMemory,
            (true, _) => SqliteStorage::Private,
            (false, _) => SqliteStorage::File,
        }
    }

    pub(super) fn is_read_only(&self) -> bool {
        self.parameter("mode") == Some("ro") || self.is_on("immutable")
    }

    /// Without locks, with another VFS or where nothing can be written, a write-ahead log may not work.
    pub(super) fn can_write_ahead(&self) -> bool {
        let plain = !self.is_on("nolock") && self.parameter("vfs").is_none();
        plain && !self.is_read_only() && self.storage() == SqliteStorage::File
    }
}

fn decode(text: &str) -> Result<String, UrlError> {
    let not_utf8 = || UrlError::new(UrlErrorKind::InvalidSqliteUrl, "the `file:` database is not UTF-8");
    let text = percent::decode(text).ok_or_else(not_utf8)?;
    if text.contains('\0') { Err(has_nul("database")) } else { Ok(text) }
}
