//! The keys of lints.

use super::{Key, Place, Shape, Words, key};

/// What is done about a warning.
pub static LEVELS: Words = Words { noun: "level", words: &["allow", "warn", "deny"] };

const fn lint(name: &'static str, doc: &'static str) -> Key {
    key(name, Shape::Word(&LEVELS), doc)
}

/// `[settings.lints]`.
pub static LINTS: Place = Place {
    name: "`lints`",
    keys: &[
        lint("unindexed_foreign_key", "A foreign key whose index is left out: W0001."),
        lint("reserved_word", "A table, column or enum that is called as a word of SQL: W0002."),
        lint("unused_table", "A table without a model that nothing uses: W0003."),
        lint("unused_enum", "An enum that no column has: W0004."),
        lint("unused_mixin", "A mixin that no model or table names: W0005."),
        lint("redundant_index", "An index that begins as another one or a key does: W0006."),
        lint("missing_docs", "What has no `doc`: W0007. Allowed where it is left out; the others are told."),
        lint("foreign_key_rust_type", "A foreign key with another Rust type than what it refers to: W0008."),
    ],
};
