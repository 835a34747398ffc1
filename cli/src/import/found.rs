//! What is found in a database, in the words of neither.

use aludel_codegen::model::database::{Action, Identity, Numbers};
use aludel_codegen::model::{Dialect, name};

/// A database, read.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) dialect: Dialect,
    /// In the order in which they were made.
    pub(crate) tables: Vec<Table>,
    pub(crate) enums: Vec<Enum>,
    pub(crate) sequences: Vec<Sequence>,
    pub(crate) views: Vec<View>,
    pub(crate) remarks: Vec<Remark>,
}

impl Found {
    pub(crate) fn new(dialect: Dialect) -> Found {
        Found {
            dialect,
            tables: Vec::new(),
            enums: Vec::new(),
            sequences: Vec::new(),
            views: Vec::new(),
            remarks: Vec::new(),
        }
    }

    /// Notes what schema files cannot say.
    pub(crate) fn remark(&mut self, place: impl Into<String>, what: impl Into<String>) {
        self.remarks.push(Remark { place: place.into(), what: what.into() });
    }

    /// The table of that name.
    pub(crate) fn table(&self, schema: Option<&str>, name: &str) -> Option<usize> {
        self.tables.iter().position(|table| table.schema.as_deref() == schema && table.name == name)
    }
}

/// Something that schema files cannot say, or not as the database has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Remark {
    /// Where it is in the database.
    pub(crate) place: String,
    pub(crate) what: String,
}

#[derive(Debug, Default, Clone)]
pub(crate) struct Table {
    pub(crate) schema: Option<String>,
    pub(crate) name: String,
    pub(crate) comment: Option<String>,
    pub(crate) columns: Vec<Column>,
    pub(crate) primary_key: Option<Key>,
    /// In the order in which they were made, as all that follows.
    pub(crate) uniques: Vec<Key>,
    pub(crate) foreign_keys: Vec<ForeignKey>,
    pub(crate) checks: Vec<Check>,
    pub(crate) indexes: Vec<Index>,
}

impl Table {
    /// Its name for people.
    pub(crate) fn full_name(&self) -> String {
        name::full(self.schema.as_deref(), &self.name)
    }

    /// The column of that name.
    pub(crate) fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }

    /// Whether a column is the whole primary key.
    pub(crate) fn is_key(&self, column: usize) -> bool {
        self.primary_key.as_ref().is_some_and(|key| key.columns == [column])
    }

    /// Whether no two rows agree in these columns, by a constraint.
    pub(crate) fn is_unique(&self, columns: &[usize]) -> bool {
        let mut keys = self.primary_key.iter().chain(&self.uniques);
        keys.any(|key| key.columns.iter().all(|column| columns.contains(column)))
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Column {
    pub(crate) name: String,
    pub(crate) kind: Kind,
    /// Whether it is an array of them.
    pub(crate) array: bool,
    /// A whole number that is SQLite's rowid: of what width, its declaration does not say.
    pub(crate) of_any_width: bool,
    pub(crate) nullable: bool,
    pub(crate) default: Option<Default>,
    pub(crate) computed: Option<Computed>,
    pub(crate) identity: Option<Identity>,
    pub(crate) autoincrement: bool,
    pub(crate) comment: Option<String>,
}

/// The type of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// One that is a word.
    Word(&'static str),
    Numeric(u32, u32),
    String(Option<u32>),
    /// An index into [`Found::enums`].
    Enum(usize),
}

impl Kind {
    pub(crate) fn is_integer(self) -> bool {
        matches!(self, Kind::Word("smallint" | "integer" | "bigint"))
    }

    pub(crate) fn is_text(self) -> bool {
        matches!(self, Kind::Word("text") | Kind::String(_))
    }
}

/// What the database fills in.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Default {
    Now,
    /// A value, as TOML.
    Value(String),
    Sql(String),
    /// The next number of a sequence, by its name with its schema.
    Next(String),
}

#[derive(Debug, Clone)]
pub(crate) struct Computed {
    pub(crate) sql: String,
    pub(crate) stored: bool,
}

/// A primary key or a unique constraint.
#[derive(Debug, Clone)]
pub(crate) struct Key {
    /// None where SQLite has none.
    pub(crate) name: Option<String>,
    pub(crate) columns: Vec<usize>,
}

#[derive(Debug, Clone)]
pub(crate) struct ForeignKey {
    pub(crate) name: Option<String>,
    pub(crate) columns: Vec<usize>,
    /// The schema and the name of the table referred to.
    pub(crate) table: (Option<String>, String),
    /// The columns referred to; none where it is the primary key.
    pub(crate) target: Vec<String>,
    pub(crate) on_delete: Option<Action>,
    pub(crate) on_update: Option<Action>,
}

#[derive(Debug, Clone)]
pub(crate) struct Check {
    pub(crate) name: Option<String>,
    pub(crate) condition: String,
}

#[derive(Debug, Clone)]
pub(crate) struct Index {
    pub(crate) name: String,
    pub(crate) columns: Vec<usize>,
    pub(crate) expression: Option<String>,
    pub(crate) unique: bool,
    pub(crate) condition: Option<String>,
    pub(crate) using: Option<String>,
    pub(crate) include: Vec<usize>,
}

#[derive(Debug, Clone)]
pub(crate) struct Enum {
    pub(crate) schema: Option<String>,
    /// Its name in the database; where that has no enums, what it could be called.
    pub(crate) name: String,
    /// The table for which it is, where the database has no enums.
    pub(crate) of: Option<String>,
    pub(crate) values: Vec<String>,
}

#[derive(Debug, Clone)]
pub(crate) struct Sequence {
    pub(crate) schema: Option<String>,
    pub(crate) name: String,
    pub(crate) numbers: Numbers,
}

#[derive(Debug, Clone)]
pub(crate) struct View {
    pub(crate) schema: Option<String>,
    pub(crate) name: String,
    pub(crate) query: String,
    pub(crate) materialized: bool,
    pub(crate) comment: Option<String>,
    pub(crate) columns: Vec<Column>,
}
