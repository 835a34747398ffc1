//! The plan of a flush: a function from the state of the objects to a list of steps. It sends nothing and changes
//! nothing.

use super::{
    check,
    links::{self, Links, Severed},
    order::{self, Groups},
};
use crate::{
    Result,
    session::{
        Place,
        associations::Associations,
        head::{Head, State},
        store::AnyStore,
        stores::Stores,
    },
    sql::Guard,
    table::Table,
};

/// What a flush does, in order.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    pub(crate) steps: Vec<Step>,
}

/// One batch: rows of one table and one shape.
#[derive(Debug)]
pub(crate) enum Step {
    Update {
        store: usize,
        slots: Vec<u32>,
        /// The columns that were changed.
        changed: Vec<usize>,
        /// The columns to set: those, and the automatic ones.
        columns: Vec<usize>,
        /// The columns that are set by themselves: the version, and update defaults.
        automatic: Vec<usize>,
        guard: Guard,
    },
    Insert {
        store: usize,
        slots: Vec<u32>,
        /// The columns that are sent.
        columns: Vec<usize>,
        /// The columns that the database can fill.
        optional: Vec<usize>,
        /// Those of them that it does fill, and gives back.
        returning: Vec<usize>,
    },
    /// Rows between that go with deleted objects.
    Sever(Severed),
    /// Rows between that links taken away had.
    Unlink(Links),
    /// Rows between for new links.
    Link(Links),
    Delete {
        store: usize,
        slots: Vec<u32>,
    },
}

/// Plans a flush, or says what cannot be written.
pub(crate) fn plan(stores: &Stores, associations: &Associations) -> Result<Plan> {
    let mut plan = Plan::default();
    let groups = Groups::of(stores);
    for group in groups.iter() {
        let inserts = order::inserts(stores, group)?;
        let mut late = Vec::new();
        for &store in group {
            updates(stores, store, &mut plan, &mut late)?;
        }
        for level in inserts {
            for (position, place) in level.into_iter().enumerate() {
                // A batch is filled before it is sent: a parent and its child may not be in the same.
                insert(stores, place, position == 0, &mut plan)?;
            }
        }
        // Rows that will refer to rows of their own group which the inserts make.
        plan.steps.append(&mut late);
    }
    plan.steps.append(&mut links::steps(stores, associations));
    for group in groups.iter().rev() {
        for place in order::deletes(stores, group)? {
            match plan.steps.last_mut() {
                Some(Step::Delete { store, slots }) if *store == place.store => slots.push(place.slot),
                _ => plan.steps.push(Step::Delete { store: place.store, slots: vec![place.slot] }),
            }
        }
    }
    Ok(plan)
}

/// The updates of one table, in the order of the keys.
fn updates(stores: &Stores, index: usize, plan: &mut Plan, late: &mut Vec<Step>) -> Result<()> {
    let store = stores.get(index);
    let head = store.head();
    let touched = touched(store);
    let table = store.info().table;
    let mut columns = Vec::new();
    for slot in touched {
        changed(store, slot, &mut columns);
        if columns.is_empty() {
            continue;
        }
        check::update(store, slot, &columns)?;
        let waits = order::waits_for_insert(stores, Place { store: index, slot });
        let steps = if waits { &mut *late } else { &mut plan.steps };
        let guarded = head.metas[slot as usize].guarded;
        match steps.last_mut() {
            Some(Step::Update { store, slots, changed, guard, .. })
                if *store == index && *changed == columns && guard_fits(guard, guarded) =>
            {
                slots.push(slot);
            }
            _ => {
                let guard = guard(table, guarded, &columns);
                let automatic = automatic(table, &columns);
                let mut set = [&columns[..], &automatic].concat();
                set.sort_unstable();
                let changed = columns.clone();
                steps.push(Step::Update { store: index, slots: vec![slot], changed, columns: set, automatic, guard });
            }
        }
    }
    Ok(())
}

/// The objects that may need an update, in the order of their keys.
pub(super) fn touched(store: &dyn AnyStore) -> Vec<u32> {
    let head = store.head();
    let counts = |slot: &u32| {
        let meta = &head.metas[*slot as usize];
        meta.touched && !meta.deleted && meta.state == State::Persistent
    };
    let mut touched: Vec<u32> = head.touched.iter().copied().filter(counts).collect();
    touched.sort_by(|&a, &b| store.compare_keys(a, b));
    touched.dedup();
    touched
}

/// The columns of an edited object that differ from the base, those that are written all the same, and those that a
/// link will fill.
pub(crate) fn changed(store: &dyn AnyStore, slot: u32, columns: &mut Vec<usize>) {
    columns.clear();
    store.changed(slot, columns);
    let Head { links, forced, .. } = store.head();
    if links.is_empty() && forced.is_empty() {
        return;
    }
    columns.extend(forced.get(&slot).into_iter().flatten());
    for (number, key) in store.info().table.foreign_keys.iter().enumerate() {
        if links.get(&(slot, number)).is_some_and(|link| !link.keyed) {
            columns.extend(key.columns.iter().filter(|&&column| store.value(slot, column).is_null()));
        }
    }
    columns.sort_unstable();
    columns.dedup();
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

/// Adds an insert to the batch before it, if that has its shape, unless it begins a level.
fn insert(stores: &Stores, place: Place, begins: bool, plan: &mut Plan) -> Result<()> {
    let any = stores.get(place.store);
    let table = any.info().table;
    check::insert(stores, place)?;
    if let Some(Step::Insert { store, slots, optional, returning, .. }) = plan.steps.last_mut() {
        let same = |column: &usize| any.value(place.slot, *column).is_null() == returning.contains(column);
        if !begins && *store == place.store && optional.iter().all(same) {
            slots.push(place.slot);
            return Ok(());
        }
    }
    let by_database = |column: &usize| table.identity == Some(*column) || table.columns[*column].server_default;
    let optional: Vec<usize> = (0..table.columns.len()).filter(by_database).collect();
    let left_out = |column: &usize| optional.contains(column) && any.value(place.slot, *column).is_null();
    let (returning, columns) = (0..table.columns.len()).partition(left_out);
    plan.steps.push(Step::Insert { store: place.store, slots: vec![place.slot], columns, optional, returning });
    Ok(())
}
