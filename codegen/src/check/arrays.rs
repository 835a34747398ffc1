//! Arrays.

use super::Mistakes;
use crate::diagnostic::{Code, Diagnostic};
use crate::resolve::Draft;

/// An array is in no key and no reference, and is no version.
pub(super) fn alone(draft: &Draft<'_>, mistakes: &mut Mistakes) {
    for table in &draft.tables {
        for (index, column) in table.columns.iter().enumerate().filter(|(_, column)| column.array) {
            let written = column.written;
            let name = written.name.place;
            let flag = |flag: &Option<crate::syntax::Written<bool>>| flag.as_ref().map_or(name, |flag| flag.place);
            let refers = table.foreign_keys.iter().find(|key| key.columns.iter().flatten().any(|&part| part == index));
            let (place, what, why) = if table.primary_key.contains(&index) {
                (flag(&written.primary_key), "be in a primary key", "a key is a value, not a list")
            } else if let Some(key) = refers {
                (key.target_place, "refer to a table", "a list of references is a table of its own")
            } else if let Some(version) = written.version.as_ref().filter(|version| version.value) {
                (version.place, "be a version", "a version is counted, and a list is not")
            } else {
                continue;
            };
            let message = format!("the array `{}` cannot {what}", written.name.value);
            mistakes.push(
                Diagnostic::new(Code::Array, place, message)
                    .label(why)
                    .second(flag(&written.array), "said to be an array here"),
            );
        }
    }
}
