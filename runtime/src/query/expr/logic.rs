//! Conditions, and how `&`, `|` and `!` join them.

use std::ops;

use super::{
    Expr,
    column::Column,
    nullability::{Null, Nullability},
};
use crate::query::tree::{Node, text::Text};

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

impl<M, A: Nullability> Column<M, bool, A> {
    /// This and the condition: `&` as a method.
    pub fn and<C: Condition>(self, other: C) -> Expr<bool, A::Or<C::Null>> {
        self & other
    }

    /// This or the condition: `|` as a method.
    pub fn or<C: Condition>(self, other: C) -> Expr<bool, A::Or<C::Null>> {
        self | other
    }
}

impl<A: Nullability> Expr<bool, A> {
    /// This and the other condition: `&` as a method, which needs no brackets.
    pub fn and<C: Condition>(self, other: C) -> Expr<bool, A::Or<C::Null>> {
        self & other
    }

    /// This or the other condition: `|` as a method, which needs no brackets.
    pub fn or<C: Condition>(self, other: C) -> Expr<bool, A::Or<C::Null>> {
        self | other
    }
}

/// A column that is `bool` is a condition: `!Order::paid`.
impl<M, N: Nullability> ops::Not for Column<M, bool, N> {
    type Output = Expr<bool, N>;

    fn not(self) -> Self::Output {
        !self.into_bool()
    }
}

impl<M, A: Nullability, C: Condition> ops::BitAnd<C> for Column<M, bool, A> {
    type Output = Expr<bool, A::Or<C::Null>>;

    fn bitand(self, other: C) -> Self::Output {
        self.into_bool() & other
    }
}

impl<M, A: Nullability, C: Condition> ops::BitOr<C> for Column<M, bool, A> {
    type Output = Expr<bool, A::Or<C::Null>>;

    fn bitor(self, other: C) -> Self::Output {
        self.into_bool() | other
    }
}

impl<A: Nullability, C: Condition> ops::BitAnd<C> for Expr<bool, A> {
    type Output = Expr<bool, A::Or<C::Null>>;

    fn bitand(self, other: C) -> Self::Output {
        let other = other.into_bool();
        Expr::new(match self.node {
            Node::And(mut all) => {
                all.push(other.node);
                Node::And(all)
            }
            node => Node::And(vec![node, other.node]),
        })
    }
}

impl<A: Nullability, C: Condition> ops::BitOr<C> for Expr<bool, A> {
    type Output = Expr<bool, A::Or<C::Null>>;

    fn bitor(self, other: C) -> Self::Output {
        let other = other.into_bool();
        Expr::new(match self.node {
            Node::Or(mut any) => {
                any.push(other.node);
                Node::Or(any)
            }
            node => Node::Or(vec![node, other.node]),
        })
    }
}

/// What `filter`, `having` and their like take, and what `&` and `|` join: conditions, columns that are `bool`, literal SQL.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a condition",
    label = "a condition is made by `.eq(...)`, `.is_null()`, `&`, `|` and their like",
    note = "`==`, `<`, `&&` and `||` are Rust's own: `.eq(...)`, `.lt(...)`, `&` and `|` are SQL's"
)]
pub trait Condition: Sized {
    /// Whether it may be NULL.
    type Null: Nullability;

    /// The condition, as `&` and `|` take it.
    #[doc(hidden)]
    fn into_bool(self) -> Expr<bool, Self::Null> {
        Expr::new(self.into_condition().node)
    }

    /// The condition.
    fn into_condition(self) -> Expr<bool>;
}

impl<N: Nullability> Condition for Expr<bool, N> {
    type Null = N;

    fn into_condition(self) -> Expr<bool> {
        Expr::new(self.node)
    }
}

impl<N: Nullability> Condition for &Expr<bool, N> {
    type Null = N;

    fn into_condition(self) -> Expr<bool> {
        Expr::new(self.node.clone())
    }
}

impl<M, N: Nullability> Condition for Column<M, bool, N> {
    type Null = N;

    fn into_condition(self) -> Expr<bool> {
        Expr::new(self.node())
    }
}

impl Condition for Text {
    type Null = Null;

    fn into_condition(self) -> Expr<bool> {
        Expr::new(Node::Text(self))
    }
}
