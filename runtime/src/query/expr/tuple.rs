//! Several columns compared at once, and conditions from lists.

use super::{Expr, Expression, IntoExpr, Operand, logic::Condition};
use crate::{
    Value,
    query::{
        select::{Query, Selection},
        tree::{Core, Node},
    },
};

/// Columns or expressions that are compared together: made by [`tuple()`].
#[derive(Clone, Debug)]
#[must_use = "a tuple does nothing until it is compared"]
pub struct Tuple<T> {
    nodes: Vec<Node>,
    marker: std::marker::PhantomData<fn() -> T>,
}

/// A tuple of two to four columns or expressions: `tuple((Line::order_id, Line::position)).in_([(1, 2), (1, 3)])`.
pub fn tuple<X: Tupled>(expressions: X) -> Tuple<X::Types> {
    Tuple { nodes: expressions.into_nodes(), marker: std::marker::PhantomData }
}

/// Tuples of columns or expressions.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a tuple of two to four columns or expressions",
    label = "not a tuple of columns"
)]
pub trait Tupled: sealed::Nodes {
    /// Their SQL types.
    type Types;
}

/// Tuples of values that can be compared with columns of the types `T`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be compared with columns of the types `{T}`",
    label = "not these types"
)]
pub trait IntoTuple<T>: Sized {
    #[doc(hidden)]
    fn into_operands(self) -> Vec<Operand>;
}

mod sealed {
    //! What only this crate asks of tuples.
    #[allow(private_interfaces, unreachable_pub, reason = "the trait is sealed")]
    pub trait Nodes {
        fn into_nodes(self) -> Vec<crate::query::tree::Node>;
    }
}

macro_rules! tuples {
    ($(($($name:ident $value:ident $index:tt),*);)*) => { $(
        #[allow(private_interfaces, reason = "the trait is sealed")]
        impl<$($name: Expression),*> sealed::Nodes for ($($name,)*) {
            fn into_nodes(self) -> Vec<Node> {
                vec![$(self.$index.into_operand().0),*]
            }
        }

        impl<$($name: Expression),*> Tupled for ($($name,)*) {
            type Types = ($($name::Sql,)*);
        }

        impl<$($name, $value: IntoExpr<$name>),*> IntoTuple<($($name,)*)> for ($($value,)*) {
            fn into_operands(self) -> Vec<Operand> {
                vec![$(self.$index.into_operand()),*]
            }
        }
    )* };
}

tuples! {
    (A V 0, B W 1);
    (A V 0, B W 1, C X 2);
    (A V 0, B W 1, C X 2, D Y 3);
}

impl<T> Tuple<T> {
    fn compared(self, operator: &'static str, other: impl IntoTuple<T>) -> Expr<bool> {
        let right = other.into_operands().into_iter().map(|operand| operand.0).collect();
        Expr::new(Node::Binary { left: Node::Tuple(self.nodes).boxed(), operator, right: Node::Tuple(right).boxed() })
    }

    /// `=`, part by part.
    pub fn eq(self, other: impl IntoTuple<T>) -> Expr<bool> {
        self.compared("=", other)
    }

    /// `!=`: some part differs.
    pub fn ne(self, other: impl IntoTuple<T>) -> Expr<bool> {
        self.compared("!=", other)
    }

    /// `<`, by the first part that differs.
    pub fn lt(self, other: impl IntoTuple<T>) -> Expr<bool> {
        self.compared("<", other)
    }

    /// `<=`
    pub fn le(self, other: impl IntoTuple<T>) -> Expr<bool> {
        self.compared("<=", other)
    }

    /// `>`
    pub fn gt(self, other: impl IntoTuple<T>) -> Expr<bool> {
        self.compared(">", other)
    }

    /// `>=`
    pub fn ge(self, other: impl IntoTuple<T>) -> Expr<bool> {
        self.compared(">=", other)
    }

    /// `IN` a list of tuples of values, a parameter a part, so that the text does not change with the list's length; or the
    /// rows of a query: `tuple((Line::order_id, Line::position)).in_(select((Return::order_id, Return::position)))`.
    pub fn in_(self, list: impl InTuples<T>) -> Expr<bool> {
        let values = match list.into_tuples().0 {
            Listed::Query(query) => {
                let operand = Node::Tuple(self.nodes).boxed();
                return Expr::new(Node::InQuery { operand, query, negated: false });
            }
            Listed::Values(values) => values,
        };
        let mut lists: Vec<Vec<Value>> = vec![Vec::new(); self.nodes.len()];
        for tuple in values {
            for (operand, list) in tuple.into_iter().zip(&mut lists) {
                match operand.0 {
                    Node::Value { value: Value::Null, .. } => {
                        return Expr::new(Node::refused(
                            "a value that is not there (None) is in a list of tuples: it is equal to nothing",
                        ));
                    }
                    Node::Value { value, .. } => list.push(value),
                    _ => return Expr::new(Node::refused("columns and expressions do not go into a list of tuples")),
                }
            }
        }
        Expr::new(Node::TupleIn { operands: self.nodes, lists, negated: false })
    }

    /// `NOT IN` a list of tuples of values, or the rows of a query.
    pub fn not_in(self, list: impl InTuples<T>) -> Expr<bool> {
        !self.in_(list)
    }
}

/// What `.in_(...)` of a tuple takes: tuples of values, or a query that selects as many expressions of the same types.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no list of tuples of the types `{T}`",
    label = "not such a list",
    note = "an array, a `Vec` or an iterator of tuples of values is, and a query that selects such a tuple"
)]
pub trait InTuples<T> {
    #[doc(hidden)]
    fn into_tuples(self) -> Tuples;
}

/// The right side of IN, of a tuple.
#[derive(Debug)]
pub struct Tuples(Listed);

#[derive(Debug)]
enum Listed {
    Values(Vec<Vec<Operand>>),
    Query(Box<Core>),
}

impl<T, V: IntoTuple<T>, I: IntoIterator<Item = V>> InTuples<T> for I {
    fn into_tuples(self) -> Tuples {
        Tuples(Listed::Values(self.into_iter().map(V::into_operands).collect()))
    }
}

impl<X: Selection + Tupled> InTuples<X::Types> for Query<X> {
    fn into_tuples(self) -> Tuples {
        Tuples(Listed::Query(self.core))
    }
}

/// That all of some conditions hold; true where there are none. For conditions that are gathered in a loop.
pub fn all_of<C: Condition>(conditions: impl IntoIterator<Item = C>) -> Expr<bool> {
    let nodes: Vec<Node> = conditions.into_iter().map(|condition| condition.into_condition().node).collect();
    Expr::new(if nodes.is_empty() { Node::Words("1 = 1") } else { Node::And(nodes) })
}

/// That one of some conditions holds; false where there are none.
pub fn any_of<C: Condition>(conditions: impl IntoIterator<Item = C>) -> Expr<bool> {
    let nodes: Vec<Node> = conditions.into_iter().map(|condition| condition.into_condition().node).collect();
    Expr::new(if nodes.is_empty() { Node::Words("1 = 0") } else { Node::Or(nodes) })
}
