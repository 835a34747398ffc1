//! The keys of what numbers rows: identity columns and sequences.

use super::{Key, Place, SCHEMA, Shape, Words, key};

const MOST: u32 = 2_147_483_647;
const START: Key = key("start", Shape::Number(0, MOST), "The first number; 1 where it is left out.");
const INCREMENT: Key = key("increment", Shape::Number(1, MOST), "From one number to the next; 1 where it is left out.");
const MINIMUM: Key = key("minimum", Shape::Number(0, MOST), "The least number.");
const MAXIMUM: Key = key("maximum", Shape::Number(1, MOST), "The greatest number.");
const CACHE: Key = key("cache", Shape::Number(1, MOST), "How many numbers a connection takes at once.");
const CYCLE: Key = key("cycle", Shape::Flag, "Whether the least number follows the greatest.");

/// `identity = "always"`.
pub static IDENTITY_KINDS: Words = Words { noun: "kind of identity", words: &["always", "by default"] };

/// `identity`, where more is said than its kind.
pub static IDENTITY: Place = Place {
    name: "`identity`",
    keys: &[
        key("always", Shape::Flag, "Whether PostgreSQL refuses a number that an INSERT gives."),
        START,
        INCREMENT,
        MINIMUM,
        MAXIMUM,
        CACHE,
        CYCLE,
    ],
};

/// `[sequence.x]`.
pub static SEQUENCE: Place =
    Place { name: "a sequence", keys: &[SCHEMA, START, INCREMENT, MINIMUM, MAXIMUM, CACHE, CYCLE] };

/// `server_default`, where it is SQL or a sequence.
pub static SERVER_DEFAULT_SQL: Place = Place {
    name: "`server_default`",
    keys: &[
        key("sqlite", Shape::Text, "The text for SQLite."),
        key("postgresql", Shape::Text, "The text for PostgreSQL."),
        key("next", Shape::Text, "The sequence of PostgreSQL whose next number it is."),
    ],
};
