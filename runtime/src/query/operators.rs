//! The operators of columns and expressions, and the trees that they make.

use super::{
    cast::CastTo,
    check::name_of,
    column::Column,
    core::Core,
    expr::{Expr, Expression, IntoExpr, Node, Operand, Ordering},
    label::Label,
    nullability::{Null, Nullability},
    select::{Query, Selection},
};
use crate::Value;

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
        List(Listed::Query(Box::new(self.core)))
    }
}

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

            /// `CAST`: the same as a value of another type.
            pub fn cast<U: CastTo>(self) -> Expr<U, N> {
                Expr::new(Node::Cast { operand: self.node().boxed(), to: U::TYPE })
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
    ($type:ident < $($generic:ident),* ; $($argument:ty),* >) => {
        impl<$($generic),*> $type<$($argument),*> {
            /// `LIKE`, with `%` and `_` as wildcards. On SQLite it takes ASCII letters of either case for equal.
            pub fn like(self, pattern: &str) -> Expr<bool> {
                like(self.node(), pattern, false, false)
            }

            /// `LIKE` that takes letters of either case for equal: `ILIKE` on PostgreSQL, `lower(a) LIKE lower(b)` on
            /// SQLite, where it knows ASCII letters only.
            pub fn ilike(self, pattern: &str) -> Expr<bool> {
                like(self.node(), pattern, true, false)
            }

            /// Text that begins with `prefix`, in which no character is a wildcard.
            pub fn startswith(self, prefix: &str) -> Expr<bool> {
                like(self.node(), &format!("{}%", escape_like(prefix)), false, true)
            }

            /// Text that ends with `suffix`, in which no character is a wildcard.
            pub fn endswith(self, suffix: &str) -> Expr<bool> {
                like(self.node(), &format!("%{}", escape_like(suffix)), false, true)
            }

            /// Text that contains `part`, in which no character is a wildcard.
            pub fn contains(self, part: &str) -> Expr<bool> {
                like(self.node(), &format!("%{}%", escape_like(part)), false, true)
            }
        }
    };
}

operators!(Column<M, T, N>);
operators!(Expr<T, N>);
text_operators!(Column<M, N; M, String, N>);
text_operators!(Expr<N; String, N>);

/// A comparison; one with NULL is a test for NULL, and refused where the column cannot be NULL.
pub(super) fn compare(left: Node, nullable: bool, operator: &'static str, right: Operand) -> Expr<bool> {
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

fn like(operand: Node, pattern: &str, insensitive: bool, escape: bool) -> Expr<bool> {
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

/// `%`, `_` and the escape character itself, made literal for a LIKE with `ESCAPE '/'`.
fn escape_like(text: &str) -> String {
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
