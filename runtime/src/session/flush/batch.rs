//! Rows into batches: a row joins the step before it where that has its table and its shape.

use super::{order::blankable, row_graph::Postponed, step::Step, switch::awaits};
use crate::{
    session::{Place, stores::Stores},
    sql::Guard,
    table::Table,
};

/// Adds an update, to a new batch where it begins one; `later` are foreign keys that are NULL as yet.
pub(super) fn update(
    stores: &Stores,
    place: Place,
    columns: &[usize],
    later: &[usize],
    begins: bool,
    steps: &mut Vec<Step>,
) {
    let any = stores.get(place.store);
    let table = any.info().table;
    let guarded = any.head().metas[place.slot as usize].guarded;
    let held = later.iter().map(|&number| (place.slot, number));
    if let Some(Step::Update { store, slots, changed, guard, later, .. }) = steps.last_mut()
        && !begins
        && *store == place.store
        && *changed == columns
        && guard_fits(guard, guarded)
    {
        slots.push(place.slot);
        later.extend(held);
        return;
    }
    let guard = guard(table, guarded, columns);
    let automatic = automatic(table, columns);
    let mut set = [columns, &automatic].concat();
    set.sort_unstable();
    steps.push(Step::Update {
        store: place.store,
        slots: vec![place.slot],
        changed: columns.to_vec(),
        columns: set,
        automatic,
        guard,
        later: held.collect(),
    });
}

/// Adds an insert, to a new batch where it begins one; `later` are foreign keys that are NULL as yet.
pub(super) fn insert(stores: &Stores, place: Place, later: &[usize], begins: bool, steps: &mut Vec<Step>) {
    let any = stores.get(place.store);
    let table = any.info().table;
    let held = later.iter().map(|&number| (place.slot, number));
    let left_out = |column: &usize| {
        let empty = any.value(place.slot, *column).is_null();
        table.leaves_out(*column, empty) && !(empty && awaits(any, place.slot, *column))
    };
    if let Some(Step::Insert { store, slots, optional, returning, later, .. }) = steps.last_mut() {
        let same = |column: &usize| left_out(column) == returning.contains(column);
        if !begins && *store == place.store && optional.iter().all(same) {
            slots.push(place.slot);
            later.extend(held);
            return;
        }
    }
    let optional: Vec<usize> = (0..table.columns.len()).filter(|&column| table.fills(column)).collect();
    let (returning, columns) = (0..table.columns.len()).partition(left_out);
    let (slots, later) = (vec![place.slot], held.collect());
    steps.push(Step::Insert { store: place.store, slots, columns, optional, returning, later });
}

/// Adds a delete, to a new batch where it begins one.
pub(super) fn delete(place: Place, begins: bool, steps: &mut Vec<Step>) {
    match steps.last_mut() {
        Some(Step::Delete { store, slots }) if !begins && *store == place.store => slots.push(place.slot),
        _ => steps.push(Step::Delete { store: place.store, slots: vec![place.slot] }),
    }
}

/// Adds a foreign key that becomes NULL.
pub(super) fn blank(stores: &Stores, place: Place, number: usize, begins: bool, steps: &mut Vec<Step>) {
    let any = stores.get(place.store);
    let table = any.info().table;
    let Some(blank) = blankable(stores, place, &table.foreign_keys[number]) else { return };
    let guarded = any.head().metas[place.slot as usize].guarded;
    if let Some(Step::Blank { store, slots, columns, guard }) = steps.last_mut()
        && !begins
        && *store == place.store
        && *columns == blank
        && guard_fits(guard, guarded)
    {
        slots.push(place.slot);
        return;
    }
    let guard = guard(table, guarded, &blank);
    steps.push(Step::Blank { store: place.store, slots: vec![place.slot], columns: blank, guard });
}

/// Adds the updates that write the foreign keys which had to be NULL when their rows were written: those of one table
/// and shape in one batch.
pub(super) fn postponed(stores: &Stores, postponed: &Postponed, steps: &mut Vec<Step>) {
    let columns = |(&place, numbers): (&Place, &Vec<usize>)| {
        let keys = stores.get(place.store).info().table.foreign_keys;
        let mut columns: Vec<usize> =
            numbers.iter().filter_map(|&number| blankable(stores, place, &keys[number])).flatten().collect();
        columns.sort_unstable();
        columns.dedup();
        (place.store, columns, place.slot)
    };
    let mut all: Vec<(usize, Vec<usize>, u32)> = postponed.iter().map(columns).collect();
    all.sort_unstable();
    for (position, (store, columns, slot)) in all.into_iter().enumerate() {
        update(stores, Place { store, slot }, &columns, &[], position == 0, steps);
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
