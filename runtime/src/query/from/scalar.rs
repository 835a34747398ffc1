//! Queries within expressions: the one value that a query gives, and comparisons with any and all of its rows.

use std::marker::PhantomData;

use crate::query::{
    expr::{Expr, IntoExpr, Operand, column::Column, label::Label, nullability::Null},
    select::{Query, Selection},
    tree::Node,
};

/// One column or expression, which a query that stands for a value selects.
#[diagnostic::on_unimplemented(
    message = "a query that stands for a value selects one column or expression, and this one selects `{Self}`",
    label = "its query selects something else",
    note = "`select(User::id)` selects one column; an object is not a value: select a column of it"
)]
pub trait OneColumn {
    /// Its SQL type, as its Rust type.
    type Sql;
}

impl<M, T, N> OneColumn for Column<M, T, N> {
    type Sql = T;
}

macro_rules! one_column {
    ($($type:ty),*) => { $(
        impl<T, N> OneColumn for $type {
            type Sql = T;
        }
    )* };
}

one_column!(Expr<T, N>, &Expr<T, N>, Label<T, N>, &Label<T, N>);

/// What a query selects; so that the compiler asks first whose method it is, and then what it selects.
#[doc(hidden)]
pub trait Selects<X> {}

impl<X> Selects<X> for Query<X> {}

impl<X: Selection> Query<X> {
    /// The one value that the query gives, within an expression; NULL where it gives none.
    pub fn scalar_subquery<Y: OneColumn>(self) -> Expr<Y::Sql, Null>
    where
        Query<X>: Selects<Y>,
    {
        Expr::new(Node::Scalar(self.core))
    }
}

/// The rows of a query, of which any or all are compared with: made by [`any`] and [`all`].
#[derive(Clone, Debug)]
#[must_use = "it does nothing until something is compared with it"]
pub struct Quantified<T> {
    node: Node,
    marker: PhantomData<fn() -> T>,
}

impl<T> IntoExpr<T> for Quantified<T> {
    type Null = Null;

    fn into_operand(self) -> Operand {
        Operand(self.node)
    }
}

/// Any row of a query, to be compared with: `User::id.lt(any(select(Address::user_id)))`. True where the
/// comparison is for one row, false where the query gives none. PostgreSQL's `ANY`; SQLite, which has none, refuses it.
pub fn any<X: Selection + OneColumn>(query: Query<X>) -> Quantified<X::Sql> {
    quantified("ANY ", query)
}

/// Every row of a query, to be compared with: `Order::total.gt(all(select(Order::total).filter(...)))`. True where the comparison
/// is for each row, and where the query gives none. PostgreSQL's `ALL`; SQLite, which has none, refuses it.
pub fn all<X: Selection + OneColumn>(query: Query<X>) -> Quantified<X::Sql> {
    quantified("ALL ", query)
}

fn quantified<X: Selection + OneColumn>(operator: &'static str, query: Query<X>) -> Quantified<X::Sql> {
    let rows = Node::Prefix { operator, operand: Node::Scalar(query.core).boxed() };
    let refusal = "SQLite has no ANY and ALL of a query: `.in_(query)` is `= ANY`, `.not_in(query)` is `!= ALL`, and `<` and `>` \
                   compare with `func::min` or `func::max` selected in a `.scalar_subquery()`";
    let node = Node::Either { sqlite: Node::refused(refusal).boxed(), postgresql: rows.boxed() };
    Quantified { node, marker: PhantomData }
}

/// Whether an operand is the rows of a query, which stand beside comparisons alone.
pub(crate) fn is_quantified(node: &Node) -> bool {
    matches!(node, Node::Either { postgresql, .. }
        if matches!(**postgresql, Node::Prefix { operator: "ANY " | "ALL ", .. }))
}
