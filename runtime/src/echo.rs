//! Echo: every statement and its parameters, as they go to the database.
//!
//! With echo off nothing is formatted: callers ask for an [`Echo`] first, and there is none.

use std::io::Write;

use crate::driver::{Batch, Param};

pub(crate) mod parameters;

/// Where the lines go. An entry is one or two lines: a statement, and its parameters below it.
pub(crate) enum Echo {
    /// Standard output, locked for an entry.
    Stdout,
    /// A function of the program's, called once a line.
    Lines(Box<dyn Fn(&str) + Send + Sync>),
}

impl Echo {
    /// A statement and the parameters of its one execution.
    pub(crate) fn statement(&self, sql: &str, params: &[Param<'_>]) {
        let mut line = String::with_capacity(64);
        parameters::tuple(&mut line, params);
        self.entry(&[sql, &line]);
    }

    /// A statement executed once for every row of a batch.
    pub(crate) fn batch(&self, sql: &str, batch: &dyn Batch) {
        let mut line = String::with_capacity(64);
        parameters::rows(&mut line, batch);
        self.entry(&[sql, &line]);
    }

    /// A line of its own: `BEGIN (implicit)`, `COMMIT`, a statement without parameters.
    pub(crate) fn line(&self, text: &str) {
        self.entry(&[text]);
    }

    fn entry(&self, lines: &[&str]) {
        match self {
            Echo::Lines(sink) => lines.iter().for_each(|line| sink(line)),
            Echo::Stdout => {
                let mut text = lines.join("\n");
                text.push('\n');
                // A reader that has gone away (`| head`) is no reason to fail a statement.
                let _ = std::io::stdout().lock().write_all(text.as_bytes());
            }
        }
    }
}
