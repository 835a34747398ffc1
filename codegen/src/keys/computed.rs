//! The keys of computed columns.

use super::{Place, SQL_TEXT, Shape, key, required};

/// `computed`, where more is said than the expression.
pub static COMPUTED: Place = Place {
    name: "`computed`",
    keys: &[
        required("sql", SQL_TEXT, "The expression, as SQL."),
        key(
            "stored",
            Shape::Flag,
            "Whether it is kept in the row, as where it is left out; `false`, for SQLite alone: computed when it is read.",
        ),
    ],
};
