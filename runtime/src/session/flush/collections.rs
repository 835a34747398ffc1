//! Loaded collections follow the foreign keys that a flush wrote.

use std::collections::{HashMap, HashSet};

use foldhash::fast::RandomState;

use super::find_by;
use crate::session::{Session, store::AnyStore};

/// The owner of a loaded collection, the relationship, and who moves.
type Moves = HashMap<(u32, usize), Vec<u32>, RandomState>;

impl Session {
    /// Takes children out of the collections of the parents that they had, before their new foreign keys are theirs.
    pub(super) fn leave_old_parents(&mut self, store: usize, slots: &[u32], columns: &[usize]) {
        for (target, moves) in
            self.moves(store, slots, Some(columns), |store, slot, column| store.base_value(slot, column))
        {
            let head = self.stores.get_mut(target).head_mut();
            for (key, gone) in moves {
                let gone: HashSet<u32, RandomState> = gone.into_iter().collect();
                if let Some(collection) = head.collections.get_mut(&key) {
                    collection.members.retain(|member| !gone.contains(member));
                }
            }
        }
    }

    /// Adds children to the collections of the parents that their foreign keys name: of those with these columns, or
    /// of all where the rows are new.
    pub(super) fn join_new_parents(&mut self, store: usize, slots: &[u32], columns: Option<&[usize]>) {
        for (target, moves) in self.moves(store, slots, columns, |store, slot, column| store.value(slot, column)) {
            let head = self.stores.get_mut(target).head_mut();
            for (key, come) in moves {
                if let Some(collection) = head.collections.get_mut(&key) {
                    let there: HashSet<u32, RandomState> = collection.members.iter().copied().collect();
                    collection.members.extend(come.into_iter().filter(|member| !there.contains(member)));
                }
            }
        }
    }

    /// Which of the objects belong to which loaded collections, by the store of the collections' owners.
    fn moves(
        &self,
        store: usize,
        slots: &[u32],
        columns: Option<&[usize]>,
        value: impl for<'s> Fn(&'s dyn AnyStore, u32, usize) -> crate::ValueRef<'s>,
    ) -> Vec<(usize, Moves)> {
        let children = self.stores.get(store);
        let table = children.info().table;
        let mut all = Vec::new();
        for (number, key) in table.foreign_keys.iter().enumerate() {
            if columns.is_some_and(|columns| !key.columns.iter().any(|column| columns.contains(column))) {
                continue;
            }
            let Some((target, owners)) =
                self.stores.iter().find(|(_, store)| std::ptr::eq(store.info().table, key.target))
            else {
                continue;
            };
            let collections = &owners.head().collections;
            if collections.is_empty() {
                continue;
            }
            let relationships: Vec<usize> = (0..owners.info().relationships.len())
                .filter(|&index| {
                    let info = &owners.info().relationships[index];
                    std::ptr::eq(info.target.table, table) && info.target_columns == key.columns
                })
                .collect();
            let mut moves = Moves::default();
            for &slot in slots {
                // A child that was linked joined its parent's collection then.
                if columns.is_none() && children.head().links.contains_key(&(slot, number)) {
                    continue;
                }
                let part = |part: usize| value(children, slot, key.columns[part]);
                let Some(owner) = find_by(owners, key.target_columns, &mut { part }) else { continue };
                for &index in relationships.iter().filter(|&&index| collections.contains_key(&(owner, index))) {
                    moves.entry((owner, index)).or_default().push(slot);
                }
            }
            all.push((target, moves));
        }
        all
    }
}
