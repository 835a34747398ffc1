//! Columns and entities as generated code declares them.

use std::{fmt, marker::PhantomData, sync::Arc};

use super::{
    Expression, IntoExpr, IntoOrdering, Operand,
    nullability::{NotNull, Nullability},
};
use crate::{
    Model,
    query::tree::{
        Derived, Node, Ordering,
        place::{Alias, ColumnRef},
    },
    table::Table,
};

/// A column of the model (or alias) `M`, of SQL type `T`.
//
// The compiler shows this line where `==`, `<` and their like are tried on a column.
#[rustfmt::skip]
pub struct Column<M, T, N = NotNull> { // a condition is made by methods: `.eq(1)`, `.lt(1)`, `.is_null()`; `&`, `|`, `!` join them
    pub(crate) column: ColumnRef,
    #[allow(clippy::type_complexity, reason = "a marker of three types, neither owned nor borrowed")]
    marker: PhantomData<fn() -> (M, T, N)>,
}

impl<M, T, N> Clone for Column<M, T, N> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<M, T, N> Copy for Column<M, T, N> {}

impl<M, T, N> fmt::Debug for Column<M, T, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let table = self.column.table;
        match self.column.alias {
            Some(alias) => write!(f, "{alias:?}.")?,
            None => write!(f, "{}.", table.name)?,
        }
        f.write_str(table.columns[self.column.index].name)
    }
}

impl<M, T, N> Column<M, T, N> {
    /// The column of `table` with that index. Generated code calls it.
    pub const fn new(table: &'static Table, index: usize) -> Self {
        Column { column: ColumnRef { table, alias: None, index }, marker: PhantomData }
    }

    /// The same column of an alias of the table. Generated code calls it.
    pub const fn of_alias(table: &'static Table, index: usize, alias: Alias) -> Self {
        Column { column: ColumnRef { table, alias: Some(alias), index }, marker: PhantomData }
    }

    /// The alias that the column is of. Generated code calls it.
    #[doc(hidden)]
    pub fn alias(self) -> Option<Alias> {
        self.column.alias
    }

    pub(crate) fn node(self) -> Node {
        Node::Column(self.column)
    }
}

impl<M, T, N: Nullability> IntoExpr<T> for Column<M, T, N> {
    type Null = N;

    fn into_operand(self) -> Operand {
        Operand(self.node())
    }
}

impl<M, T, N: Nullability> Expression for Column<M, T, N> {
    type Sql = T;
    type Null = N;

    fn into_operand(self) -> Operand {
        Operand(self.node())
    }
}

impl<M, T, N> IntoOrdering for Column<M, T, N> {
    fn into_ordering(self, order: &mut Vec<Ordering>) {
        order.push(Ordering::new(self.node(), false));
    }
}

/// A whole object of a model, selected: a row gives its handle.
pub struct Entity<M> {
    pub(crate) alias: Option<Alias>,
    /// The subquery that selects it whole.
    pub(crate) of: Option<Arc<Derived>>,
    marker: PhantomData<fn() -> M>,
}

/// An object that may not be there, as beyond an outer join: a row gives an `Option` of its handle.
pub struct OptionalEntity<M>(pub(crate) Entity<M>);

impl<M> Clone for Entity<M> {
    fn clone(&self) -> Self {
        Entity { alias: self.alias, of: self.of.clone(), marker: PhantomData }
    }
}

impl<M> Clone for OptionalEntity<M> {
    fn clone(&self) -> Self {
        OptionalEntity(self.0.clone())
    }
}

impl<M: Model> fmt::Debug for Entity<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.alias {
            Some(alias) => write!(f, "Entity({alias:?})"),
            None => write!(f, "Entity({})", M::info().name),
        }
    }
}

impl<M: Model> fmt::Debug for OptionalEntity<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Optional{:?}", self.0)
    }
}

/// The model `M` as something to select, or to join.
pub fn entity<M: Model>() -> Entity<M> {
    Entity::of_alias(None)
}

impl<M> Entity<M> {
    /// The entity of an alias. Generated code calls it.
    pub const fn of_alias(alias: Option<Alias>) -> Self {
        Entity { alias, of: None, marker: PhantomData }
    }

    /// The entity that a subquery selects.
    pub(crate) fn of_subquery(source: Arc<Derived>) -> Self {
        Entity { alias: Some(Alias::named(source.name)), of: Some(source), marker: PhantomData }
    }

    /// The object as one that may not be there: an outer join's.
    pub fn nullable(self) -> OptionalEntity<M> {
        OptionalEntity(self)
    }
}

/// Implemented by the generated alias of the model `M`.
pub trait AliasOf<M> {
    /// The alias.
    #[doc(hidden)]
    fn alias(&self) -> Option<Alias>;
}

impl<M> AliasOf<M> for Entity<M> {
    fn alias(&self) -> Option<Alias> {
        self.alias
    }
}
