//! What was found in a database, as schema files.

mod conventions;
mod keys;
mod links;
mod names;
mod rules;
mod tables;
mod views;
mod words;
mod writer;

use std::collections::BTreeSet;

use aludel_codegen::json_schema::DIRECTIVE;
use aludel_codegen::model::Dialect;
use aludel_codegen::model::name::snake_case;
use aludel_codegen::render::File;

use super::found::{Found, Remark};
use super::toml::{self, Inline};
use conventions::Conventions;
use names::Names;
use writer::Writer;

/// The schema files of what was found, one for each model, and what they do not say.
pub(crate) fn files(mut found: Found) -> (Vec<File>, Vec<Remark>) {
    rules::settle(&mut found);
    let between: Vec<bool> = (0..found.tables.len()).map(|table| links::is_between(&found, table)).collect();
    let names = Names::of(&found, |table| found.tables[table].primary_key.is_some() && !between[table]);
    let conventions = Conventions::of(&found, &names);
    let mut relationships = links::relationships(&found, &names);
    let mut files = Files::default();
    files.add("settings", settings(&found, &conventions));
    if !found.enums.is_empty() {
        files.add("enums", enums(&found, &names));
    }
    if !found.sequences.is_empty() {
        files.add("sequences", sequences(&found));
    }
    let mut remarks = Vec::new();
    for number in 0..found.tables.len() {
        let table = &found.tables[number];
        let writer = Writer { found: &found, names: &names, conventions: &conventions, number };
        if let Some(usual) = writer.other_key_name() {
            let what = format!("the name of the primary key cannot be said: `{usual}`");
            remarks.push(Remark { place: table.full_name(), what });
        }
        let (body, columns) = writer.body();
        let lines = std::mem::take(&mut relationships[number]);
        match &names.models[number] {
            Some(model) => {
                let name = toml::quote(&table.name);
                let mut text = format!("[model.{model}]\ntable = {name}\n{body}\n[model.{model}.columns]\n{columns}");
                if !lines.is_empty() {
                    let lines = lines.iter().map(|(name, line)| format!("{name} = {line}\n")).collect::<String>();
                    text.push_str(&format!("\n[model.{model}.relationships]\n{lines}"));
                }
                files.add(&snake_case(model), text);
            }
            None => {
                if !between[number] {
                    let what = "has no primary key: described as a table without a model";
                    remarks.push(Remark { place: table.full_name(), what: what.to_owned() });
                }
                let name = toml::key(&table.name);
                let body = if body.is_empty() { body } else { format!("[table.{name}]\n{body}\n") };
                let file = names::file(&table.name);
                files.add(&file, format!("{body}[table.{name}.columns]\n{columns}"));
            }
        }
    }
    for (number, view) in found.views.iter().enumerate() {
        let (name, text) = views::text(view, &names.views[number], &names.enums, &mut remarks);
        files.add(&name, text);
    }
    found.remarks.extend(remarks);
    (files.files, found.remarks)
}

/// Files of different names.
#[derive(Default)]
struct Files {
    files: Vec<File>,
    taken: BTreeSet<String>,
}

impl Files {
    fn add(&mut self, name: &str, text: String) {
        let name = names::unlike(&mut self.taken, name.to_owned());
        self.files.push(File { name: format!("{name}.toml"), text: format!("{DIRECTIVE}\n\n{text}") });
    }
}

fn settings(found: &Found, conventions: &Conventions) -> String {
    let mut text = format!("[settings]\ndialects = [{}]\n", toml::quote(found.dialect.word()));
    let columns = found.tables.iter().flat_map(|table| &table.columns);
    let comments = found.tables.iter().any(|table| table.comment.is_some())
        || columns.into_iter().any(|column| column.comment.is_some());
    if comments && found.dialect == Dialect::Postgresql {
        text.push_str("comments = \"doc\"\n");
    }
    if !conventions.said.is_empty() {
        text.push_str("\n[settings.naming]\n");
        for (what, convention) in &conventions.said {
            text.push_str(&format!("{} = {}\n", what.word(), toml::quote(convention)));
        }
    }
    text
}

fn enums(found: &Found, names: &Names) -> String {
    let texts = found.enums.iter().zip(&names.enums).map(|(known, name)| {
        let mut text = format!("[enum.{name}]\n");
        if let Some(schema) = &known.schema {
            text.push_str(&format!("schema = {}\n", toml::quote(schema)));
        }
        if found.dialect == Dialect::Postgresql && snake_case(name) != known.name {
            text.push_str(&format!("name = {}\n", toml::quote(&known.name)));
        }
        text.push_str(&format!("values = [{}]\n", names::values(&known.values).join(", ")));
        text
    });
    texts.collect::<Vec<_>>().join("\n")
}

fn sequences(found: &Found) -> String {
    let texts = found.sequences.iter().map(|sequence| {
        let mut line = Inline::default();
        if let Some(schema) = &sequence.schema {
            line.text("schema", schema);
        }
        tables::numbers(&mut line, sequence.numbers);
        format!("[sequence.{}]\n{}", toml::key(&sequence.name), line.lines())
    });
    texts.collect::<Vec<_>>().join("\n")
}
