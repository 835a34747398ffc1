//! The operators of columns and expressions, and the trees that they make.

use super::{
    column::Column,
    expr::{Expr, IntoExpr, Node, Operand, Ordering},
    nullability::Nullability,
};
use crate::Value;

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

            /// `IN` a list of values. The list is one parameter, so that the statement's text does not change with its
            /// length; an empty list is never true.
            pub fn in_<V: IntoExpr<T>>(self, values: impl IntoIterator<Item = V>) -> Expr<bool> {
                in_list(self.node(), values.into_iter().map(V::into_operand), false)
            }

            /// `NOT IN` a list of values; an empty list is always true.
            pub fn not_in<V: IntoExpr<T>>(self, values: impl IntoIterator<Item = V>) -> Expr<bool> {
                in_list(self.node(), values.into_iter().map(V::into_operand), true)
            }

            /// Ascending, which is the default.
            pub fn asc(self) -> Ordering {
                Ordering { node: self.node(), descending: false }
            }

            /// Descending.
            pub fn desc(self) -> Ordering {
                Ordering { node: self.node(), descending: true }
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
                name_of(&left)
            ))),
            _ => Expr::new(Node::Refused(format!("{} {operator} NULL is never true", name_of(&left)))),
        };
    }
    let sensitive = is_sensitive(&left) || is_sensitive(&right.0);
    Expr::new(Node::Compare {
        left: Box::new(hide(left, sensitive)),
        operator,
        right: Box::new(hide(right.0, sensitive)),
    })
}

fn is_null(operand: Node, negated: bool) -> Expr<bool> {
    Expr::new(Node::IsNull { operand: Box::new(operand), negated })
}

fn in_list(operand: Node, values: impl Iterator<Item = Operand>, negated: bool) -> Expr<bool> {
    let mut list = Vec::new();
    for value in values {
        match value.0 {
            Node::Value { value: Value::Null, .. } => {
                return Expr::new(Node::Refused(format!(
                    "a value that is not there (None) is in a list with which {} is compared: it is equal to nothing, \
                     and no row would pass `not_in`. Leave it out, and ask `.is_null()` beside the list",
                    name_of(&operand)
                )));
            }
            Node::Value { value, .. } => list.push(value),
            Node::Refused(message) => return Expr::new(Node::Refused(message)),
            _ => {
                return Expr::new(Node::Refused(format!(
                    "{} is compared with a list of values; columns and expressions do not go into one",
                    name_of(&operand)
                )));
            }
        }
    }
    let sensitive = is_sensitive(&operand);
    Expr::new(Node::In { operand: Box::new(operand), list, sensitive, negated })
}

fn between(operand: Node, low: Operand, high: Operand) -> Expr<bool> {
    if low.is_null() || high.is_null() {
        return Expr::new(Node::Refused(format!("{} BETWEEN with NULL as a bound is never true", name_of(&operand))));
    }
    let sensitive = is_sensitive(&operand);
    Expr::new(Node::Between {
        operand: Box::new(operand),
        low: Box::new(hide(low.0, sensitive)),
        high: Box::new(hide(high.0, sensitive)),
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

fn name_of(node: &Node) -> String {
    match node {
        Node::Column(column) => format!("{}.{}", column.table.name, column.table.columns[column.index].name),
        _ => "an expression".to_owned(),
    }
}
