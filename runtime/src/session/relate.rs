//! Linking objects: foreign keys written at once where the parent has a key, pending links where it has none, and
//! both sides in memory.

use std::collections::HashSet;

use foldhash::fast::RandomState;

use super::{
    Place, Session,
    flush::find_by,
    head::{Head, Link, State},
    store::AnyStore,
};
use crate::{Draft, HasMany, Model, Result, Tracked, Value, table::Table};

impl Session {
    /// Appends a new object, or one that is here already, to a collection; the child's foreign key follows at once,
    /// or at flush where the parent has no key yet. No round trip.
    ///
    /// # Errors
    /// [`ErrorKind::NotInSession`](crate::ErrorKind::NotInSession)
    pub fn append<A: Model, D: Draft>(
        &mut self,
        parent: Tracked<A>,
        relationship: HasMany<A, D::Model>,
        child: D,
    ) -> Result<Tracked<D::Model>> {
        self.slot_of(parent)?;
        if let Some(error) = child.refused_by(self) {
            return Err(error);
        }
        let child = child.enter(self);
        self.adopt(parent, child, relationship.index());
        Ok(child)
    }

    /// Takes a new object in.
    pub(crate) fn place<M: Model>(&mut self, object: M) -> Tracked<M> {
        let epoch = self.epoch;
        self.stores.made::<M>().place_new(object, epoch)
    }

    /// Links a child to the parent that has the collection.
    ///
    /// # Panics
    /// Where an object is not in this session, as indexing: drafts that bring such handles are a misuse.
    pub(crate) fn adopt<A: Model, B: Model>(&mut self, parent: Tracked<A>, child: Tracked<B>, relationship: usize) {
        let _ = (&self[parent], &self[child]);
        let info = &A::info().relationships[relationship];
        let (parent, child) = (place_of(parent), place_of(child));
        self.connect(child, parent, info.target_columns);
        self.join_collection(parent, relationship, child.slot);
    }

    /// Links a child to the parent that its foreign key is to refer to.
    ///
    /// # Panics
    /// As [`Session::adopt`].
    pub(crate) fn refer<A: Model, B: Model>(&mut self, child: Tracked<A>, parent: Tracked<B>, relationship: usize) {
        let _ = (&self[parent], &self[child]);
        let info = &A::info().relationships[relationship];
        let (parent, child) = (place_of(parent), place_of(child));
        self.connect(child, parent, info.columns);
        if let Some(inverse) = info.inverse {
            self.join_collection(parent, inverse, child.slot);
        }
    }

    /// Makes the foreign key in `columns` of the child refer to the parent.
    fn connect(&mut self, child: Place, parent: Place, columns: &[usize]) {
        let store = self.stores.get(child.store);
        let table = store.info().table;
        let Some(number) = foreign_key(table, columns) else { return };
        let key = &table.foreign_keys[number];
        self.leave_parent(child, number);
        let epoch = self.epoch;
        let store = self.stores.get_mut(child.store);
        touch(store, child.slot, epoch);
        let has_key = key
            .target_columns
            .iter()
            .all(|&column| !self.stores.get(parent.store).value(parent.slot, column).is_null());
        let new = self.stores.get(parent.store).head().metas[parent.slot as usize].state == State::Pending;
        let links = &mut self.stores.get_mut(child.store).head_mut().links;
        match new {
            true => links.insert((child.slot, number), Link { parent, keyed: has_key }),
            false => links.remove(&(child.slot, number)),
        };
        if has_key {
            // The columns are of one type on both sides, which the generator has checked.
            let copied = self.copy_key(child, parent, key);
            debug_assert!(copied.is_ok(), "a parent's key fits the foreign key");
        } else {
            let store = self.stores.get_mut(child.store);
            for &column in key.columns {
                // Empty until the flush: a value found here then was written later, and wins. A column that takes no
                // NULL belongs to another key as well.
                let _ = store.assign(child.slot, column, Value::Null);
            }
        }
    }

    /// Takes a child out of the loaded collections of the parent that it had.
    fn leave_parent(&mut self, child: Place, foreign_key: usize) {
        let Some(parent) = self.parent_in_memory(child, foreign_key) else { return };
        let (child_table, columns) = {
            let table = self.stores.get(child.store).info().table;
            (table, table.foreign_keys[foreign_key].columns)
        };
        let store = self.stores.get_mut(parent.store);
        let relationships = store.info().relationships;
        let head = store.head_mut();
        for (index, info) in relationships.iter().enumerate() {
            if std::ptr::eq(info.target.table, child_table) && info.target_columns == columns {
                if let Some(collection) = head.collections.get_mut(&(parent.slot, index)) {
                    collection.members.retain(|&member| member != child.slot);
                }
                if let Some(members) = head.queued.get_mut(&(parent.slot, index)) {
                    members.retain(|&member| member != child.slot);
                }
            }
        }
    }

    /// The parent of an object as far as memory knows it: a pending link, or the object that the foreign key names.
    pub(crate) fn parent_in_memory(&self, child: Place, foreign_key: usize) -> Option<Place> {
        if let Some(parent) = self.stores.linked(child, foreign_key) {
            return Some(parent);
        }
        let store = self.stores.get(child.store);
        let key = &store.info().table.foreign_keys[foreign_key];
        let (index, target) = self.stores.iter().find(|(_, store)| std::ptr::eq(store.info().table, key.target))?;
        let slot = find_by(target, key.target_columns, &mut |part| store.value(child.slot, key.columns[part]))?;
        Some(Place { store: index, slot })
    }

    /// Adds a member to a collection: a loaded one, that of a new object, or the queue of one that is not loaded.
    fn join_collection(&mut self, parent: Place, relationship: usize, member: u32) {
        let epoch = self.epoch;
        let head = self.stores.get_mut(parent.store).head_mut();
        let new = head.metas[parent.slot as usize].state == State::Pending;
        let key = (parent.slot, relationship);
        let loaded = head.collections.get(&key).is_some_and(|collection| collection.epoch == epoch);
        let members = if new || loaded {
            let collection = head.collections.entry(key).or_default();
            collection.epoch = epoch;
            &mut collection.members
        } else {
            head.queued.entry(key).or_default()
        };
        if !members.contains(&member) {
            members.push(member);
        }
    }

    /// Takes objects that are gone out of every collection.
    pub(crate) fn leave_collections(&mut self, store: usize, slots: &[u32]) {
        let nothing = |head: &Head| head.collections.is_empty() && head.queued.is_empty();
        if self.stores.iter().all(|(_, store)| nothing(store.head())) {
            return;
        }
        let table = self.stores.get(store).info().table;
        let gone: HashSet<u32, RandomState> = slots.iter().copied().collect();
        for (_, other) in self.stores.iter_mut() {
            let relationships = other.info().relationships;
            let head = other.head_mut();
            let members = |index: usize| std::ptr::eq(relationships[index].target.table, table);
            for (_, collection) in head.collections.iter_mut().filter(|(key, _)| members(key.1)) {
                collection.members.retain(|member| !gone.contains(member));
            }
            for (_, queue) in head.queued.iter_mut().filter(|(key, _)| members(key.1)) {
                queue.retain(|member| !gone.contains(member));
            }
        }
    }

    /// Takes an object that leaves out of every collection, and out of the links of its children: its place may be given
    /// to another.
    pub(crate) fn sever(&mut self, place: Place) {
        self.leave_collections(place.store, &[place.slot]);
        for (_, other) in self.stores.iter_mut() {
            other.head_mut().links.retain(|_, link| link.parent != place);
        }
    }
}

/// The number of the foreign key with those columns.
pub(crate) fn foreign_key(table: &Table, columns: &[usize]) -> Option<usize> {
    table.foreign_keys.iter().position(|key| key.columns == columns)
}

fn place_of<M: Model>(handle: Tracked<M>) -> Place {
    Place { store: M::info().id.get(), slot: handle.slot }
}

/// What indexing mutably does, without the type: the first edit of a clean object keeps its base.
pub(crate) fn touch(store: &mut dyn AnyStore, slot: u32, epoch: u32) {
    if store.head_mut().touch(slot, epoch) {
        store.keep_base(slot);
    }
}
