//! The short forms in which generated code describes columns, foreign keys and relationships: what most of them share
//! is left out.

use crate::hooks::Hooks;
use crate::model::{
    Cascade, Cascades, Lazy, ModelId, ModelInfo, PassiveDeletes, RelationshipInfo, RelationshipKind, Through,
    untyped::AnyStore,
};
use crate::table::{
    Action, Kind, Metadata, SequenceDdl, Table, TableColumn, TableDdl, TableForeignKey, TypeDdl, ViewKind,
};
use crate::{Column, Value};

impl Metadata {
    /// These tables, referenced ones first.
    pub const fn new(tables: &'static [&'static Table]) -> Self {
        Metadata { tables, schemas: &[], types: &[], sequences: &[], extras: &[] }
    }

    /// The same, in schemas that these statements make.
    pub const fn schemas(self, schemas: &'static [&'static str]) -> Self {
        Metadata { schemas, ..self }
    }

    /// The same, with these enum types of PostgreSQL.
    pub const fn types(self, types: &'static [TypeDdl]) -> Self {
        Metadata { types, ..self }
    }

    /// The same, with these sequences of PostgreSQL.
    pub const fn sequences(self, sequences: &'static [SequenceDdl]) -> Self {
        Metadata { sequences, ..self }
    }
}

impl Metadata {
    /// The same, with what the schema says under the key `x`: paths and JSON.
    pub const fn extras(self, extras: &'static [(&'static str, &'static str)]) -> Self {
        Metadata { extras, ..self }
    }
}

impl TypeDdl {
    /// A type of that name with the statements that make and drop it.
    pub const fn new(name: &'static str, create: &'static str, drop: &'static str) -> Self {
        TypeDdl { schema: None, name, create, drop }
    }

    /// The same, in that schema.
    pub const fn schema(self, schema: &'static str) -> Self {
        TypeDdl { schema: Some(schema), ..self }
    }
}

impl Table {
    /// A table of that name, which needs no quotes, and of which nothing else is said yet.
    pub const fn new(name: &'static str) -> Self {
        Table {
            name,
            schema: None,
            sql: name,
            view: None,
            columns: &[],
            primary_key: &[],
            identity: None,
            version: None,
            unique: &[],
            foreign_keys: &[],
            rank: 0,
            sqlite: TableDdl::NONE,
            postgresql: TableDdl::NONE,
        }
    }

    /// The same, which is `sql` in SQL text.
    pub const fn quoted(self, sql: &'static str) -> Self {
        Table { sql, ..self }
    }

    /// The same, in that schema of PostgreSQL.
    pub const fn schema(self, schema: &'static str) -> Self {
        Table { schema: Some(schema), ..self }
    }

    /// The same, as a view.
    pub const fn view(self, view: ViewKind) -> Self {
        Table { view: Some(view), ..self }
    }

    /// The same, with these columns.
    pub const fn columns(self, columns: &'static [TableColumn]) -> Self {
        Table { columns, ..self }
    }

    /// The same, with these columns for a key.
    pub const fn primary_key(self, primary_key: &'static [usize]) -> Self {
        Table { primary_key, ..self }
    }

    /// The same, where the database numbers the rows in that column.
    pub const fn identity(self, column: usize) -> Self {
        Table { identity: Some(column), ..self }
    }

    /// The same, where that column counts the versions of a row.
    pub const fn version(self, column: usize) -> Self {
        Table { version: Some(column), ..self }
    }

    /// The same, where no two rows agree in all columns of any of these lists.
    pub const fn unique(self, unique: &'static [&'static [usize]]) -> Self {
        Table { unique, ..self }
    }

    /// The same, with these references.
    pub const fn foreign_keys(self, foreign_keys: &'static [TableForeignKey]) -> Self {
        Table { foreign_keys, ..self }
    }

    /// The same, that far up the references.
    pub const fn rank(self, rank: u32) -> Self {
        Table { rank, ..self }
    }

    /// The same, with its DDL for SQLite.
    pub const fn sqlite(self, sqlite: TableDdl) -> Self {
        Table { sqlite, ..self }
    }

    /// The same, with its DDL for PostgreSQL.
    pub const fn postgresql(self, postgresql: TableDdl) -> Self {
        Table { postgresql, ..self }
    }

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
            computed: false,
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

    /// The same, computed by the database.
    pub const fn computed(self) -> Self {
        TableColumn { server_default: true, computed: true, ..self }
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
    pub const NONE: TableDdl = TableDdl::new("");

    /// The statement that makes the table.
    pub const fn new(create: &'static str) -> Self {
        TableDdl { create, after: &[], constraints: &[] }
    }

    /// The same, with what follows at once.
    pub const fn after(self, after: &'static [&'static str]) -> Self {
        TableDdl { after, ..self }
    }

    /// The same, with what follows when all tables are there.
    pub const fn constraints(self, constraints: &'static [&'static str]) -> Self {
        TableDdl { constraints, ..self }
    }
}

impl ModelInfo {
    /// The model of that name and table, of which nothing else is said yet.
    pub const fn new(name: &'static str, table: &'static Table, store: fn(u64) -> Box<dyn AnyStore>) -> Self {
        ModelInfo { name, table, relationships: &[], hooks: Hooks::NONE, store, id: ModelId::new() }
    }

    /// The same, with these relationships.
    pub const fn relationships(mut self, relationships: &'static [RelationshipInfo]) -> Self {
        self.relationships = relationships;
        self
    }

    /// The same, with these hooks: `aludel::hooks!(super::User: before_insert, validate)`.
    pub const fn hooks(mut self, hooks: Hooks) -> Self {
        self.hooks = hooks;
        self
    }
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
            RelationshipInfo {
                name,
                kind: RelationshipKind::$kind,
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

    relationship! {
        /// To any number of objects of `target` by rows of a table between, which `through` says: its local foreign key
        /// refers to `columns` of this model's table, its remote one to `target_columns`.
        many_to_many ManyToMany
    }

    /// The same, by rows of that table: the numbers are those of its foreign keys to this model's table and to the target's.
    pub const fn through(self, table: &'static Table, local: usize, remote: usize) -> Self {
        RelationshipInfo { through: Some(Through { table, local, remote }), ..self }
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

impl Cascade {
    /// `all`: everything but delete-orphan.
    pub const ALL: &'static [Cascade] =
        &[Cascade::SaveUpdate, Cascade::Merge, Cascade::RefreshExpire, Cascade::Expunge, Cascade::Delete];

    /// `all, delete-orphan`: everything.
    pub const ALL_DELETE_ORPHAN: &'static [Cascade] = &[
        Cascade::SaveUpdate,
        Cascade::Merge,
        Cascade::RefreshExpire,
        Cascade::Expunge,
        Cascade::Delete,
        Cascade::DeleteOrphan,
    ];
}
