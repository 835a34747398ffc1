//! One table: a line a column, a line a constraint.

use super::{TableDdl, identifier, postgresql, sqlite};
use crate::model::database::{ForeignKey, Index, Table, View};
use crate::model::kind::Sql;
use crate::model::{Dialect, Schema};
use crate::order::Order;

/// A table being written.
pub(super) struct Writer<'a> {
    pub(super) schema: &'a Schema,
    pub(super) order: &'a Order,
    pub(super) table: &'a Table,
    pub(super) index: usize,
    pub(super) dialect: Dialect,
}

impl Writer<'_> {
    pub(super) fn write(&self) -> TableDdl {
        if let Some(view) = &self.table.view {
            let what = self.noun(view);
            let query = self.sql(&view.query).unwrap_or_default();
            return TableDdl {
                create: format!("CREATE {what} {} AS\n{query}", self.table.sql_name()),
                indexes: Vec::new(),
                comments: self.comments(),
                constraints: Vec::new(),
            };
        }
        let mut lines: Vec<String> = (0..self.table.columns.len()).map(|column| self.column(column)).collect();
        lines.extend(self.primary_key());
        for unique in self.table.uniques.iter().filter(|unique| unique.condition.is_none()) {
            lines.push(constraint(&unique.name, &format!("UNIQUE ({})", self.names(&unique.columns))));
        }
        let (later, now): (Vec<_>, Vec<_>) = self.table.foreign_keys.iter().partition(|key| self.is_later(key));
        lines.extend(now.into_iter().map(|key| self.foreign_key(key)));
        lines.extend(self.checks());

        let name = self.table.sql_name();
        TableDdl {
            create: format!("CREATE TABLE {name} (\n    {}\n)", lines.join(",\n    ")),
            indexes: self.indexes(),
            comments: self.comments(),
            constraints: later
                .into_iter()
                .map(|key| format!("ALTER TABLE {name} ADD {}", self.foreign_key(key)))
                .collect(),
        }
    }

    /// What a view is called in SQL.
    fn noun(&self, view: &View) -> &'static str {
        if view.materialized && self.dialect == Dialect::Postgresql { "MATERIALIZED VIEW" } else { "VIEW" }
    }

    fn column(&self, index: usize) -> String {
        let column = &self.table.columns[index];
        let kind = super::type_of(self.schema, self.table, index, self.dialect);
        let mut line = format!("{} {kind}", identifier::quote(&column.name));
        if !column.nullable {
            line.push_str(" NOT NULL");
        }
        if column.identity && self.dialect == Dialect::Postgresql {
            line.push_str(&postgresql::identity(column.numbered.unwrap_or_default()));
        }
        if self.autoincrements(index) {
            line.push_str(" PRIMARY KEY AUTOINCREMENT");
        }
        if let Some((computed, sql)) = column.computed.as_ref().and_then(|it| Some((it, self.sql(&it.sql)?))) {
            let kept = if computed.stored { "STORED" } else { "VIRTUAL" };
            line.push_str(&format!(" GENERATED ALWAYS AS ({sql}) {kept}"));
        }
        if let Some(default) = super::default_of(self.schema, column, self.dialect) {
            line.push_str(" DEFAULT ");
            line.push_str(&default);
        }
        line
    }

    /// SQLite says so at the column, and the key with it.
    fn autoincrements(&self, column: usize) -> bool {
        self.dialect == Dialect::Sqlite && self.table.columns[column].autoincrement
    }

    /// SQLite's rowid has no name to give.
    fn primary_key(&self) -> Option<String> {
        let key = self.table.primary_key.as_ref()?;
        if key.columns.iter().any(|&column| self.autoincrements(column)) {
            return None;
        }
        let text = format!("PRIMARY KEY ({})", self.names(&key.columns));
        let is_rowid = matches!(key.columns[..], [column] if sqlite::is_rowid(self.table, column));
        let bare = is_rowid && self.dialect == Dialect::Sqlite;
        Some(if bare { text } else { constraint(&key.name, &text) })
    }

    /// SQLite takes a reference to a table that is not there yet, and cannot add one later.
    fn is_later(&self, key: &ForeignKey) -> bool {
        self.dialect == Dialect::Postgresql && self.order.leads_forward(self.index, key.table)
    }

    fn foreign_key(&self, key: &ForeignKey) -> String {
        let target = &self.schema.tables[key.table];
        let mut text = format!(
            "FOREIGN KEY({}) REFERENCES {} ({})",
            self.names(&key.columns),
            target.sql_name(),
            names(target, &key.target),
        );
        for (event, action) in [("DELETE", key.on_delete), ("UPDATE", key.on_update)] {
            if let Some(action) = action {
                text.push_str(&format!(" ON {event} {}", action.word().to_uppercase()));
            }
        }
        constraint(&key.name, &text)
    }

    fn checks(&self) -> Vec<String> {
        let mut checks = Vec::new();
        if self.dialect == Dialect::Sqlite {
            for column in &self.table.columns {
                if let Some((name, condition)) = sqlite::check_of_type(self.schema, self.table, column) {
                    checks.push(constraint(&name, &format!("CHECK ({condition})")));
                }
            }
        }
        for check in &self.table.checks {
            if let Some(condition) = self.sql(&check.condition) {
                checks.push(constraint(&check.name, &format!("CHECK ({condition})")));
            }
        }
        checks
    }

    /// Unique indexes first: they are constraints in all but name.
    fn indexes(&self) -> Vec<String> {
        let mut indexes = Vec::new();
        for unique in &self.table.uniques {
            if let Some(condition) = unique.condition.as_ref().and_then(|condition| self.sql(condition)) {
                let (name, table) = (identifier::quote(&unique.name), self.table.sql_name());
                let columns = self.names(&unique.columns);
                indexes.push(format!("CREATE UNIQUE INDEX {name} ON {table} ({columns}) WHERE {condition}"));
            }
        }
        indexes.extend(self.table.indexes.iter().filter(|index| index.unique).map(|index| self.index(index)));
        indexes.extend(self.table.indexes.iter().filter(|index| !index.unique).map(|index| self.index(index)));
        indexes
    }

    fn index(&self, index: &Index) -> String {
        let what = if index.unique { "UNIQUE INDEX" } else { "INDEX" };
        let mut text = format!("CREATE {what} {} ON {}", identifier::quote(&index.name), self.table.sql_name());
        if let Some(method) = index.using.filter(|_| self.dialect == Dialect::Postgresql) {
            text.push_str(&format!(" USING {method}"));
        }
        let mut parts: Vec<String> = index.columns.iter().map(|column| self.names(&[*column])).collect();
        let expression = index.expression.as_ref().and_then(|sql| self.sql(sql));
        // PostgreSQL takes a call without brackets around it, and nothing else.
        parts.extend(expression.map(|sql| format!("({sql})")));
        text.push_str(&format!(" ({})", parts.join(", ")));
        if !index.include.is_empty() && self.dialect == Dialect::Postgresql {
            text.push_str(&format!(" INCLUDE ({})", self.names(&index.include)));
        }
        if let Some(condition) = index.condition.as_ref().and_then(|condition| self.sql(condition)) {
            text.push_str(&format!(" WHERE {condition}"));
        }
        text
    }

    /// SQLite has none.
    fn comments(&self) -> Vec<String> {
        if self.dialect == Dialect::Sqlite {
            return Vec::new();
        }
        let table = self.table.sql_name();
        let what = self.table.view.as_ref().map_or("TABLE", |view| self.noun(view));
        let of_table = self.table.comment.iter().map(|text| (what, table.clone(), text));
        let of_columns = self.table.columns.iter().filter_map(|column| {
            Some(("COLUMN", format!("{table}.{}", identifier::quote(&column.name)), column.comment.as_ref()?))
        });
        of_table
            .chain(of_columns)
            .map(|(what, name, text)| format!("COMMENT ON {what} {name} IS {}", postgresql::text(text)))
            .collect()
    }

    fn names(&self, columns: &[usize]) -> String {
        names(self.table, columns)
    }

    fn sql<'s>(&self, sql: &'s Sql) -> Option<&'s str> {
        sql.text(self.dialect)
    }
}

fn names(table: &Table, columns: &[usize]) -> String {
    identifier::list(columns.iter().map(|&column| table.columns[column].name.as_str()))
}

fn constraint(name: &str, text: &str) -> String {
    format!("CONSTRAINT {} {text}", identifier::quote(name))
}
