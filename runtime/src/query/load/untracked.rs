//! Rows as plain structs, which no session knows of.

use std::{fmt, marker::PhantomData};

use crate::{
    Connection, Engine, Field, Model, Result, Row, Session, Transaction,
    error::invalid,
    query::{
        expr::{
            Expr,
            column::{Column, Entity, OptionalEntity},
            label::Label,
            nullability::Nullability,
        },
        render::{self, Form, cache::Texts},
        run::{
            bound::BoundQuery,
            multiple_results, no_result, places,
            rows::{FieldsOf, FromRow, Rows},
        },
        select::{Query, Selection},
        tree::Core,
    },
};

/// A selection whose rows can be read without a session.
pub trait PlainSelection: Selection {
    /// What a row gives: a model's struct where a session would give its handle.
    type Plain;

    /// Reads a row from the column `at`, which it moves on.
    #[doc(hidden)]
    fn plain(row: &Row<'_>, at: &mut usize) -> Result<Self::Plain>;
}

impl<M: Model> PlainSelection for Entity<M> {
    type Plain = M;

    fn plain(row: &Row<'_>, at: &mut usize) -> Result<M> {
        let first = *at;
        *at += M::info().table.columns.len();
        M::read(row, first)
    }
}

impl<M: Model> PlainSelection for OptionalEntity<M> {
    type Plain = Option<M>;

    fn plain(row: &Row<'_>, at: &mut usize) -> Result<Option<M>> {
        let mut empty = true;
        for &column in M::info().table.primary_key {
            empty &= row.value(*at + column)?.is_null();
        }
        if !empty {
            return Entity::<M>::plain(row, at).map(Some);
        }
        *at += M::info().table.columns.len();
        Ok(None)
    }
}

fn column<T: Field, N: Nullability>(row: &Row<'_>, at: &mut usize) -> Result<N::Row<T>> {
    *at += 1;
    row.get_as(*at - 1, T::name(), N::row::<T>)
}

macro_rules! expressions {
    ($($type:ty),*) => { $(
        impl<T: Field, N: Nullability> PlainSelection for $type {
            type Plain = N::Row<T>;

            fn plain(row: &Row<'_>, at: &mut usize) -> Result<N::Row<T>> {
                column::<T, N>(row, at)
            }
        }
    )* };
}

expressions!(Expr<T, N>, &Expr<T, N>, Label<T, N>, &Label<T, N>);

impl<M, T: Field, N: Nullability> PlainSelection for Column<M, T, N> {
    type Plain = N::Row<T>;

    fn plain(row: &Row<'_>, at: &mut usize) -> Result<N::Row<T>> {
        column::<T, N>(row, at)
    }
}

impl<X: PlainSelection, R: FromRow<Columns: FieldsOf<X::Row>>> PlainSelection for Rows<X, R>
where
    X::Plain: Into<X::Row>,
{
    type Plain = R;

    fn plain(row: &Row<'_>, at: &mut usize) -> Result<R> {
        X::plain(row, at).map(|columns| R::from_columns(FieldsOf::of_row(columns.into())))
    }
}

macro_rules! tuples {
    ($(($($name:ident),*);)*) => { $(
        impl<$($name: PlainSelection),*> PlainSelection for ($($name,)*) {
            type Plain = ($($name::Plain,)*);

            fn plain(row: &Row<'_>, at: &mut usize) -> Result<Self::Plain> {
                Ok(($($name::plain(row, at)?,)*))
            }
        }
    )* };
}

tuples! {
    (A);
    (A, B);
    (A, B, C);
    (A, B, C, D);
    (A, B, C, D, E);
    (A, B, C, D, E, F);
    (A, B, C, D, E, F, G);
    (A, B, C, D, E, F, G, H);
    (A, B, C, D, E, F, G, H, I);
    (A, B, C, D, E, F, G, H, I, J);
    (A, B, C, D, E, F, G, H, I, J, K);
    (A, B, C, D, E, F, G, H, I, J, K, L);
}

/// What an untracked query runs on: `&mut Session`, in its transaction and after its flush; `&mut Connection`,
/// `&mut Transaction`, or `&Engine`, which takes a connection from its pool for the call.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot run queries",
    label = "not a session, a connection or an engine",
    note = "give `&mut session`, `&mut connection`, `&mut transaction` or `&engine`"
)]
pub trait Reads: sealed::Sealed {
    /// Sends a query and hands out its rows.
    #[doc(hidden)]
    fn send(self, core: Sent<'_>, each: &mut dyn FnMut(&Row<'_>) -> Result<()>) -> Result<()>;
    /// Has a session of its own read by what this is, in its transaction.
    #[doc(hidden)]
    fn lend<R>(self, work: impl FnOnce(&mut Session) -> Result<R>) -> Result<(Session, R)>;
}

/// A query on its way. Made by the crate.
#[derive(Clone, Copy, Debug)]
pub struct Sent<'q>(pub(crate) &'q Core);

mod sealed {
    //! So that `Reads` can be given further functions.
    pub trait Sealed {}
    impl Sealed for &mut crate::Session {}
    impl Sealed for &mut crate::Connection {}
    impl Sealed for &mut crate::Transaction<'_> {}
    impl Sealed for &crate::Engine {}
}

/// Sends a query on a connection.
fn send(
    connection: &mut Connection,
    core: &Core,
    texts: &Texts,
    each: &mut dyn FnMut(&Row<'_>) -> Result<()>,
) -> Result<()> {
    let ready = render::ready(core, Form::Select, connection.dialect(), texts, None)?;
    let mut names = None;
    ready
        .send(connection, &mut |row| {
            if core.statement.is_none() || core.items.is_empty() {
                return each(row);
            }
            let places = match &mut names {
                Some(places) => places,
                None => names.insert(places(core, row)?),
            };
            row.rearranged(places, |row| each(row))
        })
        .map(drop)
}

impl Reads for &mut Connection {
    fn send(self, core: Sent<'_>, each: &mut dyn FnMut(&Row<'_>) -> Result<()>) -> Result<()> {
        let engine = self.engine();
        send(self, core.0, engine.texts(), each)
    }

    fn lend<R>(self, work: impl FnOnce(&mut Session) -> Result<R>) -> Result<(Session, R)> {
        let mut session = Session::new(&self.engine());
        let result = session.borrowing(self, work);
        Ok((session, result?))
    }
}

impl Reads for &mut Transaction<'_> {
    fn send(self, core: Sent<'_>, each: &mut dyn FnMut(&Row<'_>) -> Result<()>) -> Result<()> {
        (&mut **self).send(core, each)
    }

    fn lend<R>(self, work: impl FnOnce(&mut Session) -> Result<R>) -> Result<(Session, R)> {
        Reads::lend(&mut **self, work)
    }
}

impl Reads for &Engine {
    fn send(self, core: Sent<'_>, each: &mut dyn FnMut(&Row<'_>) -> Result<()>) -> Result<()> {
        send(&mut self.connect()?, core.0, self.texts(), each)
    }

    fn lend<R>(self, work: impl FnOnce(&mut Session) -> Result<R>) -> Result<(Session, R)> {
        let mut session = Session::new(self);
        let result = work(&mut session);
        session.let_connection_go();
        Ok((session, result?))
    }
}

impl Reads for &mut Session {
    fn send(self, core: Sent<'_>, each: &mut dyn FnMut(&Row<'_>) -> Result<()>) -> Result<()> {
        self.run_plain(core.0, each)
    }

    fn lend<R>(self, work: impl FnOnce(&mut Session) -> Result<R>) -> Result<(Session, R)> {
        self.lend_connection(work)
    }
}

/// A query whose rows are plain structs. Made by [`Query::untracked`].
#[must_use = "a query does nothing until it is run by `all`, `first`, `one`, ..."]
pub struct UntrackedQuery<X> {
    pub(crate) core: Box<Core>,
    pub(crate) marker: PhantomData<fn() -> X>,
}

impl<X> Clone for UntrackedQuery<X> {
    fn clone(&self) -> Self {
        UntrackedQuery { core: self.core.clone(), marker: PhantomData }
    }
}

impl<X> fmt::Debug for UntrackedQuery<X> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UntrackedQuery").finish_non_exhaustive()
    }
}

impl<X: PlainSelection> Query<X> {
    /// The query with rows that no session tracks: structs in place of handles, `User` for `Tracked<User>`, and tuples alike.
    /// It runs on a session, a connection or an engine.
    pub fn untracked(self) -> UntrackedQuery<X> {
        UntrackedQuery { core: self.core, marker: PhantomData }
    }
}

fn first<X: PlainSelection>(mut core: Box<Core>, reads: impl Reads) -> Result<Option<X::Plain>> {
    core.first();
    let mut first = None;
    read::<X>(&core, reads, &mut |row| {
        first.get_or_insert(row);
    })?;
    Ok(first)
}

fn read<X: PlainSelection>(core: &Core, reads: impl Reads, each: &mut dyn FnMut(X::Plain)) -> Result<()> {
    if let Some(step) = core.options.steps.first() {
        return Err(invalid(format!(
            "`{0}` is to be loaded, and plain structs hold no relationships: `.with({0})` gives a `Graph`",
            step.shown()
        )));
    }
    reads.send(Sent(core), &mut |row| {
        each(X::plain(row, &mut 0)?);
        Ok(())
    })
}

impl<X: PlainSelection> UntrackedQuery<X> {
    /// All rows. One round trip; a session flushes first where it does so.
    ///
    /// # Errors
    /// As [`Query::all`].
    pub fn all(&self, reads: impl Reads) -> Result<Vec<X::Plain>> {
        let mut rows = Vec::new();
        read::<X>(&self.core, reads, &mut |row| rows.push(row))?;
        Ok(rows)
    }

    /// The first row, by `LIMIT 1`, if there is one.
    ///
    /// # Errors
    /// As [`Query::all`].
    pub fn first(&self, reads: impl Reads) -> Result<Option<X::Plain>> {
        first::<X>(self.core.clone(), reads)
    }

    /// The only row, or `None` where there is none.
    ///
    /// # Errors
    /// As [`Query::one_or_none`].
    pub fn one_or_none(&self, reads: impl Reads) -> Result<Option<X::Plain>> {
        let mut rows = self.all(reads)?;
        match rows.len() {
            0 | 1 => Ok(rows.pop()),
            count => Err(multiple_results(count)),
        }
    }

    /// The only row.
    ///
    /// # Errors
    /// As [`Query::one`].
    pub fn one(&self, reads: impl Reads) -> Result<X::Plain> {
        self.one_or_none(reads)?.ok_or_else(no_result)
    }
}

/// An untracked query bound to the session that will run it.
#[must_use = "a query does nothing until it is run by `all`, `first`, `one`, ..."]
#[derive(Debug)]
pub struct BoundUntracked<'s, X> {
    pub(crate) session: &'s mut Session,
    pub(crate) query: UntrackedQuery<X>,
}

impl<'s, X: PlainSelection> BoundQuery<'s, X> {
    /// As [`Query::untracked`], in the session's transaction.
    pub fn untracked(self) -> BoundUntracked<'s, X> {
        let (session, query) = self.into_parts();
        BoundUntracked { session, query: query.untracked() }
    }
}

impl<X: PlainSelection> BoundUntracked<'_, X> {
    /// As [`UntrackedQuery::all`].
    ///
    /// # Errors
    /// As [`Query::all`].
    pub fn all(self) -> Result<Vec<X::Plain>> {
        self.query.all(self.session)
    }

    /// As [`UntrackedQuery::first`].
    ///
    /// # Errors
    /// As [`Query::all`].
    pub fn first(self) -> Result<Option<X::Plain>> {
        first::<X>(self.query.core, self.session)
    }

    /// As [`UntrackedQuery::one_or_none`].
    ///
    /// # Errors
    /// As [`Query::one_or_none`].
    pub fn one_or_none(self) -> Result<Option<X::Plain>> {
        self.query.one_or_none(self.session)
    }

    /// As [`UntrackedQuery::one`].
    ///
    /// # Errors
    /// As [`Query::one`].
    pub fn one(self) -> Result<X::Plain> {
        self.query.one(self.session)
    }
}
