//! From the steps of a plan to statements.

use super::plan::Step;
use crate::{
    Dialect, Error, ErrorKind, Result, Value, ValueRef,
    driver::{Batch, Executed, Param},
    echo::parameters,
    session::{Place, Session, store::AnyStore},
    sql::{self, Guard},
    table::Table,
};

impl Session {
    /// Sends a step and writes back what came of it.
    pub(super) fn emit(&mut self, step: &Step) -> Result<()> {
        match step {
            Step::Switch { store, switches } => self.switch(*store, switches),
            Step::Update { store, slots, columns, automatic, guard, .. } => {
                self.fill_links(*store, slots)?;
                self.fill_automatic(*store, slots, automatic)?;
                self.send_updates(*store, slots, columns, guard)?;
                self.updated(*store, slots, columns)
            }
            Step::Insert { store, slots, columns, returning, .. } => {
                self.fill_links(*store, slots)?;
                self.send_inserts(*store, slots, columns, returning)?;
                self.inserted(*store, slots)
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

    fn send_inserts(&mut self, store: usize, slots: &[u32], columns: &[usize], returning: &[usize]) -> Result<()> {
        let dialect = self.engine.dialect();
        let Some(connection) = &mut self.connection else { return Err(no_transaction()) };
        let store = self.stores.get_mut(store);
        let table = store.info().table;
        if dialect == Dialect::Sqlite && (returning.is_empty() || returning == table.identity.as_slice()) {
            let text = sql::insert(table, columns, &[], dialect);
            let identity = table.identity.filter(|column| returning.contains(column));
            return connection.execute_batch(&text, &mut Inserts { store, slots, columns, identity });
        }
        if dialect == Dialect::Postgresql && slots.len() > 1 && !columns.is_empty() && in_order(table, returning) {
            return insert_many(connection, store, slots, columns, returning);
        }
        let text = sql::insert(table, columns, returning, dialect);
        for &slot in slots {
            let mut back = Vec::with_capacity(returning.len());
            let params = row(store, slot, columns);
            let mut rows = connection.query_params(&text, &params, &mut |row| {
                for index in 0..returning.len() {
                    back.push(row.value(index)?.to_value());
                }
                Ok(())
            })?;
            if returning.is_empty() {
                rows = 1;
            }
            if rows != 1 {
                return Err(not_inserted(table, 1, rows));
            }
            for (&column, value) in returning.iter().zip(back) {
                store.assign(slot, column, value)?;
            }
        }
        Ok(())
    }

    fn send_updates(&mut self, store: usize, slots: &[u32], columns: &[usize], guard: &Guard) -> Result<()> {
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
                _ => Err(stale(store, slot, guard)),
            };
        }
        let text = sql::update_many(table, columns, guard);
        let set = columns.iter().map(|&column| slots.iter().map(|&slot| store.value(slot, column)).collect());
        let old = bases.iter().map(|&column| slots.iter().map(|&slot| store.base_value(slot, column)).collect());
        let lists: Vec<Vec<ValueRef<'_>>> = set.chain(old).collect();
        let sensitive = columns.iter().chain(&bases).map(|&column| table.columns[column].sensitive);
        let matched = connection.execute_params(&text, &list_params(&lists, sensitive))?;
        if matched != slots.len() as u64 {
            return Err(stale_batch(store, slots.len(), matched, "changed"));
        }
        Ok(())
    }

    fn send_deletes(&mut self, store: usize, slots: &[u32]) -> Result<()> {
        let dialect = self.engine.dialect();
        let Some(connection) = &mut self.connection else { return Err(no_transaction()) };
        let store = self.stores.get(store);
        let table = store.info().table;
        let columns: Vec<usize> = table.primary_key.iter().copied().chain(table.version).collect();
        let matched = if dialect == Dialect::Sqlite {
            let mut deletes = Deletes { store, slots, columns: &columns, matched: 0 };
            connection.execute_batch(&sql::delete(table, dialect), &mut deletes)?;
            deletes.matched
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
        if table.version.is_some() {
            return Err(stale_batch(store, slots.len(), matched, "deleted"));
        }
        tracing::warn!(
            target: "aludel::session",
            table = table.name, expected = slots.len(), matched, "rows to be deleted were gone already"
        );
        Ok(())
    }

    /// Copies the keys of parents into foreign keys.
    fn fill_links(&mut self, store: usize, slots: &[u32]) -> Result<()> {
        if self.stores.get(store).head().links.is_empty() {
            return Ok(());
        }
        let table = self.stores.get(store).info().table;
        for &slot in slots {
            for (number, key) in table.foreign_keys.iter().enumerate() {
                let any = self.stores.get(store);
                let Some(link) = any.head().links.get(&(slot, number)).copied() else { continue };
                // A foreign key that has been written since the link was made wins.
                if !link.keyed && key.columns.iter().any(|&column| any.value(slot, column).is_null()) {
                    self.copy_key(Place { store, slot }, link.parent, key)?;
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

/// Whether the rows that come back from an INSERT of many can be told apart: by an identity, which grows in the order
/// of the rows, or by not being needed.
fn in_order(table: &Table, returning: &[usize]) -> bool {
    returning.is_empty() || table.identity.is_some_and(|identity| returning.contains(&identity))
}

fn insert_many(
    connection: &mut crate::Connection,
    store: &mut dyn AnyStore,
    slots: &[u32],
    columns: &[usize],
    returning: &[usize],
) -> Result<()> {
    let table = store.info().table;
    let text = sql::insert_many(table, columns, returning);
    let lists: Vec<Vec<ValueRef<'_>>> =
        columns.iter().map(|&column| slots.iter().map(|&slot| store.value(slot, column)).collect()).collect();
    let params = list_params(&lists, columns.iter().map(|&column| table.columns[column].sensitive));
    if returning.is_empty() {
        let rows = connection.execute_params(&text, &params)?;
        return if rows == slots.len() as u64 { Ok(()) } else { Err(not_inserted(table, slots.len(), rows)) };
    }
    let identity = returning.iter().position(|&column| table.identity == Some(column)).unwrap_or_default();
    let mut back: Vec<(i64, Vec<Value>)> = Vec::with_capacity(slots.len());
    connection.query_params(&text, &params, &mut |row| {
        let mut others = Vec::with_capacity(returning.len() - 1);
        for index in (0..returning.len()).filter(|&index| index != identity) {
            others.push(row.value(index)?.to_value());
        }
        back.push((row.get(identity)?, others));
        Ok(())
    })?;
    if back.len() != slots.len() {
        return Err(not_inserted(table, slots.len(), back.len() as u64));
    }
    // RETURNING promises no order; identities are handed out in the order of the rows.
    if !back.is_sorted_by_key(|(key, _)| *key) {
        back.sort_by_key(|(key, _)| *key);
    }
    let others: Vec<usize> = returning.iter().copied().filter(|&column| table.identity != Some(column)).collect();
    for (&slot, (key, values)) in slots.iter().zip(back) {
        store.assign(slot, returning[identity], Value::I64(key))?;
        for (&column, value) in others.iter().zip(values) {
            store.assign(slot, column, value)?;
        }
    }
    Ok(())
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

struct Inserts<'a> {
    store: &'a mut dyn AnyStore,
    slots: &'a [u32],
    columns: &'a [usize],
    identity: Option<usize>,
}

impl Batch for Inserts<'_> {
    fn len(&self) -> usize {
        self.slots.len()
    }

    fn bind<'a>(&'a self, index: usize, params: &mut Vec<Param<'a>>) {
        self.store.bind(self.slots[index], self.columns, params);
    }

    fn done(&mut self, index: usize, executed: Executed) -> Result<()> {
        // A trigger may have dropped the row, and the rowid is then that of another one.
        if executed.rows != 1 {
            return Err(not_inserted(self.store.info().table, 1, executed.rows));
        }
        match self.identity {
            Some(column) => self.store.assign(self.slots[index], column, Value::I64(executed.last_insert_rowid)),
            None => Ok(()),
        }
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
        if executed.rows == 1 { Ok(()) } else { Err(stale(self.store, self.slots[index], self.guard)) }
    }
}

struct Deletes<'a> {
    store: &'a dyn AnyStore,
    slots: &'a [u32],
    columns: &'a [usize],
    matched: u64,
}

impl Batch for Deletes<'_> {
    fn len(&self) -> usize {
        self.slots.len()
    }

    fn bind<'a>(&'a self, index: usize, params: &mut Vec<Param<'a>>) {
        self.store.bind_base(self.slots[index], self.columns, params);
    }

    fn done(&mut self, _: usize, executed: Executed) -> Result<()> {
        self.matched += executed.rows;
        Ok(())
    }
}

pub(super) fn no_transaction() -> Error {
    Error::new(ErrorKind::InvalidRequest, "no transaction is open")
}

fn not_inserted(table: &Table, wanted: usize, rows: u64) -> Error {
    Error::new(
        ErrorKind::StaleData,
        format!("{wanted} rows were sent to \"{}\" and {rows} inserted: a trigger may have dropped some", table.name),
    )
    .with_retryable(false)
}

fn stale(store: &dyn AnyStore, slot: u32, guard: &Guard) -> Error {
    let info = store.info();
    let why = match guard {
        Guard::None => "its row is gone",
        Guard::Version(_) => "its row is gone or has another version: someone changed it since it was read",
        Guard::Columns(_) => {
            "its row is gone or was changed by someone since it was last read, and it was edited while expired: \
             `refresh` it first"
        }
    };
    let mut key = String::new();
    for &column in info.table.primary_key {
        key.push_str(if key.is_empty() { "" } else { ", " });
        key.push_str(info.table.columns[column].field);
        key.push('=');
        match info.table.columns[column].sensitive {
            true => key.push_str("***"),
            false => parameters::value(&mut key, store.base_value(slot, column)),
        }
    }
    Error::new(
        ErrorKind::StaleData,
        format!(
            "the UPDATE of {} ({key}) expected 1 row and matched 0: {why}. The object is {}",
            info.name,
            store.display(slot)
        ),
    )
}

fn stale_batch(store: &dyn AnyStore, expected: usize, matched: u64, done: &str) -> Error {
    let info = store.info();
    Error::new(
        ErrorKind::StaleData,
        format!(
            "{expected} rows of {} were to be {done} and {matched} matched: the others are gone or were changed by \
             someone since they were read",
            info.name
        ),
    )
}
