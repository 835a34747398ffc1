//! Whether an expression may be NULL, as a type.

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
    /// Whether NULL is possible.
    const NULLABLE: bool;
}

impl Nullability for NotNull {
    type Row<T> = T;
    const NULLABLE: bool = false;
}

impl Nullability for Null {
    type Row<T> = Option<T>;
    const NULLABLE: bool = true;
}
