//! The query language: columns and expressions, and queries as values.

pub(crate) mod column;
mod columns;
pub(crate) mod expr;
pub(crate) mod nullability;
pub(crate) mod operators;
pub(crate) mod reader;
pub(crate) mod render;
pub(crate) mod run;
pub(crate) mod select;

pub use column::{AliasOf, Column, Entity, entity};
pub use columns::Columns;
pub use expr::{Condition, Expr, IntoExpr, IntoOrdering, Operand, Ordering};
pub use nullability::{NotNull, Null, Nullability};
pub use run::BoundQuery;
pub use select::{Query, Queryable, Selection, select};
