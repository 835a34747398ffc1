//! A new object with the key of an expired one: whether that one still has a row is looked up.

use super::check;
use crate::{
    Error, ErrorKind, Result, Value, ValueRef,
    driver::Param,
    session::{Session, store::Absorb},
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
            let holders = head.new_ones().filter_map(|slot| check::holder(store, slot));
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
    pub(super) fn read_again(&mut self, index: usize, slots: &[u32]) -> Result<()> {
        let store = self.stores.get(index);
        let columns = store.info().table.primary_key;
        let list = |&column: &usize| slots.iter().map(|&slot| store.base_value(slot, column).to_value()).collect();
        let keys: Vec<Vec<Value>> = columns.iter().map(list).collect();
        self.read_by(index, columns, &keys)
    }

    /// Reads the rows that have some values in these columns, a list for each column. One round trip.
    pub(super) fn read_by(&mut self, index: usize, columns: &[usize], values: &[Vec<Value>]) -> Result<()> {
        // Whoever flushes will write: what is read first is read in the transaction that does.
        self.begin_writing()?;
        let table = self.stores.get(index).info().table;
        let text = sql::select_by_lists(table, columns, self.engine.dialect());
        let lists: Vec<Vec<ValueRef<'_>>> =
            values.iter().map(|list| list.iter().map(Value::as_ref).collect()).collect();
        let params: Vec<Param<'_>> = lists
            .iter()
            .zip(columns)
            .map(|(list, &column)| Param { value: ValueRef::List(list), sensitive: table.columns[column].sensitive })
            .collect();
        let (connection, context) = self.reading()?;
        let mut absorb = Absorb { undo: context.undo, epoch: context.epoch, store: index, populates: false };
        let store = context.stores.get_mut(index);
        let result =
            connection.query_params(&text, &params, &mut |row| store.absorb_row(&mut absorb, row, 0).map(|_| ()));
        self.after_reading(result).map(|_| ())
    }
}
