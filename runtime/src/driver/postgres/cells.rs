//! A row of PostgreSQL's, read from the bytes in which it came.

use std::error::Error as StdError;

use postgres::Row;
use postgres::types::{FromSql, Type};

use super::decode::{self, Code};
use super::statements::Prepared;
use crate::row::Cells;
use crate::{Error, ErrorKind, Result, ValueRef};

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
}

impl<'a> PostgresCells<'a> {
    pub(super) fn new(row: &'a Row, prepared: &'a Prepared) -> Self {
        PostgresCells { row, codes: &prepared.codes }
    }

    #[cold]
    fn unreadable(&self, index: usize) -> Error {
        let Some(column) = self.row.columns().get(index) else {
            let message = format!("the row has {} columns, and column {index} was asked for", self.len());
            return Error::new(ErrorKind::InvalidRequest, message);
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
