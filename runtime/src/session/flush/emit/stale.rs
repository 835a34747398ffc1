//! What is said of rows that are not as they were last seen.

use std::fmt::Write as _;

use foldhash::fast::RandomState;
use std::collections::HashSet;

use super::list_params;
use crate::{
    Connection, Error, ErrorKind, ValueRef,
    driver::Param,
    echo::parameters,
    session::{
        flush::values::{ByValues, Tuple},
        store::AnyStore,
    },
    sql::{self, Guard},
};

/// How many rows a message names.
const NAMED: usize = 3;

/// A statement that met fewer rows than it should have.
pub(super) struct Missed<'a> {
    pub(super) store: &'a dyn AnyStore,
    /// `UPDATE` or `DELETE`.
    pub(super) statement: &'static str,
    pub(super) guard: &'a Guard,
    pub(super) expected: usize,
    pub(super) matched: u64,
    /// The objects whose rows were not met; or those among which they are.
    pub(super) slots: Vec<u32>,
}

impl Missed<'_> {
    pub(super) fn error(&self) -> Error {
        let (one, gone) = match self.expected {
            1 => ("its row is gone", "it"),
            _ => ("their rows are gone", "them"),
        };
        let why = match self.guard {
            Guard::None => format!("{one}: roll back, and `expunge` {gone}"),
            Guard::Version(_) => format!(
                "{} or has another version: someone changed {gone} since it was read. Roll back, `refresh` {gone} and change \
                 {gone} again",
                one.replace("their rows are", "the row is")
            ),
            Guard::Columns(_) => format!(
                "{} or was changed by someone since it was last read, and it was edited while expired: `refresh` it first",
                one.replace("their rows are", "the row is")
            ),
        };
        let info = self.store.info();
        let message = match self.slots.as_slice() {
            &[slot] if self.expected == 1 => format!(
                "the {} of {} ({}) expected 1 row{} and matched 0: {why}. The object is {}",
                self.statement,
                info.name,
                self.shown(slot, info.table.primary_key),
                self.with(slot),
                self.store.display(slot)
            ),
            slots => {
                let certain = slots.len() as u64 + self.matched == self.expected as u64;
                let mut rows: Vec<String> = slots.iter().take(NAMED).map(|&slot| self.row(slot)).collect();
                if slots.len() > NAMED {
                    rows.push(format!("{} more", slots.len() - NAMED));
                }
                format!(
                    "the {} of {} rows of {} matched {}: {} {}: {why}",
                    self.statement,
                    self.expected,
                    info.name,
                    self.matched,
                    if certain { "not" } else { "some are missing among" },
                    rows.join(", "),
                )
            }
        };
        Error::new(ErrorKind::StaleData, message)
    }

    fn row(&self, slot: u32) -> String {
        let key = self.shown(slot, self.store.info().table.primary_key);
        format!("({key}){} {}", self.with(slot), self.store.display(slot))
    }

    /// ` with revision=3`
    fn with(&self, slot: u32) -> String {
        match self.guard.columns() {
            [] => String::new(),
            columns => format!(" with {}", self.shown(slot, columns)),
        }
    }

    /// `id=7, code='x'`
    fn shown(&self, slot: u32, columns: &[usize]) -> String {
        let mut text = String::new();
        for &column in columns {
            let description = &self.store.info().table.columns[column];
            // Writing to a String cannot fail.
            let _ = write!(text, "{}{}=", if text.is_empty() { "" } else { ", " }, description.field);
            match description.sensitive {
                true => text.push_str("***"),
                false => parameters::value(&mut text, self.store.base_value(slot, column)),
            }
        }
        text
    }
}

/// Which rows of a batch were not met: one statement more looks which rows are there, and which hold what was sent. All
/// of them where that cannot be told.
pub(super) fn not_updated(
    connection: &mut Connection,
    store: &dyn AnyStore,
    slots: &[u32],
    columns: &[usize],
) -> Vec<u32> {
    let key = store.info().table.primary_key;
    if columns.iter().any(|column| key.contains(column)) {
        return slots.to_vec();
    }
    look(connection, store, slots, &|slot, row| {
        let value = |column: usize| row.value(column).unwrap_or(ValueRef::Null);
        columns.iter().all(|&column| value(column).same(store.value(slot, column)))
    })
}

/// Which rows of a batch of deletes are there still.
pub(super) fn not_deleted(connection: &mut Connection, store: &dyn AnyStore, slots: &[u32]) -> Vec<u32> {
    let gone: HashSet<u32, RandomState> = look(connection, store, slots, &|_, _| true).into_iter().collect();
    let there: Vec<u32> = slots.iter().copied().filter(|slot| !gone.contains(slot)).collect();
    if there.is_empty() { slots.to_vec() } else { there }
}

/// Reads rows by the keys of their objects, and gives the objects without a row that fits.
fn look(
    connection: &mut Connection,
    store: &dyn AnyStore,
    slots: &[u32],
    fits: &dyn Fn(u32, &crate::Row<'_>) -> bool,
) -> Vec<u32> {
    let table = store.info().table;
    let key = table.primary_key;
    let lists: Vec<Vec<ValueRef<'_>>> =
        key.iter().map(|&column| slots.iter().map(|&slot| store.base_value(slot, column)).collect()).collect();
    let params: Vec<Param<'_>> = list_params(&lists, key.iter().map(|&column| table.columns[column].sensitive));
    let by_key: ByValues<'_, u32> = slots
        .iter()
        .filter_map(|&slot| Some((Tuple::of(key, |column| store.base_value(slot, column))?, slot)))
        .collect();
    let mut fitting: HashSet<u32, RandomState> = HashSet::default();
    let text = sql::select_by_lists(table, key, connection.dialect());
    let looked = connection.query_params(&text, &params, &mut |row| {
        let found = Tuple::of(key, |column| row.value(column).unwrap_or(ValueRef::Null));
        if let Some(&slot) = found.and_then(|found| by_key.get(&found))
            && fits(slot, row)
        {
            fitting.insert(slot);
        }
        Ok(())
    });
    match looked {
        Ok(_) => slots.iter().copied().filter(|slot| !fitting.contains(slot)).collect(),
        Err(_) => slots.to_vec(),
    }
}
