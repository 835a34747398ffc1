//! The objects of one model: a typed arena with an identity map, behind an untyped face for the flush.

use std::{any::Any, collections::HashMap, marker::PhantomData};

use foldhash::fast::RandomState;

use super::{
    flush::check,
    head::{Head, Meta, State},
    undo::Undo,
};
use crate::{Error, ErrorKind, Key, Model, Result, Row, Tracked, Value, ValueRef, driver::Param, table::ModelInfo};

/// What a session does with objects whose type it does not know.
///
/// Implemented by the store of each model; generated code only names it.
#[allow(private_interfaces, reason = "generated code names the trait and calls none of it")]
pub trait AnyStore: Any + Send {
    #[doc(hidden)]
    fn info(&self) -> &'static ModelInfo;
    #[doc(hidden)]
    fn value(&self, slot: u32, column: usize) -> ValueRef<'_>;
    /// What the column held when the object was last read or flushed.
    #[doc(hidden)]
    fn base_value(&self, slot: u32, column: usize) -> ValueRef<'_>;
    /// Adds the values of some columns as parameters.
    #[doc(hidden)]
    fn bind<'a>(&'a self, slot: u32, columns: &[usize], params: &mut Vec<Param<'a>>);
    /// Makes room for that many more keys in the identity map.
    #[doc(hidden)]
    fn reserve_keys(&mut self, keys: usize);
    /// Adds the columns that differ from the base.
    #[doc(hidden)]
    fn changed(&self, slot: u32, columns: &mut Vec<usize>);
    /// The quick answer, for a new object, to what [`check::insert`](super::flush::check::insert) asks in detail:
    /// whether nothing is empty that must be filled, and nothing too long.
    #[doc(hidden)]
    fn is_sound(&self, slot: u32) -> bool;
    #[doc(hidden)]
    fn assign(&mut self, slot: u32, column: usize, value: Value) -> Result<()>;
    /// Makes sure that the object has a base.
    #[doc(hidden)]
    fn keep_base(&mut self, slot: u32);
    /// Forgets the base, which is what the object was before it was edited; gives it to the undo log.
    #[doc(hidden)]
    fn take_base(&mut self, slot: u32) -> Option<Box<dyn Any + Send>>;
    /// Puts an old value back, and the identity map with it.
    #[doc(hidden)]
    fn restore(&mut self, slot: u32, old: Box<dyn Any + Send>);
    /// Enters the object's key in the identity map; the slot that holds the key already, if another does.
    #[doc(hidden)]
    fn index(&mut self, slot: u32) -> Result<Option<u32>>;
    /// Takes the object's key out of the identity map.
    #[doc(hidden)]
    fn unindex(&mut self, slot: u32);
    /// The slot of the object with that key.
    #[doc(hidden)]
    fn find<'a>(&self, value: &mut dyn FnMut(usize) -> ValueRef<'a>) -> Option<u32>;
    /// The order of two objects by their keys.
    #[doc(hidden)]
    fn compare_keys(&self, a: u32, b: u32) -> std::cmp::Ordering;
    #[doc(hidden)]
    fn display(&self, slot: u32) -> String;
    /// Drops the object and ends its handles.
    #[doc(hidden)]
    fn vacate(&mut self, slot: u32);
    /// Drops every object and ends all handles.
    #[doc(hidden)]
    fn clear(&mut self);
    /// Reads a row: finds the object that it is, or makes one.
    #[doc(hidden)]
    fn absorb_row(&mut self, absorb: &mut Absorb<'_>, row: &Row<'_>, at: usize) -> Result<u32>;
    #[doc(hidden)]
    fn head(&self) -> &Head;
    #[doc(hidden)]
    fn head_mut(&mut self) -> &mut Head;
}

/// What reading rows into a store takes from the session.
#[derive(Debug)]
pub struct Absorb<'s> {
    pub(crate) undo: &'s mut Undo,
    pub(crate) epoch: u32,
    pub(crate) store: usize,
    /// Whether what is read replaces unexpired values and unflushed edits.
    pub(crate) populate: bool,
}

struct Cell<M> {
    object: Option<M>,
    base: Option<Box<M>>,
}

/// The store of the model `M`.
pub struct Store<M: Model> {
    session: u32,
    head: Head,
    cells: Vec<Cell<M>>,
    identity: HashMap<M::Key, u32, RandomState>,
}

impl<M: Model> std::fmt::Debug for Store<M> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store").field("model", &M::info().name).field("slots", &self.cells.len()).finish()
    }
}

impl<M: Model> Store<M> {
    /// An empty store. Generated code names it in the model's description.
    pub fn boxed(session: u32) -> Box<dyn AnyStore> {
        Box::new(Store::<M> { session, head: Head::default(), cells: Vec::new(), identity: HashMap::default() })
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
        let meta = &mut self.head.metas[slot as usize];
        if meta.state == State::Persistent && !meta.touched {
            meta.touched = true;
            meta.guarded = meta.epoch != epoch;
            cell.base = cell.object.as_ref().map(|object| Box::new(object.clone()));
            self.head.touched.push(slot);
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
        let [a, b] = self.cells.get_disjoint_mut([a as usize, b as usize]).ok()?;
        Some((a.object.as_mut()?, b.object.as_mut()?))
    }

    /// Takes a new object in.
    pub(crate) fn place(&mut self, object: M, state: State, epoch: u32) -> u32 {
        let slot = match self.head.free.pop() {
            Some(slot) => {
                self.cells[slot as usize] = Cell { object: Some(object), base: None };
                let meta = &mut self.head.metas[slot as usize];
                *meta = Meta { state, epoch, ..Meta::new(meta.generation) };
                slot
            }
            None => {
                self.cells.push(Cell { object: Some(object), base: None });
                self.head.metas.push(Meta { state, epoch, ..Meta::new(0) });
                (self.cells.len() - 1) as u32
            }
        };
        if state == State::Pending {
            self.head.pending.push(slot);
        }
        slot
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

    /// Makes room for that many more objects.
    pub(crate) fn reserve(&mut self, objects: usize) {
        self.identity.reserve(objects);
        let places = objects.saturating_sub(self.head.free.len());
        self.cells.reserve(places);
        self.head.metas.reserve(places);
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
        let mut failure = None;
        let key = M::Key::from_values(&mut |part| {
            row.value(at + primary_key[part]).unwrap_or_else(|error| {
                failure = Some(error);
                ValueRef::Null
            })
        });
        let Some(key) = key else {
            return Err(failure.unwrap_or_else(|| unreadable_key::<M>()));
        };
        if let Some(&slot) = self.identity.get(&key) {
            let meta = &self.head.metas[slot as usize];
            if meta.epoch != absorb.epoch || absorb.populate {
                let fresh = M::read(row, at)?;
                self.reread(absorb, slot, fresh);
            }
            return Ok(slot);
        }
        self.take_row(absorb, key, row, at)
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

    fn take_row(&mut self, absorb: &Absorb<'_>, key: M::Key, row: &Row<'_>, at: usize) -> Result<u32> {
        let object = M::read(row, at)?;
        let slot = self.place(object, State::Persistent, absorb.epoch);
        self.identity.insert(key, slot);
        Ok(slot)
    }

    /// What a row says of an expired object. Edits made since the expiry stay; a column that was edited and has
    /// changed in the database too keeps its last known value as base, so that its UPDATE is guarded by it.
    fn reread(&mut self, absorb: &mut Absorb<'_>, slot: u32, fresh: M) {
        let columns = M::info().table.columns.len();
        let cell = &mut self.cells[slot as usize];
        let meta = &mut self.head.metas[slot as usize];
        let Some(object) = cell.object.as_mut() else { return };
        meta.epoch = absorb.epoch;
        let place = super::Place { store: absorb.store, slot };
        match cell.base.take() {
            Some(mut base) if !absorb.populate => {
                let mut new_base = fresh;
                let mut conflict = false;
                for column in 0..columns {
                    if object.value(column).same(base.value(column)) {
                        assign_known(object, column, new_base.value(column).to_value());
                    } else if !new_base.value(column).same(base.value(column)) {
                        conflict = true;
                        assign_known(&mut new_base, column, base.value(column).to_value());
                    }
                }
                if let (true, Some(version)) = (conflict, M::info().table.version) {
                    // The version guards an UPDATE instead of the columns: it too stays as last known.
                    if object.value(version).same(new_base.value(version)) {
                        assign_known(object, version, base.value(version).to_value());
                    }
                    assign_known(&mut new_base, version, base.value(version).to_value());
                }
                meta.guarded = conflict;
                std::mem::swap(&mut *base, &mut new_base);
                absorb.undo.log_base(place, meta, || Box::new(new_base));
                cell.base = Some(base);
            }
            base => {
                meta.touched = false;
                meta.guarded = false;
                let edited = std::mem::replace(object, fresh);
                let old = base.map_or(edited, |base| *base);
                if (0..columns).any(|column| !old.value(column).same(object.value(column))) {
                    absorb.undo.log_base(place, meta, || Box::new(old));
                }
            }
        }
    }
}

/// Both values come from objects of one model, so that the type fits.
fn assign_known<M: Model>(object: &mut M, column: usize, value: Value) {
    let assigned = object.assign(column, value);
    debug_assert!(assigned.is_some(), "a column's own value fits the column");
}

fn key_of<M: Model>(object: &M) -> Option<M::Key> {
    let primary_key = M::info().table.primary_key;
    M::Key::from_values(&mut |part| object.value(primary_key[part]))
}

fn unreadable_key<M: Model>() -> Error {
    let info = M::info();
    Error::new(ErrorKind::Data, format!("a row of \"{}\" has no readable key of {}", info.table.name, info.name))
}

#[allow(private_interfaces, reason = "as on the trait")]
impl<M: Model> AnyStore for Store<M> {
    fn info(&self) -> &'static ModelInfo {
        M::info()
    }

    fn value(&self, slot: u32, column: usize) -> ValueRef<'_> {
        self.object(slot).map_or(ValueRef::Null, |object| object.value(column))
    }

    fn base_value(&self, slot: u32, column: usize) -> ValueRef<'_> {
        match self.cells.get(slot as usize).and_then(|cell| cell.base.as_deref()) {
            Some(base) => base.value(column),
            None => self.value(slot, column),
        }
    }

    fn bind<'a>(&'a self, slot: u32, columns: &[usize], params: &mut Vec<Param<'a>>) {
        let table = M::info().table;
        if let Some(object) = self.object(slot) {
            params.extend(
                columns
                    .iter()
                    .map(|&column| Param { value: object.value(column), sensitive: table.columns[column].sensitive }),
            );
        }
    }

    fn reserve_keys(&mut self, keys: usize) {
        self.identity.reserve(keys);
    }

    fn changed(&self, slot: u32, columns: &mut Vec<usize>) {
        if let Some(Cell { object: Some(object), base: Some(base) }) = self.cells.get(slot as usize) {
            columns.extend(
                (0..M::info().table.columns.len()).filter(|&column| !object.value(column).same(base.value(column))),
            );
        }
    }

    fn is_sound(&self, slot: u32) -> bool {
        let table = M::info().table;
        self.object(slot).is_some_and(|object| {
            (0..table.columns.len()).all(|column| check::is_sound(table, column, object.value(column)))
        })
    }

    fn assign(&mut self, slot: u32, column: usize, value: Value) -> Result<()> {
        let object = self.cells.get_mut(slot as usize).and_then(|cell| cell.object.as_mut());
        object.and_then(|object| object.assign(column, value)).ok_or_else(|| {
            let info = M::info();
            Error::new(
                ErrorKind::Data,
                format!("{}.{} cannot hold the value that it was given", info.name, info.table.columns[column].field),
            )
        })
    }

    fn keep_base(&mut self, slot: u32) {
        if let Some(cell) = self.cells.get_mut(slot as usize)
            && cell.base.is_none()
        {
            cell.base = cell.object.as_ref().map(|object| Box::new(object.clone()));
        }
    }

    fn take_base(&mut self, slot: u32) -> Option<Box<dyn Any + Send>> {
        Some(self.cells.get_mut(slot as usize)?.base.take()?)
    }

    fn restore(&mut self, slot: u32, old: Box<dyn Any + Send>) {
        let Ok(old) = old.downcast::<M>() else { return };
        let indexed = self.head.metas[slot as usize].state == State::Persistent;
        if indexed {
            self.unindex(slot);
        }
        let cell = &mut self.cells[slot as usize];
        cell.base = None;
        cell.object = Some(*old);
        if indexed && let Some(key) = self.key(slot) {
            self.identity.insert(key, slot);
        }
    }

    fn index(&mut self, slot: u32) -> Result<Option<u32>> {
        let key = self.key(slot).ok_or_else(|| unreadable_key::<M>())?;
        let holder = *self.identity.entry(key).or_insert(slot);
        Ok((holder != slot).then_some(holder))
    }

    fn unindex(&mut self, slot: u32) {
        if let Some(key) = self.key(slot)
            && self.identity.get(&key) == Some(&slot)
        {
            self.identity.remove(&key);
        }
        // The key may have been edited: the base has the one under which the object was entered.
        let old = self.cells.get(slot as usize).and_then(|cell| key_of(cell.base.as_deref()?));
        if let Some(old) = old
            && self.identity.get(&old) == Some(&slot)
        {
            self.identity.remove(&old);
        }
    }

    fn find<'a>(&self, value: &mut dyn FnMut(usize) -> ValueRef<'a>) -> Option<u32> {
        self.find_key(&M::Key::from_values(value)?)
    }

    fn compare_keys(&self, a: u32, b: u32) -> std::cmp::Ordering {
        let key = |slot: u32| {
            let cell = self.cells.get(slot as usize)?;
            key_of(cell.base.as_deref().or(cell.object.as_ref())?)
        };
        key(a).cmp(&key(b))
    }

    fn display(&self, slot: u32) -> String {
        self.object(slot).map(ToString::to_string).unwrap_or_default()
    }

    fn vacate(&mut self, slot: u32) {
        self.cells[slot as usize] = Cell { object: None, base: None };
        self.head.vacate(slot);
    }

    fn clear(&mut self) {
        self.identity.clear();
        let head = std::mem::take(&mut self.head);
        self.head.free = (0..head.metas.len() as u32).rev().collect();
        self.head.metas = head.metas.iter().map(|meta| Meta::new(meta.generation.wrapping_add(1))).collect();
        for cell in &mut self.cells {
            *cell = Cell { object: None, base: None };
        }
    }

    fn absorb_row(&mut self, absorb: &mut Absorb<'_>, row: &Row<'_>, at: usize) -> Result<u32> {
        self.absorb(absorb, row, at)
    }

    fn head(&self) -> &Head {
        &self.head
    }

    fn head_mut(&mut self) -> &mut Head {
        &mut self.head
    }
}
