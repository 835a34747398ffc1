//! The undo log: what objects were before the open transaction, or a savepoint of it, changed them.

use std::any::Any;

use super::{Place, head::Meta, pages::Pages};

/// What happened in the open transaction, oldest first, in levels: one for the transaction, one for each savepoint in
/// it. Numbers of levels only grow, so that whatever carries a number of at least a level's came about in that level
/// or in one within it.
#[derive(Debug)]
pub(crate) struct Undo {
    /// The number of the innermost level.
    level: u32,
    /// The last number given.
    last: u32,
    /// What happened in the innermost level.
    entries: Vec<Entry>,
    /// The levels around it, outermost first.
    outer: Vec<(u32, Vec<Entry>)>,
}

/// One thing that happened.
pub(crate) enum Entry {
    /// A base was replaced: by a flush, a refresh, a re-read. With the number of the level that had logged the object
    /// last.
    Base(Place, u32, Box<dyn Any + Send>),
    /// Rows of one store were inserted.
    Inserted(usize, Vec<u32>),
    /// A row was deleted.
    Deleted(Place),
}

impl std::fmt::Debug for Entry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Entry::Base(place, logged, _) => f.debug_tuple("Base").field(place).field(logged).finish(),
            Entry::Inserted(store, slots) => f.debug_tuple("Inserted").field(store).field(slots).finish(),
            Entry::Deleted(place) => f.debug_tuple("Deleted").field(place).finish(),
        }
    }
}

impl Undo {
    pub(crate) fn new() -> Self {
        Undo { level: 1, last: 1, entries: Vec::new(), outer: Vec::new() }
    }

    /// The number of the innermost level.
    pub(crate) fn level(&self) -> u32 {
        self.level
    }

    /// Keeps what the object was, once per level.
    pub(crate) fn log_base(&mut self, place: Place, meta: &mut Meta, old: impl FnOnce() -> Box<dyn Any + Send>) {
        // A savepoint that was released has handed its entries to the level around it, whose number is smaller.
        if meta.logged < self.level {
            self.entries.push(Entry::Base(place, meta.logged, old()));
            meta.logged = self.level;
        }
    }

    /// Rows were inserted: what their objects were before does not matter, since a rollback lets them go as they are.
    pub(crate) fn log_inserted(&mut self, store: usize, slots: &[u32], metas: &mut Pages<Meta>) {
        for &slot in slots {
            metas[slot as usize].logged = self.level;
        }
        self.entries.push(Entry::Inserted(store, slots.to_vec()));
    }

    pub(crate) fn log_deleted(&mut self, place: Place) {
        self.entries.push(Entry::Deleted(place));
    }

    /// Begins a level, for a savepoint; its number.
    pub(crate) fn enter(&mut self) -> u32 {
        self.outer.push((self.level, std::mem::take(&mut self.entries)));
        self.renumber();
        self.level
    }

    /// Ends a level and those within it: what happened there becomes part of the level around it, which keeps of each
    /// object the oldest value.
    pub(crate) fn release(&mut self, level: u32) {
        while self.level >= level
            && let Some((parent, entries)) = self.outer.pop()
        {
            let inner = std::mem::replace(&mut self.entries, entries);
            self.level = parent;
            let lacks = |entry: &Entry| !matches!(entry, Entry::Base(_, logged, _) if *logged >= parent);
            self.entries.extend(inner.into_iter().filter(lacks));
        }
    }

    /// Ends a level and those within it: what is to be put back, oldest first.
    pub(crate) fn leave(&mut self, level: u32) -> Vec<Entry> {
        let mut left = Vec::new();
        while self.level >= level
            && let Some((parent, entries)) = self.outer.pop()
        {
            let mut inner = std::mem::replace(&mut self.entries, entries);
            self.level = parent;
            inner.append(&mut left);
            left = inner;
        }
        left
    }

    /// What is to be put back, oldest first; the log begins anew.
    pub(crate) fn take(&mut self) -> Vec<Entry> {
        let mut all: Vec<Entry> = self.outer.drain(..).flat_map(|(_, entries)| entries).collect();
        all.append(&mut self.entries);
        self.renumber();
        all
    }

    /// The transaction was committed: the objects whose rows were deleted, which leave.
    pub(crate) fn commit(&mut self) -> Vec<Place> {
        let deleted = |entry| match entry {
            Entry::Deleted(place) => Some(place),
            Entry::Base(..) | Entry::Inserted(..) => None,
        };
        self.take().into_iter().filter_map(deleted).collect()
    }

    /// An object leaves: what it was does not matter any more.
    pub(crate) fn forget(&mut self, place: Place) {
        let outer = self.outer.iter_mut().map(|(_, entries)| entries);
        for entries in outer.chain([&mut self.entries]) {
            entries.retain_mut(|entry| match entry {
                Entry::Base(other, ..) | Entry::Deleted(other) => *other != place,
                Entry::Inserted(store, slots) => {
                    slots.retain(|&slot| (*store, slot) != (place.store, place.slot));
                    true
                }
            });
        }
    }

    /// Every object leaves. Levels stay open.
    pub(crate) fn clear(&mut self) {
        self.entries.clear();
        self.outer.iter_mut().for_each(|(_, entries)| entries.clear());
    }

    fn renumber(&mut self) {
        self.last += 1;
        self.level = self.last;
    }
}
