//! The types that `schema/own_types.toml` names.

use std::{borrow::Cow, collections::BTreeSet};

use aludel::{
    ColumnType,
    serde_json::{Value, json},
};

use crate::models::Mood;

/// A key that no other key is taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PatronId(pub i32);

impl ColumnType for PatronId {
    type Stored = i32;

    fn to_stored(&self) -> Cow<'_, i32> {
        Cow::Owned(self.0)
    }

    fn from_stored(stored: i32) -> Option<Self> {
        Some(PatronId(stored))
    }

    fn placeholder() -> Self {
        PatronId(0)
    }
}

/// An address, borrowed when it is stored.
#[derive(Clone, Debug, PartialEq)]
pub struct Email {
    text: String,
    /// Not stored: two addresses that differ in it alone are the same to a flush.
    pub seen: u32,
}

impl Email {
    /// An address.
    ///
    /// # Panics
    /// Where it is none.
    pub fn new(text: &str) -> Email {
        Email::from_stored(text.to_owned()).unwrap()
    }
}

impl ColumnType for Email {
    type Stored = String;

    fn to_stored(&self) -> Cow<'_, String> {
        Cow::Borrowed(&self.text)
    }

    fn from_stored(stored: String) -> Option<Self> {
        stored.contains('@').then_some(Email { text: stored, seen: 0 })
    }

    fn placeholder() -> Self {
        Email { text: String::new(), seen: 0 }
    }
}

/// Cents, never negative.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Money(pub u64);

impl ColumnType for Money {
    type Stored = i64;

    fn to_stored(&self) -> Cow<'_, i64> {
        Cow::Owned(self.0.cast_signed())
    }

    fn from_stored(stored: i64) -> Option<Self> {
        stored.try_into().ok().map(Money)
    }

    fn placeholder() -> Self {
        Money(0)
    }
}

/// Three bytes, stored as text that must be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Colour(pub u8, pub u8, pub u8);

impl ColumnType for Colour {
    type Stored = String;

    fn to_stored(&self) -> Cow<'_, String> {
        Cow::Owned(format!("#{:02x}{:02x}{:02x}", self.0, self.1, self.2))
    }

    fn from_stored(stored: String) -> Option<Self> {
        let byte = |at: usize| u8::from_str_radix(stored.get(at..at + 2)?, 16).ok();
        Some(Colour(byte(1)?, byte(3)?, byte(5)?))
    }

    fn placeholder() -> Self {
        Colour(0, 0, 0)
    }
}

/// A struct, stored as JSON.
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    /// Whether letters are sent.
    pub letters: bool,
    /// What is of interest.
    pub topics: Vec<String>,
}

impl ColumnType for Options {
    type Stored = Value;

    fn to_stored(&self) -> Cow<'_, Value> {
        Cow::Owned(json!({ "letters": self.letters, "topics": self.topics }))
    }

    fn from_stored(stored: Value) -> Option<Self> {
        let topics = stored["topics"].as_array()?.iter().map(|topic| topic.as_str().map(str::to_owned));
        Some(Options { letters: stored["letters"].as_bool()?, topics: topics.collect::<Option<_>>()? })
    }

    fn placeholder() -> Self {
        Options { letters: false, topics: Vec::new() }
    }
}

/// A generated enum in another form.
#[derive(Clone, Debug, PartialEq)]
pub enum Feeling {
    /// Calm.
    Good,
    /// Anything else.
    Other(Mood),
}

impl ColumnType for Feeling {
    type Stored = Mood;

    fn to_stored(&self) -> Cow<'_, Mood> {
        match self {
            Feeling::Good => Cow::Owned(Mood::Calm),
            Feeling::Other(mood) => Cow::Borrowed(mood),
        }
    }

    fn from_stored(stored: Mood) -> Option<Self> {
        Some(if stored == Mood::Calm { Feeling::Good } else { Feeling::Other(stored) })
    }

    fn placeholder() -> Self {
        Feeling::Good
    }
}

/// Words in order, each once, stored as an array of PostgreSQL's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TagSet(pub BTreeSet<String>);

impl ColumnType for TagSet {
    type Stored = Vec<String>;

    fn to_stored(&self) -> Cow<'_, Vec<String>> {
        Cow::Owned(self.0.iter().cloned().collect())
    }

    fn from_stored(stored: Vec<String>) -> Option<Self> {
        Some(TagSet(stored.into_iter().collect()))
    }

    fn placeholder() -> Self {
        TagSet(BTreeSet::new())
    }
}

/// When something was opened, over a type of chrono.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Opened(pub aludel::chrono::DateTime<aludel::chrono::Utc>);

impl ColumnType for Opened {
    type Stored = aludel::chrono::DateTime<aludel::chrono::Utc>;

    fn to_stored(&self) -> Cow<'_, Self::Stored> {
        Cow::Borrowed(&self.0)
    }

    fn from_stored(stored: Self::Stored) -> Option<Self> {
        Some(Opened(stored))
    }

    fn placeholder() -> Self {
        Opened(Default::default())
    }
}
