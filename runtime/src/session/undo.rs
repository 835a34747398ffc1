//! The undo log: what objects were before the open transaction changed them.

use std::any::Any;

use super::{Place, head::Meta};

/// What happened in the open transaction, oldest first.
#[derive(Debug)]
pub(crate) struct Undo {
    level: u32,
    entries: Vec<Entry>,
}

/// One thing that happened.
pub(crate) enum Entry {
    /// A base was replaced: by a flush, a refresh, a re-read.
    Base(Place, Box<dyn Any + Send>),
    /// Rows of one store were inserted.
    Inserted(usize, Vec<u32>),
    /// A row was deleted.
    Deleted(Place),
}

impl std::fmt::Debug for Entry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Entry::Base(place, _) => f.debug_tuple("Base").field(place).finish(),
            Entry::Inserted(store, slots) => f.debug_tuple("Inserted").field(store).field(slots).finish(),
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

    /// Rows were inserted: what their objects were before does not matter, since a rollback lets them go as they are.
    pub(crate) fn log_inserted(&mut self, store: usize, slots: &[u32], metas: &mut [Meta]) {
        for &slot in slots {
            metas[slot as usize].logged = self.level;
        }
        self.entries.push(Entry::Inserted(store, slots.to_vec()));
    }

    pub(crate) fn log_deleted(&mut self, place: Place) {
        self.entries.push(Entry::Deleted(place));
    }

    /// What is to be put back, oldest first; the log begins anew.
    pub(crate) fn take(&mut self) -> Vec<Entry> {
        self.level += 1;
        std::mem::take(&mut self.entries)
    }

    /// The transaction was committed: the objects whose rows were deleted, which leave.
    pub(crate) fn commit(&mut self) -> Vec<Place> {
        self.level += 1;
        let deleted = |entry| match entry {
            Entry::Deleted(place) => Some(place),
            Entry::Base(..) | Entry::Inserted(..) => None,
        };
        self.entries.drain(..).filter_map(deleted).collect()
    }

    /// An object leaves: what it was does not matter any more.
    pub(crate) fn forget(&mut self, place: Place) {
        self.entries.retain_mut(|entry| match entry {
            Entry::Base(other, _) | Entry::Deleted(other) => *other != place,
            Entry::Inserted(store, slots) => {
                slots.retain(|&slot| (*store, slot) != (place.store, place.slot));
                true
            }
        });
    }

    pub(crate) fn clear(&mut self) {
        self.entries.clear();
        self.level += 1;
    }
}
