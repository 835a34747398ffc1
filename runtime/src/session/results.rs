//! The results that handed objects out, by which a lazy load knows whose siblings to load with it.

use crate::{
    model::RelationshipInfo,
    query::run::reader::Handed,
    session::{eager::Said, head::NO_RESULT, stores::Stores},
};

/// Results that some object was last handed out by.
#[derive(Debug, Default)]
pub(crate) struct Results {
    slab: Vec<Listing>,
    free: Vec<u32>,
}

#[derive(Debug, Default)]
struct Listing {
    slots: Vec<u32>,
    /// How many of the slots still name this result as their last: a result that no object names is dropped.
    live: u32,
    /// What the query said of lazy loads.
    said: Vec<Said>,
}

impl Results {
    pub(crate) fn register(&mut self, stores: &mut Stores, handed: Handed) {
        self.register_saying(stores, handed, Vec::new());
    }

    /// Adds to what is said of lazy loads of objects that were just handed out together.
    pub(crate) fn say(&mut self, stores: &mut Stores, handed: Handed, said: Said) {
        let first = handed.slots.first().map(|&slot| stores.get(handed.store).head().metas[slot as usize].result);
        let mut all =
            first.and_then(|number| self.slab.get(number as usize)).map(|it| it.said.clone()).unwrap_or_default();
        all.push(said);
        self.register_saying(stores, handed, all);
    }

    /// Whether the last result that handed an object out said that following a relationship of it raises, or does not.
    pub(crate) fn said(&self, number: u32, info: &RelationshipInfo) -> Option<bool> {
        let said = &self.slab.get(number as usize)?.said;
        said.iter().rev().find(|said| std::ptr::eq(said.info, info)).map(|said| said.raises)
    }

    fn register_saying(&mut self, stores: &mut Stores, handed: Handed, said: Vec<Said>) {
        let metas = &mut stores.get_mut(handed.store).head_mut().metas;
        if let ([slot], true) = (&handed.slots[..], said.is_empty()) {
            let slot = *slot;
            // Alone in its result: nothing to be loaded with it.
            let before = std::mem::replace(&mut metas[slot as usize].result, NO_RESULT);
            self.leave(before);
            return;
        }
        let number = match self.free.pop() {
            Some(number) => number,
            None => {
                self.slab.push(Listing::default());
                (self.slab.len() - 1) as u32
            }
        };
        let mut live = 0;
        for (position, &slot) in handed.slots.iter().enumerate() {
            let meta = &mut metas[slot as usize];
            if meta.result == number {
                continue;
            }
            let before = std::mem::replace(&mut meta.result, number);
            meta.position = position as u32;
            live += 1;
            self.leave(before);
        }
        self.slab[number as usize] = Listing { slots: handed.slots, live, said };
    }

    /// An object no longer names this result as its last.
    pub(crate) fn leave(&mut self, number: u32) {
        let Some(listing) = self.slab.get_mut(number as usize) else { return };
        listing.live = listing.live.saturating_sub(1);
        if listing.live == 0 {
            *listing = Listing::default();
            self.free.push(number);
        }
    }

    /// The slots of a result from a position on.
    pub(crate) fn from(&self, number: u32, position: u32) -> &[u32] {
        match self.slab.get(number as usize) {
            Some(listing) => listing.slots.get(position as usize..).unwrap_or_default(),
            None => &[],
        }
    }

    pub(crate) fn clear(&mut self) {
        *self = Results::default();
    }
}
