//! The types that PostgreSQL is told of values.

use crate::{Value, query::tree::Node, sql::postgresql_type};

/// The type of a list's elements on PostgreSQL: the column's, or that of the values.
pub(super) fn element_of(operand: &Node, list: &[Value]) -> &'static str {
    match (operand, list.first()) {
        (Node::Column(column), _) => postgresql_type(column.table.columns[column.index].kind),
        (_, Some(value)) => type_of(value).unwrap_or("text"),
        (_, None) => "text",
    }
}

/// The type that PostgreSQL is told for a value; texts need none, or are of an enum.
pub(super) fn type_of(value: &Value) -> Option<&'static str> {
    Some(match value {
        Value::Null | Value::Text(_) | Value::Array(_) | Value::Unfit(_) => return None,
        Value::Bool(_) => "boolean",
        Value::I16(_) => "smallint",
        Value::I32(_) => "integer",
        Value::I64(_) => "bigint",
        Value::F32(_) => "real",
        Value::F64(_) => "double precision",
        Value::Decimal(_) => "numeric",
        Value::Bytes(_) => "bytea",
        Value::Date(_) => "date",
        Value::Time(_) => "time",
        Value::DateTime(_) => "timestamp",
        Value::Timestamp(_) => "timestamptz",
        Value::Uuid(_) => "uuid",
        Value::Json(_) => "jsonb",
        Value::Interval(_) => "interval",
        Value::Inet(_) => "inet",
    })
}
