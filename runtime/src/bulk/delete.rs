//! Many DELETEs by key.

use super::{
    Destination,
    rows::{Rows, total},
    shape::{Lists, Shape},
    work::{Effect, Met, Progress, Work},
};
use crate::{
    Connection, Dialect, Error, ErrorKind, IntoKey, Key, Model, Result, Value, ValueRef,
    driver::{Batch, Executed, Param},
    model::ModelInfo,
    sql,
};

/// Keys in a statement.
const KEYS: usize = 10_000;

/// Rows to be deleted by their keys: made by `User::delete_many(...)`.
#[must_use = "nothing is deleted before `execute`"]
pub struct DeleteMany<'a, M: Model> {
    keys: Keys<'a, M>,
    progress: Progress<'a>,
}

impl<'a, M: crate::Writable> DeleteMany<'a, M> {
    /// Keys of rows to be deleted. Generated code calls it.
    #[doc(hidden)]
    pub fn new<I>(keys: I) -> Self
    where
        I: IntoIterator<IntoIter: 'a>,
        I::Item: IntoKey<M::Key> + 'a,
    {
        let rest = keys.into_iter();
        let total = total(&rest);
        let rest = Box::new(rest.filter_map(IntoKey::into_key));
        DeleteMany { keys: Keys { rest, chunk: Vec::new(), first: 0, total }, progress: Progress::default() }
    }

    /// Calls `hears` after each statement with the number of keys dealt with so far, and of all where the iterator knows
    /// it. An error from it stops the work: everything is undone, and `execute` returns that error.
    pub fn progress(mut self, hears: impl FnMut(u64, Option<u64>) -> Result<()> + 'a) -> Self {
        self.progress = Progress::told_to(hears);
        self
    }

    /// Deletes the rows with these keys, whatever their version, and tells how many there were: a key that no row has, or
    /// that is `None`, counts for nothing.
    ///
    /// On PostgreSQL up to 10 000 keys are one statement, on SQLite one prepared statement is executed for each key.
    /// What a session has of these rows is deleted there too, as a flush would have done it, but for the cascades: what
    /// refers to the rows is the database's to look after.
    ///
    /// # Errors
    /// What the database says; what the progress callback returns. Nothing is deleted then.
    pub fn execute(self, destination: impl Destination) -> Result<u64> {
        let mut keys = self.keys;
        match keys.refill()? {
            true => destination.write(&mut Deletes { rows: &mut keys, progress: self.progress }),
            false => Ok(0),
        }
    }
}

struct Deletes<'w, 'p> {
    rows: &'w mut dyn Rows,
    progress: Progress<'p>,
}

impl Work for Deletes<'_, '_> {
    fn info(&self) -> &'static ModelInfo {
        self.rows.info()
    }

    fn effect(&self) -> Effect {
        Effect::Deletes
    }

    fn run(&mut self, connection: &mut Connection, met: &mut Met<'_>) -> Result<u64> {
        let table = self.rows.info().table;
        let mut deleted = 0;
        loop {
            let all =
                Shape { start: 0, end: self.rows.len(), columns: table.primary_key.to_vec(), left_out: Vec::new() };
            deleted += match connection.dialect() {
                Dialect::Postgresql => {
                    let lists = Lists::of(self.rows, &all, &all.columns);
                    connection.execute_params(
                        &sql::delete_by_lists(table, table.primary_key, Dialect::Postgresql),
                        &lists.params(),
                    )
                }
                Dialect::Sqlite => {
                    let mut each = Each { rows: self.rows, deleted: 0 };
                    let text = sql::delete_by_values(table, table.primary_key, Dialect::Sqlite);
                    connection.execute_batch(&text, &mut each).map(|()| each.deleted)
                }
            }
            .map_err(|error| self.rows.refused(error, 0, &all.columns))?;
            met.meet(self.rows);
            self.progress.advance(all.len(), self.rows.total())?;
            if !self.rows.refill()? {
                return Ok(deleted);
            }
        }
    }
}

/// SQLite's, one by one.
struct Each<'a> {
    rows: &'a dyn Rows,
    deleted: u64,
}

impl Batch for Each<'_> {
    fn len(&self) -> usize {
        self.rows.len()
    }

    fn bind<'a>(&'a self, index: usize, params: &mut Vec<Param<'a>>) {
        self.rows.bind(index, self.rows.info().table.primary_key, params);
    }

    fn done(&mut self, _: usize, executed: Executed) -> Result<()> {
        self.deleted += executed.rows;
        Ok(())
    }
}

/// The keys of an iterator, as rows of nothing else.
struct Keys<'a, M: Model> {
    rest: Box<dyn Iterator<Item = M::Key> + 'a>,
    chunk: Vec<M::Key>,
    first: usize,
    total: Option<u64>,
}

impl<M: Model> Rows for Keys<'_, M> {
    fn info(&self) -> &'static ModelInfo {
        M::info()
    }

    fn refill(&mut self) -> Result<bool> {
        self.first += self.chunk.len();
        self.chunk.clear();
        self.chunk.extend(self.rest.by_ref().take(KEYS));
        Ok(!self.chunk.is_empty())
    }

    fn len(&self) -> usize {
        self.chunk.len()
    }

    fn first(&self) -> usize {
        self.first
    }

    fn total(&self) -> Option<u64> {
        self.total
    }

    fn value(&self, row: usize, column: usize) -> ValueRef<'_> {
        let mut columns = M::info().table.primary_key.iter();
        let mut found = ValueRef::Null;
        self.chunk[row].values(&mut |value| {
            if columns.next() == Some(&column) {
                found = value;
            }
        });
        found
    }

    fn bind<'a>(&'a self, row: usize, columns: &[usize], params: &mut Vec<Param<'a>>) {
        let table = M::info().table;
        let mut columns = columns.iter();
        self.chunk[row].values(&mut |value| {
            let sensitive = columns.next().is_some_and(|&column| table.columns[column].sensitive);
            params.push(Param { value, sensitive });
        });
    }

    fn assign(&mut self, _: usize, _: usize, _: Value) -> Result<()> {
        Err(Error::new(ErrorKind::InvalidRequest, "a key is not written to"))
    }
}
