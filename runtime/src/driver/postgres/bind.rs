//! Values as the types that PostgreSQL infers for a statement's parameters.

use std::error::Error as StdError;
use std::fmt;

use bytes::{BufMut, Bytes, BytesMut};
use postgres::types::{Format, IsNull, ToSql, Type};

use super::{array, scalar};
use crate::driver::contract::Param;
use crate::{Error, ErrorKind, Result, ValueRef};

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
        let made;
        let value = match param.value {
            ValueRef::Stored(value) => {
                made = value.stored();
                made.as_ref()
            }
            value => value,
        };
        let done = match value {
            ValueRef::Null => {
                encoded.push(Encoded { bytes: None, format: Format::Binary });
                continue;
            }
            ValueRef::List(members) => array::write(members.iter().copied(), wanted, &mut out, scalar::write),
            ValueRef::Text(text) => scalar::write_text(text, &mut out),
            value => scalar::write(value, wanted, &mut out),
        };
        if let Err(misfit) = done {
            let error = Error::new(ErrorKind::Data, format!("parameter {}: {misfit}", index + 1)).of_parameter(index);
            return Err(match misfit.member() {
                Some(member) => error.of_row(member),
                None => error,
            });
        }
        // Text goes as text, which the server reads as whatever it wants: an enum, a uuid, an interval, json.
        let format = if matches!(value, ValueRef::Text(_)) { Format::Text } else { Format::Binary };
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
