//! Values as the types that PostgreSQL infers for a statement's parameters.

use std::error::Error as StdError;
use std::fmt;

use bytes::{BufMut, Bytes, BytesMut};
use postgres::types::{Format, IsNull, Kind, ToSql, Type};

use super::{array, numbers, time};
use crate::driver::contract::Param;
use crate::{Error, ErrorKind, Result, ValueRef};

/// Why a value cannot be what the statement wants. The value itself is not told: it may be a secret.
#[derive(Debug)]
pub(super) struct Misfit(String);

impl Misfit {
    pub(super) fn new(why: impl Into<String>) -> Self {
        Misfit(why.into())
    }

    pub(super) fn wanted(given: &str, wanted: &Type) -> Self {
        let wanted = wanted.name();
        Misfit(format!("the value is {given}, and the statement wants {wanted} (a cast can tell: `$1::{wanted}`)"))
    }
}

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A value in the form in which it is sent.
pub(super) struct Encoded {
    /// `None` for NULL.
    bytes: Option<Bytes>,
    format: Format,
}

/// Puts all parameters of a statement into their form: what cannot be is known before anything is sent, and they can
/// go to another thread.
pub(super) fn encode(params: &[Param<'_>], wanted: &[Type]) -> Result<Vec<Encoded>> {
    if params.len() != wanted.len() {
        let message = format!("the statement takes {} parameters and was given {}", wanted.len(), params.len());
        return Err(Error::new(ErrorKind::Programming, message));
    }
    let mut out = BytesMut::new();
    let mut encoded = Vec::with_capacity(params.len());
    for (index, (param, wanted)) in params.iter().zip(wanted).enumerate() {
        let done = match param.value {
            ValueRef::Null => {
                encoded.push(Encoded { bytes: None, format: Format::Binary });
                continue;
            }
            ValueRef::List(members) => array::write(members, wanted, &mut out),
            ValueRef::Text(text) => write_text(text, &mut out),
            value => write(value, wanted, &mut out),
        };
        if let Err(misfit) = done {
            return Err(Error::new(ErrorKind::Data, format!("parameter {}: {misfit}", index + 1)));
        }
        // Text goes as text, which the server reads as whatever it wants: an enum, a uuid, an interval, json.
        let format = if matches!(param.value, ValueRef::Text(_)) { Format::Text } else { Format::Binary };
        encoded.push(Encoded { bytes: Some(out.split().freeze()), format });
    }
    Ok(encoded)
}

impl ToSql for Encoded {
    fn to_sql(&self, _: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn StdError + Sync + Send>> {
        Ok(match &self.bytes {
            Some(bytes) => {
                out.put_slice(bytes);
                IsNull::No
            }
            None => IsNull::Yes,
        })
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    fn to_sql_checked(&self, wanted: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn StdError + Sync + Send>> {
        self.to_sql(wanted, out)
    }

    fn encode_format(&self, _: &Type) -> Format {
        self.format
    }
}

/// Without the value: the driver logs its parameters' `Debug`.
impl fmt::Debug for Encoded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

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
        ValueRef::Text(v) => match text_form(wanted) {
            Some(prefix) => {
                out.put_slice(prefix);
                write_text(v, out)
            }
            None => Err(Misfit::wanted("text", wanted)),
        },
        other => Err(Misfit::wanted(describe(other), wanted)),
    }
}

fn write_text(text: &str, out: &mut BytesMut) -> Result<(), Misfit> {
    if text.contains('\0') {
        return Err(Misfit::new("the text has a NUL character in it, which PostgreSQL's texts cannot hold"));
    }
    out.put_slice(text.as_bytes());
    Ok(())
}

/// What stands before the text in the binary form of a type that is text there; `None` where it is something else.
pub(super) fn text_form(wanted: &Type) -> Option<&'static [u8]> {
    match *wanted {
        Type::TEXT | Type::VARCHAR | Type::BPCHAR | Type::NAME | Type::UNKNOWN | Type::JSON | Type::XML => Some(b""),
        Type::JSONB => Some(&[1]),
        _ if matches!(wanted.kind(), Kind::Enum(_)) || wanted.name() == "citext" => Some(b""),
        _ => None,
    }
}

/// The type that a domain narrows.
pub(super) fn base(wanted: &Type) -> &Type {
    match wanted.kind() {
        Kind::Domain(narrowed) => base(narrowed),
        _ => wanted,
    }
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
        ValueRef::List(_) => "a list",
        _ => "something else",
    }
}
