//! The keys of relationships.

use super::{NAMES, Place, Shape, Words, X, key};

/// What follows along a relationship.
pub static CASCADES: Words = Words {
    noun: "cascade",
    words: &["save-update", "merge", "refresh-expire", "expunge", "delete", "delete-orphan", "all", "none"],
};

/// How a relationship is loaded.
pub static LAZY: Words = Words {
    noun: "way of loading",
    words: &["select", "joined", "selectin", "subquery", "raise", "raise_on_sql", "write_only"],
};

/// `passive_deletes = "all"`.
pub static PASSIVE: Words = Words { noun: "word for `passive_deletes`", words: &["all"] };

/// A relationship.
pub static RELATIONSHIP: Place = Place {
    name: "a relationship",
    keys: &[
        key("belongs_to", Shape::Text, "The model that this one refers to."),
        key("has_one", Shape::Text, "The model of which at most one refers to this."),
        key("has_many", Shape::Text, "The model of which any number refers to this."),
        key("through", Shape::Text, "The table between, for many-to-many."),
        key("back_populates", Shape::Text, "The relationship of the other model that is the same link."),
        key("foreign_key", NAMES, "The column or columns that refer, where several foreign keys would fit."),
        key("order_by", NAMES, "The columns of the other model that order the collection: `\"id\"`, `\"id desc\"`."),
        key("cascade", Shape::WordList(&CASCADES), "What follows from this side to the other: SQLAlchemy's words."),
        key("lazy", Shape::Word(&LAZY), "How it is loaded where a query says nothing."),
        key(
            "passive_deletes",
            Shape::Any(&[Shape::Flag, Shape::Word(&PASSIVE)]),
            "Whether deleting leaves what is not loaded to the database; `\"all\"`: everything.",
        ),
        key("rust_name", Shape::Text, "Another name in Rust."),
        key("doc", Shape::Text, "The documentation of the relationship."),
        X,
    ],
};
