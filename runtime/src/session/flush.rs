//! The flush: what changed -> plan -> statements -> keys and defaults written back.

mod batch;
mod broken;
mod cascade;
pub(crate) mod check;
mod circles;
mod collections;
mod computed;
mod deletes;
mod display;
mod emit;
mod follow;
mod followers;
mod graph;
mod handover;
mod hooks;
mod links;
mod order;
mod plan;
mod prepared;
mod recheck;
mod rekey;
mod row_graph;
mod saves;
mod step;
mod switch;
mod under_way;
mod values;
mod work;
mod write_back;

pub use display::FlushPlan;
pub(crate) use prepared::Prepared;
pub(crate) use under_way::Flushing;
use under_way::UnderWay;
pub(crate) use values::{Tuple, hash_of};
pub(crate) use work::changed;

use super::Session;
use crate::{Error, ErrorKind, Result};

impl Session {
    /// Writes every change to the database, in the session's transaction, which begins here if it has not. A session
    /// without changes sends nothing.
    ///
    /// Rows go out table by table, referenced tables first; within a table updates in the order of their keys, then
    /// inserts in the order of `add`; deletes last, referencing tables first. One statement a batch of equal shape on
    /// PostgreSQL, one prepared statement executed per row on SQLite. Where the database computes columns, the rows that
    /// were updated are read again: one round trip a table.
    ///
    /// # Errors
    /// What is found before anything is sent leaves the session as it is, to be mended and flushed again:
    /// [`ErrorKind::NotFilled`](crate::ErrorKind::NotFilled), [`ErrorKind::Data`](crate::ErrorKind::Data),
    /// [`ErrorKind::IdentityConflict`](crate::ErrorKind::IdentityConflict),
    /// [`ErrorKind::CircularDependency`](crate::ErrorKind::CircularDependency). What the database refuses, or finds
    /// changed ([`ErrorKind::StaleData`](crate::ErrorKind::StaleData)), rolls the transaction back, puts the objects
    /// back as they were, and has the session ask for [`rollback`](Session::rollback).
    pub fn flush(&mut self) -> Result<()> {
        if self.is_clean() {
            return Ok(());
        }
        self.usable()?;
        if self.flushing != Flushing::No {
            return Err(Error::new(
                ErrorKind::InvalidRequest,
                "a flush is under way, and what runs in it cannot flush: what `before_flush` changes is part of it, what \
                 `after_flush` changes goes out with the next",
            ));
        }
        self.flushing = Flushing::Preparing;
        self.prepared.clear();
        UnderWay(self).0.flush_changes()
    }

    fn flush_changes(&mut self) -> Result<()> {
        self.run_before_flush()?;
        self.cascade()?;
        self.run_before_hooks()?;
        if self.write()? {
            self.run_after_flush()?;
        }
        self.flushing = Flushing::No;
        Ok(())
    }

    /// Plans, and carries the plan out; whether there was anything to do.
    fn write(&mut self) -> Result<bool> {
        let mut plan = self.planned()?;
        if plan.steps.is_empty() {
            self.leave_marked();
            self.settle();
            return Ok(false);
        }
        if self.begin_writing()? {
            // Edits are guarded now.
            plan = self.planned()?;
        }
        self.leave_marked();
        self.flushing = Flushing::Sending;
        let emitted = plan.steps.iter().try_for_each(|step| self.emit(step));
        let emitted = emitted.and_then(|()| self.read_computed(&plan));
        if let Err(error) = emitted.and_then(|()| self.run_after_hooks(&plan)) {
            self.fail(&error);
            return Err(error);
        }
        self.settle();
        Ok(true)
    }

    /// Whether a flush would have nothing to do.
    pub(crate) fn is_clean(&self) -> bool {
        self.associations.is_empty() && self.stores.iter().all(|(_, store)| store.head().is_clean())
    }

    /// The flush before a query, where the session does so.
    pub(crate) fn autoflush(&mut self) -> Result<()> {
        self.usable()?;
        if !self.options.autoflush || self.flushing != Flushing::No {
            return Ok(());
        }
        self.flush().map_err(|error| {
            error.context("the flush before a query failed (`autoflush(false)` would leave it to `flush` and `commit`)")
        })
    }

    /// Nothing is left to be flushed.
    fn settle(&mut self) {
        self.prepared.clear();
        self.associations.clear();
        for (_, store) in self.stores.iter_mut() {
            for slot in std::mem::take(&mut store.head_mut().touched) {
                if std::mem::take(&mut store.head_mut().metas[slot as usize].touched) {
                    // Edited and edited back.
                    store.take_base(slot);
                }
            }
            let head = store.head_mut();
            head.pending.clear();
            head.forced.clear();
            head.deleted.clear();
            head.links.clear();
            head.queued.clear();
        }
    }
}
