//! The keys of tables without a model.

use super::{
    ARRAY, AUTOINCREMENT, CHECK_KEY, COLUMN_CHECK, COLUMN_DOC, COMMENT, COMPUTED_KEY, DOC, ENUM_KEY, FOREIGN_KEY_KEY,
    IDENTITY_KEY, IN_PRIMARY_KEY, INDEX_KEY, IS_INDEXED, IS_UNIQUE, LENGTH, MIXINS, NULLABLE, PRECISION, PRIMARY_KEY,
    Place, REFERENCES_KEY, RENAMED_FROM, SCALE, SCHEMA, SERVER_DEFAULT, Shape, TYPE, TYPES, UNIQUE_KEY, X, key,
};

const TABLE_COLUMNS: Shape = Shape::Named(&Shape::Any(&[Shape::Word(&TYPES), Shape::Table(&TABLE_COLUMN)]));

/// `[table.x]`.
pub static TABLE: Place = Place {
    name: "a table without a model",
    keys: &[
        SCHEMA,
        RENAMED_FROM,
        DOC,
        COMMENT,
        key("columns", TABLE_COLUMNS, "The columns by name: a type, or a table."),
        MIXINS,
        PRIMARY_KEY,
        UNIQUE_KEY,
        INDEX_KEY,
        CHECK_KEY,
        FOREIGN_KEY_KEY,
        X,
    ],
};

/// A column of a table without a model.
pub static TABLE_COLUMN: Place = Place {
    name: "a column of a table without a model",
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
        SERVER_DEFAULT,
        COMPUTED_KEY,
        IDENTITY_KEY,
        AUTOINCREMENT,
        key("column", Shape::Text, "Another name in the database."),
        RENAMED_FROM,
        COLUMN_DOC,
        COMMENT,
        COLUMN_CHECK,
        X,
    ],
};
