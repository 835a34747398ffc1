//! A row of SQLite's, read in place.

use rusqlite::types::ValueRef as Stored;

use crate::row::Cells;
use crate::{Error, ErrorKind, Result, ValueRef};

pub(super) struct SqliteCells<'a>(pub(super) &'a rusqlite::Row<'a>);

impl Cells for SqliteCells<'_> {
    #[inline]
    fn cell(&self, index: usize) -> Result<ValueRef<'_>> {
        match self.0.get_ref(index) {
            Ok(Stored::Null) => Ok(ValueRef::Null),
            Ok(Stored::Integer(v)) => Ok(ValueRef::I64(v)),
            Ok(Stored::Real(v)) => Ok(ValueRef::F64(v)),
            Ok(Stored::Text(v)) => match std::str::from_utf8(v) {
                Ok(text) => Ok(ValueRef::Text(text)),
                Err(error) => Err(self.not_utf8(index, error)),
            },
            Ok(Stored::Blob(v)) => Ok(ValueRef::Bytes(v)),
            Err(_) => Err(self.no_such_column(index)),
        }
    }

    fn name(&self, index: usize) -> String {
        let statement: &rusqlite::Statement<'_> = self.0.as_ref();
        statement.column_name(index).unwrap_or_default().to_owned()
    }

    fn len(&self) -> usize {
        let statement: &rusqlite::Statement<'_> = self.0.as_ref();
        statement.column_count()
    }
}

impl SqliteCells<'_> {
    #[cold]
    fn not_utf8(&self, index: usize, error: std::str::Utf8Error) -> Error {
        let message = format!("column \"{}\" holds text that is not UTF-8", self.name(index));
        Error::new(ErrorKind::Data, message).with_source(error)
    }

    #[cold]
    fn no_such_column(&self, index: usize) -> Error {
        crate::row::no_such_column(index, self.len())
    }
}
