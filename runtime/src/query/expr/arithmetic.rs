//! `+`, `-`, `*`, `/`, `%` and the sign.

use std::ops;

use super::{Expr, IntoExpr, column::Column, label::Label, nullability::Nullability};
use crate::{
    query::tree::{CastType, Node},
    rust_decimal::Decimal,
};

/// A type with which SQL calculates.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a number: SQL cannot calculate with it",
    label = "not a number",
    note = "`.concat(...)` joins texts; `.cast::<i64>()` makes an expression a number"
)]
pub trait Numeric {
    /// What a dividend is cast to, where it is not divided as it is.
    #[doc(hidden)]
    const DIVIDEND: Option<CastType> = None;
    /// Why there is no remainder: on SQLite, on PostgreSQL.
    #[doc(hidden)]
    const NO_REMAINDER: [Option<&'static str>; 2] = [None, None];
}

/// Of numbers that SQLite would make integers of, and PostgreSQL has no operator for.
const OF_INTEGERS: Option<&str> =
    Some("`%` is of integers and numerics: `.cast::<i64>()` makes an expression an integer");

/// What SQL calculates with a number of type `T`: values, columns and expressions of it.
///
/// That `T` is a number is asked of the other side: asked of the column itself, the compiler would speak of Rust's `Add`.
#[diagnostic::on_unimplemented(
    message = "SQL cannot calculate with `{T}` and `{Self}`",
    label = "not a `{T}`",
    note = "values of the number's type, columns and expressions can stand here; `.cast::<{T}>()` makes an expression one"
)]
pub trait IntoNumber<T>: IntoExpr<T> {
    #[doc(hidden)]
    const DIVIDEND: Option<CastType>;
    #[doc(hidden)]
    const NO_REMAINDER: [Option<&'static str>; 2];
}

impl<T: Numeric, V: IntoExpr<T>> IntoNumber<T> for V {
    const DIVIDEND: Option<CastType> = T::DIVIDEND;
    const NO_REMAINDER: [Option<&'static str>; 2] = T::NO_REMAINDER;
}

impl Numeric for i16 {}
impl Numeric for i32 {}
impl Numeric for i64 {}

impl Numeric for f32 {
    const NO_REMAINDER: [Option<&'static str>; 2] = [OF_INTEGERS; 2];
}

impl Numeric for f64 {
    const NO_REMAINDER: [Option<&'static str>; 2] = [OF_INTEGERS; 2];
}

impl Numeric for Decimal {
    // SQLite holds whole numerics as integers, and divides those without a fraction.
    const DIVIDEND: Option<CastType> = Some(CastType { sqlite: "REAL", postgresql: "" });
    const NO_REMAINDER: [Option<&'static str>; 2] =
        [Some("SQLite has no `%` of numerics: `.cast::<i64>()` makes an expression an integer"), None];
}

macro_rules! operators {
    ($($trait:ident $method:ident $make:expr),*) => { $(
        impl<M, T, N: Nullability, V: IntoNumber<T>> ops::$trait<V> for Column<M, T, N> {
            type Output = Expr<T, N::Or<V::Null>>;

            fn $method(self, other: V) -> Self::Output {
                Expr::new($make(self.node(), other.into_operand().0))
            }
        }

        impl<T, N: Nullability, V: IntoNumber<T>> ops::$trait<V> for Expr<T, N> {
            type Output = Expr<T, N::Or<V::Null>>;

            fn $method(self, other: V) -> Self::Output {
                Expr::new($make(self.node(), other.into_operand().0))
            }
        }

        impl<T, N: Nullability, V: IntoNumber<T>> ops::$trait<V> for &Expr<T, N> {
            type Output = Expr<T, N::Or<V::Null>>;

            fn $method(self, other: V) -> Self::Output {
                Expr::new($make(self.node.clone(), other.into_operand().0))
            }
        }

        impl<T, N: Nullability, V: IntoNumber<T>> ops::$trait<V> for &Label<T, N> {
            type Output = Expr<T, N::Or<V::Null>>;

            fn $method(self, other: V) -> Self::Output {
                Expr::new($make(self.expr.node.clone(), other.into_operand().0))
            }
        }
    )* };
}

operators! {
    Add add |left, right| binary("+", left, right),
    Sub sub |left, right| binary("-", left, right),
    Mul mul |left, right| binary("*", left, right),
    Div div quotient::<T, V>,
    Rem rem remainder::<T, V>
}

fn quotient<T, V: IntoNumber<T>>(left: Node, right: Node) -> Node {
    let left = match V::DIVIDEND {
        Some(to) => Node::Cast { operand: left.boxed(), to },
        None => left,
    };
    binary("/", left, right)
}

fn remainder<T, V: IntoNumber<T>>(left: Node, right: Node) -> Node {
    let remainder = binary("%", left, right);
    let [sqlite, postgresql] = V::NO_REMAINDER.map(|why| why.map(Node::refused).unwrap_or_else(|| remainder.clone()));
    match V::NO_REMAINDER {
        [None, None] => remainder,
        _ => Node::Either { sqlite: sqlite.boxed(), postgresql: postgresql.boxed() },
    }
}

fn binary(operator: &'static str, left: Node, right: Node) -> Node {
    Node::Binary { left: left.boxed(), operator, right: right.boxed() }
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
