//! `+`, `-`, `*`, `/`, `%` and the sign.

use std::ops;

use super::{Expr, IntoExpr, column::Column, label::Label, nullability::Nullability};
use crate::{query::tree::Node, rust_decimal::Decimal};

/// A type with which SQL calculates.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a number: SQL cannot calculate with it",
    label = "not a number"
)]
pub trait Numeric {}

impl Numeric for i16 {}
impl Numeric for i32 {}
impl Numeric for i64 {}
impl Numeric for f32 {}
impl Numeric for f64 {}
impl Numeric for Decimal {}

macro_rules! operators {
    ($($trait:ident $method:ident $sql:literal),*) => { $(
        impl<M, T: Numeric, N: Nullability, V: IntoExpr<T>> ops::$trait<V> for Column<M, T, N> {
            type Output = Expr<T, N::Or<V::Null>>;

            fn $method(self, other: V) -> Self::Output {
                binary(self.node(), $sql, other.into_operand().0)
            }
        }

        impl<T: Numeric, N: Nullability, V: IntoExpr<T>> ops::$trait<V> for Expr<T, N> {
            type Output = Expr<T, N::Or<V::Null>>;

            fn $method(self, other: V) -> Self::Output {
                binary(self.node(), $sql, other.into_operand().0)
            }
        }

        impl<T: Numeric, N: Nullability, V: IntoExpr<T>> ops::$trait<V> for &Expr<T, N> {
            type Output = Expr<T, N::Or<V::Null>>;

            fn $method(self, other: V) -> Self::Output {
                binary(self.node.clone(), $sql, other.into_operand().0)
            }
        }

        impl<T: Numeric, N: Nullability, V: IntoExpr<T>> ops::$trait<V> for &Label<T, N> {
            type Output = Expr<T, N::Or<V::Null>>;

            fn $method(self, other: V) -> Self::Output {
                binary(self.expr.node.clone(), $sql, other.into_operand().0)
            }
        }
    )* };
}

operators!(Add add "+", Sub sub "-", Mul mul "*", Div div "/", Rem rem "%");

fn binary<T, N>(left: Node, operator: &'static str, right: Node) -> Expr<T, N> {
    Expr::new(Node::Binary { left: left.boxed(), operator, right: right.boxed() })
}

impl<M, T: Numeric, N> ops::Neg for Column<M, T, N> {
    type Output = Expr<T, N>;

    fn neg(self) -> Self::Output {
        Expr::new(Node::Prefix { operator: "-", operand: self.node().boxed() })
    }
}

impl<T: Numeric, N> ops::Neg for Expr<T, N> {
    type Output = Expr<T, N>;

    fn neg(self) -> Self::Output {
        Expr::new(Node::Prefix { operator: "-", operand: self.node().boxed() })
    }
}
