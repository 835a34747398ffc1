//! Columns with the types of other libraries for dates and times: each is jiff's type on its way to and from the database.

#[cfg(feature = "chrono")]
mod chrono;
#[cfg(feature = "time")]
mod time;

/// A type of another library for dates and times, and jiff's in its place. Generated code calls it for defaults.
#[doc(hidden)]
pub trait FromJiff: Sized {
    /// Jiff's type.
    type Jiff;

    /// The same in this type, which has room for every value of jiff's.
    fn from_jiff(value: Self::Jiff) -> Self;
}

/// The other direction.
#[cfg(any(feature = "chrono", feature = "time"))]
trait ToJiff: FromJiff {
    /// The same in jiff's type.
    ///
    /// # Errors
    /// Why it has no such value.
    fn to_jiff(&self) -> Result<Self::Jiff, &'static str>;
}

#[cfg(any(feature = "chrono", feature = "time"))]
const OUT_OF_RANGE: &str = "a time before the year -9999 or after 9999 cannot be stored";

/// Everything that jiff's type can do as a column.
#[cfg(any(feature = "chrono", feature = "time"))]
macro_rules! columns {
    ($($type:ty: $variant:ident $jiff:ty;)*) => { $(
        impl $crate::Field for $type {
            const NAME: &'static str = <$jiff as $crate::Field>::NAME;

            fn to_ref(&self) -> $crate::ValueRef<'_> {
                match $crate::clock::ToJiff::to_jiff(self) {
                    Ok(value) => $crate::ValueRef::$variant(value),
                    Err(why) => $crate::ValueRef::Unfit(why),
                }
            }

            fn from_ref(value: $crate::ValueRef<'_>) -> Option<Self> {
                <$jiff as $crate::Field>::from_ref(value).map($crate::FromJiff::from_jiff)
            }
        }

        impl $crate::Element for $type {}

        impl $crate::CastTo for $type {
            const TYPE: $crate::query::tree::CastType = <$jiff as $crate::CastTo>::TYPE;
        }

        /// `func::now()`, `literal(...)` and whatever else is jiff's.
        impl<N: $crate::Nullability> $crate::IntoExpr<$type> for $crate::Expr<$jiff, N> {
            type Null = N;

            fn into_operand(self) -> $crate::Operand {
                $crate::Expression::into_operand(self)
            }
        }

        /// The other way round, as the operand of what is jiff's.
        impl<M, N: $crate::Nullability> $crate::IntoExpr<$jiff> for $crate::Column<M, $type, N> {
            type Null = N;

            fn into_operand(self) -> $crate::Operand {
                $crate::Expression::into_operand(self)
            }
        }

        $crate::model::single!($type);
        $crate::conversions!($type: $type => |v| v);
        $crate::referred!($type);
    )* };
}

/// What the functions of dates and times take.
#[cfg(any(feature = "chrono", feature = "time"))]
macro_rules! dated {
    ($($type:ty: $jiff:ty, $also:ident;)*) => { $(
        impl $crate::func::Dated for $type {
            const FORMAT: &'static str = <$jiff as $crate::func::Dated>::FORMAT;
            const CAST: &'static str = <$jiff as $crate::func::Dated>::CAST;
            const TIMED: bool = <$jiff as $crate::func::Dated>::TIMED;
            const ZONED: bool = <$jiff as $crate::func::Dated>::ZONED;
        }

        impl $crate::func::$also for $type {}
    )* };
}

#[cfg(any(feature = "chrono", feature = "time"))]
use {columns, dated};

/// Says which feature the generated code needs, where it is off.
#[cfg(feature = "chrono")]
#[doc(hidden)]
#[macro_export]
macro_rules! needs_chrono {
    () => {};
}

/// Says which feature the generated code needs, where it is off.
#[cfg(not(feature = "chrono"))]
#[doc(hidden)]
#[macro_export]
macro_rules! needs_chrono {
    () => {
        ::core::compile_error!(
            "the schema's settings say `time = \"chrono\"`, for which Cargo.toml switches a feature of aludel on: `features = [\"chrono\"]`"
        );
    };
}

/// Says which feature the generated code needs, where it is off.
#[cfg(feature = "time")]
#[doc(hidden)]
#[macro_export]
macro_rules! needs_time {
    () => {};
}

/// Says which feature the generated code needs, where it is off.
#[cfg(not(feature = "time"))]
#[doc(hidden)]
#[macro_export]
macro_rules! needs_time {
    () => {
        ::core::compile_error!(
            "the schema's settings say `time = \"time\"`, for which Cargo.toml switches a feature of aludel on: `features = [\"time\"]`"
        );
    };
}
