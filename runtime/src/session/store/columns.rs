//! Rows that hold some columns of an object that is here already.

use super::{
    arena::{Cell, Store},
    reread::{Columns, differ},
};
use crate::{Error, ErrorKind, Model, Result, Row, model::untyped::Absorb, session::Place};

impl<M: Model> Store<M> {
    /// Reads a row that holds some columns of an object: its other columns, and edits of them, stay.
    pub(crate) fn absorb_columns(
        &mut self,
        absorb: &mut Absorb<'_>,
        slot: u32,
        columns: &[usize],
        row: &Row<'_>,
    ) -> Result<()> {
        self.head.edition += 1;
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
