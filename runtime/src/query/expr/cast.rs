//! Types that an expression can be cast to.

use crate::{jiff, query::tree::CastType, rust_decimal::Decimal, serde_json, uuid::Uuid};

/// A type that `.cast::<T>()` can make of an expression.
#[diagnostic::on_unimplemented(message = "an expression cannot be cast to `{Self}`", label = "not a type of columns")]
pub trait CastTo {
    #[doc(hidden)]
    const TYPE: CastType;
}

macro_rules! casts {
    ($($type:ty: $sqlite:literal, $postgresql:literal;)*) => { $(
        impl CastTo for $type {
            const TYPE: CastType = CastType { sqlite: $sqlite, postgresql: $postgresql };
        }
    )* };
}

casts! {
    i16: "INTEGER", "SMALLINT";
    i32: "INTEGER", "INTEGER";
    i64: "INTEGER", "BIGINT";
    f32: "REAL", "REAL";
    f64: "REAL", "DOUBLE PRECISION";
    bool: "INTEGER", "BOOLEAN";
    Decimal: "NUMERIC", "NUMERIC";
    String: "TEXT", "TEXT";
    Vec<u8>: "BLOB", "BYTEA";
    jiff::civil::Date: "TEXT", "DATE";
    jiff::civil::Time: "TEXT", "TIME";
    jiff::civil::DateTime: "TEXT", "TIMESTAMP";
    jiff::Timestamp: "TEXT", "TIMESTAMPTZ";
    crate::Interval: "TEXT", "INTERVAL";
    ipnet::IpNet: "TEXT", "INET";
    Uuid: "TEXT", "UUID";
    serde_json::Value: "TEXT", "JSONB";
}
