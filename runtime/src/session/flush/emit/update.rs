//! Updates, and foreign keys that become NULL for a while.

use super::{
    base_param, list_params, no_transaction, row,
    stale::{Missed, not_updated},
};
use crate::{
    Dialect, Error, Result, ValueRef,
    driver::{Batch, Executed, Param},
    session::{Session, store::AnyStore},
    sql::{self, Guard},
};

impl Session {
    pub(super) fn send_updates(&mut self, store: usize, slots: &[u32], columns: &[usize], guard: &Guard) -> Result<()> {
        let dialect = self.engine.dialect();
        let Some(connection) = &mut self.connection else { return Err(no_transaction()) };
        let store = self.stores.get(store);
        let table = store.info().table;
        if dialect == Dialect::Sqlite {
            let text = sql::update(table, columns, guard, dialect);
            return connection
                .execute_batch(&text, &mut Updates { store, slots, columns, primary_key: table.primary_key, guard });
        }
        let bases: Vec<usize> = table.primary_key.iter().chain(guard.columns()).copied().collect();
        if let &[slot] = slots {
            let text = sql::update(table, columns, guard, dialect);
            let mut params = row(store, slot, columns);
            params.extend(bases.iter().map(|&column| base_param(store, slot, column)));
            return match connection.execute_params(&text, &params)? {
                1 => Ok(()),
                matched => Err(missed(store, guard, 1, matched, vec![slot])),
            };
        }
        let text = sql::update_many(table, columns, guard);
        let set = columns.iter().map(|&column| slots.iter().map(|&slot| store.value(slot, column)).collect());
        let old = bases.iter().map(|&column| slots.iter().map(|&slot| store.base_value(slot, column)).collect());
        let lists: Vec<Vec<ValueRef<'_>>> = set.chain(old).collect();
        let sensitive = columns.iter().chain(&bases).map(|&column| table.columns[column].sensitive);
        let matched = connection.execute_params(&text, &list_params(&lists, sensitive))?;
        if matched != slots.len() as u64 {
            let rows = not_updated(connection, store, slots, columns);
            return Err(missed(store, guard, slots.len(), matched, rows));
        }
        Ok(())
    }

    /// Foreign keys become NULL. A row that is gone is left to the step for which this makes way; with a version it is
    /// an error at once.
    pub(super) fn send_blanks(&mut self, store: usize, slots: &[u32], columns: &[usize], guard: &Guard) -> Result<()> {
        let dialect = self.engine.dialect();
        let Some(connection) = &mut self.connection else { return Err(no_transaction()) };
        let store = self.stores.get(store);
        let table = store.info().table;
        let bases: Vec<usize> = table.primary_key.iter().chain(guard.columns()).copied().collect();
        let sensitive = || columns.iter().chain(&bases).map(|&column| table.columns[column].sensitive);
        let matched = if dialect == Dialect::Postgresql && slots.len() > 1 {
            let set = columns.iter().map(|_| vec![ValueRef::Null; slots.len()]);
            let old = bases.iter().map(|&column| slots.iter().map(|&slot| store.base_value(slot, column)).collect());
            let lists: Vec<Vec<ValueRef<'_>>> = set.chain(old).collect();
            connection.execute_params(&sql::update_many(table, columns, guard), &list_params(&lists, sensitive()))?
        } else {
            let mut blanks = Blanks { store, slots, columns: columns.len(), bases: &bases, matched: 0 };
            connection.execute_batch(&sql::update(table, columns, guard, dialect), &mut blanks)?;
            blanks.matched
        };
        match matched == slots.len() as u64 || table.version.is_none() {
            true => Ok(()),
            false => Err(missed(store, guard, slots.len(), matched, slots.to_vec())),
        }
    }
}

struct Blanks<'a> {
    store: &'a dyn AnyStore,
    slots: &'a [u32],
    columns: usize,
    bases: &'a [usize],
    matched: u64,
}

impl Batch for Blanks<'_> {
    fn len(&self) -> usize {
        self.slots.len()
    }

    fn bind<'a>(&'a self, index: usize, params: &mut Vec<Param<'a>>) {
        params.extend((0..self.columns).map(|_| Param { value: ValueRef::Null, sensitive: false }));
        self.store.bind_base(self.slots[index], self.bases, params);
    }

    fn done(&mut self, _: usize, executed: Executed) -> Result<()> {
        self.matched += executed.rows;
        Ok(())
    }
}

struct Updates<'a> {
    store: &'a dyn AnyStore,
    slots: &'a [u32],
    columns: &'a [usize],
    primary_key: &'static [usize],
    guard: &'a Guard,
}

impl Batch for Updates<'_> {
    fn len(&self) -> usize {
        self.slots.len()
    }

    fn bind<'a>(&'a self, index: usize, params: &mut Vec<Param<'a>>) {
        let slot = self.slots[index];
        self.store.bind(slot, self.columns, params);
        self.store.bind_base(slot, self.primary_key, params);
        self.store.bind_base(slot, self.guard.columns(), params);
    }

    fn done(&mut self, index: usize, executed: Executed) -> Result<()> {
        match executed.rows {
            1 => Ok(()),
            matched => Err(missed(self.store, self.guard, 1, matched, vec![self.slots[index]])),
        }
    }
}

#[cold]
fn missed(store: &dyn AnyStore, guard: &Guard, expected: usize, matched: u64, slots: Vec<u32>) -> Error {
    Missed { store, statement: "UPDATE", guard, expected, matched, slots }.error()
}
