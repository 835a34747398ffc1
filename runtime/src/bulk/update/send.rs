//! The statements of an update.

use super::Updates;
use crate::{
    Connection, Dialect, Error, ErrorKind, Result,
    bulk::shape::{Lists, Shape},
    driver::{Batch, Executed, Param},
    sql,
};

impl Updates<'_, '_> {
    pub(super) fn send(&mut self, connection: &mut Connection, shape: &Shape) -> Result<()> {
        let table = self.rows.info().table;
        let dialect = connection.dialect();
        if dialect == Dialect::Sqlite {
            let text = sql::update(table, &self.columns, &self.guard, dialect);
            return connection.execute_batch(&text, &mut Each { updates: self, shape });
        }
        let matched = if shape.len() == 1 {
            let text = sql::update(table, &self.columns, &self.guard, dialect);
            let mut params = Vec::new();
            self.bind(shape.start, &mut params);
            connection.execute_params(&text, &params)?
        } else {
            let text = sql::update_many(table, &self.columns, &self.guard);
            let set = Lists::made(shape, &self.columns, self.rows, |row, column| self.value(row, column));
            let old = Lists::of(self.rows, shape, &self.of_old);
            connection.execute_params(&text, &[set.params(), old.params()].concat())?
        };
        if matched == shape.len() as u64 {
            return Ok(());
        }
        let error = self.missing(&format!("{} of {} rows", shape.len() as u64 - matched, shape.len()));
        self.stale = Some(Shape { columns: Vec::new(), left_out: Vec::new(), ..*shape });
        Err(error)
    }

    /// New values, key, guard.
    fn bind<'a>(&'a self, row: usize, params: &mut Vec<Param<'a>>) {
        match self.made.is_empty() {
            true => self.rows.bind(row, &self.columns, params),
            false => params.extend(self.columns.iter().map(|&column| {
                let sensitive = self.rows.info().table.columns[column].sensitive;
                Param { value: self.value(row, column), sensitive }
            })),
        }
        self.rows.bind(row, &self.of_old, params);
    }

    pub(super) fn missing(&self, what: &str) -> Error {
        let info = self.rows.info();
        let why = match info.table.version {
            Some(_) => "gone, or of another version: someone changed them since they were read",
            None => "gone",
        };
        Error::new(ErrorKind::StaleData, format!("the UPDATE of {} did not find {what}: they are {why}", info.name))
    }
}

/// SQLite's, one by one.
struct Each<'a, 'w, 'p> {
    updates: &'a Updates<'w, 'p>,
    shape: &'a Shape,
}

impl Batch for Each<'_, '_, '_> {
    fn len(&self) -> usize {
        self.shape.len()
    }

    fn bind<'a>(&'a self, index: usize, params: &mut Vec<Param<'a>>) {
        self.updates.bind(self.shape.start + index, params);
    }

    fn done(&mut self, index: usize, executed: Executed) -> Result<()> {
        match executed.rows {
            1 => Ok(()),
            _ => Err(self.updates.missing(&self.updates.rows.named(self.shape.start + index)).of_row(index)),
        }
    }
}
