//! Running queries in a session.

use super::{
    expr::{Condition, IntoExpr, IntoOrdering, Node, compare},
    render,
    select::{Core, Query, Selection, building},
};
use crate::{Column, Error, ErrorKind, Field, Model, Nullability, Result, Row, Session, Tracked, session::Context};

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

/// Reads rows into a session: whoever reads an element of a row moves the reader on by its columns.
pub struct Reader<'s> {
    context: Context<'s>,
    at: usize,
    /// The objects handed out, a list an entity of the selection.
    handed: Vec<Handed>,
    entity: usize,
}

/// The slots of one entity's objects, in the order of the rows.
pub(crate) struct Handed {
    pub(crate) store: usize,
    pub(crate) slots: Vec<u32>,
}

impl std::fmt::Debug for Reader<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reader").field("at", &self.at).finish_non_exhaustive()
    }
}

impl Reader<'_> {
    pub(crate) fn entity<M: Model>(&mut self, row: &Row<'_>) -> Result<Tracked<M>> {
        let info = M::info();
        let at = self.at;
        self.at += info.table.columns.len();
        let index = self.context.stores.ensure(info);
        let (store, mut absorb) = self.context.typed::<M>(index)?;
        if let Some(rows) = row.expected() {
            store.reserve(rows);
        }
        let slot = store.absorb(&mut absorb, row, at)?;
        let handle = store.handle(slot);
        if self.handed.len() == self.entity {
            self.handed.push(Handed { store: index, slots: Vec::new() });
        }
        self.handed[self.entity].slots.push(slot);
        self.entity += 1;
        Ok(handle)
    }

    pub(crate) fn column<T: Field>(&mut self, row: &Row<'_>) -> Result<T> {
        let at = self.at;
        self.at += 1;
        row.get(at)
    }
}

impl Session {
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
        let rendered = render::select(core, self.dialect()?)?;
        let (connection, context) = self.reading()?;
        let mut reader = Reader { context, at: 0, handed: Vec::new(), entity: 0 };
        let result = rendered.send(connection, &mut |row| {
            reader.at = 0;
            reader.entity = 0;
            each(&mut reader, row)
        });
        let handed = reader.handed;
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
        let rendered = render::count(core, self.dialect()?)?;
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
