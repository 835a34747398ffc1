//! Around a flush: the hooks of models, and their validation.

use std::collections::HashSet;

use foldhash::fast::RandomState;

use super::{plan::Plan, prepared::Prepared, step::Step, switch::taken_over, work};
use crate::{
    Error, Model, Result,
    hooks::{Edit, Hooks, Look},
    model::untyped::AnyStore,
    session::{Place, Session, stores::Stores},
};

impl Session {
    /// Runs the `before_` hooks of what the flush will write, and asks who validates.
    ///
    /// Referenced tables come first, and in a table updates before inserts, as in the flush; deletes after all.
    pub(super) fn run_before_hooks(&mut self) -> Result<()> {
        let has_any = |(_, store): (usize, &dyn AnyStore)| store.info().hooks.has_any();
        if !self.stores.iter().any(has_any) {
            return Ok(());
        }
        let order = self.stores.by_rank();
        for &store in &order {
            let hooks = self.stores.get(store).info().hooks;
            if let Some(hook) = hooks.before_update {
                for slot in updates(&self.stores, store) {
                    self.edit_by(hook, slot)?;
                }
            }
            if let Some(hook) = hooks.before_insert {
                for slot in inserts(&self.stores, store) {
                    self.edit_by(hook, slot)?;
                }
            }
        }
        for &store in order.iter().rev() {
            if let Some(hook) = self.stores.get(store).info().hooks.before_delete {
                for slot in deletes(&self.stores, store) {
                    hook(self, slot)?;
                }
            }
        }
        let mut errors = Vec::new();
        for &store in &order {
            if let Some(check) = self.stores.get(store).info().hooks.validate {
                let written = [updates(&self.stores, store), inserts(&self.stores, store)].concat();
                written.into_iter().for_each(|slot| check(self, slot, &mut errors));
            }
        }
        match errors.is_empty() {
            true => Ok(()),
            false => Err(Error::invalid("nothing was written, for these objects are not valid", errors)),
        }
    }

    /// Runs the `after_` hooks of what the flush has written.
    pub(super) fn run_after_hooks(&self, plan: &Plan) -> Result<()> {
        let hooks = |store: usize| &self.stores.get(store).info().hooks;
        // A row that is inserted may be updated in the same flush: its object is new all the same. So is one that takes
        // over the row of a deleted one.
        let mut new: HashSet<Place, RandomState> = HashSet::default();
        for step in &plan.steps {
            match step {
                Step::Switch { store, switches } => {
                    let slots = switches.iter().map(|switch| switch.new);
                    self.call(hooks(*store).after_insert, slots.clone())?;
                    note(&mut new, hooks(*store), *store, slots);
                }
                Step::Insert { store, slots, .. } => {
                    self.call(hooks(*store).after_insert, slots.iter().copied())?;
                    note(&mut new, hooks(*store), *store, slots.iter().copied());
                }
                Step::Update { store, slots, .. } => {
                    let is_old = |slot: &u32| !new.contains(&Place { store: *store, slot: *slot });
                    self.call(hooks(*store).after_update, slots.iter().copied().filter(is_old))?;
                }
                Step::Delete { store, slots } => self.call(hooks(*store).after_delete, slots.iter().copied())?,
                // Rows between are of no model; the others write nothing that was edited.
                Step::Blank { .. } | Step::Follow(_) | Step::Sever(_) | Step::Unlink(_) | Step::Link(_) => {}
            }
        }
        Ok(())
    }

    fn edit_by(&mut self, hook: Edit, slot: u32) -> Result<()> {
        let put_back = hook(self, slot)?;
        self.prepared.extend(put_back.map(Prepared::Edit));
        Ok(())
    }

    fn call(&self, hook: Option<Look>, mut slots: impl Iterator<Item = u32>) -> Result<()> {
        hook.map_or(Ok(()), |hook| slots.try_for_each(|slot| hook(self, slot)))
    }

    /// An object that a hook edits: one that this flush writes, so that its base is kept already.
    pub(crate) fn hooked<M: Model>(&mut self, slot: u32) -> Option<&mut M> {
        let epoch = self.epoch;
        self.stores.typed_mut::<M>()?.object_mut(slot, epoch)
    }
}

/// Notes new objects, where a later update of them would have to be told from one of old ones.
fn note(new: &mut HashSet<Place, RandomState>, hooks: &Hooks, store: usize, slots: impl Iterator<Item = u32>) {
    if hooks.after_update.is_some() {
        new.extend(slots.map(|slot| Place { store, slot }));
    }
}

/// The objects of a store whose rows the flush will update, as they stand now.
fn updates(stores: &Stores, index: usize) -> Vec<u32> {
    let store = stores.get(index);
    let mut columns = Vec::new();
    let mut updates = work::touched(store);
    updates.retain(|&slot| {
        work::changed(store, slot, &mut columns);
        !columns.is_empty()
    });
    updates
}

/// The objects of a store whose rows the flush will insert.
fn inserts(stores: &Stores, index: usize) -> Vec<u32> {
    let head = stores.get(index).head();
    head.new_ones().collect()
}

/// The objects of a store whose rows the flush will delete: not those whose rows new objects take over.
fn deletes(stores: &Stores, index: usize) -> Vec<u32> {
    let store = stores.get(index);
    let head = store.head();
    let mut deletes: Vec<u32> =
        head.deleted.iter().copied().filter(|&slot| head.metas[slot as usize].deleted).collect();
    deletes.sort_by(|&a, &b| store.compare_keys(a, b));
    deletes.dedup();
    let taken_over = taken_over(store);
    deletes.retain(|slot| !taken_over.contains(slot));
    deletes
}
