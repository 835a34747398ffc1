//! Whether an expression may be NULL, as a type.

use crate::{Field, ValueRef};

/// Marks an expression that is never NULL: a row gives `T`.
#[derive(Clone, Copy, Debug)]
pub enum NotNull {}

/// Marks an expression that may be NULL: a row gives `Option<T>`.
#[derive(Clone, Copy, Debug)]
pub enum Null {}

/// [`NotNull`] or [`Null`].
pub trait Nullability {
    /// What a row gives for an expression of type `T`.
    type Row<T>;
    /// What an operator makes of this and another operand: NULL where either is.
    type Or<N: Nullability>: Nullability;
    /// Whether NULL is possible.
    const NULLABLE: bool;
    /// What a row gives for a value; none where it is not of that type.
    #[doc(hidden)]
    fn row<T: Field>(value: ValueRef<'_>) -> Option<Self::Row<T>>;
}

impl Nullability for NotNull {
    type Row<T> = T;
    type Or<N: Nullability> = N;
    const NULLABLE: bool = false;

    fn row<T: Field>(value: ValueRef<'_>) -> Option<T> {
        T::from_ref(value)
    }
}

impl Nullability for Null {
    type Row<T> = Option<T>;
    type Or<N: Nullability> = Null;
    const NULLABLE: bool = true;

    fn row<T: Field>(value: ValueRef<'_>) -> Option<Option<T>> {
        Field::from_ref(value)
    }
}
