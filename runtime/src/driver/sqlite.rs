//! SQLite through rusqlite.

use std::time::Duration;

use rusqlite::{CachedStatement, TransactionState};

use super::contract::{Access, Batch, Begin, Driver, Executed, Param, Target};
use crate::url::{SqliteBegin, SqliteOptions, Url};
use crate::{Dialect, Error, ErrorKind, IsolationLevel, Result, Row};

mod bind;
mod cells;
mod error;
mod open;
mod text;
mod window;

use bind::Unbound;
use cells::SqliteCells;
use error::Told;
use text::Text;
use window::Windows;

/// Reads the options of a URL.
pub(super) fn target(url: &Url) -> Result<Target> {
    let options = SqliteOptions::from_url(url)?;
    Ok(Target {
        dialect: Dialect::Sqlite,
        only_one: options.single_connection(),
        open: Box::new(move || Ok(Box::new(Sqlite::open(&options)?))),
    })
}

/// One connection to SQLite.
pub(super) struct Sqlite {
    connection: rusqlite::Connection,
    /// What a transaction that reads first begins with.
    begin: SqliteBegin,
    /// Other connections can write to the database.
    shared: bool,
    /// They share it in memory, where SQLite does not wait for a lock of another's, and the error should say why.
    shared_memory: bool,
    /// How long a statement waits for the locks of others.
    timeout: Duration,
    windows: Windows,
}

impl Sqlite {
    /// The statement, prepared now or before. More parameters than it has are refused by SQLite, fewer would silently
    /// be NULL.
    fn prepare(&self, sql: &str, given: usize) -> Result<CachedStatement<'_>> {
        let prepared = match sql.ends_with('?') {
            true => self.windows.prepared(sql, |sql| self.connection.prepare_cached(sql)),
            false => self.connection.prepare_cached(sql),
        };
        let statement = prepared.map_err(|error| self.told(error, sql))?;
        let wanted = statement.parameter_count();
        if given != wanted {
            let message = format!("the statement takes {wanted} parameters and was given {given}");
            return Err(Error::new(ErrorKind::Programming, message).with_statement(sql));
        }
        Ok(statement)
    }

    fn bind(&self, statement: &mut CachedStatement<'_>, sql: &str, params: &[Param<'_>]) -> Result<()> {
        let mut text = Text::new();
        for (index, param) in params.iter().enumerate() {
            if let Err(unbound) = bind::bind(statement, index + 1, param.value, &mut text) {
                return Err(self.unbound(unbound, index, sql));
            }
        }
        Ok(())
    }

    #[cold]
    fn unbound(&self, unbound: Unbound, index: usize, sql: &str) -> Error {
        match unbound {
            Unbound::Refused(why) => {
                let error = Error::new(ErrorKind::Data, format!("parameter {}: {why}", index + 1));
                error.with_statement(sql).of_parameter(index)
            }
            Unbound::Sqlite(error) => self.told(error, sql),
        }
    }

    #[cold]
    fn told(&self, error: rusqlite::Error, sql: &str) -> Error {
        Told { error, sql, shared_memory: self.shared_memory }.into()
    }

    /// A number that differs after another connection has changed the database.
    fn data_version(&self) -> Result<i64> {
        let sql = "PRAGMA data_version";
        let read = |mut statement: CachedStatement<'_>| statement.query_row([], |row| row.get(0));
        self.connection.prepare_cached(sql).and_then(read).map_err(|error| self.told(error, sql))
    }

    /// BEGIN and its like, which are worth keeping prepared.
    fn control(&self, sql: &'static str) -> Result<()> {
        let run = |mut statement: CachedStatement<'_>| statement.raw_execute();
        self.connection.prepare_cached(sql).and_then(run).map(|_| ()).map_err(|error| self.told(error, sql))
    }

    /// The same, for one that would wait for another writer to end.
    fn control_waiting(&self, sql: &'static str, wait: bool) -> Result<()> {
        if wait {
            return self.control(sql);
        }
        let set = |timeout| self.connection.busy_timeout(timeout).map_err(|error| self.told(error, sql));
        set(Duration::ZERO)?;
        let result = self.control(sql);
        set(self.timeout)?;
        result
    }
}

impl Driver for Sqlite {
    fn execute(&mut self, sql: &str, params: &[Param<'_>]) -> Result<u64> {
        let mut statement = self.prepare(sql, params.len())?;
        self.bind(&mut statement, sql, params)?;
        match statement.raw_execute() {
            Ok(rows) => Ok(rows as u64),
            Err(error) => Err(self.told(error, sql)),
        }
    }

    fn query(&mut self, sql: &str, params: &[Param<'_>], each: &mut dyn FnMut(&Row<'_>) -> Result<()>) -> Result<u64> {
        let mut statement = self.prepare(sql, params.len())?;
        self.bind(&mut statement, sql, params)?;
        let mut rows = statement.raw_query();
        let mut count = 0;
        loop {
            match rows.next() {
                Ok(Some(row)) => each(&Row::new(&SqliteCells(row)))?,
                Ok(None) => return Ok(count),
                Err(error) => return Err(self.told(error, sql)),
            }
            count += 1;
        }
    }

    // The row that is not there is not stepped to.
    fn query_row(
        &mut self,
        sql: &str,
        params: &[Param<'_>],
        each: &mut dyn FnMut(&Row<'_>) -> Result<()>,
    ) -> Result<u64> {
        let mut statement = self.prepare(sql, params.len())?;
        self.bind(&mut statement, sql, params)?;
        let mut rows = statement.raw_query();
        match rows.next() {
            Ok(Some(row)) => each(&Row::new(&SqliteCells(row))).map(|()| 1),
            Ok(None) => Ok(0),
            Err(error) => Err(self.told(error, sql)),
        }
    }

    fn execute_each(&mut self, sql: &str, batch: &mut dyn Batch) -> Result<u64> {
        let mut statement: Option<CachedStatement<'_>> = None;
        let mut spare = Vec::new();
        let mut total = 0;
        for index in 0..batch.len() {
            let mut params: Vec<Param<'_>> = spare;
            batch.bind(index, &mut params);
            let statement = match &mut statement {
                // Every row binds as many parameters as the first.
                Some(statement) => statement,
                none => none.insert(self.prepare(sql, params.len())?),
            };
            self.bind(statement, sql, &params).map_err(|error| error.of_row(index))?;
            spare = emptied(params);
            let rows = statement.raw_execute().map_err(|error| self.told(error, sql).of_row(index))? as u64;
            total += rows;
            batch.done(index, Executed { rows, last_insert_rowid: self.connection.last_insert_rowid() })?;
        }
        Ok(total)
    }

    fn run(&mut self, sql: &str) -> Result<()> {
        self.connection.execute_batch(sql).map_err(|error| self.told(error, sql))
    }

    fn begin(&mut self, begin: Begin) -> Result<Access> {
        if let Some(level) = begin.isolation.filter(|&level| level != IsolationLevel::Serializable) {
            let message = format!("SQLite has no isolation level {level}: its transactions are SERIALIZABLE");
            return Err(Error::new(ErrorKind::InvalidRequest, message));
        }
        let (sql, begun) = match (self.begin, begin.access) {
            _ if begin.read_only => ("BEGIN", Access::Read),
            (SqliteBegin::Exclusive, _) => ("BEGIN EXCLUSIVE", Access::Write),
            // There is nobody to exclude.
            (SqliteBegin::Deferred, _) if !self.shared => ("BEGIN", Access::Write),
            (SqliteBegin::Deferred, Access::Read) => ("BEGIN", Access::Read),
            _ => ("BEGIN IMMEDIATE", Access::Write),
        };
        self.control_waiting(sql, begin.wait)?;
        Ok(begun)
    }

    fn commit(&mut self) -> Result<()> {
        self.control("COMMIT")
    }

    fn rollback(&mut self) -> Result<()> {
        self.control("ROLLBACK")
    }

    fn in_transaction(&self) -> bool {
        !self.connection.is_autocommit()
    }

    fn is_closed(&self) -> bool {
        false
    }

    fn ping(&mut self) -> Result<()> {
        Ok(())
    }

    fn upgrade(&mut self, wait: bool) -> Result<Option<bool>> {
        let state = self.connection.transaction_state(None::<&str>);
        if !self.shared || state.map_err(|error| self.told(error, "BEGIN IMMEDIATE"))? == TransactionState::Write {
            return Ok(None);
        }
        let before = self.data_version()?;
        self.control("COMMIT")?;
        self.control_waiting("BEGIN IMMEDIATE", wait)?;
        Ok(Some(self.data_version()? != before))
    }
}

/// The vector without its contents, for parameters that live elsewhere. (Collecting what cannot be there keeps the
/// allocation.)
fn emptied(mut params: Vec<Param<'_>>) -> Vec<Param<'static>> {
    params.clear();
    params.into_iter().map_while(|_| None).collect()
}

#[cfg(test)]
mod tests;
