//! What nobody has explained.

use super::Warnings;
use crate::diagnostic::{Code, Diagnostic};
use crate::resolve::Draft;
use crate::syntax::Name;

/// Models, tables, columns, relationships and enums say what they are.
pub(super) fn missing_docs(draft: &Draft<'_>, warnings: &mut Warnings) {
    let mut look = |what: &str, name: &Name, doc: &Option<Name>| {
        if doc.is_none() {
            let message = format!("{what} `{}` has no `doc`", name.value);
            warnings.push(Diagnostic::new(Code::MissingDocs, name.place, message).label("not documented"));
        }
    };
    for known in &draft.enums {
        look("enum", &known.written.name, &known.written.doc);
    }
    for table in &draft.tables {
        match table.model {
            Some(model) => {
                let model = &draft.models[model];
                look(model.written.noun(), &model.written.name, &table.body.doc);
                let relationships = model.relationships.iter().map(|relationship| relationship.written);
                relationships.for_each(|it| look("relationship", &it.name, &it.doc));
            }
            None => look("table", table.name, &table.body.doc),
        }
        table.columns.iter().for_each(|column| look("column", &column.written.name, &column.written.doc));
    }
}
