//! Bulk work, done whole or not at all.

use crate::{
    Connection, Error, Result, Transaction,
    bulk::rows::Rows,
    model::{ModelInfo, untyped::AnyStore},
};

/// What a bulk call does on a connection.
pub(crate) trait Work {
    fn info(&self) -> &'static ModelInfo;

    /// What becomes of objects that a session tracks.
    fn effect(&self) -> Effect;

    /// Writes everything; how many rows the database says that it wrote.
    fn run(&mut self, connection: &mut Connection, met: &mut Met<'_>) -> Result<u64>;

    /// Says more of an error, after everything was undone.
    fn explain(&mut self, error: Error, _: &mut Connection) -> Error {
        error
    }
}

/// What a bulk call does to rows of which a session may have objects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effect {
    /// There are new ones.
    Inserts,
    /// Those that were met are changed.
    Updates,
    /// Any may be changed.
    Upserts,
    /// Those that were met are gone.
    Deletes,
}

/// The objects of a session whose rows were written.
pub(crate) struct Met<'a> {
    store: Option<&'a dyn AnyStore>,
    pub(crate) slots: Vec<u32>,
}

impl<'a> Met<'a> {
    pub(crate) fn of(store: Option<&'a dyn AnyStore>) -> Self {
        Met { store, slots: Vec::new() }
    }

    /// Takes note of the rows of a chunk, by their keys.
    pub(super) fn meet(&mut self, rows: &dyn Rows) {
        let Some(store) = self.store else { return };
        let key = rows.info().table.primary_key;
        self.slots.extend((0..rows.len()).filter_map(|row| store.find(&mut |part| rows.value(row, key[part]))));
    }
}

/// Runs it in a transaction of its own where none is open, else below a savepoint: all of it is done, or nothing.
pub(crate) fn whole(connection: &mut Connection, work: &mut dyn Work, met: &mut Met<'_>) -> Result<u64> {
    let mut transaction = Transaction::around(connection)?;
    match work.run(&mut transaction, met) {
        Ok(written) => transaction.commit().map(|()| written),
        Err(error) => {
            // Where undoing fails too the cause is still what counts: the connection knows what it has lost.
            let _ = transaction.rollback();
            Err(work.explain(error, connection))
        }
    }
}

/// Hears how many rows are done, and of how many.
type Hears<'a> = dyn FnMut(u64, Option<u64>) -> Result<()> + 'a;

/// How far the work has come, and who hears of it.
#[derive(Default)]
pub(crate) struct Progress<'a> {
    hears: Option<Box<Hears<'a>>>,
    done: u64,
}

impl<'a> Progress<'a> {
    pub(super) fn told_to(hears: impl FnMut(u64, Option<u64>) -> Result<()> + 'a) -> Self {
        Progress { hears: Some(Box::new(hears)), done: 0 }
    }

    /// Rows of a statement were written.
    pub(super) fn advance(&mut self, rows: usize, total: Option<u64>) -> Result<()> {
        self.done += rows as u64;
        match &mut self.hears {
            Some(hears) => hears(self.done, total),
            None => Ok(()),
        }
    }
}
