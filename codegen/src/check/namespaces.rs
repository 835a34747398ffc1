//! Names that must differ, in the schema, in the database and in Rust.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::Mistakes;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::name::FieldName;
use crate::resolve::Draft;
use crate::source::Place;

/// Models and enums share one namespace.
pub(super) fn models_and_enums(draft: &Draft<'_>, mistakes: &mut Mistakes) {
    let models = draft.models.iter().map(|model| (model.written.noun(), &model.written.name));
    let enums = draft.enums.iter().map(|known| ("enum", &known.written.name));
    let mut names: Vec<_> = models.chain(enums).collect();
    names.sort_by_key(|(_, name)| name.place);
    let mut seen: HashMap<&str, (&str, Place)> = HashMap::new();
    for (what, name) in names {
        match seen.entry(&name.value) {
            Entry::Vacant(entry) => {
                entry.insert((what, name.place));
            }
            Entry::Occupied(entry) => {
                let (first, place) = *entry.get();
                mistakes.push(
                    Diagnostic::new(
                        Code::DuplicateName,
                        name.place,
                        format!("{what} `{}` is defined twice", name.value),
                    )
                    .label("defined again")
                    .second(place, format!("first defined as {first} here")),
                );
            }
        }
    }
}

/// No two tables, and no two models in one table.
pub(super) fn tables(draft: &Draft<'_>, mistakes: &mut Mistakes) {
    let mut seen: HashMap<String, usize> = HashMap::new();
    for (index, table) in draft.tables.iter().enumerate() {
        match seen.entry(draft.folded(&table.full_name())) {
            Entry::Vacant(entry) => {
                entry.insert(index);
            }
            Entry::Occupied(entry) => {
                let first = &draft.tables[*entry.get()];
                let mistake = Diagnostic::new(
                    Code::DuplicateTable,
                    table.name.place,
                    format!("table `{}` is defined twice", table.full_name()),
                )
                .label("defined again")
                .second(first.name.place, "first defined here");
                mistakes.push(if first.name.value == table.name.value {
                    mistake
                } else {
                    mistake.help("SQLite compares names without regard to case")
                });
            }
        }
    }
}

/// The columns of a table have different names in the database.
pub(super) fn columns(draft: &Draft<'_>, mistakes: &mut Mistakes) {
    for table in &draft.tables {
        let mut seen: HashMap<String, Place> = HashMap::new();
        for column in &table.columns {
            match seen.entry(draft.folded(&column.name.value)) {
                Entry::Vacant(entry) => {
                    entry.insert(column.name.place);
                }
                Entry::Occupied(entry) => {
                    let what = if table.view.is_some() { "view" } else { "table" };
                    let message = format!("{what} `{}` has two columns `{}`", table.name.value, column.name.value);
                    mistakes.push(
                        Diagnostic::new(Code::DuplicateColumn, column.name.place, message)
                            .label("the second one")
                            .second(*entry.get(), "the first one"),
                    );
                }
            }
        }
    }
}

/// Columns and relationships of a model share a namespace in Rust: as constants, and as setters.
pub(super) fn fields_and_relationships(draft: &Draft<'_>, mistakes: &mut Mistakes) {
    for model in &draft.models {
        let fields = model
            .written
            .body
            .columns
            .iter()
            .zip(&model.fields)
            .map(|(column, name)| (name, column.rust_name.as_ref().unwrap_or(&column.name).place));
        let relationships = model.relationships.iter().map(|relationship| {
            let written = relationship.written;
            (&relationship.name, written.rust_name.as_ref().unwrap_or(&written.name).place)
        });
        let mut seen: Vec<(&FieldName, Place)> = Vec::new();
        for (name, place) in fields.chain(relationships) {
            let met = seen.iter().find(|(other, _)| {
                other.constant == name.constant || other.setter == name.setter || other.field == name.field
            });
            if let Some((other, first)) = met {
                let shared = if other.constant == name.constant { &name.constant } else { &name.setter };
                mistakes.push(
                    Diagnostic::new(
                        Code::NameCollision,
                        place,
                        format!(
                            "two names of {} `{}` are `{shared}` in Rust",
                            model.written.noun(),
                            model.written.name.value
                        ),
                    )
                    .label(format!("`{}` is the second", name.written))
                    .second(*first, format!("`{}` is the first", other.written))
                    .help("give one of them another name in Rust with `rust_name`"),
                );
            }
            seen.push((name, place));
        }
    }
}

/// No two models or enums need a type or a module of the same name.
pub(super) fn generated_types(draft: &Draft<'_>, mistakes: &mut Mistakes) {
    let mut needs: Vec<(&str, &str, Place, String)> = Vec::new();
    for model in &draft.models {
        let name = &model.name;
        let place = model.written.rust_name.as_ref().unwrap_or(&model.written.name).place;
        for (what, needed) in [
            ("type", &name.ident),
            ("type", &name.builder),
            ("type", &name.alias),
            ("module", &name.module),
            ("module", &name.missing),
        ] {
            needs.push((what, needed, place, format!("{} `{}`", model.written.noun(), name.written)));
        }
    }
    for known in &draft.enums {
        let place = known.written.rust_name.as_ref().unwrap_or(&known.written.name).place;
        needs.push(("type", &known.name.ident, place, format!("enum `{}`", known.name.written)));
    }
    needs.sort_by_key(|(_, _, place, _)| *place);
    let mut seen: HashMap<(&str, &str), (Place, &str)> = HashMap::new();
    let mut reported: Vec<(Place, Place)> = Vec::new();
    for (what, needed, place, whose) in &needs {
        match seen.entry((what, needed)) {
            Entry::Vacant(entry) => {
                entry.insert((*place, whose));
            }
            Entry::Occupied(entry) => {
                let (first, other) = *entry.get();
                // The same name twice is `DuplicateName`; one report for two models that meet in several names.
                if whose.split('`').nth(1) == other.split('`').nth(1) || reported.contains(&(first, *place)) {
                    continue;
                }
                reported.push((first, *place));
                mistakes.push(
                    Diagnostic::new(Code::TypeCollision, *place, format!("two {what}s would be called `{needed}`"))
                        .label(format!("generated for {whose}"))
                        .second(first, format!("generated for {other}"))
                        .help("give one of them another name in Rust with `rust_name`"),
                );
            }
        }
    }
}

/// The values of an enum differ, and so do their variants.
pub(super) fn enum_values(draft: &Draft<'_>, mistakes: &mut Mistakes) {
    for known in &draft.enums {
        let mut seen: Vec<(&str, &str, Place)> = Vec::new();
        for (value, variant) in known.written.values.value.iter().zip(&known.variants) {
            let (text, place) = (value.value.value.as_str(), value.value.place);
            let met = seen.iter().find(|(other, name, _)| *other == text || (*name == variant && !variant.is_empty()));
            if let Some((other, _, first)) = met {
                let message = if *other == text {
                    format!("enum `{}` has the value `{text}` twice", known.written.name.value)
                } else {
                    format!("the values `{other}` and `{text}` are both `{variant}` in Rust")
                };
                mistakes.push(
                    Diagnostic::new(Code::DuplicateValue, place, message)
                        .label("the second one")
                        .second(*first, "the first one"),
                );
            }
            seen.push((text, variant, place));
        }
    }
}
