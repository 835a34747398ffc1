//! The objects of one model: a typed arena with an identity map, behind an untyped face for the flush.

use std::any::Any;

mod arena;
mod columns;
pub(crate) mod edits;
mod hash;
mod reread;

pub use arena::Store;
pub(crate) use arena::key_of;
use arena::{Cell, unreadable_key};

use super::head::{Head, State};
pub(crate) use crate::model::untyped::{Absorb, AnyStore};
use crate::{
    Error, ErrorKind, Key, Model, Result, Row, Value, ValueRef, driver::Param, model::ModelInfo, table::limits,
};

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
            if !limits::is_sound(table, column, object.value(column)) {
                return false;
            }
        }
        true
    }

    fn assign(&mut self, slot: u32, column: usize, value: Value) -> Result<()> {
        self.head.edition += 1;
        if let Some(Cell { object: Some(object), .. }) = self.cells.get_mut(slot as usize)
            && object.assign(column, value).is_some()
        {
            return Ok(());
        }
        Err(unassignable(M::info(), column))
    }

    fn assign_base(&mut self, slot: u32, column: usize, value: Value) -> Result<()> {
        match self.cells.get_mut(slot as usize).and_then(|cell| cell.base.as_deref_mut()) {
            Some(base) => base.assign(column, value).ok_or_else(|| unassignable(M::info(), column)),
            None => Ok(()),
        }
    }

    fn copy_base(&self, slot: u32) -> Option<Box<dyn Any + Send>> {
        let cell = self.cells.get(slot as usize)?;
        let base = cell.base.as_deref().or(cell.object.as_ref())?;
        Some(Box::new(base.clone()))
    }

    fn keep_base(&mut self, slot: u32) {
        if let Some(cell) = self.cells.get_mut(slot as usize)
            && cell.base.is_none()
        {
            cell.base = cell.object.as_ref().map(|object| Box::new(object.clone()));
        }
    }

    fn take_base(&mut self, slot: u32) -> Option<Box<dyn Any + Send>> {
        self.head.edition += 1;
        Some(self.cells.get_mut(slot as usize)?.base.take()?)
    }

    fn inherit(&mut self, slot: u32, from: u32) {
        let from = self.cells.get(from as usize);
        let base = from.and_then(|from| from.base.clone().or_else(|| from.object.clone().map(Box::new)));
        if let Some(cell) = self.cells.get_mut(slot as usize) {
            cell.base = base;
        }
    }

    fn restore(&mut self, slot: u32, old: Box<dyn Any + Send>) {
        self.head.edition += 1;
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
        self.head.edition += 1;
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

    #[cfg(feature = "serde")]
    fn json(&self, slot: u32) -> serde_json::Result<serde_json::Value> {
        self.object(slot).map_or(Ok(serde_json::Value::Null), Model::to_json)
    }

    fn display(&self, slot: u32) -> String {
        self.object(slot).map(ToString::to_string).unwrap_or_default()
    }

    fn vacate(&mut self, slot: u32) {
        self.cells[slot as usize] = Cell { object: None, base: None };
        (self as &mut dyn AnyStore).forget(slot);
        self.head.vacate(slot);
    }

    fn clear(&mut self) {
        self.identity.clear();
        self.cells.clear();
        self.head.clear();
    }

    fn absorb_row(&mut self, absorb: &mut Absorb<'_>, row: &Row<'_>, at: usize) -> Result<u32> {
        self.absorb(absorb, row, at)
    }

    fn rewrite(&mut self, absorb: &mut Absorb<'_>, slot: u32, values: &[(usize, Value)]) -> Result<()> {
        let Some(Cell { object: Some(object), base }) = self.cells.get(slot as usize) else { return Ok(()) };
        let mut fresh = base.as_deref().unwrap_or(object).clone();
        for (column, value) in values {
            fresh.assign(*column, value.clone()).ok_or_else(|| unassignable(M::info(), *column))?;
        }
        self.reread(absorb, slot, fresh);
        Ok(())
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
