//! What is PostgreSQL's own.

use super::{SequenceDdl, TypeDdl, literal};
use crate::model::Schema;
use crate::model::database::{Identity, Numbers, Sequence};
use crate::model::kind::{Kind, Literal};
use crate::model::rust::Enum;
use crate::resolve::literal::span;

/// The type of a column.
pub(super) fn type_of(schema: &Schema, kind: Kind) -> String {
    match kind {
        Kind::SmallInt => "SMALLINT".to_owned(),
        Kind::Integer => "INTEGER".to_owned(),
        Kind::BigInt => "BIGINT".to_owned(),
        Kind::Boolean => "BOOLEAN".to_owned(),
        Kind::Real => "REAL".to_owned(),
        Kind::Double => "DOUBLE PRECISION".to_owned(),
        Kind::Numeric { precision, scale } => format!("NUMERIC({precision}, {scale})"),
        Kind::String { length: Some(length) } => format!("VARCHAR({length})"),
        Kind::String { length: None } => "VARCHAR".to_owned(),
        Kind::Text => "TEXT".to_owned(),
        Kind::Bytes => "BYTEA".to_owned(),
        Kind::Date => "DATE".to_owned(),
        Kind::Time => "TIME".to_owned(),
        Kind::DateTime => "TIMESTAMP".to_owned(),
        Kind::TimestampTz => "TIMESTAMP WITH TIME ZONE".to_owned(),
        Kind::Interval => "INTERVAL".to_owned(),
        Kind::Inet => "INET".to_owned(),
        Kind::Cidr => "CIDR".to_owned(),
        Kind::Uuid => "UUID".to_owned(),
        Kind::Json => "JSONB".to_owned(),
        Kind::Enum(kind) => schema.enums[kind].sql_name(),
    }
}

/// The database's clock; without a zone it shows UTC, whatever the session's zone is.
pub(super) fn now(kind: Kind) -> &'static str {
    match kind {
        Kind::Date => "(CURRENT_TIMESTAMP AT TIME ZONE 'UTC')::date",
        Kind::Time => "(CURRENT_TIMESTAMP AT TIME ZONE 'UTC')::time",
        Kind::DateTime => "(CURRENT_TIMESTAMP AT TIME ZONE 'UTC')",
        _ => "CURRENT_TIMESTAMP",
    }
}

/// A value of a column.
pub(super) fn value(schema: &Schema, kind: Kind, value: &Literal) -> String {
    match value {
        Literal::Integer(number) => number.to_string(),
        Literal::Boolean(value) => value.to_string().to_uppercase(),
        Literal::Float(number) => literal::float(*number),
        Literal::Decimal(number) => number.clone(),
        Literal::Bytes(bytes) => text(&format!("\\x{}", literal::hex(bytes))),
        Literal::Interval(months, days, microseconds) => text(&span::text((*months, *days, *microseconds))),
        Literal::Inet(value) => text(value),
        Literal::List(members) => {
            let members: Vec<String> = members.iter().map(|member| self::value(schema, kind, member)).collect();
            format!("ARRAY[{}]::{}[]", members.join(", "), type_of(schema, kind))
        }
        Literal::Text(value) | Literal::Uuid(value) | Literal::Json(value) => text(value),
        Literal::Date(value) | Literal::Time(value) => text(value),
        Literal::DateTime(value) | Literal::TimestampTz(value) => text(&value.replace('T', " ")),
        Literal::Enum(index) => match kind {
            Kind::Enum(kind) => text(&schema.enums[kind].values[*index].value),
            _ => "NULL".to_owned(),
        },
    }
}

/// How a key is numbered.
pub(super) fn identity(identity: Identity) -> String {
    let kind = if identity.always { "ALWAYS" } else { "BY DEFAULT" };
    let numbers = numbers(identity.numbers);
    let numbers = if numbers.is_empty() { numbers } else { format!(" ({numbers})") };
    format!(" GENERATED {kind} AS IDENTITY{numbers}")
}

/// The statements for a sequence.
pub(super) fn sequence(sequence: &Sequence) -> SequenceDdl {
    let name = sequence.sql_name();
    let numbers = numbers(sequence.numbers);
    let create = format!("CREATE SEQUENCE IF NOT EXISTS {name} {numbers}");
    SequenceDdl { create: create.trim_end().to_owned(), drop: format!("DROP SEQUENCE IF EXISTS {name}") }
}

fn numbers(numbers: Numbers) -> String {
    let said = [
        ("INCREMENT BY", numbers.increment),
        ("START WITH", numbers.start),
        ("MINVALUE", numbers.minimum),
        ("MAXVALUE", numbers.maximum),
        ("CACHE", numbers.cache),
    ];
    let mut words: Vec<String> =
        said.into_iter().filter_map(|(word, number)| Some(format!("{word} {}", number?))).collect();
    words.extend(numbers.cycle.then(|| "CYCLE".to_owned()));
    words.join(" ")
}

/// The statements for an enum.
pub(super) fn enum_type(kind: &Enum) -> TypeDdl {
    let name = kind.sql_name();
    let values: Vec<String> = kind.values.iter().map(|value| text(&value.value)).collect();
    TypeDdl {
        create: format!("CREATE TYPE {name} AS ENUM ({})", values.join(", ")),
        drop: format!("DROP TYPE {name}"),
        schema: kind.schema.clone(),
        name: kind.database_name.clone(),
    }
}

/// Text between quotes. A backslash is an escape or not, as the server is set: `E''` says which.
pub(super) fn text(text: &str) -> String {
    match text.contains('\\') {
        true => format!("E{}", literal::text(&text.replace('\\', "\\\\"))),
        false => literal::text(text),
    }
}
