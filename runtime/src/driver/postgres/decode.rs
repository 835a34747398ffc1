//! Cells in their binary form, read by a code that each column is given once a statement.

use postgres::types::{Kind, Type};
use uuid::Uuid;

use super::types::{base, text_form};
use super::{network, numbers, time};
use crate::ValueRef;

/// How a column is read.
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
    Interval,
    Inet,
    /// What a cell of its own must be made for.
    Array,
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
            Type::INTERVAL => Code::Interval,
            Type::INET | Type::CIDR => Code::Inet,
            Type::VOID => Code::Void,
            // A single byte.
            Type::CHAR => Code::Text,
            _ if text_form(column).is_some() => Code::Text,
            _ if Code::of_members(column).is_some() => Code::Array,
            _ => Code::Unknown,
        }
    }

    /// How the members of an array are read; `None` where it is no array of what can be read.
    pub(super) fn of_members(array: &Type) -> Option<Code> {
        let Kind::Array(member) = array.kind() else { return None };
        match Code::of(member) {
            Code::Unknown | Code::Void | Code::Array => None,
            code => Some(code),
        }
    }
}

/// A cell's binary form; `None` where there is no value for it.
#[inline]
pub(super) fn read(code: Code, raw: &[u8]) -> Option<ValueRef<'_>> {
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
        Code::Interval => ValueRef::Interval(network::read_interval(raw)?),
        Code::Inet => ValueRef::Inet(network::read(raw)?),
        Code::Void => ValueRef::Null,
        Code::Array | Code::Unknown => return None,
    })
}
