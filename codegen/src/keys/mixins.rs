//! The keys of mixins.

use super::{CHECK_KEY, COLUMNS, FOREIGN_KEY_KEY, INDEX_KEY, Place, RELATIONSHIP, Shape, UNIQUE_KEY, key};

/// `[mixin.x]`.
pub static MIXIN: Place = Place {
    name: "a mixin",
    keys: &[
        key("doc", Shape::Text, "What the mixin is for."),
        key("columns", COLUMNS, "The columns by name: a type, or a table."),
        key("relationships", Shape::Named(&Shape::Table(&RELATIONSHIP)), "The relationships by name."),
        UNIQUE_KEY,
        INDEX_KEY,
        CHECK_KEY,
        FOREIGN_KEY_KEY,
    ],
};
