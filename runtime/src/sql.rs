//! Statement texts for whole rows of one table. Queries have their own: `query::render`.

use std::fmt::Write as _;

pub(crate) mod bulk;

use crate::{
    Dialect, Value, ValueRef, defaults,
    model::{ModelInfo, Through},
    table::{Kind, Table},
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
    text.list(columns, |text, &column| text.push_name("c", column));
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
        text.push_name("s", column);
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
        text.push_name("g", column);
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

/// A text in the making: counts its placeholders.
struct Text {
    sql: String,
    dialect: Dialect,
    placeholders: usize,
}

impl Text {
    fn new(dialect: Dialect) -> Self {
        Text { sql: String::with_capacity(128), dialect, placeholders: 0 }
    }

    fn push(&mut self, text: &str) {
        self.sql.push_str(text);
    }

    fn push_name(&mut self, prefix: &str, number: usize) {
        // Writing to a String cannot fail.
        let _ = write!(self.sql, "{prefix}{number}");
    }

    fn list<T>(&mut self, items: &[T], mut each: impl FnMut(&mut Self, &T)) {
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                self.push(", ");
            }
            each(self, item);
        }
    }

    fn placeholder(&mut self) {
        self.placeholders += 1;
        match self.dialect {
            Dialect::Sqlite => self.push("?"),
            Dialect::Postgresql => self.push_name("$", self.placeholders),
        }
    }

    fn array(&mut self, table: &Table, column: usize) {
        self.placeholder();
        self.push("::");
        self.push(postgresql_type(table.columns[column].kind));
        self.push("[]");
    }

    fn column(&mut self, table: &Table, column: usize) {
        self.push(table.sql);
        self.push(".");
        self.push(table.columns[column].sql);
    }

    fn tuple(&mut self, table: &Table, columns: &[usize]) {
        self.push("(");
        self.list(columns, |text, &column| text.column(table, column));
        self.push(")");
    }

    /// Whether `columns` are among lists of values: one text for lists of any length.
    fn in_lists(&mut self, table: &Table, columns: &[usize]) {
        match (columns, self.dialect) {
            ([column], Dialect::Sqlite) => {
                self.column(table, *column);
                self.push(" IN rarray(?)");
            }
            ([column], Dialect::Postgresql) => {
                self.column(table, *column);
                self.push(" = ANY(");
                self.array(table, *column);
                self.push(")");
            }
            (_, Dialect::Sqlite) => {
                self.tuple(table, columns);
                self.push(" IN (SELECT ");
                self.list(columns, |text, &column| {
                    text.push_name("l", column);
                    text.push(".value");
                });
                self.push(" FROM ");
                for (index, &column) in columns.iter().enumerate() {
                    self.push(if index > 0 { " JOIN rarray(?) AS " } else { "rarray(?) AS " });
                    self.push_name("l", column);
                    if index > 0 {
                        self.push(" ON ");
                        self.push_name("l", column);
                        self.push(".rowid = ");
                        self.push_name("l", columns[0]);
                        self.push(".rowid");
                    }
                }
                self.push(")");
            }
            (_, Dialect::Postgresql) => {
                self.tuple(table, columns);
                self.push(" IN (SELECT * FROM UNNEST(");
                self.list(columns, |text, &column| text.array(table, column));
                self.push("))");
            }
        }
    }

    fn keys(&mut self, table: &Table, columns: &[usize]) {
        for (index, &column) in columns.iter().enumerate() {
            self.push(if index > 0 { " AND " } else { "" });
            self.column(table, column);
            self.push(" = ");
            self.placeholder();
        }
    }

    fn returning(&mut self, table: &Table, columns: &[usize]) {
        if !columns.is_empty() {
            self.push(" RETURNING ");
            self.list(columns, |text, &column| match text.dialect {
                // SQLite takes no table's name here.
                Dialect::Sqlite => text.push(table.columns[column].sql),
                Dialect::Postgresql => text.column(table, column),
            });
        }
    }
}

/// The type of an array's elements.
fn postgresql_type(kind: Kind) -> &'static str {
    match kind {
        Kind::SmallInt => "smallint",
        Kind::Integer => "integer",
        Kind::BigInt => "bigint",
        Kind::Boolean => "boolean",
        Kind::Real => "real",
        Kind::Double => "double precision",
        Kind::Numeric { .. } => "numeric",
        Kind::String { .. } => "varchar",
        Kind::Text => "text",
        Kind::Bytes => "bytea",
        Kind::Date => "date",
        Kind::Time => "time",
        Kind::DateTime => "timestamp",
        Kind::TimestampTz => "timestamptz",
        Kind::Uuid => "uuid",
        Kind::Json => "jsonb",
        Kind::Enum(name) => name,
    }
}
