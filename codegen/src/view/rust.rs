//! Types as they stand in generated code.

use crate::model::kind::Kind;
use crate::model::rust::{Field, Model};
use crate::model::{Schema, TimeLibrary};

/// The names of Rust's prelude that generated code uses, and where they live. In the file of a model that has such a
/// name itself they are written out.
const PRELUDE: &[(&str, &str)] = &[
    ("IntoIterator", "::std::iter::IntoIterator"),
    ("Option", "::std::option::Option"),
    ("String", "::std::string::String"),
    ("Vec", "::std::vec::Vec"),
];

/// A name of the prelude in a file that defines `own`.
pub(super) fn prelude(name: &'static str, own: &str) -> &'static str {
    if name != own {
        return name;
    }
    PRELUDE.iter().find(|(short, _)| *short == name).map_or(name, |(_, long)| long)
}

/// A name for a type parameter in a file that defines `own`.
pub(super) fn parameter(name: &str, own: &str) -> String {
    if name == own { format!("{name}{name}") } else { name.to_owned() }
}

/// The Rust type of a column that is not NULL.
pub(super) fn type_of(schema: &Schema, kind: Kind, own: &str) -> String {
    match kind {
        Kind::SmallInt => "i16".to_owned(),
        Kind::Integer => "i32".to_owned(),
        Kind::BigInt => "i64".to_owned(),
        Kind::Boolean => "bool".to_owned(),
        Kind::Real => "f32".to_owned(),
        Kind::Double => "f64".to_owned(),
        Kind::Numeric { .. } => "aludel::rust_decimal::Decimal".to_owned(),
        Kind::String { .. } | Kind::Text => prelude("String", own).to_owned(),
        Kind::Bytes => format!("{}<u8>", prelude("Vec", own)),
        Kind::Date | Kind::Time | Kind::DateTime | Kind::TimestampTz => {
            time_type(schema.settings.time, kind).to_owned()
        }
        Kind::Interval => "aludel::Interval".to_owned(),
        Kind::Inet | Kind::Cidr => "aludel::ipnet::IpNet".to_owned(),
        Kind::Uuid => "aludel::uuid::Uuid".to_owned(),
        Kind::Json => "aludel::serde_json::Value".to_owned(),
        Kind::Enum(index) => format!("super::{}", schema.enums[index].name.ident),
    }
}

/// The type of a library for a date or time.
fn time_type(library: TimeLibrary, kind: Kind) -> &'static str {
    let [date, time, datetime, timestamptz] = match library {
        TimeLibrary::Jiff => [
            "aludel::jiff::civil::Date",
            "aludel::jiff::civil::Time",
            "aludel::jiff::civil::DateTime",
            "aludel::jiff::Timestamp",
        ],
        TimeLibrary::Chrono => [
            "aludel::chrono::NaiveDate",
            "aludel::chrono::NaiveTime",
            "aludel::chrono::NaiveDateTime",
            "aludel::chrono::DateTime<aludel::chrono::Utc>",
        ],
        TimeLibrary::Time => [
            "aludel::time::Date",
            "aludel::time::Time",
            "aludel::time::PrimitiveDateTime",
            "aludel::time::OffsetDateTime",
        ],
    };
    match kind {
        Kind::Date => date,
        Kind::Time => time,
        Kind::DateTime => datetime,
        _ => timestamptz,
    }
}

/// The Rust type of a field that is not empty, as the schema's type alone makes it.
pub(super) fn stored_type(schema: &Schema, field: &Field, own: &str) -> String {
    let kind = type_of(schema, field.kind, own);
    if field.array { format!("{}<{kind}>", prelude("Vec", own)) } else { kind }
}

/// The Rust type of a field that is not empty.
fn plain_type(schema: &Schema, field: &Field, own: &str) -> String {
    field.rust_type.clone().unwrap_or_else(|| stored_type(schema, field, own))
}

/// The type of a field of a struct.
pub(crate) fn field_type(schema: &Schema, field: &Field, own: &str) -> String {
    let plain = plain_type(schema, field, own);
    if field.filled { format!("{}<{plain}>", prelude("Option", own)) } else { plain }
}

/// What a query sees of a column: its type, and `Null` where it may be NULL.
pub(super) fn column_types(schema: &Schema, field: &Field, own: &str) -> String {
    let plain = plain_type(schema, field, own);
    if field.nullable { format!("{plain}, aludel::Null") } else { plain }
}

/// The type of a model's key.
pub(super) fn key_type(schema: &Schema, model: &Model) -> String {
    let part = |&field: &usize| plain_type(schema, &model.fields[field], &model.name.ident);
    match &model.key[..] {
        [single] => part(single),
        several => format!("({})", several.iter().map(part).collect::<Vec<_>>().join(", ")),
    }
}

/// The description of a type, for the runtime.
pub(super) fn described(schema: &Schema, kind: Kind) -> String {
    match kind {
        Kind::SmallInt => "Kind::SmallInt".to_owned(),
        Kind::Integer => "Kind::Integer".to_owned(),
        Kind::BigInt => "Kind::BigInt".to_owned(),
        Kind::Boolean => "Kind::Boolean".to_owned(),
        Kind::Real => "Kind::Real".to_owned(),
        Kind::Double => "Kind::Double".to_owned(),
        Kind::Numeric { precision, scale } => format!("Kind::Numeric {{ precision: {precision}, scale: {scale} }}"),
        Kind::String { length } => format!("Kind::String {{ length: {} }}", length.unwrap_or(0)),
        Kind::Text => "Kind::Text".to_owned(),
        Kind::Bytes => "Kind::Bytes".to_owned(),
        Kind::Date => "Kind::Date".to_owned(),
        Kind::Time => "Kind::Time".to_owned(),
        Kind::DateTime => "Kind::DateTime".to_owned(),
        Kind::TimestampTz => "Kind::TimestampTz".to_owned(),
        Kind::Interval => "Kind::Interval".to_owned(),
        Kind::Inet => "Kind::Inet".to_owned(),
        Kind::Cidr => "Kind::Cidr".to_owned(),
        Kind::Uuid => "Kind::Uuid".to_owned(),
        Kind::Json => "Kind::Json".to_owned(),
        Kind::Enum(index) => {
            let name = schema.enums[index].sql_name();
            format!("Kind::Enum({})", super::text::literal(&name))
        }
    }
}
