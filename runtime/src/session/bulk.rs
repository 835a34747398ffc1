//! Bulk work in a session's transaction.

use super::{Session, head::State, store::Absorb};
use crate::{
    Error, ErrorKind, Result, Value,
    bulk::work::{Effect, Met, Work, whole},
    model::ModelInfo,
};

impl Session {
    /// Does bulk work in the session's transaction, after a flush where the session flushes before queries.
    pub(crate) fn write_in_bulk(&mut self, work: &mut dyn Work) -> Result<u64> {
        self.autoflush()?;
        self.begin_writing()?;
        self.note_past_objects();
        let (info, effect) = (work.info(), work.effect());
        let number = info.id.get();
        let Some(connection) = &mut self.connection else {
            return Err(Error::new(ErrorKind::InvalidRequest, "no transaction is open"));
        };
        let mut met = Met::of(self.stores.iter().find(|(index, _)| *index == number).map(|(_, store)| store));
        let result = whole(connection, work, &mut met);
        let slots = met.slots;
        let written = self.after_reading(result)?;
        self.keep_up(info, effect, slots);
        Ok(written)
    }

    /// Has the objects follow what was written past them.
    fn keep_up(&mut self, info: &'static ModelInfo, effect: Effect, mut slots: Vec<u32>) {
        self.expire_collections_of(info);
        let number = info.id.get();
        let Some((_, store)) = self.stores.iter_mut().find(|(index, _)| *index == number) else { return };
        let metas = &mut store.head_mut().metas;
        slots.sort_unstable();
        slots.dedup();
        match effect {
            Effect::Inserts => {}
            Effect::Updates => slots.iter().for_each(|&slot| expire(&mut metas[slot as usize])),
            Effect::Upserts => metas.iter_mut().for_each(expire),
            Effect::Deletes => {
                slots.retain(|&slot| metas[slot as usize].state == State::Persistent);
                self.removed(number, &slots);
            }
        }
    }

    /// The persistent objects of a model, and of each whether it is known to hold what its row does.
    pub(crate) fn objects_with_rows(&self, info: &ModelInfo) -> Vec<(u32, bool)> {
        let Some(store) = self.stores.typed_by(info) else { return Vec::new() };
        let metas = &store.head().metas;
        let slots = (0..metas.len() as u32).map(|slot| (slot, &metas[slot as usize]));
        slots
            .filter(|(_, meta)| meta.state == State::Persistent)
            .map(|(slot, meta)| (slot, meta.epoch == self.epoch && !meta.guarded))
            .collect()
    }

    /// Objects hold values that their rows were given past them; edits that were not flushed stay, and are guarded.
    pub(crate) fn rewrite(&mut self, store: usize, slots: &[u32], values: &[(usize, Value)]) -> Result<()> {
        let mut absorb = Absorb { undo: &mut self.undo, epoch: self.epoch, store, populates: false };
        let store = self.stores.get_mut(store);
        slots.iter().try_for_each(|&slot| store.rewrite(&mut absorb, slot, values))
    }

    /// Objects are read again when they are next met; edits that were not flushed stay, and are guarded.
    pub(crate) fn expire_slots(&mut self, store: usize, slots: &[u32]) {
        let metas = &mut self.stores.get_mut(store).head_mut().metas;
        slots.iter().for_each(|&slot| expire(&mut metas[slot as usize]));
    }

    /// Collections of the model's objects are read again when they are next met, and so are those whose table between is
    /// the model's.
    pub(crate) fn expire_collections_of(&mut self, info: &'static ModelInfo) {
        for (_, store) in self.stores.iter_mut() {
            let relationships = store.info().relationships;
            for ((_, number), collection) in store.head_mut().collections.iter_mut() {
                let relationship = &relationships[number];
                let between = relationship.through.is_some_and(|through| std::ptr::eq(through.table, info.table));
                if between || std::ptr::eq(relationship.target, info) {
                    collection.epoch = 0;
                }
            }
        }
    }
}

/// Expires an object; edits that were not flushed stay, and are guarded.
fn expire(meta: &mut super::head::Meta) {
    meta.epoch = 0;
    meta.guarded |= meta.touched;
}
