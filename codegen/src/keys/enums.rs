//! The keys of enums.

use super::attributes::{ATTRIBUTES, DERIVE, SERDE_OF_ENUM, SERDE_OF_VALUE};
use super::{Place, SCHEMA, Shape, X, key, required};

/// `[enum.X]`.
pub static ENUM: Place = Place {
    name: "an enum",
    keys: &[
        required(
            "values",
            Shape::List(&Shape::Any(&[Shape::Text, Shape::Table(&ENUM_VALUE)])),
            "The values, in the order in which PostgreSQL sorts them; SQLite sorts them as texts.",
        ),
        key("name", Shape::Text, "The name of the type on PostgreSQL; the enum's in snake case where it is left out."),
        SCHEMA,
        key("rust_name", Shape::Text, "Another name in Rust."),
        DERIVE,
        ATTRIBUTES,
        SERDE_OF_ENUM,
        key("doc", Shape::Text, "The documentation of the enum."),
        X,
    ],
};

/// A value of an enum, where more is said than its text.
pub static ENUM_VALUE: Place = Place {
    name: "a value of an enum",
    keys: &[
        required("value", Shape::Text, "The text that the database holds."),
        key("rust_name", Shape::Text, "The name of the variant; the value in camel case where it is left out."),
        ATTRIBUTES,
        SERDE_OF_VALUE,
        key("doc", Shape::Text, "The documentation of the variant."),
    ],
};
