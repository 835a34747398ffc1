//! `+`, `-`, `*`, `/`, `%` and the sign.

use std::ops;

use super::{
    Expr, IntoExpr, Operand,
    column::Column,
    label::Label,
    nullability::{NotNull, Nullability},
};
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

/// What SQL calculates with a number of type `T`: values, columns and expressions of it, and columns and expressions of the
/// types between which SQL finds the wider one by itself. `Item::price * Item::quantity` is a numeric.
///
/// That `T` is a number is asked of the other side: asked of the column itself, the compiler would speak of Rust's `Add`.
#[diagnostic::on_unimplemented(
    message = "SQL cannot calculate with `{T}` and `{Self}`",
    label = "not a `{T}`",
    note = "values of the number's type, columns and expressions can stand here; `.cast::<{T}>()` makes an expression one"
)]
pub trait IntoNumber<T> {
    /// What comes of both: the wider type.
    type Result;
    /// Whether it may be NULL.
    type Null: Nullability;
    #[doc(hidden)]
    const DIVIDEND: Option<CastType>;
    #[doc(hidden)]
    const NO_REMAINDER: [Option<&'static str>; 2];
    #[doc(hidden)]
    fn into_number(self) -> Operand;
}

impl<T: Numeric, V: IntoExpr<T>> IntoNumber<T> for V {
    type Result = T;
    type Null = V::Null;
    const DIVIDEND: Option<CastType> = T::DIVIDEND;
    const NO_REMAINDER: [Option<&'static str>; 2] = T::NO_REMAINDER;

    fn into_number(self) -> Operand {
        self.into_operand()
    }
}

/// An operand of one type beside numbers of another.
macro_rules! beside {
    ($([$($generic:ident)?] $operand:ty: $left:ty, $right:ty, $wide:ty;)*) => { $(
        impl<$($generic,)? N: Nullability> IntoNumber<$left> for $operand {
            type Result = $wide;
            type Null = N;
            const DIVIDEND: Option<CastType> = <$wide as Numeric>::DIVIDEND;
            const NO_REMAINDER: [Option<&'static str>; 2] = <$wide as Numeric>::NO_REMAINDER;

            fn into_number(self) -> Operand {
                IntoExpr::<$right>::into_operand(self)
            }
        }
    )* };
}

/// Numbers of two types, the second of which is that of the result.
macro_rules! wider {
    ($($narrow:ty, $wide:ty;)*) => { $(
        beside! {
            [M] Column<M, $wide, N>: $narrow, $wide, $wide;
            [] Expr<$wide, N>: $narrow, $wide, $wide;
            [] &Expr<$wide, N>: $narrow, $wide, $wide;
            [] &Label<$wide, N>: $narrow, $wide, $wide;
            [M] Column<M, $narrow, N>: $wide, $narrow, $wide;
            [] Expr<$narrow, N>: $wide, $narrow, $wide;
            [] &Expr<$narrow, N>: $wide, $narrow, $wide;
            [] &Label<$narrow, N>: $wide, $narrow, $wide;
        }
    )* };
}

wider! {
    i16, i32;
    i16, i64;
    i16, f64;
    i16, Decimal;
    i32, i64;
    i32, f64;
    i32, Decimal;
    i64, f64;
    i64, Decimal;
    f32, f64;
}

/// A value beside columns and expressions of whole numbers.
macro_rules! amounts {
    ($($integer:ty),*) => { $(
        impl IntoNumber<$integer> for Decimal {
            type Result = Decimal;
            type Null = NotNull;
            const DIVIDEND: Option<CastType> = <Decimal as Numeric>::DIVIDEND;
            const NO_REMAINDER: [Option<&'static str>; 2] = <Decimal as Numeric>::NO_REMAINDER;

            fn into_number(self) -> Operand {
                // Beside an integer PostgreSQL would take the parameter for one.
                let value = Operand::value(self).0;
                Operand(Node::Cast { operand: value.boxed(), to: CastType { sqlite: "", postgresql: "NUMERIC" } })
            }
        }
    )* };
}

amounts!(i16, i32, i64);

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
            type Output = Expr<V::Result, N::Or<V::Null>>;

            fn $method(self, other: V) -> Self::Output {
                Expr::new($make(self.node(), other.into_number().0))
            }
        }

        impl<T, N: Nullability, V: IntoNumber<T>> ops::$trait<V> for Expr<T, N> {
            type Output = Expr<V::Result, N::Or<V::Null>>;

            fn $method(self, other: V) -> Self::Output {
                Expr::new($make(self.node(), other.into_number().0))
            }
        }

        impl<T, N: Nullability, V: IntoNumber<T>> ops::$trait<V> for &Expr<T, N> {
            type Output = Expr<V::Result, N::Or<V::Null>>;

            fn $method(self, other: V) -> Self::Output {
                Expr::new($make(self.node.clone(), other.into_number().0))
            }
        }

        impl<T, N: Nullability, V: IntoNumber<T>> ops::$trait<V> for &Label<T, N> {
            type Output = Expr<V::Result, N::Or<V::Null>>;

            fn $method(self, other: V) -> Self::Output {
                Expr::new($make(self.expr.node.clone(), other.into_number().0))
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
