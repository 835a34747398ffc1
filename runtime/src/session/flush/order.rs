//! The order of rows: tables by rank; within a group of tables that reference each other, or themselves, row by row.

use super::{broken::is_broken, work::Work};
use crate::{
    session::{Place, stores::Stores},
    table::{Table, TableForeignKey},
};

/// Something to be done with a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Op {
    /// Its foreign key with that number becomes NULL, so that what it refers to can go.
    Blank(Place, usize),
    Update(Place),
    Insert(Place),
    Delete(Place),
}

impl Op {
    pub(super) fn place(self) -> Place {
        match self {
            Op::Blank(place, _) | Op::Update(place) | Op::Insert(place) | Op::Delete(place) => place,
        }
    }
}

/// Store indices by rank: tables that reference each other in a circle are one group, and every other table is one.
pub(super) struct Groups(Vec<Vec<usize>>);

impl Groups {
    pub(super) fn of(stores: &Stores, work: &Work) -> Self {
        let table = |store: usize| stores.get(store).info().table;
        let refers =
            |from: usize, to: usize| table(from).foreign_keys.iter().any(|key| std::ptr::eq(key.target, table(to)));
        let mut groups: Vec<Vec<usize>> = Vec::new();
        for &store in &work.active {
            let in_circle = |group: &Vec<usize>| {
                let tied = |&other: &usize| refers(store, other) || refers(other, store);
                table(group[0]).rank == table(store).rank && group.iter().any(tied)
            };
            let (circle, mut apart): (Vec<_>, Vec<_>) = groups.into_iter().partition(in_circle);
            apart.push(circle.into_iter().flatten().chain([store]).collect());
            groups = apart;
        }
        if is_broken("order") {
            groups.reverse();
        }
        Groups(groups)
    }

    pub(super) fn iter(&self) -> impl DoubleEndedIterator<Item = &[usize]> {
        self.0.iter().map(Vec::as_slice)
    }
}

/// Whether tables of a group refer to tables of it.
pub(super) fn refers_to_itself(stores: &Stores, group: &[usize]) -> bool {
    let inside = |target: &Table| group.iter().any(|&store| std::ptr::eq(stores.get(store).info().table, target));
    group.iter().any(|&store| stores.get(store).info().table.foreign_keys.iter().any(|key| inside(key.target)))
}

/// The columns of a foreign key that can be NULL for a while, so that it refers to nothing.
pub(super) fn blankable(stores: &Stores, place: Place, key: &TableForeignKey) -> Option<Vec<usize>> {
    let store = stores.get(place.store);
    let table = store.info().table;
    let (can_be_null, others): (Vec<usize>, Vec<usize>) =
        key.columns.iter().partition(|&&column| table.columns[column].nullable && !table.primary_key.contains(&column));
    let filled = others.iter().all(|&column| !store.value(place.slot, column).is_null());
    (filled && !can_be_null.is_empty()).then_some(can_be_null)
}
