//! What a program runs around the flushes and the transactions of its sessions.

use std::{fmt, sync::Arc};

use super::{Session, SessionMaker};
use crate::{Error, ErrorKind, Result};

type During = Arc<dyn Fn(&mut Session) -> Result<()> + Send + Sync>;
type After = Arc<dyn Fn(&Session) + Send + Sync>;

/// The hooks of a session, in the order in which they were given.
#[derive(Clone, Default)]
pub(super) struct SessionHooks {
    before_flush: Vec<During>,
    after_flush: Vec<During>,
    after_commit: Vec<After>,
    after_rollback: Vec<After>,
}

impl fmt::Debug for SessionHooks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SessionHooks")
            .field("before_flush", &self.before_flush.len())
            .field("after_flush", &self.after_flush.len())
            .field("after_commit", &self.after_commit.len())
            .field("after_rollback", &self.after_rollback.len())
            .finish()
    }
}

/// How often `commit` flushes what the flush before it left to be flushed.
const FLUSHES: usize = 100;

impl SessionMaker {
    /// Calls a function before each flush that has something to write, ahead of cascades, of the hooks of models and of
    /// validation: what it adds, edits and deletes is part of the flush. Its queries do not flush; an error of it
    /// ([`Error::other`] for the program's own) stops the flush, and nothing is sent.
    ///
    /// Several are called in the order in which they were given. None of them can flush, commit or roll back.
    #[must_use]
    pub fn before_flush(mut self, hook: impl Fn(&mut Session) -> Result<()> + Send + Sync + 'static) -> Self {
        Arc::make_mut(&mut self.hooks).before_flush.push(Arc::new(hook));
        self
    }

    /// Calls a function after each flush that has sent something: keys are known by then, and nothing is pending. What
    /// it adds, edits and deletes is left to the next flush; [`commit`](Session::commit) flushes until nothing is left,
    /// at most a hundred times. An error of it is one of the flush: what was sent is rolled back.
    #[must_use]
    pub fn after_flush(mut self, hook: impl Fn(&mut Session) -> Result<()> + Send + Sync + 'static) -> Self {
        Arc::make_mut(&mut self.hooks).after_flush.push(Arc::new(hook));
        self
    }

    /// Calls a function when a transaction has been committed: what was done is there to stay. Not for savepoints, nor
    /// for a `commit` of a session in which nothing happened.
    #[must_use]
    pub fn after_commit(mut self, hook: impl Fn(&Session) + Send + Sync + 'static) -> Self {
        Arc::make_mut(&mut self.hooks).after_commit.push(Arc::new(hook));
        self
    }

    /// Calls a function when a transaction has been rolled back, by [`rollback`](Session::rollback), `close`, a guard,
    /// or a flush that failed, and the objects are as they were. Not for savepoints, nor when a session is dropped.
    #[must_use]
    pub fn after_rollback(mut self, hook: impl Fn(&Session) + Send + Sync + 'static) -> Self {
        Arc::make_mut(&mut self.hooks).after_rollback.push(Arc::new(hook));
        self
    }
}

impl Session {
    pub(super) fn run_before_flush(&mut self) -> Result<()> {
        self.run_during(|hooks| &hooks.before_flush)
    }

    /// A statement was sent, so that what follows from an error is what follows from one of the database's.
    pub(super) fn run_after_flush(&mut self) -> Result<()> {
        self.run_during(|hooks| &hooks.after_flush).inspect_err(|error| self.fail(error))
    }

    fn run_during(&mut self, which: impl Fn(&SessionHooks) -> &[During]) -> Result<()> {
        if which(&self.hooks).is_empty() {
            return Ok(());
        }
        let hooks = self.hooks.clone();
        which(&hooks).iter().try_for_each(|hook| hook(self))
    }

    pub(super) fn run_after_commit(&self) {
        self.hooks.after_commit.iter().for_each(|hook| hook(self));
    }

    pub(super) fn run_after_rollback(&self) {
        self.hooks.after_rollback.iter().for_each(|hook| hook(self));
    }

    /// Flushes until nothing is left, which takes more than one flush where hooks leave something to the next.
    pub(super) fn flush_all(&mut self) -> Result<()> {
        for _ in 0..FLUSHES {
            self.flush()?;
            if self.is_clean() {
                return Ok(());
            }
        }
        Err(Error::new(
            ErrorKind::InvalidRequest,
            format!("after {FLUSHES} flushes there is still something to flush: a hook leaves more each time"),
        ))
    }
}
