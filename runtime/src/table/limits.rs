//! What a column can hold.

use rust_decimal::Decimal;

use super::{Kind, Table, TableColumn};
use crate::ValueRef;

/// Whether a column of a new object needs no closer look.
#[inline]
pub(crate) fn is_sound(table: &Table, column: usize, value: ValueRef<'_>) -> bool {
    let description = &table.columns[column];
    match value {
        ValueRef::Null => description.nullable || description.server_default || table.identity == Some(column),
        ValueRef::Text(text) => match description.kind {
            Kind::String { length } => length == 0 || text.len() <= length as usize,
            _ => true,
        },
        ValueRef::Decimal(_) | ValueRef::Array(_) | ValueRef::Stored(_) | ValueRef::Unfit(_) => false,
        _ => true,
    }
}

/// What the database would refuse, or SQLite would take and PostgreSQL would not.
pub(crate) fn fits(column: &TableColumn, value: ValueRef<'_>) -> Result<(), String> {
    fits_kind(column.kind, value, column.sensitive)
}

fn fits_kind(kind: Kind, value: ValueRef<'_>, sensitive: bool) -> Result<(), String> {
    match (kind, value) {
        (_, ValueRef::Stored(value)) => fits_kind(kind, value.stored().as_ref(), sensitive),
        (Kind::Array(kind), ValueRef::Array(members)) => {
            members.iter().try_for_each(|member| fits_kind(*kind, member.as_ref(), sensitive))
        }
        (Kind::String { length }, ValueRef::Text(text)) if length > 0 && text.len() > length as usize => {
            match text.chars().count() {
                count if count > length as usize => {
                    Err(format!("holds at most {length} characters, and the value has {count}"))
                }
                _ => Ok(()),
            }
        }
        (Kind::Numeric { precision, scale }, ValueRef::Decimal(value)) => numeric(precision, scale, value, sensitive),
        (_, ValueRef::Unfit(why)) => Err(format!("holds what no database takes: {why}")),
        _ => Ok(()),
    }
}

fn numeric(precision: u8, scale: u8, value: Decimal, sensitive: bool) -> Result<(), String> {
    let value = value.normalize();
    let shown = || if sensitive { "the value".to_owned() } else { value.to_string() };
    if value.scale() > u32::from(scale) {
        return Err(format!("has {scale} digits after the point, and {} has {}", shown(), value.scale()));
    }
    let whole = u32::from(precision - scale);
    let limit = 10_i128.checked_pow(whole).unwrap_or(i128::MAX);
    if value.trunc().mantissa().abs() >= limit {
        return Err(format!("has {whole} digits before the point, and {} has more", shown()));
    }
    Ok(())
}
