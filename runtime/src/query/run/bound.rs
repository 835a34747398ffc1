//! Queries bound to the session that will run them.

use crate::{
    Result, Session,
    query::{
        expr::{
            IntoExpr, IntoOrdering, column::Column, logic::Condition, nullability::Nullability, operators::compare,
        },
        from::join::{Joinable, On},
        load::LoadOptions,
        run::{
            page::Page,
            rows::{FieldsOf, FromRow, Rows},
        },
        select::{Expressions, Query, Selection, building::building, nodes},
        tree::{Distinct, Join, JoinKind, Link, Node, Wait, text::Text},
    },
};

impl<X: Selection> Query<X> {
    building!(core);
}

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
        self.session.run_first::<X>(self.query.core)
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

    /// As [`Query::scalar`].
    ///
    /// # Errors
    /// As [`Query::one_or_none`].
    pub fn scalar(self) -> Result<Option<X::Row>> {
        self.query.scalar(self.session)
    }

    /// As [`Query::exists`].
    ///
    /// # Errors
    /// As [`Query::all`].
    pub fn exists(self) -> Result<bool> {
        self.query.exists(self.session)
    }

    /// As [`Query::page`].
    ///
    /// # Errors
    /// As [`Query::page`].
    pub fn page(self, number: u64, size: u64) -> Result<Page<X::Row>> {
        self.query.page(self.session, number, size)
    }

    /// As [`Query::explain`].
    ///
    /// # Errors
    /// As [`Query::all`].
    pub fn explain(self) -> Result<Vec<String>> {
        self.query.explain(self.session)
    }

    /// As [`Query::rows`].
    pub fn rows<R: FromRow<Columns: FieldsOf<X::Row>>>(self) -> BoundQuery<'s, Rows<X, R>> {
        BoundQuery { session: self.session, query: self.query.rows() }
    }

    pub(crate) fn into_parts(self) -> (&'s mut Session, Query<X>) {
        (self.session, self.query)
    }

    /// The query without its session.
    pub fn into_query(self) -> Query<X> {
        self.query
    }

    /// As [`Query::count`].
    ///
    /// # Errors
    /// As [`Query::all`].
    pub fn count(self) -> Result<i64> {
        self.query.count(self.session)
    }
}
