//! Texts of the bulk paths that the unit of work has no use for.

use super::{Text, insert, insert_many};
use crate::{
    Dialect,
    table::{Kind, Table},
};

/// PostgreSQL's COPY of rows that follow: `COPY users (name, fullname) FROM STDIN (FORMAT binary)`
pub(crate) fn copy(table: &Table, columns: &[usize]) -> String {
    let mut text = Text::new(Dialect::Postgresql);
    text.push("COPY ");
    text.push(table.sql);
    text.push(" (");
    text.list(columns, |text, &column| text.push(table.columns[column].sql));
    text.push(") FROM STDIN (FORMAT binary)");
    text.sql
}

/// What an upsert does where a row with the values of some unique columns is there already.
#[derive(Debug)]
pub(crate) struct Conflict {
    /// Those columns.
    pub(crate) target: Vec<usize>,
    /// The columns that take the new row's value; none: the row stays as it is.
    pub(crate) set: Vec<usize>,
    /// The columns that take a parameter then, which follows the row's own.
    pub(crate) automatic: Vec<usize>,
}

impl Conflict {
    /// The columns whose values are parameters.
    pub(crate) fn parameters(&self) -> &[usize] {
        if self.does_nothing() { &[] } else { &self.automatic }
    }

    /// Whether the row that is there stays as it is.
    pub(crate) fn does_nothing(&self) -> bool {
        self.set.is_empty()
    }
}

/// `INSERT INTO keywords (keyword) VALUES (?) ON CONFLICT (keyword) DO NOTHING`
pub(crate) fn upsert(
    table: &Table,
    columns: &[usize],
    conflict: &Conflict,
    returning: &[usize],
    dialect: Dialect,
) -> String {
    let sql = insert(table, columns, &[], dialect);
    on_conflict(Text { sql, dialect, placeholders: columns.len() }, table, conflict, returning)
}

/// PostgreSQL's upsert of any number of rows. Parameters: an array a column, then those of the automatic columns.
pub(crate) fn upsert_many(table: &Table, columns: &[usize], conflict: &Conflict, returning: &[usize]) -> String {
    let sql = insert_many(table, columns, &[]);
    let text = Text { sql, dialect: Dialect::Postgresql, placeholders: columns.len() };
    on_conflict(text, table, conflict, returning)
}

fn on_conflict(mut text: Text, table: &Table, conflict: &Conflict, returning: &[usize]) -> String {
    text.push(" ON CONFLICT (");
    text.list(&conflict.target, |text, &column| text.push(table.columns[column].sql));
    if conflict.does_nothing() {
        text.push(") DO NOTHING");
    } else {
        text.push(") DO UPDATE SET ");
        text.list(&conflict.set, |text, &column| {
            text.push(table.columns[column].sql);
            text.push(" = excluded.");
            text.push(table.columns[column].sql);
        });
        for &column in &conflict.automatic {
            text.push(", ");
            text.push(table.columns[column].sql);
            text.push(" = ");
            text.placeholder();
        }
        if let Some(version) = table.version.filter(|&version| counts(table.columns[version].kind)) {
            text.push(", ");
            text.push(table.columns[version].sql);
            text.push(" = ");
            text.column(table, version);
            text.push(" + 1");
        }
    }
    text.returning(table, returning);
    text.sql
}

/// Whether a version of that kind goes on by one.
pub(crate) fn counts(kind: Kind) -> bool {
    matches!(kind, Kind::SmallInt | Kind::Integer | Kind::BigInt)
}
