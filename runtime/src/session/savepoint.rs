//! Savepoints of a session: what was done since one can be taken back, in the database and in memory, without the rest.

use std::{
    fmt,
    ops::{Deref, DerefMut},
};

use super::Session;
use crate::{Error, ErrorKind, Result};

/// An open savepoint, innermost last in the session's list.
#[derive(Clone, Copy, Debug)]
pub(super) struct Open {
    /// The level of the undo log that began with it, which is its name as well.
    level: u32,
    /// Whether the database has it: SAVEPOINT goes out before the next statement.
    sent: bool,
    /// Whether rows were written in it past the objects, in bulk: of any object that was read since, they may be what
    /// it holds.
    past: bool,
}

/// A savepoint of a session, which [`Session::begin_nested`] gives: rolled back when it is dropped without
/// [`commit`](Savepoint::commit), and a [`Session`] for everything else, savepoints within it included.
///
/// What ends the session's transaction ends its savepoints as well: [`Session::commit`] and [`Session::rollback`],
/// called on a savepoint by a function that is handed a session, act on the whole transaction. `commit` of the
/// savepoint is an error then, `rollback` and the drop do nothing.
#[must_use = "a savepoint that is not committed is rolled back"]
pub struct Savepoint<'s> {
    session: &'s mut Session,
    level: u32,
    ended: bool,
}

impl Session {
    /// Flushes, and sets a savepoint, whatever `autoflush` says: what is done from here on can be rolled back without
    /// what was done before, in the database and in the objects. Savepoints nest at will.
    ///
    /// SAVEPOINT goes out before the next statement, so that a savepoint in which nothing is sent costs nothing. On
    /// SQLite the transaction becomes the writer with it.
    ///
    /// ```
    /// # use aludel::{Engine, Result, Session};
    /// # fn add_ed(_: &mut Session) -> Result<()> { Ok(()) }
    /// # let mut session = Session::new(&Engine::new("sqlite:///:memory:")?);
    /// let mut savepoint = session.begin_nested()?;
    /// add_ed(&mut savepoint)?;
    /// match savepoint.commit() {
    ///     Err(error) if error.is_unique_violation() => println!("ed was there already"),
    ///     result => result?,
    /// }
    /// session.commit()?;
    /// # Ok::<(), aludel::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`flush`](Session::flush); [`ErrorKind::PendingRollback`] after a failed flush.
    pub fn begin_nested(&mut self) -> Result<Savepoint<'_>> {
        self.idle()?;
        self.usable()?;
        self.flush_all()?;
        let level = self.undo.enter();
        self.savepoints.push(Open { level, sent: false, past: false });
        Ok(Savepoint { session: self, level, ended: false })
    }

    /// Runs the closure in a savepoint, which is committed where it gives `Ok` and rolled back where it gives an error
    /// or panics.
    ///
    /// # Errors
    /// What the closure returns; as [`begin_nested`](Session::begin_nested) and [`Savepoint::commit`].
    pub fn nested<R>(&mut self, work: impl FnOnce(&mut Session) -> Result<R>) -> Result<R> {
        let mut savepoint = self.begin_nested()?;
        let result = work(&mut savepoint)?;
        savepoint.commit()?;
        Ok(result)
    }

    /// Whether a savepoint is open.
    pub fn in_nested_transaction(&self) -> bool {
        !self.savepoints.is_empty()
    }

    /// Whether the next statement needs a SAVEPOINT before it.
    #[inline]
    pub(super) fn savepoint_waits(&self) -> bool {
        self.savepoints.last().is_some_and(|savepoint| !savepoint.sent)
    }

    /// Sets the savepoints that the database has not been told of.
    pub(super) fn send_savepoints(&mut self) -> Result<()> {
        let Some(connection) = &mut self.connection else { return Ok(()) };
        for savepoint in self.savepoints.iter_mut().filter(|savepoint| !savepoint.sent) {
            if let Err(error) = connection.savepoint() {
                self.fail(&error);
                return Err(error);
            }
            savepoint.sent = true;
        }
        Ok(())
    }

    /// Rolls back to the innermost savepoint, where a flush failed in it; its level. `None` where there is none, or
    /// where the transaction is lost.
    pub(super) fn fail_savepoint(&mut self) -> Option<u32> {
        let depth = self.savepoints.len() as u32;
        let Open { level, sent, past } = self.savepoints.last_mut()?;
        let connection = self.connection.as_mut()?;
        if !std::mem::take(sent) || !connection.transaction_lives() || connection.rollback_to(depth).is_err() {
            return None;
        }
        let (level, past) = (*level, *past);
        self.restore_to(level, past);
        Some(level)
    }

    /// Rows were written past the objects.
    pub(crate) fn note_past_objects(&mut self) {
        if let Some(savepoint) = self.savepoints.last_mut() {
            savepoint.past = true;
        }
    }

    fn commit_savepoint(&mut self, level: u32) -> Result<()> {
        self.idle()?;
        self.usable()?;
        if !self.savepoints.iter().any(|savepoint| savepoint.level == level) {
            return Err(Error::new(
                ErrorKind::InvalidRequest,
                "this savepoint has ended: the transaction around it was committed or rolled back",
            ));
        }
        self.flush_all()?;
        let Some(at) = self.savepoints.iter().position(|savepoint| savepoint.level == level) else { return Ok(()) };
        if let Some(connection) = self.connection.as_mut().filter(|_| self.savepoints[at].sent)
            && let Err(error) = connection.release(at as u32 + 1)
        {
            return self.after_reading(Err(error));
        }
        let past = self.savepoints.drain(at..).any(|savepoint| savepoint.past);
        if past {
            self.note_past_objects();
        }
        self.undo.release(level);
        Ok(())
    }

    fn rollback_savepoint(&mut self, level: u32) -> Result<()> {
        self.idle()?;
        let Some(at) = self.savepoints.iter().position(|savepoint| savepoint.level == level) else {
            return match &self.failed {
                Some(failed) if failed.savepoint.is_none() => Err(failed.error()),
                _ => Ok(()),
            };
        };
        let sent = self.savepoints[at].sent;
        if let Some(connection) = self.connection.as_mut().filter(|_| sent)
            && let Err(error) = connection.rollback_to(at as u32 + 1)
        {
            // The transaction cannot be saved by halves any more.
            self.savepoints.clear();
            self.fail(&error);
            return Err(error);
        }
        let past = self.savepoints.drain(at..).any(|savepoint| savepoint.past);
        if self.failed.take().is_some() {
            self.warn_of_edits_after_failure();
        }
        self.restore_to(level, past);
        Ok(())
    }
}

impl Savepoint<'_> {
    /// Flushes, and makes what was done part of the transaction around it, which can still roll it back. Nothing
    /// expires.
    ///
    /// # Errors
    /// As [`flush`](Session::flush), and [`ErrorKind::InvalidRequest`] where the savepoint has ended with its
    /// transaction. After an error everything since the savepoint is rolled back, and the session goes on before it.
    pub fn commit(mut self) -> Result<()> {
        self.session.commit_savepoint(self.level)?;
        self.ended = true;
        Ok(())
    }

    /// Takes back what was done since the savepoint: new objects leave the session, deleted ones come back, those that
    /// were edited are as they were and expire; the others stay loaded. The same as dropping the guard, but for the
    /// error. Mends a flush that failed in this savepoint.
    ///
    /// # Errors
    /// [`ErrorKind::PendingRollback`] where the whole transaction is lost, or its connection: [`Session::rollback`]
    /// goes on from there.
    pub fn rollback(mut self) -> Result<()> {
        self.ended = true;
        self.session.rollback_savepoint(self.level)
    }
}

impl Drop for Savepoint<'_> {
    fn drop(&mut self) {
        if !self.ended
            && let Err(error) = self.session.rollback_savepoint(self.level)
        {
            tracing::debug!(target: "aludel::session", %error, "rolling back a dropped savepoint failed");
        }
    }
}

impl Deref for Savepoint<'_> {
    type Target = Session;

    fn deref(&self) -> &Session {
        self.session
    }
}

impl DerefMut for Savepoint<'_> {
    fn deref_mut(&mut self) -> &mut Session {
        self.session
    }
}

impl fmt::Debug for Savepoint<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Savepoint").field("level", &self.level).finish_non_exhaustive()
    }
}
