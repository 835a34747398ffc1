//! Objects by the values of unique columns.

use std::{cell::RefCell, hash::BuildHasher};

use foldhash::fast::RandomState;

use super::{flush::Tuple, head::State, store::AnyStore};
use crate::ValueRef;

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

/// The object of a store whose columns have those values: those of its key, named in any order, which the identity map
/// knows, or others that are unique.
pub(crate) fn find_by<'a>(
    store: &dyn AnyStore,
    columns: &[usize],
    value: &mut dyn FnMut(usize) -> ValueRef<'a>,
) -> Option<u32> {
    let primary_key = store.info().table.primary_key;
    if columns.len() == primary_key.len() && columns.iter().all(|column| primary_key.contains(column)) {
        return store.find(&mut |part| {
            let position = columns.iter().position(|&column| column == primary_key[part]);
            position.map_or(ValueRef::Null, &mut *value)
        });
    }
    let wanted: Vec<ValueRef<'_>> = (0..columns.len()).map(value).collect();
    let position = |column: usize| columns.iter().position(|&other| other == column);
    let tuple = Tuple::of(columns, |column| position(column).map_or(ValueRef::Null, |part| wanted[part]))?;
    let head = store.head();
    let is_it = |slot: u32| {
        head.metas[slot as usize].state == State::Persistent
            && columns.iter().zip(&wanted).all(|(&column, &it)| store.value(slot, column).same(it))
    };
    let Some(slots) = head.lookups.slots(store, columns, &tuple) else {
        return (0..head.metas.len() as u32).find(|&slot| is_it(slot));
    };
    // Those that are being edited are not where they were, and nobody tells.
    slots.into_iter().find(|&slot| is_it(slot)).or_else(|| head.touched.iter().copied().find(|&slot| is_it(slot)))
}

impl Lookups {
    /// The slots that had such values when they were last looked at; `None` where they have not been.
    fn slots(&self, store: &dyn AnyStore, columns: &[usize], tuple: &Tuple<'_>) -> Option<Vec<u32>> {
        let mut lookups = self.by_columns.borrow_mut();
        let position = match lookups.iter().position(|lookup| lookup.columns == columns) {
            Some(position) => position,
            None => {
                lookups.push(Lookup { columns: columns.to_vec(), edition: 0, made: false, slots: Vec::new() });
                lookups.len() - 1
            }
        };
        let lookup = &mut lookups[position];
        if lookup.edition != store.head().edition {
            lookup.edition = store.head().edition;
            lookup.made = false;
            return None;
        }
        if !std::mem::replace(&mut lookup.made, true) {
            self.make(store, lookup);
        }
        let hash = self.state.hash_one(tuple);
        let first = lookup.slots.partition_point(|&(other, _)| other < hash);
        Some(lookup.slots[first..].iter().take_while(|&&(other, _)| other == hash).map(|&(_, slot)| slot).collect())
    }

    fn make(&self, store: &dyn AnyStore, lookup: &mut Lookup) {
        let head = store.head();
        lookup.slots.clear();
        for slot in 0..head.metas.len() as u32 {
            if head.metas[slot as usize].state == State::Persistent
                && let Some(tuple) = Tuple::of(&lookup.columns, |column| store.value(slot, column))
            {
                lookup.slots.push((self.state.hash_one(tuple), slot));
            }
        }
        lookup.slots.sort_unstable();
    }
}
