//! Computed columns.

use super::Mistakes;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::Dialect;
use crate::resolve::Draft;
use crate::source::Place;

/// Nothing but the database sets a computed column.
pub(super) fn alone(draft: &Draft<'_>, mistakes: &mut Mistakes) {
    for table in &draft.tables {
        for (index, column) in table.columns.iter().enumerate() {
            let written = column.written;
            let Some(computed) = &written.computed else { continue };
            let of_table = |place: Option<Place>| place.unwrap_or(table.header);
            let key = table.foreign_keys.iter().find(|key| key.columns.as_ref().is_some_and(|it| it.contains(&index)));
            let others = [
                ("has a `default`", written.default.as_ref().map(|it| it.place)),
                ("has a `server_default`", written.server_default.as_ref().map(|it| it.place)),
                ("has an `update_default`", written.update_default.as_ref().map(|it| it.place)),
                ("is a version", written.version.as_ref().filter(|it| it.value).map(|it| it.place)),
                ("is in a foreign key", key.map(|key| key.target_place)),
                (
                    "is in the primary key",
                    table
                        .primary_key
                        .contains(&index)
                        .then(|| of_table(written.primary_key.as_ref().map(|it| it.place))),
                ),
            ];
            for (what, place) in others {
                let Some(place) = place else { continue };
                let message = format!("column `{}` is computed and {what}", written.name.value);
                mistakes.push(
                    Diagnostic::new(Code::Computed, place, message)
                        .label("would set it")
                        .second(computed.place, "the database computes it"),
                );
            }
        }
    }
}

/// PostgreSQL computes a column when its row is written.
pub(super) fn stored(draft: &Draft<'_>, mistakes: &mut Mistakes) {
    if !draft.settings.dialects.contains(&Dialect::Postgresql) {
        return;
    }
    let columns = draft.tables.iter().flat_map(|table| &table.body.columns);
    for computed in columns.filter_map(|column| column.computed.as_ref()) {
        if let Some(stored) = computed.stored.as_ref().filter(|stored| !stored.value) {
            mistakes.push(
                Diagnostic::new(Code::Computed, stored.place, "PostgreSQL keeps a computed column in its row")
                    .label("would not be kept")
                    .help("leave `stored` out, or say `[settings] dialects = [\"sqlite\"]`"),
            );
        }
    }
}
