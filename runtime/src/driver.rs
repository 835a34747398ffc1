//! What a driver does. One file a driver, and those alone name a driver crate.

use crate::{Dialect, Result, Row, ValueRef};

#[cfg(feature = "postgres")]
pub(crate) mod postgres;
#[cfg(feature = "sqlite")]
pub(crate) mod sqlite;

/// A bound value, and whether it may be shown.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Param<'a> {
    pub(crate) value: ValueRef<'a>,
    /// Echo, logs and errors show `***` in its place.
    pub(crate) sensitive: bool,
}

/// What one execution of [`Driver::execute_each`] did.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Executed {
    /// Rows inserted, changed or deleted.
    pub(crate) rows: u64,
    /// The rowid of the inserted row (meaningful where `rows` is 1 and the statement is an INSERT).
    pub(crate) last_insert_rowid: i64,
}

/// The rows of a batch that SQLite executes one by one: `bind` puts the parameters of row `index` into `params`
/// (cleared before each call), `done` hears what came of it and may stop the batch with an error.
pub(crate) trait Batch {
    fn len(&self) -> usize;
    fn bind<'a>(&'a self, index: usize, params: &mut Vec<Param<'a>>);
    fn done(&mut self, index: usize, executed: Executed) -> Result<()>;
}

/// One open connection to one database.
pub(crate) trait Driver: Send {
    fn dialect(&self) -> Dialect;

    /// Runs a statement that gives no rows; how many rows it touched. `sql` is prepared once and cached.
    fn execute(&mut self, sql: &str, params: &[Param<'_>]) -> Result<u64>;

    /// Runs a statement and hands out its rows one by one; an error from `each` stops it. How many rows there were.
    fn query(&mut self, sql: &str, params: &[Param<'_>], each: &mut dyn FnMut(&Row<'_>) -> Result<()>) -> Result<u64>;

    /// Executes one prepared statement for every row of the batch (SQLite's fast path; PostgreSQL has its
    /// array statements through `query` and implements this as a loop).
    fn execute_each(&mut self, sql: &str, batch: &mut dyn Batch) -> Result<()>;

    /// Runs statements without parameters, not cached: BEGIN, COMMIT, DDL.
    fn run(&mut self, sql: &str) -> Result<()>;

    /// Whether the connection is known to be dead.
    fn is_closed(&self) -> bool;

    /// One round trip to learn whether the connection lives.
    fn ping(&mut self) -> Result<()>;

    /// Whether the database says that a transaction is open (SQLite: not in autocommit).
    fn in_transaction(&self) -> bool;

    /// SQLite: a number that differs after another connection has changed the database; `None` where that cannot
    /// happen (in memory) or the question does not arise (PostgreSQL).
    fn data_version(&mut self) -> Result<Option<i64>>;
}
