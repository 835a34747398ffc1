//! The statements of an insert.

use super::Inserts;
use crate::{
    Connection, Dialect, Error, ErrorKind, Result, Value, ValueRef,
    bulk::{
        keys::in_order,
        rows::Rows,
        shape::{Lists, Shape},
    },
    driver::{Batch, Executed, Param},
    sql,
    table::Table,
};

/// By what the rows that come back from an INSERT of many are told apart.
enum KnownBy {
    /// Nothing comes back.
    Nothing,
    /// What comes back at that place is an identity.
    Identity(usize),
    /// The key was sent along.
    Key,
}

impl KnownBy {
    fn of(table: &Table, shape: &Shape, returning: &[usize]) -> Option<Self> {
        let identity = returning.iter().position(|&column| table.identity == Some(column));
        match identity {
            _ if returning.is_empty() => Some(KnownBy::Nothing),
            Some(at) => Some(KnownBy::Identity(at)),
            None => table.primary_key.iter().all(|column| shape.columns.contains(column)).then_some(KnownBy::Key),
        }
    }
}

impl Inserts<'_, '_> {
    pub(super) fn send(&mut self, connection: &mut Connection, shape: &Shape) -> Result<u64> {
        let table = self.rows.info().table;
        let dialect = connection.dialect();
        let returning: &[usize] = if self.fills { &shape.left_out } else { &[] };
        let many = shape.len() > 1 && !shape.columns.is_empty();
        if dialect == Dialect::Sqlite && (returning.is_empty() || returning == table.identity.as_slice()) {
            let text = sql::insert(table, &shape.columns, &[], dialect);
            let identity = returning.first().copied();
            let mut each = Each { rows: self.rows, shape, identity, fills: self.fills, written: 0 };
            connection.execute_batch(&text, &mut each)?;
            return Ok(each.written);
        }
        if dialect == Dialect::Postgresql && many {
            if returning.is_empty() && self.copy {
                let (text, insert) =
                    (sql::bulk::copy(table, &shape.columns), sql::insert(table, &shape.columns, &[], dialect));
                let each = Each { rows: self.rows, shape, identity: None, fills: false, written: 0 };
                let copied = connection.copy_in(&text, &insert, &each)?;
                return self.counted(copied, shape.len());
            }
            if let Some(known_by) = KnownBy::of(table, shape, returning) {
                return self.send_lists(connection, shape, returning, &known_by);
            }
        }
        self.send_each(connection, shape, returning)
    }

    /// An array a column.
    fn send_lists(
        &mut self,
        connection: &mut Connection,
        shape: &Shape,
        returning: &[usize],
        known_by: &KnownBy,
    ) -> Result<u64> {
        let table = self.rows.info().table;
        let mut back = returning.to_vec();
        if let KnownBy::Key = known_by {
            back.extend(table.primary_key);
        }
        let text = sql::insert_many(table, &shape.columns, &back);
        let lists = Lists::of(self.rows, shape, &shape.columns);
        let params = lists.params();
        if back.is_empty() {
            let rows = connection.execute_params(&text, &params)?;
            return self.counted(rows, shape.len());
        }
        let mut found: Vec<Vec<Value>> = Vec::with_capacity(shape.len());
        connection.query_params(&text, &params, &mut |row| {
            found.push((0..back.len()).map(|index| Ok(row.value(index)?.to_value())).collect::<Result<_>>()?);
            Ok(())
        })?;
        self.counted(found.len() as u64, shape.len())?;
        match *known_by {
            // RETURNING promises no order; identities are handed out in the order of the rows.
            KnownBy::Identity(at) => found.sort_by_key(|values| integer(values[at].as_ref())),
            KnownBy::Key => {
                let key = |values: &Vec<Value>, part: usize| values[returning.len() + part].clone();
                found = in_order(self.rows, shape, table.primary_key, found, key).map_err(|_| rekeyed(table))?;
            }
            KnownBy::Nothing => {}
        }
        for (row, values) in (shape.start..shape.end).zip(found) {
            for (&column, value) in returning.iter().zip(values) {
                self.rows.assign(row, column, value)?;
            }
        }
        Ok(shape.len() as u64)
    }

    /// A statement a row.
    fn send_each(&mut self, connection: &mut Connection, shape: &Shape, returning: &[usize]) -> Result<u64> {
        let table = self.rows.info().table;
        let text = sql::insert(table, &shape.columns, returning, connection.dialect());
        let mut written = 0;
        for row in shape.start..shape.end {
            let mut params = Vec::with_capacity(shape.columns.len());
            self.rows.bind(row, &shape.columns, &mut params);
            let of_row = |error: Error| error.of_row(row - shape.start);
            if returning.is_empty() {
                written += self.counted(connection.execute_params(&text, &params).map_err(of_row)?, 1)?;
                continue;
            }
            let mut back = Vec::with_capacity(returning.len());
            let rows = connection.query_params(&text, &params, &mut |row| {
                for index in 0..returning.len() {
                    back.push(row.value(index)?.to_value());
                }
                Ok(())
            });
            written += self.counted(rows.map_err(of_row)?, 1)?;
            for (&column, value) in returning.iter().zip(back) {
                self.rows.assign(row, column, value)?;
            }
        }
        Ok(written)
    }

    /// How many rows were inserted: all, where the objects are to be given back.
    fn counted(&self, rows: u64, wanted: usize) -> Result<u64> {
        if self.fills && rows != wanted as u64 {
            return Err(not_inserted(self.rows.info().table, wanted, rows));
        }
        Ok(rows)
    }
}

/// Rows that are executed one by one.
struct Each<'a> {
    rows: &'a mut dyn Rows,
    shape: &'a Shape,
    /// The column that the rowid is, where it is wanted.
    identity: Option<usize>,
    /// Whether each row must have been inserted.
    fills: bool,
    written: u64,
}

impl Batch for Each<'_> {
    fn len(&self) -> usize {
        self.shape.len()
    }

    fn bind<'a>(&'a self, index: usize, params: &mut Vec<Param<'a>>) {
        self.rows.bind(self.shape.start + index, &self.shape.columns, params);
    }

    fn done(&mut self, index: usize, executed: Executed) -> Result<()> {
        self.written += executed.rows;
        // A trigger may have dropped the row, and the rowid is then that of another one.
        if self.fills && executed.rows != 1 {
            return Err(not_inserted(self.rows.info().table, 1, executed.rows).of_row(index));
        }
        match self.identity {
            Some(column) => self.rows.assign(self.shape.start + index, column, Value::I64(executed.last_insert_rowid)),
            None => Ok(()),
        }
    }
}

pub(in crate::bulk) fn integer(value: ValueRef<'_>) -> i64 {
    match value {
        ValueRef::I64(v) => v,
        ValueRef::I32(v) => v.into(),
        ValueRef::I16(v) => v.into(),
        _ => 0,
    }
}

fn not_inserted(table: &Table, wanted: usize, rows: u64) -> Error {
    let message =
        format!("{wanted} rows were sent to \"{}\" and {rows} inserted: a trigger may have dropped some", table.name);
    Error::new(ErrorKind::StaleData, message).with_retryable(false)
}

fn rekeyed(table: &Table) -> Error {
    let message = format!(
        "rows of \"{}\" came back with other keys than were sent, so that it cannot be told which is which: a trigger \
         may have changed them",
        table.name
    );
    Error::new(ErrorKind::StaleData, message).with_retryable(false)
}
