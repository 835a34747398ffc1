//! [`Model`]: what generated code implements for each struct, and the keys of models.

use std::{borrow::Cow, fmt, hash::Hash};

use crate::{Field, Result, Row, Value, ValueRef};

pub(crate) mod unique;
pub(crate) mod untyped;

pub use untyped::{
    Cascade, Cascades, Lazy, ModelId, ModelInfo, PassiveDeletes, RelationshipInfo, RelationshipKind, Through,
};

/// A struct that maps a table. Implemented by generated code.
///
/// Columns are counted from 0 in the order of the schema file; a row that is read has all of them, in that order.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a model: models come from the schema files",
    label = "not a model"
)]
pub trait Model: Clone + Send + fmt::Debug + fmt::Display + 'static {
    /// The type of the primary key: the column's type, or a tuple of them in the order of the columns.
    type Key: Key;

    /// What the generator knows of the model.
    fn info() -> &'static ModelInfo;

    /// Reads an object from the columns of `row` that begin at `at`.
    ///
    /// # Errors
    /// [`ErrorKind::Data`](crate::ErrorKind::Data), naming the column, for a cell that does not fit its type.
    fn read(row: &Row<'_>, at: usize) -> Result<Self>;

    /// What a column holds.
    fn value(&self, column: usize) -> ValueRef<'_>;

    /// Writes a column: a key or default that the database made, the key of a parent. `None` if `value` is not of
    /// the column's type.
    #[must_use]
    fn assign(&mut self, column: usize, value: Value) -> Option<()>;

    /// The object in JSON, as the schema says that it is serialized.
    ///
    /// # Errors
    /// What its fields say against it.
    #[cfg(feature = "serde")]
    fn to_json(&self) -> serde_json::Result<serde_json::Value>;

    /// Adds the columns in which the object differs from what it was.
    fn changed(&self, base: &Self, columns: &mut Vec<usize>);
}

/// The model `M` itself: that an object is of the model to which a relationship leads, or of which rows are written.
#[diagnostic::on_unimplemented(message = "`{Self}` cannot stand where `{M}` is wanted", label = "`{Self}`, not `{M}`")]
pub trait SameModel<M: Model>: Model {
    #[doc(hidden)]
    fn same(object: Cow<'_, Self>) -> Cow<'_, M>;
}

impl<M: Model> SameModel<M> for M {
    fn same(object: Cow<'_, M>) -> Cow<'_, M> {
        object
    }
}

/// A model that is kept in a table: its objects can be added, edited and deleted. A view is none, since it is read alone.
/// Implemented by generated code.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be written",
    label = "a view, or a type that is not bound by `aludel::Writable`",
    note = "a view of the schema files is read; what is written are the models of the tables that it reads"
)]
pub trait Writable: Model {}

/// The primary key of a model: one column or a tuple.
pub trait Key: Clone + Eq + Ord + Hash + Send + fmt::Debug + 'static {
    /// How many columns the key has.
    const WIDTH: usize;

    /// Builds a key from values in the order of the key's columns; `None` where one is NULL or of another type.
    fn from_values<'a>(value: &mut dyn FnMut(usize) -> ValueRef<'a>) -> Option<Self>;

    /// The key as values, in the order of the key's columns.
    fn values<'a>(&'a self, each: &mut dyn FnMut(ValueRef<'a>));
}

macro_rules! single {
    ($($type:ty),*) => { $(
        impl $crate::Key for $type {
            const WIDTH: usize = 1;

            fn from_values<'a>(value: &mut dyn FnMut(usize) -> $crate::ValueRef<'a>) -> Option<Self> {
                <$type as $crate::Field>::from_ref(value(0))
            }

            fn values<'a>(&'a self, each: &mut dyn FnMut($crate::ValueRef<'a>)) {
                each($crate::Field::to_ref(self));
            }
        }
    )* };
}

#[cfg(any(feature = "chrono", feature = "time"))]
pub(crate) use single;

single!(i16, i32, i64, bool, String, crate::uuid::Uuid, Vec<u8>, crate::rust_decimal::Decimal);
single!(crate::ipnet::IpNet);
single!(jiff::civil::Date, jiff::civil::Time, jiff::civil::DateTime, jiff::Timestamp);

macro_rules! tuple {
    ($width:literal: $($name:ident $index:tt),*) => {
        impl<$($name: KeyPart),*> Key for ($($name,)*) {
            const WIDTH: usize = $width;

            fn from_values<'a>(value: &mut dyn FnMut(usize) -> ValueRef<'a>) -> Option<Self> {
                Some(($($name::from_ref(value($index))?,)*))
            }

            fn values<'a>(&'a self, each: &mut dyn FnMut(ValueRef<'a>)) {
                $(each(self.$index.to_ref());)*
            }
        }
    };
}

/// A column of a composite key.
pub trait KeyPart: Field + Clone + Eq + Ord + Hash + Send + fmt::Debug + 'static {}
impl<T: Field + Clone + Eq + Ord + Hash + Send + fmt::Debug + 'static> KeyPart for T {}

tuple!(2: A 0, B 1);
tuple!(3: A 0, B 1, C 2);
tuple!(4: A 0, B 1, C 2, D 3);
tuple!(5: A 0, B 1, C 2, D 3, E 4);
tuple!(6: A 0, B 1, C 2, D 3, E 4, F 5);

/// What can stand for a key `K`: the key itself, `&str` for text, and `Option` of these, where `None` finds nothing.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a key of this model: its key is `{K}`",
    label = "not a `{K}`"
)]
pub trait IntoKey<K> {
    /// The key; `None` where a part is not there yet.
    fn into_key(self) -> Option<K>;
}
