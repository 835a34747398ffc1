//! SQL's functions: `func::count(User::id)`, `func::lower(User::name)`, and `func::call` for any other.

use super::{
    arithmetic::Numeric,
    expr::{Call, CallKind, CastType, Condition, Expr, Expression, Function, IntoExpr, IntoOrdering, Node},
    nullability::{Null, Nullability},
    select::{Expressions, nodes},
    window::Window,
};
use crate::rust_decimal::Decimal;

fn known(name: &'static str, kind: CallKind, arguments: Vec<Node>) -> Node {
    Node::Call(Box::new(Call {
        name: Function::Known(name),
        arguments,
        kind,
        distinct: false,
        order: Vec::new(),
        filter: None,
        over: None,
    }))
}

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

/// `lower(text)`
pub fn lower<E: Expression<Sql = String>>(text: E) -> Expr<String, E::Null> {
    Expr::new(known("lower", CallKind::Plain, vec![text.into_operand().0]))
}

/// `upper(text)`
pub fn upper<E: Expression<Sql = String>>(text: E) -> Expr<String, E::Null> {
    Expr::new(known("upper", CallKind::Plain, vec![text.into_operand().0]))
}

/// `length(text)`, in characters.
pub fn length<E: Expression<Sql = String>>(text: E) -> Expr<i32, E::Null> {
    Expr::new(known("length", CallKind::Plain, vec![text.into_operand().0]))
}

/// `coalesce(expression, otherwise)`: the expression, or something else where it is NULL.
pub fn coalesce<E: Expression, V: IntoExpr<E::Sql>>(expression: E, otherwise: V) -> Expr<E::Sql, V::Null> {
    let arguments = vec![expression.into_operand().0, otherwise.into_operand().0];
    Expr::new(known("coalesce", CallKind::Plain, arguments))
}

/// Any function by its name, of SQL type `T`: `func::call::<String>("substr", (User::name, literal(1), literal(3)))`. What it
/// gives may be NULL.
///
/// The name is one that SQL takes without quotes, `schema.name` also; any other is refused when the statement is built.
pub fn call<T>(name: &str, arguments: impl Expressions) -> Expr<T, Null> {
    let part = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    if !name.split('.').all(part) {
        return Expr::new(Node::refused(format!("{name:?} is no name of a function")));
    }
    Expr::new(Node::Call(Box::new(Call {
        name: Function::Named(name.to_owned()),
        arguments: nodes(arguments).collect(),
        kind: CallKind::Unknown,
        distinct: false,
        order: Vec::new(),
        filter: None,
        over: None,
    })))
}

impl<T, N: Nullability> Expr<T, N> {
    /// Of an aggregate: over each value once, `count(DISTINCT x)`. Anything else is refused when the statement is built.
    pub fn distinct(self) -> Self {
        self.change("distinct", |call| call.distinct = true)
    }

    /// Of an aggregate: over the rows that pass a condition, `count(x) FILTER (WHERE ...)`.
    pub fn filter(self, condition: impl Condition) -> Self {
        let condition = condition.into_condition().node;
        self.change("filter", |call| call.filter = Some(condition))
    }

    /// Of an aggregate or a window function: over a window of rows, `sum(x) OVER (...)`.
    pub fn over(self, window: Window) -> Self {
        self.change("over", |call| call.over = Some(window))
    }

    /// Of an aggregate: with its values in an order, `string_agg(x, ',' ORDER BY y)`.
    pub fn aggregate_order_by(self, ordering: impl IntoOrdering) -> Self {
        let mut order = Vec::new();
        ordering.into_ordering(&mut order);
        self.change("aggregate_order_by", |call| call.order.append(&mut order))
    }

    fn change(mut self, method: &str, change: impl FnOnce(&mut Call)) -> Self {
        match called(&mut self.node) {
            Some(call) => change(call),
            None => self.node = Node::refused(format!("`.{method}(...)` is of aggregates and window functions only")),
        }
        self
    }
}

/// The call of an aggregate or a window function that an expression is.
fn called(node: &mut Node) -> Option<&mut Call> {
    match node {
        Node::Call(call) if call.kind != CallKind::Plain => Some(call),
        Node::Cast { operand, .. } => called(operand),
        _ => None,
    }
}
