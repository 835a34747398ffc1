//! A connection that is handed out: what sends statements, echoes them, and knows of the open transaction.

use std::fmt;
use std::sync::Arc;

use crate::driver::{Batch, Param};
use crate::engine::shared::Shared;
use crate::pool::Lease;
use crate::{Dialect, Engine, Error, Result, Row};

mod parameter;
mod savepoint;
pub(crate) mod state;
mod stream;
mod transaction;
mod watch;

pub use parameter::ToParam;
use state::Open;
pub use transaction::Transaction;
use watch::Watch;

/// A connection of an engine's pool, to which it returns when it is dropped.
///
/// Outside a transaction each statement is committed by itself. [`begin`](Connection::begin) starts a transaction
/// and gives a guard for it.
pub struct Connection {
    lease: Lease,
    shared: Arc<Shared>,
    open: Option<Open>,
}

impl Connection {
    pub(crate) fn new(shared: Arc<Shared>, lease: Lease) -> Self {
        Connection { lease, shared, open: None }
    }

    /// The engine whose connection it is.
    pub(crate) fn engine(&self) -> Engine {
        Engine(self.shared.clone())
    }

    /// The connection, with a closed one in its place until it is given back.
    pub(crate) fn lend(&mut self) -> Connection {
        let hollow = Connection { lease: self.lease.hollow(), shared: self.shared.clone(), open: None };
        std::mem::replace(self, hollow)
    }

    /// The kind of SQL that the database speaks.
    pub fn dialect(&self) -> Dialect {
        self.shared.dialect
    }

    /// Whether a transaction is open.
    pub fn in_transaction(&self) -> bool {
        self.open.is_some()
    }

    /// Sends a statement that gives no rows, and tells how many it touched: one round trip. Placeholders are the
    /// database's own, `?` for SQLite and `$1` for PostgreSQL.
    ///
    /// ```
    /// # use aludel::{Engine, ErrorKind};
    /// # let engine = Engine::new("sqlite:///:memory:")?;
    /// # let mut connection = engine.connect()?;
    /// connection.execute("CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT UNIQUE)", &[])?;
    /// assert_eq!(connection.execute("INSERT INTO users (name) VALUES (?)", &[&"ed"])?, 1);
    ///
    /// let error = connection.execute("INSERT INTO users (name) VALUES (?)", &[&"ed"]).unwrap_err();
    /// assert!(error.is_unique_violation());
    /// # Ok::<(), aludel::Error>(())
    /// ```
    ///
    /// # Errors
    /// What the database says against it, with a [`kind`](Error::kind) that tells it apart.
    pub fn execute(&mut self, sql: &str, params: &[&dyn ToParam]) -> Result<u64> {
        self.execute_params(sql, &parameter::all(params))
    }

    /// Sends a statement that gives rows, and reads each with `read`: one round trip.
    ///
    /// ```
    /// # use aludel::Engine;
    /// # let engine = Engine::new("sqlite:///:memory:")?;
    /// # let mut connection = engine.connect()?;
    /// let sums: Vec<(i64, String)> =
    ///     connection.query("SELECT 1 + ?, upper(?)", &[&2, &"x"], |row| Ok((row.get(0)?, row.get(1)?)))?;
    /// assert_eq!(sums, [(3, "X".to_owned())]);
    ///
    /// let wrong: Result<Vec<i32>, _> = connection.query("SELECT 'one'", &[], |row| row.get(0));
    /// assert!(wrong.is_err());
    /// # Ok::<(), aludel::Error>(())
    /// ```
    ///
    /// # Errors
    /// What the database says against it, and what `read` returns.
    pub fn query<T>(
        &mut self,
        sql: &str,
        params: &[&dyn ToParam],
        mut read: impl FnMut(&Row<'_>) -> Result<T>,
    ) -> Result<Vec<T>> {
        let mut found = Vec::new();
        self.query_params(sql, &parameter::all(params), &mut |row| {
            found.push(read(row)?);
            Ok(())
        })?;
        Ok(found)
    }

    /// Begins a transaction: one round trip. It rolls back when the guard is dropped without
    /// [`commit`](Transaction::commit).
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) where one is open already: that has savepoints.
    pub fn begin(&mut self) -> Result<Transaction<'_>> {
        Transaction::on(self)
    }

    /// Executes a statement; how many rows it touched.
    pub(crate) fn execute_params(&mut self, sql: &str, params: &[Param<'_>]) -> Result<u64> {
        self.before_write()?;
        if let Some(echo) = &self.shared.echo {
            echo.statement(sql, params);
        }
        let watch = Watch::start();
        let result = self.lease.driver()?.execute(sql, params);
        self.done(watch, result, sql, Some(params))
    }

    /// Hands out the rows of a statement, one by one; how many there were.
    pub(crate) fn query_params(
        &mut self,
        sql: &str,
        params: &[Param<'_>],
        each: &mut dyn FnMut(&Row<'_>) -> Result<()>,
    ) -> Result<u64> {
        match state::only_reads(sql) {
            true => self.before_read()?,
            false => self.before_write()?,
        }
        if let Some(echo) = &self.shared.echo {
            echo.statement(sql, params);
        }
        let watch = Watch::start();
        let result = self.lease.driver()?.query(sql, params, each);
        self.done(watch, result, sql, Some(params))
    }

    /// Hands out the row of a SELECT by key; how many there were, at most one.
    pub(crate) fn query_row(
        &mut self,
        sql: &str,
        params: &[Param<'_>],
        each: &mut dyn FnMut(&Row<'_>) -> Result<()>,
    ) -> Result<u64> {
        self.before_read()?;
        if let Some(echo) = &self.shared.echo {
            echo.statement(sql, params);
        }
        let watch = Watch::start();
        let result = self.lease.driver()?.query_row(sql, params, each);
        self.done(watch, result, sql, Some(params))
    }

    /// Executes one statement for every row of a batch.
    pub(crate) fn execute_batch(&mut self, sql: &str, batch: &mut dyn Batch) -> Result<()> {
        self.before_write()?;
        if let Some(echo) = &self.shared.echo {
            echo.batch(sql, batch);
        }
        let watch = Watch::start();
        let result = self.lease.driver()?.execute_each(sql, batch);
        self.done(watch, result, sql, None).map(|_| ())
    }

    /// Sends the rows of a batch by PostgreSQL's COPY; how many were inserted.
    pub(crate) fn copy_in(&mut self, sql: &str, insert: &str, batch: &dyn Batch) -> Result<u64> {
        self.before_write()?;
        if let Some(echo) = &self.shared.echo {
            echo.batch(sql, batch);
        }
        let watch = Watch::start();
        let result = self.lease.driver()?.copy_in(sql, insert, batch);
        self.done(watch, result, sql, None)
    }

    /// Runs statements without parameters that are not worth keeping prepared: DDL.
    pub(crate) fn run(&mut self, sql: &str) -> Result<()> {
        self.before_write()?;
        self.echo(sql);
        let watch = Watch::start();
        let result = self.lease.driver()?.run(sql).map(|()| 0);
        self.done(watch, result, sql, None).map(|_| ())
    }

    /// A statement has come back: how many rows there were, or what its error means.
    #[inline]
    fn done(&mut self, watch: Watch, result: Result<u64>, sql: &str, params: Option<&[Param<'_>]>) -> Result<u64> {
        match result {
            Ok(rows) => {
                watch.done(sql, rows);
                Ok(rows)
            }
            Err(error) => Err(self.failed(error, sql, params)),
        }
    }

    /// What an error means for the connection and its transaction, and what is to be told of it.
    #[cold]
    fn failed(&mut self, mut error: Error, sql: &str, params: Option<&[Param<'_>]>) -> Error {
        let (closed, in_transaction) = match self.lease.driver() {
            Ok(driver) => (driver.is_closed(), driver.in_transaction()),
            Err(_) => (true, false),
        };
        if let Some(open) = &mut self.open {
            open.failed |= error.sqlstate().is_some();
            open.ended |= closed || !in_transaction;
        }
        if let Some(params) = params.filter(|_| self.shared.log_parameters && error.statement().is_some()) {
            let mut text = String::new();
            crate::echo::parameters::tuple(&mut text, params);
            error = error.with_parameters(text);
        }
        if closed {
            self.lease.lost();
        }
        watch::failed(sql, &error);
        error
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        let begun_by_hand = self.lease.driver().is_ok_and(|driver| driver.in_transaction());
        if (self.open.is_some() || begun_by_hand) && self.end_by_rollback().is_err() {
            // Whatever state it is in, nobody else should get it.
            self.lease.discard();
        }
    }
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connection")
            .field("dialect", &self.dialect())
            .field("in_transaction", &self.in_transaction())
            .finish_non_exhaustive()
    }
}
