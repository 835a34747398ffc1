//! Some columns of a model.

use crate::{Column, Error, ErrorKind, Result, model::ModelInfo};

/// Columns of the model `M`: one, or a tuple of up to twelve.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a column of `{M}`, nor a tuple of them",
    label = "not columns of `{M}`"
)]
pub trait Columns<M> {
    /// Their indices in the table.
    #[doc(hidden)]
    fn indices(&self) -> Vec<usize>;
}

impl<M, T, N> Columns<M> for Column<M, T, N> {
    fn indices(&self) -> Vec<usize> {
        vec![self.column.index]
    }
}

macro_rules! tuple {
    ($($name:ident $index:tt),+) => {
        impl<M, $($name: Columns<M>),+> Columns<M> for ($($name,)+) {
            fn indices(&self) -> Vec<usize> {
                [$(self.$index.indices()),+].concat()
            }
        }
    };
}

tuple!(A 0);
tuple!(A 0, B 1);
tuple!(A 0, B 1, C 2);
tuple!(A 0, B 1, C 2, D 3);
tuple!(A 0, B 1, C 2, D 3, E 4);
tuple!(A 0, B 1, C 2, D 3, E 4, F 5);
tuple!(A 0, B 1, C 2, D 3, E 4, F 5, G 6);
tuple!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7);
tuple!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8);
tuple!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9);
tuple!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10);
tuple!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11);

/// Columns that a row can be given: each once, neither of the key nor the version.
pub(super) fn settable(info: &'static ModelInfo, columns: Vec<usize>) -> Result<Vec<usize>> {
    let mut set: Vec<usize> = Vec::with_capacity(columns.len());
    for column in columns {
        let table = info.table;
        let why = match () {
            () if table.primary_key.contains(&column) => "is of the key, which names the row",
            () if table.version == Some(column) => "counts the row's versions, which goes by itself",
            () => "",
        };
        if !why.is_empty() {
            let field = table.columns[column].field;
            let message = format!("{}.{field} cannot be set: it {why}", info.name);
            return Err(Error::new(ErrorKind::InvalidRequest, message));
        }
        if !set.contains(&column) {
            set.push(column);
        }
    }
    Ok(set)
}

/// The columns that are set by themselves when others of `set` are: update defaults. The version is not among them.
pub(super) fn automatic(info: &'static ModelInfo, set: &[usize]) -> Vec<usize> {
    let table = info.table;
    let by_itself = |column: &usize| {
        table.version != Some(*column) && table.columns[*column].update_default.is_some() && !set.contains(column)
    };
    (0..table.columns.len()).filter(by_itself).collect()
}
