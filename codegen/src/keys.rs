//! The table of keys: every key that a schema file may have, as data.
//!
//! The reader knows no key but from here: it reports unknown keys, suggests near ones and refuses values of the wrong
//! type by this table, tests walk it, and an editor's JSON Schema can be made of it.

mod attributes;
mod computed;
mod constraints;
mod enums;
mod lints;
mod metadata;
mod mixins;
mod naming;
mod numbers;
mod references;
mod relationships;
mod tables;
mod types;
mod views;

use attributes::{ATTRIBUTES, DERIVE, SERDE_OF_COLUMN, SERDE_OF_MODEL};
pub use attributes::{CASES, COLUMN_SERDE, ENUM_SERDE, MODEL_SERDE, VALUE_SERDE};
pub use computed::COMPUTED;
pub use constraints::{CHECK, FOREIGN_KEY, INDEX, METHODS, UNIQUE};
pub use enums::{ENUM, ENUM_VALUE};
pub use lints::{LEVELS, LINTS};
use metadata::X;
pub use mixins::MIXIN;
pub use naming::NAMING;
pub use numbers::{IDENTITY, IDENTITY_KINDS, SEQUENCE, SERVER_DEFAULT_SQL};
pub use references::{REFERENCES, SQL};
pub use relationships::{CASCADES, LAZY, PASSIVE, RELATIONSHIP};
pub use tables::{TABLE, TABLE_COLUMN};
use types::{ARRAY, TYPE};
pub use types::{TIME_LIBRARIES, TYPES};
pub use views::{LAZY_OF_VIEW, VIEW, VIEW_COLUMN, VIEW_RELATIONSHIP};

/// What may stand around the words of a list in a text; the JSON Schema says the same.
pub(crate) const BLANK: [char; 4] = [' ', '\t', '\r', '\n'];

/// A place where keys may stand.
#[derive(Debug)]
pub struct Place {
    /// What it is called in messages: `a column of a model`.
    pub name: &'static str,
    /// The keys that may stand there.
    pub keys: &'static [Key],
}

/// A key of a place.
#[derive(Debug)]
pub struct Key {
    /// The key.
    pub name: &'static str,
    /// The values it takes.
    pub shape: Shape,
    /// Whether it must be there.
    pub required: bool,
    /// What it says, in one line.
    pub doc: &'static str,
}

/// The values that a key takes.
#[derive(Debug, Clone, Copy)]
pub enum Shape {
    /// A string.
    Text,
    /// A string that is one of these words.
    Word(&'static Words),
    /// A string of several of these words with commas between.
    WordList(&'static Words),
    /// `true` or `false`.
    Flag,
    /// A whole number within these limits, both included.
    Number(u32, u32),
    /// Any value: which ones, the column's type says.
    Value,
    /// A list of such values.
    List(&'static Shape),
    /// A table with the keys of a place.
    Table(&'static Place),
    /// A table whose keys are names that the user gives, and whose values are such.
    Named(&'static Shape),
    /// One of several; they differ in their TOML type.
    Any(&'static [Shape]),
}

/// Words that a key takes.
#[derive(Debug)]
pub struct Words {
    /// What one of them is called in messages: `type`.
    pub noun: &'static str,
    /// The words.
    pub words: &'static [&'static str],
}

/// Keys of a place that have to do with each other.
#[derive(Debug)]
pub struct Choice {
    /// The place.
    pub place: &'static Place,
    /// The keys.
    pub keys: &'static [&'static str],
    /// Whether one of them must be there.
    pub needed: bool,
    /// Whether they exclude each other.
    pub exclusive: bool,
}

/// Every choice between keys.
pub static CHOICES: &[Choice] = &[
    Choice { place: &MODEL, keys: &["columns", "mixins"], needed: true, exclusive: false },
    Choice { place: &TABLE, keys: &["columns", "mixins"], needed: true, exclusive: false },
    Choice { place: &VIEW, keys: &["columns", "mixins"], needed: true, exclusive: false },
    Choice { place: &VIEW_COLUMN, keys: &["type", "enum"], needed: true, exclusive: true },
    Choice { place: &VIEW_RELATIONSHIP, keys: &["belongs_to", "has_one", "has_many"], needed: true, exclusive: true },
    Choice { place: &COLUMN, keys: &["type", "enum"], needed: true, exclusive: true },
    Choice { place: &COLUMN, keys: &["default", "server_default"], needed: false, exclusive: true },
    Choice { place: &TABLE_COLUMN, keys: &["type", "enum"], needed: true, exclusive: true },
    Choice { place: &SERVER_DEFAULT_SQL, keys: &["next", "sqlite"], needed: false, exclusive: true },
    Choice { place: &SERVER_DEFAULT_SQL, keys: &["next", "postgresql"], needed: false, exclusive: true },
    Choice { place: &RELATIONSHIP, keys: &["belongs_to", "has_one", "has_many"], needed: true, exclusive: true },
];

/// Every place, in the order of a reader's interest.
pub const PLACES: &[&Place] = &[
    &TOP,
    &SETTINGS,
    &NAMING,
    &LINTS,
    &ENUM,
    &ENUM_SERDE,
    &ENUM_VALUE,
    &VALUE_SERDE,
    &MODEL,
    &MODEL_SERDE,
    &COLUMN,
    &COLUMN_SERDE,
    &COMPUTED,
    &IDENTITY,
    &SERVER_DEFAULT_SQL,
    &REFERENCES,
    &RELATIONSHIP,
    &TABLE,
    &TABLE_COLUMN,
    &VIEW,
    &VIEW_COLUMN,
    &VIEW_RELATIONSHIP,
    &MIXIN,
    &SEQUENCE,
    &UNIQUE,
    &INDEX,
    &CHECK,
    &FOREIGN_KEY,
    &SQL,
];

/// The databases.
pub static DIALECTS: Words = Words { noun: "dialect", words: &["sqlite", "postgresql"] };

/// What happens to a row when the row it refers to goes or changes.
pub static ACTIONS: Words =
    Words { noun: "action", words: &["cascade", "restrict", "set null", "set default", "no action"] };

/// What a model does around each row of its own that is written.
pub static HOOKS: Words = Words {
    noun: "hook",
    words: &["before_insert", "after_insert", "before_update", "after_update", "before_delete", "after_delete"],
};

/// What becomes a comment in the database where none is said.
pub static COMMENTS: Words = Words { noun: "word for `comments`", words: &["doc"] };

const NAMES: Shape = Shape::Any(&[Shape::Text, Shape::List(&Shape::Text)]);
const SQL_TEXT: Shape = Shape::Any(&[Shape::Text, Shape::Table(&SQL)]);
const UNIQUES: Shape = Shape::List(&Shape::Any(&[Shape::List(&Shape::Text), Shape::Table(&UNIQUE)]));
const INDEXES: Shape = Shape::List(&Shape::Any(&[Shape::List(&Shape::Text), Shape::Table(&INDEX)]));
const CHECKS: Shape = Shape::List(&Shape::Any(&[Shape::Text, Shape::Table(&CHECK)]));
const FOREIGN_KEYS: Shape = Shape::List(&Shape::Table(&FOREIGN_KEY));
const COLUMNS: Shape = Shape::Named(&COLUMN_VALUE);
/// What stands behind the name of a column: a type, or a table.
pub(crate) const COLUMN_VALUE: Shape = Shape::Any(&[Shape::Word(&TYPES), Shape::Table(&COLUMN)]);

const fn key(name: &'static str, shape: Shape, doc: &'static str) -> Key {
    Key { name, shape, required: false, doc }
}

const fn required(name: &'static str, shape: Shape, doc: &'static str) -> Key {
    Key { name, shape, required: true, doc }
}

/// The top of a file.
pub static TOP: Place = Place {
    name: "a schema file",
    keys: &[
        key("settings", Shape::Table(&SETTINGS), "Settings of the whole folder, in at most one file."),
        key("enum", Shape::Named(&Shape::Table(&ENUM)), "Enums by name: `[enum.OrderStatus]`."),
        key("model", Shape::Named(&Shape::Table(&MODEL)), "Models by name: `[model.User]`."),
        key("table", Shape::Named(&Shape::Table(&TABLE)), "Tables without a model, by name: `[table.post_keywords]`."),
        key(
            "view",
            Shape::Named(&Shape::Table(&VIEW)),
            "Views, which are models to be read, by name: `[view.ActiveUser]`.",
        ),
        key("mixin", Shape::Named(&Shape::Table(&MIXIN)), "What several models share, by name: `[mixin.timestamps]`."),
        key(
            "sequence",
            Shape::Named(&Shape::Table(&SEQUENCE)),
            "Sequences of PostgreSQL by name: `[sequence.order_numbers]`.",
        ),
    ],
};

/// `[settings]`.
pub static SETTINGS: Place = Place {
    name: "`[settings]`",
    keys: &[
        key(
            "dialects",
            Shape::List(&Shape::Word(&DIALECTS)),
            "The databases that the schema must work on; all where it is left out.",
        ),
        key("out", Shape::Text, "The folder where `aludel generate` keeps the code, relative to the crate."),
        key(
            "comments",
            Shape::Word(&COMMENTS),
            "`\"doc\"`: the documentation of tables and columns is their comment on PostgreSQL too, where they have no other.",
        ),
        key("schema", Shape::Text, "The schema of PostgreSQL for every table and enum that names none."),
        key(
            "time",
            Shape::Word(&TIME_LIBRARIES),
            "The library whose types dates and times have in Rust; `\"jiff\"` where it is left out.",
        ),
        X,
        key("naming", Shape::Table(&NAMING), "How constraints and indexes without a name are called."),
        key("lints", Shape::Table(&LINTS), "What is done about each warning: `\"allow\"`, `\"warn\"` or `\"deny\"`."),
    ],
};

const DOC: Key = key("doc", Shape::Text, "The documentation of the struct and the table.");
const SCHEMA: Key = key("schema", Shape::Text, "The schema of PostgreSQL that it is in.");
const COMMENT: Key = key("comment", Shape::Text, "The comment on it in PostgreSQL.");
const RENAMED_FROM: Key =
    key("renamed_from", Shape::Text, "What the database called it before, for the migration that renames it.");
const MIXINS: Key = key("mixins", NAMES, "The mixins whose columns come before its own, in this order.");
const PRIMARY_KEY: Key =
    key("primary_key", NAMES, "The columns of the primary key, where their order is not that of the columns.");
const UNIQUE_KEY: Key = key("unique", UNIQUES, "Columns that are unique together: `[[\"a\", \"b\"]]`, or tables.");
const INDEX_KEY: Key = key("index", INDEXES, "Indexes: `[[\"a\", \"b\"]]`, or tables.");
const CHECK_KEY: Key = key("check", CHECKS, "Conditions that every row meets, as SQL texts or tables.");
const FOREIGN_KEY_KEY: Key = key("foreign_key", FOREIGN_KEYS, "Composite foreign keys, as tables.");

/// `[model.X]`.
pub static MODEL: Place = Place {
    name: "a model",
    keys: &[
        required("table", Shape::Text, "The name of the table."),
        SCHEMA,
        RENAMED_FROM,
        DOC,
        COMMENT,
        key("rust_name", Shape::Text, "Another name in Rust."),
        DERIVE,
        ATTRIBUTES,
        SERDE_OF_MODEL,
        key("display", NAMES, "The columns that `Display` prints; the primary key where it is left out."),
        key("columns", COLUMNS, "The columns by name: a type, or a table."),
        MIXINS,
        key("relationships", Shape::Named(&Shape::Table(&RELATIONSHIP)), "The relationships by name."),
        key("hooks", Shape::List(&Shape::Word(&HOOKS)), "The hooks that the program implements, which a flush calls."),
        key("validate", Shape::Flag, "Whether the program implements `Validate`, which a flush asks before it writes."),
        PRIMARY_KEY,
        UNIQUE_KEY,
        INDEX_KEY,
        CHECK_KEY,
        FOREIGN_KEY_KEY,
        X,
    ],
};

const ENUM_KEY: Key = key("enum", Shape::Text, "The enum, in place of a type.");
const LENGTH: Key = key("length", Shape::Number(1, 10_485_760), "The greatest number of characters of a string.");
const PRECISION: Key = key("precision", Shape::Number(1, 28), "How many digits a numeric has.");
const SCALE: Key =
    key("scale", Shape::Number(0, 28), "How many digits of a numeric stand behind the point; 0 where it is left out.");
const NULLABLE: Key = key("nullable", Shape::Flag, "Whether the column may be NULL; it may not where it is left out.");
const IN_PRIMARY_KEY: Key = key("primary_key", Shape::Flag, "Whether the column is in the primary key.");
const IS_UNIQUE: Key = key("unique", Shape::Flag, "Whether no two rows have the same value.");
const IS_INDEXED: Key =
    key("index", Shape::Flag, "Whether there is an index; a foreign key has one unless it says `false`.");
const REFERENCE: Shape = Shape::Any(&[Shape::Text, Shape::Table(&REFERENCES)]);
const SERVER_VALUE: Shape = Shape::Any(&[Shape::Table(&SERVER_DEFAULT_SQL), Shape::Value]);
const REFERENCES_KEY: Key = key("references", REFERENCE, "The column referred to, as `\"table.column\"`, or a table.");
const SERVER_DEFAULT: Key =
    key("server_default", SERVER_VALUE, "What the database fills in: a value, `\"now\"`, or SQL for each database.");
const IDENTITY_VALUE: Shape = Shape::Any(&[Shape::Word(&IDENTITY_KINDS), Shape::Table(&IDENTITY)]);
const IDENTITY_KEY: Key =
    key("identity", IDENTITY_VALUE, "How PostgreSQL numbers the key; `\"by default\"` where it is left out.");
const AUTOINCREMENT: Key = key(
    "autoincrement",
    Shape::Flag,
    "Whether SQLite never gives a number of the key again, even that of a row that is gone.",
);
const COMPUTED_VALUE: Shape = Shape::Any(&[Shape::Text, Shape::Table(&COMPUTED)]);
const COMPUTED_KEY: Key =
    key("computed", COMPUTED_VALUE, "What the database computes the column from, as SQL; nothing else sets it.");
const COLUMN_DOC: Key = key("doc", Shape::Text, "The documentation of the column.");
const COLUMN_CHECK: Key = key("check", SQL_TEXT, "A condition that every value meets, as SQL.");

/// A column of a model.
pub static COLUMN: Place = Place {
    name: "a model's column",
    keys: &[
        TYPE,
        ENUM_KEY,
        ARRAY,
        LENGTH,
        PRECISION,
        SCALE,
        NULLABLE,
        IN_PRIMARY_KEY,
        IS_UNIQUE,
        IS_INDEXED,
        REFERENCES_KEY,
        key("default", Shape::Value, "What `new()` fills in: a value, `\"now\"`, `\"uuid_v4\"` or `\"uuid_v7\"`."),
        SERVER_DEFAULT,
        key("update_default", Shape::Value, "What a flush fills in when another column of the row changes."),
        COMPUTED_KEY,
        IDENTITY_KEY,
        AUTOINCREMENT,
        key("column", Shape::Text, "Another name in the database."),
        key("rust_name", Shape::Text, "Another name in Rust."),
        key(
            "rust_type",
            Shape::Text,
            "A type of the program's own for the values: `\"crate::Email\"`, which implements `aludel::ColumnType`.",
        ),
        key("version", Shape::Flag, "Whether the column tells the versions of its row apart: a number, or the time."),
        key("sensitive", Shape::Flag, "Whether the values are kept out of logs and messages."),
        ATTRIBUTES,
        SERDE_OF_COLUMN,
        RENAMED_FROM,
        COLUMN_DOC,
        COMMENT,
        COLUMN_CHECK,
        X,
    ],
};

const ON_DELETE: Key = key("on_delete", Shape::Word(&ACTIONS), "What deleting the row referred to does.");
const ON_UPDATE: Key = key("on_update", Shape::Word(&ACTIONS), "What changing its key does.");
const CONSTRAINT_NAME: Key = key("name", Shape::Text, "The name of the constraint.");
const HAS_INDEX: Key =
    key("index", Shape::Flag, "Whether there is an index for it; there is one where it is left out.");
