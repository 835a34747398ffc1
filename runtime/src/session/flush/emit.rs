//! From the steps of a plan to statements.

mod delete;
mod insert;
mod stale;
mod update;

use std::collections::HashSet;

use foldhash::fast::RandomState;

use super::step::Step;
use crate::{
    Error, ErrorKind, Result, ValueRef,
    driver::Param,
    session::{Place, Session, store::AnyStore},
    sql,
};

impl Session {
    /// Sends a step and writes back what came of it.
    pub(super) fn emit(&mut self, step: &Step) -> Result<()> {
        match step {
            Step::Switch { store, switches } => self.switch(*store, switches),
            Step::Update { store, slots, columns, automatic, guard, later, .. } => {
                self.fill_links(*store, slots, later)?;
                self.fill_automatic(*store, slots, automatic)?;
                let held = self.hold_back(*store, later)?;
                let sent = self.send_updates(*store, slots, columns, guard);
                let written = sent.and_then(|()| self.updated(*store, slots, columns));
                self.put_forward(*store, held).and(written)
            }
            Step::Blank { store, slots, columns, guard } => {
                self.send_blanks(*store, slots, columns, guard)?;
                self.blanked(*store, slots, columns)
            }
            Step::Follow(follow) => self.follow_key(follow),
            Step::Insert { store, slots, columns, returning, later, .. } => {
                self.fill_links(*store, slots, later)?;
                let held = self.hold_back(*store, later)?;
                let sent = self.send_inserts(*store, slots, columns, returning);
                let written = sent.and_then(|()| self.inserted(*store, slots));
                self.put_forward(*store, held).and(written)
            }
            Step::Delete { store, slots } => {
                self.send_deletes(*store, slots)?;
                self.removed(*store, slots);
                Ok(())
            }
            Step::Sever(severed) => self.send_severed(severed),
            Step::Unlink(links) => self.send_unlinks(links),
            Step::Link(links) => self.send_links(links),
        }
    }

    /// Copies the keys of parents into foreign keys, but for those that a later step writes.
    fn fill_links(&mut self, store: usize, slots: &[u32], later: &[(u32, usize)]) -> Result<()> {
        if self.stores.get(store).head().links.is_empty() {
            return Ok(());
        }
        let table = self.stores.get(store).info().table;
        let later: HashSet<(u32, usize), RandomState> = later.iter().copied().collect();
        for &slot in slots {
            for (number, key) in table.foreign_keys.iter().enumerate() {
                let any = self.stores.get(store);
                let Some(link) = any.head().links.get(&(slot, number)).copied() else { continue };
                let place = Place { store, slot };
                // A foreign key that has been written since the link was made wins. The parent may have got another key.
                let waits = match link.keyed {
                    false => key.columns.iter().any(|&column| any.value(slot, column).is_null()),
                    true => {
                        let parent = self.stores.get(link.parent.store);
                        let mut pairs = key.columns.iter().zip(key.target_columns);
                        !pairs.all(|(&own, &its)| any.value(slot, own).same(parent.value(link.parent.slot, its)))
                            && self.stores.linked(place, number).is_some()
                    }
                };
                if waits && !later.contains(&(slot, number)) {
                    self.copy_key(place, link.parent, key)?;
                }
            }
        }
        Ok(())
    }

    fn fill_automatic(&mut self, store: usize, slots: &[u32], automatic: &[usize]) -> Result<()> {
        let store = self.stores.get_mut(store);
        let table = store.info().table;
        for &column in automatic {
            for &slot in slots {
                let value = match table.columns[column].update_default {
                    Some(make) if table.version != Some(column) => make(),
                    _ => sql::next_version(store.base_value(slot, column)),
                };
                store.assign(slot, column, value)?;
            }
        }
        Ok(())
    }
}

fn base_param<'a>(store: &'a dyn AnyStore, slot: u32, column: usize) -> Param<'a> {
    Param { value: store.base_value(slot, column), sensitive: store.info().table.columns[column].sensitive }
}

fn row<'a>(store: &'a dyn AnyStore, slot: u32, columns: &[usize]) -> Vec<Param<'a>> {
    let mut params = Vec::with_capacity(columns.len());
    store.bind(slot, columns, &mut params);
    params
}

pub(super) fn list_params<'a>(lists: &'a [Vec<ValueRef<'a>>], sensitive: impl Iterator<Item = bool>) -> Vec<Param<'a>> {
    lists.iter().zip(sensitive).map(|(list, sensitive)| Param { value: ValueRef::List(list), sensitive }).collect()
}

pub(super) fn no_transaction() -> Error {
    Error::new(ErrorKind::InvalidRequest, "no transaction is open")
}
