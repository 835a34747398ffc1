//! Queries as values: a typed skin over one untyped core.

use std::{fmt, marker::PhantomData};

use super::{
    column::{Column, Entity, entity},
    expr::{ColumnRef, Condition, IntoExpr, IntoOrdering, Node, Ordering},
    nullability::Nullability,
    operators::compare,
    reader::Reader,
};
use crate::{Field, Model, Result, Row, Session, Tracked, model::ModelInfo};

/// What a statement selects and how: no types, no session.
#[derive(Clone, Debug, Default)]
pub(crate) struct Core {
    pub(crate) items: Vec<Item>,
    pub(crate) filters: Vec<Node>,
    pub(crate) order: Vec<Ordering>,
    pub(crate) limit: Option<u64>,
    pub(crate) offset: Option<u64>,
    pub(crate) distinct: bool,
}

impl Core {
    /// The same with `LIMIT 1`.
    pub(crate) fn first(&self) -> Core {
        let limit = self.limit.map_or(1, |limit| limit.min(1));
        Core { limit: Some(limit), offset: Some(self.offset.unwrap_or(0)), ..self.clone() }
    }
}

/// Something selected. Made by [`Selection`].
#[derive(Clone, Debug)]
pub struct Item(pub(crate) ItemKind);

#[derive(Clone, Debug)]
pub(crate) enum ItemKind {
    Entity { info: &'static ModelInfo, alias: Option<&'static str> },
    Column(ColumnRef),
}

/// What can be selected: an entity, a column, or a tuple of these.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be selected",
    label = "not a column or an entity",
    note = "select columns, `entity::<Model>()`, or tuples of them"
)]
pub trait Selection {
    /// What a row gives.
    type Row;

    /// The selected elements, in the order in which [`Selection::read`] reads them.
    #[doc(hidden)]
    fn items(&self, items: &mut Vec<Item>);

    /// Reads a row of the result.
    #[doc(hidden)]
    fn read(reader: &mut Reader<'_>, row: &Row<'_>) -> Result<Self::Row>;
}

impl<M: Model> Selection for Entity<M> {
    type Row = Tracked<M>;

    fn items(&self, items: &mut Vec<Item>) {
        items.push(Item(ItemKind::Entity { info: M::info(), alias: self.alias }));
    }

    fn read(reader: &mut Reader<'_>, row: &Row<'_>) -> Result<Tracked<M>> {
        reader.entity::<M>(row)
    }
}

impl<M, T: Field, N: Nullability> Selection for Column<M, T, N>
where
    N::Row<T>: Field,
{
    type Row = N::Row<T>;

    fn items(&self, items: &mut Vec<Item>) {
        items.push(Item(ItemKind::Column(self.column)));
    }

    fn read(reader: &mut Reader<'_>, row: &Row<'_>) -> Result<N::Row<T>> {
        reader.column(row)
    }
}

macro_rules! tuple {
    ($($name:ident $index:tt),*) => {
        impl<$($name: Selection),*> Selection for ($($name,)*) {
            type Row = ($($name::Row,)*);

            fn items(&self, items: &mut Vec<Item>) {
                $(self.$index.items(items);)*
            }

            fn read(reader: &mut Reader<'_>, row: &Row<'_>) -> Result<Self::Row> {
                Ok(($($name::read(reader, row)?,)*))
            }
        }
    };
}

tuple!(A 0);
tuple!(A 0, B 1);
tuple!(A 0, B 1, C 2);
tuple!(A 0, B 1, C 2, D 3);

/// What `session.query::<...>()` takes: a model.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be queried",
    label = "not a model",
    note = "models can, as `session.query::<User>()`"
)]
pub trait Queryable {
    /// What is selected.
    type Selection: Selection;
    /// That selection.
    #[doc(hidden)]
    fn selection() -> Self::Selection;
}

impl<M: Model> Queryable for M {
    type Selection = Entity<M>;

    fn selection() -> Entity<M> {
        entity()
    }
}

/// A query as a value: it needs no session until it is run.
///
/// Every method gives a changed query and leaves its argument to be cloned before; nothing is sent before
/// [`Query::all`] and its like.
#[must_use = "a query does nothing until it is run by `all`, `first`, `one`, ..."]
pub struct Query<X> {
    pub(crate) core: Core,
    marker: PhantomData<fn() -> X>,
}

impl<X> Clone for Query<X> {
    fn clone(&self) -> Self {
        Query { core: self.core.clone(), marker: PhantomData }
    }
}

impl<X> fmt::Debug for Query<X> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The tree holds values, which may be sensitive.
        f.debug_struct("Query").finish_non_exhaustive()
    }
}

impl<X: Selection> Query<X> {
    pub(crate) fn new(selection: &X) -> Self {
        let mut core = Core::default();
        selection.items(&mut core.items);
        Query { core, marker: PhantomData }
    }

    /// Runs the query: all rows.
    ///
    /// Flushes first where the session does so. One round trip, and no other when the rows are read.
    ///
    /// # Errors
    /// Whatever a flush may give, and what the database says of the statement.
    pub fn all(&self, session: &mut Session) -> Result<Vec<X::Row>> {
        session.run::<X>(&self.core)
    }

    /// Runs the query with `LIMIT 1`: the first row, if there is one.
    ///
    /// # Errors
    /// As [`Query::all`].
    pub fn first(&self, session: &mut Session) -> Result<Option<X::Row>> {
        session.run_first::<X>(&self.core)
    }

    /// Runs the query: its only row.
    ///
    /// # Errors
    /// [`ErrorKind::NoResultFound`](crate::ErrorKind::NoResultFound) and
    /// [`ErrorKind::MultipleResultsFound`](crate::ErrorKind::MultipleResultsFound); otherwise as [`Query::all`].
    pub fn one(&self, session: &mut Session) -> Result<X::Row> {
        session.run_one::<X>(&self.core)
    }

    /// Runs the query: its only row, or `None` where it has none.
    ///
    /// # Errors
    /// [`ErrorKind::MultipleResultsFound`](crate::ErrorKind::MultipleResultsFound); otherwise as [`Query::all`].
    pub fn one_or_none(&self, session: &mut Session) -> Result<Option<X::Row>> {
        session.run_one_or_none::<X>(&self.core)
    }

    /// Counts the rows that the query would give, in the database.
    ///
    /// # Errors
    /// As [`Query::all`].
    pub fn count(&self, session: &mut Session) -> Result<i64> {
        session.run_count(&self.core)
    }
}

/// A query for columns, entities, or tuples of them, bound to no session.
pub fn select<X: Selection>(selection: X) -> Query<X> {
    Query::new(&selection)
}

/// The building methods, for [`Query`] and `BoundQuery`: `$core` names the path to the core.
macro_rules! building {
    ($($core:ident).+) => {
        /// Adds a condition; several are joined with AND.
        pub fn filter(mut self, condition: impl Condition) -> Self {
            self.$($core).+.filters.push(condition.into_condition().node);
            self
        }

        /// Adds the condition that `column` equals `value`.
        pub fn filter_by<M, T, N: Nullability>(mut self, column: Column<M, T, N>, value: impl IntoExpr<T>) -> Self {
            let condition = compare(Node::Column(column.column), N::NULLABLE, "=", value.into_operand());
            self.$($core).+.filters.push(condition.node);
            self
        }

        /// Adds to ORDER BY.
        pub fn order_by(mut self, ordering: impl IntoOrdering) -> Self {
            self.$($core).+.order.push(ordering.into_ordering());
            self
        }

        /// At most `rows` rows.
        pub fn limit(mut self, rows: u64) -> Self {
            self.$($core).+.limit = Some(rows);
            self
        }

        /// Without the first `rows` rows.
        pub fn offset(mut self, rows: u64) -> Self {
            self.$($core).+.offset = Some(rows);
            self
        }

        /// The rows `range.start..range.end`, counted from 0 in what the query gives so far: slices of slices add up.
        pub fn slice(mut self, range: std::ops::Range<u64>) -> Self {
            let core = &mut self.$($core).+;
            let rows = range.end.saturating_sub(range.start);
            let left = core.limit.map_or(u64::MAX, |limit| limit.saturating_sub(range.start));
            core.offset = Some(core.offset.unwrap_or(0).saturating_add(range.start));
            core.limit = Some(rows.min(left));
            self
        }

        /// Each row once.
        pub fn distinct(mut self) -> Self {
            self.$($core).+.distinct = true;
            self
        }
    };
}

pub(crate) use building;

impl<X: Selection> Query<X> {
    building!(core);
}
