//! The short forms in which generated code describes columns, foreign keys and relationships: what most of them share
//! is left out.

use crate::model::{Cascade, Cascades, Lazy, ModelInfo, PassiveDeletes, RelationshipInfo, RelationshipKind, Through};
use crate::table::{Action, Kind, Table, TableColumn, TableDdl, TableForeignKey};
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
        let (on_delete, on_update) = (Action::NoAction, Action::NoAction);
        TableForeignKey { columns, target, target_columns, on_delete, on_update }
    }

    /// The same, where deleting the row referred to does that.
    pub const fn on_delete(self, on_delete: Action) -> Self {
        TableForeignKey { on_delete, ..self }
    }

    /// The same, where changing the key referred to does that.
    pub const fn on_update(self, on_update: Action) -> Self {
        TableForeignKey { on_update, ..self }
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
            Self::plain(RelationshipKind::$kind, name, target, columns, target_columns)
        }
    };
}

impl RelationshipInfo {
    const fn plain(
        kind: RelationshipKind,
        name: &'static str,
        target: &'static ModelInfo,
        columns: &'static [usize],
        target_columns: &'static [usize],
    ) -> Self {
        RelationshipInfo {
            name,
            kind,
            target,
            columns,
            target_columns,
            inverse: None,
            order_by: &[],
            cascade: Cascades::DEFAULT,
            lazy: Lazy::Select,
            passive_deletes: PassiveDeletes::No,
            through: None,
        }
    }

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

    /// To any number of objects of `target` by rows of a table between: its local foreign key refers to `columns` of this
    /// model's table, its remote one to `target_columns`.
    pub const fn many_to_many(
        name: &'static str,
        target: &'static ModelInfo,
        columns: &'static [usize],
        target_columns: &'static [usize],
        through: Through,
    ) -> Self {
        let plain = Self::plain(RelationshipKind::ManyToMany, name, target, columns, target_columns);
        RelationshipInfo { through: Some(through), ..plain }
    }

    /// The same, seen from the target as that relationship.
    pub const fn inverse(self, inverse: usize) -> Self {
        RelationshipInfo { inverse: Some(inverse), ..self }
    }

    /// The same, in the order of these columns of the target; true where the greatest comes first.
    pub const fn order_by(self, order_by: &'static [(usize, bool)]) -> Self {
        RelationshipInfo { order_by, ..self }
    }
    /// The same, with that to follow along it.
    pub const fn cascade(self, cascades: &[Cascade]) -> Self {
        RelationshipInfo { cascade: Cascades::of(cascades), ..self }
    }

    /// The same, loaded in that way.
    pub const fn lazy(self, lazy: Lazy) -> Self {
        RelationshipInfo { lazy, ..self }
    }

    /// The same, where deleting an owner leaves that to the database.
    pub const fn passive_deletes(self, passive_deletes: PassiveDeletes) -> Self {
        RelationshipInfo { passive_deletes, ..self }
    }
}

impl Through {
    /// Of that table, by the numbers of its foreign keys to this model's table and to the target's.
    pub const fn new(table: &'static Table, local: usize, remote: usize) -> Self {
        Through { table, local, remote }
    }
}
