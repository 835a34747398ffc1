//! [`ColumnType`]: types of the program's own in columns.

use std::{any, borrow::Cow, fmt, hash::Hash};

use crate::{Field, IntoExpr, IntoField, IntoKey, Key, Operand, Value, ValueRef};

/// A type of the program's own, which the database holds in the form of another: what `rust_type` names in a schema
/// file, `email = { type = "text", rust_type = "crate::Email" }`.
///
/// Fields, setters, comparisons and results of queries then have that type. Two values are the same to a flush where
/// their stored forms are. A type of another crate is wrapped in one of the program's own.
///
/// A model derives `Clone`, `Debug` and `PartialEq`, so that its column's type has them; one of a primary key is also
/// `Eq + Ord + Hash + Send`, and with the feature `serde` it is `Serialize + Deserialize`.
///
/// ```
/// use std::borrow::Cow;
///
/// #[derive(Clone, Debug, PartialEq)]
/// pub struct Email(String);
///
/// impl Email {
///     pub fn parse(text: &str) -> Option<Email> {
///         text.contains('@').then(|| Email(text.to_lowercase()))
///     }
/// }
///
/// impl aludel::ColumnType for Email {
///     type Stored = String;
///
///     fn to_stored(&self) -> Cow<'_, String> {
///         Cow::Borrowed(&self.0)
///     }
///
///     fn from_stored(stored: String) -> Option<Self> {
///         Email::parse(&stored)
///     }
///
///     fn placeholder() -> Self {
///         Email(String::new())
///     }
/// }
///
/// aludel::assert_round_trips(Email::parse("Ed@example.com"));
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the `rust_type` of a column: it is no `aludel::ColumnType`",
    label = "does not say how the database holds it"
)]
pub trait ColumnType: Clone {
    /// The type that the column would have without `rust_type`: `String` for text, `i64` for bigint.
    type Stored: Field + Clone;

    /// The form in which the database holds the value: `Cow::Borrowed` where it lies in it, `Cow::Owned` where it must
    /// be made.
    fn to_stored(&self) -> Cow<'_, Self::Stored>;

    /// The value of that form. `None` where it is none: reading such a row is an error that names the column, and a
    /// `default` of the schema that is none makes `new()` panic.
    fn from_stored(stored: Self::Stored) -> Option<Self>;

    /// Any value: it stands in a required field of a new object until the setter is called, which the compiler
    /// demands, so that nobody sees it.
    fn placeholder() -> Self;
}

/// Checks that values come back from the form in which the database holds them, and are stored as before.
///
/// # Panics
/// Where one does not: it is for tests.
#[track_caller]
#[allow(clippy::panic, reason = "an assertion, for tests")]
pub fn assert_round_trips<T>(values: impl IntoIterator<Item = T>)
where
    T: ColumnType + PartialEq + fmt::Debug,
{
    for value in values {
        let stored = value.to_stored().into_owned();
        let shown = crate::repr(&stored).to_string();
        match T::from_stored(stored.clone()) {
            None => panic!("{value:?} is stored as {shown}, from which it does not come back"),
            Some(back) if back != value => panic!("{value:?} is stored as {shown} and comes back as {back:?}"),
            Some(back) if !back.to_stored().same(&stored) => {
                panic!("{value:?} is stored as {shown}, and then as {}", crate::repr(&*back.to_stored()))
            }
            Some(_) => {}
        }
    }
}

/// Compiles where the database holds a `T` as an `S`. Generated code calls it by [`stored_as!`](crate::stored_as).
#[doc(hidden)]
pub const fn stored_as<T: ColumnType<Stored = S>, S>() {}

/// Checks that types of the program's own are held as the schema says: `crate::Email: String`.
#[doc(hidden)]
#[macro_export]
macro_rules! stored_as {
    ($($type:ty: $stored:ty),+ $(,)?) => {
        const _: () = {
            $($crate::stored_as::<$type, $stored>();)+
        };
    };
}

/// A value whose stored form is made where it is asked for.
pub trait Stored {
    /// That form.
    fn stored(&self) -> Value;
}

impl<T: ColumnType> Stored for T {
    fn stored(&self) -> Value {
        self.to_stored().to_ref().to_value()
    }
}

impl fmt::Debug for dyn Stored + '_ {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.stored().fmt(f)
    }
}

impl<T: ColumnType> Field for T {
    const NAME: &'static str = T::Stored::NAME;

    fn name() -> &'static str {
        any::type_name::<T>()
    }

    fn to_ref(&self) -> ValueRef<'_> {
        match self.to_stored() {
            Cow::Borrowed(stored) => stored.to_ref(),
            Cow::Owned(stored) => stored.to_ref().detached().unwrap_or(ValueRef::Stored(self)),
        }
    }

    fn from_ref(value: ValueRef<'_>) -> Option<Self> {
        match value {
            ValueRef::Stored(value) => Self::from_value(value.stored()),
            value => T::from_stored(T::Stored::from_ref(value)?),
        }
    }

    fn same(&self, other: &Self) -> bool {
        self.to_stored().same(&other.to_stored())
    }

    fn from_value(value: Value) -> Option<Self> {
        T::from_stored(T::Stored::from_value(value)?)
    }
}

impl<T: ColumnType + Eq + Ord + Hash + Send + fmt::Debug + 'static> Key for T {
    const WIDTH: usize = 1;

    fn from_values<'a>(value: &mut dyn FnMut(usize) -> ValueRef<'a>) -> Option<Self> {
        T::from_ref(value(0))
    }

    fn values<'a>(&'a self, each: &mut dyn FnMut(ValueRef<'a>)) {
        each(self.to_ref());
    }
}

impl<T: ColumnType> IntoField<T> for T {
    fn into_field(self) -> T {
        self
    }
}

impl<T: ColumnType> IntoField<Option<T>> for T {
    fn into_field(self) -> Option<T> {
        Some(self)
    }
}

impl<T: ColumnType> IntoExpr<T> for T {
    type Null = crate::NotNull;

    fn into_operand(self) -> Operand {
        Operand::value(self)
    }
}

impl<T: ColumnType> IntoExpr<T> for &T {
    type Null = crate::NotNull;

    fn into_operand(self) -> Operand {
        Operand::value(self.clone())
    }
}

impl<T: ColumnType> IntoKey<T> for T {
    fn into_key(self) -> Option<T> {
        Some(self)
    }
}

impl<T: ColumnType> IntoKey<T> for &T {
    fn into_key(self) -> Option<T> {
        Some(self.clone())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

    use super::*;

    /// Stored as text that must be made.
    #[derive(Clone, Debug, PartialEq)]
    struct Colour(u8, u8, u8);

    impl ColumnType for Colour {
        type Stored = String;

        fn to_stored(&self) -> Cow<'_, String> {
            Cow::Owned(format!("#{:02x}{:02x}{:02x}", self.0, self.1, self.2))
        }

        fn from_stored(stored: String) -> Option<Self> {
            let byte = |at: usize| u8::from_str_radix(stored.get(at..at + 2)?, 16).ok();
            Some(Colour(byte(1)?, byte(3)?, byte(5)?))
        }

        fn placeholder() -> Self {
            Colour(0, 0, 0)
        }
    }

    /// Rounds when it is stored: it does not come back.
    #[derive(Clone, Debug, PartialEq)]
    struct Rounded(f64);

    impl ColumnType for Rounded {
        type Stored = i64;

        fn to_stored(&self) -> Cow<'_, i64> {
            Cow::Owned(self.0 as i64)
        }

        fn from_stored(stored: i64) -> Option<Self> {
            (stored >= 0).then_some(Rounded(stored as f64))
        }

        fn placeholder() -> Self {
            Rounded(0.0)
        }
    }

    #[test]
    fn a_stored_form_is_made_where_it_is_asked_for() {
        let colour = Colour(1, 2, 255);
        assert!(matches!(colour.to_ref(), ValueRef::Stored(_)));
        assert!(colour.to_ref().same(ValueRef::Text("#0102ff")) && ValueRef::Text("#0102ff").same(colour.to_ref()));
        assert!(colour.to_ref().same(colour.to_ref()) && !colour.to_ref().same(Colour(0, 0, 0).to_ref()));
        assert_eq!(crate::repr(&colour).to_string(), "'#0102ff'");
        assert_eq!(format!("{:?}", colour.to_ref()), r##"Stored(Text("#0102ff"))"##);
        assert_eq!(Colour::from_value(colour.to_ref().to_value()), Some(colour));
        assert!(Colour::from_ref(ValueRef::Text("red")).is_none() && Colour::from_ref(ValueRef::Null).is_none());
        assert!(matches!(Rounded(2.0).to_ref(), ValueRef::I64(2)));
        assert_eq!(Option::<Colour>::name(), "aludel::column_type::tests::Colour");
    }

    #[test]
    fn what_does_not_come_back_is_told() {
        assert_round_trips([Colour(0, 0, 0), Colour(255, 255, 255)]);
        assert_round_trips([Rounded(1.0)]);
        let told = |value: Rounded| {
            let failure = std::panic::catch_unwind(|| assert_round_trips([value])).unwrap_err();
            failure.downcast_ref::<String>().cloned().unwrap()
        };
        assert_eq!(told(Rounded(1.5)), "Rounded(1.5) is stored as 1 and comes back as Rounded(1.0)");
        assert_eq!(told(Rounded(-1.0)), "Rounded(-1.0) is stored as -1, from which it does not come back");
    }
}
