//! Runs of rows of one shape, which are one statement.

use super::rows::Rows;
use crate::{ValueRef, driver::Param};

/// Rows that follow each other and leave the same columns to the database.
pub(super) struct Shape {
    pub(super) start: usize,
    pub(super) end: usize,
    /// The columns that are sent.
    pub(super) columns: Vec<usize>,
    /// Those that are left to the database.
    pub(super) left_out: Vec<usize>,
}

impl Shape {
    /// That of row `start`, and how far it goes.
    pub(super) fn of(rows: &dyn Rows, start: usize) -> Self {
        let table = rows.info().table;
        let optional: Vec<usize> = (0..table.columns.len()).filter(|&column| table.fills(column)).collect();
        let empty = |row: usize, column: usize| table.leaves_out(column, rows.value(row, column).is_null());
        let left_out = |column: &usize| optional.contains(column) && empty(start, *column);
        let (left_out, columns): (Vec<usize>, Vec<usize>) = (0..table.columns.len()).partition(left_out);
        let same = |row: usize| optional.iter().all(|&column| empty(row, column) == left_out.contains(&column));
        let end = (start + 1..rows.len()).find(|&row| !same(row)).unwrap_or(rows.len());
        Shape { start, end, columns, left_out }
    }

    pub(super) fn len(&self) -> usize {
        self.end - self.start
    }
}

/// The values of a run, a list a column.
pub(super) struct Lists<'a>(Vec<(Vec<ValueRef<'a>>, bool)>);

impl<'a> Lists<'a> {
    pub(super) fn of(rows: &'a dyn Rows, shape: &Shape, columns: &[usize]) -> Self {
        Lists::made(shape, columns, rows, |row, column| rows.value(row, column))
    }

    /// The same of values that may stand in for those of the objects.
    pub(super) fn made(
        shape: &Shape,
        columns: &[usize],
        rows: &dyn Rows,
        value: impl Fn(usize, usize) -> ValueRef<'a>,
    ) -> Self {
        let table = rows.info().table;
        let list = |&column: &usize| {
            let values = (shape.start..shape.end).map(|row| value(row, column)).collect();
            (values, table.columns[column].sensitive)
        };
        Lists(columns.iter().map(list).collect())
    }

    pub(super) fn params(&self) -> Vec<Param<'_>> {
        self.0.iter().map(|(list, sensitive)| Param { value: ValueRef::List(list), sensitive: *sensitive }).collect()
    }
}
