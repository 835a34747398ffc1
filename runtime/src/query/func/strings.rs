//! Functions of text.

use super::{either, known, on_postgresql};
use crate::{
    Value,
    query::{
        expr::{Expr, Expression, IntoExpr, operators::Textual},
        tree::{CallKind, CastType, Node},
    },
};

macro_rules! of_text {
    ($($(#[$doc:meta])* $name:ident => $sql:literal;)*) => { $(
        $(#[$doc])*
        pub fn $name<E: Expression<Sql: Textual>>(text: E) -> Expr<String, E::Null> {
            Expr::new(known($sql, CallKind::Plain, vec![text.into_operand().0]))
        }
    )* };
}

of_text! {
    /// `lower(text)`. SQLite knows ASCII letters only.
    lower => "lower";
    /// `upper(text)`. SQLite knows ASCII letters only.
    upper => "upper";
    /// `trim(text)`: without spaces at both ends.
    trim => "trim";
    /// `ltrim(text)`: without spaces at the start.
    ltrim => "ltrim";
    /// `rtrim(text)`: without spaces at the end.
    rtrim => "rtrim";
}

/// `length(text)`, in characters.
pub fn length<E: Expression<Sql: Textual>>(text: E) -> Expr<i32, E::Null> {
    Expr::new(known("length", CallKind::Plain, vec![text.into_operand().0]))
}

/// `replace(text, from, to)`: every `from` made a `to`.
pub fn replace<E: Expression<Sql: Textual>>(
    text: E,
    from: impl IntoExpr<String>,
    to: impl IntoExpr<String>,
) -> Expr<String, E::Null> {
    let arguments = vec![text.into_operand().0, from.into_operand().0, to.into_operand().0];
    Expr::new(known("replace", CallKind::Plain, arguments))
}

/// `substr(text, start, length)`: characters, counted from 1.
pub fn substr<E: Expression<Sql: Textual>>(
    text: E,
    start: impl IntoExpr<i32>,
    length: impl IntoExpr<i32>,
) -> Expr<String, E::Null> {
    let arguments = vec![text.into_operand().0, start.into_operand().0, length.into_operand().0];
    Expr::new(known("substr", CallKind::Plain, arguments))
}

/// The place of `part` in a text, counted from 1; 0 where it is not there. `strpos` on PostgreSQL, `instr` on SQLite.
pub fn position<E: Expression<Sql: Textual>>(text: E, part: impl IntoExpr<String>) -> Expr<i32, E::Null> {
    let arguments = vec![text.into_operand().0, part.into_operand().0];
    Expr::new(either(known("instr", CallKind::Plain, arguments.clone()), known("strpos", CallKind::Plain, arguments)))
}

/// The first `count` characters.
pub fn left<E: Expression<Sql: Textual>>(text: E, count: u16) -> Expr<String, E::Null> {
    substr(text, 1, i32::from(count))
}

/// The last `count` characters, all where there are fewer.
pub fn right<E: Expression<Sql: Textual>>(text: E, count: u16) -> Expr<String, E::Null> {
    let text = text.into_operand().0;
    let number = |number| Node::Value { value: Value::I32(number), sensitive: false };
    let count = i32::from(count);
    // SQLite's `substr(text, -0)` is the whole text.
    let sqlite = match count {
        0 => vec![text.clone(), number(1), number(0)],
        count => vec![text.clone(), number(-count)],
    };
    Expr::new(either(
        known("substr", CallKind::Plain, sqlite),
        known("right", CallKind::Plain, vec![text, number(count)]),
    ))
}

/// `reverse(text)`: PostgreSQL's.
pub fn reverse<E: Expression<Sql: Textual>>(text: E) -> Expr<String, E::Null> {
    let call = known("reverse", CallKind::Plain, vec![text.into_operand().0]);
    Expr::new(on_postgresql(call, "reverse"))
}

/// Any value as text.
pub fn to_text<E: Expression>(expression: E) -> Expr<String, E::Null> {
    let to = CastType { sqlite: "TEXT", postgresql: "TEXT" };
    Expr::new(Node::Cast { operand: expression.into_operand().0.boxed(), to })
}
