//! Linking objects: foreign keys written at once where the parent has a key, pending links where it has none, and
//! both sides in memory.

use super::{
    Place, Session,
    head::{Link, State},
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

    /// Adds a member to a collection: a loaded one, that of a new object, or the queue of one that is not loaded. It stays
    /// there when it moves: who reads a collection asks the members' foreign keys.
    fn join_collection(&mut self, parent: Place, relationship: usize, member: u32) {
        let (epoch, level) = (self.epoch, self.undo.level());
        let head = self.stores.get_mut(parent.store).head_mut();
        let new = head.metas[parent.slot as usize].state == State::Pending;
        let key = (parent.slot, relationship);
        let loaded = head.collections.get(&key).is_some_and(|collection| collection.epoch == epoch);
        let members = if new || loaded {
            let collection = head.collections.entry(key).or_default();
            collection.epoch = epoch;
            collection.level = level;
            &mut collection.members
        } else {
            head.queued.entry(key).or_default()
        };
        if !members.contains(&member) {
            members.push(member);
        }
    }

    /// Takes an object that leaves out of the links of its children: its place may be given to another. A child that has
    /// the key of a parent which never had a row is without a parent again.
    pub(crate) fn sever(&mut self, place: Place) {
        for (_, store) in self.stores.iter_mut() {
            let head = store.head_mut();
            if head.links.is_empty() {
                continue;
            }
            let mut freed = Vec::new();
            head.links.retain(|&child, link| {
                if link.parent == place && link.keyed {
                    freed.push(child);
                }
                link.parent != place
            });
            for (slot, number) in freed {
                for &column in store.info().table.foreign_keys[number].columns {
                    // One that takes no NULL keeps what it has, and the database has its say.
                    let _ = store.assign(slot, column, Value::Null);
                }
            }
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
