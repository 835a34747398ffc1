//! What a session knows of each object beside its values.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use super::{Place, lookup::Lookups, pages::Pages, slot_map::SlotMap};

/// The part of a store that does not depend on the model's type.
#[derive(Debug, Default)]
pub struct Head {
    /// Grows when objects come, and when values of theirs change otherwise than by an edit.
    pub(crate) edition: u64,
    pub(crate) lookups: Lookups,
    pub(crate) metas: Pages<Meta>,
    pub(crate) free: Vec<u32>,
    /// New objects, in the order in which they were added.
    pub(crate) pending: Vec<u32>,
    /// Objects that were edited; those among them that `Meta::touched` confirms.
    pub(crate) touched: Vec<u32>,
    /// Objects marked to be deleted; those among them that `Meta::deleted` confirms.
    pub(crate) deleted: Vec<u32>,
    /// Objects that left with the last transaction and can still be taken out.
    pub(crate) left: Vec<u32>,
    /// Columns that are written though they may not differ, in order: by the slot. Of objects that `Meta::touched`
    /// confirms.
    pub(crate) forced: HashMap<u32, Vec<usize>, RandomState>,
    /// Parents that have no row yet: by the child's slot and the number of the foreign key.
    pub(crate) links: SlotMap<Link>,
    /// Collections that are loaded: by the owner's slot and the relationship.
    pub(crate) collections: SlotMap<Collection>,
    /// What was appended to collections that are not loaded, since the last flush.
    pub(crate) queued: SlotMap<Vec<u32>>,
}

/// Where an object stands, as SQLAlchemy names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// No object is here.
    Vacant,
    /// It left with a rollback: its row was never committed.
    Transient,
    /// New: its row goes out with the next flush.
    Pending,
    /// It has a row.
    Persistent,
    /// Its row was deleted in the open transaction.
    Deleted,
}

/// What is known of one object.
#[derive(Clone, Debug)]
pub(crate) struct Meta {
    pub(crate) generation: u32,
    /// The session's epoch when the object was last read: expired unless it is the present one.
    pub(crate) epoch: u32,
    /// The level of the undo log that holds what the object was before.
    pub(crate) logged: u32,
    /// The last result that handed the object out, and its place there.
    pub(crate) result: u32,
    pub(crate) position: u32,
    pub(crate) state: State,
    /// Edited since it was last read or flushed.
    pub(crate) touched: bool,
    /// Edited while expired: its UPDATE demands that the edited columns hold their last known values.
    pub(crate) guarded: bool,
    /// Marked to be deleted.
    pub(crate) deleted: bool,
}

/// No result has handed the object out.
pub(crate) const NO_RESULT: u32 = u32::MAX;

impl Meta {
    pub(crate) fn new(generation: u32) -> Self {
        Meta {
            generation,
            epoch: 0,
            logged: 0,
            result: NO_RESULT,
            position: 0,
            state: State::Vacant,
            touched: false,
            guarded: false,
            deleted: false,
        }
    }
}

/// A parent that the flush must write before the child.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Link {
    pub(crate) parent: Place,
    /// The parent had its key already, and the child has it; otherwise the flush copies it.
    pub(crate) keyed: bool,
    /// A hash of that key: a child that holds it still has not been given another, and follows its parent to a new one.
    pub(crate) key: u64,
}

/// The objects on the many side of a relationship.
#[derive(Clone, Debug, Default)]
pub(crate) struct Collection {
    /// The epoch in which it was read.
    pub(crate) epoch: u32,
    /// The level of the undo log in which it was read or last changed: rolling that back drops it.
    pub(crate) level: u32,
    /// Slots in the target's store.
    pub(crate) members: Vec<u32>,
}

impl Head {
    /// A slot for an object: the one at the end of the store's cells, or one that was left.
    pub(crate) fn claim(&mut self, state: State, epoch: u32) -> u32 {
        self.edition += 1;
        let slot = match self.free.pop() {
            Some(slot) => {
                let meta = &mut self.metas[slot as usize];
                *meta = Meta { state, epoch, ..Meta::new(meta.generation) };
                slot
            }
            None => {
                self.metas.push(Meta { state, epoch, ..Meta::new(0) });
                (self.metas.len() - 1) as u32
            }
        };
        if state == State::Pending {
            self.pending.push(slot);
        }
        slot
    }

    /// The new objects that the next flush inserts.
    pub(crate) fn new_ones(&self) -> impl Iterator<Item = u32> {
        self.pending.iter().copied().filter(|&slot| {
            let meta = &self.metas[slot as usize];
            meta.state == State::Pending && !meta.deleted
        })
    }

    /// Notes that an object is about to be edited; whether its base must be kept now.
    pub(crate) fn touch(&mut self, slot: u32, epoch: u32) -> bool {
        let meta = &mut self.metas[slot as usize];
        if meta.state != State::Persistent || meta.touched {
            return false;
        }
        meta.touched = true;
        meta.guarded = meta.epoch != epoch;
        self.touched.push(slot);
        true
    }

    /// Has a column of a persistent object written by the next flush, whether it differs or not.
    pub(crate) fn force(&mut self, slot: u32, column: usize) {
        if self.metas[slot as usize].state == State::Persistent {
            let columns = self.forced.entry(slot).or_default();
            if let Err(place) = columns.binary_search(&column) {
                columns.insert(place, column);
            }
        }
    }

    /// Marks an object to be deleted by the next flush; whether it was not marked before.
    pub(crate) fn mark_deleted(&mut self, slot: u32) -> bool {
        let meta = &mut self.metas[slot as usize];
        if meta.state != State::Persistent || meta.deleted {
            return false;
        }
        meta.deleted = true;
        self.deleted.push(slot);
        true
    }

    /// Cancels a deletion that was not flushed.
    pub(crate) fn undelete(&mut self, slot: u32) {
        if std::mem::take(&mut self.metas[slot as usize].deleted) {
            self.deleted.retain(|&other| other != slot);
        }
    }

    /// Takes a slot out of every list of work.
    pub(crate) fn unlist(&mut self, slot: u32) {
        for list in [&mut self.pending, &mut self.touched, &mut self.deleted, &mut self.left] {
            list.retain(|&other| other != slot);
        }
        self.forced.remove(&slot);
    }

    /// Ends every handle. Slots are claimed again from the first on, as the store's cells are filled anew.
    pub(crate) fn clear(&mut self) {
        let mut metas = std::mem::take(self).metas;
        let is_usable = |slot: &u32| metas[*slot as usize].generation < u32::MAX;
        self.free = (0..metas.len() as u32).rev().filter(is_usable).collect();
        metas.iter_mut().for_each(|meta| *meta = Meta::new(meta.generation.saturating_add(1)));
        self.metas = metas;
    }

    /// Ends the handles of a slot and frees it; one that has had an object for each number there is stays empty.
    pub(crate) fn vacate(&mut self, slot: u32) {
        let meta = &mut self.metas[slot as usize];
        let generation = meta.generation;
        *meta = Meta::new(generation.saturating_add(1));
        if generation < u32::MAX {
            self.free.push(slot);
        }
    }

    /// Whether a flush would have something to do.
    pub(crate) fn is_clean(&self) -> bool {
        self.pending.is_empty()
            && !self.touched.iter().any(|&slot| self.metas[slot as usize].touched)
            && !self.deleted.iter().any(|&slot| self.metas[slot as usize].deleted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slot_whose_numbers_are_used_up_is_not_claimed_again() {
        let mut head = Head::default();
        let [a, b, c] = [(); 3].map(|()| head.claim(State::Persistent, 1));
        head.metas[b as usize].generation = u32::MAX - 1;
        head.vacate(b);
        assert_eq!(head.claim(State::Persistent, 1), b);
        assert_eq!(head.metas[b as usize].generation, u32::MAX);
        head.vacate(b);
        assert_eq!(head.claim(State::Persistent, 1), c + 1);

        head.metas[a as usize].generation = u32::MAX;
        head.clear();
        assert_eq!([(); 3].map(|()| head.claim(State::Persistent, 1)), [c, c + 1, c + 2]);
        let is_used_up = |meta: &Meta| meta.state == State::Vacant && meta.generation == u32::MAX;
        assert!(is_used_up(&head.metas[0]) && is_used_up(&head.metas[1]));
    }
}
