//! The query language: columns and expressions, and queries as values.

pub(crate) mod expr;
pub(crate) mod from;
pub mod func;
pub(crate) mod load;
pub(crate) mod render;
pub(crate) mod run;
pub(crate) mod select;
pub(crate) mod tree;
pub(crate) mod write;

pub use expr::arithmetic::{IntoNumber, Numeric};
pub use expr::case::{Case, Literal, case, literal};
pub use expr::cast::CastTo;
pub use expr::column::{AliasOf, Column, Entity, OptionalEntity, entity};
pub use expr::columns::{ColumnOf, Columns};
pub use expr::json::JsonStep;
pub use expr::label::Label;
pub use expr::logic::Condition;
pub use expr::nullability::{NotNull, Null, Nullability};
pub use expr::operators::{InList, List, Textual};
pub use expr::tuple::{InTuples, IntoTuple, Tuple, Tupled, Tuples, all_of, any_of, tuple};
pub use expr::window::{Bound, window};
pub use expr::{Expr, Expression, IntoExpr, IntoOrdering, Operand};
pub use from::along::{Path, with_parent};
pub use from::join::{Joinable, On};
pub use from::scalar::{OneColumn, Quantified, Selects, all, any};
pub use from::subquery::{SameRow, Subquery, exists};
pub use run::bound::BoundQuery;
pub use run::keyset::{Cursor, KeysetPage};
pub use run::page::Page;
pub use run::rows::{FieldsOf, FromRow, Rows, TextRows, column_name};
pub use select::{Expressions, Query, Queryable, Selection, select};
pub use tree::place::Alias;
pub use tree::text::{Text, text};
pub use tree::{Item, Ordering, Window};
pub use write::change::Synchronize;
pub use write::insert::{
    Insert, InsertOrUpdate, InsertRow, InsertSource, InsertedRows, OnConflict, RowOf, excluded, insert,
};
pub use write::{BoundDelete, BoundUpdate, Delete, Update, delete, update};
