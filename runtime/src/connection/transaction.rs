//! The guard of a transaction.

use std::fmt;
use std::ops::{Deref, DerefMut};

use super::Connection;
use crate::Result;
use crate::driver::Access;

/// An open transaction, or a savepoint of one. It is rolled back when it is dropped without
/// [`commit`](Transaction::commit), and is a [`Connection`] for everything else.
///
/// ```
/// use aludel::Engine;
///
/// let engine = Engine::new("sqlite:///:memory:")?;
/// let mut connection = engine.connect()?;
/// connection.execute("CREATE TABLE users (name TEXT UNIQUE)", &[])?;
///
/// let mut transaction = connection.begin()?;
/// transaction.execute("INSERT INTO users VALUES ('ed')", &[])?;
/// {
///     let mut savepoint = transaction.savepoint()?;
///     savepoint.execute("INSERT INTO users VALUES ('wendy')", &[])?;
///     assert!(savepoint.execute("INSERT INTO users VALUES ('ed')", &[]).is_err());
/// } // dropped: wendy is gone, the first ed is not
/// transaction.commit()?;
///
/// let names: Vec<String> = connection.query("SELECT name FROM users", &[], |row| row.get(0))?;
/// assert_eq!(names, ["ed"]);
/// # Ok::<(), aludel::Error>(())
/// ```
#[must_use = "a transaction that is not committed is rolled back"]
pub struct Transaction<'a> {
    connection: Held<'a>,
    /// 0 for the transaction itself, else its savepoint's level.
    level: u32,
    ended: bool,
}

/// A connection of someone else's, or the guard's own.
pub(crate) enum Held<'a> {
    Borrowed(&'a mut Connection),
    Owned(Box<Connection>),
}

impl<'a> From<&'a mut Connection> for Held<'a> {
    fn from(connection: &'a mut Connection) -> Self {
        Held::Borrowed(connection)
    }
}

impl From<Connection> for Held<'static> {
    fn from(connection: Connection) -> Self {
        Held::Owned(Box::new(connection))
    }
}

impl<'a> Transaction<'a> {
    pub(crate) fn on(connection: impl Into<Held<'a>>) -> Result<Self> {
        let mut transaction = Transaction { connection: connection.into(), level: 0, ended: true };
        transaction.begin_implicit(Access::Read.into())?;
        transaction.ended = false;
        Ok(transaction)
    }

    /// For work that is done whole or not at all: a transaction that begins with a write where none is open, else a
    /// savepoint.
    pub(crate) fn around(connection: &'a mut Connection) -> Result<Self> {
        let level = match connection.in_transaction() {
            false => {
                connection.begin_implicit(Access::Write.into())?;
                0
            }
            true => {
                connection.before_write()?;
                connection.savepoint()?
            }
        };
        Ok(Transaction { connection: Held::Borrowed(connection), level, ended: false })
    }

    /// Sets a savepoint, which can be rolled back without the rest: one round trip.
    ///
    /// # Errors
    /// [`ErrorKind::Conflict`](crate::ErrorKind::Conflict) on SQLite, where another connection wrote after this
    /// transaction read: below a savepoint it can no longer begin anew as the writer.
    pub fn savepoint(&mut self) -> Result<Transaction<'_>> {
        self.before_write()?;
        let level = Connection::savepoint(self)?;
        Ok(Transaction { connection: Held::Borrowed(&mut *self), level, ended: false })
    }

    /// Makes what was done permanent; a savepoint's work becomes part of the transaction around it. One round trip.
    ///
    /// # Errors
    /// What the database has against it; everything is rolled back then, unless the connection broke during COMMIT
    /// itself ([`is_disconnect`](crate::Error::is_disconnect)): then it may have been carried out.
    pub fn commit(mut self) -> Result<()> {
        let done = match self.level {
            0 => Connection::commit(&mut self),
            level => self.release(level),
        };
        if done.is_err() {
            // The cause is what counts; if undoing fails too, the connection is closed on its return.
            let _ = self.undo();
        }
        self.ended = true;
        done
    }

    /// Undoes what was done: one round trip. The same as dropping the guard, but for the error.
    ///
    /// # Errors
    /// What the database has against it, which is rare: that the connection broke is none, since it undoes as well.
    pub fn rollback(mut self) -> Result<()> {
        self.ended = true;
        self.undo()
    }

    fn undo(&mut self) -> Result<()> {
        match self.level {
            0 => Connection::rollback(self),
            level => self.rollback_to(level),
        }
    }
}

impl Drop for Transaction<'_> {
    fn drop(&mut self) {
        if !self.ended {
            let _ = self.undo();
        }
    }
}

impl Deref for Transaction<'_> {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        match &self.connection {
            Held::Borrowed(connection) => connection,
            Held::Owned(connection) => connection,
        }
    }
}

impl DerefMut for Transaction<'_> {
    fn deref_mut(&mut self) -> &mut Connection {
        match &mut self.connection {
            Held::Borrowed(connection) => connection,
            Held::Owned(connection) => connection,
        }
    }
}

impl fmt::Debug for Transaction<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transaction").field("savepoint", &self.level).finish_non_exhaustive()
    }
}
