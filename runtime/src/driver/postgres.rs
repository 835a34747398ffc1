//! PostgreSQL through postgres.

use std::io::Write;

use ::postgres::types::ToSql;
use ::postgres::{Client, Row as PostgresRow, Statement};

use super::contract::{Access, Batch, Begin, Driver, Executed, Param, Target};
use crate::url::{PostgresOptions, Url};
use crate::{Dialect, Error, ErrorKind, Result, Row};

mod array;
mod bind;
mod cells;
mod copy;
mod decode;
mod error;
mod misfit;
mod network;
mod numbers;
mod open;
mod scalar;
mod statements;
mod thread;
mod time;
mod types;

use cells::PostgresCells;
use statements::{Prepared, Statements};
use thread::Seat;
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
    seat: Seat,
    statements: Statements,
    /// A transaction was begun, as far as the statements sent tell.
    in_transaction: bool,
    /// The server or the network ended the connection.
    dead: bool,
}

/// So many bytes of a COPY go out at once.
const COPIED: usize = 32 << 10;

/// What is done with a prepared statement and its parameters.
type Call<R> = fn(&mut Client, &Statement, &[&(dyn ToSql + Sync)]) -> Result<R, ::postgres::Error>;

impl Postgres {
    fn new(seat: Seat) -> Self {
        Postgres { seat, statements: Statements::default(), in_transaction: false, dead: false }
    }

    /// Sends something to the server.
    fn send<R: Send + 'static>(
        &mut self,
        sql: &str,
        call: impl FnOnce(&mut Client) -> Result<R, ::postgres::Error> + Send + 'static,
    ) -> Result<R> {
        match self.seat.call(call) {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(refused)) => Err(self.failed(error::from_postgres(refused, Some(sql)))),
            Err(unsent) => Err(self.failed(unsent)),
        }
    }

    #[cold]
    fn failed(&mut self, error: Error) -> Error {
        self.dead |= error.kind() == ErrorKind::Connection;
        error
    }

    /// The statement, prepared now or before.
    fn prepared(&mut self, sql: &str) -> Result<Prepared> {
        if let Some(prepared) = self.statements.get(sql) {
            return Ok(prepared);
        }
        let text = sql.to_owned();
        let statement = self.send(sql, move |client| client.prepare(&text))?;
        Ok(self.statements.keep(sql, statement))
    }

    /// Runs a prepared statement. One that was prepared before a migration changed its columns is prepared anew and,
    /// outside a transaction (which the error has ended), run again.
    fn run_prepared<R: Send + 'static>(
        &mut self,
        sql: &str,
        params: &[Param<'_>],
        call: Call<R>,
    ) -> Result<(R, Prepared)> {
        for again in [false, true] {
            let prepared = self.prepared(sql)?;
            let statement = prepared.statement.clone();
            let params = bind::encode(params, statement.params()).map_err(|error| error.with_statement(sql))?;
            let sent = self.send(sql, move |client| {
                let params: Vec<&(dyn ToSql + Sync)> = params.iter().map(|param| param as _).collect();
                call(client, &statement, &params)
            });
            match sent {
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
        self.send(sql, move |client| client.batch_execute(sql))
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

    fn copy_in(&mut self, sql: &str, insert: &str, batch: &dyn Batch) -> Result<u64> {
        let wanted = self.prepared(insert)?.statement;
        let data = copy::encode(batch, wanted.params()).map_err(|error| error.with_statement(sql))?;
        let statement = self.prepared(sql)?.statement;
        let sent = self.send(sql, move |client| {
            let mut writer = client.copy_in(&statement)?;
            // In pieces: the server begins with the first while the others are on their way.
            match data.chunks(COPIED).try_for_each(|piece| writer.write_all(piece)) {
                Ok(()) => Ok(Ok(writer.finish()?)),
                Err(error) => Ok(Err(error)),
            }
        });
        match sent {
            Ok(Ok(rows)) => Ok(rows),
            Ok(Err(unsent)) => Err(self.failed(error::closed().with_source(unsent).with_statement(sql))),
            Err(error) => {
                // A migration may have given the columns other types.
                if error.sqlstate() == Some("22P03") {
                    self.statements.clear();
                }
                Err(error)
            }
        }
    }

    fn run(&mut self, sql: &str) -> Result<()> {
        let text = sql.to_owned();
        self.send(sql, move |client| client.batch_execute(&text))?;
        if sql.trim_start().get(..5).is_some_and(|word| word.eq_ignore_ascii_case("DROP ")) {
            // Those that are kept may have parameters of a type that is gone, which the next of its name is not.
            self.statements.clear();
        }
        self.in_transaction |= begins_transaction(sql);
        Ok(())
    }

    fn begin(&mut self, begin: Begin) -> Result<Access> {
        if begin.isolation.is_some() || begin.read_only {
            self.run(&format!("BEGIN{begin}"))?;
        } else {
            self.control("BEGIN")?;
        }
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
        self.dead || self.seat.is_closed()
    }

    fn ping(&mut self) -> Result<()> {
        self.control("")
    }

    fn upgrade(&mut self, _: bool) -> Result<Option<bool>> {
        Ok(None)
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

#[cfg(test)]
mod tests;
