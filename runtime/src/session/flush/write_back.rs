//! What a step did to the objects: states, identity map, undo log.

use crate::{
    Error, ErrorKind, Result,
    session::{Place, Session, head::State},
    table::TableForeignKey,
};

impl Session {
    pub(super) fn updated(&mut self, index: usize, slots: &[u32], columns: &[usize]) -> Result<()> {
        let store = self.stores.get_mut(index);
        let table = store.info().table;
        let key_changed = table.primary_key.iter().any(|column| columns.contains(column));
        for &slot in slots {
            if key_changed {
                store.unindex(slot);
            }
            let base = store.take_base(slot);
            let meta = &mut store.head_mut().metas[slot as usize];
            meta.touched = false;
            meta.guarded = false;
            if let Some(base) = base {
                self.undo.log_base(Place { store: index, slot }, meta, || base);
            }
            if key_changed && let Some(other) = store.index(slot)? {
                return Err(taken(store.info().name, &store.shown(other)));
            }
        }
        self.join_collections(index, slots, Some(columns));
        Ok(())
    }

    pub(super) fn inserted(&mut self, index: usize, slots: &[u32]) -> Result<()> {
        let epoch = self.epoch;
        let store = self.stores.get_mut(index);
        store.reserve_keys(slots.len());
        for &slot in slots {
            let conflict = match store.index(slot) {
                Ok(None) => continue,
                Ok(Some(other)) => taken(store.info().name, &store.shown(other)),
                Err(error) => error,
            };
            slots.iter().for_each(|&slot| store.unindex(slot));
            return Err(conflict);
        }
        let metas = &mut store.head_mut().metas;
        for &slot in slots {
            let meta = &mut metas[slot as usize];
            meta.state = State::Persistent;
            meta.epoch = epoch;
        }
        self.undo.log_inserted(index, slots, metas);
        self.join_collections(index, slots, None);
        Ok(())
    }

    pub(crate) fn removed(&mut self, index: usize, slots: &[u32]) {
        let store = self.stores.get_mut(index);
        for &slot in slots {
            // A deleted object comes back as it was committed, without the edits that were never written.
            if let Some(base) = store.take_base(slot) {
                store.restore(slot, base);
            }
            store.unindex(slot);
            let head = store.head_mut();
            head.forced.remove(&slot);
            let meta = &mut head.metas[slot as usize];
            meta.state = State::Deleted;
            meta.touched = false;
            meta.deleted = false;
            self.undo.log_deleted(Place { store: index, slot });
        }
    }

    /// Copies the key of a parent into a child's foreign key.
    pub(crate) fn copy_key(&mut self, child: Place, parent: Place, key: &TableForeignKey) -> Result<()> {
        for (&column, &target) in key.columns.iter().zip(key.target_columns) {
            let value = self.stores.get(parent.store).value(parent.slot, target).to_value();
            if value.as_ref().is_null() {
                let name = self.stores.get(parent.store).info().name;
                return Err(Error::new(
                    ErrorKind::CircularDependency,
                    format!("the key of this {name} is not there when a row that refers to it is written"),
                ));
            }
            self.stores.get_mut(child.store).assign(child.slot, column, value)?;
        }
        Ok(())
    }
}

fn taken(model: &str, other: &str) -> Error {
    Error::new(ErrorKind::IdentityConflict, format!("two objects of {model} have one key; the other one is {other}"))
}
