//! Rows as the program's own structs, and statements of the program's own read as rows.

use std::marker::PhantomData;

use super::reader::Reader;
use crate::{
    Error, ErrorKind, Field, Result, Row,
    query::{
        select::{Query, Selection},
        tree::{Core, Item, text::Text},
    },
};

/// A struct of the program's own, declared by [`row!`](crate::row), that rows are read into.
#[diagnostic::on_unimplemented(
    message = "rows cannot be read into `{Self}`",
    label = "not declared by `aludel::row!`, nor a tuple of columns' types",
    note = "`aludel::row!(struct Summary {{ name: String, n: i64 }})` declares such a struct; tuples of columns' types are one \
            already",
    note = "objects come from `Model::query().from_statement(text(...))`, or from a query of the model"
)]
pub trait FromRow: Sized {
    /// What a query must give for it: the types of the fields, in their order.
    type Columns;

    /// The struct of a query's row.
    fn from_columns(columns: Self::Columns) -> Self;

    /// Reads a row whose columns bear the names of the fields; a tuple by position.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`] where a column is missing, [`ErrorKind::Data`] where one holds something else.
    fn from_row(row: &Row<'_>) -> Result<Self>;
}

/// The types of fields that a query's rows `R` are read into: the same.
#[diagnostic::on_unimplemented(
    message = "rows `{R}` cannot be read into fields `{Self}`",
    label = "its fields are of other types",
    note = "the fields have the types of what is selected, in that order, `Option` where NULL may be: `.cast::<T>()`, \
            `.nullable()` and `.assume_not_null()` change what is selected"
)]
pub trait FieldsOf<R> {
    #[doc(hidden)]
    fn of_row(row: R) -> Self;
}

impl<R> FieldsOf<R> for R {
    fn of_row(row: R) -> R {
        row
    }
}

/// Declares a struct that rows are read into:
///
/// ```
/// aludel::row! {
///     /// How often a name is there.
///     #[derive(PartialEq)]
///     pub struct Summary {
///         /// The name.
///         pub name: String,
///         /// How often.
///         pub n: i64,
///     }
/// }
/// # fn main() {}
/// ```
///
/// A query's rows become such structs by [`Query::rows`], field by field in the order of what is selected; those of literal SQL
/// by [`Text::rows`], by the names of the columns. The struct is `Debug` and `Clone`, and whatever else is derived.
#[macro_export]
macro_rules! row {
    (
        $(#[$meta:meta])*
        $visibility:vis struct $name:ident {
            $($(#[$field_meta:meta])* $field_visibility:vis $field:ident: $type:ty),* $(,)?
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug)]
        $visibility struct $name {
            $($(#[$field_meta])* $field_visibility $field: $type,)*
        }

        impl $crate::FromRow for $name {
            type Columns = ($($type,)*);

            fn from_columns(($($field,)*): Self::Columns) -> Self {
                $name { $($field),* }
            }

            fn from_row(row: &$crate::Row<'_>) -> $crate::Result<Self> {
                ::core::result::Result::Ok($name {
                    $($field: row.get_by_name($crate::column_name(stringify!($field)))?,)*
                })
            }
        }
    };
}

/// The column of a field: a raw identifier's without its `r#`.
#[doc(hidden)]
pub fn column_name(field: &'static str) -> &'static str {
    field.strip_prefix("r#").unwrap_or(field)
}

macro_rules! tuples {
    ($(($($name:ident $index:tt),*);)*) => { $(
        impl<$($name: Field),*> FromRow for ($($name,)*) {
            type Columns = ($($name,)*);

            fn from_columns(columns: Self::Columns) -> Self {
                columns
            }

            fn from_row(row: &Row<'_>) -> Result<Self> {
                Ok(($(row.get::<$name>($index)?,)*))
            }
        }
    )* };
}

tuples! {
    (A 0);
    (A 0, B 1);
    (A 0, B 1, C 2);
    (A 0, B 1, C 2, D 3);
    (A 0, B 1, C 2, D 3, E 4);
    (A 0, B 1, C 2, D 3, E 4, F 5);
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6);
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7);
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8);
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9);
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10);
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11);
}

/// A selection whose rows become `R`.
#[derive(Clone, Copy, Debug)]
pub struct Rows<X, R>(PhantomData<fn() -> (X, R)>);

impl<X: Selection, R: FromRow<Columns: FieldsOf<X::Row>>> Selection for Rows<X, R> {
    type Row = R;

    // Never asked: the core has the items of `X`.
    fn items(&self, _: &mut Vec<Item>) {}

    fn read(reader: &mut Reader<'_>, row: &Row<'_>) -> Result<R> {
        X::read(reader, row).map(|row| R::from_columns(FieldsOf::of_row(row)))
    }
}

impl<X: Selection> Query<X> {
    /// The query with its rows as structs that [`row!`](crate::row) declares:
    /// `select((User::name, func::count_rows())).group_by(User::name).rows::<Summary>()`.
    pub fn rows<R: FromRow<Columns: FieldsOf<X::Row>>>(self) -> Query<Rows<X, R>> {
        Query::from_core(self.core)
    }
}

/// The rows of literal SQL.
#[derive(Clone, Copy, Debug)]
pub struct TextRows<R>(PhantomData<fn() -> R>);

impl<R: FromRow> Selection for TextRows<R> {
    type Row = R;

    fn items(&self, _: &mut Vec<Item>) {}

    fn read(_: &mut Reader<'_>, row: &Row<'_>) -> Result<R> {
        R::from_row(row)
    }
}

impl Text {
    /// The text as a whole query, its rows as tuples, by position, or as structs that [`row!`](crate::row) declares, by name:
    /// `text("SELECT id, name FROM users WHERE id < :id").bind("id", 9).rows::<(i64, String)>()`.
    pub fn rows<R: FromRow>(self) -> Query<TextRows<R>> {
        Query::from_core(Core { statement: Some(self), ..Core::default() })
    }
}

impl Row<'_> {
    /// The value of the column of that name.
    ///
    /// # Errors
    /// As [`get`](Row::get); [`ErrorKind::InvalidRequest`] where there is no such column.
    pub fn get_by_name<T: Field>(&self, name: &str) -> Result<T> {
        match (0..self.len()).find(|&index| self.name(index) == name) {
            Some(index) => self.get(index),
            None => {
                let names: Vec<String> = (0..self.len()).map(|index| self.name(index)).collect();
                let message = format!("the row has no column \"{name}\"; it has {}", names.join(", "));
                Err(Error::new(ErrorKind::InvalidRequest, message))
            }
        }
    }
}
