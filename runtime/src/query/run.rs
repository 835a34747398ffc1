//! Running queries in a session.

use super::{
    column::{Entity, entity},
    expr::{ColumnRef, Condition, IntoExpr, IntoOrdering, Node, Ordering},
    operators::compare,
    reader::Reader,
    render,
    select::{Core, Query, Queryable, Selection, building},
};
use crate::{
    Column, Error, ErrorKind, HasMany, Model, Nullability, Result, Row, Session, Tracked, Value,
    model::RelationshipInfo,
};

/// A query bound to the session that will run it.
#[must_use = "a query does nothing until it is run by `all`, `first`, `one`, ..."]
#[derive(Debug)]
pub struct BoundQuery<'s, X> {
    session: &'s mut Session,
    query: Query<X>,
    /// Why it cannot be run.
    refused: Option<Error>,
}

impl<'s, X: Selection> BoundQuery<'s, X> {
    pub(crate) fn new(session: &'s mut Session, query: Query<X>) -> Self {
        BoundQuery { session, query, refused: None }
    }

    fn runnable(self) -> Result<(&'s mut Session, Query<X>)> {
        self.refused.map_or(Ok((self.session, self.query)), Err)
    }

    building!(query.core);

    /// As [`Query::all`].
    ///
    /// # Errors
    /// As [`Query::all`].
    pub fn all(self) -> Result<Vec<X::Row>> {
        let (session, query) = self.runnable()?;
        query.all(session)
    }

    /// As [`Query::first`].
    ///
    /// # Errors
    /// As [`Query::all`].
    pub fn first(self) -> Result<Option<X::Row>> {
        let (session, query) = self.runnable()?;
        query.first(session)
    }

    /// As [`Query::one`].
    ///
    /// # Errors
    /// As [`Query::one`].
    pub fn one(self) -> Result<X::Row> {
        let (session, query) = self.runnable()?;
        query.one(session)
    }

    /// As [`Query::one_or_none`].
    ///
    /// # Errors
    /// As [`Query::one_or_none`].
    pub fn one_or_none(self) -> Result<Option<X::Row>> {
        let (session, query) = self.runnable()?;
        query.one_or_none(session)
    }

    /// As [`Query::count`].
    ///
    /// # Errors
    /// As [`Query::all`].
    pub fn count(self) -> Result<i64> {
        let (session, query) = self.runnable()?;
        query.count(session)
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

    /// A query for the members of a collection, in the order of the schema: `session.query_related(wendy, User::posts)`,
    /// to be filtered and run. It is how a `lazy = "write_only"` collection is read, and loads no collection. An object
    /// that is still pending is flushed first.
    ///
    /// Running it is an error where the object is not in this session, or has no key.
    pub fn query_related<A: Model, B: Model>(
        &mut self,
        owner: Tracked<A>,
        relationship: HasMany<A, B>,
    ) -> BoundQuery<'_, Entity<B>> {
        let mut query = Query::new(&entity::<B>());
        let info = &A::info().relationships[relationship.index()];
        let (filters, refused) = match self.belonging_to(owner, info) {
            Ok(filters) => (filters, None),
            Err(error) => (Vec::new(), Some(error)),
        };
        query.core.filters = filters;
        let column = |index| ColumnRef { table: info.target.table, alias: None, index };
        let order = info.order_by.iter();
        query.core.order =
            order.map(|&(index, descending)| Ordering { node: Node::Column(column(index)), descending }).collect();
        BoundQuery { session: self, query, refused }
    }

    /// The conditions that an object of the target is a member, or why there are none.
    fn belonging_to<A: Model>(&mut self, owner: Tracked<A>, info: &'static RelationshipInfo) -> Result<Vec<Node>> {
        let slot = self.slot_of(owner)?;
        let is_filled = |session: &Session, &column: &usize| !session[owner].value(column).is_null();
        if !info.columns.iter().all(|column| is_filled(self, column)) {
            self.autoflush()?;
        }
        let key: Vec<Value> = info.columns.iter().map(|&column| self[owner].value(column).to_value()).collect();
        if key.iter().any(|value| value.as_ref().is_null()) {
            let owner = self.stores.get(A::info().id.get()).shown(slot);
            return Err(Error::new(ErrorKind::InvalidRequest, format!("{owner} has no key yet: `flush` gives it one")));
        }
        let target = info.target.table;
        let column = |index| ColumnRef { table: target, alias: None, index };
        let Some(through) = &info.through else {
            let equal = |(&index, value): (&usize, Value)| Node::Compare {
                left: Box::new(Node::Value { value, sensitive: target.columns[index].sensitive }),
                operator: "=",
                right: Box::new(Node::Column(column(index))),
            };
            return Ok(info.target_columns.iter().zip(key).map(equal).collect());
        };
        let (local, remote) = (&through.table.foreign_keys[through.local], &through.table.foreign_keys[through.remote]);
        let columns = remote.columns.iter().zip(remote.target_columns).map(|(&own, &other)| (own, column(other)));
        Ok(vec![Node::Linked {
            between: through.table,
            values: local.columns.iter().copied().zip(key).collect(),
            columns: columns.collect(),
        }])
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
