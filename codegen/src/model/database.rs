//! What the database sees: tables, columns, keys, constraints and indexes.
//!
//! Names here are names in the database, as they stand between quotes: any text of 1 to 63 bytes without quotes and
//! control characters.

use super::kind::{Kind, ServerDefault, Sql};
use crate::ddl::identifier;
use crate::source::Place;

/// A table.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// The schema of PostgreSQL that it is in, where one is said.
    pub schema: Option<String>,
    /// Its name.
    pub name: String,
    /// What it was called before.
    pub renamed_from: Option<String>,
    /// What the schema says about it.
    pub doc: Option<String>,
    /// The comment on it in the database.
    pub comment: Option<String>,
    /// The columns, in the order of the file. Never empty.
    pub columns: Vec<Column>,
    /// The primary key. A table of a model has one.
    pub primary_key: Option<PrimaryKey>,
    /// The foreign keys: those of columns in the order of the columns, then those written as lists.
    pub foreign_keys: Vec<ForeignKey>,
    /// The unique constraints and the partial unique indexes: those of columns first.
    pub uniques: Vec<Unique>,
    /// The indexes: those of columns, those written as lists, then those made for foreign keys.
    pub indexes: Vec<Index>,
    /// The checks: those of columns first.
    pub checks: Vec<Check>,
    /// That it is a view: then its foreign keys say what its columns are, and the database knows nothing of them.
    pub view: Option<View>,
    /// The header that began it.
    pub place: Place,
}

impl Table {
    /// Its name with its schema before it, for people: `billing.invoices`.
    pub fn full_name(&self) -> String {
        super::name::full(self.schema.as_deref(), &self.name)
    }

    /// Its name as it stands in SQL.
    pub fn sql_name(&self) -> String {
        identifier::qualified(self.schema.as_deref(), &self.name)
    }

    /// The column that the database numbers, if there is one: then it is the whole primary key.
    pub fn identity(&self) -> Option<usize> {
        self.columns.iter().position(|column| column.identity)
    }

    /// Where its columns and constraints are written.
    pub(crate) fn parts(&self) -> impl Iterator<Item = Place> {
        let columns = self.columns.iter().map(|column| column.place);
        let keys = self.foreign_keys.iter().map(|key| key.place);
        let uniques = self.uniques.iter().map(|unique| unique.place);
        let indexes = self.indexes.iter().map(|index| index.place);
        columns.chain(keys).chain(uniques).chain(indexes).chain(self.checks.iter().map(|check| check.place))
    }
}

/// What makes a table a view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View {
    /// The SELECT.
    pub query: Sql,
    /// Whether PostgreSQL keeps its rows until it is refreshed.
    pub materialized: bool,
    /// The other views that it reads.
    pub needs: Vec<usize>,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Its name in the database.
    pub name: String,
    /// Its name in the schema file.
    pub written: String,
    /// Its type.
    pub kind: Kind,
    /// Whether it is an array of members of that type.
    pub array: bool,
    /// Whether it may be NULL. A column of the primary key never is.
    pub nullable: bool,
    /// Whether the database numbers it: the single whole-number column of a primary key, with no default and no
    /// foreign key. The rowid of SQLite, an identity column on PostgreSQL.
    pub identity: bool,
    /// What the database puts where nothing is given.
    pub server_default: Option<ServerDefault>,
    /// What the database computes it from: then nothing else sets it.
    pub computed: Option<Computed>,
    /// How PostgreSQL numbers it, where the schema says so.
    pub numbered: Option<Identity>,
    /// Whether SQLite never gives a number of it again.
    pub autoincrement: bool,
    /// What it was called before.
    pub renamed_from: Option<String>,
    /// What the schema says about it.
    pub doc: Option<String>,
    /// The comment on it in the database.
    pub comment: Option<String>,
    /// Its key in the file.
    pub place: Place,
}

/// How PostgreSQL numbers a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Identity {
    /// Whether it refuses a number that an INSERT gives.
    pub always: bool,
    /// The numbers.
    pub numbers: Numbers,
}

/// The numbers of a sequence or an identity column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Numbers {
    /// The first.
    pub start: Option<u32>,
    /// From one to the next.
    pub increment: Option<u32>,
    /// The least.
    pub minimum: Option<u32>,
    /// The greatest.
    pub maximum: Option<u32>,
    /// How many a connection takes at once.
    pub cache: Option<u32>,
    /// Whether the least follows the greatest.
    pub cycle: bool,
}

/// A sequence of PostgreSQL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sequence {
    /// The schema that it is in, where one is said.
    pub schema: Option<String>,
    /// Its name.
    pub name: String,
    /// Its numbers.
    pub numbers: Numbers,
    /// The header that began it.
    pub place: Place,
}

impl Sequence {
    /// Its name as it stands in SQL.
    pub fn sql_name(&self) -> String {
        identifier::qualified(self.schema.as_deref(), &self.name)
    }
}

/// What the database computes a column from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Computed {
    /// The expression.
    pub sql: Sql,
    /// Whether it is kept in the row, and not computed when it is read.
    pub stored: bool,
}

/// The primary key of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrimaryKey {
    /// `pk_<table>`. SQLite's rowid keys are written without it.
    pub name: String,
    /// The columns, in the order of the key.
    pub columns: Vec<usize>,
}

/// A foreign key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForeignKey {
    /// As the schema says, or `fk_<table>_<columns>_<target>`.
    pub name: String,
    /// The columns in this table.
    pub columns: Vec<usize>,
    /// The table referred to.
    pub table: usize,
    /// The columns referred to, one for each of `columns`, of the same type; a primary key or unique together.
    pub target: Vec<usize>,
    /// What deleting the row referred to does.
    pub on_delete: Option<Action>,
    /// What changing its key does.
    pub on_update: Option<Action>,
    /// Where it is written.
    pub place: Place,
}

/// What happens to a row when the row it refers to goes or changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// It goes or changes too.
    Cascade,
    /// The statement is refused at once.
    Restrict,
    /// Its foreign key becomes NULL.
    SetNull,
    /// Its foreign key takes its default.
    SetDefault,
    /// The statement is refused at its end, or at the end of the transaction.
    NoAction,
}

impl Action {
    /// Every action.
    pub const ALL: [Action; 5] =
        [Action::Cascade, Action::Restrict, Action::SetNull, Action::SetDefault, Action::NoAction];

    /// The word for it in schema files; in capitals it is SQL.
    pub fn word(self) -> &'static str {
        match self {
            Action::Cascade => "cascade",
            Action::Restrict => "restrict",
            Action::SetNull => "set null",
            Action::SetDefault => "set default",
            Action::NoAction => "no action",
        }
    }

    /// The action that a word means.
    pub fn from_word(word: &str) -> Option<Action> {
        Action::ALL.into_iter().find(|action| action.word() == word)
    }
}

/// A unique constraint, or a unique index where only some rows count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unique {
    /// As the schema says, or `uq_<table>_<columns>`.
    pub name: String,
    /// The columns, never empty.
    pub columns: Vec<usize>,
    /// Which rows count. With it, it can only be a unique index.
    pub condition: Option<Sql>,
    /// Where it is written.
    pub place: Place,
}

/// An index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Index {
    /// As the schema says, or `ix_<table>_<columns>`.
    pub name: String,
    /// The columns. Empty where an expression alone is indexed.
    pub columns: Vec<usize>,
    /// What is indexed behind the columns.
    pub expression: Option<Sql>,
    /// Whether no two rows agree in all of it.
    pub unique: bool,
    /// Which rows are in it.
    pub condition: Option<Sql>,
    /// The method of PostgreSQL, where one is said.
    pub using: Option<&'static str>,
    /// Columns that PostgreSQL keeps in it beside what it orders.
    pub include: Vec<usize>,
    /// Where it is written, or the foreign key it was made for.
    pub place: Place,
}

/// A check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// `ck_<table>_<column>` for the check of a column; for one of the table as the schema says, or `ck_<table>_<number>`.
    pub name: String,
    /// The name that the schema gives, from which a naming convention may make another.
    pub given: Option<String>,
    /// The column whose values it is about; `None` for a check of the table.
    pub column: Option<usize>,
    /// The condition.
    pub condition: Sql,
    /// Where it is written.
    pub place: Place,
}
