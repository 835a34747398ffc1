//! Functions of numbers, and of NULL.

use super::{either, known, on_postgresql};
use crate::{
    query::{
        expr::{
            Expr, Expression, IntoExpr,
            arithmetic::Numeric,
            nullability::{Null, Nullability},
        },
        select::{Expressions, nodes},
        tree::{CallKind, CastType, Node},
    },
    rust_decimal::Decimal,
};

/// `abs(number)`: without its sign.
pub fn abs<E: Expression<Sql: Numeric>>(number: E) -> Expr<E::Sql, E::Null> {
    Expr::new(known("abs", CallKind::Plain, vec![number.into_operand().0]))
}

/// A number with a fraction.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a number with a fraction",
    label = "this is of numbers with a fraction only",
    note = "`.cast::<f64>()` makes an expression one"
)]
pub trait Fractional: Numeric {
    #[doc(hidden)]
    const CAST: CastType;
}

impl Fractional for f32 {
    const CAST: CastType = CastType { sqlite: "", postgresql: "REAL" };
}

impl Fractional for f64 {
    const CAST: CastType = CastType { sqlite: "", postgresql: "DOUBLE PRECISION" };
}

impl Fractional for Decimal {
    const CAST: CastType = CastType { sqlite: "", postgresql: "" };
}

fn cast(node: Node, to: CastType) -> Node {
    Node::Cast { operand: node.boxed(), to }
}

/// `round(number, digits)`: to that many digits behind the point, halves away from zero.
pub fn round<E: Expression<Sql: Fractional>>(number: E, digits: i32) -> Expr<E::Sql, E::Null> {
    // PostgreSQL rounds numerics to digits, and nothing else.
    let number = cast(number.into_operand().0, CastType { sqlite: "", postgresql: "NUMERIC" });
    let digits = Node::Value { value: crate::Value::I32(digits), sensitive: false };
    Expr::new(cast(known("round", CallKind::Plain, vec![number, digits]), <E::Sql as Fractional>::CAST))
}

/// To the next whole number: SQLite, which has no function for it, by what the integer part differs.
fn whole<E: Expression<Sql: Fractional>>(
    number: E,
    name: &'static str,
    steps: [&'static str; 2],
) -> Expr<E::Sql, E::Null> {
    let number = number.into_operand().0;
    let integer = || cast(number.clone(), CastType { sqlite: "INTEGER", postgresql: "" });
    let [step, beyond] = steps;
    let differs = Node::Binary { left: number.clone().boxed(), operator: beyond, right: integer().boxed() };
    let sqlite = Node::Binary { left: integer().boxed(), operator: step, right: differs.boxed() };
    let sqlite = cast(sqlite, CastType { sqlite: "REAL", postgresql: "" });
    let postgresql = cast(known(name, CallKind::Plain, vec![number]), <E::Sql as Fractional>::CAST);
    Expr::new(either(sqlite, postgresql))
}

/// `ceil(number)`: the next whole number, upwards.
pub fn ceil<E: Expression<Sql: Fractional>>(number: E) -> Expr<E::Sql, E::Null> {
    whole(number, "ceil", ["+", ">"])
}

/// `floor(number)`: the next whole number, downwards.
pub fn floor<E: Expression<Sql: Fractional>>(number: E) -> Expr<E::Sql, E::Null> {
    whole(number, "floor", ["-", "<"])
}

/// `power(base, exponent)`: PostgreSQL's. SQLite, as it is built here, has none.
pub fn power<E: Expression<Sql = f64>>(base: E, exponent: impl IntoExpr<f64>) -> Expr<f64, E::Null> {
    let arguments = vec![base.into_operand().0, exponent.into_operand().0];
    Expr::new(on_postgresql(known("power", CallKind::Plain, arguments), "power: multiply, or compute it in Rust"))
}

/// `sqrt(number)`: the square root, PostgreSQL's; of a negative number it is an error. SQLite, as it is built here, has none.
pub fn sqrt<E: Expression<Sql = f64>>(number: E) -> Expr<f64, E::Null> {
    let call = known("sqrt", CallKind::Plain, vec![number.into_operand().0]);
    Expr::new(on_postgresql(call, "sqrt: compute it in Rust"))
}

/// A random number from 0 to 1, another for each row.
pub fn random() -> Expr<f64> {
    let call = known("random", CallKind::Plain, Vec::new());
    let sqlite = Node::Binary {
        left: Node::Words("0.5").boxed(),
        operator: "+",
        right: Node::Binary {
            left: call.clone().boxed(),
            operator: "/",
            right: Node::Words("18446744073709551616.0").boxed(),
        }
        .boxed(),
    };
    Expr::new(either(sqlite, call))
}

/// The greater of two; where one is NULL, the other.
pub fn greatest<E: Expression, V: IntoExpr<E::Sql>>(
    one: E,
    other: V,
) -> Expr<E::Sql, <E::Null as Nullability>::Or<V::Null>> {
    let nullable = E::Null::NULLABLE || V::Null::NULLABLE;
    Expr::new(first_of("max", "greatest", [one.into_operand().0, other.into_operand().0], nullable))
}

/// The lesser of two; where one is NULL, the other.
pub fn least<E: Expression, V: IntoExpr<E::Sql>>(
    one: E,
    other: V,
) -> Expr<E::Sql, <E::Null as Nullability>::Or<V::Null>> {
    let nullable = E::Null::NULLABLE || V::Null::NULLABLE;
    Expr::new(first_of("min", "least", [one.into_operand().0, other.into_operand().0], nullable))
}

/// One of two by a function, which is NULL on SQLite where one of them is.
fn first_of(sqlite: &'static str, postgresql: &'static str, [one, other]: [Node; 2], nullable: bool) -> Node {
    let arguments = vec![one.clone(), other.clone()];
    let mut of_both = known(sqlite, CallKind::Plain, arguments.clone());
    if nullable {
        of_both = known("coalesce", CallKind::Plain, vec![of_both, one, other]);
    }
    either(of_both, known(postgresql, CallKind::Plain, arguments))
}

/// `coalesce(expression, otherwise)`: the expression, or something else where it is NULL. Of several:
/// `coalesce(coalesce(a, b), "c")`.
pub fn coalesce<E: Expression, V: IntoExpr<E::Sql>>(expression: E, otherwise: V) -> Expr<E::Sql, V::Null> {
    let arguments = vec![expression.into_operand().0, otherwise.into_operand().0];
    Expr::new(known("coalesce", CallKind::Plain, arguments))
}

/// `nullif(expression, value)`: NULL where they are equal.
pub fn nullif<E: Expression, V: IntoExpr<E::Sql>>(expression: E, value: V) -> Expr<E::Sql, Null> {
    let arguments = vec![expression.into_operand().0, value.into_operand().0];
    Expr::new(known("nullif", CallKind::Plain, arguments))
}

/// `concat` of columns, expressions and literals of any type, as texts; NULL counts as empty.
pub fn concat(parts: impl Expressions) -> Expr<String> {
    let text = CastType { sqlite: "TEXT", postgresql: "TEXT" };
    let empty = || Node::Value { value: crate::Value::Text(String::new()), sensitive: false };
    let part = |node: Node| known("coalesce", CallKind::Plain, vec![cast(node, text), empty()]);
    let joined = nodes(parts).map(part).reduce(|left, right| Node::Binary {
        left: left.boxed(),
        operator: "||",
        right: right.boxed(),
    });
    Expr::new(joined.unwrap_or_else(|| Node::refused("`concat` of nothing")))
}
