//! What a query's rows are read by.

use std::fmt;

use crate::{
    Field, Model, Nullability, Result, Row, Tracked,
    model::ModelInfo,
    session::{
        context::Context,
        store::{Absorb, AnyStore},
    },
};

/// Reads rows into a session: whoever reads an element of a row moves the reader on by its columns.
pub struct Reader<'s> {
    context: Context<'s>,
    at: usize,
    /// The objects handed out, a list an entity of the selection.
    handed: Vec<Handed>,
    entity: usize,
    /// The objects of the row's entities, where they are asked for.
    entities: Option<Vec<Option<u32>>>,
}

/// The slots of one entity's objects, in the order of the rows.
pub(crate) struct Handed {
    pub(crate) store: usize,
    pub(crate) slots: Vec<u32>,
}

impl fmt::Debug for Reader<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reader").field("at", &self.at).finish_non_exhaustive()
    }
}

impl<'s> Reader<'s> {
    pub(crate) fn new(context: Context<'s>) -> Self {
        Reader { context, at: 0, handed: Vec::new(), entity: 0, entities: None }
    }

    /// Keeps the objects of the row's entities for [`Reader::entities`].
    pub(crate) fn keep_entities(&mut self) {
        self.entities = Some(Vec::new());
    }

    /// The objects of the row's entities.
    pub(crate) fn entities(&self) -> &[Option<u32>] {
        self.entities.as_deref().unwrap_or_default()
    }

    /// Goes back to the first column.
    pub(crate) fn next_row(&mut self) {
        self.at = 0;
        self.entity = 0;
        if let Some(entities) = &mut self.entities {
            entities.clear();
        }
    }

    /// Takes no note of the objects that the rows before gave.
    pub(crate) fn forget_handed(&mut self) {
        self.handed.clear();
    }

    /// The objects that the rows gave, entity by entity.
    pub(crate) fn into_handed(self) -> Vec<Handed> {
        self.handed
    }

    pub(crate) fn entity<M: Model>(&mut self, row: &Row<'_>) -> Result<Tracked<M>> {
        let info = M::info();
        let at = self.at;
        self.at += info.table.columns.len();
        let index = self.context.stores.ensure(info);
        let (store, mut absorb) = self.context.typed::<M>(index)?;
        if let Some(rows) = row.expected() {
            store.reserve_keys(rows);
        }
        let slot = store.absorb(&mut absorb, row, at)?;
        let handle = store.handle(slot);
        self.hand_out(index, Some(slot));
        Ok(handle)
    }

    /// An object that may not be there: its key is NULL then.
    pub(crate) fn optional_entity<M: Model>(&mut self, row: &Row<'_>) -> Result<Option<Tracked<M>>> {
        let table = M::info().table;
        let mut empty = true;
        for &column in table.primary_key {
            empty &= row.value(self.at + column)?.is_null();
        }
        if !empty {
            return self.entity(row).map(Some);
        }
        self.at += table.columns.len();
        let index = self.context.stores.ensure(M::info());
        self.hand_out(index, None);
        Ok(None)
    }

    /// The object that the session has of the row whose columns begin at `at`.
    pub(crate) fn find(&self, store: usize, row: &Row<'_>, at: usize) -> Result<Option<u32>> {
        let store = self.context.stores.get(store);
        let key = store.info().table.primary_key;
        let mut cells = Vec::with_capacity(key.len());
        for &column in key {
            cells.push(row.value(at + column)?);
        }
        Ok(store.find(&mut |part| cells[part]))
    }

    /// Has an object hold what its row holds now; edits that were not flushed stay, and are guarded.
    pub(crate) fn reread(&mut self, store: usize, slot: u32, row: &Row<'_>, at: usize) -> Result<()> {
        let mut absorb = Absorb { undo: self.context.undo, epoch: self.context.epoch, store, populates: false };
        let store = self.context.stores.get_mut(store);
        let meta = &mut store.head_mut().metas[slot as usize];
        meta.epoch = 0;
        meta.guarded |= meta.touched;
        store.absorb_row(&mut absorb, row, at).map(drop)
    }

    /// Notes the object of the selection's next entity.
    fn hand_out(&mut self, store: usize, slot: Option<u32>) {
        if self.handed.len() == self.entity {
            self.handed.push(Handed { store, slots: Vec::new() });
        }
        self.handed[self.entity].slots.extend(slot);
        self.entity += 1;
        if let Some(entities) = &mut self.entities {
            entities.push(slot);
        }
    }

    /// The object of a model, at a place of the row, unless its key is NULL.
    pub(crate) fn untyped(&mut self, info: &'static ModelInfo, at: usize, row: &Row<'_>) -> Result<Option<u32>> {
        let mut empty = true;
        for &column in info.table.primary_key {
            empty &= row.value(at + column)?.is_null();
        }
        if empty {
            return Ok(None);
        }
        let index = self.context.stores.ensure(info);
        let Context { stores, undo, epoch, populates } = &mut self.context;
        let mut absorb = Absorb { undo, epoch: *epoch, store: index, populates: *populates };
        stores.get_mut(index).absorb_row(&mut absorb, row, at).map(Some)
    }

    /// The selection's next entity, of a model that is not known by its type.
    pub(crate) fn next_untyped(&mut self, info: &'static ModelInfo, row: &Row<'_>) -> Result<Option<u32>> {
        let slot = self.untyped(info, self.at, row)?;
        self.at += info.table.columns.len();
        let index = self.context.stores.ensure(info);
        self.hand_out(index, slot);
        Ok(slot)
    }

    pub(crate) fn column<T: Field, N: Nullability>(&mut self, row: &Row<'_>) -> Result<N::Row<T>> {
        let at = self.at;
        self.at += 1;
        row.get_as(at, T::name(), N::row::<T>)
    }
}
