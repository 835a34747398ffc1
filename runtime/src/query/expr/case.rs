//! `CASE`, and values as expressions.

use std::marker::PhantomData;

use super::{
    Expr, IntoExpr, Operand,
    logic::Condition,
    nullability::{NotNull, Null, Nullability},
};
use crate::query::tree::Node;

/// A value as an expression: to be selected, or given to a function. `literal(1)`, `literal("one")`
pub fn literal<V: Literal>(value: V) -> Expr<V::Sql, V::Null> {
    Expr::new(value.into_literal().0)
}

/// What [`literal`] takes: values of the types that columns have, and borrowed texts.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no value of SQL",
    label = "not a value that a column can hold",
    note = "values are numbers, texts, booleans, dates and the like, and types of yours that implement `Field`"
)]
pub trait Literal {
    /// The type of the expression.
    type Sql;
    /// Whether it may be NULL.
    type Null: Nullability;

    #[doc(hidden)]
    fn into_literal(self) -> Operand;
}

impl<T: IntoExpr<T>> Literal for T {
    type Sql = T;
    type Null = T::Null;

    fn into_literal(self) -> Operand {
        self.into_operand()
    }
}

impl Literal for &str {
    type Sql = String;
    type Null = NotNull;

    fn into_literal(self) -> Operand {
        IntoExpr::<String>::into_operand(self)
    }
}

/// `CASE WHEN ... THEN ... END`, in the making: begun by [`case`].
#[derive(Clone, Debug)]
#[must_use = "a CASE is finished by `.otherwise(...)` or `.end()`"]
pub struct Case<T, N = NotNull> {
    branches: Vec<(Node, Node)>,
    marker: PhantomData<fn() -> (T, N)>,
}

/// Begins a CASE: `case::<String>().when(User::id.lt(10), "old").otherwise("new")`.
pub fn case<T>() -> Case<T> {
    Case { branches: Vec::new(), marker: PhantomData }
}

impl<T, N: Nullability> Case<T, N> {
    /// Where the condition holds, and none before it did: this value.
    pub fn when<V: IntoExpr<T>>(mut self, condition: impl Condition, value: V) -> Case<T, N::Or<V::Null>> {
        self.branches.push((condition.into_condition().node, value.into_operand().0));
        Case { branches: self.branches, marker: PhantomData }
    }

    /// Where no condition holds: this value.
    pub fn otherwise<V: IntoExpr<T>>(self, value: V) -> Expr<T, N::Or<V::Null>> {
        Expr::new(finished(self.branches, Some(value.into_operand().0)))
    }

    /// Where no condition holds: NULL.
    pub fn end(self) -> Expr<T, Null> {
        Expr::new(finished(self.branches, None))
    }
}

fn finished(branches: Vec<(Node, Node)>, otherwise: Option<Node>) -> Node {
    if branches.is_empty() {
        return Node::refused("a CASE has no `.when(...)`");
    }
    Node::Case { branches, otherwise: otherwise.map(Box::new) }
}
