//! The databases a suite runs on.

use crate::temp::{TempDb, sqlite_file};

/// One empty database; an SQLite file is removed when this is dropped.
#[derive(Debug)]
pub struct Database {
    name: &'static str,
    dialect_name: &'static str,
    url: String,
    _file: Option<TempDb>,
}

impl Database {
    /// What to call it in a message: "SQLite in memory", "SQLite in a file", "PostgreSQL".
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// `sqlite` or `postgresql`.
    pub fn dialect_name(&self) -> &'static str {
        self.dialect_name
    }

    /// Its URL.
    pub fn url(&self) -> &str {
        &self.url
    }
}

/// A fresh database of each kind: SQLite in memory, SQLite in a file, PostgreSQL.
///
/// # Panics
/// When PostgreSQL cannot be had, as [`postgres`](crate::postgres).
pub fn databases() -> Vec<Database> {
    let file = sqlite_file();
    let server = crate::postgres();
    let url = server.url(&server.create_database());
    let sqlite = |name, url, _file| Database { name, dialect_name: "sqlite", url, _file };
    vec![
        sqlite("SQLite in memory", "sqlite:///:memory:".to_owned(), None),
        sqlite("SQLite in a file", file.url(), Some(file)),
        Database { name: "PostgreSQL", dialect_name: "postgresql", url, _file: None },
    ]
}
