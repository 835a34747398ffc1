//! Deleting and expiring objects.

use super::{Place, Session, head::State, store::edits::discard_edits};
use crate::{Model, Result, Tracked, Writable, model::Cascade};

impl Session {
    /// Marks the object to be deleted by the next flush. Until then it is in the session as before.
    ///
    /// # Panics
    /// Where the handle's object is not in this session, as indexing. A pending object, which has no row, simply leaves.
    pub fn delete<M: Writable>(&mut self, handle: Tracked<M>) {
        let _ = &self[handle];
        self.delete_at(Place { store: M::info().id.get(), slot: handle.slot });
    }

    fn delete_at(&mut self, place: Place) {
        match self.state(place) {
            State::Pending => self.discard(place),
            _ => {
                self.stores.get_mut(place.store).head_mut().mark_deleted(place.slot);
            }
        }
    }

    /// An object that is here is added once more: if it was to be deleted, it is not.
    ///
    /// # Panics
    /// Where the handle's object is not in this session, as indexing.
    pub(crate) fn keep<M: Model>(&mut self, handle: Tracked<M>) {
        let _ = &self[handle];
        self.stores.get_mut(M::info().id.get()).head_mut().undelete(handle.slot);
    }

    /// Expires an object: its edits are discarded, and its row is read again when it is next met. The same goes for the
    /// members of what is loaded by relationships that cascade refresh-expire, of which new ones leave the session.
    ///
    /// # Errors
    /// [`ErrorKind::NotInSession`](crate::ErrorKind::NotInSession);
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) for a pending object, which has no row.
    pub fn expire<M: Model>(&mut self, handle: Tracked<M>) -> Result<()> {
        let slot = self.persistent_slot(handle)?;
        self.expire_at(Place { store: M::info().id.get(), slot });
        Ok(())
    }

    /// Expires every object of the session, as [`expire`](Session::expire).
    pub fn expire_all(&mut self) {
        for (_, store) in self.stores.iter_mut() {
            for slot in std::mem::take(&mut store.head_mut().touched) {
                discard_edits(store, slot);
            }
        }
        self.epoch += 1;
    }

    /// Expires a persistent object, and the members of what is loaded by relationships that cascade refresh-expire: new
    /// ones leave.
    pub(crate) fn expire_at(&mut self, place: Place) {
        for place in self.reached(place, Cascade::RefreshExpire) {
            match self.state(place) {
                State::Persistent => self.expire_alone(place),
                _ => self.let_go(place),
            }
        }
    }

    fn expire_alone(&mut self, place: Place) {
        for (number, info) in self.stores.get(place.store).info().relationships.iter().enumerate() {
            let key = (place.slot, number);
            if !self.stores.get(place.store).head().collections.contains_key(&key) {
                continue;
            }
            // What no flush has written is found by no reading.
            let unwritten = self.unwritten(place, number, info);
            let head = self.stores.get_mut(place.store).head_mut();
            head.collections.remove(&key);
            if !unwritten.is_empty() {
                head.queued.insert(key, unwritten);
            }
        }
        let store = self.stores.get_mut(place.store);
        discard_edits(store, place.slot);
        store.head_mut().metas[place.slot as usize].epoch = 0;
    }
}
