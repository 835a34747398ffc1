//! The operators of columns and expressions, and the trees that they make.

use super::{
    Expr, Expression, IntoExpr, Operand,
    cast::{CastTo, cast},
    column::Column,
    label::Label,
    nullability::{Null, Nullability},
};
use crate::{
    Value,
    query::{
        func::known,
        select::{Query, Selection},
        tree::{CallKind, Core, Node, Ordering, named::name_of},
    },
};

/// What `in_` takes: values, from an array, a `Vec` or any iterator, or a query that selects one column.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a list of `{T}`, nor a query for one",
    label = "not a list of `{T}`",
    note = "an array, a `Vec` or an iterator of values is, and a query that selects one expression of that type"
)]
pub trait InList<T> {
    #[doc(hidden)]
    fn into_list(self) -> List;
}

/// The right side of IN.
#[derive(Debug)]
pub struct List(Listed);

#[derive(Debug)]
enum Listed {
    Values(Vec<Operand>),
    Query(Box<Core>),
}

impl<T, V: IntoExpr<T>, I: IntoIterator<Item = V>> InList<T> for I {
    fn into_list(self) -> List {
        List(Listed::Values(self.into_iter().map(V::into_operand).collect()))
    }
}

impl<T, X: Selection + Expression<Sql = T>> InList<T> for Query<X> {
    fn into_list(self) -> List {
        List(Listed::Query(self.core))
    }
}

/// A type that SQL takes for text.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not text",
    label = "this is of text only",
    note = "`func::to_text(...)` makes an expression of any type text"
)]
pub trait Textual {}

impl Textual for String {}

/// The operators, once for columns and once for expressions: `$self.node()` gives the tree.
macro_rules! operators {
    ($type:ident < $($generic:ident),* >) => {
        impl<$($generic),*> $type<$($generic),*> where N: Nullability {
            /// `=`; with `None`, `IS NULL`.
            pub fn eq(self, value: impl IntoExpr<T>) -> Expr<bool> {
                compare(self.node(), N::NULLABLE, "=", value.into_operand())
            }

            /// `!=`; with `None`, `IS NOT NULL`.
            pub fn ne(self, value: impl IntoExpr<T>) -> Expr<bool> {
                compare(self.node(), N::NULLABLE, "!=", value.into_operand())
            }

            /// `<`
            pub fn lt(self, value: impl IntoExpr<T>) -> Expr<bool> {
                compare(self.node(), N::NULLABLE, "<", value.into_operand())
            }

            /// `<=`
            pub fn le(self, value: impl IntoExpr<T>) -> Expr<bool> {
                compare(self.node(), N::NULLABLE, "<=", value.into_operand())
            }

            /// `>`
            pub fn gt(self, value: impl IntoExpr<T>) -> Expr<bool> {
                compare(self.node(), N::NULLABLE, ">", value.into_operand())
            }

            /// `>=`
            pub fn ge(self, value: impl IntoExpr<T>) -> Expr<bool> {
                compare(self.node(), N::NULLABLE, ">=", value.into_operand())
            }

            /// `BETWEEN low AND high`, both included.
            pub fn between(self, low: impl IntoExpr<T>, high: impl IntoExpr<T>) -> Expr<bool> {
                between(self.node(), low.into_operand(), high.into_operand())
            }

            /// `IS NULL`
            pub fn is_null(self) -> Expr<bool> {
                is_null(self.node(), false)
            }

            /// `IS NOT NULL`
            pub fn is_not_null(self) -> Expr<bool> {
                is_null(self.node(), true)
            }

            /// `IN` a list of values, or the rows of a query. A list is one parameter, so that the statement's text does
            /// not change with its length; an empty list is never true.
            pub fn in_(self, values: impl InList<T>) -> Expr<bool> {
                in_list(self.node(), values.into_list(), false)
            }

            /// `NOT IN` a list of values, or the rows of a query; an empty list is always true.
            pub fn not_in(self, values: impl InList<T>) -> Expr<bool> {
                in_list(self.node(), values.into_list(), true)
            }

            /// The same, as one that may be NULL: a row gives an `Option`. For columns beyond an outer join.
            pub fn nullable(self) -> Expr<T, Null> {
                Expr::new(self.node())
            }

            /// With a name.
            pub fn label(self, name: &'static str) -> Label<T, N> {
                Label::new(self.node(), name)
            }

            /// The same as one that is never NULL, where that is known and the types cannot tell: an aggregate of rows in groups.
            /// A row in which it is NULL after all is an error when it is read
            /// ([`ErrorKind::Data`](crate::ErrorKind::Data)).
            pub fn assume_not_null(self) -> Expr<T> {
                Expr::new(self.node())
            }

            /// Whether they differ, NULL being a value like any other: `IS DISTINCT FROM`.
            pub fn is_distinct_from(self, value: impl IntoExpr<T>) -> Expr<bool> {
                distinct(self.node(), value.into_operand().0, true)
            }

            /// Whether they are the same, NULL being a value like any other: `IS NOT DISTINCT FROM`.
            pub fn is_not_distinct_from(self, value: impl IntoExpr<T>) -> Expr<bool> {
                distinct(self.node(), value.into_operand().0, false)
            }

            /// `CAST`: the same as a value of another type. A fraction is rounded to an integer; the day and the hour of a
            /// `timestamptz` are those of UTC.
            pub fn cast<U: CastTo>(self) -> Expr<U, N> {
                Expr::new(cast(self.node(), U::TYPE))
            }

            /// Ascending, which is the default.
            pub fn asc(self) -> Ordering {
                Ordering::new(self.node(), false)
            }

            /// Descending.
            pub fn desc(self) -> Ordering {
                Ordering::new(self.node(), true)
            }
        }
    };
}

/// The operators on text.
macro_rules! text_operators {
    ($type:ident < $($generic:ident),* >) => {
        impl<$($generic),*> $type<$($generic),*> {
            /// `LIKE`, with `%` and `_` as wildcards. On SQLite it takes ASCII letters of either case for equal.
            pub fn like(self, pattern: &str) -> Expr<bool> where T: Textual {
                like(self.node(), pattern, false, false)
            }

            /// `LIKE` that takes letters of either case for equal: `ILIKE` on PostgreSQL, `lower(a) LIKE lower(b)` on
            /// SQLite, where it knows ASCII letters only.
            pub fn ilike(self, pattern: &str) -> Expr<bool> where T: Textual {
                like(self.node(), pattern, true, false)
            }

            /// `||`: this text and another behind it.
            pub fn concat<V: IntoExpr<String>>(self, other: V) -> Expr<String, N::Or<V::Null>>
            where
                T: Textual,
                N: Nullability,
            {
                let right = other.into_operand().0;
                Expr::new(Node::Binary { left: self.node().boxed(), operator: "||", right: right.boxed() })
            }

            /// `LIKE` with an expression as its pattern.
            pub fn like_expr(self, pattern: impl Expression<Sql: Textual>) -> Expr<bool> where T: Textual {
                Expr::new(Node::Like {
                    operand: self.node().boxed(),
                    pattern: pattern.into_operand().0.boxed(),
                    insensitive: false,
                    escape: false,
                    negated: false,
                })
            }

            /// Whether the text matches a regular expression: PostgreSQL's `~`. SQLite refuses it.
            pub fn regexp_match(self, pattern: impl IntoExpr<String>) -> Expr<bool> where T: Textual {
                let matches =
                    Node::Binary { left: self.node().boxed(), operator: "~", right: pattern.into_operand().0.boxed() };
                postgresql_only(matches, "SQLite has no regular expressions: `.like(...)` knows `%` and `_`")
            }

            /// Whether the text, taken as a document, has the words of `query`: PostgreSQL's full-text search,
            /// `to_tsvector(text) @@ plainto_tsquery(query)`. On SQLite, whose full-text search is of tables of their own,
            /// it is refused.
            pub fn match_(self, query: impl IntoExpr<String>) -> Expr<bool> where T: Textual {
                let call = |name, node| known(name, CallKind::Plain, vec![node]);
                let document = call("to_tsvector", self.node());
                let words = call("plainto_tsquery", query.into_operand().0);
                let matches = Node::Binary { left: document.boxed(), operator: "@@", right: words.boxed() };
                postgresql_only(
                    matches,
                    "SQLite searches texts in FTS tables of their own: ask such a table by `text(\"... MATCH :words\")`",
                )
            }

            /// The text in the order of a collation, which is compared and sorted by it: `.collate("NOCASE")` on SQLite,
            /// `.collate("C")` on PostgreSQL.
            pub fn collate(self, collation: &str) -> Expr<String, N> where T: Textual {
                Expr::new(Node::Collate { operand: self.node().boxed(), collation: collation.to_owned() })
            }

            /// Text that begins with `prefix`, in which no character is a wildcard.
            pub fn startswith(self, prefix: &str) -> Expr<bool> where T: Textual {
                like(self.node(), &format!("{}%", escape_like(prefix)), false, true)
            }

            /// Text that ends with `suffix`, in which no character is a wildcard.
            pub fn endswith(self, suffix: &str) -> Expr<bool> where T: Textual {
                like(self.node(), &format!("%{}", escape_like(suffix)), false, true)
            }
        }
    };
}

/// Whether text contains text: JSON and arrays have a `contains` of their own.
macro_rules! contains_text {
    ($type:ident < $($generic:ident),* ; $($argument:ty),* >) => {
        impl<$($generic),*> $type<$($argument),*> {
            /// Text that contains `part`, in which no character is a wildcard.
            pub fn contains(self, part: &str) -> Expr<bool> {
                like(self.node(), &format!("%{}%", escape_like(part)), false, true)
            }
        }
    };
}

operators!(Column<M, T, N>);
operators!(Expr<T, N>);
text_operators!(Column<M, T, N>);
text_operators!(Expr<T, N>);
contains_text!(Column<M, N; M, String, N>);
contains_text!(Expr<N; String, N>);

/// A comparison; one with NULL is a test for NULL, and refused where the column cannot be NULL.
pub(crate) fn compare(left: Node, nullable: bool, operator: &'static str, right: Operand) -> Expr<bool> {
    if right.is_null() {
        return match (operator, nullable) {
            ("=", true) => is_null(left, false),
            ("!=", true) => is_null(left, true),
            ("=" | "!=", false) => Expr::new(Node::Refused(format!(
                "{} is NOT NULL and is compared with a value that is not there (None): flush first, or compare a \
                 relationship with `.is(handle)`",
                name_of(&left, None)
            ))),
            _ => Expr::new(Node::Refused(format!("{} {operator} NULL is never true", name_of(&left, None)))),
        };
    }
    let sensitive = is_sensitive(&left) || is_sensitive(&right.0);
    Expr::new(Node::Binary {
        left: Box::new(hide(left, sensitive)),
        operator,
        right: Box::new(hide(right.0, sensitive)),
    })
}

fn distinct(left: Node, right: Node, distinct: bool) -> Expr<bool> {
    let sensitive = is_sensitive(&left) || is_sensitive(&right);
    let (left, right) = (hide(left, sensitive), hide(right, sensitive));
    let compared = |operator| Node::Binary { left: left.clone().boxed(), operator, right: right.clone().boxed() };
    let words = if distinct { ["IS NOT", "IS DISTINCT FROM"] } else { ["IS", "IS NOT DISTINCT FROM"] };
    let [sqlite, postgresql] = words.map(compared);
    Expr::new(Node::Either { sqlite: sqlite.boxed(), postgresql: postgresql.boxed() })
}

fn is_null(operand: Node, negated: bool) -> Expr<bool> {
    Expr::new(Node::IsNull { operand: Box::new(operand), negated })
}

fn in_list(operand: Node, list: List, negated: bool) -> Expr<bool> {
    let values = match list.0 {
        Listed::Values(values) => values,
        Listed::Query(query) => return Expr::new(Node::InQuery { operand: operand.boxed(), query, negated }),
    };
    let mut list = Vec::with_capacity(values.len());
    for value in values {
        match value.0 {
            Node::Value { value: Value::Null, .. } => {
                return Expr::new(Node::Refused(format!(
                    "a value that is not there (None) is in a list with which {} is compared: it is equal to nothing, \
                     and no row would pass `not_in`. Leave it out, and ask `.is_null()` beside the list",
                    name_of(&operand, None)
                )));
            }
            Node::Value { value: Value::Array(_), .. } => {
                return Expr::new(Node::refused(format!(
                    "{} holds arrays, of which a list cannot be made: compare with each by `any_of(arrays.map(...))`",
                    name_of(&operand, None)
                )));
            }
            Node::Value { value, .. } => list.push(value),
            Node::Refused(message) => return Expr::new(Node::Refused(message)),
            _ => {
                return Expr::new(Node::Refused(format!(
                    "{} is compared with a list of values; columns and expressions do not go into one",
                    name_of(&operand, None)
                )));
            }
        }
    }
    let sensitive = is_sensitive(&operand);
    Expr::new(Node::In { operand: Box::new(operand), list, sensitive, negated })
}

fn between(operand: Node, low: Operand, high: Operand) -> Expr<bool> {
    if low.is_null() || high.is_null() {
        return Expr::new(Node::Refused(format!(
            "{} BETWEEN with NULL as a bound is never true",
            name_of(&operand, None)
        )));
    }
    let sensitive = is_sensitive(&operand);
    Expr::new(Node::Between {
        operand: Box::new(operand),
        low: Box::new(hide(low.0, sensitive)),
        high: Box::new(hide(high.0, sensitive)),
        negated: false,
    })
}

pub(super) fn like(operand: Node, pattern: &str, insensitive: bool, escape: bool) -> Expr<bool> {
    let sensitive = is_sensitive(&operand);
    let pattern = Node::Value { value: Value::Text(pattern.to_owned()), sensitive };
    Expr::new(Node::Like {
        operand: Box::new(operand),
        pattern: Box::new(pattern),
        insensitive,
        escape,
        negated: false,
    })
}

fn postgresql_only<T, N>(node: Node, refusal: &str) -> Expr<T, N> {
    Expr::new(Node::Either { sqlite: Node::refused(refusal).boxed(), postgresql: node.boxed() })
}

/// `%`, `_` and the escape character itself, made literal for a LIKE with `ESCAPE '/'`.
pub(super) fn escape_like(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '%' | '_' | '/') {
            escaped.push('/');
        }
        escaped.push(c);
    }
    escaped
}

fn is_sensitive(node: &Node) -> bool {
    match node {
        Node::Column(column) => column.sensitive(),
        Node::Value { sensitive, .. } => *sensitive,
        _ => false,
    }
}

fn hide(node: Node, hidden: bool) -> Node {
    match node {
        Node::Value { value, sensitive } => Node::Value { value, sensitive: sensitive || hidden },
        node => node,
    }
}
