//! Tables between the two sides of a many-to-many.

use super::Mistakes;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::mapping::Link;
use crate::model::rust::PassiveDeletes;
use crate::resolve::{Draft, ForeignKey, Relationship, Table};

/// Every many-to-many: its relationship, the table between, and the foreign keys to its own side and to the other.
fn all<'a, 'd>(draft: &'a Draft<'d>) -> impl Iterator<Item = (&'a Relationship<'d>, &'a Table<'d>, usize, usize)> {
    let relationships = draft.models.iter().flat_map(|model| &model.relationships);
    relationships.filter_map(|relationship| match relationship.link? {
        Link::Through { table, local, remote } => Some((relationship, &draft.tables[table], local, remote)),
        _ => None,
    })
}

/// What a link does not say may be left out of its row.
pub(super) fn filled(draft: &Draft<'_>, mistakes: &mut Mistakes) {
    let mut told = Vec::new();
    for (relationship, table, local, remote) in all(draft) {
        let linked = |column: usize| {
            [local, remote].into_iter().any(|key| {
                let columns = table.foreign_keys[key].columns.as_deref();
                columns.is_none_or(|columns| columns.contains(&column))
            })
        };
        for (index, column) in table.columns.iter().enumerate() {
            let name = &column.written.name;
            let by_database = column.written.server_default.is_some() || column.written.computed.is_some();
            let filled = column.nullable || by_database || table.identity() == Some(index);
            if filled || linked(index) || told.contains(&name.place) {
                continue;
            }
            told.push(name.place);
            let Some(through) = &relationship.written.through else { continue };
            let message = format!("nothing fills column `{}` of table `{}`", name.value, table.name.value);
            mistakes.push(
                Diagnostic::new(Code::UnfilledBetween, name.place, message)
                    .label("NOT NULL, and without a server default")
                    .second(through.place, format!("`{}` inserts rows of it", relationship.written.name.value))
                    .help("`nullable = true` or a `server_default`, or a model of its own in place of `through`"),
            );
        }
    }
}

/// Rows between that deleting an object leaves to the database are seen to there.
pub(super) fn delete_is_said(draft: &Draft<'_>, mistakes: &mut Mistakes) {
    for (relationship, table, local, _) in all(draft) {
        let passive = relationship.written.passive_deletes.as_ref();
        let Some(passive) = passive.filter(|passive| passive.value != PassiveDeletes::No) else { continue };
        let key: &ForeignKey<'_> = &table.foreign_keys[local];
        if key.rules.on_delete.is_some() {
            continue;
        }
        let message = format!("nothing deletes the rows of table `{}`", table.name.value);
        mistakes.push(
            Diagnostic::new(Code::UnsaidDelete, passive.place, message)
                .label("leaves them to the database")
                .second(key.place, "has no `on_delete`")
                .help("`on_delete = \"cascade\"` at the foreign key, or leave out `passive_deletes`"),
        );
    }
}
