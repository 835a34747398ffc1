//! Running queries in a session.

use super::{
    expr::{Condition, IntoExpr, IntoOrdering, Node},
    operators::compare,
    reader::Reader,
    render,
    select::{Core, Query, Queryable, Selection, building},
};
use crate::{Column, Error, ErrorKind, Nullability, Result, Row, Session};

/// A query bound to the session that will run it.
#[must_use = "a query does nothing until it is run by `all`, `first`, `one`, ..."]
#[derive(Debug)]
pub struct BoundQuery<'s, X> {
    session: &'s mut Session,
    query: Query<X>,
}

impl<'s, X: Selection> BoundQuery<'s, X> {
    pub(crate) fn new(session: &'s mut Session, query: Query<X>) -> Self {
        BoundQuery { session, query }
    }

    building!(query.core);

    /// As [`Query::all`].
    ///
    /// # Errors
    /// As [`Query::all`].
    pub fn all(self) -> Result<Vec<X::Row>> {
        self.query.all(self.session)
    }

    /// As [`Query::first`].
    ///
    /// # Errors
    /// As [`Query::all`].
    pub fn first(self) -> Result<Option<X::Row>> {
        self.query.first(self.session)
    }

    /// As [`Query::one`].
    ///
    /// # Errors
    /// As [`Query::one`].
    pub fn one(self) -> Result<X::Row> {
        self.query.one(self.session)
    }

    /// As [`Query::one_or_none`].
    ///
    /// # Errors
    /// As [`Query::one_or_none`].
    pub fn one_or_none(self) -> Result<Option<X::Row>> {
        self.query.one_or_none(self.session)
    }

    /// As [`Query::count`].
    ///
    /// # Errors
    /// As [`Query::all`].
    pub fn count(self) -> Result<i64> {
        self.query.count(self.session)
    }
}

impl Session {
    /// A query for all objects of a model: `session.query::<User>()`.
    pub fn query<Q: Queryable>(&mut self) -> BoundQuery<'_, Q::Selection> {
        BoundQuery::new(self, Query::new(&Q::selection()))
    }

    /// A query for columns, entities, or tuples of them.
    pub fn select<X: Selection>(&mut self, selection: X) -> BoundQuery<'_, X> {
        BoundQuery::new(self, Query::new(&selection))
    }

    pub(crate) fn run<X: Selection>(&mut self, core: &Core) -> Result<Vec<X::Row>> {
        let mut rows = Vec::new();
        self.run_core(core, &mut |reader, row| {
            rows.push(X::read(reader, row)?);
            Ok(())
        })?;
        Ok(rows)
    }

    /// The part of a run that does not depend on what is selected.
    fn run_core(&mut self, core: &Core, each: &mut dyn FnMut(&mut Reader<'_>, &Row<'_>) -> Result<()>) -> Result<()> {
        self.autoflush()?;
        let rendered = render::select(core, self.engine().dialect())?;
        let (connection, context) = self.reading()?;
        let mut reader = Reader::new(context);
        let result = rendered.send(connection, &mut |row| {
            reader.next_row();
            each(&mut reader, row)
        });
        let handed = reader.into_handed();
        self.after_reading(result)?;
        self.register_results(handed);
        Ok(())
    }

    pub(crate) fn run_first<X: Selection>(&mut self, core: &Core) -> Result<Option<X::Row>> {
        Ok(self.run::<X>(&core.first())?.pop())
    }

    pub(crate) fn run_one_or_none<X: Selection>(&mut self, core: &Core) -> Result<Option<X::Row>> {
        let mut rows = self.run::<X>(core)?;
        match rows.len() {
            0 | 1 => Ok(rows.pop()),
            count => Err(multiple_results(count)),
        }
    }

    pub(crate) fn run_one<X: Selection>(&mut self, core: &Core) -> Result<X::Row> {
        match self.run_one_or_none::<X>(core)? {
            Some(row) => Ok(row),
            None => Err(no_result()),
        }
    }

    pub(crate) fn run_count(&mut self, core: &Core) -> Result<i64> {
        self.autoflush()?;
        let rendered = render::count(core, self.engine().dialect())?;
        let mut count = 0;
        let (connection, _) = self.reading()?;
        let result = rendered.send(connection, &mut |row| {
            count = row.get(0)?;
            Ok(())
        });
        self.after_reading(result)?;
        Ok(count)
    }
}

fn multiple_results(count: usize) -> Error {
    Error::new(ErrorKind::MultipleResultsFound, format!("one row was wanted, and the query gives {count}"))
}

fn no_result() -> Error {
    Error::new(ErrorKind::NoResultFound, "one row was wanted, and the query gives none")
}
