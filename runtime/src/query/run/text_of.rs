//! The text of a query, and what the database makes of it.

use crate::{
    Dialect, Result, Session,
    query::{
        render::{self, Form},
        select::{Query, Selection},
    },
};

impl<X: Selection> Query<X> {
    /// The SQL text of the query, with the dialect's placeholders in place of its values. Nothing is sent.
    ///
    /// # Errors
    /// As [`Query::all`] where the query is refused.
    pub fn to_sql(&self, dialect: Dialect) -> Result<String> {
        render::text(&self.core, Form::Select, dialect, None)
    }

    /// How the database would run the query, a line an element: what `EXPLAIN QUERY PLAN` says on SQLite, `EXPLAIN` on
    /// PostgreSQL. One round trip; the query is not run.
    ///
    /// # Errors
    /// As [`Query::all`].
    pub fn explain(&self, session: &mut Session) -> Result<Vec<String>> {
        session.run_explain(&self.core)
    }
}
