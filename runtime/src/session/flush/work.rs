//! What a flush has to do, table by table: rows to update, to insert, to delete.

use std::collections::HashSet;

use foldhash::fast::RandomState;

use super::{check, step::Switch, switch, values::Known};
use crate::{
    Result,
    session::{
        Place,
        head::{Head, State},
        store::AnyStore,
        stores::Stores,
    },
};

/// The rows of every table, by the index of its store.
pub(super) struct Work {
    rows: Vec<Rows>,
    /// The stores that have any, referenced tables first.
    pub(super) active: Vec<usize>,
}

/// What happens to the rows of one table.
#[derive(Default)]
pub(super) struct Rows {
    /// In the order of their keys.
    pub(super) updates: Vec<Update>,
    /// In the order of `add`.
    pub(super) inserts: Vec<u32>,
    /// In the order of their keys.
    pub(super) deletes: Vec<u32>,
    /// New objects that take over the rows of deleted ones.
    pub(super) switches: Vec<Switch>,
    /// Sets of changed columns, which updates share.
    shapes: Vec<Vec<usize>>,
}

/// A row to be updated.
#[derive(Clone, Copy, Debug)]
pub(super) struct Update {
    pub(super) slot: u32,
    /// The object that knows what the row holds: the same one, or the deleted one whose row it takes over.
    pub(super) base: u32,
    shape: u32,
}

impl Work {
    /// Gathers what is to be done, or says what cannot be written.
    pub(super) fn gather(stores: &Stores, epoch: u32) -> Result<Work> {
        let mut work = Work { rows: Vec::new(), active: Vec::new() };
        for store in stores.by_rank() {
            if !stores.get(store).head().is_clean() {
                let rows = Rows::gather(stores, store, epoch)?;
                if work.rows.len() <= store {
                    work.rows.resize_with(store + 1, Rows::default);
                }
                work.rows[store] = rows;
                work.active.push(store);
            }
        }
        Ok(work)
    }

    pub(super) fn of(&self, store: usize) -> &Rows {
        &self.rows[store]
    }

    /// The new object that takes over the row of a deleted one.
    pub(super) fn taken_over(&self, store: usize, old: u32) -> Option<u32> {
        let switches = &self.rows.get(store)?.switches;
        switches.iter().find(|switch| switch.old == old).map(|switch| switch.new)
    }

    /// Whether a new object takes over a row.
    pub(super) fn takes_over(&self, store: usize, new: u32) -> bool {
        self.rows.get(store).is_some_and(|rows| rows.switches.iter().any(|switch| switch.new == new))
    }

    /// The object that knows what a row holds.
    pub(super) fn known(&self, place: Place) -> Known {
        let switches = self.rows.get(place.store).map(|rows| rows.switches.as_slice()).unwrap_or_default();
        let old = switches.iter().find(|switch| switch.new == place.slot).map(|switch| switch.old);
        Known { slot: place.slot, base: old.unwrap_or(place.slot) }
    }

    /// The columns that the update of an object changes, if it has one.
    pub(super) fn changed(&self, stores: &Stores, place: Place) -> Option<&[usize]> {
        let rows = self.rows.get(place.store)?;
        let at = rows.find(stores.get(place.store), place.slot).ok()?;
        Some(rows.changed(rows.updates[at]))
    }

    /// Takes columns out of the update of an object: they will be as it has them.
    pub(super) fn leave_out(&mut self, stores: &Stores, place: Place, columns: &[usize]) {
        let Some(rows) = self.rows.get_mut(place.store) else { return };
        let Ok(at) = rows.find(stores.get(place.store), place.slot) else { return };
        let mut changed = rows.changed(rows.updates[at]).to_vec();
        changed.retain(|column| !columns.contains(column));
        match changed.is_empty() {
            true => {
                rows.updates.remove(at);
            }
            false => rows.updates[at].shape = rows.shape(&changed),
        }
    }

    /// Adds columns to the update of an object, which may have none yet.
    pub(super) fn write_too(&mut self, stores: &Stores, place: Place, columns: &[usize]) {
        self.activate(stores, place.store);
        let known = self.known(place);
        let rows = &mut self.rows[place.store];
        let found = rows.find(stores.get(place.store), place.slot);
        let mut changed = found.map(|at| rows.changed(rows.updates[at]).to_vec()).unwrap_or_default();
        changed.extend(columns);
        changed.sort_unstable();
        changed.dedup();
        let shape = rows.shape(&changed);
        match found {
            Ok(at) => rows.updates[at].shape = shape,
            Err(at) => rows.updates.insert(at, Update { slot: known.slot, base: known.base, shape }),
        }
    }

    fn activate(&mut self, stores: &Stores, store: usize) {
        if self.active.contains(&store) {
            return;
        }
        if self.rows.len() <= store {
            self.rows.resize_with(store + 1, Rows::default);
        }
        self.active = stores.by_rank().into_iter().filter(|it| *it == store || self.active.contains(it)).collect();
    }
}

impl Rows {
    fn gather(stores: &Stores, index: usize, epoch: u32) -> Result<Rows> {
        let store = stores.get(index);
        let head = store.head();
        let mut rows = Rows::default();
        // A place that was given to another object since may be in a list twice.
        rows.deletes.extend(head.deleted.iter().filter(|&&slot| head.metas[slot as usize].deleted));
        rows.deletes.sort_by(|&a, &b| store.compare_keys(a, b));
        rows.deletes.dedup();

        let mut given: HashSet<u32, RandomState> = HashSet::default();
        for slot in head.new_ones() {
            match check::insert(stores, Place { store: index, slot })? {
                Some(old) if given.insert(old) => {
                    rows.switches.push(Switch { new: slot, old, differs: false });
                }
                _ => rows.inserts.push(slot),
            }
        }
        rows.deletes.retain(|slot| !given.contains(slot));

        let mut edited: Vec<(u32, Option<usize>)> = touched(store).into_iter().map(|slot| (slot, None)).collect();
        if !rows.switches.is_empty() {
            edited.extend(rows.switches.iter().enumerate().map(|(at, switch)| (switch.new, Some(at))));
            edited.sort_by(|&(a, _), &(b, _)| store.compare_keys(a, b));
        }
        let mut columns = Vec::new();
        for (slot, switch) in edited {
            match switch.map(|at| &mut rows.switches[at]) {
                Some(switch) => {
                    switch::differences(store, switch, epoch, &mut columns);
                    switch.differs = !columns.is_empty();
                }
                None => {
                    changed(store, slot, &mut columns);
                    check::update(store, slot, &columns)?;
                }
            }
            if !columns.is_empty() {
                let base = switch.map_or(slot, |at| rows.switches[at].old);
                rows.update(slot, base, &columns);
            }
        }
        Ok(rows)
    }

    fn update(&mut self, slot: u32, base: u32, columns: &[usize]) {
        let shape = self.shape(columns);
        self.updates.push(Update { slot, base, shape });
    }

    fn shape(&mut self, columns: &[usize]) -> u32 {
        // The latest first: neighbours are alike.
        let shape = self.shapes.iter().rposition(|shape| shape == columns).unwrap_or_else(|| {
            self.shapes.push(columns.to_vec());
            self.shapes.len() - 1
        });
        shape as u32
    }

    /// The position of an object's update, or where it would be.
    fn find(&self, store: &dyn AnyStore, slot: u32) -> Result<usize, usize> {
        self.updates.binary_search_by(|update| store.compare_keys(update.slot, slot))
    }

    /// Whether an update changes any of these columns.
    pub(super) fn changes_any(&self, columns: &[usize]) -> bool {
        self.shapes.iter().flatten().any(|column| columns.contains(column))
    }

    /// The columns that an update changes.
    pub(super) fn changed(&self, update: Update) -> &[usize] {
        &self.shapes[update.shape as usize]
    }
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
    switch::linked(store, slot, columns);
    columns.sort_unstable();
    columns.dedup();
}
