//! The pieces that statement texts are put together from.

use std::fmt::Write as _;

use crate::{
    Dialect,
    table::{Kind, Table},
};

/// A text in the making: counts its placeholders.
pub(super) struct Text {
    pub(super) sql: String,
    pub(super) dialect: Dialect,
    pub(super) placeholders: usize,
}

impl Text {
    pub(super) fn new(dialect: Dialect) -> Self {
        Text { sql: String::with_capacity(128), dialect, placeholders: 0 }
    }

    pub(super) fn push(&mut self, text: &str) {
        self.sql.push_str(text);
    }

    pub(super) fn push_name(&mut self, prefix: &str, number: usize) {
        // Writing to a String cannot fail.
        let _ = write!(self.sql, "{prefix}{number}");
    }

    pub(super) fn list<T>(&mut self, items: &[T], mut each: impl FnMut(&mut Self, &T)) {
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                self.push(", ");
            }
            each(self, item);
        }
    }

    pub(super) fn placeholder(&mut self) {
        self.placeholders += 1;
        match self.dialect {
            Dialect::Sqlite => self.push("?"),
            Dialect::Postgresql => self.push_name("$", self.placeholders),
        }
    }

    pub(super) fn array(&mut self, table: &Table, column: usize) {
        self.placeholder();
        self.push("::");
        match table.columns[column].kind {
            // Arrays of arrays would flatten.
            Kind::Array(_) => self.push("text[]"),
            kind => {
                self.push(postgresql_type(kind));
                self.push("[]");
            }
        }
    }

    /// A column of what UNNEST gives, named by a prefix: what went as text is cast.
    pub(super) fn unnested(&mut self, table: &Table, prefix: &str, column: usize) {
        self.push_name(prefix, column);
        if let Kind::Array(member) = table.columns[column].kind {
            self.push("::");
            self.push(postgresql_type(*member));
            self.push("[]");
        }
    }

    pub(super) fn column(&mut self, table: &Table, column: usize) {
        self.push(table.sql);
        self.push(".");
        self.push(table.columns[column].sql);
    }

    pub(super) fn tuple(&mut self, table: &Table, columns: &[usize]) {
        self.push("(");
        self.list(columns, |text, &column| text.column(table, column));
        self.push(")");
    }

    /// Whether `columns` are among lists of values: one text for lists of any length.
    pub(super) fn in_lists(&mut self, table: &Table, columns: &[usize]) {
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

    pub(super) fn keys(&mut self, table: &Table, columns: &[usize]) {
        for (index, &column) in columns.iter().enumerate() {
            self.push(if index > 0 { " AND " } else { "" });
            self.column(table, column);
            self.push(" = ");
            self.placeholder();
        }
    }

    pub(super) fn returning(&mut self, table: &Table, columns: &[usize]) {
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

/// The name of a type; that of an array is the one of its elements.
pub(crate) fn postgresql_type(kind: Kind) -> &'static str {
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
        Kind::Interval => "interval",
        Kind::Inet => "inet",
        Kind::Cidr => "cidr",
        Kind::Array(member) => postgresql_type(*member),
        Kind::Enum(name) => name,
    }
}
