//! Objects by the values of their key, or of unique columns.

use super::{flush::Tuple, head::State, store::AnyStore};
use crate::ValueRef;

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
    let persistent = (0..head.metas.len() as u32).filter(|&slot| head.metas[slot as usize].state == State::Persistent);
    let all = persistent.filter_map(|slot| Some((slot, Tuple::of(columns, |column| store.value(slot, column))?)));
    let Some(slots) = head.lookups.slots(columns, head.edition, &tuple, all) else {
        return (0..head.metas.len() as u32).find(|&slot| is_it(slot));
    };
    // Those that are being edited are not where they were, and nobody tells.
    slots.into_iter().find(|&slot| is_it(slot)).or_else(|| head.touched.iter().copied().find(|&slot| is_it(slot)))
}
