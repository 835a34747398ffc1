//! The keys of views.

use super::attributes::{ATTRIBUTES, DERIVE, SERDE_OF_COLUMN, SERDE_OF_MODEL};
use super::{
    ARRAY, COLUMN_DOC, COMMENT, DOC, ENUM_KEY, IN_PRIMARY_KEY, LENGTH, MIXINS, NAMES, NULLABLE, PRECISION, PRIMARY_KEY,
    Place, SCALE, SCHEMA, SQL_TEXT, Shape, TYPE, TYPES, Words, X, key, required,
};

const COLUMNS: Shape = Shape::Named(&Shape::Any(&[Shape::Word(&TYPES), Shape::Table(&VIEW_COLUMN)]));

/// `[view.X]`.
pub static VIEW: Place = Place {
    name: "a view",
    keys: &[
        required("view", Shape::Text, "The name of the view in the database."),
        required("query", SQL_TEXT, "The SELECT that it is, as SQL, whose columns have the names of the view's."),
        key(
            "materialized",
            Shape::Flag,
            "Whether PostgreSQL keeps its rows until it is refreshed; SQLite has a plain view then, too.",
        ),
        SCHEMA,
        DOC,
        COMMENT,
        key("rust_name", Shape::Text, "Another name in Rust."),
        DERIVE,
        ATTRIBUTES,
        SERDE_OF_MODEL,
        key("display", NAMES, "The columns that `Display` prints; the primary key where it is left out."),
        key("columns", COLUMNS, "The columns by name: a type, or a table."),
        MIXINS,
        PRIMARY_KEY,
        key(
            "relationships",
            Shape::Named(&Shape::Table(&VIEW_RELATIONSHIP)),
            "The relationships by name, which are read alone.",
        ),
        X,
    ],
};

/// A column of a view.
pub static VIEW_COLUMN: Place = Place {
    name: "a column of a view",
    keys: &[
        TYPE,
        ENUM_KEY,
        ARRAY,
        LENGTH,
        PRECISION,
        SCALE,
        NULLABLE,
        IN_PRIMARY_KEY,
        key("references", Shape::Text, "The column whose values it has, as `\"table.column\"`, for relationships."),
        key("column", Shape::Text, "Another name in the database."),
        key("rust_name", Shape::Text, "Another name in Rust."),
        key("rust_type", Shape::Text, "A type of the program's own for the values, as of a model's column."),
        key("sensitive", Shape::Flag, "Whether the values are kept out of logs and messages."),
        ATTRIBUTES,
        SERDE_OF_COLUMN,
        COLUMN_DOC,
        COMMENT,
        X,
    ],
};

/// How a relationship of a view is loaded.
pub static LAZY_OF_VIEW: Words =
    Words { noun: "way of loading", words: &["select", "joined", "selectin", "subquery", "raise", "raise_on_sql"] };

/// A relationship of a view.
pub static VIEW_RELATIONSHIP: Place = Place {
    name: "a relationship of a view",
    keys: &[
        key("belongs_to", Shape::Text, "The model that a column of the view refers to."),
        key("has_one", Shape::Text, "The model of which at most one refers to the same as the view."),
        key("has_many", Shape::Text, "The model of which any number refers to the same as the view."),
        key("foreign_key", NAMES, "The column or columns that refer, where several foreign keys would fit."),
        key("order_by", NAMES, "The columns of the other model that order the collection: `\"id\"`, `\"id desc\"`."),
        key("lazy", Shape::Word(&LAZY_OF_VIEW), "How it is loaded where a query says nothing."),
        key("rust_name", Shape::Text, "Another name in Rust."),
        key("doc", Shape::Text, "The documentation of the relationship."),
        X,
    ],
};
