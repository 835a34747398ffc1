//! Defaults: of the column's type, and where they make sense.

use super::Mistakes;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::kind::ClientDefault;
use crate::resolve::Draft;
use crate::resolve::literal::{self, Fault};
use crate::source::Place;
use crate::syntax::{Column, KindName};

/// A default is a value of its column.
pub(super) fn fit(draft: &Draft<'_>, mistakes: &mut Mistakes) {
    for column in draft.tables.iter().flat_map(|table| &table.columns) {
        let Some(kind) = column.kind.map(|kind| (kind, column.array)) else { continue };
        let written = column.written;
        for value in [&written.default, &written.update_default].into_iter().flatten() {
            if let Err(fault) = literal::client(&value.value, kind, &draft.enums) {
                report(written, value.place, fault, mistakes);
            }
        }
        if let Some(value) = &written.server_default
            && let Err(fault) = literal::server(&value.value, kind, &draft.enums)
        {
            report(written, value.place, fault, mistakes);
        }
    }
}

fn report(column: &Column, place: Place, fault: Fault, mistakes: &mut Mistakes) {
    let kind = match &column.kind.value {
        KindName::Type(word) => *word,
        KindName::Enum(name) => name,
    };
    let message = format!("column `{}` of type `{kind}` cannot have this default", column.name.value);
    let mistake = Diagnostic::new(fault.code, place, message)
        .label(fault.label)
        .second(column.kind.place, format!("the type is `{kind}`"));
    mistakes.push(match fault.help {
        Some(help) => mistake.help(help),
        None => mistake,
    });
}

/// A primary key of one column has no default that is the same for every row.
pub(super) fn of_keys(draft: &Draft<'_>, mistakes: &mut Mistakes) {
    for table in &draft.tables {
        let [key] = table.primary_key[..] else { continue };
        let column = &table.columns[key];
        let (Some(kind), Some(default)) = (column.kind, &column.written.default) else { continue };
        if matches!(literal::client(&default.value, (kind, column.array), &draft.enums), Ok(ClientDefault::Literal(_)))
        {
            let message = format!("every row of table `{}` would get the same primary key", table.name.value);
            mistakes.push(Diagnostic::new(Code::ConstantKey, default.place, message).label("the same for every row"));
        }
    }
}

/// A primary key and a version take no new value because another column changes.
pub(super) fn at_update(draft: &Draft<'_>, mistakes: &mut Mistakes) {
    for table in &draft.tables {
        for (index, column) in table.columns.iter().enumerate() {
            let Some(default) = &column.written.update_default else { continue };
            let version = column.written.version.as_ref().filter(|version| version.value);
            let (what, second) = if table.primary_key.contains(&index) {
                ("in the primary key", column.written.primary_key.as_ref().map(|key| key.place))
            } else if let Some(version) = version {
                ("the version", Some(version.place))
            } else {
                continue;
            };
            let message = format!("column `{}` cannot have an update default", column.written.name.value);
            mistakes.push(
                Diagnostic::new(Code::UpdateDefault, default.place, message)
                    .label("would change with every other column")
                    .second(second.unwrap_or(column.written.name.place), format!("it is {what}")),
            );
        }
    }
}
