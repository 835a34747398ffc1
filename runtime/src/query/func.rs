//! SQL's functions: `func::count(User::id)`, `func::lower(User::name)`, and `func::call` for any other.

mod aggregates;
mod numbers;
mod strings;
mod times;
mod windows;

pub use aggregates::*;
pub use numbers::*;
pub use strings::*;
pub use times::*;
pub use windows::*;

use crate::{
    Value,
    query::{
        expr::{
            Expr, IntoOrdering,
            logic::Condition,
            nullability::{Null, Nullability},
        },
        select::{Expressions, nodes},
        tree::{Call, CallKind, Function, Node, Window},
    },
};

pub(super) fn known(name: &'static str, kind: CallKind, arguments: Vec<Node>) -> Node {
    Node::Call(Box::new(Call {
        name: Function::Known(name),
        arguments,
        kind,
        distinct: false,
        order: Vec::new(),
        within_group: false,
        filter: None,
        over: None,
    }))
}

/// What each dialect writes in its own way.
fn either(sqlite: Node, postgresql: Node) -> Node {
    Node::Either { sqlite: sqlite.boxed(), postgresql: postgresql.boxed() }
}

/// What SQLite lacks.
fn on_postgresql(postgresql: Node, lacks: &str) -> Node {
    either(Node::refused(format!("SQLite has no {lacks}")), postgresql)
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
        within_group: false,
        filter: None,
        over: None,
    })))
}

impl<T, N: Nullability> Expr<T, N> {
    /// Of an aggregate: over each value once, `count(DISTINCT x)`. Anything else is refused when the statement is built.
    pub fn distinct(self) -> Self {
        self.change("distinct", |call| {
            call.distinct = true;
            if let (Function::Known("group_concat"), Some(separator)) = (&call.name, call.arguments.get_mut(1)) {
                match separator {
                    // The separator of its own.
                    Node::Value { value: Value::Text(comma), .. } if comma == "," => call.arguments.truncate(1),
                    other => {
                        *other = Node::refused(
                            "SQLite parts distinct texts by a comma and nothing else: `func::string_agg(..., \",\").distinct()`",
                        );
                    }
                }
            }
        })
    }

    /// Of an aggregate: over the rows that pass a condition, `count(x) FILTER (WHERE ...)`.
    pub fn filter(self, condition: impl Condition) -> Self {
        let condition = condition.into_condition().node;
        self.change("filter", |call| call.filter = Some(condition.clone()))
    }

    /// Of an aggregate or a window function: over a window of rows, `sum(x) OVER (...)`.
    pub fn over(self, window: Window) -> Self {
        self.change("over", |call| call.over = Some(window.clone()))
    }

    /// Of an aggregate: with its values in an order, `string_agg(x, ',' ORDER BY y)`.
    pub fn aggregate_order_by(self, ordering: impl IntoOrdering) -> Self {
        let mut order = Vec::new();
        ordering.into_ordering(&mut order);
        self.change("aggregate_order_by", |call| call.order.extend(order.iter().cloned()))
    }

    /// Of an aggregate of an ordered set, PostgreSQL's: `percentile_disc(0.9) WITHIN GROUP (ORDER BY x DESC)` is
    /// `func::call::<Decimal>("percentile_disc", literal(0.9)).within_group(Product::price.desc())`.
    pub fn within_group(self, ordering: impl IntoOrdering) -> Self {
        let mut order = Vec::new();
        ordering.into_ordering(&mut order);
        let changed = self.change("within_group", |call| {
            call.kind = CallKind::Aggregate;
            call.order.clone_from(&order);
            call.within_group = true;
        });
        Expr::new(on_postgresql(changed.node, "WITHIN GROUP: number the rows by a window, in a subquery"))
    }

    fn change(mut self, method: &str, change: impl Fn(&mut Call)) -> Self {
        if !change_calls(&mut self.node, &change) {
            self.node = Node::refused(format!("`.{method}(...)` is of aggregates and window functions only"));
        }
        self
    }
}

/// Changes the call of an aggregate or a window function that an expression is; whether it is one.
fn change_calls(node: &mut Node, change: &dyn Fn(&mut Call)) -> bool {
    match node {
        Node::Call(call) if call.kind != CallKind::Plain => {
            change(call);
            true
        }
        Node::Cast { operand, .. } => change_calls(operand, change),
        Node::Either { sqlite, postgresql } => {
            let (one, other) = (change_calls(sqlite, change), change_calls(postgresql, change));
            one || other
        }
        _ => false,
    }
}
