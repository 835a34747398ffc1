//! Queries as values: a typed skin over one untyped core.

pub(crate) mod building;

use crate::{
    Field, Model, Result, Row, Session, Tracked,
    query::{
        expr::{
            Expr, Expression, Operand,
            column::{Column, Entity, OptionalEntity, entity},
            label::Label,
            nullability::Nullability,
        },
        run::reader::Reader,
        tree::{Core, Item, ItemKind, Node},
    },
};

use std::{fmt, marker::PhantomData};

impl Item {
    fn entity<M: Model>(entity: &Entity<M>, optional: bool) -> Self {
        let (alias, of) = (entity.alias, entity.of.clone());
        Item { kind: ItemKind::Entity { info: M::info(), alias, of, optional }, label: None }
    }

    /// How many columns of a row it has.
    pub(super) fn width(&self) -> usize {
        match &self.kind {
            ItemKind::Entity { info, .. } => info.table.columns.len(),
            ItemKind::Expr { .. } => 1,
        }
    }

    pub(super) fn expr(node: Node, nullable: bool, label: Option<&'static str>) -> Self {
        Item { kind: ItemKind::Expr { node, nullable }, label }
    }
}

/// What can be selected: an entity, a column, an expression, a label, or a tuple of up to twelve of these.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be selected",
    label = "not a column, an expression or an entity",
    note = "select columns, expressions, labels, `entity::<Model>()`, an alias's `alias.entity()`, or tuples of up to twelve of \
            them",
    note = "a CASE is selected once it ends by `.otherwise(...)` or `.end()`"
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
        items.push(Item::entity(self, false));
    }

    fn read(reader: &mut Reader<'_>, row: &Row<'_>) -> Result<Tracked<M>> {
        reader.entity::<M>(row)
    }
}

impl<M: Model> Selection for OptionalEntity<M> {
    type Row = Option<Tracked<M>>;

    fn items(&self, items: &mut Vec<Item>) {
        items.push(Item::entity(&self.0, true));
    }

    fn read(reader: &mut Reader<'_>, row: &Row<'_>) -> Result<Option<Tracked<M>>> {
        reader.optional_entity::<M>(row)
    }
}

impl<M, T: Field, N: Nullability> Selection for Column<M, T, N> {
    type Row = N::Row<T>;

    fn items(&self, items: &mut Vec<Item>) {
        items.push(Item::expr(self.node(), N::NULLABLE, None));
    }

    fn read(reader: &mut Reader<'_>, row: &Row<'_>) -> Result<N::Row<T>> {
        reader.column::<T, N>(row)
    }
}

macro_rules! expressions {
    ($($type:ty: $self:ident => $node:expr, $label:expr;)*) => { $(
        impl<T: Field, N: Nullability> Selection for $type {
            type Row = N::Row<T>;

            fn items(&$self, items: &mut Vec<Item>) {
                items.push(Item::expr($node, N::NULLABLE, $label));
            }

            fn read(reader: &mut Reader<'_>, row: &Row<'_>) -> Result<N::Row<T>> {
                reader.column::<T, N>(row)
            }
        }
    )* };
}

expressions! {
    Expr<T, N>: self => self.node.clone(), None;
    &Expr<T, N>: self => self.node.clone(), None;
    Label<T, N>: self => self.expr.node.clone(), Some(self.name);
    &Label<T, N>: self => self.expr.node.clone(), Some(self.name);
}

/// What `session.query::<...>()` takes: a model, or a tuple of models and `Option`s of models.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be queried",
    label = "not a model",
    note = "models can, and tuples of them: `session.query::<User>()`, `session.query::<(User, Option<Address>)>()`; \
            columns are selected, `session.select(User::name)`"
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

impl<M: Model> Queryable for Option<M> {
    type Selection = OptionalEntity<M>;

    fn selection() -> OptionalEntity<M> {
        entity().nullable()
    }
}

/// What `group_by` and its like take: a column, an expression, a label, or a tuple of these.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a column or an expression, nor a tuple of them",
    label = "not a column or an expression"
)]
pub trait Expressions {
    #[doc(hidden)]
    fn into_operands(self, operands: &mut Vec<Operand>);
}

impl<E: Expression> Expressions for E {
    fn into_operands(self, operands: &mut Vec<Operand>) {
        operands.push(self.into_operand());
    }
}

macro_rules! tuples {
    ($(($($name:ident $index:tt),*);)*) => { $(
        impl<$($name: Selection),*> Selection for ($($name,)*) {
            type Row = ($($name::Row,)*);

            fn items(&self, items: &mut Vec<Item>) {
                $(self.$index.items(items);)*
            }

            fn read(reader: &mut Reader<'_>, row: &Row<'_>) -> Result<Self::Row> {
                Ok(($($name::read(reader, row)?,)*))
            }
        }

        impl<$($name: Queryable),*> Queryable for ($($name,)*) {
            type Selection = ($($name::Selection,)*);

            fn selection() -> Self::Selection {
                ($($name::selection(),)*)
            }
        }

        impl<$($name: Expressions),*> Expressions for ($($name,)*) {
            fn into_operands(self, operands: &mut Vec<Operand>) {
                $(self.$index.into_operands(operands);)*
            }
        }

        impl<$($name: super::expr::IntoOrdering),*> super::expr::IntoOrdering for ($($name,)*) {
            fn into_ordering(self, order: &mut Vec<super::tree::Ordering>) {
                $(self.$index.into_ordering(order);)*
            }
        }
    )* };
}

tuples! {
    (A 0);
    (A 0, B 1);
    (A 0, B 1, C 2);
    (A 0, B 1, C 2, D 3);
    (A 0, B 1, C 2, D 3, E 4);
    (A 0, B 1, C 2, D 3, E 4, F 5);
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6);
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7);
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8);
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9);
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10);
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11);
}

/// A query as a value: it needs no session until it is run.
///
/// Every method gives a changed query and leaves its argument to be cloned before; nothing is sent before
/// [`Query::all`] and its like.
#[must_use = "a query does nothing until it is run by `all`, `first`, `one`, ..."]
pub struct Query<X> {
    // Boxed: building moves it at each step.
    pub(crate) core: Box<Core>,
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

impl<X> Query<X> {
    pub(crate) fn from_core(core: impl Into<Box<Core>>) -> Self {
        Query { core: core.into(), marker: PhantomData }
    }
}

impl<X: Selection> Query<X> {
    pub(crate) fn new(selection: &X) -> Self {
        let mut core =
            Box::new(Core { items: Vec::with_capacity(1), filters: Vec::with_capacity(1), ..Core::default() });
        selection.items(&mut core.items);
        Query { core, marker: PhantomData }
    }

    /// Runs the query: all rows.
    ///
    /// Flushes first where the session does so. One round trip, and no other when the rows are read.
    ///
    /// # Errors
    /// Whatever a flush may give, and what the database says of the statement.
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest), before anything is sent, where the query uses what
    /// it does not select from, an outer join's columns as if they were always there, an aggregate in the wrong place.
    pub fn all(&self, session: &mut Session) -> Result<Vec<X::Row>> {
        session.run::<X>(&self.core)
    }

    /// Runs the query with `LIMIT 1`: the first row, if there is one.
    ///
    /// # Errors
    /// As [`Query::all`].
    pub fn first(&self, session: &mut Session) -> Result<Option<X::Row>> {
        session.run_first::<X>(self.core.clone())
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

    /// Runs the query: the value of its only row, or `None` where it has none; the same as
    /// [`one_or_none`](Query::one_or_none), in SQLAlchemy's word for a query of one value.
    ///
    /// # Errors
    /// As [`Query::one_or_none`].
    pub fn scalar(&self, session: &mut Session) -> Result<Option<X::Row>> {
        session.run_one_or_none::<X>(&self.core)
    }

    /// Counts the rows that the query would give, in the database.
    ///
    /// # Errors
    /// As [`Query::all`].
    pub fn count(&self, session: &mut Session) -> Result<i64> {
        session.run_count(&self.core)
    }

    /// Whether the query gives a row: asked of the database by `EXISTS`, nothing is read.
    ///
    /// # Errors
    /// As [`Query::all`].
    pub fn exists(&self, session: &mut Session) -> Result<bool> {
        session.run_exists(&self.core)
    }
}

/// A query for columns, entities, or tuples of them, bound to no session.
pub fn select<X: Selection>(selection: X) -> Query<X> {
    Query::new(&selection)
}

/// The trees of some expressions.
pub(super) fn nodes(expressions: impl Expressions) -> impl Iterator<Item = Node> {
    let mut operands = Vec::new();
    expressions.into_operands(&mut operands);
    operands.into_iter().map(|operand| operand.0)
}
