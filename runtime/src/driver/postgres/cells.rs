//! A row of PostgreSQL's, read from the bytes in which it came.

use std::error::Error as StdError;

use postgres::Row;
use postgres::types::{FromSql, Type};
use uuid::Uuid;

use super::bind::{base, text_form};
use super::statements::Prepared;
use super::{numbers, time};
use crate::row::Cells;
use crate::{Error, ErrorKind, Result, ValueRef};

/// How a column is read, found out once a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Code {
    Bool,
    I16,
    I32,
    I64,
    Oid,
    F32,
    F64,
    Numeric,
    Text,
    /// Text behind a version byte.
    Jsonb,
    Bytes,
    Date,
    Time,
    DateTime,
    Timestamp,
    Uuid,
    /// What a function without a result gives.
    Void,
    /// A type that has no place in a [`ValueRef`].
    Unknown,
}

impl Code {
    pub(super) fn of(column: &Type) -> Code {
        let column = base(column);
        match *column {
            Type::BOOL => Code::Bool,
            Type::INT2 => Code::I16,
            Type::INT4 => Code::I32,
            Type::INT8 => Code::I64,
            Type::OID => Code::Oid,
            Type::FLOAT4 => Code::F32,
            Type::FLOAT8 => Code::F64,
            Type::NUMERIC => Code::Numeric,
            Type::JSONB => Code::Jsonb,
            Type::BYTEA => Code::Bytes,
            Type::DATE => Code::Date,
            Type::TIME => Code::Time,
            Type::TIMESTAMP => Code::DateTime,
            Type::TIMESTAMPTZ => Code::Timestamp,
            Type::UUID => Code::Uuid,
            Type::VOID => Code::Void,
            // A single byte.
            Type::CHAR => Code::Text,
            _ if text_form(column).is_some() => Code::Text,
            _ => Code::Unknown,
        }
    }
}

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
        match read(*code, raw) {
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

/// A cell's binary form; `None` where there is no value for it.
#[inline]
fn read(code: Code, raw: &[u8]) -> Option<ValueRef<'_>> {
    Some(match code {
        Code::I32 => ValueRef::I32(i32::from_be_bytes(raw.try_into().ok()?)),
        Code::I64 => ValueRef::I64(i64::from_be_bytes(raw.try_into().ok()?)),
        Code::Text => ValueRef::Text(str::from_utf8(raw).ok()?),
        Code::I16 => ValueRef::I16(i16::from_be_bytes(raw.try_into().ok()?)),
        Code::Oid => ValueRef::I64(u32::from_be_bytes(raw.try_into().ok()?).into()),
        Code::Bool => ValueRef::Bool(*raw.first()? != 0),
        Code::F32 => ValueRef::F32(f32::from_be_bytes(raw.try_into().ok()?)),
        Code::F64 => ValueRef::F64(f64::from_be_bytes(raw.try_into().ok()?)),
        Code::Numeric => ValueRef::Decimal(numbers::read_numeric(raw)?),
        Code::Jsonb => ValueRef::Text(str::from_utf8(raw.strip_prefix(&[1])?).ok()?),
        Code::Bytes => ValueRef::Bytes(raw),
        Code::Date => ValueRef::Date(time::to_date(i32::from_be_bytes(raw.try_into().ok()?))?),
        Code::Time => ValueRef::Time(time::to_time(i64::from_be_bytes(raw.try_into().ok()?))?),
        Code::DateTime => ValueRef::DateTime(time::to_datetime(i64::from_be_bytes(raw.try_into().ok()?))?),
        Code::Timestamp => ValueRef::Timestamp(time::to_timestamp(i64::from_be_bytes(raw.try_into().ok()?))?),
        Code::Uuid => ValueRef::Uuid(Uuid::from_slice(raw).ok()?),
        Code::Void => ValueRef::Null,
        Code::Unknown => return None,
    })
}
