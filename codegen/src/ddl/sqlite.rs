//! What is SQLite's own.

use super::{identifier, literal};
use crate::model::Schema;
use crate::model::database::{Column, Table};
use crate::model::kind::{Kind, Literal};
use crate::model::naming::Parts;

/// The most digits that a double holds, and so the most for which NUMERIC is exact.
const DIGITS_OF_A_DOUBLE: u32 = 15;

/// Whether the column is the whole primary key and a whole number: then it is the rowid, if it is declared INTEGER.
pub(super) fn is_rowid(table: &Table, column: usize) -> bool {
    let alone = table.primary_key.as_ref().is_some_and(|key| key.columns == [column]);
    alone && table.columns[column].kind.is_integer()
}

/// The declared type of a column that is not the rowid.
pub(super) fn type_of(kind: Kind) -> String {
    match kind {
        Kind::SmallInt => "SMALLINT".to_owned(),
        Kind::Integer => "INTEGER".to_owned(),
        Kind::BigInt => "BIGINT".to_owned(),
        Kind::Boolean => "BOOLEAN".to_owned(),
        Kind::Real => "REAL".to_owned(),
        Kind::Double => "DOUBLE".to_owned(),
        Kind::Numeric { precision, scale } if precision <= DIGITS_OF_A_DOUBLE => {
            format!("NUMERIC({precision}, {scale})")
        }
        // Not NUMERIC, which makes doubles of texts, nor TEXT, which makes texts of doubles, of 17 digits where 15 were
        // meant: a BLOB column keeps integers, doubles and texts as the runtime binds them.
        Kind::Numeric { precision, scale } => format!("NUMERIC BLOB({precision}, {scale})"),
        Kind::String { length: Some(length) } => format!("VARCHAR({length})"),
        Kind::String { length: None } => "VARCHAR".to_owned(),
        Kind::Bytes => "BLOB".to_owned(),
        // What SQLite does not have, a schema for it does not name.
        Kind::Interval | Kind::Inet | Kind::Cidr => "TEXT".to_owned(),
        Kind::Text | Kind::Uuid | Kind::Json | Kind::Enum(_) => "TEXT".to_owned(),
        Kind::Date | Kind::Time | Kind::DateTime | Kind::TimestampTz => "TEXT".to_owned(),
    }
}

/// The database's clock, as the runtime writes that type: in UTC, of fixed width.
pub(super) fn now(kind: Kind) -> &'static str {
    match kind {
        Kind::Date => "(strftime('%Y-%m-%d', 'now'))",
        Kind::Time => "(strftime('%H:%M:%f000', 'now'))",
        Kind::DateTime => "(strftime('%Y-%m-%d %H:%M:%f000', 'now'))",
        _ => "(strftime('%Y-%m-%d %H:%M:%f000Z', 'now'))",
    }
}

/// A value of a column, as the runtime would write it.
pub(super) fn value(schema: &Schema, kind: Kind, value: &Literal) -> String {
    match value {
        Literal::Integer(number) => number.to_string(),
        Literal::Boolean(value) => u8::from(*value).to_string(),
        Literal::Float(number) => literal::float(*number),
        Literal::Decimal(number) => {
            let number = literal::shortest(number);
            if is_number(number) { number.to_owned() } else { literal::text(number) }
        }
        Literal::Interval(..) | Literal::List(_) => "NULL".to_owned(),
        Literal::Inet(text) => literal::text(text),
        Literal::Text(text) | Literal::Date(text) | Literal::Uuid(text) | Literal::Json(text) => literal::text(text),
        Literal::Bytes(bytes) => format!("X'{}'", literal::hex(bytes)),
        Literal::Time(time) => literal::text(&literal::microseconds(time)),
        Literal::DateTime(time) => literal::text(&literal::microseconds(time).replace('T', " ")),
        Literal::TimestampTz(time) => {
            let time = literal::microseconds(time.trim_end_matches('Z')).replace('T', " ");
            literal::text(&format!("{time}Z"))
        }
        Literal::Enum(index) => match kind {
            Kind::Enum(kind) => literal::text(&schema.enums[kind].values[*index].value),
            _ => "NULL".to_owned(),
        },
    }
}

/// Whether the runtime binds a decimal as a number: a whole one of 64 bits, or one that a double holds.
fn is_number(number: &str) -> bool {
    let digits = number.trim_start_matches('-').replace('.', "");
    let digits = digits.trim_start_matches('0').len();
    match number.split_once('.') {
        None => number.parse::<i64>().is_ok(),
        Some((_, fraction)) => digits <= DIGITS_OF_A_DOUBLE as usize && fraction.len() <= 22,
    }
}

/// The check that stands for a type that SQLite does not have: its name and condition.
pub(super) fn check_of_type(schema: &Schema, table: &Table, column: &Column) -> Option<(String, String)> {
    let (suffix, values) = match column.kind {
        Kind::Boolean => ("boolean", "0, 1".to_owned()),
        Kind::Enum(kind) => {
            let values: Vec<String> =
                schema.enums[kind].values.iter().map(|value| literal::text(&value.value)).collect();
            ("enum", values.join(", "))
        }
        _ => return None,
    };
    let parts = Parts { table: &table.name, columns: &[(&column.name, &column.written)], ..Parts::default() };
    let name = schema.settings.naming.of_type(parts, &column.name, suffix);
    Some((name, format!("{} IN ({values})", identifier::quote(&column.name))))
}
