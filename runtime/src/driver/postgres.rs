//! PostgreSQL through postgres.

use ::postgres::types::ToSql;
use ::postgres::{Client, Row as PostgresRow, Statement};

use super::{Batch, Driver, Executed, Param, Target};
use crate::connection::Access;
use crate::url::{PostgresOptions, Url};
use crate::{Dialect, Error, ErrorKind, Result, Row};

mod array;
mod bind;
mod cells;
mod error;
mod numbers;
mod open;
mod statements;
mod thread;
mod time;

use cells::PostgresCells;
use statements::{Prepared, Statements};
pub(super) use thread::tasks_move_between_threads;

/// Reads the options of a URL.
pub(super) fn target(url: &Url) -> Result<Target> {
    let options = PostgresOptions::from_url(url)?;
    Ok(Target {
        dialect: Dialect::Postgresql,
        only_one: false,
        open: Box::new(move || Ok(Box::new(Postgres::new(open::connect(&options)?)))),
    })
}

/// One connection to PostgreSQL.
struct Postgres {
    /// `None` only while it is being dropped.
    client: Option<Client>,
    statements: Statements,
    /// A transaction was begun, as far as the statements sent tell.
    in_transaction: bool,
    /// The server or the network ended the connection.
    dead: bool,
}

impl Postgres {
    fn new(client: Client) -> Self {
        Postgres { client: Some(client), statements: Statements::default(), in_transaction: false, dead: false }
    }

    /// Sends something to the server, from a thread where that is allowed.
    fn send<R: Send>(
        &mut self,
        sql: &str,
        call: impl FnOnce(&mut Client) -> Result<R, ::postgres::Error> + Send,
    ) -> Result<R> {
        let Some(client) = &mut self.client else { return Err(error::closed()) };
        match thread::outside(|| call(client))? {
            Ok(answer) => Ok(answer),
            Err(refused) => Err(self.refused(refused, sql)),
        }
    }

    #[cold]
    fn refused(&mut self, refused: ::postgres::Error, sql: &str) -> Error {
        let error = error::from_postgres(refused, Some(sql));
        self.dead |= error.kind() == ErrorKind::Connection;
        error
    }

    /// The statement, prepared now or before.
    fn prepared(&mut self, sql: &str, given: usize) -> Result<Prepared> {
        let prepared = match self.statements.get(sql) {
            Some(prepared) => prepared,
            None => {
                let statement = self.send(sql, |client| client.prepare(sql))?;
                self.statements.keep(sql, statement)
            }
        };
        let wanted = prepared.statement.params().len();
        if given != wanted {
            let message = format!("the statement takes {wanted} parameters and was given {given}");
            return Err(Error::new(ErrorKind::Programming, message).with_statement(sql));
        }
        Ok(prepared)
    }

    /// Runs a prepared statement. One that was prepared before a migration changed its columns is prepared anew and,
    /// outside a transaction (which the error has ended), run again.
    fn run_prepared<R: Send>(
        &mut self,
        sql: &str,
        params: &[Param<'_>],
        call: impl Fn(&mut Client, &Statement, &[&(dyn ToSql + Sync)]) -> Result<R, ::postgres::Error> + Send + Sync,
    ) -> Result<(R, Prepared)> {
        let params: Vec<&(dyn ToSql + Sync)> = params.iter().map(|param| param as _).collect();
        for again in [false, true] {
            let prepared = self.prepared(sql, params.len())?;
            match self.send(sql, |client| call(client, &prepared.statement, &params)) {
                Ok(answer) => return Ok((answer, prepared)),
                Err(error) if error::is_stale_plan(&error) => {
                    // The others were most likely prepared before the migration, too.
                    self.statements.clear();
                    if again || self.in_transaction {
                        return Err(error.with_retryable(true));
                    }
                }
                Err(error) => return Err(error),
            }
        }
        Err(error::closed())
    }

    fn control(&mut self, sql: &'static str) -> Result<()> {
        self.send(sql, |client| client.batch_execute(sql))
    }
}

impl Driver for Postgres {
    fn execute(&mut self, sql: &str, params: &[Param<'_>]) -> Result<u64> {
        let (rows, _) =
            self.run_prepared(sql, params, |client, statement, params| client.execute(statement, params))?;
        self.in_transaction |= begins_transaction(sql);
        Ok(rows)
    }

    fn query(&mut self, sql: &str, params: &[Param<'_>], each: &mut dyn FnMut(&Row<'_>) -> Result<()>) -> Result<u64> {
        let (rows, prepared): (Vec<PostgresRow>, _) =
            self.run_prepared(sql, params, |client, statement, params| client.query(statement, params))?;
        let count = rows.len();
        // A row is freed as soon as it is read, so that what is read can lie where it lay.
        for (index, row) in rows.into_iter().enumerate() {
            let expected = if index == 0 { count } else { 0 };
            each(&Row::first_of(&PostgresCells::new(&row, &prepared), expected))?;
        }
        Ok(count as u64)
    }

    fn execute_each(&mut self, sql: &str, batch: &mut dyn Batch) -> Result<u64> {
        let mut total = 0;
        for index in 0..batch.len() {
            let mut params = Vec::new();
            batch.bind(index, &mut params);
            let rows = self.execute(sql, &params)?;
            total += rows;
            batch.done(index, Executed { rows, last_insert_rowid: 0 })?;
        }
        Ok(total)
    }

    fn run(&mut self, sql: &str) -> Result<()> {
        self.send(sql, |client| client.batch_execute(sql))?;
        self.in_transaction |= begins_transaction(sql);
        Ok(())
    }

    fn begin(&mut self, _: Access) -> Result<Access> {
        self.control("BEGIN")?;
        self.in_transaction = true;
        Ok(Access::Write)
    }

    fn commit(&mut self) -> Result<()> {
        // A COMMIT that fails has rolled back.
        self.in_transaction = false;
        self.control("COMMIT")
    }

    fn rollback(&mut self) -> Result<()> {
        self.control("ROLLBACK")?;
        self.in_transaction = false;
        Ok(())
    }

    fn in_transaction(&self) -> bool {
        self.in_transaction
    }

    fn is_closed(&self) -> bool {
        self.dead || self.client.as_ref().is_none_or(Client::is_closed)
    }

    fn ping(&mut self) -> Result<()> {
        self.control("")
    }

    fn upgrade(&mut self) -> Result<Option<bool>> {
        Ok(None)
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        if let Some(client) = self.client.take() {
            thread::drop_outside(client);
        }
    }
}

/// A program may begin a transaction in its own words; then the connection must not go back with it open. That one
/// is also ended in such words need not be known: a ROLLBACK too many does nothing.
fn begins_transaction(sql: &str) -> bool {
    let start = sql.trim_ascii_start();
    ["BEGIN", "START"]
        .iter()
        .any(|word| start.as_bytes().get(..word.len()).is_some_and(|found| found.eq_ignore_ascii_case(word.as_bytes())))
}
