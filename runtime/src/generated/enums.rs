//! What is the same in every enum but for names.

use crate::{Error, ErrorKind};

/// The error of a text that is no value of an enum.
#[doc(hidden)]
pub fn no_such_value(kind: &str, text: &str) -> Error {
    Error::new(ErrorKind::Data, format!("{text:?} is no {kind}"))
}

/// Makes an enum with `ALL` and `as_str` a type of columns.
#[doc(hidden)]
#[macro_export]
macro_rules! enum_model {
    ($kind:ident) => {
        $crate::enum_model!(@column $kind);
        $crate::serde_enum!($kind);
    };
    // Its texts in JSON are others than those that the database holds.
    ($kind:ident: $($variant:ident = $json:literal),+ $(,)?) => {
        $crate::enum_model!(@column $kind);
        $crate::serde_enum!($kind: $($variant = $json),+);
    };
    (@column $kind:ident) => {
        impl ::core::fmt::Display for $kind {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Formatter::pad(f, self.as_str())
            }
        }

        impl ::core::str::FromStr for $kind {
            type Err = $crate::Error;

            fn from_str(text: &str) -> ::core::result::Result<Self, $crate::Error> {
                <$kind as $crate::Field>::from_ref($crate::ValueRef::Text(text))
                    .ok_or_else(|| $crate::no_such_value(stringify!($kind), text))
            }
        }

        impl $crate::Field for $kind {
            const NAME: &'static str = stringify!($kind);

            fn to_ref(&self) -> $crate::ValueRef<'_> {
                $crate::ValueRef::Text(self.as_str())
            }

            fn from_ref(value: $crate::ValueRef<'_>) -> ::core::option::Option<Self> {
                match value {
                    $crate::ValueRef::Text(text) => $kind::ALL.into_iter().find(|value| value.as_str() == text),
                    $crate::ValueRef::Stored(value) => $crate::Field::from_value(value.stored()),
                    _ => ::core::option::Option::None,
                }
            }
        }

        impl $crate::Element for $kind {}

        impl $crate::Key for $kind {
            const WIDTH: usize = 1;

            fn from_values<'a>(value: &mut dyn FnMut(usize) -> $crate::ValueRef<'a>) -> ::core::option::Option<Self> {
                $crate::Field::from_ref(value(0))
            }

            fn values<'a>(&'a self, each: &mut dyn FnMut($crate::ValueRef<'a>)) {
                each($crate::Field::to_ref(self));
            }
        }

        $crate::conversions!($kind: $kind => |value| value);
        $crate::referred!($kind);
    };
}
