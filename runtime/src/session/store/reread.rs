//! What a row says of an object that is here already.

use super::arena::{Cell, Store};
use crate::{
    Error, ErrorKind, Model, Result, Row, Value, ValueRef, model::untyped::Absorb, session::Place, table::Table,
};

impl<M: Model> Store<M> {
    /// Reads a row that holds some columns of an object: its other columns, and edits of them, stay.
    pub(crate) fn absorb_columns(
        &mut self,
        absorb: &mut Absorb<'_>,
        slot: u32,
        columns: &[usize],
        row: &Row<'_>,
    ) -> Result<()> {
        let Cell { object: Some(object), base } = &mut self.cells[slot as usize] else { return Ok(()) };
        let mut fresh = base.as_deref().unwrap_or(object).clone();
        for (at, &column) in columns.iter().enumerate() {
            read_column(&mut fresh, column, row, at)?;
        }
        let known = match base {
            Some(base) => {
                columns.iter().for_each(|&column| object.set_column(column, fresh.column(column).to_value()));
                &mut **base
            }
            None => object,
        };
        let old = std::mem::replace(known, fresh);
        if differ(M::info().table, &old, known) {
            let place = Place { store: absorb.store, slot };
            absorb.undo.log_base(place, &mut self.head.metas[slot as usize], || Box::new(old));
        }
        Ok(())
    }
}

/// Reads one column of an object from the cell at `at`.
fn read_column<M: Model>(object: &mut M, column: usize, row: &Row<'_>, at: usize) -> Result<()> {
    let description = &M::info().table.columns[column];
    let cell = row.value(at)?;
    if (!cell.is_null() || description.nullable) && object.assign(column, cell.to_value()).is_some() {
        return Ok(());
    }
    let what = if cell.is_null() { "NULL" } else { "something" };
    let message =
        format!("column \"{}\" holds {what} that {}.{} cannot", description.name, M::info().name, description.field);
    Err(Error::new(ErrorKind::Data, message))
}

/// The columns of an object of any model.
pub(super) trait Columns {
    fn column(&self, column: usize) -> ValueRef<'_>;
    fn set_column(&mut self, column: usize, value: Value);
}

impl<M: Model> Columns for M {
    fn column(&self, column: usize) -> ValueRef<'_> {
        self.value(column)
    }

    fn set_column(&mut self, column: usize, value: Value) {
        let assigned = self.assign(column, value);
        debug_assert!(assigned.is_some(), "values come from objects of one model, so that the type fits");
    }
}

/// Merges what a row says into an edited object: `fresh` becomes what its base is to be. Edits stay; a column that was
/// edited and has changed in the database too keeps its last known value as base, so that its UPDATE is guarded by it.
/// Whether there is such a column.
pub(super) fn merge(table: &Table, object: &mut dyn Columns, base: &dyn Columns, fresh: &mut dyn Columns) -> bool {
    let mut conflict = false;
    for column in 0..table.columns.len() {
        if object.column(column).same(base.column(column)) {
            object.set_column(column, fresh.column(column).to_value());
        } else if !fresh.column(column).same(base.column(column)) {
            conflict = true;
            fresh.set_column(column, base.column(column).to_value());
        }
    }
    if let (true, Some(version)) = (conflict, table.version) {
        // The version guards an UPDATE instead of the columns: it too stays as last known.
        if object.column(version).same(fresh.column(version)) {
            object.set_column(version, base.column(version).to_value());
        }
        fresh.set_column(version, base.column(version).to_value());
    }
    conflict
}

/// Whether two objects of one model differ in any column.
pub(super) fn differ(table: &Table, a: &dyn Columns, b: &dyn Columns) -> bool {
    (0..table.columns.len()).any(|column| !a.column(column).same(b.column(column)))
}
