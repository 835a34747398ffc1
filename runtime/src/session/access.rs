//! Reaching objects through their handles.

use std::ops;

use super::{
    Session,
    head::State,
    store::{AnyStore, Store},
};
use crate::{Draft, Error, ErrorKind, Model, Result, Tracked, Writable};

impl Session {
    /// The object of a handle; `None` where the handle is of another session, or its object has left this one.
    pub fn get_tracked<M: Model>(&self, handle: Tracked<M>) -> Option<&M> {
        let store = self.stores.typed::<M>()?;
        store.object(self.live_slot(store, handle)?)
    }

    /// Whether the object is in the session: pending or persistent.
    pub fn contains<M: Model>(&self, handle: Tracked<M>) -> bool {
        self.get_tracked(handle).is_some()
    }

    /// The object's key.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`] where the object has no key yet (flush first), [`ErrorKind::NotInSession`] where
    /// it is not here.
    pub fn key<M: Model>(&self, handle: Tracked<M>) -> Result<M::Key> {
        let store = self.stores.typed::<M>();
        let slot = store.and_then(|store| Some((store, self.live_slot(store, handle)?)));
        let Some((store, slot)) = slot else { return Err(self.absent(handle)) };
        store.key(slot).ok_or_else(|| {
            let object = (store as &dyn AnyStore).shown(slot);
            Error::new(ErrorKind::InvalidRequest, format!("{object} has no key yet: `flush` gives it one"))
        })
    }

    /// Edits an object while other objects are read: `session.edit(a, |a, session| a.name.push_str(&session[b].name))`.
    ///
    /// The closure gets the object itself, which `session` does not see meanwhile: what it writes is put in its place
    /// when the closure ends.
    ///
    /// # Panics
    /// Where the handle's object is not in this session, as indexing.
    pub fn edit<M: Writable, R>(&mut self, handle: Tracked<M>, edit: impl FnOnce(&mut M, &Session) -> R) -> R {
        let mut object = self[handle].clone();
        let result = edit(&mut object, self);
        self[handle] = object;
        result
    }

    /// Two objects at once, both to be edited.
    ///
    /// # Panics
    /// Where an object is not in this session, or both handles are of one object.
    #[allow(clippy::panic, reason = "a misuse that the documentation names")]
    pub fn pair_mut<A: Writable, B: Writable>(&mut self, a: Tracked<A>, b: Tracked<B>) -> (&mut A, &mut B) {
        let _ = (&self[a], &self[b]);
        let epoch = self.epoch;
        match self.stores.pair_mut(a.slot, b.slot, epoch) {
            Some(pair) => pair,
            None => panic!("pair_mut wants two objects, and both handles are of one {}", A::info().name),
        }
    }

    /// The slot of a handle whose object is pending or persistent here.
    pub(crate) fn live_slot<M: Model>(&self, store: &Store<M>, handle: Tracked<M>) -> Option<u32> {
        let slot = store.slot(handle)?;
        matches!(store.state(slot), State::Pending | State::Persistent).then_some(slot)
    }

    /// The slot of a handle, or why there is none.
    pub(crate) fn slot_of<M: Model>(&self, handle: Tracked<M>) -> Result<u32> {
        let slot = self.stores.typed::<M>().and_then(|store| self.live_slot(store, handle));
        slot.ok_or_else(|| self.absent(handle))
    }

    #[cold]
    pub(crate) fn absent<M: Model>(&self, handle: Tracked<M>) -> Error {
        let name = M::info().name;
        let here = self.stores.typed::<M>().and_then(|store| Some((store, store.slot(handle)?)));
        let object = here.map(|(store, slot)| (store.state(slot), (store as &dyn AnyStore).shown(slot)));
        let message = match object {
            _ if handle.session != self.id => format!(
                "this `Tracked<{name}>` belongs to another session: use it there, or `get` the object here by its key"
            ),
            Some((State::Transient, object)) => format!(
                "{object} left the session when its transaction was rolled back: `session.expunge(handle)` takes it \
                 out, and `add` makes it pending again"
            ),
            Some((State::Deleted, object)) => {
                format!("{object} was deleted by the open transaction: only a rollback brings it back")
            }
            _ => format!(
                "this {name} has left the session: it was deleted, expunged, or the session was closed. `get` or a \
                 query finds its row, if there is one"
            ),
        };
        Error::new(ErrorKind::NotInSession, message)
    }
}

impl<M: Model> ops::Index<Tracked<M>> for Session {
    type Output = M;

    /// The object. Never touches the database: an expired object shows its last known values.
    ///
    /// # Panics
    /// Where the handle is of another session, or its object has left this one; the message says which.
    #[allow(clippy::panic, reason = "a misuse that the documentation names; `get_tracked` gives an Option")]
    fn index(&self, handle: Tracked<M>) -> &M {
        match self.get_tracked(handle) {
            Some(object) => object,
            None => panic!("{}", self.absent(handle)),
        }
    }
}

impl Session {
    /// Refuses a draft that brings a handle of no object here, before any of it has entered.
    #[allow(clippy::panic, reason = "a misuse that the documentation of `add` names")]
    pub(super) fn admit<D: Draft>(&self, draft: &D) {
        if let Some(error) = draft.refused_by(self) {
            panic!("{error}");
        }
    }
}

impl<M: Writable> ops::IndexMut<Tracked<M>> for Session {
    /// The object, to be edited: what differs at the next flush goes out as an UPDATE.
    ///
    /// # Panics
    /// As `Index`.
    #[allow(clippy::panic, reason = "a misuse that the documentation names")]
    fn index_mut(&mut self, handle: Tracked<M>) -> &mut M {
        if self.get_tracked(handle).is_none() {
            panic!("{}", self.absent(handle));
        }
        let epoch = self.epoch;
        match self.stores.typed_mut::<M>().and_then(|store| store.object_mut(handle.slot, epoch)) {
            Some(object) => object,
            None => panic!("the object is gone"),
        }
    }
}
