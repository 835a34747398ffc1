//! Rows into batches: a row joins the step before it where that has its table and its shape.

use super::plan::Step;
use crate::{
    session::{Place, stores::Stores},
    sql::Guard,
    table::Table,
};

/// Adds an update.
pub(super) fn update(stores: &Stores, index: usize, slot: u32, columns: &[usize], steps: &mut Vec<Step>) {
    let store = stores.get(index);
    let table = store.info().table;
    let guarded = store.head().metas[slot as usize].guarded;
    if let Some(Step::Update { store, slots, changed, guard, .. }) = steps.last_mut()
        && *store == index
        && *changed == columns
        && guard_fits(guard, guarded)
    {
        slots.push(slot);
        return;
    }
    let guard = guard(table, guarded, columns);
    let automatic = automatic(table, columns);
    let mut set = [columns, &automatic].concat();
    set.sort_unstable();
    let changed = columns.to_vec();
    steps.push(Step::Update { store: index, slots: vec![slot], changed, columns: set, automatic, guard });
}

/// Adds an insert, to a new batch where it begins one.
pub(super) fn insert(stores: &Stores, place: Place, begins: bool, steps: &mut Vec<Step>) {
    let any = stores.get(place.store);
    let table = any.info().table;
    if let Some(Step::Insert { store, slots, optional, returning, .. }) = steps.last_mut() {
        let same = |column: &usize| any.value(place.slot, *column).is_null() == returning.contains(column);
        if !begins && *store == place.store && optional.iter().all(same) {
            slots.push(place.slot);
            return;
        }
    }
    let by_database = |column: &usize| table.identity == Some(*column) || table.columns[*column].server_default;
    let optional: Vec<usize> = (0..table.columns.len()).filter(by_database).collect();
    let left_out = |column: &usize| optional.contains(column) && any.value(place.slot, *column).is_null();
    let (returning, columns) = (0..table.columns.len()).partition(left_out);
    steps.push(Step::Insert { store: place.store, slots: vec![place.slot], columns, optional, returning });
}

/// Adds a delete.
pub(super) fn delete(place: Place, steps: &mut Vec<Step>) {
    match steps.last_mut() {
        Some(Step::Delete { store, slots }) if *store == place.store => slots.push(place.slot),
        _ => steps.push(Step::Delete { store: place.store, slots: vec![place.slot] }),
    }
}

/// The columns that are set by themselves when others change.
fn automatic(table: &Table, changed: &[usize]) -> Vec<usize> {
    (0..table.columns.len())
        .filter(|column| {
            let by_itself = table.version == Some(*column) || table.columns[*column].update_default.is_some();
            by_itself && !changed.contains(column)
        })
        .collect()
}

fn guard(table: &Table, guarded: bool, columns: &[usize]) -> Guard {
    match table.version {
        Some(version) => Guard::Version(version),
        None if guarded => {
            Guard::Columns(columns.iter().copied().filter(|column| !table.primary_key.contains(column)).collect())
        }
        None => Guard::None,
    }
}

/// Whether an object with the columns of a batch has its guard too.
fn guard_fits(guard: &Guard, guarded: bool) -> bool {
    match guard {
        Guard::Version(_) => true,
        Guard::Columns(_) => guarded,
        Guard::None => !guarded,
    }
}
