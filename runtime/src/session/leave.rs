//! New objects leave, and what else leaves is taken out of the links and lists of others.

use std::collections::HashSet;

use foldhash::fast::RandomState;

use super::{Place, Session, head::State, relate::empty};
use crate::model::{Cascade, RelationshipKind};

impl Session {
    /// A pending object that lost its parent leaves, and with it the pending ones that a deletion would take along.
    pub(crate) fn expel(&mut self, place: Place) {
        if self.state(place) == State::Pending {
            let (leaving, _) = self.taken_along(place);
            leaving.into_iter().for_each(|place| self.discard(place));
        }
    }

    /// A pending object and the pending ones that leave with it, and the persistent ones that a deletion takes along.
    pub(crate) fn taken_along(&mut self, place: Place) -> (Vec<Place>, Vec<Place>) {
        let (mut leaving, mut persistent) = (vec![place], Vec::new());
        let mut next = 0;
        while let Some(&owner) = leaving.get(next) {
            next += 1;
            for (number, info) in self.stores.get(owner.store).info().relationships.iter().enumerate() {
                if info.kind == RelationshipKind::BelongsTo || !info.cascade.has(Cascade::Delete) {
                    continue;
                }
                self.stores.ensure(info.target);
                for slot in self.members(owner, number, info) {
                    let member = Place { store: info.target.id.get(), slot };
                    match self.state(member) {
                        State::Pending if leaving.contains(&member) => {}
                        State::Pending => leaving.push(member),
                        _ => persistent.push(member),
                    }
                }
            }
        }
        (leaving, persistent)
    }

    /// A pending object leaves.
    pub(crate) fn discard(&mut self, place: Place) {
        self.stores.get_mut(place.store).head_mut().pending.retain(|&slot| slot != place.slot);
        self.sever(place);
        self.vacate(place);
    }

    /// Takes objects that leave out of the many-to-many collections of others.
    pub(crate) fn leave_lists(&mut self, gone: &[Place]) {
        if gone.is_empty() {
            return;
        }
        let gone: HashSet<Place, RandomState> = gone.iter().copied().collect();
        for (_, store) in self.stores.iter_mut() {
            let info = store.info();
            if info.relationships.iter().all(|it| it.through.is_none()) {
                continue;
            }
            let head = store.head_mut();
            let lists = head.collections.iter_mut().map(|(key, collection)| (key, &mut collection.members));
            for ((_, number), members) in lists.chain(head.queued.iter_mut()) {
                let it = &info.relationships[number];
                if it.through.is_some() {
                    let store = it.target.id.get();
                    members.retain(|&slot| !gone.contains(&Place { store, slot }));
                }
            }
        }
    }

    /// Takes an object that leaves out of the links of others: its place may be given to another. A child that has
    /// the key of a parent which never had a row is without a parent again.
    pub(crate) fn sever(&mut self, place: Place) {
        self.associations.forget(place);
        self.leave_lists(&[place]);
        let mut severed = Vec::new();
        for (index, store) in self.stores.iter_mut() {
            store.head_mut().links.retain(|(slot, number), link| {
                if link.parent == place && link.keyed {
                    severed.push((Place { store: index, slot }, number, *link));
                }
                link.parent != place
            });
        }
        for (child, number, link) in severed {
            if self.stores.stands(child, number, &link) {
                let store = self.stores.get_mut(child.store);
                // A column that takes no NULL keeps what it has, and the database has its say.
                let columns = store.info().table.foreign_keys[number].columns;
                empty(store, child.slot, columns);
            }
        }
    }
}
