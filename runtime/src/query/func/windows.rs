//! Functions of windows: each needs `.over(window()...)`.

use super::known;
use crate::{
    Value,
    query::{
        expr::{Expr, Expression, nullability::Null},
        tree::{CallKind, Node},
    },
};

fn number(number: i32) -> Node {
    Node::Value { value: Value::I32(number), sensitive: false }
}

macro_rules! ranks {
    ($($(#[$doc:meta])* $name:ident -> $type:ty;)*) => { $(
        $(#[$doc])*
        pub fn $name() -> Expr<$type> {
            Expr::new(known(stringify!($name), CallKind::Window, Vec::new()))
        }
    )* };
}

ranks! {
    /// The number of the row in its window, from 1 on.
    row_number -> i64;
    /// The rank of the row: equal rows share one, and leave out as many behind.
    rank -> i64;
    /// The rank of the row, without gaps.
    dense_rank -> i64;
    /// The rank of the row as a part of all, from 0 to 1.
    percent_rank -> f64;
    /// The part of the rows that are before it or equal to it.
    cume_dist -> f64;
}

/// The number of the bucket that the row is in, from 1 on, where the window is divided into so many.
pub fn ntile(buckets: i32) -> Expr<i32> {
    Expr::new(known("ntile", CallKind::Window, vec![number(buckets)]))
}

fn of_rows<E: Expression>(name: &'static str, expression: E, offset: Option<i32>) -> Expr<E::Sql, Null> {
    let arguments = std::iter::once(expression.into_operand().0).chain(offset.map(number));
    Expr::new(known(name, CallKind::Window, arguments.collect()))
}

/// What the expression is so many rows before; NULL where there is none.
pub fn lag<E: Expression>(expression: E, rows: i32) -> Expr<E::Sql, Null> {
    of_rows("lag", expression, Some(rows))
}

/// What the expression is so many rows after; NULL where there is none.
pub fn lead<E: Expression>(expression: E, rows: i32) -> Expr<E::Sql, Null> {
    of_rows("lead", expression, Some(rows))
}

/// What the expression is in the first row of the frame.
pub fn first_value<E: Expression>(expression: E) -> Expr<E::Sql, Null> {
    of_rows("first_value", expression, None)
}

/// What the expression is in the last row of the frame: with an order and no frame said, the row itself or an equal one.
pub fn last_value<E: Expression>(expression: E) -> Expr<E::Sql, Null> {
    of_rows("last_value", expression, None)
}

/// What the expression is in the row of that number of the frame, from 1 on; NULL where there is none.
pub fn nth_value<E: Expression>(expression: E, row: i32) -> Expr<E::Sql, Null> {
    of_rows("nth_value", expression, Some(row))
}
