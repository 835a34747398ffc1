//! Row switch: a new object that takes over the row of a deleted one, since it has its key.

use super::{check, step::Switch};
use crate::{
    Result, Value,
    session::{Session, head::State, store::AnyStore},
};

/// The columns in which the row is to differ from what it holds: all of the new object count, but for those that the
/// database fills where they are empty, and the version, which goes on. Where the old object is expired, what the row
/// holds is not known, and all are written.
pub(super) fn differences(store: &dyn AnyStore, switch: &Switch, epoch: u32, columns: &mut Vec<usize>) {
    columns.clear();
    let table = store.info().table;
    let known = is_known(store, switch.old, epoch);
    columns.extend((0..table.columns.len()).filter(|column| {
        let value = store.value(switch.new, *column);
        let description = &table.columns[*column];
        let kept = description.computed || (description.server_default && value.is_null());
        let counts = !kept && table.version != Some(*column) && !table.primary_key.contains(column);
        counts && !(known && value.same(store.base_value(switch.old, *column)))
    }));
    linked(store, switch.new, columns);
    columns.sort_unstable();
    columns.dedup();
}

/// Adds the columns that a link to a parent without a key will fill.
pub(super) fn linked(store: &dyn AnyStore, slot: u32, columns: &mut Vec<usize>) {
    let links = &store.head().links;
    for (number, key) in store.info().table.foreign_keys.iter().enumerate() {
        if links.get(&(slot, number)).is_some_and(|link| !link.keyed) {
            columns.extend(key.columns.iter().filter(|&&column| store.value(slot, column).is_null()));
        }
    }
}

/// Whether a link to a parent without a key will fill a column: no default of the database does then.
pub(super) fn awaits(store: &dyn AnyStore, slot: u32, column: usize) -> bool {
    let links = &store.head().links;
    let keys = store.info().table.foreign_keys;
    !links.is_empty()
        && keys.iter().enumerate().any(|(number, key)| {
            key.columns.contains(&column) && links.get(&(slot, number)).is_some_and(|link| !link.keyed)
        })
}

/// The objects to be deleted whose rows new objects take over.
pub(super) fn taken_over(store: &dyn AnyStore) -> Vec<u32> {
    let head = store.head();
    if head.deleted.is_empty() {
        return Vec::new();
    }
    let holders = head.new_ones().filter_map(|slot| check::holder(store, slot));
    holders.filter(|&slot| head.metas[slot as usize].deleted).collect()
}

/// Whether the row is certain to hold what its object has as its base, or else is not met by the update.
fn is_known(store: &dyn AnyStore, old: u32, epoch: u32) -> bool {
    store.head().metas[old as usize].epoch == epoch || store.info().table.version.is_some()
}

impl Session {
    /// The new objects take over the rows and the places in the identity map; an update writes what differs.
    pub(super) fn switch(&mut self, index: usize, switches: &[Switch]) -> Result<()> {
        let mut new = Vec::with_capacity(switches.len());
        for switch in switches {
            let epoch = self.epoch;
            let store = self.stores.get_mut(index);
            let table = store.info().table;
            let known = is_known(store, switch.old, epoch);
            let mut copied = false;
            for column in 0..table.columns.len() {
                let of_row = table.version == Some(column)
                    || table.columns[column].computed
                    || (table.columns[column].server_default
                        && store.value(switch.new, column).is_null()
                        && !awaits(store, switch.new, column));
                if of_row {
                    let value: Value = store.base_value(switch.old, column).to_value();
                    store.assign(switch.new, column, value)?;
                    copied = true;
                }
            }
            if switch.differs {
                store.inherit(switch.new, switch.old);
            }
            self.removed(index, &[switch.old]);
            let store = self.stores.get_mut(index);
            store.index(switch.new)?;
            let meta = &mut store.head_mut().metas[switch.new as usize];
            meta.state = State::Persistent;
            meta.epoch = if known || !copied { epoch } else { 0 };
            new.push(switch.new);
        }
        let metas = &mut self.stores.get_mut(index).head_mut().metas;
        self.undo.log_inserted(index, &new, metas);
        self.join_collections(index, &new, None);
        Ok(())
    }
}
