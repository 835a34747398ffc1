//! [`Field`]: the Rust types that a column can have.

use ipnet::IpNet;
use jiff::{Timestamp, civil};
use rust_decimal::{Decimal, prelude::FromPrimitive};
use uuid::Uuid;

use crate::{Interval, Stored, Value, ValueRef};

/// A Rust type that a column can have.
///
/// Implemented for the types of the schema language, for `Option` of each, by generated code for enums, and for every
/// [`ColumnType`](crate::ColumnType), which is what a program implements. It names no driver: a driver turns its cells into [`ValueRef`] and binds [`ValueRef`].
#[diagnostic::on_unimplemented(message = "`{Self}` is not the type of a column")]
pub trait Field: Sized {
    /// How an error names the type.
    const NAME: &'static str;

    /// The same, where it is known at run time only.
    fn name() -> &'static str {
        Self::NAME
    }

    /// The value as it goes to the database.
    fn to_ref(&self) -> ValueRef<'_>;

    /// The same as an owned value, into which this is moved where it can be.
    fn into_value(self) -> Value {
        self.to_ref().to_value()
    }

    /// Reads a cell; `None` where it holds something that is not a `Self`.
    fn from_ref(value: ValueRef<'_>) -> Option<Self>;

    /// Whether the database would tell the two apart: see [`ValueRef::same`].
    fn same(&self, other: &Self) -> bool {
        self.to_ref().same(other.to_ref())
    }

    /// The same from an owned value, which is moved where it can be.
    fn from_value(value: Value) -> Option<Self> {
        Self::from_ref(value.as_ref())
    }
}

impl<T: Field> Field for Option<T> {
    const NAME: &'static str = T::NAME;

    fn name() -> &'static str {
        T::name()
    }

    fn to_ref(&self) -> ValueRef<'_> {
        match self {
            Some(value) => value.to_ref(),
            None => ValueRef::Null,
        }
    }

    fn from_ref(value: ValueRef<'_>) -> Option<Self> {
        match value {
            ValueRef::Null => Some(None),
            value => T::from_ref(value).map(Some),
        }
    }

    fn same(&self, other: &Self) -> bool {
        match (self, other) {
            (Some(a), Some(b)) => a.same(b),
            (None, None) => true,
            _ => false,
        }
    }

    fn from_value(value: Value) -> Option<Self> {
        match value {
            Value::Null => Some(None),
            value => T::from_value(value).map(Some),
        }
    }
}

macro_rules! integer {
    ($type:ty, $variant:ident, $name:literal) => {
        impl Field for $type {
            const NAME: &'static str = $name;

            fn to_ref(&self) -> ValueRef<'_> {
                ValueRef::$variant(*self)
            }

            fn from_ref(value: ValueRef<'_>) -> Option<Self> {
                match value {
                    ValueRef::I64(v) => <$type>::try_from(v).ok(),
                    ValueRef::I32(v) => <$type>::try_from(v).ok(),
                    ValueRef::I16(v) => <$type>::try_from(v).ok(),
                    _ => None,
                }
            }

            fn same(&self, other: &Self) -> bool {
                self == other
            }
        }
    };
}

integer!(i16, I16, "smallint");
integer!(i32, I32, "integer");
integer!(i64, I64, "bigint");

impl Field for bool {
    const NAME: &'static str = "boolean";

    fn to_ref(&self) -> ValueRef<'_> {
        ValueRef::Bool(*self)
    }

    fn from_ref(value: ValueRef<'_>) -> Option<Self> {
        match value {
            ValueRef::Bool(v) => Some(v),
            ValueRef::I64(0) => Some(false),
            ValueRef::I64(1) => Some(true),
            _ => None,
        }
    }
}

impl Field for f32 {
    const NAME: &'static str = "real";

    fn to_ref(&self) -> ValueRef<'_> {
        ValueRef::F32(*self)
    }

    fn from_ref(value: ValueRef<'_>) -> Option<Self> {
        match value {
            ValueRef::F32(v) => Some(v),
            ValueRef::F64(v) => Some(v as f32),
            ValueRef::I64(v) => Some(v as f32),
            _ => None,
        }
    }
}

impl Field for f64 {
    const NAME: &'static str = "double";

    fn to_ref(&self) -> ValueRef<'_> {
        ValueRef::F64(*self)
    }

    fn from_ref(value: ValueRef<'_>) -> Option<Self> {
        match value {
            ValueRef::F64(v) => Some(v),
            ValueRef::F32(v) => Some(f64::from(v)),
            ValueRef::I64(v) => Some(v as f64),
            _ => None,
        }
    }
}

impl Field for Decimal {
    const NAME: &'static str = "numeric";

    fn to_ref(&self) -> ValueRef<'_> {
        ValueRef::Decimal(*self)
    }

    fn from_ref(value: ValueRef<'_>) -> Option<Self> {
        match value {
            ValueRef::Decimal(v) => Some(v),
            ValueRef::I64(v) => Some(Decimal::from(v)),
            // SQLite keeps a numeric of up to 15 digits as a double, from which those digits come back exactly.
            ValueRef::F64(v) => Decimal::from_f64(v).map(|v| v.normalize()),
            ValueRef::Text(v) => v.parse().ok(),
            _ => None,
        }
    }
}

impl Field for String {
    const NAME: &'static str = "text";

    fn to_ref(&self) -> ValueRef<'_> {
        ValueRef::Text(self)
    }

    fn into_value(self) -> Value {
        Value::Text(self)
    }

    fn from_ref(value: ValueRef<'_>) -> Option<Self> {
        match value {
            ValueRef::Text(v) => Some(v.to_owned()),
            // The key of another model's own type.
            ValueRef::Stored(v) => Self::from_value(v.stored()),
            _ => None,
        }
    }

    fn same(&self, other: &Self) -> bool {
        self == other
    }

    fn from_value(value: Value) -> Option<Self> {
        match value {
            Value::Text(v) => Some(v),
            _ => None,
        }
    }
}

impl Field for Vec<u8> {
    const NAME: &'static str = "bytes";

    fn to_ref(&self) -> ValueRef<'_> {
        ValueRef::Bytes(self)
    }

    fn into_value(self) -> Value {
        Value::Bytes(self)
    }

    fn from_ref(value: ValueRef<'_>) -> Option<Self> {
        match value {
            ValueRef::Bytes(v) => Some(v.to_owned()),
            ValueRef::Stored(v) => Self::from_value(v.stored()),
            _ => None,
        }
    }

    fn from_value(value: Value) -> Option<Self> {
        match value {
            Value::Bytes(v) => Some(v),
            _ => None,
        }
    }
}

macro_rules! from_text {
    ($type:ty, $variant:ident, $name:literal, $text:expr) => {
        impl Field for $type {
            const NAME: &'static str = $name;

            fn to_ref(&self) -> ValueRef<'_> {
                ValueRef::$variant(*self)
            }

            fn from_ref(value: ValueRef<'_>) -> Option<Self> {
                match value {
                    ValueRef::$variant(v) => Some(v),
                    ValueRef::Text(v) => $text(v),
                    _ => None,
                }
            }
        }
    };
}

from_text!(civil::Date, Date, "date", |v: &str| v.parse().ok());
from_text!(civil::Time, Time, "time", |v: &str| v.parse().ok());
from_text!(civil::DateTime, DateTime, "datetime", |v: &str| v.parse().ok());
from_text!(Timestamp, Timestamp, "timestamptz", timestamp_from_text);

/// SQLite's own functions write UTC without saying so.
fn timestamp_from_text(text: &str) -> Option<Timestamp> {
    if let Ok(timestamp) = text.parse() {
        return Some(timestamp);
    }
    let local: civil::DateTime = text.parse().ok()?;
    Some(local.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp())
}

impl Field for Uuid {
    const NAME: &'static str = "uuid";

    fn to_ref(&self) -> ValueRef<'_> {
        ValueRef::Uuid(*self)
    }

    fn from_ref(value: ValueRef<'_>) -> Option<Self> {
        match value {
            ValueRef::Uuid(v) => Some(v),
            ValueRef::Text(v) => Uuid::parse_str(v).ok(),
            ValueRef::Bytes(v) => Uuid::from_slice(v).ok(),
            _ => None,
        }
    }
}

impl Field for serde_json::Value {
    const NAME: &'static str = "json";

    fn to_ref(&self) -> ValueRef<'_> {
        ValueRef::Json(self)
    }

    fn from_ref(value: ValueRef<'_>) -> Option<Self> {
        match value {
            ValueRef::Json(v) => Some(v.clone()),
            ValueRef::Text(v) => serde_json::from_str(v).ok(),
            _ => None,
        }
    }

    fn from_value(value: Value) -> Option<Self> {
        match value {
            Value::Json(v) => Some(v),
            value => Self::from_ref(value.as_ref()),
        }
    }
}

macro_rules! plain {
    ($type:ty, $variant:ident, $name:literal) => {
        impl Field for $type {
            const NAME: &'static str = $name;

            fn to_ref(&self) -> ValueRef<'_> {
                ValueRef::$variant(*self)
            }

            fn from_ref(value: ValueRef<'_>) -> Option<Self> {
                match value {
                    ValueRef::$variant(v) => Some(v),
                    _ => None,
                }
            }
        }
    };
}

plain!(Interval, Interval, "interval");
plain!(IpNet, Inet, "inet");

/// A Rust type that the members of an array can have: that of a column, but neither `Option` nor another array.
pub trait Element: Field {}

macro_rules! elements {
    ($($type:ty),* $(,)?) => { $(
        impl Element for $type {}
    )* };
}

elements!(bool, i16, i32, i64, f32, f64, Decimal, String, Vec<u8>, Uuid, serde_json::Value, Interval, IpNet);
elements!(civil::Date, civil::Time, civil::DateTime, Timestamp);

impl<T: Element> Stored for Vec<T> {
    fn stored(&self) -> Value {
        Value::Array(self.iter().map(|member| member.to_ref().to_value()).collect())
    }
}

/// An array of PostgreSQL's of one dimension. One with NULL among its members cannot be read: there is no place for it.
impl<T: Element> Field for Vec<T> {
    const NAME: &'static str = "list of its type";

    fn to_ref(&self) -> ValueRef<'_> {
        ValueRef::Stored(self)
    }

    fn from_ref(value: ValueRef<'_>) -> Option<Self> {
        match value {
            ValueRef::Array(members) => members.iter().map(|member| T::from_ref(member.as_ref())).collect(),
            ValueRef::Stored(value) => Self::from_value(value.stored()),
            _ => None,
        }
    }

    fn same(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().zip(other).all(|(a, b)| a.same(b))
    }

    fn from_value(value: Value) -> Option<Self> {
        match value {
            Value::Array(members) => members.into_iter().map(T::from_value).collect(),
            _ => None,
        }
    }
}
