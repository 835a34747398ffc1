//! `!`, `&` and `|`: NOT, AND and OR of conditions, to which columns of truth values belong.

use std::ops;

use super::{Expr, Expression, column::Column, nullability::Nullability};
use crate::query::tree::Node;

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

impl<M, N: Nullability> ops::Not for Column<M, bool, N> {
    type Output = Expr<bool, N>;

    fn not(self) -> Expr<bool, N> {
        !Expr::new(self.node())
    }
}

macro_rules! conditions {
    ($($type:ident[$($generic:ident)?]),*) => { $(
        impl<$($generic,)? A: Nullability> $type<$($generic,)? bool, A> {
            /// This and the other condition: `&` as a method, which needs no brackets.
            pub fn and<B: Expression<Sql = bool>>(self, other: B) -> Expr<bool, A::Or<B::Null>> {
                self & other
            }

            /// This or the other condition: `|` as a method, which needs no brackets.
            pub fn or<B: Expression<Sql = bool>>(self, other: B) -> Expr<bool, A::Or<B::Null>> {
                self | other
            }
        }

        impl<$($generic,)? A: Nullability, B: Expression<Sql = bool>> ops::BitAnd<B> for $type<$($generic,)? bool, A> {
            type Output = Expr<bool, A::Or<B::Null>>;

            fn bitand(self, other: B) -> Self::Output {
                let other = other.into_operand().0;
                Expr::new(match self.node() {
                    Node::And(mut all) => {
                        all.push(other);
                        Node::And(all)
                    }
                    node => Node::And(vec![node, other]),
                })
            }
        }

        impl<$($generic,)? A: Nullability, B: Expression<Sql = bool>> ops::BitOr<B> for $type<$($generic,)? bool, A> {
            type Output = Expr<bool, A::Or<B::Null>>;

            fn bitor(self, other: B) -> Self::Output {
                let other = other.into_operand().0;
                Expr::new(match self.node() {
                    Node::Or(mut any) => {
                        any.push(other);
                        Node::Or(any)
                    }
                    node => Node::Or(vec![node, other]),
                })
            }
        }
    )* };
}

conditions!(Expr[], Column[M]);
