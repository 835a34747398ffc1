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
    Optional,
    Derived,
}

/// A statement in the making.
pub(crate) struct Statement<'q> {
    pub(crate) dialect: Dialect,
    pub(crate) out: Out,
    pub(super) parameters: Vec<Param<'q>>,
    /// Parameters that are not simply a value of the query's, by their place.
    pub(super) held: Vec<(usize, Held<'q>)>,
}

/// A parameter that the statement holds in another form than it is sent.
pub(super) enum Held<'q> {
    Value(Value),
    List(&'q [Value]),
}

impl Held<'_> {
    fn same(&self, other: &Held<'_>) -> bool {
        match (self, other) {
            (Held::Value(a), Held::Value(b)) => a.as_ref().same(b.as_ref()),
            (Held::List(a), Held::List(b)) => {
                a.len() == b.len() && a.iter().zip(*b).all(|(a, b)| a.as_ref().same(b.as_ref()))
            }
            _ => false,
        }
    }
}

impl<'q> Statement<'q> {
    pub(crate) fn new(dialect: Dialect, out: Out) -> Self {
        // Room for what most statements have.
        let parameters = Vec::with_capacity(4);
        Statement { dialect, out, parameters, held: Vec::new() }
    }

    /// Whether the other statement has the same key and the same parameters.
    pub(super) fn same(&self, other: &Statement<'_>) -> bool {
        let (Out::Key(key), Out::Key(others)) = (&self.out, &other.out) else { return false };
        let mut held = self.held.iter().zip(&other.held);
        let mut parameters = self.parameters.iter().zip(&other.parameters);
        key == others
            && (self.parameters.len(), self.held.len()) == (other.parameters.len(), other.held.len())
            && held.all(|((at, one), (place, other))| at == place && one.same(other))
            && parameters.all(|(one, other)| one.value.same(other.value))
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

    /// A parameter that is made while the statement is.
    pub(crate) fn bind_made(&mut self, value: Value, sensitive: bool) {
        self.held.push((self.parameters.len(), Held::Value(value)));
        self.bind(ValueRef::Null, sensitive);
    }

    /// A parameter that is a list.
    pub(crate) fn bind_list(&mut self, list: &'q [Value], sensitive: bool) {
        self.held.push((self.parameters.len(), Held::List(list)));
        self.bind(ValueRef::Null, sensitive);
    }

    pub(crate) fn bind(&mut self, value: ValueRef<'q>, sensitive: bool) {
        self.parameters.push(Param { value, sensitive });
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
    pub(super) parameters: Vec<Param<'q>>,
    pub(super) held: Vec<(usize, Held<'q>)>,
    /// Whether it is a SELECT of one row at most.
    pub(super) of_one_row: bool,
}

impl<'q> Ready<'q> {
    /// Sends the statement and hands out its rows; how many there were.
    pub(crate) fn send(
        &self,
        connection: &mut Connection,
        each: &mut dyn FnMut(&Row<'_>) -> Result<()>,
    ) -> Result<u64> {
        self.with_params(|params| match self.of_one_row {
            true => connection.query_row(&self.sql, params, each),
            false => connection.query_params(&self.sql, params, each),
        })
    }

    /// The same with a thousand rows at once in memory, at most.
    pub(crate) fn stream(
        &self,
        connection: &mut Connection,
        each: &mut dyn FnMut(&Row<'_>) -> Result<()>,
    ) -> Result<u64> {
        self.with_params(|params| connection.stream_params(&self.sql, params, each))
    }

    /// Sends a statement that gives no rows; how many it touched.
    pub(crate) fn execute(&self, connection: &mut Connection) -> Result<u64> {
        self.with_params(|params| connection.execute_params(&self.sql, params))
    }

    fn with_params<R>(&self, send: impl FnOnce(&[Param<'_>]) -> R) -> R {
        if self.held.is_empty() {
            return send(&self.parameters);
        }
        let list = |held: &Held<'q>| match held {
            Held::Value(_) => Vec::new(),
            Held::List(values) => values.iter().map(Value::as_ref).collect(),
        };
        let lists: Vec<Vec<ValueRef<'_>>> = self.held.iter().map(|(_, held)| list(held)).collect();
        let mut params: Vec<Param<'_>> = self.parameters.clone();
        for ((place, held), list) in self.held.iter().zip(&lists) {
            params[*place].value = match held {
                Held::Value(value) => value.as_ref(),
                Held::List(_) => ValueRef::List(list),
            };
        }
        send(&params)
    }
}
