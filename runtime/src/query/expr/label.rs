//! Names for what is selected.

use super::{
    Expr, Expression, IntoExpr, IntoOrdering, Operand,
    nullability::{NotNull, Nullability},
};
use crate::query::tree::{Node, Ordering};

/// An expression with a name: `func::count_rows().label("address_count")`. Its name stands in the SQL text, names the column
/// of a subquery, and orders.
#[derive(Debug)]
#[must_use = "a label does nothing until a query uses it"]
pub struct Label<T, N = NotNull> {
    pub(crate) name: &'static str,
    pub(crate) expr: Expr<T, N>,
}

impl<T, N> Clone for Label<T, N> {
    fn clone(&self) -> Self {
        Label { name: self.name, expr: self.expr.clone() }
    }
}

impl<T, N> Label<T, N> {
    pub(crate) fn new(node: Node, name: &'static str) -> Self {
        Label { name, expr: Expr::new(node) }
    }

    /// Ordered by this, descending.
    pub fn desc(&self) -> Ordering {
        self.ordering(true)
    }

    /// Ordered by this, ascending.
    pub fn asc(&self) -> Ordering {
        self.ordering(false)
    }

    fn ordering(&self, descending: bool) -> Ordering {
        let node = self.expr.node.clone().boxed();
        Ordering::new(Node::Label { name: self.name, node }, descending)
    }
}

macro_rules! labels {
    ($($type:ty),*) => { $(
        impl<T, N: Nullability> Expression for $type {
            type Sql = T;
            type Null = N;

            fn into_operand(self) -> Operand {
                Operand(self.expr.node.clone())
            }

            fn label_name(&self) -> Option<&'static str> {
                Some(self.name)
            }
        }

        impl<T, N: Nullability> IntoExpr<T> for $type {
            type Null = N;

            fn into_operand(self) -> Operand {
                Operand(self.expr.node.clone())
            }
        }

        impl<T, N> IntoOrdering for $type {
            fn into_ordering(self, order: &mut Vec<Ordering>) {
                order.push(self.ordering(false));
            }
        }
    )* };
}

labels!(Label<T, N>, &Label<T, N>);
