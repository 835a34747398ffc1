//! The keys of `references`, and of SQL for each database.

use super::{CONSTRAINT_NAME, HAS_INDEX, ON_DELETE, ON_UPDATE, Place, Shape, key, required};

/// `references`, where more is said than the column.
pub static REFERENCES: Place = Place {
    name: "`references`",
    keys: &[
        required("column", Shape::Text, "The column referred to, as `\"table.column\"`."),
        ON_DELETE,
        ON_UPDATE,
        CONSTRAINT_NAME,
        HAS_INDEX,
    ],
};

/// SQL in the words of each database.
pub static SQL: Place = Place {
    name: "SQL for each database",
    keys: &[
        key("sqlite", Shape::Text, "The text for SQLite."),
        key("postgresql", Shape::Text, "The text for PostgreSQL."),
    ],
};
