//! What one database has and another has not.

use super::{Mistakes, names};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::Dialect;
use crate::resolve::Draft;
use crate::source::Place;

/// What only PostgreSQL has stands in a schema that is for PostgreSQL alone.
pub(super) fn postgresql_only(draft: &Draft<'_>, mistakes: &mut Mistakes) {
    if !draft.settings.dialects.contains(&Dialect::Sqlite) {
        return;
    }
    let said = draft.document.settings.first().and_then(|settings| settings.dialects.as_ref());
    for (place, what, why) in only_postgresql(draft) {
        let mistake = Diagnostic::new(Code::PostgresqlOnly, place, format!("{what}: SQLite has no such thing"))
            .label(why)
            .help("`[settings] dialects = [\"postgresql\"]` for a schema that is for PostgreSQL alone");
        mistakes.push(match said {
            Some(dialects) => mistake.second(dialects.place, "the settings name SQLite too"),
            None => mistake,
        });
    }
}

/// Where, what, and what SQLite has in its place.
fn only_postgresql(draft: &Draft<'_>) -> Vec<(Place, String, &'static str)> {
    let mut found = Vec::new();
    for schema in names::schemas(draft) {
        let what = format!("`{}` is a schema of PostgreSQL", schema.value);
        found.push((schema.place, what, "a database of SQLite's has no schemas in it, but other files attached to it"));
    }
    for sequence in &draft.document.sequences {
        let what = format!("`{}` is a sequence", sequence.name.value);
        found.push((sequence.name.place, what, "SQLite numbers keys and nothing else"));
    }
    for column in draft.tables.iter().flat_map(|table| &table.columns) {
        if let Some(kind) = column.kind.filter(|kind| kind.is_postgresql_only()) {
            let what = format!("`{}` is a type of PostgreSQL", kind.word());
            found.push((column.written.kind.place, what, "a column of SQLite's holds numbers, texts and bytes"));
        }
        let array = column.written.array.as_ref().filter(|array| array.value);
        found.extend(array.map(|array| {
            let what = format!("`{}` is an array", column.written.name.value);
            (array.place, what, "`json` holds lists on both databases")
        }));
    }
    for index in draft.tables.iter().flat_map(|table| &table.body.indexes) {
        let using = index.using.as_ref().filter(|using| using.value != "btree");
        found.extend(using.map(|using| {
            (
                using.place,
                format!("`{}` is a method of PostgreSQL's indexes", using.value),
                "an index of SQLite's is a b-tree",
            )
        }));
        found.extend(index.include.as_ref().map(|include| {
            let what = "`include` is for PostgreSQL's indexes".to_owned();
            (include.place, what, "an index of SQLite's has no columns but those it orders")
        }));
    }
    found
}
