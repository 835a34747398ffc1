//! A session's transaction as an object that ends with its scope.

use std::{
    fmt,
    ops::{Deref, DerefMut},
};

use super::Session;
use crate::{Error, ErrorKind, Result};

/// A session's transaction, which [`Session::begin`] gives: rolled back when it is dropped without
/// [`commit`](SessionTransaction::commit), and the [`Session`] for everything else.
///
/// A function that is handed the session may end the transaction by [`Session::commit`] or [`Session::rollback`]; then
/// `commit` is an error, `rollback` and the drop do nothing.
#[must_use = "a transaction that is not committed is rolled back"]
pub struct SessionTransaction<'s> {
    session: &'s mut Session,
    number: u64,
    ended: bool,
}

impl Session {
    /// Begins the session's transaction, and gives a guard that rolls it back unless it is committed. A session begins
    /// a transaction by itself: this is for a scope to say where it ends.
    ///
    /// Nothing is sent: BEGIN goes out with the first statement. What was changed and not flushed before becomes part
    /// of the transaction.
    ///
    /// ```
    /// # use aludel::{Engine, ErrorKind, Result, Session};
    /// # fn add_ed(_: &mut Session) -> Result<()> { Ok(()) }
    /// # let mut session = Session::new(&Engine::new("sqlite:///:memory:")?);
    /// let mut transaction = session.begin()?;
    /// add_ed(&mut transaction)?;
    /// assert_eq!(transaction.begin().unwrap_err().kind(), ErrorKind::InvalidRequest);
    /// transaction.commit()?;
    /// # Ok::<(), aludel::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`] where a transaction is open already (savepoints of it:
    /// [`begin_nested`](Session::begin_nested)), [`ErrorKind::PendingRollback`] after a failed flush.
    pub fn begin(&mut self) -> Result<SessionTransaction<'_>> {
        self.idle()?;
        self.usable()?;
        if self.in_transaction() {
            return Err(Error::new(
                ErrorKind::InvalidRequest,
                "a transaction is open on this session already: commit it or roll it back first, or set a savepoint \
                 with `begin_nested()`",
            ));
        }
        self.begun = true;
        let number = self.number;
        Ok(SessionTransaction { session: self, number, ended: false })
    }

    /// Runs the closure in a transaction, which is committed where it gives `Ok` and rolled back where it gives an
    /// error or panics.
    ///
    /// ```
    /// # use aludel::{Engine, Result, Session};
    /// # fn add_ed(_: &mut Session) -> Result<i32> { Ok(1) }
    /// # let mut session = Session::new(&Engine::new("sqlite:///:memory:")?);
    /// let key = session.transaction(|session| add_ed(session))?;
    /// # Ok::<(), aludel::Error>(())
    /// ```
    ///
    /// # Errors
    /// What the closure returns; as [`begin`](Session::begin) and [`commit`](Session::commit).
    pub fn transaction<R>(&mut self, work: impl FnOnce(&mut Session) -> Result<R>) -> Result<R> {
        let mut transaction = self.begin()?;
        let result = work(&mut transaction)?;
        transaction.commit()?;
        Ok(result)
    }
}

impl SessionTransaction<'_> {
    /// Writes what changed and commits, as [`Session::commit`]. After an error everything is rolled back.
    ///
    /// # Errors
    /// As [`Session::commit`], and [`ErrorKind::InvalidRequest`] where the transaction has ended before.
    pub fn commit(mut self) -> Result<()> {
        if self.number != self.session.number {
            return Err(Error::new(
                ErrorKind::InvalidRequest,
                "this transaction has ended already: the session was committed or rolled back within it",
            ));
        }
        self.session.commit()?;
        self.ended = true;
        Ok(())
    }

    /// Rolls back, as [`Session::rollback`]. The same as dropping the guard, but for the error.
    ///
    /// # Errors
    /// As [`Session::rollback`].
    pub fn rollback(mut self) -> Result<()> {
        self.end()
    }

    fn end(&mut self) -> Result<()> {
        let open = !std::mem::replace(&mut self.ended, true) && self.number == self.session.number;
        if open { self.session.rollback() } else { Ok(()) }
    }
}

impl Drop for SessionTransaction<'_> {
    fn drop(&mut self) {
        if let Err(error) = self.end() {
            tracing::debug!(target: "aludel::session", %error, "rolling back a dropped transaction failed");
        }
    }
}

impl Deref for SessionTransaction<'_> {
    type Target = Session;

    fn deref(&self) -> &Session {
        self.session
    }
}

impl DerefMut for SessionTransaction<'_> {
    fn deref_mut(&mut self) -> &mut Session {
        self.session
    }
}

impl fmt::Debug for SessionTransaction<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SessionTransaction").field("number", &self.number).finish_non_exhaustive()
    }
}
