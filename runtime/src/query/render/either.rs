//! What each dialect writes in its own way; among it the rows of a query that a comparison is with any or all of.

use super::Writer;
use crate::{Dialect, Error, ErrorKind, Result, query::tree::Node};

impl<'q> Writer<'q, '_> {
    /// What this dialect writes.
    pub(super) fn own(&self, sqlite: &'q Node, postgresql: &'q Node) -> &'q Node {
        if self.dialect() == Dialect::Sqlite { sqlite } else { postgresql }
    }

    /// A comparison with any or all rows of a query.
    pub(super) fn quantified(&mut self, left: &'q Node, operator: &'static str, rows: &'q Node) -> Result<()> {
        let Node::Either { sqlite, postgresql } = rows else { return self.node(rows) };
        if !["=", "!=", "<", "<=", ">", ">="].contains(&operator) {
            return Err(misplaced(&format!("and not behind `{operator}`")));
        }
        self.operand(left)?;
        self.push(" ");
        self.push(operator);
        self.push(" ");
        self.node(self.own(sqlite, postgresql))
    }
}

#[cold]
pub(super) fn misplaced(instead: &str) -> Error {
    let message = format!("`any(...)` and `all(...)` of a query stand behind a comparison, {instead}");
    Error::new(ErrorKind::InvalidRequest, message)
}
