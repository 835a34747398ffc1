//! The keys of what only Rust sees: derives, attributes, and names in JSON.

use super::{Key, Place, Shape, Words, key};

pub(super) const DERIVE: Key = key(
    "derive",
    Shape::List(&Shape::Text),
    "Traits to derive beside those that it has anyway, as paths: `[\"Hash\", \"schemars::JsonSchema\"]`.",
);
pub(super) const ATTRIBUTES: Key = key(
    "attributes",
    Shape::List(&Shape::Text),
    "Attributes of the Rust item, for derives of yours: `[\"schemars(title = \\\"A user\\\")\"]`.",
);
pub(super) const SERDE_OF_MODEL: Key = key("serde", Shape::Table(&MODEL_SERDE), "How the struct is JSON.");
pub(super) const SERDE_OF_COLUMN: Key = key("serde", Shape::Table(&COLUMN_SERDE), "How the field is JSON.");
pub(super) const SERDE_OF_ENUM: Key = key("serde", Shape::Table(&ENUM_SERDE), "How the enum is JSON.");
pub(super) const SERDE_OF_VALUE: Key = key("serde", Shape::Table(&VALUE_SERDE), "How the value is JSON.");

/// How names are written, in serde's words.
pub static CASES: Words = Words {
    noun: "case",
    words: &[
        "lowercase",
        "UPPERCASE",
        "PascalCase",
        "camelCase",
        "snake_case",
        "SCREAMING_SNAKE_CASE",
        "kebab-case",
        "SCREAMING-KEBAB-CASE",
    ],
};

/// `serde` of a model.
pub static MODEL_SERDE: Place = Place {
    name: "`serde` of a model",
    keys: &[
        key("rename_all", Shape::Word(&CASES), "How the names of all fields are written in JSON."),
        key("deny_unknown_fields", Shape::Flag, "Whether JSON with a field that is not known is refused."),
    ],
};

/// `serde` of a column.
pub static COLUMN_SERDE: Place = Place {
    name: "`serde` of a column",
    keys: &[
        key("rename", Shape::Text, "The name in JSON."),
        key("skip_serializing", Shape::Flag, "Whether it is left out of JSON that is written."),
        key("skip_deserializing", Shape::Flag, "Whether it is passed over in JSON that is read."),
        key("skip_serializing_none", Shape::Flag, "Whether it is left out of JSON where it is `None`."),
    ],
};

/// `serde` of an enum.
pub static ENUM_SERDE: Place = Place {
    name: "`serde` of an enum",
    keys: &[key(
        "rename_all",
        Shape::Word(&CASES),
        "How the names of all variants are written in JSON; where it is left out, they are the texts that the database holds.",
    )],
};

/// `serde` of a value of an enum.
pub static VALUE_SERDE: Place =
    Place { name: "`serde` of a value", keys: &[key("rename", Shape::Text, "The text in JSON.")] };
