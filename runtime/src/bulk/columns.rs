//! Which columns of a row are set.

use crate::{Error, ErrorKind, Result, model::ModelInfo};

/// Columns that a row can be given: each once, neither of the key nor the version.
pub(super) fn settable(info: &'static ModelInfo, columns: Vec<usize>) -> Result<Vec<usize>> {
    let mut set: Vec<usize> = Vec::with_capacity(columns.len());
    for column in columns {
        let table = info.table;
        let why = match () {
            () if table.primary_key.contains(&column) => "is of the key, which names the row",
            () if table.version == Some(column) => "counts the row's versions, which goes by itself",
            () if table.columns[column].computed => "is computed by the database",
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
