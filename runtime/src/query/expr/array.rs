//! Operators of PostgreSQL's arrays.

use super::{
    Expr, IntoExpr,
    column::Column,
    nullability::{Null, Nullability},
};
use crate::{
    Element,
    query::{
        func::known,
        tree::{CallKind, Node},
    },
};

fn binary<N>(left: Node, operator: &'static str, right: Node) -> Expr<bool, N> {
    Expr::new(Node::Binary { left: left.boxed(), operator, right: right.boxed() })
}

macro_rules! operators {
    ($type:ident < $($generic:ident),* ; $($argument:ty),* >) => {
        impl<$($generic,)* T: Element> $type<$($argument),*> {
            /// Whether every member of `other` is a member: `@>`.
            pub fn contains<V: IntoExpr<Vec<T>>>(self, other: V) -> Expr<bool, N::Or<V::Null>>
            where
                N: Nullability,
            {
                binary(self.node(), "@>", other.into_operand().0)
            }

            /// Whether every member is one of `other`: `<@`.
            pub fn contained_by<V: IntoExpr<Vec<T>>>(self, other: V) -> Expr<bool, N::Or<V::Null>>
            where
                N: Nullability,
            {
                binary(self.node(), "<@", other.into_operand().0)
            }

            /// Whether some member is one of `other`: `&&`.
            pub fn overlaps<V: IntoExpr<Vec<T>>>(self, other: V) -> Expr<bool, N::Or<V::Null>>
            where
                N: Nullability,
            {
                binary(self.node(), "&&", other.into_operand().0)
            }

            /// Whether it is a member: `value = ANY(array)`.
            pub fn has<V: IntoExpr<T>>(self, member: V) -> Expr<bool, N::Or<V::Null>>
            where
                N: Nullability,
            {
                binary(member.into_operand().0, "=", known("ANY", CallKind::Plain, vec![self.node()]))
            }

            /// How many members it has.
            pub fn cardinality(self) -> Expr<i32, N> {
                Expr::new(known("cardinality", CallKind::Plain, vec![self.node()]))
            }

            /// The member at a place, counted from 1; NULL where there is none.
            pub fn element(self, place: i32) -> Expr<T, Null> {
                let place = Node::Value { value: crate::Value::I32(place), sensitive: false };
                Expr::new(Node::Subscript { operand: self.node().boxed(), place: place.boxed() })
            }
        }
    };
}

operators!(Column<M, N; M, Vec<T>, N>);
operators!(Expr<N; Vec<T>, N>);
