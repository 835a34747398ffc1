//! What may be written where a value of a column is wanted: in a setter ([`IntoField`]), in a comparison
//! ([`IntoExpr`]), as a key ([`IntoKey`]). One macro keeps the three in step.

use std::{borrow::Cow, net::IpAddr};

use ipnet::IpNet;
use jiff::{Timestamp, civil};
use rust_decimal::{Decimal, prelude::FromPrimitive};
use uuid::Uuid;

use crate::{Element, Interval, IntoExpr, IntoKey, NotNull, query::expr::Operand};

/// What a setter takes for a field of type `F`: an `F`, `&str` for text, numbers for numeric; and where the field is
/// an `Option`, the value itself or an `Option` of it.
#[diagnostic::on_unimplemented(message = "a field of type `{F}` cannot be set to `{Self}`", label = "not a `{F}`")]
pub trait IntoField<F> {
    /// The value for the field.
    fn into_field(self) -> F;
}

/// Implements the three conversions from `$from` to the column type `$type`.
///
/// Generated code calls it for enums.
#[doc(hidden)]
#[macro_export]
macro_rules! conversions {
    ($type:ty: $($from:ty => $convert:expr),+ $(,)?) => { $(
        impl $crate::IntoField<$type> for $from {
            fn into_field(self) -> $type {
                #[allow(clippy::redundant_closure_call, reason = "the same macro takes paths and closures")]
                ($convert)(self)
            }
        }

        impl $crate::IntoField<::core::option::Option<$type>> for $from {
            fn into_field(self) -> ::core::option::Option<$type> {
                ::core::option::Option::Some($crate::IntoField::<$type>::into_field(self))
            }
        }

        impl $crate::IntoExpr<$type> for $from {
            type Null = $crate::NotNull;

            fn into_operand(self) -> $crate::Operand {
                let value: $type = $crate::IntoField::<$type>::into_field(self);
                $crate::Operand::value(value)
            }
        }

        impl $crate::IntoKey<$type> for $from {
            fn into_key(self) -> ::core::option::Option<$type> {
                ::core::option::Option::Some($crate::IntoField::<$type>::into_field(self))
            }
        }
    )+ };
}

/// Lets a reference to a value stand where the value may, in a query and as a key: `User::id.in_(&ids)`.
///
/// Generated code calls it for enums.
#[doc(hidden)]
#[macro_export]
macro_rules! referred {
    ($($type:ty),+ $(,)?) => { $(
        impl $crate::IntoExpr<$type> for &$type {
            type Null = $crate::NotNull;

            fn into_operand(self) -> $crate::Operand {
                $crate::Operand::value(::core::clone::Clone::clone(self))
            }
        }

        impl $crate::IntoKey<$type> for &$type {
            fn into_key(self) -> ::core::option::Option<$type> {
                ::core::option::Option::Some(::core::clone::Clone::clone(self))
            }
        }
    )+ };
}

impl<T, V: IntoField<T>> IntoField<Option<T>> for Option<V> {
    fn into_field(self) -> Option<T> {
        self.map(V::into_field)
    }
}

conversions!(bool: bool => |v| v);
conversions!(i16: i16 => |v| v);
conversions!(i32: i32 => |v| v);
conversions!(i64: i64 => |v| v);
conversions!(f32: f32 => |v| v);
conversions!(f64: f64 => |v| v);
conversions!(String: String => |v| v, &str => str::to_owned, &String => String::clone, Cow<'_, str> => |v: Cow<'_, str>| v.into_owned());
conversions!(Vec<u8>: Vec<u8> => |v| v, &[u8] => <[u8]>::to_vec);
conversions!(civil::Date: civil::Date => |v| v);
conversions!(civil::Time: civil::Time => |v| v);
conversions!(civil::DateTime: civil::DateTime => |v| v);
conversions!(Timestamp: Timestamp => |v| v);
conversions!(Uuid: Uuid => |v| v);
conversions!(Interval: Interval => |v| v);
conversions!(IpNet: IpNet => |v| v, IpAddr => IpNet::from);
conversions!(serde_json::Value: serde_json::Value => |v| v);
conversions!(Decimal: Decimal => |v| v, i32 => Decimal::from, i64 => Decimal::from, f64 => decimal_from_f64);

referred!(bool, i16, i32, i64, f32, f64, Vec<u8>, Decimal, Uuid, Interval, IpNet, serde_json::Value);
referred!(civil::Date, civil::Time, civil::DateTime, Timestamp);

impl<T: Element> IntoField<Vec<T>> for Vec<T> {
    fn into_field(self) -> Vec<T> {
        self
    }
}

impl<T: Element> IntoField<Option<Vec<T>>> for Vec<T> {
    fn into_field(self) -> Option<Vec<T>> {
        Some(self)
    }
}

impl<T: Element> IntoExpr<Vec<T>> for Vec<T> {
    type Null = NotNull;

    fn into_operand(self) -> Operand {
        Operand::value(self)
    }
}

impl<T: Element, V: IntoField<T>, const N: usize> IntoField<Vec<T>> for [V; N] {
    fn into_field(self) -> Vec<T> {
        self.into_iter().map(V::into_field).collect()
    }
}

impl<T: Element, V: IntoField<T>, const N: usize> IntoField<Option<Vec<T>>> for [V; N] {
    fn into_field(self) -> Option<Vec<T>> {
        Some(self.into_field())
    }
}

impl<T: Element, V: IntoField<T>, const N: usize> IntoExpr<Vec<T>> for [V; N] {
    type Null = NotNull;

    fn into_operand(self) -> Operand {
        Operand::value(IntoField::<Vec<T>>::into_field(self))
    }
}

/// The shortest decimal that reads as `value`.
///
/// # Panics
/// For NaN, the infinities, and numbers beyond `Decimal`'s 28 digits: `f64` stands for a literal such as `9.5`, and
/// computed values are turned into a `Decimal` by who knows how they were computed.
#[allow(clippy::panic, reason = "a misuse that the documentation names")]
fn decimal_from_f64(value: f64) -> Decimal {
    match Decimal::from_f64(value) {
        Some(decimal) => decimal,
        None => panic!("{value} cannot be a numeric: convert it to a Decimal where it is computed"),
    }
}

impl<T, V: IntoExpr<T>> IntoExpr<T> for Option<V> {
    type Null = crate::Null;

    fn into_operand(self) -> Operand {
        match self {
            Some(value) => value.into_operand(),
            None => Operand::null(),
        }
    }
}

impl<K, V: IntoKey<K>> IntoKey<K> for Option<V> {
    fn into_key(self) -> Option<K> {
        self.and_then(V::into_key)
    }
}

macro_rules! tuple_keys {
    ($($from:ident $to:ident $index:tt),*) => {
        impl<$($from: IntoKey<$to>, $to),*> IntoKey<($($to,)*)> for ($($from,)*) {
            fn into_key(self) -> Option<($($to,)*)> {
                Some(($(self.$index.into_key()?,)*))
            }
        }
    };
}

tuple_keys!(A X 0, B Y 1);
tuple_keys!(A X 0, B Y 1, C Z 2);
tuple_keys!(A X 0, B Y 1, C Z 2, D W 3);
tuple_keys!(A X 0, B Y 1, C Z 2, D W 3, E V 4);
tuple_keys!(A X 0, B Y 1, C Z 2, D W 3, E V 4, F U 5);
