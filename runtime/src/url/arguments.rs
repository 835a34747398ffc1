//! What a URL tells a driver, before its options are checked.

use std::collections::BTreeMap;
use std::fmt;

use super::render::{HIDDEN, is_secret};

/// One value of [`Arguments`].
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Argument {
    /// As it was written.
    Text(String),
    /// An option that was given more than once.
    List(Vec<String>),
    /// A whole number.
    Integer(i64),
    /// A number with a fraction.
    Real(f64),
    /// Yes or no.
    Flag(bool),
}

impl From<&str> for Argument {
    fn from(text: &str) -> Argument {
        Argument::Text(text.to_owned())
    }
}

/// One value as text, several as a list.
impl From<&[String]> for Argument {
    fn from(values: &[String]) -> Argument {
        match values {
            [one] => Argument::Text(one.clone()),
            several => Argument::List(several.to_vec()),
        }
    }
}

/// What a URL tells its driver, by name; see [`Url::arguments`](super::Url::arguments). Printed, secrets are hidden.
#[derive(Clone, Default, PartialEq)]
pub struct Arguments(BTreeMap<String, Argument>);

impl Arguments {
    pub(super) fn set(&mut self, key: &str, value: impl Into<Argument>) {
        self.0.insert(key.to_owned(), value.into());
    }

    /// One argument.
    pub fn get(&self, key: &str) -> Option<&Argument> {
        self.0.get(key)
    }

    /// One argument, where it is text.
    pub fn text(&self, key: &str) -> Option<&str> {
        match self.get(key) {
            Some(Argument::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// All arguments, in the order of their names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Argument)> {
        self.0.iter().map(|(key, value)| (key.as_str(), value))
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Debug for Arguments {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut map = f.debug_map();
        for (key, value) in self.iter() {
            match is_secret(key) {
                true => map.entry(&key, &HIDDEN),
                false => map.entry(&key, value),
            };
        }
        map.finish()
    }
}
