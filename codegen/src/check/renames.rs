//! Former names of tables and columns.

use super::Mistakes;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::name::full;
use crate::resolve::Draft;
use crate::source::Place;
use crate::syntax::Name;

/// What has been renamed is no longer there, and was one thing.
pub(super) fn gone(draft: &Draft<'_>, mistakes: &mut Mistakes) {
    let present: Vec<_> =
        draft.tables.iter().map(|table| (draft.folded(&table.full_name()), table.name.place)).collect();
    let former: Vec<_> = draft
        .tables
        .iter()
        .filter_map(|table| {
            let name = table.body.renamed_from.as_ref()?;
            Some((draft.folded(&full(table.schema.map(|schema| schema.value.as_str()), &name.value)), name))
        })
        .collect();
    one("table", &present, &former, mistakes);
    for table in &draft.tables {
        let columns = &table.columns;
        let present: Vec<_> =
            columns.iter().map(|column| (draft.folded(&column.name.value), column.name.place)).collect();
        let former: Vec<_> = columns
            .iter()
            .filter_map(|column| column.written.renamed_from.as_ref())
            .map(|name| (draft.folded(&name.value), name))
            .collect();
        one("column", &present, &former, mistakes);
    }
}

fn one(what: &str, present: &[(String, Place)], former: &[(String, &Name)], mistakes: &mut Mistakes) {
    for (index, (folded, name)) in former.iter().enumerate() {
        let report = |message, label, second, told| {
            Diagnostic::new(Code::RenamedFrom, name.place, message).label(label).second(second, told)
        };
        if let Some((_, there)) = present.iter().find(|(other, _)| other == folded) {
            let message = format!("the former name `{}` is that of a {what} that is there", name.value);
            mistakes.push(report(message, "what was renamed is no longer called so", *there, "has this name"));
        } else if let Some((_, first)) = former[..index].iter().find(|(other, _)| other == folded) {
            let message = format!("two {what}s were called `{}` before", name.value);
            mistakes.push(report(message, "the second one", first.place, "the first one"));
        }
    }
}
