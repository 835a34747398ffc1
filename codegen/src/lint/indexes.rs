//! Indexes that are missing, and those that bring nothing.

use super::Warnings;
use crate::diagnostic::{Code, Diagnostic};
use crate::resolve::{Draft, Keyed, covered};
use crate::syntax;

/// A foreign key has an index, so that deleting a row does not read every row that might refer to it.
pub(super) fn unindexed_foreign_key(draft: &Draft<'_>, warnings: &mut Warnings) {
    for table in draft.tables.iter().filter(|table| table.view.is_none()) {
        for key in &table.foreign_keys {
            let (Some(columns), Some((target, _))) = (&key.columns, &key.target) else { continue };
            if covered(table, columns, true) {
                continue;
            }
            let (parent, child) = (&draft.tables[*target].name.value, &table.name.value);
            let names: Vec<&str> =
                columns.iter().map(|&column| table.columns[column].written.name.value.as_str()).collect();
            let mut warning = Diagnostic::new(
                Code::UnindexedForeignKey,
                key.place,
                format!("the foreign key `{}` of `{child}` has no index", names.join("`, `")),
            )
            .label(format!("to delete a row of `{parent}`, every row of `{child}` is read"));
            let by_column = columns.first().and_then(|&column| table.columns[column].written.index.as_ref());
            if let Some(flag) = key.rules.index.as_ref().or(by_column) {
                warning = warning.second(flag.place, "the index is left out here");
            }
            warnings.push(warning);
        }
    }
}

/// An index that begins as another one, or as a key, does nothing that the other does not do.
pub(super) fn redundant_index(draft: &Draft<'_>, warnings: &mut Warnings) {
    for table in &draft.tables {
        for (position, index) in table.indexes.iter().enumerate() {
            let does_more =
                |list: &syntax::Keyed| list.unique.is_some() || list.include.is_some() || list.expression.is_some();
            let Some(columns) = index.whole().filter(|_| !index.written.is_some_and(does_more)) else { continue };
            let wider = |other: &&Keyed<'_>| other.whole().is_some_and(|other| other.starts_with(columns));
            // Of two that are the same, the second is too many.
            let mut others = table.indexes.iter().enumerate().filter(|(at, _)| *at != position);
            let other = others.find(|(at, other)| wider(other) && (other.whole() != Some(columns) || *at < position));
            let other = other.map(|(_, other)| other).or_else(|| table.uniques.iter().find(wider));
            let by_key = table.primary_key.starts_with(columns);
            let by = match other {
                Some(other) => format!("as `{}` does", other.name),
                None if by_key => "as the primary key does".to_owned(),
                None => continue,
            };
            let mut warning =
                Diagnostic::new(Code::RedundantIndex, index.place, format!("the index `{}` is redundant", index.name))
                    .label(format!("it begins {by}"))
                    .help("the database uses the longer one for the same queries, and has only one to keep up");
            if let Some(other) = other.filter(|other| other.place != index.place) {
                warning = warning.second(other.place, "the other one");
            }
            warnings.push(warning);
        }
    }
}
