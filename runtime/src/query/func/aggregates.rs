//! Aggregates: one value of the rows of a group.

use super::{either, known, on_postgresql};
use crate::{
    query::{
        expr::{Expr, Expression, IntoExpr, Operand, arithmetic::Numeric, nullability::Null, operators::Textual},
        tree::{CallKind, CastType, Node, Ordering},
    },
    rust_decimal::Decimal,
};

fn aggregate(name: &'static str, argument: impl Expression) -> Node {
    known(name, CallKind::Aggregate, vec![argument.into_operand().0])
}

/// `count(expression)`: how many rows have it.
pub fn count<E: Expression>(expression: E) -> Expr<i64> {
    Expr::new(aggregate("count", expression))
}

/// `count(*)`: how many rows there are.
pub fn count_rows() -> Expr<i64> {
    Expr::new(known("count", CallKind::Aggregate, vec![Node::Words("*")]))
}

/// `max(expression)`; NULL where there are no rows.
pub fn max<E: Expression>(expression: E) -> Expr<E::Sql, Null> {
    Expr::new(aggregate("max", expression))
}

/// `min(expression)`; NULL where there are no rows.
pub fn min<E: Expression>(expression: E) -> Expr<E::Sql, Null> {
    Expr::new(aggregate("min", expression))
}

/// A type of which there are sums and averages.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a number: it has no sum and no average",
    label = "this is of numbers only",
    note = "`.cast::<f64>()` makes an expression a number"
)]
pub trait Summable: Numeric {
    /// The type of the sum: `i64` for integers.
    type Sum;
    /// The type of the average: `f64`, and `Decimal` for `Decimal`.
    type Average;
    #[doc(hidden)]
    const SUM: Option<CastType>;
    #[doc(hidden)]
    const AVERAGE: Option<CastType>;
}

// PostgreSQL gives sums of `bigint` and averages of integers as `numeric`; SQLite needs no cast.
const BIGINT: Option<CastType> = Some(CastType { sqlite: "", postgresql: "BIGINT" });
const DOUBLE: Option<CastType> = Some(CastType { sqlite: "", postgresql: "DOUBLE PRECISION" });

macro_rules! summable {
    ($($type:ty => $sum:ty, $sum_cast:expr, $average:ty, $average_cast:expr;)*) => { $(
        impl Summable for $type {
            type Sum = $sum;
            type Average = $average;
            const SUM: Option<CastType> = $sum_cast;
            const AVERAGE: Option<CastType> = $average_cast;
        }
    )* };
}

summable! {
    i16 => i64, None, f64, DOUBLE;
    i32 => i64, None, f64, DOUBLE;
    i64 => i64, BIGINT, f64, DOUBLE;
    f32 => f32, None, f64, None;
    f64 => f64, None, f64, None;
    Decimal => Decimal, None, Decimal, None;
}

fn cast(node: Node, to: Option<CastType>) -> Node {
    match to {
        Some(to) => Node::Cast { operand: node.boxed(), to },
        None => node,
    }
}

/// `sum(expression)`; NULL where there are no rows.
pub fn sum<E: Expression<Sql: Summable>>(expression: E) -> Expr<<E::Sql as Summable>::Sum, Null> {
    Expr::new(cast(aggregate("sum", expression), <E::Sql as Summable>::SUM))
}

/// `avg(expression)`; NULL where there are no rows.
pub fn avg<E: Expression<Sql: Summable>>(expression: E) -> Expr<<E::Sql as Summable>::Average, Null> {
    Expr::new(cast(aggregate("avg", expression), <E::Sql as Summable>::AVERAGE))
}

/// The texts of a group, with `separator` between them: `string_agg` on PostgreSQL, `group_concat` on SQLite; NULL where there
/// are no rows. Its order is that of `.aggregate_order_by(...)`.
pub fn string_agg<E: Expression<Sql: Textual>>(text: E, separator: impl IntoExpr<String>) -> Expr<String, Null> {
    let arguments = vec![text.into_operand().0, separator.into_operand().0];
    let call = |name| known(name, CallKind::Aggregate, arguments.clone());
    Expr::new(either(call("group_concat"), call("string_agg")))
}

/// Whether the condition holds for every row; NULL where there are no rows. `bool_and` on PostgreSQL, `min` on SQLite.
pub fn every<E: Expression<Sql = bool>>(condition: E) -> Expr<bool, Null> {
    let argument = vec![condition.into_operand().0];
    Expr::new(either(
        known("min", CallKind::Aggregate, argument.clone()),
        known("bool_and", CallKind::Aggregate, argument),
    ))
}

/// Whether the condition holds for some row; NULL where there are no rows. `bool_or` on PostgreSQL, `max` on SQLite.
pub fn some<E: Expression<Sql = bool>>(condition: E) -> Expr<bool, Null> {
    let argument = vec![condition.into_operand().0];
    Expr::new(either(
        known("max", CallKind::Aggregate, argument.clone()),
        known("bool_or", CallKind::Aggregate, argument),
    ))
}

fn statistic<E: Expression<Sql: Summable>>(name: &'static str, of: E) -> Expr<f64, Null> {
    let call = Node::Cast {
        operand: aggregate(name, of).boxed(),
        to: CastType { sqlite: "", postgresql: "DOUBLE PRECISION" },
    };
    Expr::new(on_postgresql(call, &format!("{name}: compute it from `func::sum` and `func::count`")))
}

/// The standard deviation of a sample; NULL of fewer than two rows. PostgreSQL's.
pub fn stddev<E: Expression<Sql: Summable>>(expression: E) -> Expr<f64, Null> {
    statistic("stddev", expression)
}

/// The variance of a sample; NULL of fewer than two rows. PostgreSQL's.
pub fn variance<E: Expression<Sql: Summable>>(expression: E) -> Expr<f64, Null> {
    statistic("variance", expression)
}

/// The values of a group as a `Vec`, in the order of `.aggregate_order_by(...)`; NULL where there are no rows. A `Vec` has no
/// place for NULL among them: `.filter(x.is_not_null())` leaves it out. PostgreSQL's.
pub fn array_agg<E: Expression>(expression: E) -> Expr<Vec<E::Sql>, Null> {
    let call = aggregate("array_agg", expression);
    Expr::new(on_postgresql(call, "array_agg: load the rows, or join texts by `func::string_agg`"))
}

/// An aggregate of a group's values in their order.
fn of_ordered<T>(name: &'static str, fraction: Option<f64>, of: impl Expression) -> Expr<T, Null> {
    let fraction = fraction.map(|fraction| Operand::value(fraction).0).into_iter().collect();
    let mut call = known(name, CallKind::Aggregate, fraction);
    if let Node::Call(call) = &mut call {
        call.order.push(Ordering::new(of.into_operand().0, false));
        call.within_group = true;
    }
    Expr::new(on_postgresql(call, &format!("{name}: number the rows by a window, in a subquery")))
}

/// The value at a fraction of a group's values in order, between two where none is there: `percentile_cont(0.5, x)` is the
/// median. NULL where there are no rows. PostgreSQL's.
pub fn percentile_cont<E: Expression<Sql: Summable>>(fraction: f64, of: E) -> Expr<f64, Null> {
    of_ordered("percentile_cont", Some(fraction), of)
}

/// The first value at or behind a fraction of a group's values in order. NULL where there are no rows. PostgreSQL's.
pub fn percentile_disc<E: Expression>(fraction: f64, of: E) -> Expr<E::Sql, Null> {
    of_ordered("percentile_disc", Some(fraction), of)
}

/// The value that most rows of a group have. NULL where there are no rows. PostgreSQL's.
pub fn mode<E: Expression>(of: E) -> Expr<E::Sql, Null> {
    of_ordered("mode", None, of)
}
