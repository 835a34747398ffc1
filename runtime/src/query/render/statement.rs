//! A statement in the making: its parameters, and either its text or the key by which a text made before is found.

use std::{fmt::Write as _, sync::Arc};

use crate::{Connection, Dialect, Result, Row, Value, ValueRef, driver::Param};

/// What is written: one walk over a query makes either.
pub(crate) enum Out {
    /// What tells the query's text apart from every other, but costs less than the text.
    Key(Vec<usize>),
    Text(String),
}

/// What a word of a key stands for. Addresses of static texts are none of these.
#[repr(usize)]
pub(crate) enum Mark {
    Parameter = 1,
    Text,
    Column,
    Alias,
    Entity,
    Derived,
}

/// A statement in the making.
pub(crate) struct Statement<'q> {
    pub(crate) dialect: Dialect,
    pub(crate) out: Out,
    pub(crate) parameters: Vec<Parameter<'q>>,
}

/// A parameter, and whether it may be shown.
pub(crate) struct Parameter<'q> {
    pub(crate) value: Bound<'q>,
    pub(crate) sensitive: bool,
}

pub(crate) enum Bound<'q> {
    Ref(ValueRef<'q>),
    Owned(Value),
    List(&'q [Value]),
}

impl<'q> Statement<'q> {
    pub(crate) fn new(dialect: Dialect, out: Out) -> Self {
        Statement { dialect, out, parameters: Vec::new() }
    }

    /// Words that every run of the program's code writes from the same place.
    pub(crate) fn push(&mut self, words: &'static str) {
        match &mut self.out {
            Out::Key(key) => key.extend([words.as_ptr() as usize, words.len()]),
            Out::Text(text) => text.push_str(words),
        }
    }

    /// Words that are made at run time.
    pub(crate) fn push_text(&mut self, words: &str) {
        match &mut self.out {
            Out::Key(key) => {
                key.extend([Mark::Text as usize, words.len()]);
                key.extend(
                    words
                        .as_bytes()
                        .chunks(size_of::<usize>())
                        .map(|chunk| chunk.iter().fold(0, |word: usize, &byte| word << 8 | usize::from(byte))),
                );
            }
            Out::Text(text) => text.push_str(words),
        }
    }

    /// A name in double quotes.
    pub(crate) fn push_quoted(&mut self, name: &str) {
        match &self.out {
            Out::Key(_) => self.push_text(name),
            Out::Text(_) => self.push_text(&quoted(name)),
        }
    }

    /// What the text does not show by itself.
    pub(crate) fn mark(&mut self, mark: Mark, words: &[usize]) {
        if let Out::Key(key) = &mut self.out {
            key.push(mark as usize);
            key.extend_from_slice(words);
        }
    }

    pub(crate) fn is_key(&self) -> bool {
        matches!(self.out, Out::Key(_))
    }

    pub(crate) fn bind(&mut self, value: Bound<'q>, sensitive: bool) {
        self.parameters.push(Parameter { value, sensitive });
        let number = self.parameters.len();
        match &mut self.out {
            Out::Key(key) => key.push(Mark::Parameter as usize),
            Out::Text(text) => match self.dialect {
                Dialect::Sqlite => text.push('?'),
                // Writing to a String cannot fail.
                Dialect::Postgresql => drop(write!(text, "${number}")),
            },
        }
    }
}

/// A name as it stands in SQL: in quotes unless it is a plain word that no dialect reserves.
pub(crate) fn quoted(name: &str) -> String {
    let plain = name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_' || b.is_ascii_digit())
        && name.bytes().next().is_some_and(|b| !b.is_ascii_digit());
    // No reserved word has an underscore, but for some of dates and times.
    if plain && name.contains('_') && !name.starts_with("current_") && !name.starts_with("session_") {
        return name.to_owned();
    }
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// A statement ready to be sent.
pub(crate) struct Ready<'q> {
    pub(crate) sql: Arc<str>,
    pub(crate) parameters: Vec<Parameter<'q>>,
}

impl Ready<'_> {
    /// Sends the statement and hands out its rows; how many there were.
    pub(crate) fn send(
        &self,
        connection: &mut Connection,
        each: &mut dyn FnMut(&Row<'_>) -> Result<()>,
    ) -> Result<u64> {
        let lists = self.lists();
        connection.query_params(&self.sql, &self.params(&lists), each)
    }

    /// The same with a thousand rows at once in memory, at most.
    pub(crate) fn stream(
        &self,
        connection: &mut Connection,
        each: &mut dyn FnMut(&Row<'_>) -> Result<()>,
    ) -> Result<u64> {
        let lists = self.lists();
        connection.stream_params(&self.sql, &self.params(&lists), each)
    }

    /// Sends a statement that gives no rows; how many it touched.
    pub(crate) fn execute(&self, connection: &mut Connection) -> Result<u64> {
        let lists = self.lists();
        connection.execute_params(&self.sql, &self.params(&lists))
    }

    fn lists(&self) -> Vec<Vec<ValueRef<'_>>> {
        let lists = self.parameters.iter().filter_map(|parameter| match parameter.value {
            Bound::List(values) => Some(values.iter().map(Value::as_ref).collect()),
            _ => None,
        });
        lists.collect()
    }

    fn params<'p>(&'p self, lists: &'p [Vec<ValueRef<'p>>]) -> Vec<Param<'p>> {
        let mut lists = lists.iter();
        let param = |parameter: &'p Parameter<'_>| Param {
            value: match &parameter.value {
                Bound::Ref(value) => *value,
                Bound::Owned(value) => value.as_ref(),
                Bound::List(_) => lists.next().map_or(ValueRef::Null, |list| ValueRef::List(list)),
            },
            sensitive: parameter.sensitive,
        };
        self.parameters.iter().map(param).collect()
    }
}
