//! What was done and is not to be: objects are put back as they were, after a rollback and after a flush that failed.

use super::{Session, flush::Flushing, head::State, store::edits::discard_edits};
use crate::{Error, ErrorKind, Result};

/// A flush or commit that failed, or a transaction that was lost, until a rollback.
#[derive(Debug)]
pub(super) struct Failed {
    cause: String,
    retryable: bool,
    /// The level of the savepoint that was rolled back for it; `None` where it was the whole transaction.
    pub(super) savepoint: Option<u32>,
}

impl Failed {
    #[cold]
    pub(super) fn error(&self) -> Error {
        let what = match self.savepoint {
            None => "the transaction has failed and was rolled back; call `rollback()` to go on",
            Some(_) => {
                "the savepoint has failed and was rolled back; roll back its guard to go on before it, or call \
                 `rollback()` on the session for the whole transaction"
            }
        };
        Error::new(ErrorKind::PendingRollback, format!("{what}. The cause was: {}", self.cause))
            .with_retryable(self.retryable)
    }
}

impl Session {
    /// Refuses work after a failed flush.
    pub(crate) fn usable(&self) -> Result<()> {
        match &self.failed {
            None => Ok(()),
            Some(failed) => Err(failed.error()),
        }
    }

    /// Refuses what would end a transaction, or begin one, while a flush is under way: in a hook.
    pub(super) fn idle(&self) -> Result<()> {
        if self.flushing != Flushing::No {
            return Err(Error::new(
                ErrorKind::InvalidRequest,
                "a flush is under way, and a hook can neither end nor divide its transaction: return an error to stop it",
            ));
        }
        Ok(())
    }

    /// A flush or commit failed half way, or the transaction was lost: the innermost savepoint, or the transaction, is
    /// rolled back and the objects are put back at once; the session refuses work until `rollback()`.
    pub(crate) fn fail(&mut self, cause: &Error) {
        let savepoint = self.fail_savepoint();
        let open = self.connection.is_some();
        if savepoint.is_none() {
            self.fail_transaction();
        }
        self.failed = Some(Failed { cause: cause.to_string(), retryable: cause.is_retryable(), savepoint });
        if savepoint.is_none() && open {
            self.run_after_rollback();
        }
    }

    fn fail_transaction(&mut self) {
        self.savepoints.clear();
        if let Some(mut connection) = self.connection.take()
            && connection.in_transaction()
            && let Err(error) = connection.rollback()
        {
            tracing::debug!(target: "aludel::session", %error, "ROLLBACK after a failed flush failed too");
        }
        self.free_left();
        self.restore();
    }

    /// Puts the objects back as they were when the transaction began.
    pub(super) fn restore(&mut self) {
        self.writing = false;
        self.discard_unflushed();
        for (_, store) in self.stores.iter_mut() {
            store.head_mut().collections.clear();
        }
        self.stores.put_back(self.undo.take());
        self.epoch += 1;
    }

    /// Puts the objects back as they were when a savepoint was set. What was not touched since stays loaded, unless rows
    /// were written `past` the objects: then all expire.
    pub(super) fn restore_to(&mut self, level: u32, past: bool) {
        self.discard_unflushed();
        for (_, store) in self.stores.iter_mut() {
            store.head_mut().collections.retain(|_, collection| collection.level < level);
        }
        self.stores.put_back(self.undo.leave(level));
        if past {
            self.epoch += 1;
        }
    }

    /// Takes back what no flush has written: it lies on top of what was flushed.
    fn discard_unflushed(&mut self) {
        self.associations.clear();
        for (_, store) in self.stores.iter_mut() {
            let touched = std::mem::take(&mut store.head_mut().touched);
            for slot in touched {
                if discard_edits(store, slot) {
                    store.head_mut().metas[slot as usize].epoch = 0;
                }
            }
            let head = store.head_mut();
            for slot in std::mem::take(&mut head.deleted) {
                head.metas[slot as usize].deleted = false;
            }
            head.forced.clear();
            head.links.clear();
            head.queued.clear();
            for slot in std::mem::take(&mut head.pending) {
                // Those that the flush has inserted are let go by the undo log.
                if store.head().metas[slot as usize].state == State::Pending {
                    store.leave(slot);
                }
            }
        }
    }

    /// What was done between a failed flush and `rollback()` is discarded; whether there is anything. (What left with
    /// the flush can still be taken out.)
    pub(super) fn warn_of_edits_after_failure(&self) -> bool {
        let clean = self.is_clean();
        if !clean {
            tracing::warn!(
                target: "aludel::session",
                "changes made between a failed flush and rollback() are discarded"
            );
        }
        !clean
    }
}
