//! What a URL tells SQLite's driver.

use std::path::PathBuf;
use std::time::Duration;

use super::{Url, UrlError};
use crate::Dialect;

mod file;
mod settings;
mod uri;

pub(super) use file::arguments;

/// Where a SQLite database lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SqliteStorage {
    /// In a file.
    File,
    /// In one connection's memory (or its own temporary file): a second connection would be another database.
    Private,
    /// In memory that connections share (`cache=shared` or `vfs=memdb`); it is gone when the last of them closes.
    SharedMemory,
}

/// `journal_mode`, as SQLite's pragma has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum JournalMode {
    /// The journal is deleted after each transaction.
    Delete,
    /// The journal is cut to nothing after each transaction.
    Truncate,
    /// The journal's header is overwritten after each transaction.
    Persist,
    /// The journal is kept in memory.
    Memory,
    /// A write-ahead log: readers do not wait for a writer.
    Wal,
    /// No journal, and so no rollback.
    Off,
}

impl JournalMode {
    /// The pragma's value.
    pub fn as_sql(self) -> &'static str {
        match self {
            JournalMode::Delete => "DELETE",
            JournalMode::Truncate => "TRUNCATE",
            JournalMode::Persist => "PERSIST",
            JournalMode::Memory => "MEMORY",
            JournalMode::Wal => "WAL",
            JournalMode::Off => "OFF",
        }
    }
}

/// `synchronous`, as SQLite's pragma has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Synchronous {
    /// The operating system is trusted to write.
    Off,
    /// Synchronised at the critical moments.
    Normal,
    /// Every commit is on the disk.
    Full,
    /// As `Full`, and the directory as well.
    Extra,
}

impl Synchronous {
    /// The pragma's value.
    pub fn as_sql(self) -> &'static str {
        match self {
            Synchronous::Off => "OFF",
            Synchronous::Normal => "NORMAL",
            Synchronous::Full => "FULL",
            Synchronous::Extra => "EXTRA",
        }
    }
}

/// `isolation_level`, as Python's driver has it: how a transaction begins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SqliteBegin {
    /// Without a lock until it reads or writes.
    #[default]
    Deferred,
    /// As the one writer.
    Immediate,
    /// As the one writer and, without a write-ahead log, the one reader.
    Exclusive,
}

impl SqliteBegin {
    /// The word that follows BEGIN.
    pub fn as_sql(self) -> &'static str {
        match self {
            SqliteBegin::Deferred => "DEFERRED",
            SqliteBegin::Immediate => "IMMEDIATE",
            SqliteBegin::Exclusive => "EXCLUSIVE",
        }
    }
}

/// What SQLite's driver is told: the arguments of a URL, checked and typed.
///
/// ```
/// use std::time::Duration;
/// use aludel::Url;
/// use aludel::url::{JournalMode, SqliteOptions, SqliteStorage};
///
/// let options = SqliteOptions::from_url(&Url::parse("sqlite:////srv/shop.db?timeout=1.5")?)?;
/// assert_eq!(options.filename.to_str(), Some("/srv/shop.db"));
/// assert_eq!(options.timeout, Duration::from_millis(1500));
/// assert_eq!(options.journal_mode, Some(JournalMode::Wal));
///
/// let options = SqliteOptions::from_url(&Url::parse("sqlite://")?)?;
/// assert_eq!(options.storage, SqliteStorage::Private);
///
/// let error = SqliteOptions::from_url(&Url::parse("sqlite:///shop.db?cache=shared")?).unwrap_err();
/// assert!(error.to_string().contains("uri=true"));
/// # Ok::<(), aludel::UrlError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SqliteOptions {
    /// What SQLite opens: an absolute path, `:memory:`, or a `file:` URI.
    pub filename: PathBuf,
    /// Whether `filename` is a `file:` URI; only then may SQLite read it as one.
    pub uri: bool,
    /// Where the database lives, which tells how many connections it can have.
    pub storage: SqliteStorage,
    /// Opened with `mode=ro` or `immutable=1`.
    pub read_only: bool,
    /// How long to wait for another connection's lock; 5 seconds by default.
    pub timeout: Duration,
    /// The journal mode to set: WAL by default for a file that can be written; `None` leaves the file's own.
    pub journal_mode: Option<JournalMode>,
    /// Whether foreign keys are enforced: yes by default.
    pub foreign_keys: bool,
    /// When to synchronise with the disk; `None` leaves SQLite's default.
    pub synchronous: Option<Synchronous>,
    /// How a transaction begins.
    pub begin: SqliteBegin,
    /// How many prepared statements a connection keeps; `None` leaves the driver's default.
    pub cached_statements: Option<usize>,
}

impl SqliteOptions {
    /// Reads the options of a URL. A relative file is one of the current directory, now.
    ///
    /// # Errors
    ///
    /// A URL of another dialect; one with a user, a password, a host or a port; an option that does not exist, that
    /// cannot be honoured, or whose value is wrong.
    pub fn from_url(url: &Url) -> Result<SqliteOptions, UrlError> {
        url.expect_dialect(Dialect::Sqlite)?;
        settings::read(url)
    }

    /// Whether nothing of the database outlives its connections.
    pub fn is_memory(&self) -> bool {
        self.storage != SqliteStorage::File
    }

    /// Whether a second connection would see another database, so that there can be only one.
    pub fn single_connection(&self) -> bool {
        self.storage == SqliteStorage::Private
    }
}
