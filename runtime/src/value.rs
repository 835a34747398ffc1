//! Values on their way to and from the database, with the type they have there.

use ipnet::IpNet;
use jiff::{Timestamp, civil};
use rust_decimal::Decimal;
use uuid::Uuid;

use crate::{Interval, Stored};

/// A borrowed value: what a column of an object holds, a parameter, a cell of a row.
///
/// SQLite gives its five storage classes (`Null`, `I64`, `F64`, `Text`, `Bytes`), PostgreSQL the variant of the
/// column's type; [`Field`](crate::Field) reads either.
#[derive(Clone, Copy, Debug)]
pub enum ValueRef<'a> {
    /// SQL NULL.
    Null,
    /// boolean
    Bool(bool),
    /// smallint
    I16(i16),
    /// integer
    I32(i32),
    /// bigint
    I64(i64),
    /// real
    F32(f32),
    /// double
    F64(f64),
    /// numeric
    Decimal(Decimal),
    /// string, text, and the label of an enum
    Text(&'a str),
    /// bytes
    Bytes(&'a [u8]),
    /// date
    Date(civil::Date),
    /// time
    Time(civil::Time),
    /// datetime (no time zone)
    DateTime(civil::DateTime),
    /// timestamptz
    Timestamp(Timestamp),
    /// uuid
    Uuid(Uuid),
    /// json
    Json(&'a serde_json::Value),
    /// interval
    Interval(Interval),
    /// inet, cidr
    Inet(IpNet),
    /// The members of an array.
    Array(&'a [Value]),
    /// A list of values of one type: one column of a batch on PostgreSQL, the right side of IN.
    List(&'a [ValueRef<'a>]),
    /// A value of the program's own type, whose form in the database must first be made.
    Stored(&'a dyn Stored),
    /// A value that no database takes, and why: what is bound is refused by these words.
    Unfit(&'static str),
}

/// An owned [`ValueRef`].
#[derive(Clone, Debug)]
pub enum Value {
    /// SQL NULL.
    Null,
    /// boolean
    Bool(bool),
    /// smallint
    I16(i16),
    /// integer
    I32(i32),
    /// bigint
    I64(i64),
    /// real
    F32(f32),
    /// double
    F64(f64),
    /// numeric
    Decimal(Decimal),
    /// string, text, and the label of an enum
    Text(String),
    /// bytes
    Bytes(Vec<u8>),
    /// date
    Date(civil::Date),
    /// time
    Time(civil::Time),
    /// datetime (no time zone)
    DateTime(civil::DateTime),
    /// timestamptz
    Timestamp(Timestamp),
    /// uuid
    Uuid(Uuid),
    /// json
    Json(serde_json::Value),
    /// interval
    Interval(Interval),
    /// inet, cidr
    Inet(IpNet),
    /// The members of an array.
    Array(Vec<Value>),
    /// What [`ValueRef::Unfit`] is.
    Unfit(&'static str),
}

impl Value {
    /// Borrows the value.
    pub fn as_ref(&self) -> ValueRef<'_> {
        match self {
            Value::Null => ValueRef::Null,
            Value::Bool(v) => ValueRef::Bool(*v),
            Value::I16(v) => ValueRef::I16(*v),
            Value::I32(v) => ValueRef::I32(*v),
            Value::I64(v) => ValueRef::I64(*v),
            Value::F32(v) => ValueRef::F32(*v),
            Value::F64(v) => ValueRef::F64(*v),
            Value::Decimal(v) => ValueRef::Decimal(*v),
            Value::Text(v) => ValueRef::Text(v),
            Value::Bytes(v) => ValueRef::Bytes(v),
            Value::Date(v) => ValueRef::Date(*v),
            Value::Time(v) => ValueRef::Time(*v),
            Value::DateTime(v) => ValueRef::DateTime(*v),
            Value::Timestamp(v) => ValueRef::Timestamp(*v),
            Value::Uuid(v) => ValueRef::Uuid(*v),
            Value::Json(v) => ValueRef::Json(v),
            Value::Interval(v) => ValueRef::Interval(*v),
            Value::Inet(v) => ValueRef::Inet(*v),
            Value::Array(v) => ValueRef::Array(v),
            Value::Unfit(why) => ValueRef::Unfit(why),
        }
    }
}

impl ValueRef<'_> {
    /// The value without what it is borrowed from; `None` where it lies there.
    pub(crate) fn detached(self) -> Option<ValueRef<'static>> {
        Some(match self {
            ValueRef::Null => ValueRef::Null,
            ValueRef::Bool(v) => ValueRef::Bool(v),
            ValueRef::I16(v) => ValueRef::I16(v),
            ValueRef::I32(v) => ValueRef::I32(v),
            ValueRef::I64(v) => ValueRef::I64(v),
            ValueRef::F32(v) => ValueRef::F32(v),
            ValueRef::F64(v) => ValueRef::F64(v),
            ValueRef::Decimal(v) => ValueRef::Decimal(v),
            ValueRef::Date(v) => ValueRef::Date(v),
            ValueRef::Time(v) => ValueRef::Time(v),
            ValueRef::DateTime(v) => ValueRef::DateTime(v),
            ValueRef::Timestamp(v) => ValueRef::Timestamp(v),
            ValueRef::Uuid(v) => ValueRef::Uuid(v),
            ValueRef::Interval(v) => ValueRef::Interval(v),
            ValueRef::Inet(v) => ValueRef::Inet(v),
            ValueRef::Unfit(why) => ValueRef::Unfit(why),
            ValueRef::Text(_) | ValueRef::Bytes(_) | ValueRef::Json(_) => return None,
            ValueRef::Array(_) | ValueRef::List(_) | ValueRef::Stored(_) => return None,
        })
    }

    /// Copies the value out of what it is borrowed from. A list has no owned form and gives NULL: lists are
    /// made by statements, never held by columns.
    pub fn to_value(self) -> Value {
        match self {
            ValueRef::Null | ValueRef::List(_) => Value::Null,
            ValueRef::Bool(v) => Value::Bool(v),
            ValueRef::I16(v) => Value::I16(v),
            ValueRef::I32(v) => Value::I32(v),
            ValueRef::I64(v) => Value::I64(v),
            ValueRef::F32(v) => Value::F32(v),
            ValueRef::F64(v) => Value::F64(v),
            ValueRef::Decimal(v) => Value::Decimal(v),
            ValueRef::Text(v) => Value::Text(v.to_owned()),
            ValueRef::Bytes(v) => Value::Bytes(v.to_owned()),
            ValueRef::Date(v) => Value::Date(v),
            ValueRef::Time(v) => Value::Time(v),
            ValueRef::DateTime(v) => Value::DateTime(v),
            ValueRef::Timestamp(v) => Value::Timestamp(v),
            ValueRef::Uuid(v) => Value::Uuid(v),
            ValueRef::Json(v) => Value::Json(v.clone()),
            ValueRef::Interval(v) => Value::Interval(v),
            ValueRef::Inet(v) => Value::Inet(v),
            ValueRef::Array(v) => Value::Array(v.to_vec()),
            ValueRef::Unfit(why) => Value::Unfit(why),
            ValueRef::Stored(v) => v.stored(),
        }
    }

    /// Whether this is SQL NULL.
    pub fn is_null(self) -> bool {
        matches!(self, ValueRef::Null)
    }

    /// Whether the database would tell the two apart: floats by their bits, times to the microsecond.
    pub fn same(self, other: ValueRef<'_>) -> bool {
        use ValueRef::*;
        match (self, other) {
            (Null, Null) => true,
            (Bool(a), Bool(b)) => a == b,
            (I16(a), I16(b)) => a == b,
            (I32(a), I32(b)) => a == b,
            (I64(a), I64(b)) => a == b,
            (F32(a), F32(b)) => a.to_bits() == b.to_bits(),
            (F64(a), F64(b)) => a.to_bits() == b.to_bits(),
            (Decimal(a), Decimal(b)) => a == b,
            (Text(a), Text(b)) => a == b,
            (Bytes(a), Bytes(b)) => a == b,
            (Date(a), Date(b)) => a == b,
            (Time(a), Time(b)) => {
                a.duration_since(civil::Time::MIN).as_micros() == b.duration_since(civil::Time::MIN).as_micros()
            }
            (DateTime(a), DateTime(b)) => a.date() == b.date() && Time(a.time()).same(Time(b.time())),
            (Timestamp(a), Timestamp(b)) => a.as_nanosecond().div_euclid(1000) == b.as_nanosecond().div_euclid(1000),
            (Uuid(a), Uuid(b)) => a == b,
            (Json(a), Json(b)) => a == b,
            (Interval(a), Interval(b)) => a == b,
            (Inet(a), Inet(b)) => a == b,
            (Array(a), Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.as_ref().same(b.as_ref())),
            (Stored(a), b) => a.stored().as_ref().same(b),
            (a, Stored(b)) => a.same(b.stored().as_ref()),
            _ => false,
        }
    }
}
