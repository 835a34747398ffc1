//! What is defined and nothing uses.

use super::Warnings;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::kind::Kind;
use crate::model::mapping::Link;
use crate::resolve::Draft;

/// A table without a model is there for others: one links through it, or one refers to it.
pub(super) fn table(draft: &Draft<'_>, warnings: &mut Warnings) {
    for (index, table) in draft.tables.iter().enumerate().filter(|(_, table)| table.model.is_none()) {
        let mut others = draft.tables.iter().enumerate().filter(|(other, _)| *other != index);
        let referred = others.any(|(other, _)| !draft.references(other, index).is_empty());
        let between = |link| matches!(link, Some(Link::Through { table, .. }) if table == index);
        let mut links = draft.models.iter().flat_map(|model| &model.relationships).map(|it| it.link);
        if !referred && !links.any(between) {
            warnings.push(
                Diagnostic::new(Code::UnusedTable, table.header, format!("table `{}` is not used", table.name.value))
                    .label("no relationship goes through it, and nothing refers to it")
                    .help("make it a model, to read and write its rows, or remove it"),
            );
        }
    }
}

/// An enum is the type of a column.
pub(super) fn enumeration(draft: &Draft<'_>, warnings: &mut Warnings) {
    for (index, known) in draft.enums.iter().enumerate() {
        let mut columns = draft.tables.iter().flat_map(|table| &table.columns);
        if !columns.any(|column| column.kind == Some(Kind::Enum(index))) {
            let name = &known.written.name;
            warnings.push(
                Diagnostic::new(Code::UnusedEnum, name.place, format!("enum `{}` is not used", name.value))
                    .label("no column has it"),
            );
        }
    }
}

/// A mixin is named by a model or a table.
pub(super) fn mixin(draft: &Draft<'_>, warnings: &mut Warnings) {
    let lists = draft.tables.iter().filter_map(|table| table.body.mixins.as_ref());
    let used: Vec<&str> = lists.flat_map(|list| &list.value).map(|name| name.value.as_str()).collect();
    for mixin in &draft.document.mixins {
        let name = &mixin.name;
        if !used.contains(&name.value.as_str()) {
            warnings.push(
                Diagnostic::new(Code::UnusedMixin, name.place, format!("mixin `{}` is not used", name.value))
                    .label("no model or table names it")
                    .help(format!("a model has it by `mixins = [\"{}\"]`", name.value)),
            );
        }
    }
}
