//! Values as SQLite stores them.

use std::rc::Rc;

use rusqlite::CachedStatement;
use rusqlite::types::{ToSqlOutput, Value, ValueRef as Stored};
use rusqlite::vtab::array::Array;
use rust_decimal::Decimal;

use super::text::{Text, Unwritable};
use crate::ValueRef;

/// Why a value was not bound.
pub(super) enum Unbound {
    /// SQLite would store something else.
    Refused(String),
    Sqlite(rusqlite::Error),
}

/// Binds one value; parameters count from 1.
#[inline]
pub(super) fn bind(
    statement: &mut CachedStatement<'_>,
    index: usize,
    value: ValueRef<'_>,
    text: &mut Text,
) -> Result<(), Unbound> {
    let bound = match value {
        ValueRef::List(members) => {
            let members: Array = Rc::new(list(members, text)?);
            statement.raw_bind_parameter(index, members)
        }
        ValueRef::Stored(value) => return bind(statement, index, value.stored().as_ref(), text),
        value => statement.raw_bind_parameter(index, ToSqlOutput::Borrowed(stored(value, text)?)),
    };
    bound.map_err(Unbound::Sqlite)
}

/// The right side of an IN, for `rarray`.
fn list(members: &[ValueRef<'_>], text: &mut Text) -> Result<Vec<Value>, Unbound> {
    members.iter().map(|member| owned(*member, text)).collect()
}

fn owned(member: ValueRef<'_>, text: &mut Text) -> Result<Value, Unbound> {
    if let ValueRef::Stored(member) = member {
        return owned(member.stored().as_ref(), text);
    }
    Ok(match stored(member, text)? {
        Stored::Null => Value::Null,
        Stored::Integer(v) => Value::Integer(v),
        Stored::Real(v) => Value::Real(v),
        // What is bound as text is valid UTF-8: it was one of our own or a `&str`.
        Stored::Text(v) => Value::Text(String::from_utf8_lossy(v).into_owned()),
        Stored::Blob(v) => Value::Blob(v.to_owned()),
    })
}

/// A value in one of SQLite's five storage classes; what has none of its own is text, written into `text`, that
/// sorts as the values do.
#[inline]
fn stored<'a>(value: ValueRef<'a>, text: &'a mut Text) -> Result<Stored<'a>, Unbound> {
    Ok(match value {
        ValueRef::Null => Stored::Null,
        ValueRef::Bool(v) => Stored::Integer(v.into()),
        ValueRef::I16(v) => Stored::Integer(v.into()),
        ValueRef::I32(v) => Stored::Integer(v.into()),
        ValueRef::I64(v) => Stored::Integer(v),
        ValueRef::F32(v) => real(v.into())?,
        ValueRef::F64(v) => real(v)?,
        ValueRef::Text(v) => Stored::Text(v.as_bytes()),
        ValueRef::Bytes(v) => Stored::Blob(v),
        ValueRef::Decimal(v) => decimal(v, text),
        ValueRef::Date(v) => Stored::Text(text.date(v)?),
        ValueRef::Time(v) => Stored::Text(text.time(v)),
        ValueRef::DateTime(v) => Stored::Text(text.datetime(v)?),
        ValueRef::Timestamp(v) => Stored::Text(text.timestamp(v)?),
        ValueRef::Uuid(v) => Stored::Text(text.uuid(v)),
        ValueRef::Json(v) => Stored::Text(text.long(v)),
        ValueRef::Interval(_) => return Err(Unbound::Refused("SQLite has no intervals".to_owned())),
        ValueRef::Inet(_) => return Err(Unbound::Refused("SQLite has no network addresses".to_owned())),
        ValueRef::Array(_) => return Err(Unbound::Refused("SQLite has no arrays".to_owned())),
        ValueRef::Unfit(why) => return Err(Unbound::Refused(why.to_owned())),
        ValueRef::Stored(_) | ValueRef::List(_) => {
            return Err(Unbound::Refused("a list cannot hold lists".to_owned()));
        }
    })
}

fn real(value: f64) -> Result<Stored<'static>, Unbound> {
    match value.is_nan() {
        true => Err(Unbound::Refused("SQLite cannot store NaN, it would be NULL".to_owned())),
        false => Ok(Stored::Real(value)),
    }
}

/// Whole numbers as integers and up to 15 digits as a double, which compare and add up as numbers do; more digits
/// only text can hold.
fn decimal(value: Decimal, text: &mut Text) -> Stored<'_> {
    let value = value.normalize();
    let mantissa = value.mantissa();
    if value.scale() == 0
        && let Ok(whole) = i64::try_from(mantissa)
    {
        return Stored::Integer(whole);
    }
    // Both are exact as doubles, so the quotient is the double nearest to the number.
    match mantissa.unsigned_abs() < 10_u128.pow(15) && value.scale() <= 22 {
        true => Stored::Real(mantissa as f64 / 10_f64.powi(value.scale() as i32)),
        false => Stored::Text(text.long(value)),
    }
}

impl From<Unwritable> for Unbound {
    fn from(unwritable: Unwritable) -> Self {
        Unbound::Refused(unwritable.to_string())
    }
}
