//! The resolved schema: what the files say, with every name looked up and every rule checked.
//!
//! Three layers are kept apart, because each is read by other phases and each will grow alone:
//!
//! - [`database`]: what the database sees. Tables in the order of the files, columns, keys, constraints, indexes.
//!   `order` and `ddl` need nothing else.
//! - [`rust`]: what Rust sees. Models, their fields, relationships, enums, and every name a template prints.
//! - [`mapping`]: which table a model is kept in, which column a field, and which foreign key stands behind a relationship.
//!
//! [`kind`] holds the types of columns and the values written for them, which all three share; [`name`] makes the
//! forms of a name, in one place, and [`naming`] the names of constraints.
//!
//! Everything is plain data. Where one thing refers to another it holds its index: a table is an index into
//! [`Schema::tables`], a column one into its table's `columns`, a model one into [`Schema::models`], a field one into
//! its model's `fields`, an enum one into [`Schema::enums`]. A schema that `load` returns has only indices
//! that exist.

pub mod attributes;
pub mod database;
pub mod extra;
pub mod kind;
pub mod mapping;
pub mod name;
pub mod naming;
pub mod rust;

use std::collections::BTreeSet;

use database::{Column, ForeignKey, Sequence, Table};
use extra::Extra;
use mapping::{Link, Mapping};
use naming::Naming;
use rust::{Enum, Model, Relationship};

use crate::source::Place;

/// A whole schema folder.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Schema {
    /// What `[settings]` says.
    pub settings: Settings,
    /// The enums, in the order of the files.
    pub enums: Vec<Enum>,
    /// The sequences of PostgreSQL, in the order of the files.
    pub sequences: Vec<Sequence>,
    /// Every table, those of models and those without one, in the order of the files.
    pub tables: Vec<Table>,
    /// The models, in the order of the files.
    pub models: Vec<Model>,
    /// One for each model, in the same order.
    pub mappings: Vec<Mapping>,
    /// What is said under the key `x`, of whatever it is.
    pub extras: Vec<Extra>,
}

impl Schema {
    /// The table that the model is kept in.
    pub fn table_of(&self, model: usize) -> &Table {
        &self.tables[self.mappings[model].table]
    }

    /// The model kept in the table, if one is.
    pub fn model_of(&self, table: usize) -> Option<usize> {
        self.mappings.iter().position(|mapping| mapping.table == table)
    }

    /// The column that the field is kept in.
    pub fn column_of(&self, model: usize, field: usize) -> &Column {
        &self.table_of(model).columns[self.mappings[model].columns[field]]
    }

    /// What the key `x` says of something, as JSON: `model.User.columns.email`.
    pub fn x(&self, path: &str) -> Option<&str> {
        self.extras.iter().find(|extra| extra.path == path).map(|extra| extra.json.as_str())
    }

    /// A table as the headers of schema files call it: `model.User`.
    pub fn path(&self, table: usize) -> String {
        let (what, name) = match (self.model_of(table), &self.tables[table]) {
            (Some(model), Table { view, .. }) => {
                (if view.is_some() { "view" } else { "model" }, &self.models[model].name.written)
            }
            (None, table) => ("table", &table.name),
        };
        format!("{what}.{}", crate::written::key(name))
    }

    /// The field of the model that is kept in the column, if one is.
    pub fn field_of(&self, model: usize, column: usize) -> Option<usize> {
        self.mappings[model].columns.iter().position(|&index| index == column)
    }

    /// The schemas of PostgreSQL that something is in, sorted.
    pub fn schemas(&self) -> BTreeSet<&str> {
        let tables = self.tables.iter().filter_map(|table| table.schema.as_deref());
        let sequences = self.sequences.iter().filter_map(|sequence| sequence.schema.as_deref());
        tables.chain(sequences).chain(self.enums.iter().filter_map(|known| known.schema.as_deref())).collect()
    }

    /// The columns of a view that refer to what a foreign key of another table refers to, in the order of the key.
    pub fn shared(&self, view: usize, key: &ForeignKey) -> Vec<usize> {
        let own = &self.tables[view].foreign_keys;
        let refers = |column: &usize| {
            own.iter().find(|own| own.table == key.table && own.target == [*column]).map(|own| own.columns[0])
        };
        key.target.iter().filter_map(refers).collect()
    }

    /// The relationships of a model with what stands behind them.
    pub fn links_of(&self, model: usize) -> impl Iterator<Item = (&Relationship, &Link)> {
        self.models[model].relationships.iter().zip(&self.mappings[model].links)
    }

    /// The foreign key a link's index means.
    pub fn foreign_key(&self, table: usize, index: usize) -> &ForeignKey {
        &self.tables[table].foreign_keys[index]
    }
}

/// What `[settings]` says, in at most one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The databases the schema must work on; all of them where nothing is said. Never empty.
    pub dialects: Vec<Dialect>,
    /// Where `aludel generate` keeps the code, relative to the crate; `None` where nothing is said.
    pub out: Option<String>,
    /// Whether the documentation of tables and columns is their comment where they have no other.
    pub doc_is_comment: bool,
    /// The schema of PostgreSQL for every table and enum that names none.
    pub schema: Option<String>,
    /// The library of the types for dates and times.
    pub time: TimeLibrary,
    /// How constraints and indexes without a name are called.
    pub naming: Naming,
    /// Where they are written, if they change what is generated.
    pub place: Option<Place>,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            dialects: Dialect::ALL.to_vec(),
            out: None,
            doc_is_comment: false,
            schema: None,
            time: TimeLibrary::Jiff,
            naming: Naming::default(),
            place: None,
        }
    }
}

/// A library whose types columns with dates and times have in Rust.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeLibrary {
    /// jiff.
    Jiff,
    /// chrono.
    Chrono,
    /// time.
    Time,
}

impl TimeLibrary {
    /// The library of that name.
    pub fn from_word(word: &str) -> Option<TimeLibrary> {
        match word {
            "jiff" => Some(TimeLibrary::Jiff),
            "chrono" => Some(TimeLibrary::Chrono),
            "time" => Some(TimeLibrary::Time),
            _ => None,
        }
    }
}

/// A database that SQL is written for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// SQLite.
    Sqlite,
    /// PostgreSQL.
    Postgresql,
}

impl Dialect {
    /// Every dialect.
    pub const ALL: [Dialect; 2] = [Dialect::Sqlite, Dialect::Postgresql];

    /// The word for it in schema files and on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Dialect::Sqlite => "sqlite",
            Dialect::Postgresql => "postgresql",
        }
    }

    /// The dialect that a word means.
    pub fn from_word(word: &str) -> Option<Dialect> {
        Dialect::ALL.into_iter().find(|dialect| dialect.word() == word)
    }
}
