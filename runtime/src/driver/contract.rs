//! What every driver does, and the words in which it is asked.

use std::fmt;

use crate::{Dialect, IsolationLevel, Result, Row, ValueRef};

/// A bound value, and whether it may be shown.
#[derive(Clone, Copy)]
pub(crate) struct Param<'a> {
    pub(crate) value: ValueRef<'a>,
    /// Echo, logs and errors show `***` in its place.
    pub(crate) sensitive: bool,
}

/// Without the value: driver crates log their parameters' `Debug`.
impl fmt::Debug for Param<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
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

/// What a transaction begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    /// A read: on SQLite others may go on writing.
    Read,
    /// A write: on SQLite it begins as the one writer.
    Write,
}

/// How a transaction begins.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Begin {
    #[cfg_attr(not(feature = "sqlite"), allow(dead_code, reason = "SQLite's"))]
    pub(crate) access: Access,
    /// `None` is what the database does by itself.
    pub(crate) isolation: Option<IsolationLevel>,
    /// It never writes, whatever `access` says.
    pub(crate) read_only: bool,
    /// SQLite: whether it waits for another writer to end.
    #[cfg_attr(not(feature = "sqlite"), allow(dead_code, reason = "SQLite's"))]
    pub(crate) wait: bool,
}

impl From<Access> for Begin {
    fn from(access: Access) -> Self {
        Begin { access, isolation: None, read_only: false, wait: true }
    }
}

impl fmt::Display for Begin {
    /// What follows `BEGIN` in SQL.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(level) = self.isolation {
            write!(f, " ISOLATION LEVEL {level}")?;
        }
        f.write_str(if self.read_only { " READ ONLY" } else { "" })
    }
}

/// One open connection to one database.
pub(crate) trait Driver: Send {
    /// Runs a statement that gives no rows; how many rows it touched. `sql` is prepared once and cached.
    fn execute(&mut self, sql: &str, params: &[Param<'_>]) -> Result<u64>;

    /// Runs a statement and hands out its rows one by one; an error from `each` stops it. How many rows there were.
    fn query(&mut self, sql: &str, params: &[Param<'_>], each: &mut dyn FnMut(&Row<'_>) -> Result<()>) -> Result<u64>;

    /// Runs a statement that gives at most one row, and hands that out; how many rows there were.
    fn query_row(
        &mut self,
        sql: &str,
        params: &[Param<'_>],
        each: &mut dyn FnMut(&Row<'_>) -> Result<()>,
    ) -> Result<u64> {
        self.query(sql, params, each)
    }

    /// Executes one prepared statement for every row of the batch (SQLite's fast path; PostgreSQL has its
    /// array statements through `query` and implements this as a loop). How many rows it touched in all.
    fn execute_each(&mut self, sql: &str, batch: &mut dyn Batch) -> Result<u64>;

    /// Sends the rows of a batch by PostgreSQL's COPY; how many were inserted. `insert` is the INSERT of one such row,
    /// which tells the columns' types. Nothing is sent where a value does not fit.
    fn copy_in(&mut self, sql: &str, insert: &str, batch: &dyn Batch) -> Result<u64> {
        let _ = (insert, batch);
        let message = "this database has no COPY";
        Err(crate::Error::new(crate::ErrorKind::Programming, message).with_statement(sql))
    }

    /// Runs statements without parameters, not cached: DDL, savepoints.
    fn run(&mut self, sql: &str) -> Result<()>;

    /// Begins a transaction; `Read` comes back where it must be told of its first write, or allows none (SQLite).
    fn begin(&mut self, begin: Begin) -> Result<Access>;

    /// Commits.
    fn commit(&mut self) -> Result<()>;

    /// Rolls back.
    fn rollback(&mut self) -> Result<()>;

    /// Whether a transaction is open, as far as the driver can tell: SQLite can, PostgreSQL's goes by the statements
    /// that were sent.
    fn in_transaction(&self) -> bool;

    /// Whether the connection is known to be dead.
    fn is_closed(&self) -> bool;

    /// One round trip to learn whether the connection lives.
    fn ping(&mut self) -> Result<()>;

    /// SQLite: makes a transaction that has only read a writer's, by ending it and beginning anew; tells whether
    /// another connection changed the database in between. `None` where nothing had to be done. `wait`: for another
    /// writer to end.
    fn upgrade(&mut self, wait: bool) -> Result<Option<bool>>;
}

/// Opens one connection.
pub(crate) type Open = dyn Fn() -> Result<Box<dyn Driver>> + Send + Sync;

/// What a URL leads to.
pub(crate) struct Target {
    pub(crate) dialect: Dialect,
    /// The database lives in its one connection.
    pub(crate) only_one: bool,
    pub(crate) open: Box<Open>,
}
