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

use std::{marker::PhantomData, ops};

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

impl<N: Nullability> ops::Not for Expr<bool, N> {
    type Output = Expr<bool, N>;

    fn not(self) -> Self {
        Expr::new(match self.node {
            Node::IsNull { operand, negated } => Node::IsNull { operand, negated: !negated },
            Node::In { operand, list, sensitive, negated } => Node::In { operand, list, sensitive, negated: !negated },
            Node::InQuery { operand, query, negated } => Node::InQuery { operand, query, negated: !negated },
            Node::TupleIn { operands, lists, negated } => Node::TupleIn { operands, lists, negated: !negated },
            Node::Between { operand, low, high, negated } => Node::Between { operand, low, high, negated: !negated },
            Node::Exists { query, negated } => Node::Exists { query, negated: !negated },
            Node::Related { path, condition, negated } => Node::Related { path, condition, negated: !negated },
            Node::Linked { between, values, columns, negated } => {
                Node::Linked { between, values, columns, negated: !negated }
            }
            Node::Like { operand, pattern, insensitive, escape, negated } => {
                Node::Like { operand, pattern, insensitive, escape, negated: !negated }
            }
            Node::Not(inner) => *inner,
            Node::Refused(message) => Node::Refused(message),
            node => Node::Not(Box::new(node)),
        })
    }
}

impl<A: Nullability> Expr<bool, A> {
    /// This and the other condition: `&` as a method, which needs no brackets.
    pub fn and<B: Nullability>(self, other: Expr<bool, B>) -> Expr<bool, A::Or<B>> {
        self & other
    }

    /// This or the other condition: `|` as a method, which needs no brackets.
    pub fn or<B: Nullability>(self, other: Expr<bool, B>) -> Expr<bool, A::Or<B>> {
        self | other
    }
}

impl<A: Nullability, B: Nullability> ops::BitAnd<Expr<bool, B>> for Expr<bool, A> {
    type Output = Expr<bool, A::Or<B>>;

    fn bitand(self, other: Expr<bool, B>) -> Self::Output {
        Expr::new(match self.node {
            Node::And(mut all) => {
                all.push(other.node);
                Node::And(all)
            }
            node => Node::And(vec![node, other.node]),
        })
    }
}

impl<A: Nullability, B: Nullability> ops::BitOr<Expr<bool, B>> for Expr<bool, A> {
    type Output = Expr<bool, A::Or<B>>;

    fn bitor(self, other: Expr<bool, B>) -> Self::Output {
        Expr::new(match self.node {
            Node::Or(mut any) => {
                any.push(other.node);
                Node::Or(any)
            }
            node => Node::Or(vec![node, other.node]),
        })
    }
}

/// What `filter`, `having` and their like take.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a condition",
    label = "a condition is made by `.eq(...)`, `.is_null()`, `&`, `|` and their like"
)]
pub trait Condition {
    /// The condition.
    fn into_condition(self) -> Expr<bool>;
}

impl<N> Condition for Expr<bool, N> {
    fn into_condition(self) -> Expr<bool> {
        Expr::new(self.node)
    }
}

impl<M, N> Condition for super::Column<M, bool, N> {
    fn into_condition(self) -> Expr<bool> {
        Expr::new(self.node())
    }
}

impl Condition for Text {
    fn into_condition(self) -> Expr<bool> {
        Expr::new(Node::Text(self))
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
