//! Inserts: one statement for all rows on PostgreSQL, one executed per row on SQLite, and what comes back.

use super::{list_params, no_transaction, row};
use crate::{
    Dialect, Error, ErrorKind, Result, Value, ValueRef,
    driver::{Batch, Executed, Param},
    session::{Session, store::AnyStore},
    sql,
    table::Table,
};

impl Session {
    pub(super) fn send_inserts(
        &mut self,
        store: usize,
        slots: &[u32],
        columns: &[usize],
        returning: &[usize],
    ) -> Result<()> {
        let dialect = self.engine.dialect();
        let Some(connection) = &mut self.connection else { return Err(no_transaction()) };
        let store = self.stores.get_mut(store);
        let table = store.info().table;
        if dialect == Dialect::Sqlite && (returning.is_empty() || returning == table.identity.as_slice()) {
            let text = sql::insert(table, columns, &[], dialect);
            let identity = table.identity.filter(|column| returning.contains(column));
            return connection.execute_batch(&text, &mut Inserts { store, slots, columns, identity });
        }
        if dialect == Dialect::Postgresql && slots.len() > 1 && !columns.is_empty() && in_order(table, returning) {
            return insert_many(connection, store, slots, columns, returning);
        }
        let text = sql::insert(table, columns, returning, dialect);
        for &slot in slots {
            let mut back = Vec::with_capacity(returning.len());
            let params = row(store, slot, columns);
            let mut rows = connection.query_params(&text, &params, &mut |row| {
                for index in 0..returning.len() {
                    back.push(row.value(index)?.to_value());
                }
                Ok(())
            })?;
            if returning.is_empty() {
                rows = 1;
            }
            if rows != 1 {
                return Err(not_inserted(table, 1, rows));
            }
            for (&column, value) in returning.iter().zip(back) {
                store.assign(slot, column, value)?;
            }
        }
        Ok(())
    }
}

/// Whether the rows that come back from an INSERT of many can be told apart: by an identity, which grows in the order
/// of the rows, or by not being needed.
fn in_order(table: &Table, returning: &[usize]) -> bool {
    returning.is_empty() || table.identity.is_some_and(|identity| returning.contains(&identity))
}

fn insert_many(
    connection: &mut crate::Connection,
    store: &mut dyn AnyStore,
    slots: &[u32],
    columns: &[usize],
    returning: &[usize],
) -> Result<()> {
    let table = store.info().table;
    let text = sql::insert_many(table, columns, returning);
    let lists: Vec<Vec<ValueRef<'_>>> =
        columns.iter().map(|&column| slots.iter().map(|&slot| store.value(slot, column)).collect()).collect();
    let params = list_params(&lists, columns.iter().map(|&column| table.columns[column].sensitive));
    if returning.is_empty() {
        let rows = connection.execute_params(&text, &params)?;
        return if rows == slots.len() as u64 { Ok(()) } else { Err(not_inserted(table, slots.len(), rows)) };
    }
    let identity = returning.iter().position(|&column| table.identity == Some(column)).unwrap_or_default();
    let mut back: Vec<(i64, Vec<Value>)> = Vec::with_capacity(slots.len());
    connection.query_params(&text, &params, &mut |row| {
        let mut others = Vec::with_capacity(returning.len() - 1);
        for index in (0..returning.len()).filter(|&index| index != identity) {
            others.push(row.value(index)?.to_value());
        }
        back.push((row.get(identity)?, others));
        Ok(())
    })?;
    if back.len() != slots.len() {
        return Err(not_inserted(table, slots.len(), back.len() as u64));
    }
    // RETURNING promises no order; identities are handed out in the order of the rows.
    if !back.is_sorted_by_key(|(key, _)| *key) {
        back.sort_by_key(|(key, _)| *key);
    }
    let others: Vec<usize> = returning.iter().copied().filter(|&column| table.identity != Some(column)).collect();
    for (&slot, (key, values)) in slots.iter().zip(back) {
        store.assign(slot, returning[identity], Value::I64(key))?;
        for (&column, value) in others.iter().zip(values) {
            store.assign(slot, column, value)?;
        }
    }
    Ok(())
}

struct Inserts<'a> {
    store: &'a mut dyn AnyStore,
    slots: &'a [u32],
    columns: &'a [usize],
    identity: Option<usize>,
}

impl Batch for Inserts<'_> {
    fn len(&self) -> usize {
        self.slots.len()
    }

    fn bind<'a>(&'a self, index: usize, params: &mut Vec<Param<'a>>) {
        self.store.bind(self.slots[index], self.columns, params);
    }

    fn done(&mut self, index: usize, executed: Executed) -> Result<()> {
        // A trigger may have dropped the row, and the rowid is then that of another one.
        if executed.rows != 1 {
            return Err(not_inserted(self.store.info().table, 1, executed.rows));
        }
        match self.identity {
            Some(column) => self.store.assign(self.slots[index], column, Value::I64(executed.last_insert_rowid)),
            None => Ok(()),
        }
    }
}

fn not_inserted(table: &Table, wanted: usize, rows: u64) -> Error {
    Error::new(
        ErrorKind::StaleData,
        format!("{wanted} rows were sent to \"{}\" and {rows} inserted: a trigger may have dropped some", table.name),
    )
    .with_retryable(false)
}
