//! Reading rows again: whole objects, some of their columns, many of them.

use super::{
    Place, Session,
    head::State,
    store::{Absorb, AnyStore},
};
use crate::{Columns, Error, ErrorKind, Model, Result, Tracked, ValueRef, driver::Param, sql};

/// How many objects a statement reads at most.
const CHUNK: usize = 500;

impl Session {
    /// Reads the object's row again; its edits are discarded. One round trip, after a flush of what else has changed
    /// where the session does so.
    ///
    /// # Errors
    /// As [`expire`](Session::expire); [`ErrorKind::NoResultFound`] where the row is gone; what a flush may give.
    pub fn refresh<M: Model>(&mut self, handle: Tracked<M>) -> Result<()> {
        self.refresh_all(&[handle])
    }

    /// Reads the rows of many objects again; their edits are discarded. One round trip for each 500 of them, after a
    /// flush of what else has changed where the session does so.
    ///
    /// # Errors
    /// As [`expire`](Session::expire), before anything is done; [`ErrorKind::NoResultFound`], which names the objects,
    /// where rows are gone: all others have been read then; what a flush may give.
    pub fn refresh_all<M: Model>(&mut self, handles: &[Tracked<M>]) -> Result<()> {
        let slots = self.persistent_slots(handles)?;
        self.usable()?;
        let store = M::info().id.get();
        for &slot in &slots {
            self.expire_at(Place { store, slot });
        }
        self.autoflush()?;
        // The flush may have deleted some.
        self.persistent_slots(handles)?;
        match slots[..] {
            [slot] => drop(self.reload::<M>(slot, "")?),
            _ => {
                for chunk in slots.chunks(CHUNK) {
                    self.load_keys(store, chunk)?;
                }
            }
        }
        let any = self.stores.get(store);
        let is_gone = |slot: &&u32| any.head().metas[**slot as usize].epoch != self.epoch;
        let gone: Vec<&u32> = slots.iter().filter(is_gone).collect();
        if gone.is_empty() { Ok(()) } else { Err(rows_gone(any, &gone)) }
    }

    /// Reads some columns of the object's row again: `session.refresh_columns(ed, (User::name, User::password))?`. Edits
    /// of these are discarded, all other columns stay as they are. One round trip, after a flush of what else has
    /// changed where the session does so.
    ///
    /// # Errors
    /// As [`refresh`](Session::refresh).
    pub fn refresh_columns<M: Model>(&mut self, handle: Tracked<M>, columns: impl Columns<M>) -> Result<()> {
        let slot = self.persistent_slot(handle)?;
        self.usable()?;
        let mut columns = columns.indices();
        columns.sort_unstable();
        columns.dedup();
        let store = M::info().id.get();
        discard_edits_of(self.stores.get_mut(store), slot, &columns);
        self.autoflush()?;
        self.persistent_slot(handle)?;
        if self.load_columns::<M>(slot, &columns)? {
            return Ok(());
        }
        Err(rows_gone(self.stores.get(store), &[&slot]))
    }

    /// Expires an object for the sake of some columns: edits of these are discarded, those of others stay, and the row
    /// is read again when the object is next met.
    ///
    /// # Errors
    /// As [`expire`](Session::expire).
    pub fn expire_columns<M: Model>(&mut self, handle: Tracked<M>, columns: impl Columns<M>) -> Result<()> {
        let slot = self.persistent_slot(handle)?;
        let store = self.stores.get_mut(M::info().id.get());
        discard_edits_of(store, slot, &columns.indices());
        store.head_mut().metas[slot as usize].epoch = 0;
        Ok(())
    }

    pub(crate) fn persistent_slot<M: Model>(&self, handle: Tracked<M>) -> Result<u32> {
        let slot = self.slot_of(handle)?;
        let store = self.stores.get(M::info().id.get());
        match store.head().metas[slot as usize].state {
            State::Persistent => Ok(slot),
            _ => Err(Error::new(
                ErrorKind::InvalidRequest,
                format!("{} is pending: it has no row to be read again until `flush` writes it", store.shown(slot)),
            )),
        }
    }

    /// The slots of the handles, each once.
    fn persistent_slots<M: Model>(&self, handles: &[Tracked<M>]) -> Result<Vec<u32>> {
        let mut slots = handles.iter().map(|&handle| self.persistent_slot(handle)).collect::<Result<Vec<u32>>>()?;
        slots.sort_unstable();
        slots.dedup();
        Ok(slots)
    }

    /// Reads the rows of persistent objects by one statement.
    fn load_keys(&mut self, store: usize, slots: &[u32]) -> Result<()> {
        let any = self.stores.get(store);
        let table = any.info().table;
        let key = table.primary_key;
        let values: Vec<Vec<_>> = key
            .iter()
            .map(|&column| slots.iter().map(|&slot| any.base_value(slot, column).to_value()).collect())
            .collect();
        let lists: Vec<Vec<ValueRef<'_>>> =
            values.iter().map(|list| list.iter().map(crate::Value::as_ref).collect()).collect();
        let params: Vec<Param<'_>> = key
            .iter()
            .zip(&lists)
            .map(|(&column, list)| Param { value: ValueRef::List(list), sensitive: table.columns[column].sensitive })
            .collect();
        let text = sql::select_by_lists(table, key, self.engine.dialect());
        let (connection, context) = self.reading()?;
        let mut absorb = Absorb { undo: context.undo, epoch: context.epoch, store, populates: false };
        let any = context.stores.get_mut(store);
        let result = connection.query_params(&text, &params, &mut |row| {
            any.absorb_row(&mut absorb, row, 0)?;
            Ok(())
        });
        self.after_reading(result)?;
        Ok(())
    }

    /// Reads some columns of a persistent object's row; whether it is there.
    fn load_columns<M: Model>(&mut self, slot: u32, columns: &[usize]) -> Result<bool> {
        let store = M::info().id.get();
        let table = M::info().table;
        let any = self.stores.get(store);
        let key: Vec<_> = table.primary_key.iter().map(|&column| any.base_value(slot, column).to_value()).collect();
        let params: Vec<Param<'_>> = table
            .primary_key
            .iter()
            .zip(&key)
            .map(|(&column, value)| Param { value: value.as_ref(), sensitive: table.columns[column].sensitive })
            .collect();
        let text = sql::select_columns_by_key(table, columns, self.engine.dialect());
        let mut found = false;
        let (connection, mut context) = self.reading()?;
        let (store, mut absorb) = context.typed::<M>(store)?;
        let result = connection.query_row(&text, &params, &mut |row| {
            found = true;
            store.absorb_columns(&mut absorb, slot, columns, row)
        });
        self.after_reading(result)?;
        Ok(found)
    }
}

/// Puts some columns of a persistent object back to what its base has, with the parents that were given to it by them.
fn discard_edits_of(store: &mut dyn AnyStore, slot: u32, columns: &[usize]) {
    let table = store.info().table;
    let head = store.head_mut();
    if !head.metas[slot as usize].touched {
        return;
    }
    if let Some(forced) = head.forced.get_mut(&slot) {
        forced.retain(|column| !columns.contains(column));
    }
    for (number, key) in table.foreign_keys.iter().enumerate() {
        if key.columns.iter().any(|column| columns.contains(column)) {
            head.links.remove(&(slot, number));
        }
    }
    for &column in columns {
        let value = store.base_value(slot, column).to_value();
        let assigned = store.assign(slot, column, value);
        debug_assert!(assigned.is_ok(), "the base is of the same model");
    }
}

#[cold]
pub(super) fn rows_gone(store: &dyn AnyStore, slots: &[&u32]) -> Error {
    const NAMED: usize = 5;
    let name = store.info().name;
    let mut objects = slots.iter().take(NAMED).map(|&&slot| store.shown(slot)).collect::<Vec<_>>().join(", ");
    let message = match slots.len() {
        1 => format!("the row of this {name} is gone: {objects}. `expunge` takes the object out"),
        count => {
            if count > NAMED {
                objects.push_str(", ...");
            }
            format!("the rows of {count} objects of {name} are gone: {objects}. `expunge` takes them out")
        }
    };
    Error::new(ErrorKind::NoResultFound, message)
}
