//! The keys of constraints and indexes.

use super::{
    CONSTRAINT_NAME, HAS_INDEX, Key, NAMES, ON_DELETE, ON_UPDATE, Place, SQL_TEXT, Shape, Words, key, required,
};

const LIST_COLUMNS: Key = required("columns", NAMES, "The columns.");
const WHERE: Key = key("where", SQL_TEXT, "Which rows count, as SQL.");

/// A unique constraint of several columns, of some rows, or with a name.
pub static UNIQUE: Place = Place { name: "a unique constraint", keys: &[LIST_COLUMNS, CONSTRAINT_NAME, WHERE] };

/// An index of several columns, of an expression, of some rows, or with a name.
pub static INDEX: Place = Place {
    name: "an index",
    keys: &[
        key("columns", NAMES, "The columns."),
        key("expression", SQL_TEXT, "What is indexed beside columns, or in their place, as SQL."),
        key("unique", Shape::Flag, "Whether no two rows agree in all of it."),
        key("name", Shape::Text, "The name of the index."),
        WHERE,
        key("using", Shape::Word(&METHODS), "The method of PostgreSQL; `\"btree\"` where it is left out."),
        key("include", NAMES, "Columns that are kept in the index beside what it orders, on PostgreSQL."),
    ],
};

/// The methods of PostgreSQL's indexes.
pub static METHODS: Words = Words { noun: "method", words: &["btree", "hash", "gin", "gist", "spgist", "brin"] };

/// A check with a name.
pub static CHECK: Place =
    Place { name: "a check", keys: &[required("condition", SQL_TEXT, "The condition, as SQL."), CONSTRAINT_NAME] };

/// A composite foreign key.
pub static FOREIGN_KEY: Place = Place {
    name: "a foreign key",
    keys: &[
        LIST_COLUMNS,
        required("references", NAMES, "The columns referred to, each as `\"table.column\"`."),
        ON_DELETE,
        ON_UPDATE,
        CONSTRAINT_NAME,
        HAS_INDEX,
    ],
};
