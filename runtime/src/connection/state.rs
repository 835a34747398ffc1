//! The open transaction of a connection: begun, made ready to write, ended.

use super::Connection;
use crate::driver::{Access, Begin};
use crate::{Error, ErrorKind, Result};

/// An open transaction.
pub(super) struct Open {
    /// `Read` as long as SQLite has not been told that the transaction writes.
    access: Access,
    /// It is not to write.
    read_only: bool,
    /// The server refused one of its statements, and refuses all but its rollback now (PostgreSQL).
    pub(super) failed: bool,
    /// It is over, though nobody has said so: the database rolled it back when a statement failed (SQLite, on a full
    /// disk for example), or the connection is gone.
    pub(super) ended: bool,
    /// How many savepoints are open.
    pub(super) savepoints: u32,
}

/// Whether a statement certainly changes nothing. (`WITH` may lead a DELETE, a PRAGMA may set something.)
pub(super) fn only_reads(sql: &str) -> bool {
    let start = sql.trim_ascii_start().as_bytes();
    let begins = |word: &str| start.get(..word.len()).is_some_and(|found| found.eq_ignore_ascii_case(word.as_bytes()));
    let has = |word: &str| start.windows(word.len()).any(|found| found.eq_ignore_ascii_case(word.as_bytes()));
    ["SELECT", "VALUES", "EXPLAIN", "FETCH", "CLOSE"].into_iter().any(begins)
        || (begins("WITH") || begins("DECLARE"))
            && !["INSERT", "UPDATE", "DELETE", "MERGE", "REPLACE"].into_iter().any(has)
}

impl Connection {
    /// Begins a transaction for statements that begin with a read or a write.
    pub(crate) fn begin_implicit(&mut self, begin: Begin) -> Result<()> {
        if self.open.is_some() {
            let message = "a transaction is open on this connection already: use a savepoint of it";
            return Err(Error::new(ErrorKind::InvalidRequest, message));
        }
        if self.shared.echo.is_some() {
            self.echo(&format!("BEGIN{begin} (implicit)"));
        }
        let driver = self.lease.driver()?;
        match driver.begin(begin) {
            Ok(access) => {
                let read_only = begin.read_only;
                self.open = Some(Open { access, read_only, failed: false, ended: false, savepoints: 0 });
                Ok(())
            }
            Err(error) => Err(self.failed(error, "BEGIN", None)),
        }
    }

    /// Makes the open transaction ready for its first write. On SQLite one that has only read is ended and begun
    /// again as the writer, because it would fail without waiting where another writer came between; the answer
    /// tells whether one did, so that what was read may no longer be so. `wait`: for another writer to end.
    pub(crate) fn ensure_write(&mut self, wait: bool) -> Result<bool> {
        let Some(open) = &mut self.open else { return Ok(false) };
        if open.read_only {
            return Err(read_only());
        }
        // Under savepoints it cannot be ended: then SQLite itself sees to it that nothing is lost.
        if open.access == Access::Write || open.savepoints > 0 {
            return Ok(false);
        }
        open.access = Access::Write;
        let driver = self.lease.driver()?;
        let upgraded = driver.upgrade(wait);
        if !matches!(upgraded, Ok(None)) {
            self.echo("BEGIN IMMEDIATE (to write)");
        }
        match upgraded {
            Ok(changed) => Ok(changed.unwrap_or(false)),
            Err(error) => Err(self.failed(error, "BEGIN IMMEDIATE", None)),
        }
    }

    /// Before a statement that reads: one of a transaction that is over would be committed by itself.
    #[inline]
    pub(super) fn before_read(&self) -> Result<()> {
        match &self.open {
            Some(open) if open.ended => Err(over()),
            _ => Ok(()),
        }
    }

    /// Before a statement that may write: [`ensure_write`](Self::ensure_write) for a transaction whose reads nobody
    /// watches, so that what may be stale is a conflict.
    #[inline]
    pub(super) fn before_write(&mut self) -> Result<()> {
        self.before_read()?;
        match &self.open {
            Some(open) if open.access == Access::Read => self.become_writer(),
            _ => Ok(()),
        }
    }

    fn become_writer(&mut self) -> Result<()> {
        if self.ensure_write(true)? {
            return Err(came_between());
        }
        Ok(())
    }

    /// Commits the open transaction; nothing where none is open.
    pub(crate) fn commit(&mut self) -> Result<()> {
        let Some(open) = self.open.take() else { return Ok(()) };
        if open.failed || open.ended {
            // PostgreSQL would roll back and call that a success.
            self.end_by_rollback()?;
            let message = "nothing was committed: a statement of the transaction failed, which ended it";
            return Err(Error::new(ErrorKind::InvalidRequest, message));
        }
        self.echo("COMMIT");
        let driver = self.lease.driver()?;
        match driver.commit() {
            Ok(()) => Ok(()),
            Err(error) => {
                // SQLite keeps it open, for another attempt or a rollback, where the database was busy.
                if driver.in_transaction() {
                    self.open = Some(open);
                }
                Err(self.failed(error, "COMMIT", None))
            }
        }
    }

    /// Rolls the open transaction back; nothing where none is open. That of a broken connection has ended with it.
    pub(crate) fn rollback(&mut self) -> Result<()> {
        if self.open.is_none() {
            return Ok(());
        }
        self.end_by_rollback()
    }

    /// Sends ROLLBACK, unless there is nothing any more to roll back.
    pub(super) fn end_by_rollback(&mut self) -> Result<()> {
        self.open = None;
        self.echo("ROLLBACK");
        let rolled_back = match self.lease.driver() {
            Ok(driver) if driver.in_transaction() => driver.rollback(),
            _ => Ok(()),
        };
        match rolled_back {
            Ok(()) => Ok(()),
            Err(error) if error.is_disconnect() => {
                self.failed(error, "ROLLBACK", None);
                Ok(())
            }
            Err(error) => Err(self.failed(error, "ROLLBACK", None)),
        }
    }

    /// Whether the open transaction is still there: it ends with its connection, and some errors have SQLite roll back.
    pub(crate) fn transaction_lives(&self) -> bool {
        self.open.as_ref().is_some_and(|open| !open.ended)
    }

    pub(super) fn echo(&self, line: &str) {
        if let Some(echo) = &self.shared.echo {
            echo.line(line);
        }
    }
}

/// What was read may no longer be so.
#[cold]
pub(crate) fn came_between() -> Error {
    let message = "another connection changed the database after this transaction read from it: roll back, and do the \
        work again";
    Error::new(ErrorKind::Conflict, message)
}

/// A write where none is allowed.
#[cold]
pub(crate) fn read_only() -> Error {
    Error::new(ErrorKind::InvalidRequest, "this transaction is read-only, as its session was made: nothing was written")
}

#[cold]
fn over() -> Error {
    let message = "the transaction is over: the database rolled it back, or the connection broke, when a statement \
        failed; roll back to go on";
    Error::new(ErrorKind::PendingRollback, message)
}
