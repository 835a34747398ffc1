//! Some columns of one model, named.

use super::column::Column;

/// Columns of the model `M`: one, as `User::name`, or a tuple of up to twelve, as `(User::name, User::password)`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a column of `{M}`, nor a tuple of up to twelve of them",
    label = "not columns of `{M}`"
)]
pub trait Columns<M> {
    #[doc(hidden)]
    fn indices(&self) -> Vec<usize>;
}

impl<M, T, N> Columns<M> for Column<M, T, N> {
    fn indices(&self) -> Vec<usize> {
        vec![self.column.index]
    }
}

/// One column of the model `M`, which a statement sets.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a column of `{M}`",
    label = "not a column of `{M}`",
    note = "a statement sets columns: in place of a relationship, its foreign key"
)]
pub trait ColumnOf<M> {
    /// The SQL type, as its Rust type.
    type Sql;

    #[doc(hidden)]
    fn index(&self) -> usize;
}

impl<M, T, N> ColumnOf<M> for Column<M, T, N> {
    type Sql = T;

    fn index(&self) -> usize {
        self.column.index
    }
}

macro_rules! tuples {
    ($(($($name:ident $index:tt),+);)+) => { $(
        impl<M, $($name: Columns<M>),+> Columns<M> for ($($name,)+) {
            fn indices(&self) -> Vec<usize> {
                [$(self.$index.indices()),+].concat()
            }
        }
    )+ };
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
