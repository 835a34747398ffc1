//! Foreign keys that are not what their fields say for a while, or that follow keys which changed.

use super::{
    order::blankable,
    step::{Follow, How},
};
use crate::{
    Result, Value,
    session::{Place, Session},
};

/// Values that objects get back when their rows are written.
pub(super) struct Held(Vec<(u32, usize, Value)>);

impl Session {
    /// Takes foreign keys out of their objects: a later step writes them.
    pub(super) fn hold_back(&mut self, store: usize, later: &[(u32, usize)]) -> Result<Held> {
        let mut held = Vec::new();
        for &(slot, number) in later {
            let any = self.stores.get(store);
            let key = &any.info().table.foreign_keys[number];
            for column in blankable(&self.stores, Place { store, slot }, key).unwrap_or_default() {
                let any = self.stores.get_mut(store);
                held.push((slot, column, any.value(slot, column).to_value()));
                any.assign(slot, column, Value::Null)?;
            }
        }
        Ok(Held(held))
    }

    /// Gives objects back what was taken out of them: it differs now from what their rows hold.
    pub(super) fn put_forward(&mut self, store: usize, held: Held) -> Result<()> {
        let any = self.stores.get_mut(store);
        for &(slot, ..) in &held.0 {
            any.keep_base(slot);
        }
        held.0.into_iter().try_for_each(|(slot, column, value)| any.assign(slot, column, value))
    }

    /// The foreign keys of rows are NULL now; what their objects say is to be written yet.
    pub(super) fn blanked(&mut self, index: usize, slots: &[u32], columns: &[usize]) -> Result<()> {
        for &slot in slots {
            self.log(Place { store: index, slot });
            let store = self.stores.get_mut(index);
            store.keep_base(slot);
            columns.iter().try_for_each(|&column| store.assign_base(slot, column, Value::Null))?;
        }
        Ok(())
    }

    /// Foreign keys follow the key to which they refer.
    pub(super) fn follow_key(&mut self, follow: &Follow) -> Result<()> {
        let table = self.stores.get(follow.store).info().table;
        let key = &table.foreign_keys[follow.key];
        let is_key = key.columns.iter().any(|column| table.primary_key.contains(column));
        for &slot in &follow.slots {
            let place = Place { store: follow.store, slot };
            if follow.how == How::ToBeWritten {
                self.copy_key(place, follow.parent, key)?;
                continue;
            }
            let store = self.stores.get(follow.store);
            let mut held = key.columns.iter().zip(&follow.old);
            if !held.all(|(&column, old)| store.base_value(slot, column).same(old.as_ref())) {
                // Its row has left that parent before.
                continue;
            }
            self.log(place);
            let parent = self.stores.get(follow.parent.store);
            let value = |&column: &usize| match follow.how {
                How::Nulled => Value::Null,
                _ => parent.value(follow.parent.slot, column).to_value(),
            };
            let values: Vec<Value> = key.target_columns.iter().map(value).collect();
            let store = self.stores.get_mut(follow.store);
            if follow.how == How::Defaulted {
                store.head_mut().metas[slot as usize].epoch = 0;
                continue;
            }
            if is_key {
                store.unindex(slot);
            }
            let same = |&column: &usize| store.value(slot, column).same(store.base_value(slot, column));
            let unmoved = key.columns.iter().all(same);
            for (&column, value) in key.columns.iter().zip(values) {
                if unmoved {
                    store.assign(slot, column, value.clone())?;
                }
                store.assign_base(slot, column, value)?;
            }
            if is_key {
                store.index(slot)?;
            }
        }
        Ok(())
    }

    /// Keeps what an object is, for a rollback.
    fn log(&mut self, place: Place) {
        let store = self.stores.get_mut(place.store);
        if let Some(base) = store.copy_base(place.slot) {
            let meta = &mut store.head_mut().metas[place.slot as usize];
            self.undo.log_base(place, meta, || base);
        }
    }
}
