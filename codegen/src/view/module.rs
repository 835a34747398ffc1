//! `mod.rs`: what the folder has to offer.

use std::collections::BTreeSet;

use askama::Template;

use super::Input;
use super::header::header;
use super::table::Static;
use super::text;
use crate::ddl::{self, TypeDdl};
use crate::model::extra::Extra;
use crate::model::{Dialect, TimeLibrary};

/// The file `mod.rs`.
#[derive(Template)]
#[template(path = "mod.rs.askama", escape = "none")]
pub(crate) struct ModuleView {
    pub(crate) header: String,
    pub(crate) modules: Vec<String>,
    /// The feature of the runtime that the code needs, if any.
    pub(crate) feature: Option<&'static str>,
    /// What each module gives.
    pub(crate) uses: Vec<String>,
    /// The statics of the tables, in the order in which they are made.
    pub(crate) tables: String,
    /// What else there is: a call each.
    pub(crate) calls: String,
}

impl ModuleView {
    pub(crate) fn new(input: Input<'_>) -> ModuleView {
        let schema = input.schema;
        let mut modules: Vec<String> = schema.models.iter().map(|model| model.name.module.clone()).collect();
        let mut uses: Vec<String> = Vec::new();
        for (index, model) in schema.models.iter().enumerate() {
            let name = &model.name;
            let mut names = vec![name.ident.as_str(), &name.alias];
            if schema.table_of(index).view.is_none() {
                names.push(&name.builder);
                names.extend(model.fields.iter().any(|field| field.required).then_some(name.missing.as_str()));
            }
            names.sort_unstable_by_key(|name| name.starts_with(char::is_lowercase));
            uses.push(format!("{}::{{{}}}", name.module, names.join(", ")));
        }
        if !schema.enums.is_empty() {
            modules.push("enums".to_owned());
            let names: Vec<&str> = schema.enums.iter().map(|kind| kind.name.ident.as_str()).collect();
            uses.push(match names[..] {
                [single] => format!("enums::{single}"),
                _ => format!("enums::{{{}}}", names.join(", ")),
            });
        }
        if input.statics.iter().any(|table| table.module == "tables") {
            modules.push("tables".to_owned());
        }
        modules.sort();
        uses.sort();
        let all: BTreeSet<usize> = (0..input.origins.len()).collect();
        let on_postgresql = schema.settings.dialects.contains(&Dialect::Postgresql);
        let mut calls = String::new();
        if on_postgresql && !schema.schemas().is_empty() {
            let schemas: Vec<Vec<String>> = ddl::schemas(schema).iter().map(|it| vec![text::literal(it)]).collect();
            calls.push_str(&format!("\n    .schemas({})", text::slice_of(4, &schemas)));
        }
        if on_postgresql && !schema.enums.is_empty() {
            let types: Vec<Vec<String>> = ddl::types(schema).iter().map(describe).collect();
            calls.push_str(&format!("\n    .types({})", text::slice_of(4, &types)));
        }
        if on_postgresql && !schema.sequences.is_empty() {
            let sequences: Vec<Vec<String>> = ddl::sequences(schema)
                .iter()
                .map(|it| {
                    let (create, drop) = (text::literal(&it.create), text::literal(&it.drop));
                    vec![
                        "::aludel::schema::SequenceDdl {".to_owned(),
                        format!("    create: {create},"),
                        format!("    drop: {drop},"),
                        "}".to_owned(),
                    ]
                })
                .collect();
            calls.push_str(&format!("\n    .sequences({})", text::slice_of(4, &sequences)));
        }
        if !schema.extras.is_empty() {
            let pair =
                |extra: &Extra| vec![format!("({}, {})", text::literal(&extra.path), text::literal(&extra.json))];
            let extras: Vec<Vec<String>> = schema.extras.iter().map(pair).collect();
            calls.push_str(&format!("\n    .extras({})", text::slice_of(4, &extras)));
        }
        let tables = input.order.tables.iter().map(|&table| {
            let Static { module, name } = &input.statics[table];
            vec![format!("&{module}::{name}")]
        });
        ModuleView {
            header: header(&all, input.origins, ""),
            modules,
            feature: match schema.settings.time {
                TimeLibrary::Jiff => None,
                TimeLibrary::Chrono => Some("chrono"),
                TimeLibrary::Time => Some("time"),
            },
            uses,
            tables: text::slice_of(4, &tables.collect::<Vec<_>>()),
            calls,
        }
    }
}

fn describe(kind: &TypeDdl) -> Vec<String> {
    let (name, create, drop) = (text::literal(&kind.name), text::literal(&kind.create), text::literal(&kind.drop));
    let schema = kind.schema.iter().map(|schema| format!(".schema({})", text::literal(schema))).collect::<Vec<_>>();
    let first = "::aludel::schema::TypeDdl::new(".to_owned();
    let mut lines =
        vec![first, format!("    {name},"), format!("    {create},"), format!("    {drop},"), ")".to_owned()];
    if let Some(last) = lines.last_mut() {
        last.push_str(&schema.concat());
    }
    lines
}
