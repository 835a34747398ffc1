//! Linking objects: foreign keys written at once where the parent has a key, pending links where it has none, and
//! both sides in memory.

use super::{
    Place, Session,
    associations::Change,
    flush::hash_of,
    head::{Link, State},
    store::AnyStore,
};
use crate::{
    DraftOf, Error, ErrorKind, HasMany, Model, Relationship, Result, Tracked, Value, Writable,
    model::{Cascade, RelationshipInfo, RelationshipKind},
    table::Table,
};

impl Session {
    /// Appends a new object, or one that is here already, to a collection. No round trip: a child's foreign key follows
    /// at once, or at flush where the parent has no key yet; a many-to-many link gets its row at flush. The other side
    /// of the relationship agrees at once. What is a member already stays one.
    ///
    /// # Errors
    /// [`ErrorKind::NotInSession`](crate::ErrorKind::NotInSession)
    pub fn append<A: Writable, B: Model, D: DraftOf<B>>(
        &mut self,
        parent: Tracked<A>,
        relationship: HasMany<A, B>,
        child: D,
    ) -> Result<Tracked<D::Model>> {
        self.slot_of(parent)?;
        if let Some(error) = child.refused_by(self) {
            return Err(error);
        }
        let child = child.enter(self);
        self.adopt(parent, child, relationship.index(), D::NEW);
        Ok(child)
    }

    /// Takes a member out of a collection. No round trip: the child's foreign key is NULL at once, or the flush deletes
    /// the row of the many-to-many link. Where the relationship says `delete-orphan`, the flush deletes the child
    /// itself, unless it is given another parent first; a pending one leaves the session at once.
    ///
    /// A many-to-many collection that is not loaded is not loaded for it: that the link is there is found at flush.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`] where the object is no member, [`ErrorKind::NotInSession`].
    pub fn remove<A: Writable, B: Model>(
        &mut self,
        parent: Tracked<A>,
        relationship: HasMany<A, B>,
        member: Tracked<B>,
    ) -> Result<()> {
        self.slot_of(parent)?;
        self.slot_of(member)?;
        self.part(place_of(parent), relationship.index(), place_of(member))
    }

    /// Empties a collection, or leaves a reference empty: every member as by [`remove`](Session::remove). One round trip
    /// where the collection is not loaded, without a flush before it; none for a `belongs_to`.
    ///
    /// # Errors
    /// As [`related`](Session::related).
    pub fn clear<M: Writable, R: Relationship<M>>(&mut self, handle: Tracked<M>, relationship: R) -> Result<()> {
        let place = Place { slot: self.slot_of(handle)?, ..place_of(handle) };
        let info = &M::info().relationships[relationship.position()];
        if info.kind == RelationshipKind::BelongsTo {
            self.refer_nowhere(place, info);
            return Ok(());
        }
        let members = self.current_slots(M::info(), place.slot, relationship.position())?;
        self.part_all(place, relationship.position(), members)
    }

    /// Takes a new object in.
    pub(crate) fn place<M: Model>(&mut self, object: M) -> Tracked<M> {
        let epoch = self.epoch;
        self.stores.made::<M>().place_new(object, epoch)
    }

    /// Links a member to the object that has the collection. `is_new`: the member has just entered the session.
    ///
    /// # Panics
    /// Where an object is not in this session, as indexing: drafts that bring such handles are a misuse.
    pub(crate) fn adopt<A: Model, B: Model>(
        &mut self,
        parent: Tracked<A>,
        child: Tracked<B>,
        relationship: usize,
        is_new: bool,
    ) {
        let _ = (&self[parent], &self[child]);
        self.adopt_at(place_of(parent), relationship, place_of(child), is_new);
    }

    pub(crate) fn adopt_at(&mut self, owner: Place, number: usize, member: Place, is_new: bool) {
        let info = &self.stores.get(owner.store).info().relationships[number];
        if info.kind == RelationshipKind::ManyToMany {
            self.associate(owner, number, member, is_new);
            return;
        }
        let fresh = is_new && self.are_unknown(member.store, &[member.slot], info.target_columns);
        self.connect(member.store, &[member.slot], owner, info.target_columns);
        self.join_collection(owner, number, &[member.slot], fresh);
    }

    /// Links members that have just entered the session to the object that has the collection.
    ///
    /// # Panics
    /// As [`Session::adopt`].
    pub(crate) fn adopt_new<A: Model, B: Model>(&mut self, owner: Tracked<A>, members: &[u32], number: usize) {
        let _ = &self[owner];
        if members.is_empty() {
            return;
        }
        let (owner, store) = (place_of(owner), B::info().id.get());
        let info = &A::info().relationships[number];
        if info.kind == RelationshipKind::ManyToMany {
            members.iter().for_each(|&slot| self.associate(owner, number, Place { store, slot }, true));
            return;
        }
        let fresh = self.are_unknown(store, members, info.target_columns);
        self.connect(store, members, owner, info.target_columns);
        self.join_collection(owner, number, members, fresh);
    }

    /// Links a child to the parent that its foreign key is to refer to. `is_new`: the child has just entered the session.
    ///
    /// # Panics
    /// As [`Session::adopt`].
    pub(crate) fn refer<A: Model, B: Model>(
        &mut self,
        child: Tracked<A>,
        parent: Tracked<B>,
        relationship: usize,
        is_new: bool,
    ) {
        let _ = (&self[parent], &self[child]);
        let info = &A::info().relationships[relationship];
        let (parent, child) = (place_of(parent), place_of(child));
        let fresh = is_new && self.are_unknown(child.store, &[child.slot], info.columns);
        self.connect(child.store, &[child.slot], parent, info.columns);
        if let Some(inverse) = info.inverse {
            self.join_collection(parent, inverse, &[child.slot], fresh);
        }
    }

    /// Leaves the foreign key of a `belongs_to` empty. A pending object that had a parent leaves where that is what
    /// taking it out of the parent's collection does.
    fn refer_nowhere(&mut self, child: Place, info: &RelationshipInfo) {
        let store = self.stores.get(child.store);
        let Some(number) = foreign_key(store.info().table, info.columns) else { return };
        let had_one = self.stores.linked(child, number).is_some()
            || !info.columns.iter().any(|&column| store.value(child.slot, column).is_null());
        self.disconnect(child, number);
        let other_side = info.inverse.map(|inverse| &info.target.relationships[inverse]);
        if had_one && other_side.is_some_and(|it| it.cascade.has(Cascade::DeleteOrphan)) {
            self.expel(child);
        }
    }

    /// Whether objects that have just entered can be in no list, which may be long: their places are new as well, their
    /// foreign keys in `columns` are empty, and no link waits to fill them.
    fn are_unknown(&self, store: usize, slots: &[u32], columns: &[usize]) -> bool {
        let store = self.stores.get(store);
        let (head, number) = (store.head(), foreign_key(store.info().table, columns));
        slots.iter().all(|&slot| {
            head.metas[slot as usize].generation == 0
                && columns.iter().any(|&column| store.value(slot, column).is_null())
                && (head.links.is_empty() || number.is_none_or(|number| !head.links.contains_key(&(slot, number))))
        })
    }

    /// Makes the foreign key in `columns` of some objects of a store refer to the parent.
    fn connect(&mut self, children: usize, slots: &[u32], parent: Place, columns: &[usize]) {
        let table = self.stores.get(children).info().table;
        let Some(number) = foreign_key(table, columns) else { return };
        let key = &table.foreign_keys[number];
        let epoch = self.epoch;
        let parents = self.stores.get(parent.store);
        let has_key = key.target_columns.iter().all(|&column| !parents.value(parent.slot, column).is_null());
        let new = parents.head().metas[parent.slot as usize].state == State::Pending;
        let hash = match new && has_key {
            true => hash_of(key.target_columns, |column| parents.value(parent.slot, column)),
            false => 0,
        };
        for &slot in slots {
            let store = self.stores.get_mut(children);
            touch(store, slot, epoch);
            let links = &mut store.head_mut().links;
            match new {
                true => links.insert((slot, number), Link { parent, keyed: has_key, key: hash }),
                false => links.remove(&(slot, number)),
            };
            if has_key {
                // The columns are of one type on both sides, which the generator has checked.
                let copied = self.copy_key(Place { store: children, slot }, parent, key);
                debug_assert!(copied.is_ok(), "a parent's key fits the foreign key");
            } else {
                // A value found there at flush was written later, and wins.
                empty(store, slot, key.columns);
            }
        }
    }

    /// Makes a foreign key of the child refer to nothing.
    pub(crate) fn disconnect(&mut self, child: Place, number: usize) {
        let epoch = self.epoch;
        let store = self.stores.get_mut(child.store);
        let columns = store.info().table.foreign_keys[number].columns;
        touch(store, child.slot, epoch);
        store.head_mut().links.remove(&(child.slot, number));
        empty(store, child.slot, columns);
    }

    /// Links two objects by a row of a table between.
    fn associate(&mut self, owner: Place, number: usize, member: Place, is_new: bool) {
        let info = &self.stores.get(owner.store).info().relationships[number];
        let Some(through) = &info.through else { return };
        let inverse = info.inverse;
        let is_new = is_new && self.stores.get(member.store).head().metas[member.slot as usize].generation == 0;
        if !is_new {
            let change = self.associations.change(through, owner, member);
            let listed = self.is_listed(owner, number, member)
                || inverse.is_some_and(|inverse| self.is_listed(member, inverse, owner));
            if change == Some(Change::Link) || (listed && change.is_none()) {
                return;
            }
        }
        self.associations.link(through, owner, member);
        self.join_collection(owner, number, &[member.slot], is_new);
        if let Some(inverse) = inverse {
            self.join_collection(member, inverse, &[owner.slot], is_new);
        }
    }

    fn is_listed(&self, owner: Place, number: usize, member: Place) -> bool {
        let collection = self.stores.get(owner.store).head().collections.get(&(owner.slot, number));
        collection.is_some_and(|it| it.epoch == self.epoch && it.members.contains(&member.slot))
    }

    /// Takes members out of a collection. New objects in a circle may leave with one of them, even the owner.
    pub(crate) fn part_all(
        &mut self,
        owner: Place,
        number: usize,
        members: impl IntoIterator<Item = u32>,
    ) -> Result<()> {
        let store = self.stores.get(owner.store).info().relationships[number].target.id.get();
        for slot in members {
            let member = Place { store, slot };
            if self.state(owner) == State::Vacant {
                break;
            }
            if self.state(member) != State::Vacant {
                self.part(owner, number, member)?;
            }
        }
        Ok(())
    }

    /// Takes a member out of a collection.
    fn part(&mut self, owner: Place, number: usize, member: Place) -> Result<()> {
        let info = &self.stores.get(owner.store).info().relationships[number];
        if let Some(through) = &info.through {
            let loaded = self.stores.get(owner.store).head().collections.get(&(owner.slot, number));
            let is_member = match loaded {
                Some(it) if it.epoch == self.epoch => it.members.contains(&member.slot),
                _ => self.associations.change(through, owner, member) != Some(Change::Unlink),
            };
            if !is_member {
                return Err(self.no_member(owner, info, member));
            }
            self.associations.unlink(through, owner, member);
            if let Some(inverse) = info.inverse {
                self.leave_collection(member, inverse, owner.slot);
            }
            self.leave_collection(owner, number, member.slot);
        } else {
            let table = self.stores.get(member.store).info().table;
            let key = foreign_key(table, info.target_columns);
            let Some(key) = key.filter(|&key| self.stores.refers(member, key, owner)) else {
                return Err(self.no_member(owner, info, member));
            };
            // It stays in the list, whose readers ask its foreign key: expiring it may bring it back.
            self.disconnect(member, key);
        }
        if info.cascade.has(Cascade::DeleteOrphan) {
            self.expel(member);
        }
        Ok(())
    }

    #[cold]
    fn no_member(&self, owner: Place, info: &RelationshipInfo, member: Place) -> Error {
        let (owners, members) = (self.stores.get(owner.store), self.stores.get(member.store));
        Error::new(
            ErrorKind::InvalidRequest,
            format!(
                "{} is not in `{}::{}` of {}, and cannot be taken out of it: `related` says what is",
                members.shown(member.slot),
                owners.info().name,
                info.name,
                owners.shown(owner.slot)
            ),
        )
    }

    /// Adds members to a collection: a loaded one, that of a new object, or the queue of one that is not loaded. A child
    /// stays there when it moves: who reads a collection asks the members' foreign keys. `fresh`: none is there yet.
    pub(crate) fn join_collection(&mut self, parent: Place, relationship: usize, new_members: &[u32], fresh: bool) {
        let (epoch, level) = (self.epoch, self.undo.level());
        let head = self.stores.get_mut(parent.store).head_mut();
        let new = head.metas[parent.slot as usize].state == State::Pending;
        let key = (parent.slot, relationship);
        let loaded = head.collections.get(&key).is_some_and(|collection| collection.epoch == epoch);
        let members = if new || loaded {
            let collection = head.collections.entry(key);
            collection.epoch = epoch;
            collection.level = level;
            &mut collection.members
        } else {
            head.queued.entry(key)
        };
        if fresh {
            members.extend_from_slice(new_members);
            return;
        }
        for &member in new_members {
            if !members.contains(&member) {
                members.push(member);
            }
        }
    }

    /// Takes a member out of the list of a many-to-many collection.
    fn leave_collection(&mut self, owner: Place, relationship: usize, member: u32) {
        let level = self.undo.level();
        let head = self.stores.get_mut(owner.store).head_mut();
        let key = (owner.slot, relationship);
        if let Some(collection) = head.collections.get_mut(&key) {
            collection.level = level;
            collection.members.retain(|&slot| slot != member);
        }
        if let Some(queued) = head.queued.get_mut(&key) {
            queued.retain(|&slot| slot != member);
        }
    }
}

/// The number of the foreign key with those columns.
pub(crate) fn foreign_key(table: &Table, columns: &[usize]) -> Option<usize> {
    table.foreign_keys.iter().position(|key| key.columns == columns)
}

pub(crate) fn place_of<M: Model>(handle: Tracked<M>) -> Place {
    Place { store: M::info().id.get(), slot: handle.slot }
}

/// Leaves columns of a foreign key empty.
pub(crate) fn empty(store: &mut dyn AnyStore, slot: u32, columns: &[usize]) {
    for &column in columns {
        if !store.value(slot, column).is_null() {
            // A column that takes no NULL belongs to another key as well.
            let _ = store.assign(slot, column, Value::Null);
        }
    }
}

/// What indexing mutably does, without the type: the first edit of a clean object keeps its base.
pub(crate) fn touch(store: &mut dyn AnyStore, slot: u32, epoch: u32) {
    if store.head_mut().touch(slot, epoch) {
        store.keep_base(slot);
    }
}
