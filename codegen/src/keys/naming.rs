//! The keys of naming conventions.

use super::{Place, Shape, key};

/// `[settings.naming]`.
pub static NAMING: Place = Place {
    name: "`naming`",
    keys: &[
        key("pk", Shape::Text, "Primary keys; `\"pk_%(table_name)s\"` where it is left out."),
        key("uq", Shape::Text, "Unique constraints; `\"uq_%(table_name)s_%(column_0_N_name)s\"` where it is left out."),
        key("ix", Shape::Text, "Indexes; `\"ix_%(table_name)s_%(column_0_N_name)s\"` where it is left out."),
        key("ck", Shape::Text, "Checks; `\"ck_%(table_name)s_%(constraint_name)s\"` where it is left out."),
        key(
            "fk",
            Shape::Text,
            "Foreign keys; `\"fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s\"` where it is left out.",
        ),
    ],
};
