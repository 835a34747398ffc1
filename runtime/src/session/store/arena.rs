//! The typed side: objects in slots, and the identity map.

use std::{
    collections::{HashMap, hash_map::Entry},
    marker::PhantomData,
};

use super::{
    edits::discard_edits,
    hash::KeyHash,
    reread::{differ, merge},
};
use crate::{
    Error, ErrorKind, Key, Model, Result, Row, Tracked, ValueRef,
    model::untyped::{Absorb, AnyStore, ModelInfo},
    session::{
        Place,
        head::{Head, State},
        pages::Pages,
    },
};

/// An object, and what it was before it was edited.
pub(super) struct Cell<M> {
    pub(super) object: Option<M>,
    pub(super) base: Option<Box<M>>,
}

/// The store of the model `M`.
pub struct Store<M: Model> {
    session: u64,
    pub(super) head: Head,
    pub(super) cells: Pages<Cell<M>>,
    pub(super) identity: HashMap<M::Key, u32, KeyHash>,
}

impl<M: Model> std::fmt::Debug for Store<M> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store").field("model", &M::info().name).field("slots", &self.cells.len()).finish()
    }
}

impl<M: Model> Store<M> {
    /// An empty store. Generated code names it in the model's description.
    pub fn boxed(session: u64) -> Box<dyn AnyStore> {
        Box::new(Store::<M> { session, head: Head::default(), cells: Pages::default(), identity: HashMap::default() })
    }

    pub(crate) fn handle(&self, slot: u32) -> Tracked<M> {
        let generation = self.head.metas[slot as usize].generation;
        Tracked { session: self.session, slot, generation, marker: PhantomData }
    }

    /// The slot of a live handle.
    pub(crate) fn slot(&self, handle: Tracked<M>) -> Option<u32> {
        let meta = self.head.metas.get(handle.slot as usize)?;
        (handle.session == self.session && meta.generation == handle.generation && meta.state != State::Vacant)
            .then_some(handle.slot)
    }

    pub(crate) fn object(&self, slot: u32) -> Option<&M> {
        self.cells.get(slot as usize)?.object.as_ref()
    }

    /// The object, to be edited: the first edit of a clean one keeps its base.
    pub(crate) fn object_mut(&mut self, slot: u32, epoch: u32) -> Option<&mut M> {
        let cell = self.cells.get_mut(slot as usize)?;
        if self.head.touch(slot, epoch) {
            cell.base = cell.object.as_ref().map(|object| Box::new(object.clone()));
        }
        cell.object.as_mut()
    }

    /// Whether the object is not expired.
    pub(crate) fn fresh(&self, slot: u32, epoch: u32) -> bool {
        self.head.metas[slot as usize].epoch == epoch
    }

    pub(crate) fn state(&self, slot: u32) -> State {
        self.head.metas[slot as usize].state
    }

    /// Two different objects at once.
    pub(crate) fn pair_mut(&mut self, a: u32, b: u32, epoch: u32) -> Option<(&mut M, &mut M)> {
        self.object_mut(a, epoch)?;
        self.object_mut(b, epoch)?;
        let [a, b] = self.cells.pair_mut(a as usize, b as usize)?;
        Some((a.object.as_mut()?, b.object.as_mut()?))
    }

    /// Takes a new object in.
    pub(crate) fn place(&mut self, object: M, state: State, epoch: u32) -> u32 {
        put(&mut self.head, &mut self.cells, object, state, epoch)
    }

    /// Takes a new object in: its row goes out with the next flush.
    pub(crate) fn place_new(&mut self, object: M, epoch: u32) -> Tracked<M> {
        let slot = self.place(object, State::Pending, epoch);
        self.handle(slot)
    }

    /// Takes an object out: its handles end.
    pub(crate) fn take(&mut self, slot: u32) -> Option<M> {
        self.unindex(slot);
        let object = self.cells.get_mut(slot as usize)?.object.take();
        self.vacate(slot);
        object
    }

    pub(crate) fn key(&self, slot: u32) -> Option<M::Key> {
        key_of(self.object(slot)?)
    }

    pub(crate) fn find_key(&self, key: &M::Key) -> Option<u32> {
        self.identity.get(key).copied()
    }

    /// Reads a row: the object that it is, which it does not overwrite unless it is expired, or a new one.
    pub(crate) fn absorb(&mut self, absorb: &mut Absorb<'_>, row: &Row<'_>, at: usize) -> Result<u32> {
        let primary_key = M::info().table.primary_key;
        // A row of an object that is known is not read.
        let row = &row.keeping(at + primary_key[0])?;
        let key = M::Key::from_values(&mut |part| row.value(at + primary_key[part]).unwrap_or(ValueRef::Null));
        let Some(key) = key else { return Err(unreadable_key(M::info())) };
        match self.identity.entry(key) {
            Entry::Occupied(known) => {
                let slot = *known.get();
                if absorb.populates {
                    self.forget_edits(slot);
                }
                if self.head.metas[slot as usize].epoch != absorb.epoch {
                    let fresh = M::read(row, at)?;
                    self.reread(absorb, slot, fresh);
                }
                Ok(slot)
            }
            Entry::Vacant(unknown) => {
                let object = M::read(row, at)?;
                let slot = put(&mut self.head, &mut self.cells, object, State::Persistent, absorb.epoch);
                unknown.insert(slot);
                Ok(slot)
            }
        }
    }

    /// Reads the row that was looked up by `key`.
    pub(crate) fn absorb_key(&mut self, absorb: &mut Absorb<'_>, key: &M::Key, row: &Row<'_>) -> Result<u32> {
        match self.identity.get(key) {
            Some(&slot) => {
                let fresh = M::read(row, 0)?;
                self.reread(absorb, slot, fresh);
                Ok(slot)
            }
            None => self.take_row(absorb, key.clone(), row, 0),
        }
    }

    /// Takes in an object that has a row, which is read when it is next met.
    pub(crate) fn take_known(&mut self, key: M::Key, object: M) -> Tracked<M> {
        let slot = self.place(object, State::Persistent, 0);
        self.identity.insert(key, slot);
        self.handle(slot)
    }

    fn take_row(&mut self, absorb: &Absorb<'_>, key: M::Key, row: &Row<'_>, at: usize) -> Result<u32> {
        let object = M::read(row, at)?;
        let slot = self.place(object, State::Persistent, absorb.epoch);
        self.identity.insert(key, slot);
        Ok(slot)
    }

    /// Has the next row overwrite the object.
    #[cold]
    fn forget_edits(&mut self, slot: u32) {
        if self.state(slot) == State::Persistent {
            discard_edits(self, slot);
            self.head.metas[slot as usize].epoch = 0;
        }
    }

    /// What a row says of an expired object.
    pub(super) fn reread(&mut self, absorb: &mut Absorb<'_>, slot: u32, mut fresh: M) {
        self.head.edition += 1;
        let Cell { object: Some(object), base } = &mut self.cells[slot as usize] else { return };
        let meta = &mut self.head.metas[slot as usize];
        meta.epoch = absorb.epoch;
        let place = Place { store: absorb.store, slot };
        let table = M::info().table;
        if let Some(base) = base.as_deref_mut() {
            meta.guarded = merge(table, object, base, &mut fresh);
            std::mem::swap(base, &mut fresh);
            absorb.undo.log_base(place, meta, || Box::new(fresh));
            return;
        }
        let old = std::mem::replace(object, fresh);
        if differ(table, &old, object) {
            absorb.undo.log_base(place, meta, || Box::new(old));
        }
    }
}

/// Puts an object into a place of its own.
fn put<M>(head: &mut Head, cells: &mut Pages<Cell<M>>, object: M, state: State, epoch: u32) -> u32 {
    let slot = head.claim(state, epoch);
    let cell = Cell { object: Some(object), base: None };
    while cells.len() < slot as usize {
        cells.push(Cell { object: None, base: None });
    }
    match cells.get_mut(slot as usize) {
        Some(place) => *place = cell,
        None => cells.push(cell),
    }
    slot
}

/// The key of an object, if it has one.
pub(crate) fn key_of<M: Model>(object: &M) -> Option<M::Key> {
    let primary_key = M::info().table.primary_key;
    M::Key::from_values(&mut |part| object.value(primary_key[part]))
}

#[cold]
pub(super) fn unreadable_key(info: &ModelInfo) -> Error {
    Error::new(ErrorKind::Data, format!("a row of \"{}\" has no readable key of {}", info.table.name, info.name))
}
