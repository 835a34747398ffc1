//! The objects of one model: a typed arena with an identity map, behind an untyped face for the flush.

use std::any::Any;

mod arena;
mod reread;

pub use arena::Store;
use arena::{Cell, key_of, unreadable_key};

use super::{
    flush::check,
    head::{Head, State},
    undo::Undo,
};
use crate::{Error, ErrorKind, Key, Model, Result, Row, Value, ValueRef, driver::Param, table::ModelInfo};

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
    /// The same for what they held when the object was last read or flushed.
    #[doc(hidden)]
    fn bind_base<'a>(&'a self, slot: u32, columns: &[usize], params: &mut Vec<Param<'a>>);
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
        if let Some(object) = self.object(slot) {
            bind(object, columns, params);
        }
    }

    fn bind_base<'a>(&'a self, slot: u32, columns: &[usize], params: &mut Vec<Param<'a>>) {
        if let Some(Cell { object: Some(object), base }) = self.cells.get(slot as usize) {
            bind(base.as_deref().unwrap_or(object), columns, params);
        }
    }

    fn reserve_keys(&mut self, keys: usize) {
        self.identity.reserve(keys);
    }

    fn changed(&self, slot: u32, columns: &mut Vec<usize>) {
        if let Some(Cell { object: Some(object), base: Some(base) }) = self.cells.get(slot as usize) {
            object.changed(base, columns);
        }
    }

    fn is_sound(&self, slot: u32) -> bool {
        let Some(object) = self.object(slot) else { return false };
        let table = M::info().table;
        for column in 0..table.columns.len() {
            if !check::is_sound(table, column, object.value(column)) {
                return false;
            }
        }
        true
    }

    fn assign(&mut self, slot: u32, column: usize, value: Value) -> Result<()> {
        if let Some(Cell { object: Some(object), .. }) = self.cells.get_mut(slot as usize)
            && object.assign(column, value).is_some()
        {
            return Ok(());
        }
        Err(unassignable(M::info(), column))
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
        let Some(key) = self.key(slot) else { return Err(unreadable_key(M::info())) };
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
        self.head.vacate(slot, M::info());
    }

    fn clear(&mut self) {
        self.identity.clear();
        self.cells.clear();
        self.head.clear();
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

#[cold]
fn unassignable(info: &ModelInfo, column: usize) -> Error {
    let field = info.table.columns[column].field;
    Error::new(ErrorKind::Data, format!("{}.{field} cannot hold the value that it was given", info.name))
}

fn bind<'a, M: Model>(object: &'a M, columns: &[usize], params: &mut Vec<Param<'a>>) {
    let table = M::info().table;
    for &column in columns {
        params.push(Param { value: object.value(column), sensitive: table.columns[column].sensitive });
    }
}
