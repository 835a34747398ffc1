//! Foreign keys: what they refer to, and what they do.

use super::Mistakes;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::database::Action;
use crate::model::kind::Kind;
use crate::resolve::{Column, Draft, ForeignKey, Table};
use crate::syntax::KindName;

/// The foreign keys without a gap: table, key, columns, table and columns referred to.
fn whole<'a, 'd>(
    draft: &'a Draft<'d>,
) -> impl Iterator<Item = (&'a Table<'d>, &'a ForeignKey<'d>, &'a [usize], &'a Table<'d>, &'a [usize])> {
    draft.tables.iter().flat_map(move |table| {
        table.foreign_keys.iter().filter_map(move |key| {
            let (target, referred) = key.target.as_ref()?;
            Some((table, key, key.columns.as_deref()?, &draft.tables[*target], &referred[..]))
        })
    })
}

/// A foreign key refers to a primary key, or to columns that are unique together.
pub(super) fn to_unique(draft: &Draft<'_>, mistakes: &mut Mistakes) {
    for (_, key, _, target, referred) in whole(draft) {
        let set = |list: &[usize]| list.len() == referred.len() && list.iter().all(|column| referred.contains(column));
        let unique = set(&target.primary_key) || target.uniques.iter().filter_map(|unique| unique.whole()).any(set);
        // A model without any primary key has been reported.
        if unique || (target.primary_key.is_empty() && target.model.is_some()) {
            continue;
        }
        let names: Vec<&str> =
            referred.iter().map(|&column| target.columns[column].written.name.value.as_str()).collect();
        let what = names.join("`, `");
        let message = format!("`{what}` of table `{}` does not tell its rows apart", target.name.value);
        let place = referred.first().map_or(target.header, |&column| target.columns[column].written.name.place);
        let mistake = Diagnostic::new(Code::NotUnique, key.target_place, message)
            .label("neither the primary key nor unique")
            .second(place, "defined here");
        mistakes.push(match (referred, &target.primary_key[..]) {
            (&[column], &[key]) => mistake.help(format!(
                "refer to `{}.{}`, or say `unique = true` at `{}`",
                target.name.value, target.columns[key].written.name.value, target.columns[column].written.name.value
            )),
            _ => mistake,
        });
    }
}

/// Both ends of a foreign key have the same type.
pub(super) fn types(draft: &Draft<'_>, mistakes: &mut Mistakes) {
    for (table, _, columns, target, referred) in whole(draft) {
        for (&column, &referred) in columns.iter().zip(referred) {
            let (column, referred) = (&table.columns[column], &target.columns[referred]);
            let (Some(kind), Some(other)) = (column.kind, referred.kind) else { continue };
            // Of an array that refers a rule of its own tells.
            let kind_differs = (kind != other && !(kind.is_text() && other.is_text())) || referred.array;
            if kind_differs && !column.array {
                let message = format!(
                    "column `{}` has another type than `{}.{}`, to which it refers",
                    column.written.name.value, target.name.value, referred.written.name.value
                );
                mistakes.push(
                    Diagnostic::new(Code::ForeignKeyType, column.written.kind.place, message)
                        .label(format!("this is {}", noun(draft, kind, column)))
                        .second(
                            referred.written.kind.place,
                            format!(
                                "this is {}{}",
                                if referred.array { "an array of " } else { "" },
                                noun(draft, other, referred)
                            ),
                        ),
                );
            }
        }
    }
}

fn noun(draft: &Draft<'_>, kind: Kind, column: &Column<'_>) -> String {
    match (kind, &column.written.kind.value) {
        (Kind::Enum(index), _) => format!("the enum `{}`", draft.enums[index].written.name.value),
        (Kind::Numeric { precision, scale }, _) => {
            format!("`numeric` with {precision} digits, {scale} behind the point")
        }
        (_, KindName::Type(word)) => format!("`{word}`"),
        (_, KindName::Enum(name)) => format!("the enum `{name}`"),
    }
}

/// `set null` needs columns that may be NULL, `set default` columns with a server default.
pub(super) fn actions(draft: &Draft<'_>, mistakes: &mut Mistakes) {
    for (table, key, columns, _, _) in whole(draft) {
        for action in [&key.rules.on_delete, &key.rules.on_update].into_iter().flatten() {
            let columns = columns.iter().map(|&column| &table.columns[column]);
            match action.value {
                Action::SetNull => {
                    if let Some(column) = columns.into_iter().find(|column| !column.nullable) {
                        let name = &column.written.name;
                        mistakes.push(
                            Diagnostic::new(
                                Code::SetNull,
                                action.place,
                                format!("column `{}` is NOT NULL", name.value),
                            )
                            .label("could not set it to NULL")
                            .second(name.place, "not nullable")
                            .help(format!("`{} = {{ ..., nullable = true }}`, or another action", name.value)),
                        );
                    }
                }
                Action::SetDefault => {
                    if let Some(column) = columns.into_iter().find(|column| column.written.server_default.is_none()) {
                        let name = &column.written.name;
                        let message = format!("column `{}` has no server default", name.value);
                        mistakes.push(
                            Diagnostic::new(Code::SetDefault, action.place, message)
                                .label("has nothing to set it to")
                                .second(name.place, "no `server_default`"),
                        );
                    }
                }
                Action::Cascade | Action::Restrict | Action::NoAction => {}
            }
        }
    }
}
