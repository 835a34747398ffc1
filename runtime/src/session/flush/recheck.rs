//! A new object with the key of an expired one: whether that one still has a row is looked up.

use super::check;
use crate::{
    Error, ErrorKind, Result, ValueRef,
    driver::Param,
    session::{Session, head::State, store::Absorb},
    sql,
};

impl Session {
    /// After a plan that failed because new objects have keys of objects that are here: reads the rows of those that
    /// are expired, one round trip a table, and lets go of those without one. Whether there were such.
    pub(super) fn let_go_of_lost_holders(&mut self, error: &Error) -> Result<bool> {
        if error.kind() != ErrorKind::IdentityConflict {
            return Ok(false);
        }
        let mut gone = false;
        for index in self.stores.by_rank() {
            let store = self.stores.get(index);
            let head = store.head();
            let pending = |slot: &&u32| head.metas[**slot as usize].state == State::Pending;
            let holders = head.pending.iter().filter(pending).filter_map(|&slot| check::holder(store, slot));
            let mut expired: Vec<u32> = holders
                .filter(|&slot| {
                    let meta = &head.metas[slot as usize];
                    meta.epoch != self.epoch && !meta.deleted && !check::gives_up_key(store, slot)
                })
                .collect();
            expired.sort_unstable();
            expired.dedup();
            if expired.is_empty() {
                continue;
            }
            self.read_again(index, &expired)?;
            let metas = &self.stores.get(index).head().metas;
            expired.retain(|&slot| metas[slot as usize].epoch != self.epoch);
            gone |= !expired.is_empty();
            self.removed(index, &expired);
        }
        Ok(gone)
    }

    /// Reads the rows of persistent objects by their keys; an object whose row is gone stays expired. One round trip.
    fn read_again(&mut self, index: usize, slots: &[u32]) -> Result<()> {
        let dialect = self.engine.dialect();
        let store = self.stores.get(index);
        let table = store.info().table;
        let text = sql::select_by_lists(table, table.primary_key, dialect);
        let keys: Vec<Vec<_>> = table
            .primary_key
            .iter()
            .map(|&column| slots.iter().map(|&slot| store.base_value(slot, column).to_value()).collect())
            .collect();
        let lists: Vec<Vec<ValueRef<'_>>> = keys.iter().map(|key| key.iter().map(|it| it.as_ref()).collect()).collect();
        let params: Vec<Param<'_>> = lists
            .iter()
            .zip(table.primary_key)
            .map(|(list, &column)| Param { value: ValueRef::List(list), sensitive: table.columns[column].sensitive })
            .collect();
        let (connection, context) = self.reading()?;
        let mut absorb = Absorb { undo: context.undo, epoch: context.epoch, store: index };
        let store = context.stores.get_mut(index);
        let result =
            connection.query_params(&text, &params, &mut |row| store.absorb_row(&mut absorb, row, 0).map(|_| ()));
        self.after_reading(result).map(|_| ())
    }
}
