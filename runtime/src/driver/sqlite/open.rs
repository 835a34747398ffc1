//! Opening a connection to SQLite.

use std::time::{Duration, Instant};

use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::{Sqlite, window::Windows};
use crate::url::{JournalMode, SqliteOptions, SqliteStorage};
use crate::{Error, ErrorKind, Result};

/// Statements kept prepared: a few for each table of a large schema. rusqlite keeps 16.
const STATEMENTS: usize = 256;

impl Sqlite {
    pub(super) fn open(options: &SqliteOptions) -> Result<Sqlite> {
        let connection = connect(options).map_err(|error| unopened(options, error))?;
        Ok(Sqlite {
            connection,
            begin: options.begin,
            shared: options.storage == SqliteStorage::File && !options.read_only,
            shared_memory: options.storage == SqliteStorage::SharedMemory,
            timeout: timeout(options),
            windows: Windows::default(),
        })
    }
}

fn connect(options: &SqliteOptions) -> rusqlite::Result<Connection> {
    // A connection is used by one thread at a time: SQLite need not lock for it.
    let mut flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    flags.set(OpenFlags::SQLITE_OPEN_URI, options.uri);
    let connection = Connection::open_with_flags(&options.filename, flags)?;
    connection.busy_timeout(timeout(options))?;
    connection.set_prepared_statement_cache_capacity(options.cached_statements.unwrap_or(STATEMENTS));
    // Only the bundled SQLite has them on by itself.
    connection.pragma_update(None, "foreign_keys", options.foreign_keys)?;
    if let Some(mode) = options.journal_mode {
        set_journal_mode(&connection, mode, options.timeout)?;
    }
    if let Some(synchronous) = options.synchronous {
        connection.pragma_update(None, "synchronous", synchronous.as_sql())?;
    }
    // The first read of the file: one that is no database shows here.
    connection.query_row("PRAGMA schema_version", [], |_| Ok(()))?;
    rusqlite::vtab::array::load_module(&connection)?;
    Ok(connection)
}

/// How long a statement waits for the locks of other connections. Between those to one database in memory there is
/// nothing to wait for: what blocks is most likely another connection of the thread that waits.
fn timeout(options: &SqliteOptions) -> Duration {
    match options.storage {
        SqliteStorage::SharedMemory => Duration::ZERO,
        _ => options.timeout,
    }
}

/// Sets the mode where the file does not have it. Changing it wants the file alone, for which SQLite does not wait
/// in every case: two programs that open a new file at once would meet here.
fn set_journal_mode(connection: &Connection, mode: JournalMode, timeout: Duration) -> rusqlite::Result<()> {
    let started = Instant::now();
    loop {
        let now: rusqlite::Result<String> = connection.query_row("PRAGMA journal_mode", [], |row| row.get(0));
        let set = match now {
            Ok(now) if now.eq_ignore_ascii_case(mode.as_sql()) => return Ok(()),
            Ok(_) => connection.pragma_update(None, "journal_mode", mode.as_sql()),
            Err(error) => Err(error),
        };
        match set {
            Err(error) if is_busy(&error) && started.elapsed() < timeout => {
                std::thread::sleep(Duration::from_millis(2));
            }
            done => return done,
        }
    }
}

fn is_busy(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked))
}

#[cold]
fn unopened(options: &SqliteOptions, error: rusqlite::Error) -> Error {
    let kind = if is_busy(&error) { ErrorKind::Conflict } else { ErrorKind::Connection };
    let message = match &error {
        rusqlite::Error::SqliteFailure(_, Some(message)) => message.clone(),
        other => other.to_string(),
    };
    let file = options.filename.display();
    // SQLite's own message may name the file already.
    let message = match message.contains(&file.to_string()) {
        true => message,
        false => format!("cannot open the SQLite database {file}: {message}"),
    };
    Error::new(kind, message).with_source(error)
}
