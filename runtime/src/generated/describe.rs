//! The short forms in which generated code describes columns, foreign keys and relationships: what most of them share
//! is left out.

use crate::model::{ModelInfo, RelationshipInfo, RelationshipKind};
use crate::table::{Kind, Table, TableColumn, TableDdl, TableForeignKey};
use crate::{Column, Value};

impl Table {
    /// The column with that index, as a model's constant.
    pub const fn column<M, T, N>(&'static self, index: usize) -> Column<M, T, N> {
        Column::new(self, index)
    }
}

impl TableColumn {
    /// A column that is NOT NULL and has no default, and whose field and column have one name, which needs no quotes.
    pub const fn new(name: &'static str, kind: Kind) -> Self {
        TableColumn {
            field: name,
            name,
            sql: name,
            kind,
            nullable: false,
            sensitive: false,
            server_default: false,
            update_default: None,
        }
    }

    /// The same under another name in the database, which is `sql` in SQL text.
    pub const fn stored_as(self, name: &'static str, sql: &'static str) -> Self {
        TableColumn { name, sql, ..self }
    }

    /// The same, where NULL is allowed.
    pub const fn nullable(self) -> Self {
        TableColumn { nullable: true, ..self }
    }

    /// The same, with values that are kept out of logs.
    pub const fn sensitive(self) -> Self {
        TableColumn { sensitive: true, ..self }
    }

    /// The same, with a default in the database.
    pub const fn server_default(self) -> Self {
        TableColumn { server_default: true, ..self }
    }

    /// The same, set anew when another column of the row changes.
    pub const fn update_default(self, value: fn() -> Value) -> Self {
        TableColumn { update_default: Some(value), ..self }
    }
}

impl TableForeignKey {
    /// From the columns here to those of `target`.
    pub const fn new(columns: &'static [usize], target: &'static Table, target_columns: &'static [usize]) -> Self {
        TableForeignKey { columns, target, target_columns }
    }
}

impl TableDdl {
    /// The DDL of a table in a dialect that the schema's settings do not name.
    pub const NONE: TableDdl = TableDdl { create: "", after: &[], constraints: &[] };
}

macro_rules! relationship {
    ($(#[$doc:meta])* $name:ident $kind:ident) => {
        $(#[$doc])*
        pub const fn $name(
            name: &'static str,
            target: &'static ModelInfo,
            columns: &'static [usize],
            target_columns: &'static [usize],
        ) -> Self {
            let kind = RelationshipKind::$kind;
            RelationshipInfo { name, kind, target, columns, target_columns, inverse: None, order_by: &[] }
        }
    };
}

impl RelationshipInfo {
    relationship! {
        /// To the one object of `target` whose `target_columns` are what `columns` of this model's table hold.
        belongs_to BelongsTo
    }

    relationship! {
        /// To any number of objects of `target` whose `target_columns` hold what `columns` of this model's table hold.
        has_many HasMany
    }

    relationship! {
        /// To at most one object of `target` whose `target_columns` hold what `columns` of this model's table hold.
        has_one HasOne
    }

    /// The same, seen from the target as that relationship.
    pub const fn inverse(self, inverse: usize) -> Self {
        RelationshipInfo { inverse: Some(inverse), ..self }
    }

    /// The same, in the order of these columns of the target; true where the greatest comes first.
    pub const fn order_by(self, order_by: &'static [(usize, bool)]) -> Self {
        RelationshipInfo { order_by, ..self }
    }
}
