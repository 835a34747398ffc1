//! The columns by which a row is known.

use super::untyped::ModelInfo;

/// That columns are those of the primary key, or of a unique constraint, in any order; otherwise why no row is known by them.
pub(crate) fn known_by(info: &ModelInfo, target: &[usize]) -> Result<(), String> {
    let sorted = |columns: &[usize]| {
        let mut columns = columns.to_vec();
        columns.sort_unstable();
        columns
    };
    let mut unique = info.table.unique.iter().copied().chain([info.table.primary_key]).map(sorted);
    if unique.any(|columns| columns == sorted(target)) {
        return Ok(());
    }
    let names = |columns: &[usize]| {
        let fields: Vec<&str> = columns.iter().map(|&column| info.table.columns[column].field).collect();
        format!("({})", fields.join(", "))
    };
    let constraints: Vec<String> =
        [info.table.primary_key].iter().chain(info.table.unique).map(|columns| names(columns)).collect();
    Err(format!(
        "{} {} is no unique constraint of \"{}\", so that no row can be known by it; there are {}",
        info.name,
        names(target),
        info.table.name,
        constraints.join(", ")
    ))
}
