//! Statement texts for whole rows of one table. Queries have their own: `query::render`.

pub(crate) mod bulk;
mod select;
mod text;

pub(crate) use select::{
    order_by, select, select_by_key, select_by_lists, select_by_values, select_columns_by_key, select_linked,
};
use text::Text;
pub(crate) use text::postgresql_type;

use crate::{Dialect, Value, ValueRef, defaults, table::Table};

/// An INSERT of one row: `INSERT INTO users (name) VALUES (?)`, with RETURNING where columns are to come back.
pub(crate) fn insert(table: &Table, columns: &[usize], returning: &[usize], dialect: Dialect) -> String {
    let mut text = Text::new(dialect);
    text.push("INSERT INTO ");
    text.push(table.sql);
    if columns.is_empty() {
        text.push(" DEFAULT VALUES");
    } else {
        text.push(" (");
        text.list(columns, |text, &column| text.push(table.columns[column].sql));
        text.push(") VALUES (");
        text.list(columns, |text, _| text.placeholder());
        text.push(")");
    }
    text.returning(table, returning);
    text.sql
}

/// PostgreSQL's INSERT of any number of rows: one array a column, rows in the order of the arrays.
pub(crate) fn insert_many(table: &Table, columns: &[usize], returning: &[usize]) -> String {
    let mut text = Text::new(Dialect::Postgresql);
    text.push("INSERT INTO ");
    text.push(table.sql);
    text.push(" (");
    text.list(columns, |text, &column| text.push(table.columns[column].sql));
    text.push(") SELECT ");
    text.list(columns, |text, &column| text.unnested(table, "c", column));
    text.push(" FROM UNNEST(");
    text.list(columns, |text, &column| text.array(table, column));
    text.push(") WITH ORDINALITY AS t(");
    text.list(columns, |text, &column| text.push_name("c", column));
    text.push(", n) ORDER BY t.n");
    text.returning(table, returning);
    text.sql
}

/// What the WHERE of an UPDATE demands beside the key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Guard {
    None,
    /// The version is as it was read.
    Version(usize),
    /// These columns hold their last known values.
    Columns(Vec<usize>),
}

impl Guard {
    pub(crate) fn columns(&self) -> &[usize] {
        match self {
            Guard::None => &[],
            Guard::Version(column) => std::slice::from_ref(column),
            Guard::Columns(columns) => columns,
        }
    }
}

/// An UPDATE of one row. Parameters: new values, key, guard.
pub(crate) fn update(table: &Table, set: &[usize], guard: &Guard, dialect: Dialect) -> String {
    let mut text = Text::new(dialect);
    text.push("UPDATE ");
    text.push(table.sql);
    text.push(" SET ");
    text.list(set, |text, &column| {
        text.push(table.columns[column].sql);
        text.push("=");
        text.placeholder();
    });
    text.push(" WHERE ");
    text.keys(table, table.primary_key);
    for &column in guard.columns() {
        text.push(" AND ");
        text.column(table, column);
        text.push(if dialect == Dialect::Sqlite { " IS " } else { " IS NOT DISTINCT FROM " });
        text.placeholder();
    }
    text.sql
}

/// PostgreSQL's UPDATE of any number of rows. Parameters: an array for each of new values, key, guard.
pub(crate) fn update_many(table: &Table, set: &[usize], guard: &Guard) -> String {
    let mut text = Text::new(Dialect::Postgresql);
    text.push("UPDATE ");
    text.push(table.sql);
    text.push(" SET ");
    text.list(set, |text, &column| {
        text.push(table.columns[column].sql);
        text.push("=t.");
        text.unnested(table, "s", column);
    });
    text.push(" FROM UNNEST(");
    let all: Vec<(&str, usize)> = [("s", set), ("k", table.primary_key), ("g", guard.columns())]
        .into_iter()
        .flat_map(|(prefix, columns)| columns.iter().map(move |&column| (prefix, column)))
        .collect();
    text.list(&all, |text, &(_, column)| text.array(table, column));
    text.push(") AS t(");
    text.list(&all, |text, &(prefix, column)| text.push_name(prefix, column));
    text.push(") WHERE ");
    for (index, &column) in table.primary_key.iter().enumerate() {
        text.push(if index > 0 { " AND " } else { "" });
        text.column(table, column);
        text.push(" = t.");
        text.push_name("k", column);
    }
    for &column in guard.columns() {
        text.push(" AND ");
        text.column(table, column);
        text.push(" IS NOT DISTINCT FROM t.");
        text.unnested(table, "g", column);
    }
    text.sql
}

/// A DELETE of one row. Parameters: key, version if there is one.
pub(crate) fn delete(table: &Table, dialect: Dialect) -> String {
    let mut text = Text::new(dialect);
    text.push("DELETE FROM ");
    text.push(table.sql);
    text.push(" WHERE ");
    text.keys(table, table.primary_key);
    if let Some(version) = table.version {
        text.push(" AND ");
        text.keys(table, &[version]);
    }
    text.sql
}

/// A DELETE of the rows with one value in each of `columns`.
pub(crate) fn delete_by_values(table: &Table, columns: &[usize], dialect: Dialect) -> String {
    let mut text = Text::new(dialect);
    text.push("DELETE FROM ");
    text.push(table.sql);
    text.push(" WHERE ");
    text.keys(table, columns);
    text.sql
}

/// A DELETE of the rows whose `columns` are among lists of values.
pub(crate) fn delete_by_lists(table: &Table, columns: &[usize], dialect: Dialect) -> String {
    let mut text = Text::new(dialect);
    text.push("DELETE FROM ");
    text.push(table.sql);
    text.push(" WHERE ");
    text.in_lists(table, columns);
    text.sql
}

/// PostgreSQL's DELETE of any number of rows. Parameters: an array for each key column, and the version.
pub(crate) fn delete_many(table: &Table) -> String {
    let mut text = Text::new(Dialect::Postgresql);
    text.push("DELETE FROM ");
    text.push(table.sql);
    if let ([column], None) = (table.primary_key, table.version) {
        text.push(" WHERE ");
        text.column(table, *column);
        text.push(" = ANY(");
        text.array(table, *column);
        text.push(")");
        return text.sql;
    }
    let columns: Vec<usize> = table.primary_key.iter().copied().chain(table.version).collect();
    text.push(" USING UNNEST(");
    text.list(&columns, |text, &column| text.array(table, column));
    text.push(") AS t(");
    text.list(&columns, |text, &column| text.push_name("k", column));
    text.push(") WHERE ");
    for (index, &column) in columns.iter().enumerate() {
        text.push(if index > 0 { " AND " } else { "" });
        text.column(table, column);
        text.push(" = t.");
        text.push_name("k", column);
    }
    text.sql
}

/// The version after `base`: of its own integer type, or the time, which is made to go on.
pub(crate) fn next_version(base: ValueRef<'_>) -> Value {
    let microsecond = jiff::SignedDuration::from_micros(1);
    match base {
        ValueRef::Timestamp(version) => {
            let next = version.checked_add(microsecond).unwrap_or(version);
            Value::Timestamp(defaults::now_timestamp().max(next))
        }
        ValueRef::DateTime(version) => {
            let next = version.checked_add(microsecond).unwrap_or(version);
            Value::DateTime(defaults::now_datetime().max(next))
        }
        ValueRef::I16(version) => Value::I16(version.wrapping_add(1)),
        ValueRef::I64(version) => Value::I64(version.wrapping_add(1)),
        ValueRef::I32(version) => Value::I32(version.wrapping_add(1)),
        _ => Value::I32(1),
    }
}
