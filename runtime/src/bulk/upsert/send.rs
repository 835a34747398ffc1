//! The statements of an upsert.

use super::Upserts;
use crate::{
    Connection, Dialect, Error, ErrorKind, Result, Value,
    bulk::{
        rows::Rows,
        shape::{Lists, Shape},
    },
    driver::{Batch, Executed, Param},
    sql::{self, bulk::Conflict},
};

impl Upserts<'_, '_> {
    /// How many rows were written.
    pub(super) fn send(&mut self, connection: &mut Connection, shape: &Shape, conflict: &Conflict) -> Result<u64> {
        let table = self.rows.info().table;
        let dialect = connection.dialect();
        let all: Vec<usize> = (0..table.columns.len()).collect();
        let returning: &[usize] = if self.back.is_some() { &all } else { &[] };
        let (text, made) = match shape.columns.is_empty() {
            // A row that leaves everything to the database conflicts with none.
            true => (sql::insert(table, &[], returning, dialect), Vec::new()),
            false => {
                let text = sql::bulk::upsert(table, &shape.columns, conflict, returning, dialect);
                (text, made(self.rows, shape, conflict))
            }
        };
        let mut written = 0;
        if dialect == Dialect::Postgresql && shape.len() > 1 && !shape.columns.is_empty() {
            let text = sql::bulk::upsert_many(table, &shape.columns, conflict, returning);
            let lists = Lists::of(self.rows, shape, &shape.columns);
            let mut params = lists.params();
            params.extend(params_of(&made));
            match &mut self.back {
                None => written = connection.execute_params(&text, &params)?,
                Some(back) => {
                    connection.query_params(&text, &params, &mut |row| back.read(row))?;
                }
            }
        } else if dialect == Dialect::Sqlite && self.back.is_none() {
            let mut each = Each { rows: self.rows, shape, made: &made, written: 0 };
            connection.execute_batch(&text, &mut each)?;
            written = each.written;
        } else {
            for row in shape.start..shape.end {
                let mut params = Vec::with_capacity(shape.columns.len());
                self.rows.bind(row, &shape.columns, &mut params);
                params.extend(params_of(&made));
                let sent = match &mut self.back {
                    None => connection.execute_params(&text, &params),
                    Some(back) => connection.query_params(&text, &params, &mut |row| back.read(row)),
                };
                written += sent.map_err(|error| error.of_row(row - shape.start))?;
            }
        }
        match &mut self.back {
            Some(back) => Ok(back.settle(self.rows, shape, &conflict.target)),
            None => Ok(written),
        }
    }
}

/// The values of the columns that go by themselves: update defaults, and a version that is the time.
fn made(rows: &dyn Rows, shape: &Shape, conflict: &Conflict) -> Vec<(Value, bool)> {
    let table = rows.info().table;
    let of = |&column: &usize| {
        let description = &table.columns[column];
        let value = match description.update_default {
            Some(make) if table.version != Some(column) => make(),
            _ => sql::next_version(rows.value(shape.start, column)),
        };
        (value, description.sensitive)
    };
    conflict.parameters().iter().map(of).collect()
}

fn params_of(made: &[(Value, bool)]) -> impl Iterator<Item = Param<'_>> {
    made.iter().map(|(value, sensitive)| Param { value: value.as_ref(), sensitive: *sensitive })
}

/// SQLite's, one by one.
struct Each<'a> {
    rows: &'a dyn Rows,
    shape: &'a Shape,
    made: &'a [(Value, bool)],
    written: u64,
}

impl Batch for Each<'_> {
    fn len(&self) -> usize {
        self.shape.len()
    }

    fn bind<'a>(&'a self, index: usize, params: &mut Vec<Param<'a>>) {
        self.rows.bind(self.shape.start + index, &self.shape.columns, params);
        params.extend(params_of(self.made));
    }

    fn done(&mut self, _: usize, executed: Executed) -> Result<()> {
        self.written += executed.rows;
        Ok(())
    }
}

/// What PostgreSQL means where two rows of a statement are one to it, though their values differ here.
pub(super) fn told(error: Error) -> Error {
    match error.sqlstate() {
        Some("21000") => error.of_kind(ErrorKind::InvalidRequest).context(
            "two objects are one row to the database, whose columns find values equal that differ (another collation, \
             citext): send them in calls of their own",
        ),
        _ => error,
    }
}
