//! What generated code says about tables: plain data in statics, filled at build time.

pub(crate) mod limits;

/// All tables of one schema folder.
#[derive(Debug)]
pub struct Metadata {
    /// The tables, referenced ones first.
    pub tables: &'static [&'static Table],
    /// Statements that make the schemas of PostgreSQL, where they are not there.
    pub schemas: &'static [&'static str],
    /// Statements that make what tables need, before them: PostgreSQL's enum types.
    pub types: &'static [TypeDdl],
    /// Sequences of PostgreSQL.
    pub sequences: &'static [SequenceDdl],
    /// What the schema says under the key `x`, as JSON, and of what: [`x`](Metadata::x).
    pub extras: &'static [(&'static str, &'static str)],
}

impl Metadata {
    /// What the schema files say under the key `x`, for tools of your own, as the text of a JSON object. The path is that
    /// of the headers: `"settings"`, `"model.User"`, `"model.User.columns.email"`, `"model.User.relationships.posts"`,
    /// `"enum.OrderStatus"`, `"table.post_keywords"`, `"view.ActiveUser"`; a name that TOML quotes is quoted.
    ///
    /// ```
    /// # mod models { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../codegen/tests/golden/attributes/mod.rs")); }
    /// use aludel::serde_json::{self, json};
    ///
    /// let text = models::metadata().x("model.Person.columns.type").unwrap_or("{}");
    /// let said: serde_json::Value = serde_json::from_str(text)?;
    /// assert_eq!(said, json!({ "label": "Kind", "since": "2024-02-29" }));
    /// assert_eq!(models::metadata().x("model.Person.columns.id"), None);
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub fn x(&self, path: &str) -> Option<&'static str> {
        self.extras.iter().find(|(of, _)| *of == path).map(|(_, json)| *json)
    }
}

/// A sequence of PostgreSQL.
#[derive(Debug)]
pub struct SequenceDdl {
    /// `CREATE SEQUENCE ...`, where it is not there.
    pub create: &'static str,
    /// `DROP SEQUENCE ...`, where it is there.
    pub drop: &'static str,
}

/// An enum type of PostgreSQL.
#[derive(Debug)]
pub struct TypeDdl {
    /// The schema that it is in, where one is said.
    pub schema: Option<&'static str>,
    /// Its name.
    pub name: &'static str,
    /// `CREATE TYPE ...`
    pub create: &'static str,
    /// `DROP TYPE ...`
    pub drop: &'static str,
}

/// A table: its columns, keys and DDL.
#[derive(Debug)]
pub struct Table {
    /// The name in the database, unquoted.
    pub name: &'static str,
    /// The schema of PostgreSQL that it is in, unquoted, where one is said.
    pub schema: Option<&'static str>,
    /// The name as it stands in SQL text: quoted where it must be, with its schema before it.
    pub sql: &'static str,
    /// That it is a view.
    pub view: Option<ViewKind>,
    /// The columns, in the order of the schema file.
    pub columns: &'static [TableColumn],
    /// Indices of the primary key's columns.
    pub primary_key: &'static [usize],
    /// The column whose value the database makes when a row is inserted without it (rowid, identity).
    pub identity: Option<usize>,
    /// The column that counts versions.
    pub version: Option<usize>,
    /// The columns of each unique constraint, beside the primary key.
    pub unique: &'static [&'static [usize]],
    /// References to other tables, and to this one.
    pub foreign_keys: &'static [TableForeignKey],
    /// How far up it stands: every table that it references has a lower rank, but for those that are in one circle of
    /// references with it, which have the same.
    pub rank: u32,
    /// DDL for SQLite.
    pub sqlite: TableDdl,
    /// DDL for PostgreSQL.
    pub postgresql: TableDdl,
}

impl Table {
    /// Whether a column is left out of an INSERT, so that the database fills it: it computes it, or has a value for it and
    /// the object has none.
    pub(crate) fn leaves_out(&self, column: usize, empty: bool) -> bool {
        self.columns[column].computed || (empty && self.fills(column))
    }

    /// Whether the database may fill the column of a new row.
    pub(crate) fn fills(&self, column: usize) -> bool {
        self.identity == Some(column) || self.columns[column].server_default
    }

    /// Whether the database computes a column.
    pub(crate) fn computes(&self) -> bool {
        self.columns.iter().any(|column| column.computed)
    }
}

/// How a view is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ViewKind {
    /// As its query, which runs whenever it is read.
    Plain,
    /// PostgreSQL keeps its rows until it is refreshed; on SQLite as a plain one.
    Materialized,
}

/// The DDL of one table in one dialect.
#[derive(Debug)]
pub struct TableDdl {
    /// `CREATE TABLE ...`
    pub create: &'static str,
    /// What follows at once: indexes, comments.
    pub after: &'static [&'static str],
    /// What follows when all tables are there: foreign keys of a cycle.
    pub constraints: &'static [&'static str],
}

/// A column of a table.
#[derive(Debug)]
pub struct TableColumn {
    /// The name of the field in Rust, for messages.
    pub field: &'static str,
    /// The name in the database, unquoted.
    pub name: &'static str,
    /// The name as it stands in SQL text: quoted where it must be.
    pub sql: &'static str,
    /// Its type.
    pub kind: Kind,
    /// Whether NULL is allowed.
    pub nullable: bool,
    /// Whether its values may be shown in logs.
    pub sensitive: bool,
    /// Whether the database has a default for it: left out of an INSERT when the object has no value.
    pub server_default: bool,
    /// Whether the database computes it: no statement sets it, and it is read back from those that set others.
    pub computed: bool,
    /// What the column is set to when another column of the row changes.
    pub update_default: Option<fn() -> crate::Value>,
}

/// The type of a column, as the schema file says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kind {
    /// i16
    SmallInt,
    /// i32
    Integer,
    /// i64
    BigInt,
    /// bool
    Boolean,
    /// f32
    Real,
    /// f64
    Double,
    /// Decimal of at most `precision` digits, `scale` of them after the point.
    Numeric {
        /// Digits in all.
        precision: u8,
        /// Digits after the point.
        scale: u8,
    },
    /// String of at most `length` characters; 0: any.
    String {
        /// Characters at most.
        length: u32,
    },
    /// String
    Text,
    /// `Vec<u8>`
    Bytes,
    /// jiff's civil::Date
    Date,
    /// jiff's civil::Time
    Time,
    /// jiff's civil::DateTime
    DateTime,
    /// jiff's Timestamp
    TimestampTz,
    /// Uuid
    Uuid,
    /// serde_json's Value
    Json,
    /// [`Interval`](crate::Interval)
    Interval,
    /// ipnet's IpNet: an address and the length of its network's prefix
    Inet,
    /// ipnet's IpNet: a network
    Cidr,
    /// A Vec of a type
    Array(&'static Kind),
    /// A generated enum; the name of its type on PostgreSQL, as it stands in SQL text.
    Enum(&'static str),
}

/// A foreign key of a table.
#[derive(Debug)]
pub struct TableForeignKey {
    /// Indices of the columns here.
    pub columns: &'static [usize],
    /// The table referred to.
    pub target: &'static Table,
    /// Indices of the columns there.
    pub target_columns: &'static [usize],
    /// What deleting the row referred to does.
    pub on_delete: Action,
    /// What changing its key does.
    pub on_update: Action,
}

/// What the database does with a row whose foreign key's target is deleted or gets another key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Refuses, when the statement ends.
    NoAction,
    /// Refuses.
    Restrict,
    /// Deletes the row too, or gives it the new key.
    Cascade,
    /// Sets the foreign key NULL.
    SetNull,
    /// Sets the foreign key to its default.
    SetDefault,
}
