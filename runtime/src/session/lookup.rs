//! Where objects are by the values of columns: lists of hashes, as they were when they were last made.

use std::{cell::RefCell, hash::BuildHasher, hash::Hash};

use foldhash::fast::RandomState;

/// Where the persistent objects of a store are by columns that are not its key. Made when it is asked for twice while
/// objects neither come nor are read, written or put back: for one question they are gone through.
#[derive(Debug, Default)]
pub(crate) struct Lookups {
    state: RandomState,
    by_columns: RefCell<Vec<Lookup>>,
}

#[derive(Debug)]
struct Lookup {
    columns: Vec<usize>,
    /// The edition of the store in which it was asked for last.
    edition: u64,
    made: bool,
    /// Hashes of values with the slots that have them, in order.
    slots: Vec<(u64, u32)>,
}

impl Lookups {
    /// The slots that had such values when they were last looked at, in this edition of the store; `None` where they have
    /// not been. `all`: the values of every slot that has some.
    pub(super) fn slots<V: Hash>(
        &self,
        columns: &[usize],
        edition: u64,
        wanted: &V,
        all: impl Iterator<Item = (u32, V)>,
    ) -> Option<Vec<u32>> {
        let mut lookups = self.by_columns.borrow_mut();
        let position = match lookups.iter().position(|lookup| lookup.columns == columns) {
            Some(position) => position,
            None => {
                lookups.push(Lookup { columns: columns.to_vec(), edition: 0, made: false, slots: Vec::new() });
                lookups.len() - 1
            }
        };
        let lookup = &mut lookups[position];
        if lookup.edition != edition {
            lookup.edition = edition;
            lookup.made = false;
            return None;
        }
        if !std::mem::replace(&mut lookup.made, true) {
            lookup.slots = all.map(|(slot, values)| (self.state.hash_one(values), slot)).collect();
            lookup.slots.sort_unstable();
        }
        let hash = self.state.hash_one(wanted);
        let first = lookup.slots.partition_point(|&(other, _)| other < hash);
        Some(lookup.slots[first..].iter().take_while(|&&(other, _)| other == hash).map(|&(_, slot)| slot).collect())
    }
}
