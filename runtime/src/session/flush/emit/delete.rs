//! Deletes.

use super::{
    base_param, list_params, no_transaction,
    stale::{Missed, not_deleted},
};
use crate::{
    Dialect, Result, ValueRef,
    driver::{Batch, Executed, Param},
    session::{Session, store::AnyStore},
    sql::{self, Guard},
};

impl Session {
    pub(super) fn send_deletes(&mut self, store: usize, slots: &[u32]) -> Result<()> {
        let dialect = self.engine.dialect();
        let Some(connection) = &mut self.connection else { return Err(no_transaction()) };
        let store = self.stores.get(store);
        let table = store.info().table;
        let columns: Vec<usize> = table.primary_key.iter().copied().chain(table.version).collect();
        let mut missing = Vec::new();
        let matched = if dialect == Dialect::Sqlite {
            let mut deletes = Deletes { store, slots, columns: &columns, missing };
            connection.execute_batch(&sql::delete(table, dialect), &mut deletes)?;
            missing = deletes.missing;
            (slots.len() - missing.len()) as u64
        } else if let &[slot] = slots {
            let params: Vec<Param<'_>> = columns.iter().map(|&column| base_param(store, slot, column)).collect();
            connection.execute_params(&sql::delete(table, dialect), &params)?
        } else {
            let old = columns.iter().map(|&column| slots.iter().map(|&slot| store.base_value(slot, column)).collect());
            let lists: Vec<Vec<ValueRef<'_>>> = old.collect();
            let sensitive = columns.iter().map(|&column| table.columns[column].sensitive);
            connection.execute_params(&sql::delete_many(table), &list_params(&lists, sensitive))?
        };
        if matched == slots.len() as u64 {
            return Ok(());
        }
        if let Some(version) = table.version {
            let slots_missing = match slots {
                [_] => slots.to_vec(),
                _ if dialect == Dialect::Sqlite => missing,
                _ => not_deleted(connection, store, slots),
            };
            let (guard, expected) = (&Guard::Version(version), slots.len());
            return Err(Missed { store, statement: "DELETE", guard, expected, matched, slots: slots_missing }.error());
        }
        tracing::warn!(
            target: "aludel::session",
            table = table.name, expected = slots.len(), matched, "rows to be deleted were gone already"
        );
        Ok(())
    }
}

struct Deletes<'a> {
    store: &'a dyn AnyStore,
    slots: &'a [u32],
    columns: &'a [usize],
    missing: Vec<u32>,
}

impl Batch for Deletes<'_> {
    fn len(&self) -> usize {
        self.slots.len()
    }

    fn bind<'a>(&'a self, index: usize, params: &mut Vec<Param<'a>>) {
        self.store.bind_base(self.slots[index], self.columns, params);
    }

    fn done(&mut self, index: usize, executed: Executed) -> Result<()> {
        if executed.rows == 0 {
            self.missing.push(self.slots[index]);
        }
        Ok(())
    }
}
