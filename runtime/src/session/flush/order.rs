//! The order of rows: tables by rank; within a group of tables that reference each other, or themselves, row by row.

use std::collections::HashMap;

use super::work::Work;
use crate::{
    Error, ErrorKind, Result, ValueRef,
    session::{Place, head::State, store::AnyStore, stores::Stores},
    table::Table,
};

/// Store indices by rank: tables that reference each other in a circle are one group, and every other table is one.
pub(super) struct Groups(Vec<Vec<usize>>);

impl Groups {
    pub(super) fn of(stores: &Stores, active: &[usize]) -> Self {
        let table = |store: usize| stores.get(store).info().table;
        let refers =
            |from: usize, to: usize| table(from).foreign_keys.iter().any(|key| std::ptr::eq(key.target, table(to)));
        let mut groups: Vec<Vec<usize>> = Vec::new();
        for &store in active {
            let in_circle = |group: &Vec<usize>| {
                let tied = |&other: &usize| refers(store, other) || refers(other, store);
                table(group[0]).rank == table(store).rank && group.iter().any(tied)
            };
            let (circle, mut apart): (Vec<_>, Vec<_>) = groups.into_iter().partition(in_circle);
            apart.push(circle.into_iter().flatten().chain([store]).collect());
            groups = apart;
        }
        Groups(groups)
    }

    pub(super) fn iter(&self) -> impl DoubleEndedIterator<Item = &Vec<usize>> {
        self.0.iter()
    }
}

fn refers_to_itself(stores: &Stores, group: &[usize]) -> bool {
    let inside = |target: &Table| group.iter().any(|&store| std::ptr::eq(stores.get(store).info().table, target));
    group.iter().any(|&store| stores.get(store).info().table.foreign_keys.iter().any(|key| inside(key.target)))
}

/// The parents of an object that wait for the same flush to be inserted.
fn pending_parents(stores: &Stores, place: Place) -> impl Iterator<Item = Place> {
    let keys = stores.get(place.store).info().table.foreign_keys.len();
    (0..keys)
        .filter_map(move |key| stores.linked(place, key))
        .filter(|parent| stores.get(parent.store).head().metas[parent.slot as usize].state == State::Pending)
}

/// Whether an update must wait for an insert into its own group of tables.
pub(super) fn waits_for_insert(stores: &Stores, place: Place) -> bool {
    let rank = stores.get(place.store).info().table.rank;
    pending_parents(stores, place).any(|parent| stores.get(parent.store).info().table.rank == rank)
}

/// The new objects of a group, level by level, parents first: what is on one level needs no key of the same level.
/// Within a level they are in the order of `add`, so that rows of one shape stay together.
pub(super) fn inserts(stores: &Stores, work: &Work, group: &[usize]) -> Result<Vec<Vec<Place>>> {
    let places = |&store: &usize| work.of(store).inserts.iter().map(move |&slot| Place { store, slot });
    let all: Vec<Place> = group.iter().flat_map(places).collect();
    let linked = group.iter().any(|&store| !stores.get(store).head().links.is_empty());
    if !linked || !refers_to_itself(stores, group) {
        return Ok(vec![all]);
    }
    by_level(stores, all, |place| {
        let in_group = |parent: &Place| group.contains(&parent.store);
        pending_parents(stores, place).filter(in_group).collect()
    })
}

/// The objects of a group that are to be deleted: those that refer to others first.
pub(super) fn deletes(stores: &Stores, work: &Work, group: &[usize]) -> Result<Vec<Place>> {
    let places = |&store: &usize| work.of(store).deletes.iter().map(move |&slot| Place { store, slot });
    let all: Vec<Place> = group.iter().rev().flat_map(places).collect();
    if !refers_to_itself(stores, group) {
        return Ok(all);
    }
    let marked = |place: &Place| stores.get(place.store).head().metas[place.slot as usize].deleted;
    let levels = by_level(stores, all, |place| referenced(stores, place).filter(marked).collect())?;
    let mut order = levels.concat();
    order.reverse();
    Ok(order)
}

/// The objects of the session that the committed foreign keys of an object refer to.
fn referenced(stores: &Stores, place: Place) -> impl Iterator<Item = Place> {
    let any = stores.get(place.store);
    any.info().table.foreign_keys.iter().filter_map(move |key| {
        let (store, target) = stores.iter().find(|(_, store)| std::ptr::eq(store.info().table, key.target))?;
        let slot = find_by(target, key.target_columns, &mut |part| any.base_value(place.slot, key.columns[part]))?;
        Some(Place { store, slot })
    })
}

/// The object of a store whose columns have those values: those of its key, named in any order, or others that are
/// unique. The identity map knows the key; for others the objects are gone through one by one.
pub(crate) fn find_by<'a>(
    store: &dyn AnyStore,
    columns: &[usize],
    value: &mut dyn FnMut(usize) -> ValueRef<'a>,
) -> Option<u32> {
    let primary_key = store.info().table.primary_key;
    if columns.len() != primary_key.len() || !columns.iter().all(|column| primary_key.contains(column)) {
        let wanted: Vec<ValueRef<'_>> = (0..columns.len()).map(value).collect();
        if wanted.iter().any(|value| value.is_null()) {
            return None;
        }
        let has_them =
            |slot: &u32| columns.iter().zip(&wanted).all(|(&column, &it)| store.value(*slot, column).same(it));
        let metas = &store.head().metas;
        let persistent = |slot: &u32| metas[*slot as usize].state == State::Persistent;
        return (0..metas.len() as u32).filter(persistent).find(has_them);
    }
    store.find(&mut |part| {
        let position = columns.iter().position(|&column| column == primary_key[part]);
        position.map_or(ValueRef::Null, &mut *value)
    })
}

/// Sorts into levels by the longest way to a row without parents, keeping the order within a level.
fn by_level(stores: &Stores, all: Vec<Place>, parents: impl Fn(Place) -> Vec<Place>) -> Result<Vec<Vec<Place>>> {
    // The level of a row; none yet for those on the way down to where the search is.
    let mut levels: HashMap<Place, Option<usize>> = HashMap::with_capacity(all.len());
    for &place in &all {
        if levels.contains_key(&place) {
            continue;
        }
        // Depth first without recursion: a chain of rows may be long.
        levels.insert(place, None);
        let mut path: Vec<(Place, Vec<Place>)> = vec![(place, parents(place))];
        while let Some((current, open)) = path.last_mut() {
            let current = *current;
            let Some(parent) = open.pop() else {
                let above = parents(current).iter().filter_map(|parent| *levels.get(parent)?).max();
                levels.insert(current, Some(above.map_or(0, |level| level + 1)));
                path.pop();
                continue;
            };
            match levels.get(&parent) {
                Some(Some(_)) => {}
                Some(None) => return Err(circular(stores, current, parent)),
                None => {
                    levels.insert(parent, None);
                    path.push((parent, parents(parent)));
                }
            }
        }
    }
    let mut sorted: Vec<Vec<Place>> = Vec::new();
    for place in all {
        let level = levels.get(&place).copied().flatten().unwrap_or_default();
        if sorted.len() <= level {
            sorted.resize_with(level + 1, Vec::new);
        }
        sorted[level].push(place);
    }
    Ok(sorted)
}

fn circular(stores: &Stores, a: Place, b: Place) -> Error {
    let describe = |place: Place| stores.get(place.store).display(place.slot);
    Error::new(
        ErrorKind::CircularDependency,
        format!(
            "{} and {} need each other: neither can be written first. Write one without the reference, flush, and set \
             it then",
            describe(a),
            describe(b)
        ),
    )
}
