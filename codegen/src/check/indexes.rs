//! Methods of indexes: what each can do.

use super::Mistakes;
use crate::diagnostic::{Code, Diagnostic};
use crate::resolve::Draft;

/// A method does what the index says beside it.
pub(super) fn methods(draft: &Draft<'_>, mistakes: &mut Mistakes) {
    for index in draft.tables.iter().flat_map(|table| &table.body.indexes) {
        let Some(using) = &index.using else { continue };
        let method = using.value;
        let unique = index.unique.as_ref().filter(|unique| unique.value && method != "btree");
        let include = index.include.as_ref().filter(|_| !["btree", "gist", "spgist"].contains(&method));
        let several = method == "hash" && index.columns.value.len() + usize::from(index.expression.is_some()) > 1;
        let fault = if let Some(unique) = unique {
            Some((unique.place, "cannot be unique", "only a `btree` is unique"))
        } else if let Some(include) = include {
            Some((include.place, "keeps no further columns", "only a `btree`, `gist` or `spgist` does"))
        } else {
            several.then_some((index.columns.place, "is of one column", "several here"))
        };
        if let Some((place, what, label)) = fault {
            let message = format!("an index with the method `{method}` {what}");
            mistakes.push(
                Diagnostic::new(Code::IndexMethod, place, message).label(label).second(using.place, "the method"),
            );
        }
    }
}
