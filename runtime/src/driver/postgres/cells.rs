//! A row of PostgreSQL's, read from the bytes in which it came.

use std::cell::OnceCell;
use std::error::Error as StdError;

use postgres::Row;
use postgres::types::{FromSql, Type};

use super::array;
use super::decode::{self, Code};
use super::statements::Prepared;
use crate::row::Cells;
use crate::{Error, ErrorKind, Result, Value, ValueRef};

/// The bytes of a cell, whatever its type; `None` for NULL.
struct Raw<'a>(Option<&'a [u8]>);

impl<'a> FromSql<'a> for Raw<'a> {
    fn from_sql(_: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn StdError + Sync + Send>> {
        Ok(Raw(Some(raw)))
    }

    fn from_sql_null(_: &Type) -> Result<Self, Box<dyn StdError + Sync + Send>> {
        Ok(Raw(None))
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

pub(super) struct PostgresCells<'a> {
    row: &'a Row,
    codes: &'a [Code],
    /// The arrays that were read, by their columns.
    arrays: OnceCell<Box<[OnceCell<Vec<Value>>]>>,
}

impl<'a> PostgresCells<'a> {
    pub(super) fn new(row: &'a Row, prepared: &'a Prepared) -> Self {
        PostgresCells { row, codes: &prepared.codes, arrays: OnceCell::new() }
    }

    /// An array, whose members are read once.
    fn array(&self, index: usize, raw: &[u8]) -> Result<ValueRef<'_>> {
        let cells = self.arrays.get_or_init(|| (0..self.row.len()).map(|_| OnceCell::new()).collect());
        let (Some(cell), Some(column)) = (cells.get(index), self.row.columns().get(index)) else {
            return Err(self.unreadable(index));
        };
        if cell.get().is_none() {
            let members = array::read(column.type_(), raw).map_err(|why| {
                let (name, kind) = (column.name(), column.type_().name());
                Error::new(ErrorKind::Data, format!("column \"{name}\" holds an array ({kind}) {why}"))
            })?;
            // Nothing else fills the cell.
            let _ = cell.set(members);
        }
        Ok(ValueRef::Array(cell.get().map_or(&[], Vec::as_slice)))
    }

    #[cold]
    fn unreadable(&self, index: usize) -> Error {
        let Some(column) = self.row.columns().get(index) else {
            return crate::row::no_such_column(index, self.len());
        };
        let (name, kind) = (column.name(), column.type_().name());
        let message = match self.codes.get(index) {
            Some(Code::Unknown) => format!(
                "column \"{name}\" has the type {kind}, which is not one that can be read: cast it in the statement, \
                 to text for example"
            ),
            _ => format!("column \"{name}\" holds a {kind} that is out of the range of its Rust type"),
        };
        Error::new(ErrorKind::Data, message)
    }
}

impl Cells for PostgresCells<'_> {
    #[inline]
    fn cell(&self, index: usize) -> Result<ValueRef<'_>> {
        let (Some(code), Ok(Raw(raw))) = (self.codes.get(index), self.row.try_get::<_, Raw<'_>>(index)) else {
            return Err(self.unreadable(index));
        };
        let Some(raw) = raw else { return Ok(ValueRef::Null) };
        if *code == Code::Array {
            return self.array(index, raw);
        }
        match decode::read(*code, raw) {
            Some(value) => Ok(value),
            None => Err(self.unreadable(index)),
        }
    }

    fn name(&self, index: usize) -> String {
        self.row.columns().get(index).map_or_else(String::new, |column| column.name().to_owned())
    }

    fn len(&self) -> usize {
        self.row.len()
    }
}
