//! Running queries in a session.

use super::{
    expr::{Condition, IntoExpr, IntoOrdering, Node, compare},
    render,
    select::{Core, Query, Selection, building},
};
use crate::{
    Column, Error, ErrorKind, Field, Model, Nullability, Result, Row, Session, Tracked,
    session::{Context, store::Store},
};

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

impl<'s> Reader<'s> {
    pub(crate) fn new(context: Context<'s>) -> Self {
        Reader { context, at: 0, handed: Vec::new(), entity: 0 }
    }

    pub(crate) fn row<X: Selection>(&mut self, row: &Row<'_>) -> Result<X::Row> {
        self.at = 0;
        self.entity = 0;
        X::read(self, row)
    }

    pub(crate) fn finish(self) -> Vec<Handed> {
        self.handed
    }

    pub(crate) fn entity<M: Model>(&mut self, row: &Row<'_>) -> Result<Tracked<M>> {
        let info = M::info();
        let at = self.at;
        self.at += info.table.columns.len();
        let index = self.context.stores.ensure(info);
        let (store, mut absorb) = self.context.typed::<M>(index)?;
        if let Some(rows) = row.expected() {
            store.reserve(rows);
        }
        let slot = Store::absorb(store, &mut absorb, row, at)?;
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
        self.autoflush()?;
        let rendered = render::select(core, self.dialect()?)?;
        let mut rows = Vec::new();
        let handed = self.reading(|connection, context| {
            let mut reader = Reader::new(context);
            rendered.with_params(|sql, params| {
                connection.query_params(sql, params, &mut |row| {
                    rows.push(reader.row::<X>(row)?);
                    Ok(())
                })
            })?;
            Ok(reader.finish())
        })?;
        self.register_results(handed);
        Ok(rows)
    }

    pub(crate) fn run_first<X: Selection>(&mut self, core: &Core) -> Result<Option<X::Row>> {
        let mut core = core.clone();
        core.limit = Some(core.limit.map_or(1, |limit| limit.min(1)));
        core.offset = Some(core.offset.unwrap_or(0));
        Ok(self.run::<X>(&core)?.into_iter().next())
    }

    pub(crate) fn run_one_or_none<X: Selection>(&mut self, core: &Core) -> Result<Option<X::Row>> {
        let mut rows = self.run::<X>(core)?;
        match rows.len() {
            0 | 1 => Ok(rows.pop()),
            count => Err(Error::new(
                ErrorKind::MultipleResultsFound,
                format!("one row was wanted, and the query gives {count}"),
            )),
        }
    }

    pub(crate) fn run_one<X: Selection>(&mut self, core: &Core) -> Result<X::Row> {
        self.run_one_or_none::<X>(core)?
            .ok_or_else(|| Error::new(ErrorKind::NoResultFound, "one row was wanted, and the query gives none"))
    }

    pub(crate) fn run_count(&mut self, core: &Core) -> Result<i64> {
        self.autoflush()?;
        let rendered = render::count(core, self.dialect()?)?;
        self.reading(|connection, _| {
            let mut count = 0;
            rendered.with_params(|sql, params| {
                connection.query_params(sql, params, &mut |row| {
                    count = row.get(0)?;
                    Ok(())
                })
            })?;
            Ok(count)
        })
    }
}
