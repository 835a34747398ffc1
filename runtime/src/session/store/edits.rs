//! Edits that are given up.

use crate::model::untyped::AnyStore;

/// Puts a persistent object back to its base: what was edited since it was read or flushed is lost, a parent that it
/// was given included. Whether there was such an edit.
pub(crate) fn discard_edits(store: &mut dyn AnyStore, slot: u32) -> bool {
    let head = store.head_mut();
    if !std::mem::take(&mut head.metas[slot as usize].touched) {
        return false;
    }
    head.forced.remove(&slot);
    if !store.head().links.is_empty() {
        for number in 0..store.info().table.foreign_keys.len() {
            store.head_mut().links.remove(&(slot, number));
        }
    }
    if let Some(base) = store.take_base(slot) {
        store.restore(slot, base);
    }
    true
}
