//! Keys that change, and columns that are referred to: what becomes of the rows that refer to them.

use std::collections::{HashMap, HashSet};

use foldhash::fast::RandomState;

use super::{
    order::{Op, blankable},
    step::{Follow, How},
    values::{ByValues, Known, Tuple},
    work::Work,
};
use crate::{
    Error, ErrorKind, Result, Value,
    error::Violation,
    session::{
        Place,
        head::{Meta, State},
        stores::Stores,
    },
    table::{Action, TableForeignKey},
};

/// What changes of keys ask of the order of a flush.
#[derive(Debug, Default)]
pub(super) struct Rekey {
    /// What must be done before the row with the key is updated.
    before: HashMap<Place, Vec<Op>, RandomState>,
    /// The updates that must come before a row is written.
    after: HashMap<Place, Vec<Place>, RandomState>,
    /// What follows in memory when the row with the key has been updated.
    follows: HashMap<Place, Vec<Follow>, RandomState>,
    stores: Vec<usize>,
    /// The foreign keys that were looked at.
    seen: HashSet<(Place, usize), RandomState>,
}

/// A row whose key is another after an update: its own, or by the database's ON UPDATE CASCADE that of its parent.
struct Change {
    update: Place,
    row: Known,
    store: usize,
    columns: Vec<usize>,
}

/// What the flush does to a row whose parent's key changes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Moved {
    /// It stays with its parent.
    Not,
    /// It is without a parent.
    Away,
    ToAnother,
}

impl Rekey {
    /// Finds what follows from the updates of `work`, which are completed by those of rows that refer to the keys.
    pub(super) fn of(stores: &Stores, work: &mut Work) -> Result<Self> {
        let mut rekey = Rekey::default();
        let mut wave = changes(stores, work);
        while !wave.is_empty() {
            let mut next = Vec::new();
            let mut tables: Vec<usize> = wave.iter().map(|change| change.store).collect();
            tables.sort_unstable();
            tables.dedup();
            for target in tables {
                for (child, any) in stores.iter() {
                    for (number, key) in any.info().table.foreign_keys.iter().enumerate() {
                        if std::ptr::eq(key.target, stores.get(target).info().table) {
                            let of_target = wave.iter().filter(|change| change.store == target);
                            let concerned: Vec<&Change> = of_target
                                .filter(|it| key.target_columns.iter().any(|column| it.columns.contains(column)))
                                .collect();
                            if !concerned.is_empty() {
                                let one = Reference { stores, target, child, number, key };
                                rekey.follow(&one, &concerned, work, &mut next)?;
                            }
                        }
                    }
                }
            }
            wave = next;
        }
        Ok(rekey)
    }

    pub(super) fn before(&self, update: Place) -> &[Op] {
        self.before.get(&update).map(Vec::as_slice).unwrap_or_default()
    }

    pub(super) fn after(&self, row: Place) -> &[Place] {
        self.after.get(&row).map(Vec::as_slice).unwrap_or_default()
    }

    pub(super) fn follows(&self, update: Place) -> &[Follow] {
        self.follows.get(&update).map(Vec::as_slice).unwrap_or_default()
    }

    /// Whether the order of a store's rows depends on a key that changes.
    pub(super) fn matters_to(&self, store: usize) -> bool {
        self.stores.contains(&store)
    }

    fn follow(
        &mut self,
        one: &Reference<'_>,
        changes: &[&Change],
        work: &mut Work,
        next: &mut Vec<Change>,
    ) -> Result<()> {
        let Reference { stores, target, child, number, key } = *one;
        let (parents, children) = (stores.get(target), stores.get(child));
        let mut by_old: ByValues<'_, &Change> = ByValues::default();
        let mut by_new: ByValues<'_, &Change> = ByValues::default();
        for &change in changes {
            if let Some(new) = Tuple::of(key.target_columns, |column| parents.value(change.row.slot, column)) {
                by_new.insert(new, change);
            }
            if let Some(old) = Tuple::of(key.target_columns, |column| parents.base_value(change.row.base, column)) {
                by_old.insert(old, change);
            }
        }
        let taken = one.taken(work);
        let metas = &children.head().metas;
        for base in 0..metas.len() as u32 {
            let meta = &metas[base as usize];
            let Some(slot) = writer(work, child, base, meta) else { continue };
            let place = Place { store: child, slot };
            let now = Tuple::of(key.columns, |column| children.value(slot, column));
            let held = match meta.state {
                State::Persistent => Tuple::of(key.columns, |column| children.base_value(base, column)),
                _ => None,
            };
            if let Some(change) = held.as_ref().and_then(|held| by_old.get(held)) {
                let new = Tuple::of(key.target_columns, |column| parents.value(change.row.slot, column));
                let stays = now == held || now == new;
                let moved = match (stays, &now) {
                    (true, _) => Moved::Not,
                    (false, None) if stores.linked(place, number).is_none() => Moved::Away,
                    (false, _) => Moved::ToAnother,
                };
                self.of_child(one, change, place, moved, work, next)?;
            }
            let is_written = (meta.state == State::Pending || meta.touched) && now != held;
            if let (true, Some(now)) = (is_written && !meta.deleted, now) {
                if let Some(change) = by_new.get(&now) {
                    self.wait(change, place);
                } else if let Some(change) = by_old.get(&now).filter(|_| !taken.contains_key(&now)) {
                    // It was given the key while that was the key.
                    self.add(change, place, one, How::ToBeWritten);
                }
            }
        }
        Ok(())
    }

    /// What becomes of a row that refers to a key which changes.
    fn of_child(
        &mut self,
        one: &Reference<'_>,
        change: &Change,
        place: Place,
        moved: Moved,
        work: &mut Work,
        next: &mut Vec<Change>,
    ) -> Result<()> {
        let Reference { stores, number, key, .. } = *one;
        if !self.seen.insert((place, number)) {
            return Ok(());
        }
        let deleted = stores.get(place.store).head().metas[place.slot as usize].deleted;
        match key.on_update {
            Action::Cascade => {
                if moved == Moved::Not && !deleted {
                    // What memory was told already is not to be written again.
                    work.leave_out(stores, place, key.columns);
                }
                self.add(change, place, one, How::Cascaded);
                let row = work.known(place);
                next.push(Change { update: change.update, row, store: place.store, columns: key.columns.to_vec() });
            }
            Action::SetNull => self.add(change, place, one, How::Nulled),
            Action::SetDefault => self.add(change, place, one, How::Defaulted),
            Action::NoAction | Action::Restrict => {
                let before = match (deleted, blankable(stores, place, key).is_some()) {
                    (true, _) => Op::Delete(place),
                    (_, true) if moved != Moved::Away => Op::Blank(place, number),
                    _ if moved != Moved::Not => Op::Update(place),
                    _ => return Err(refused(stores, change, place, key)),
                };
                self.before.entry(change.update).or_default().push(before);
                if !deleted && moved == Moved::Not {
                    self.add(change, place, one, How::ToBeWritten);
                    work.write_too(stores, place, key.columns);
                }
            }
        }
        self.concern(change.update.store);
        Ok(())
    }

    fn add(&mut self, change: &Change, place: Place, one: &Reference<'_>, how: How) {
        if how == How::ToBeWritten {
            self.wait(change, place);
        }
        self.concern(change.update.store);
        let follows = self.follows.entry(change.update).or_default();
        let parent = Place { store: change.store, slot: change.row.slot };
        if let Some(last) = follows.last_mut()
            && (last.store, last.key, last.parent, last.how) == (place.store, one.number, parent, how)
        {
            last.slots.push(place.slot);
            return;
        }
        let store = one.stores.get(change.store);
        let value = |&column: &usize| store.base_value(change.row.base, column).to_value();
        let old = one.key.target_columns.iter().map(value).collect();
        follows.push(Follow { store: place.store, key: one.number, parent, old, slots: vec![place.slot], how });
    }

    /// A row is written after the key to which it refers.
    fn wait(&mut self, change: &Change, place: Place) {
        if place != change.update {
            self.after.entry(place).or_default().push(change.update);
            self.concern(place.store);
        }
    }

    fn concern(&mut self, store: usize) {
        if !self.stores.contains(&store) {
            self.stores.push(store);
        }
    }
}

/// The object by which the flush writes a row, or that stands for it as it is: the one that takes it over, if one does.
/// `None` where there is no row, and where another object stands for it.
fn writer(work: &Work, store: usize, slot: u32, meta: &Meta) -> Option<u32> {
    match meta.state {
        State::Persistent if meta.deleted => Some(work.taken_over(store, slot).unwrap_or(slot)),
        State::Persistent => Some(slot),
        State::Pending => (!work.takes_over(store, slot)).then_some(slot),
        _ => None,
    }
}

/// A foreign key, and the stores on both of its sides.
#[derive(Clone, Copy)]
struct Reference<'a> {
    stores: &'a Stores,
    target: usize,
    child: usize,
    number: usize,
    key: &'static TableForeignKey,
}

impl<'a> Reference<'a> {
    /// The keys that rows of the flush will have: who has one of these refers to that row.
    fn taken(&self, work: &Work) -> ByValues<'a, ()> {
        let store = self.stores.get(self.target);
        let rows = work.of(self.target);
        let slots = rows.updates.iter().map(|update| update.slot).chain(rows.inserts.iter().copied());
        slots
            .filter_map(|slot| {
                let now = Tuple::of(self.key.target_columns, |column| store.value(slot, column))?;
                Some((now, ()))
            })
            .collect()
    }
}

/// The foreign keys that refer to keys which change, where the flush has to write them and can: the child's store, the
/// number, and the keys as they were, a list for each column.
pub(super) fn to_load(stores: &Stores, work: &Work) -> Vec<(usize, usize, Vec<Vec<Value>>)> {
    let mut wanted = Vec::new();
    let changes = changes(stores, work);
    if changes.is_empty() {
        return wanted;
    }
    for (child, any) in stores.iter() {
        let table = any.info().table;
        for (number, key) in table.foreign_keys.iter().enumerate() {
            let handled = !matches!(key.on_update, Action::NoAction | Action::Restrict);
            let can_be_null = |&column: &usize| table.columns[column].nullable && !table.primary_key.contains(&column);
            if handled || !key.columns.iter().any(can_be_null) {
                continue;
            }
            let concerned = changes.iter().filter(|change| {
                std::ptr::eq(stores.get(change.store).info().table, key.target)
                    && key.target_columns.iter().any(|column| change.columns.contains(column))
            });
            let mut lists: Vec<Vec<Value>> = vec![Vec::new(); key.columns.len()];
            for change in concerned {
                let store = stores.get(change.store);
                for (list, &column) in lists.iter_mut().zip(key.target_columns) {
                    list.push(store.base_value(change.row.base, column).to_value());
                }
            }
            if !lists[0].is_empty() {
                wanted.push((child, number, lists));
            }
        }
    }
    wanted
}

/// The updates of a flush that change what other rows may refer to.
fn changes(stores: &Stores, work: &Work) -> Vec<Change> {
    let mut changes = Vec::new();
    for &store in &work.active {
        let rows = work.of(store);
        if rows.updates.is_empty() {
            continue;
        }
        let table = stores.get(store).info().table;
        let keys = stores.iter().flat_map(|(_, any)| any.info().table.foreign_keys);
        let mut referred: Vec<usize> =
            keys.filter(|key| std::ptr::eq(key.target, table)).flat_map(|key| key.target_columns).copied().collect();
        // What the database makes does not change.
        referred.retain(|&column| table.identity != Some(column));
        if !rows.changes_any(&referred) {
            continue;
        }
        for &update in &rows.updates {
            let columns = rows.changed(update);
            if columns.iter().any(|column| referred.contains(column)) {
                let row = Known { slot: update.slot, base: update.base };
                let update = Place { store, slot: update.slot };
                changes.push(Change { update, row, store, columns: columns.to_vec() });
            }
        }
    }
    changes
}

fn refused(stores: &Stores, change: &Change, child: Place, key: &TableForeignKey) -> Error {
    let (parents, children) = (stores.get(change.store), stores.get(child.store));
    let (parent, info) = (parents.info(), children.info());
    let fields: Vec<&str> = key.columns.iter().map(|&column| info.table.columns[column].field).collect();
    Error::new(
        ErrorKind::Integrity,
        format!(
            "the key of {} cannot be changed while {} refers to it by {}.{}, which cannot be NULL meanwhile: delete that, \
             give it another {}, or have the foreign key say `on_update = \"cascade\"`",
            parents.shown(change.row.slot),
            children.shown(child.slot),
            info.name,
            fields.join(", "),
            parent.name,
        ),
    )
    .with_violation(Violation::ForeignKey)
}
