//! What a row says of an object that is here already.

use crate::{Model, Value, ValueRef, table::Table};

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
