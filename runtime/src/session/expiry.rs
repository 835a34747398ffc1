//! Deleting and expiring objects, and letting them go.

use super::{Place, Session, head::State, store::AnyStore};
use crate::{Model, Result, Tracked};

impl Session {
    /// Marks the object to be deleted by the next flush. Until then it is in the session as before.
    ///
    /// # Panics
    /// Where the handle's object is not in this session, as indexing. A pending object, which has no row, simply leaves.
    pub fn delete<M: Model>(&mut self, handle: Tracked<M>) {
        let _ = &self[handle];
        self.delete_at(Place { store: M::info().id.get(), slot: handle.slot });
    }

    fn delete_at(&mut self, place: Place) {
        match self.state(place) {
            State::Pending => {
                self.stores.get_mut(place.store).head_mut().pending.retain(|&slot| slot != place.slot);
                self.sever(place);
                self.vacate(place);
            }
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

    /// Expires an object: its edits are discarded, and its row is read again when it is next met.
    ///
    /// # Errors
    /// [`ErrorKind::NotInSession`]; [`ErrorKind::InvalidRequest`] for a pending object, which has no row.
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

    /// Takes the object out of the session and gives it back with its last committed values: edits that were not
    /// flushed are discarded. An object that left with a rollback is given back as it was.
    ///
    /// # Errors
    /// [`ErrorKind::NotInSession`]
    pub fn expunge<M: Model>(&mut self, handle: Tracked<M>) -> Result<M> {
        let absent = self.absent(handle);
        let place = Place { store: M::info().id.get(), slot: handle.slot };
        let Some(store) = self.stores.typed_mut::<M>() else { return Err(absent) };
        let Some(slot) = store.slot(handle) else { return Err(absent) };
        let any = self.stores.get_mut(place.store);
        discard_edits(any, slot);
        let head = any.head_mut();
        head.unlist(slot);
        self.results.leave(head.metas[slot as usize].result);
        self.sever(place);
        self.undo.forget(place);
        self.stores.typed_mut::<M>().and_then(|store| store.take(slot)).ok_or(absent)
    }

    /// Lets every object go: all handles end. The transaction, if one is open, stays open.
    pub fn expunge_all(&mut self) {
        self.associations.clear();
        self.undo.clear();
        self.results.clear();
        for (_, store) in self.stores.iter_mut() {
            store.clear();
        }
    }

    /// Expires a persistent object.
    pub(crate) fn expire_at(&mut self, place: Place) {
        let store = self.stores.get_mut(place.store);
        discard_edits(store, place.slot);
        let relationships = store.info().relationships.len();
        let head = store.head_mut();
        head.metas[place.slot as usize].epoch = 0;
        for number in 0..relationships {
            head.collections.remove(&(place.slot, number));
        }
    }
}

/// Puts a persistent object back to its base: what was edited since it was read or flushed is lost, a parent that it
/// was given included. Whether there was such an edit.
pub(super) fn discard_edits(store: &mut dyn AnyStore, slot: u32) -> bool {
    let head = store.head_mut();
    if !std::mem::take(&mut head.metas[slot as usize].touched) {
        return false;
    }
    head.forced.remove(&slot);
    if !head.links.is_empty() {
        head.links.retain(|key, _| key.0 != slot);
    }
    if let Some(base) = store.take_base(slot) {
        store.restore(slot, base);
    }
    true
}
