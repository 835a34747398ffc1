//! The types of columns, and what is said beside them.

use super::{Key, Shape, Words, key};

/// The types of columns.
pub static TYPES: Words = Words {
    noun: "type",
    words: &[
        "smallint",
        "integer",
        "bigint",
        "boolean",
        "real",
        "double",
        "numeric",
        "string",
        "text",
        "bytes",
        "date",
        "time",
        "datetime",
        "timestamptz",
        "interval",
        "uuid",
        "json",
        "inet",
        "cidr",
    ],
};

/// The libraries whose types dates and times have in Rust.
pub static TIME_LIBRARIES: Words = Words { noun: "library of times", words: &["jiff", "chrono", "time"] };

pub(super) const TYPE: Key = key("type", Shape::Word(&TYPES), "The type.");
pub(super) const ARRAY: Key =
    key("array", Shape::Flag, "Whether the column is an array of PostgreSQL's with members of that type, a `Vec`.");
