//! Letting objects go.

use std::collections::HashSet;

use foldhash::fast::RandomState;

use super::{Place, Session, associations::Change, store::edits::discard_edits};
use crate::{
    Model, Result, Tracked,
    model::{Cascade, RelationshipKind},
};

impl Session {
    /// Takes the object out of the session and gives it back with its last committed values: edits that were not
    /// flushed are discarded. An object that left with a rollback is given back as it was. What was flushed stays
    /// flushed. [`attach`](Session::attach) takes the object in again; [`add`](Session::add) would make it a new one.
    ///
    /// The members of what is loaded by relationships that cascade expunge leave too, and their handles end: who wants
    /// them expunges them first.
    ///
    /// # Errors
    /// [`ErrorKind::NotInSession`](crate::ErrorKind::NotInSession)
    pub fn expunge<M: Model>(&mut self, handle: Tracked<M>) -> Result<M> {
        let store = M::info().id.get();
        let slot = self.stores.typed::<M>().and_then(|store| store.slot(handle));
        let Some(slot) = slot else { return Err(self.absent(handle)) };
        let place = Place { store, slot };
        let relatives = self.reached(place, Cascade::Expunge);
        self.prepare_leaving(place);
        let object = self.stores.made::<M>().take(slot);
        for relative in relatives.into_iter().filter(|&other| other != place) {
            self.let_go(relative);
        }
        object.ok_or_else(|| self.absent(handle))
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

    /// Takes an object out of the session: its handles end.
    pub(crate) fn let_go(&mut self, place: Place) {
        self.prepare_leaving(place);
        let store = self.stores.get_mut(place.store);
        store.unindex(place.slot);
        store.vacate(place.slot);
    }

    /// Has nothing that a session keeps name an object that leaves.
    fn prepare_leaving(&mut self, place: Place) {
        let store = self.stores.get_mut(place.store);
        discard_edits(store, place.slot);
        let head = store.head_mut();
        head.unlist(place.slot);
        self.results.leave(head.metas[place.slot as usize].result);
        self.expire_lists(place);
        self.sever(place);
        self.undo.forget(place);
    }

    /// Expires the lists that have an object which leaves while its row stays, and those that it was taken out of, which
    /// nobody will write.
    fn expire_lists(&mut self, gone: Place) {
        let associations = &self.associations;
        for (index, store) in self.stores.iter_mut() {
            let info = store.info();
            for ((slot, number), collection) in store.head_mut().collections.iter_mut() {
                let relationship = &info.relationships[number];
                if relationship.target.id.get() != gone.store {
                    continue;
                }
                let was_taken_out = relationship.through.as_ref().is_some_and(|through| {
                    let owner = Place { store: index, slot };
                    associations.change(through, owner, gone) == Some(Change::Unlink)
                });
                if was_taken_out || collection.members.contains(&gone.slot) {
                    collection.epoch = 0;
                }
            }
        }
    }

    /// An object, and those that a cascade reaches from it by what is loaded; itself first.
    pub(crate) fn reached(&self, place: Place, cascade: Cascade) -> Vec<Place> {
        let mut reached = vec![place];
        let mut seen: HashSet<Place, RandomState> = HashSet::default();
        let mut next = 0;
        while let Some(&owner) = reached.get(next) {
            next += 1;
            for (number, info) in self.stores.get(owner.store).info().relationships.iter().enumerate() {
                if !info.cascade.has(cascade) || self.stores.typed_by(info.target).is_none() {
                    continue;
                }
                seen.insert(place);
                let store = info.target.id.get();
                let members: Vec<u32> = match info.kind {
                    RelationshipKind::BelongsTo => self.parent_in_memory(owner, info).flatten().into_iter().collect(),
                    _ => self.members(owner, number, info).collect(),
                };
                reached.extend(members.into_iter().map(|slot| Place { store, slot }).filter(|&it| seen.insert(it)));
            }
        }
        reached
    }
}
