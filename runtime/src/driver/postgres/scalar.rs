//! One value in the binary form of the type that PostgreSQL wants.

use bytes::{BufMut, BytesMut};
use postgres::types::Type;

use super::misfit::Misfit;
use super::types::{base, text_form};
use super::{array, network, numbers, time};
use crate::{Value, ValueRef};

/// Writes one value in its type's binary form.
pub(super) fn write(value: ValueRef<'_>, wanted: &Type, out: &mut BytesMut) -> Result<(), Misfit> {
    let wanted = base(wanted);
    match value {
        ValueRef::I16(v) => numbers::write_integer(v.into(), wanted, out),
        ValueRef::I32(v) => numbers::write_integer(v.into(), wanted, out),
        ValueRef::I64(v) => numbers::write_integer(v, wanted, out),
        ValueRef::F32(v) if *wanted == Type::FLOAT4 => {
            out.put_f32(v);
            Ok(())
        }
        // As it displays: 0.1 into a numeric is 0.1, and not what a double makes of a real's 0.1.
        ValueRef::F32(v) if *wanted == Type::NUMERIC => {
            numbers::write_float(v.to_string().parse().unwrap_or(f64::NAN), wanted, out)
        }
        ValueRef::F32(v) => numbers::write_float(v.into(), wanted, out),
        ValueRef::F64(v) => numbers::write_float(v, wanted, out),
        ValueRef::Decimal(v) => numbers::write_decimal(v, wanted, out),
        ValueRef::Bool(v) if *wanted == Type::BOOL => {
            out.put_u8(v.into());
            Ok(())
        }
        ValueRef::Bytes(v) if *wanted == Type::BYTEA => {
            out.put_slice(v);
            Ok(())
        }
        ValueRef::Uuid(v) if *wanted == Type::UUID => {
            out.put_slice(v.as_bytes());
            Ok(())
        }
        ValueRef::Date(v) if *wanted == Type::DATE => {
            out.put_i32(time::from_date(v)?);
            Ok(())
        }
        ValueRef::Time(v) if *wanted == Type::TIME => {
            out.put_i64(time::from_time(v));
            Ok(())
        }
        ValueRef::DateTime(v) if *wanted == Type::TIMESTAMP => {
            out.put_i64(time::from_datetime(v)?);
            Ok(())
        }
        ValueRef::Timestamp(v) if *wanted == Type::TIMESTAMPTZ => {
            out.put_i64(time::from_timestamp(v)?);
            Ok(())
        }
        ValueRef::Json(v) if *wanted == Type::JSON || *wanted == Type::JSONB => {
            // jsonb's binary form begins with its version.
            if *wanted == Type::JSONB {
                out.put_u8(1);
            }
            serde_json::to_writer(out.writer(), v).map_err(|error| Misfit::new(error.to_string()))
        }
        ValueRef::Interval(v) if *wanted == Type::INTERVAL => {
            out.put_i64(v.microseconds);
            out.put_i32(v.days);
            out.put_i32(v.months);
            Ok(())
        }
        ValueRef::Inet(v) if *wanted == Type::INET || *wanted == Type::CIDR => network::write(v, wanted, out),
        ValueRef::Array(members) => match text_form(wanted) {
            Some(prefix) => {
                out.put_slice(prefix);
                write_text(&array::text(members)?, out)
            }
            None => array::write(members.iter().map(Value::as_ref), wanted, out, write),
        },
        ValueRef::Unfit(why) => Err(Misfit::new(why)),
        ValueRef::Text(v) => match text_form(wanted) {
            Some(prefix) => {
                out.put_slice(prefix);
                write_text(v, out)
            }
            None => Err(Misfit::wanted("text", wanted)),
        },
        ValueRef::Stored(v) => write(v.stored().as_ref(), wanted, out),
        other => Err(Misfit::wanted(describe(other), wanted)),
    }
}

/// Writes text as it is.
pub(super) fn write_text(text: &str, out: &mut BytesMut) -> Result<(), Misfit> {
    if text.contains('\0') {
        return Err(Misfit::new("the text has a NUL character in it, which PostgreSQL's texts cannot hold"));
    }
    out.put_slice(text.as_bytes());
    Ok(())
}

fn describe(value: ValueRef<'_>) -> &'static str {
    match value {
        ValueRef::Bool(_) => "a boolean",
        ValueRef::Bytes(_) => "bytes",
        ValueRef::Date(_) => "a date",
        ValueRef::Time(_) => "a time",
        ValueRef::DateTime(_) => "a datetime",
        ValueRef::Timestamp(_) => "a timestamptz",
        ValueRef::Uuid(_) => "a uuid",
        ValueRef::Json(_) => "json",
        ValueRef::Interval(_) => "an interval",
        ValueRef::Inet(_) => "a network address",
        ValueRef::List(_) => "a list",
        _ => "something else",
    }
}
