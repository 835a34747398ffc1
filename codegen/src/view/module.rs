//! `mod.rs`: what the folder has to offer.

use std::collections::BTreeSet;

use askama::Template;

use super::Input;
use super::header::header;
use super::table::Static;
use super::text;
use crate::ddl::{self, TypeDdl};
use crate::model::Dialect;

/// The file `mod.rs`.
#[derive(Template)]
#[template(path = "mod.rs.askama", escape = "none")]
pub(crate) struct ModuleView {
    pub(crate) header: String,
    pub(crate) modules: Vec<String>,
    /// What each module gives.
    pub(crate) uses: Vec<String>,
    /// The statics of the tables, in the order in which they are made.
    pub(crate) tables: String,
    /// The types of PostgreSQL.
    pub(crate) types: String,
}

impl ModuleView {
    pub(crate) fn new(input: Input<'_>) -> ModuleView {
        let schema = input.schema;
        let mut modules: Vec<String> = schema.models.iter().map(|model| model.name.module.clone()).collect();
        let mut uses: Vec<String> = Vec::new();
        for model in &schema.models {
            let name = &model.name;
            let mut names = vec![name.ident.as_str(), &name.alias, &name.builder];
            names.extend(model.fields.iter().any(|field| field.required).then_some(name.missing.as_str()));
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
        let types = if on_postgresql { ddl::types(schema) } else { Vec::new() };
        let types: Vec<Vec<String>> = types.iter().map(describe).collect();
        let tables = input.order.tables.iter().map(|&table| {
            let Static { module, name } = &input.statics[table];
            vec![format!("&{module}::{name}")]
        });
        ModuleView {
            header: header(&all, input.origins, ""),
            modules,
            uses,
            tables: text::slice_of(8, &tables.collect::<Vec<_>>()),
            types: text::slice_of(8, &types),
        }
    }
}

fn describe(kind: &TypeDdl) -> Vec<String> {
    let (name, create, drop) = (text::literal(&kind.name), text::literal(&kind.create), text::literal(&kind.drop));
    vec![
        "::aludel::schema::TypeDdl {".to_owned(),
        format!("    name: {name},"),
        format!("    create: {create},"),
        format!("    drop: {drop},"),
        "}".to_owned(),
    ]
}
