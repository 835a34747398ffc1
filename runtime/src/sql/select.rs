//! Texts that read rows.

use super::text::Text;
use crate::{
    Dialect,
    model::{ModelInfo, Through},
    table::Table,
};

/// `SELECT users.id, users.name FROM users WHERE users.id = ?`
pub(crate) fn select_by_key(info: &'static ModelInfo, dialect: Dialect) -> &'static str {
    info.id.select_by_key[dialect as usize].get_or_init(|| {
        let mut text = Text::new(dialect);
        text.push(&select(info.table));
        text.push(" WHERE ");
        text.keys(info.table, info.table.primary_key);
        text.sql
    })
}

/// `SELECT users.name FROM users WHERE users.id = ?`
pub(crate) fn select_columns_by_key(table: &Table, columns: &[usize], dialect: Dialect) -> String {
    let mut text = Text::new(dialect);
    text.push("SELECT ");
    text.list(columns, |text, &column| text.column(table, column));
    text.push(" FROM ");
    text.push(table.sql);
    text.push(" WHERE ");
    text.keys(table, table.primary_key);
    text.sql
}

/// `SELECT users.id, users.name FROM users`
pub(crate) fn select(table: &Table) -> String {
    let mut sql = String::from("SELECT ");
    for (index, column) in table.columns.iter().enumerate() {
        sql.push_str(if index > 0 { ", " } else { "" });
        sql.push_str(table.sql);
        sql.push('.');
        sql.push_str(column.sql);
    }
    sql.push_str(" FROM ");
    sql.push_str(table.sql);
    sql
}

/// Rows by a list of values for each of `columns`: one text for lists of any length.
pub(crate) fn select_by_lists(table: &Table, columns: &[usize], dialect: Dialect) -> String {
    let mut text = Text::new(dialect);
    text.push(&select(table));
    text.push(" WHERE ");
    text.in_lists(table, columns);
    text.sql
}

/// Rows by one value for each of `columns`, values first as SQLAlchemy's lazy loads have it.
pub(crate) fn select_by_values(table: &Table, columns: &[usize], dialect: Dialect) -> String {
    let mut text = Text::new(dialect);
    text.push(&select(table));
    for (index, &column) in columns.iter().enumerate() {
        text.push(if index > 0 { " AND " } else { " WHERE " });
        text.placeholder();
        text.push(" = ");
        text.column(table, column);
    }
    text.sql
}

/// The rows of a table that rows of a table between link to one key, or to a list of them: with the key, in that case, behind
/// the columns.
pub(crate) fn select_linked(
    table: &Table,
    columns: &[usize],
    through: &Through,
    single: bool,
    dialect: Dialect,
) -> String {
    let between = through.table;
    let (local, remote) = (&between.foreign_keys[through.local], &between.foreign_keys[through.remote]);
    let mut text = Text::new(dialect);
    text.push("SELECT ");
    let all: Vec<usize> = (0..table.columns.len()).collect();
    text.list(&all, |text, &column| text.column(table, column));
    if !single {
        for &column in local.columns {
            text.push(", ");
            text.column(between, column);
        }
    }
    text.push(" FROM ");
    text.push(table.sql);
    text.push(", ");
    text.push(between.sql);
    text.push(" WHERE ");
    if single {
        for &column in local.columns {
            text.placeholder();
            text.push(" = ");
            text.column(between, column);
            text.push(" AND ");
        }
    } else {
        text.in_lists(between, local.columns);
        text.push(" AND ");
    }
    for (index, (&column, &target)) in remote.columns.iter().zip(remote.target_columns).enumerate() {
        text.push(if index > 0 { " AND " } else { "" });
        text.column(table, target);
        text.push(" = ");
        text.column(between, column);
    }
    debug_assert!(columns.iter().all(|column| remote.target_columns.contains(column)));
    text.sql
}

/// ` ORDER BY addresses.id DESC`
pub(crate) fn order_by(sql: &mut String, table: &Table, order: &[(usize, bool)]) {
    for (index, &(column, descending)) in order.iter().enumerate() {
        sql.push_str(if index > 0 { ", " } else { " ORDER BY " });
        sql.push_str(table.sql);
        sql.push('.');
        sql.push_str(table.columns[column].sql);
        sql.push_str(if descending { " DESC" } else { "" });
    }
}
