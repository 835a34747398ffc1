//! The key of the user's own.

use super::{Key, Shape, key};

/// What other tools are told.
pub(super) const X: Key = key(
    "x",
    Shape::Named(&Shape::Value),
    "Whatever your own tools are to know, as a table of any keys: `aludel::Metadata::x` gives it.",
);
