//! Expressions: an untyped tree, and the typed skin over it.

use std::{marker::PhantomData, ops};

use super::nullability::NotNull;
use crate::{Field, Value, table::Table};

/// The tree under every expression.
#[derive(Clone, Debug)]
pub(crate) enum Node {
    Column(ColumnRef),
    Value {
        value: Value,
        sensitive: bool,
    },
    Compare {
        left: Box<Node>,
        operator: &'static str,
        right: Box<Node>,
    },
    IsNull {
        operand: Box<Node>,
        negated: bool,
    },
    In {
        operand: Box<Node>,
        list: Vec<Value>,
        sensitive: bool,
        negated: bool,
    },
    Like {
        operand: Box<Node>,
        pattern: Box<Node>,
        insensitive: bool,
        escape: bool,
        negated: bool,
    },
    Between {
        operand: Box<Node>,
        low: Box<Node>,
        high: Box<Node>,
    },
    Not(Box<Node>),
    And(Vec<Node>),
    Or(Vec<Node>),
    /// Whether a row of a table between links the row to one object: columns of that table equal values, and others columns
    /// of the row.
    Linked {
        between: &'static Table,
        values: Vec<(usize, Value)>,
        columns: Vec<(usize, ColumnRef)>,
    },
    /// A mistake that types cannot see; the statement that holds it is refused with this message.
    Refused(String),
}

/// A column of a table, or of an alias of it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ColumnRef {
    pub(crate) table: &'static Table,
    pub(crate) alias: Option<&'static str>,
    pub(crate) index: usize,
}

impl ColumnRef {
    pub(super) fn sensitive(&self) -> bool {
        self.table.columns[self.index].sensitive
    }
}

/// An operand of a comparison: made by [`IntoExpr`].
#[derive(Clone, Debug)]
pub struct Operand(pub(crate) Node);

impl Operand {
    /// A value, which will be bound.
    pub fn value<T: Field>(value: &T) -> Self {
        Operand(Node::Value { value: value.to_ref().to_value(), sensitive: false })
    }

    pub(crate) fn null() -> Self {
        Operand(Node::Value { value: Value::Null, sensitive: false })
    }

    pub(super) fn is_null(&self) -> bool {
        matches!(&self.0, Node::Value { value: Value::Null, .. })
    }
}

/// What a column of SQL type `T` can be compared with: values, `Option`s of them, columns and expressions.
#[diagnostic::on_unimplemented(
    message = "a column of type `{T}` cannot be compared with `{Self}`",
    label = "not a `{T}`"
)]
pub trait IntoExpr<T> {
    /// The operand.
    fn into_operand(self) -> Operand;
}

/// An expression of SQL type `T`; `N` says whether it may be NULL.
#[derive(Debug)]
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

impl<T, N> IntoExpr<T> for Expr<T, N> {
    fn into_operand(self) -> Operand {
        Operand(self.node)
    }
}

impl ops::Not for Expr<bool> {
    type Output = Expr<bool>;

    fn not(self) -> Self {
        Expr::new(match self.node {
            Node::IsNull { operand, negated } => Node::IsNull { operand, negated: !negated },
            Node::In { operand, list, sensitive, negated } => Node::In { operand, list, sensitive, negated: !negated },
            Node::Like { operand, pattern, insensitive, escape, negated } => {
                Node::Like { operand, pattern, insensitive, escape, negated: !negated }
            }
            Node::Not(inner) => *inner,
            Node::Refused(message) => Node::Refused(message),
            node => Node::Not(Box::new(node)),
        })
    }
}

impl ops::BitAnd for Expr<bool> {
    type Output = Expr<bool>;

    fn bitand(self, other: Self) -> Self {
        Expr::new(match self.node {
            Node::And(mut all) => {
                all.push(other.node);
                Node::And(all)
            }
            node => Node::And(vec![node, other.node]),
        })
    }
}

impl ops::BitOr for Expr<bool> {
    type Output = Expr<bool>;

    fn bitor(self, other: Self) -> Self {
        Expr::new(match self.node {
            Node::Or(mut any) => {
                any.push(other.node);
                Node::Or(any)
            }
            node => Node::Or(vec![node, other.node]),
        })
    }
}

/// What `filter` takes.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a condition",
    label = "a condition is made by `.eq(...)`, `.is_null()`, `&`, `|` and their like"
)]
pub trait Condition {
    /// The condition.
    fn into_condition(self) -> Expr<bool>;
}

impl Condition for Expr<bool> {
    fn into_condition(self) -> Expr<bool> {
        self
    }
}

/// An element of ORDER BY.
#[derive(Clone, Debug)]
pub struct Ordering {
    pub(crate) node: Node,
    pub(crate) descending: bool,
}

/// What `order_by` takes: a column, or its `.desc()`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not something to order by",
    label = "not a column",
    note = "columns and `.desc()` are"
)]
pub trait IntoOrdering {
    /// The element of ORDER BY.
    fn into_ordering(self) -> Ordering;
}

impl IntoOrdering for Ordering {
    fn into_ordering(self) -> Ordering {
        self
    }
}

impl<T, N> IntoOrdering for Expr<T, N> {
    fn into_ordering(self) -> Ordering {
        Ordering { node: self.node, descending: false }
    }
}
