//! Loaded collections follow the foreign keys that a flush wrote.

use std::collections::{HashMap, HashSet};

use foldhash::fast::RandomState;

use crate::{
    session::{Session, find::find_by, stores::Stores},
    table::TableForeignKey,
};

/// The children that come to loaded collections, by owner and relationship.
type Coming = HashMap<(u32, usize), Vec<u32>, RandomState>;

impl Session {
    /// Adds children to the loaded collections of the parents that their foreign keys name: of those keys that have some
    /// of these columns, or of all where the rows are new. (Who reads a collection leaves out those that have gone.)
    pub(super) fn join_collections(&mut self, store: usize, slots: &[u32], columns: Option<&[usize]>) {
        let table = self.stores.get(store).info().table;
        for (number, key) in table.foreign_keys.iter().enumerate() {
            if columns.is_some_and(|columns| !key.columns.iter().any(|column| columns.contains(column))) {
                continue;
            }
            let target = self.stores.iter().find(|(_, store)| std::ptr::eq(store.info().table, key.target));
            let Some((target, owners)) = target else { continue };
            if owners.head().collections.is_empty() {
                continue;
            }
            let coming = coming(&self.stores, (store, slots), (number, key), target);
            let level = self.undo.level();
            let head = self.stores.get_mut(target).head_mut();
            for (owner, children) in coming {
                if let Some(collection) = head.collections.get_mut(&owner) {
                    collection.level = level;
                    let there: HashSet<u32, RandomState> = collection.members.iter().copied().collect();
                    collection.members.extend(children.into_iter().filter(|child| !there.contains(child)));
                }
            }
        }
    }
}

fn coming(
    stores: &Stores,
    (store, slots): (usize, &[u32]),
    (number, key): (usize, &TableForeignKey),
    target: usize,
) -> Coming {
    let (children, owners) = (stores.get(store), stores.get(target));
    let (table, collections) = (children.info().table, &owners.head().collections);
    let relationships: Vec<usize> = (0..owners.info().relationships.len())
        .filter(|&index| {
            let info = &owners.info().relationships[index];
            std::ptr::eq(info.target.table, table) && info.target_columns == key.columns
        })
        .collect();
    let mut coming = Coming::default();
    for &slot in slots {
        let value = |part: usize| children.value(slot, key.columns[part]);
        // A child that was linked to the parent that it has joined the collection then.
        if let Some(link) = children.head().links.get(&(slot, number)) {
            let parent = |part: usize| stores.get(link.parent.store).value(link.parent.slot, key.target_columns[part]);
            if (0..key.columns.len()).all(|part| value(part).same(parent(part))) {
                continue;
            }
        }
        let Some(owner) = find_by(owners, key.target_columns, &mut { value }) else { continue };
        for &index in relationships.iter().filter(|&&index| collections.contains_key(&(owner, index))) {
            coming.entry((owner, index)).or_default().push(slot);
        }
    }
    coming
}
