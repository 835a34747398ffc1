//! Where an object stands, and what has changed in it.

use super::{Place, Session, flush::changed, head::State, store::AnyStore};
use crate::{Column, Error, ErrorKind, Field, Model, Nullability, Result, Tracked};

/// Where an object stands, as SQLAlchemy's `inspect(obj)` tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ObjectState {
    /// It left with a rollback, which took its row back; [`Session::expunge`] takes it out until the next transaction
    /// ends.
    Transient,
    /// New: the next flush inserts its row.
    Pending,
    /// It has a row. An object marked by [`Session::delete`] is so until a flush: [`Session::deleted`] has it.
    Persistent,
    /// Its row was deleted in the open transaction: a commit ends its handles, a rollback makes it persistent again.
    Deleted,
    /// It is not in this session: the handle is another session's, or its object has left.
    Detached,
}

/// What a column held when its object was last read or flushed, and what it holds now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change<T> {
    /// When the object was last read or flushed.
    pub before: T,
    /// Now.
    pub after: T,
}

impl Session {
    /// Where the object of a handle stands. Any handle may be asked about; no round trip.
    pub fn inspect<M: Model>(&self, handle: Tracked<M>) -> ObjectState {
        let store = self.stores.typed::<M>();
        match store.and_then(|store| Some(store.state(store.slot(handle)?))) {
            Some(State::Transient) => ObjectState::Transient,
            Some(State::Pending) => ObjectState::Pending,
            Some(State::Persistent) => ObjectState::Persistent,
            Some(State::Deleted) => ObjectState::Deleted,
            Some(State::Vacant) | None => ObjectState::Detached,
        }
    }

    /// Whether the object is to be read again by the query, `get`, `related` or `refresh` that next meets it: until
    /// then it shows its last known values. No round trip.
    ///
    /// # Errors
    /// [`ErrorKind::NotInSession`]
    pub fn is_expired<M: Model>(&self, handle: Tracked<M>) -> Result<bool> {
        let place = self.place_of(handle)?;
        let meta = &self.stores.get(place.store).head().metas[place.slot as usize];
        Ok(meta.state == State::Persistent && meta.epoch != self.epoch)
    }

    /// Whether a flush would write the object's row: it is new, or a column differs from what was last read or flushed.
    /// A true comparison, unlike [`dirty`](Session::dirty), which has what was edited and edited back. What changed in
    /// its collections is not its own. No round trip.
    ///
    /// # Errors
    /// [`ErrorKind::NotInSession`]
    pub fn is_modified<M: Model>(&self, handle: Tracked<M>) -> Result<bool> {
        let place = self.place_of(handle)?;
        let new = self.stores.get(place.store).head().metas[place.slot as usize].state == State::Pending;
        Ok(new || !self.changed_columns(place).is_empty())
    }

    /// The fields that a flush would write, for people to read: those that differ from what was last read or flushed,
    /// those that [`set`](Session::set) wrote, and foreign keys that wait for their parent's key. Empty for a new
    /// object, which is written whole. No round trip.
    ///
    /// # Errors
    /// [`ErrorKind::NotInSession`]
    pub fn changes<M: Model>(&self, handle: Tracked<M>) -> Result<Vec<&'static str>> {
        let place = self.place_of(handle)?;
        let columns = M::info().table.columns;
        Ok(self.changed_columns(place).into_iter().map(|column| columns[column].field).collect())
    }

    /// What a column held when the object was last read or flushed, and what it holds now; `None` where that is the
    /// same, and for a new object, which was nothing before. A column that may be NULL gives Options. No round trip.
    ///
    /// # Errors
    /// [`ErrorKind::NotInSession`]; [`ErrorKind::InvalidRequest`] for a NOT NULL column that was changed and is empty
    /// until the flush fills it, as a foreign key is whose parent has no key yet.
    pub fn changed<M: Model, T: Field, N: Nullability>(
        &self,
        handle: Tracked<M>,
        column: Column<M, T, N>,
    ) -> Result<Option<Change<N::Row<T>>>> {
        let place = self.place_of(handle)?;
        let store = self.stores.get(place.store);
        let column = column.column.index;
        let (before, after) = (store.base_value(place.slot, column), store.value(place.slot, column));
        if before.same(after) {
            return Ok(None);
        }
        match (N::row(before), N::row(after)) {
            (Some(before), Some(after)) => Ok(Some(Change { before, after })),
            _ => Err(empty(store, place.slot, column)),
        }
    }

    /// Takes back a [`delete`](Session::delete) that was not flushed, as adding the handle does. One that was flushed
    /// is undone by a rollback alone. No round trip.
    ///
    /// # Errors
    /// [`ErrorKind::NotInSession`], which an object is too whose row was deleted in the open transaction.
    pub fn undelete<M: Model>(&mut self, handle: Tracked<M>) -> Result<()> {
        let place = self.place_of(handle)?;
        self.stores.get_mut(place.store).head_mut().undelete(place.slot);
        Ok(())
    }

    /// Where the object of a handle is, if it is pending or persistent here.
    pub(crate) fn place_of<M: Model>(&self, handle: Tracked<M>) -> Result<Place> {
        Ok(Place { store: M::info().id.get(), slot: self.slot_of(handle)? })
    }

    fn changed_columns(&self, place: Place) -> Vec<usize> {
        let store = self.stores.get(place.store);
        let mut columns = Vec::new();
        if store.head().metas[place.slot as usize].touched {
            changed(store, place.slot, &mut columns);
        }
        columns
    }
}

#[cold]
fn empty(store: &dyn AnyStore, slot: u32, column: usize) -> Error {
    let info = store.info();
    let field = info.table.columns[column].field;
    let object = store.shown(slot);
    let message = format!("{}.{field} is empty until `flush` fills it: {object}", info.name);
    Error::new(ErrorKind::InvalidRequest, message)
}
