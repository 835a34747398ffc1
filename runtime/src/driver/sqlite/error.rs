//! What SQLite's result codes mean.

use rusqlite::ffi;

use crate::error::{TABLE_MISSING, Violation};
use crate::{Error, ErrorKind};

/// An error and what is known of where it came from.
pub(super) struct Told<'a> {
    pub(super) error: rusqlite::Error,
    pub(super) sql: &'a str,
    pub(super) shared_memory: bool,
}

impl From<Told<'_>> for Error {
    fn from(told: Told<'_>) -> Self {
        let Told { error, sql, shared_memory } = told;
        let (extended, mut message) = match &error {
            rusqlite::Error::SqliteFailure(code, message) => {
                (code.extended_code, message.clone().unwrap_or_else(|| code.to_string()))
            }
            rusqlite::Error::SqlInputError { error, msg, offset, .. } => {
                (error.extended_code, format!("{msg} (at byte {offset} of the statement)"))
            }
            rusqlite::Error::ExecuteReturnedResults => {
                (ffi::SQLITE_MISUSE, "the statement gives rows: use `query`".to_owned())
            }
            other => (ffi::SQLITE_ERROR, other.to_string()),
        };
        if shared_memory && matches!(extended & 0xff, ffi::SQLITE_BUSY | ffi::SQLITE_LOCKED) {
            message.push_str(
                ": of the connections to a shared in-memory database a reader keeps writers out, and a writer \
                 readers; end their transactions first, or use a file",
            );
        }
        if message.starts_with("no such table: ") {
            message.push_str(TABLE_MISSING);
        } else if extended == ffi::SQLITE_MISUSE && sql.trim().is_empty() {
            message = "the statement is empty".to_owned();
        }
        let (kind, mut violation) = meaning(extended);
        // ON DELETE RESTRICT is told as a trigger that refused.
        if extended == ffi::SQLITE_CONSTRAINT_TRIGGER && message == "FOREIGN KEY constraint failed" {
            violation = Some(Violation::ForeignKey);
        }
        let mapped = Error::new(kind, message).with_statement(sql).with_source(error);
        match violation {
            Some(violation) => mapped.with_violation(violation),
            None => mapped,
        }
    }
}

/// The kind of error that an extended result code stands for.
pub(super) fn meaning(extended: i32) -> (ErrorKind, Option<Violation>) {
    let violation = match extended {
        ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_PRIMARYKEY | ffi::SQLITE_CONSTRAINT_ROWID => {
            Some(Violation::Unique)
        }
        ffi::SQLITE_CONSTRAINT_FOREIGNKEY => Some(Violation::ForeignKey),
        ffi::SQLITE_CONSTRAINT_NOTNULL => Some(Violation::NotNull),
        ffi::SQLITE_CONSTRAINT_CHECK => Some(Violation::Check),
        _ => None,
    };
    let kind = match extended & 0xff {
        // A STRICT table, or a rowid that is not an integer: the value's fault.
        ffi::SQLITE_CONSTRAINT if extended == ffi::SQLITE_CONSTRAINT_DATATYPE => ErrorKind::Data,
        ffi::SQLITE_CONSTRAINT => ErrorKind::Integrity,
        ffi::SQLITE_BUSY | ffi::SQLITE_LOCKED => ErrorKind::Conflict,
        ffi::SQLITE_CANTOPEN | ffi::SQLITE_NOTADB => ErrorKind::Connection,
        ffi::SQLITE_TOOBIG | ffi::SQLITE_MISMATCH => ErrorKind::Data,
        ffi::SQLITE_ERROR | ffi::SQLITE_AUTH | ffi::SQLITE_RANGE | ffi::SQLITE_MISUSE | ffi::SQLITE_SCHEMA => {
            ErrorKind::Programming
        }
        // SQLITE_FULL, IOERR, READONLY, NOMEM, CORRUPT, INTERRUPT, ABORT, PERM, PROTOCOL.
        _ => ErrorKind::Operational,
    };
    (kind, violation)
}
