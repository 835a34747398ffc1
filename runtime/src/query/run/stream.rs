//! Rows handed out one by one, so that a result need not fit into memory.

use super::{BoundQuery, reader::Reader};
use crate::{
    Result, Session,
    error::invalid,
    query::{
        render::Form,
        select::{Query, Selection},
    },
};

impl<X: Selection> Query<X> {
    /// Runs the query and hands each row to `each`, which may stop it with an error: how many rows there were.
    ///
    /// However many rows there are, a thousand at most are held at once: PostgreSQL gives them through a cursor, SQLite one by
    /// one. Objects are the session's and stay there: select columns where
    /// there are many.
    ///
    /// # Errors
    /// As [`Query::all`], and what `each` returns.
    pub fn for_each(&self, session: &mut Session, each: impl FnMut(X::Row) -> Result<()>) -> Result<u64> {
        session.run_stream::<X>(&self.core, each)
    }
}

impl<X: Selection> BoundQuery<'_, X> {
    /// As [`Query::for_each`].
    ///
    /// # Errors
    /// As [`Query::for_each`].
    pub fn for_each(self, each: impl FnMut(X::Row) -> Result<()>) -> Result<u64> {
        let (session, query) = self.into_parts();
        query.for_each(session, each)
    }
}

impl Session {
    fn run_stream<X: Selection>(
        &mut self,
        core: &crate::query::tree::Core,
        mut each: impl FnMut(X::Row) -> Result<()>,
    ) -> Result<u64> {
        if let Some(step) = core.options.steps.first() {
            return Err(invalid(format!(
                "`{}` is to be loaded along, and rows that are handed out one by one load nothing along: join it and select \
                 both, or read pages",
                step.shown()
            )));
        }
        self.autoflush()?;
        self.lock_database(core)?;
        let ready = self.ready(core, Form::Select)?;
        let (connection, context) = self.reading()?;
        let (mut reader, mut names) = (Reader::new(context), None);
        let result = ready.stream(connection, &mut |row| {
            reader.next_row();
            reader.forget_handed();
            crate::query::run::in_order(core, &mut names, row, |row| each(X::read(&mut reader, row)?))
        });
        drop(reader);
        self.after_reading(result)
    }
}
