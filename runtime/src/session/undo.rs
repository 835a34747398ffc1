//! The undo log: what objects were before the open transaction changed them.

use std::any::Any;

use super::{
    Place,
    head::{Meta, State},
    stores::Stores,
};

/// What happened in the open transaction, oldest first.
#[derive(Debug)]
pub(crate) struct Undo {
    level: u32,
    entries: Vec<Entry>,
}

enum Entry {
    /// A base was replaced: by a flush, a refresh, a re-read.
    Base(Place, Box<dyn Any + Send>),
    /// A row was inserted.
    Inserted(Place),
    /// A row was deleted.
    Deleted(Place),
}

impl std::fmt::Debug for Entry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Entry::Base(place, _) => f.debug_tuple("Base").field(place).finish(),
            Entry::Inserted(place) => f.debug_tuple("Inserted").field(place).finish(),
            Entry::Deleted(place) => f.debug_tuple("Deleted").field(place).finish(),
        }
    }
}

impl Undo {
    pub(crate) fn new() -> Self {
        Undo { level: 1, entries: Vec::new() }
    }

    /// Keeps what the object was, once per transaction.
    pub(crate) fn log_base(&mut self, place: Place, meta: &mut Meta, old: impl FnOnce() -> Box<dyn Any + Send>) {
        if meta.logged != self.level {
            meta.logged = self.level;
            self.entries.push(Entry::Base(place, old()));
        }
    }

    /// A row was inserted: what its object was before does not matter, since a rollback lets it go as it is.
    pub(crate) fn log_inserted(&mut self, place: Place, meta: &mut Meta) {
        meta.logged = self.level;
        self.entries.push(Entry::Inserted(place));
    }

    pub(crate) fn log_deleted(&mut self, place: Place) {
        self.entries.push(Entry::Deleted(place));
    }

    /// Puts every object back as it was, latest change first, and begins anew.
    pub(crate) fn roll_back(&mut self, stores: &mut Stores) {
        for entry in std::mem::take(&mut self.entries).into_iter().rev() {
            match entry {
                Entry::Base(place, old) => stores.get_mut(place.store).restore(place.slot, old),
                Entry::Inserted(place) => {
                    let store = stores.get_mut(place.store);
                    store.unindex(place.slot);
                    let info = store.info();
                    let head = store.head_mut();
                    head.metas[place.slot as usize].state = State::Transient;
                    head.forget(place.slot, info);
                    head.left.push(place.slot);
                }
                Entry::Deleted(place) => {
                    let store = stores.get_mut(place.store);
                    // A key taken by an object that came later was given back when that entry was undone. One that was
                    // read later, the row having come again, keeps it: a row has one object.
                    if let Ok(None) = store.index(place.slot) {
                        store.head_mut().metas[place.slot as usize].state = State::Persistent;
                    } else {
                        let head = store.head_mut();
                        head.metas[place.slot as usize].state = State::Transient;
                        head.left.push(place.slot);
                    }
                }
            }
        }
        self.level += 1;
    }

    /// The transaction was committed: the objects whose rows were deleted, which leave.
    pub(crate) fn commit(&mut self) -> Vec<Place> {
        self.level += 1;
        let deleted = |entry| match entry {
            Entry::Deleted(place) => Some(place),
            Entry::Base(..) | Entry::Inserted(_) => None,
        };
        self.entries.drain(..).filter_map(deleted).collect()
    }

    /// An object leaves: what it was does not matter any more.
    pub(crate) fn forget(&mut self, place: Place) {
        self.entries.retain(|entry| match entry {
            Entry::Base(other, _) | Entry::Inserted(other) | Entry::Deleted(other) => *other != place,
        });
    }

    pub(crate) fn clear(&mut self) {
        self.entries.clear();
        self.level += 1;
    }
}
