//! Expressions: an untyped tree, and the typed skin over it.

pub(crate) mod arithmetic;
pub(crate) mod array;
pub(crate) mod case;
pub(crate) mod cast;
pub(crate) mod column;
pub(crate) mod columns;
pub(crate) mod insensitive;
pub(crate) mod json;
pub(crate) mod label;
pub(crate) mod logic;
pub(crate) mod nullability;
pub(crate) mod operators;
pub(crate) mod tuple;
pub(crate) mod window;

use crate::{
    Field, Value,
    query::{
        expr::nullability::{NotNull, Null, Nullability},
        tree::{Node, Ordering, text::Text},
    },
};

use std::marker::PhantomData;

/// An operand of an operator: made by [`IntoExpr`].
#[derive(Clone, Debug)]
pub struct Operand(pub(crate) Node);

impl Operand {
    /// A value, which will be bound.
    pub fn value<T: Field>(value: T) -> Self {
        Operand(Node::Value { value: value.into_value(), sensitive: false })
    }

    pub(crate) fn null() -> Self {
        Operand(Node::Value { value: Value::Null, sensitive: false })
    }

    pub(super) fn is_null(&self) -> bool {
        matches!(&self.0, Node::Value { value: Value::Null, .. })
    }
}

/// What can stand where SQL wants a `T`: values, `Option`s of them, columns and expressions.
#[diagnostic::on_unimplemented(
    message = "a column of type `{T}` cannot be compared or combined with `{Self}`",
    label = "not a `{T}`",
    note = "values of its type, columns and expressions can stand here; `.cast::<{T}>()` makes an expression one"
)]
pub trait IntoExpr<T> {
    /// Whether it may be NULL.
    type Null: Nullability;
    /// The operand.
    fn into_operand(self) -> Operand;
}

/// What has its SQL type in its own: columns, expressions, labels.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a column or an expression",
    label = "not a column or an expression"
)]
pub trait Expression {
    /// The SQL type, as its Rust type.
    type Sql;
    /// Whether it may be NULL.
    type Null: Nullability;
    #[doc(hidden)]
    fn into_operand(self) -> Operand;
    #[doc(hidden)]
    fn label_name(&self) -> Option<&'static str> {
        None
    }
}

/// An expression of SQL type `T`; `N` says whether it may be NULL.
#[derive(Debug)]
#[must_use = "an expression does nothing until a query uses it"]
pub struct Expr<T, N = NotNull> {
    pub(crate) node: Node,
    marker: PhantomData<fn() -> (T, N)>,
}

impl<T, N> Clone for Expr<T, N> {
    fn clone(&self) -> Self {
        Expr::new(self.node.clone())
    }
}

impl<T, N> Expr<T, N> {
    pub(crate) fn new(node: Node) -> Self {
        Expr { node, marker: PhantomData }
    }

    pub(super) fn node(self) -> Node {
        self.node
    }
}

impl<T, N: Nullability> IntoExpr<T> for Expr<T, N> {
    type Null = N;

    fn into_operand(self) -> Operand {
        Operand(self.node)
    }
}

impl<T, N: Nullability> IntoExpr<T> for &Expr<T, N> {
    type Null = N;

    fn into_operand(self) -> Operand {
        Operand(self.node.clone())
    }
}

impl<T, N: Nullability> Expression for Expr<T, N> {
    type Sql = T;
    type Null = N;

    fn into_operand(self) -> Operand {
        Operand(self.node)
    }
}

impl<T, N: Nullability> Expression for &Expr<T, N> {
    type Sql = T;
    type Null = N;

    fn into_operand(self) -> Operand {
        Operand(self.node.clone())
    }
}

impl Ordering {
    pub(crate) fn new(node: Node, descending: bool) -> Self {
        Ordering { node, descending, nulls_first: None }
    }

    /// `NULLS FIRST`
    pub fn nulls_first(mut self) -> Self {
        self.nulls_first = Some(true);
        self
    }

    /// `NULLS LAST`
    pub fn nulls_last(mut self) -> Self {
        self.nulls_first = Some(false);
        self
    }
}

/// What `order_by` takes: a column, an expression, a label, literal SQL, `.asc()` or `.desc()` of these, or a tuple.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not something to order by",
    label = "not a column",
    note = "columns, expressions, labels, `text(...)` and their `.desc()` are, and tuples of them"
)]
pub trait IntoOrdering {
    /// Adds the elements of ORDER BY.
    fn into_ordering(self, order: &mut Vec<Ordering>);
}

impl IntoOrdering for Ordering {
    fn into_ordering(self, order: &mut Vec<Ordering>) {
        order.push(self);
    }
}

impl<T, N> IntoOrdering for Expr<T, N> {
    fn into_ordering(self, order: &mut Vec<Ordering>) {
        order.push(Ordering::new(self.node, false));
    }
}

impl<T, N> IntoOrdering for &Expr<T, N> {
    fn into_ordering(self, order: &mut Vec<Ordering>) {
        order.push(Ordering::new(self.node.clone(), false));
    }
}

impl IntoOrdering for Text {
    fn into_ordering(self, order: &mut Vec<Ordering>) {
        order.push(Ordering::new(Node::Text(self), false));
    }
}

impl Text {
    /// The text as an expression of SQL type `T`, which may be NULL: `text("length(name)").typed::<i64>()`.
    pub fn typed<T>(self) -> Expr<T, Null> {
        Expr::new(Node::Text(self))
    }
}
