//! Columns and entities as generated code declares them.

use std::{fmt, marker::PhantomData};

use super::{
    expr::{ColumnRef, IntoExpr, IntoOrdering, Node, Operand, Ordering},
    nullability::NotNull,
};
use crate::{Model, table::Table};

/// A column of the model (or alias) `M`, of SQL type `T`.
pub struct Column<M, T, N = NotNull> {
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
        write!(f, "{}.{}", self.column.alias.unwrap_or(table.name), table.columns[self.column.index].name)
    }
}

impl<M, T, N> Column<M, T, N> {
    /// The column of `table` with that index. Generated code calls it.
    pub const fn new(table: &'static Table, index: usize) -> Self {
        Column { column: ColumnRef { table, alias: None, index }, marker: PhantomData }
    }

    /// The same column of an alias of the table. Generated code calls it.
    pub const fn of_alias(table: &'static Table, index: usize, alias: &'static str) -> Self {
        Column { column: ColumnRef { table, alias: Some(alias), index }, marker: PhantomData }
    }

    /// The name of the alias that the column is of; empty where it is of the table itself. Generated code calls it.
    #[doc(hidden)]
    pub fn alias_name(self) -> &'static str {
        self.column.alias.unwrap_or_default()
    }

    pub(super) fn node(self) -> Node {
        Node::Column(self.column)
    }
}

impl<M, T, N> IntoExpr<T> for Column<M, T, N> {
    fn into_operand(self) -> Operand {
        Operand(self.node())
    }
}

impl<M, T, N> IntoOrdering for Column<M, T, N> {
    fn into_ordering(self) -> Ordering {
        Ordering { node: self.node(), descending: false }
    }
}

/// A whole object of a model, selected.
pub struct Entity<M> {
    pub(crate) alias: Option<&'static str>,
    marker: PhantomData<fn() -> M>,
}

impl<M> Clone for Entity<M> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<M> Copy for Entity<M> {}

impl<M: Model> fmt::Debug for Entity<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Entity({})", self.alias.unwrap_or(M::info().name))
    }
}

/// The model `M` as something to select.
pub fn entity<M: Model>() -> Entity<M> {
    Entity { alias: None, marker: PhantomData }
}

impl<M> Entity<M> {
    /// The entity of an alias. Generated code calls it.
    pub const fn of_alias(alias: &'static str) -> Self {
        Entity { alias: Some(alias), marker: PhantomData }
    }
}

/// Implemented by the generated alias of the model `M`.
pub trait AliasOf<M> {
    /// The alias's name.
    fn alias_name(&self) -> &'static str;
}
