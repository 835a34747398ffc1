//! Tables, as the templates print them: descriptions for the runtime, with the DDL.

use std::collections::{BTreeSet, HashSet};

use askama::Template;

use super::header::header;
use super::{Input, rust, text, values};
use crate::ddl::{self, identifier};
use crate::model::database::{Action, Table};
use crate::model::kind::{ClientDefault, Kind, Literal, ServerDefault};
use crate::model::{Dialect, Schema};

/// Where the description of a table is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Static {
    /// The module in the generated folder.
    pub(crate) module: String,
    /// The static in it.
    pub(crate) name: String,
}

/// The file with the tables that have no model.
#[derive(Template)]
#[template(path = "tables.rs.askama", escape = "none")]
pub(crate) struct TablesView {
    pub(crate) header: String,
    pub(crate) tables: Vec<TableView>,
}

/// The description of one table.
pub(crate) struct TableView {
    pub(crate) doc: String,
    pub(crate) variable: String,
    pub(crate) name: String,
    /// What is said of it, where it is not what most tables are: a call each.
    pub(crate) calls: Vec<String>,
}

/// The statics of all tables. Names of tables are any text, those of statics are made to differ.
pub(super) fn statics(schema: &Schema) -> Vec<Static> {
    let mut taken = HashSet::new();
    let mut of_table = |index: usize, table: &Table| match schema.model_of(index) {
        Some(model) => Static { module: schema.models[model].name.module.clone(), name: "TABLE".to_owned() },
        None => {
            let letters =
                table.name.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' });
            let plain: String = letters.collect();
            let plain = if plain.starts_with(|c: char| c.is_ascii_uppercase()) { plain } else { format!("T{plain}") };
            let mut name = plain.clone();
            let mut number = 2;
            while !taken.insert(name.clone()) {
                name = format!("{plain}_{number}");
                number += 1;
            }
            Static { module: "tables".to_owned(), name }
        }
    };
    schema.tables.iter().enumerate().map(|(index, table)| of_table(index, table)).collect()
}

impl TablesView {
    /// The file, if there are tables without a model.
    pub(crate) fn new(input: Input<'_>) -> Option<TablesView> {
        let tables: Vec<usize> =
            (0..input.schema.tables.len()).filter(|&table| input.schema.model_of(table).is_none()).collect();
        let files: BTreeSet<usize> = tables.iter().flat_map(|&table| TableView::files(input, table)).collect();
        (!tables.is_empty()).then(|| TablesView {
            header: header(&files, input.origins, ""),
            tables: tables.into_iter().map(|table| TableView::new(input, table)).collect(),
        })
    }
}

impl TableView {
    pub(super) fn new(input: Input<'_>, index: usize) -> TableView {
        let table = &input.schema.tables[index];
        TableView {
            doc: text::doc(&match table.view {
                Some(_) => format!("The view `{}`.", table.full_name()),
                None => format!("The table `{}`.", table.full_name()),
            }),
            variable: input.statics[index].name.clone(),
            name: text::literal(&table.name),
            calls: calls(input, index),
        }
    }

    /// The schema files that the description is made from: what the table refers to says how far up it stands.
    pub(super) fn files(input: Input<'_>, index: usize) -> Vec<usize> {
        let schema = input.schema;
        let mut reached = vec![index];
        let mut next = 0;
        while let Some(&table) = reached.get(next) {
            for key in &schema.tables[table].foreign_keys {
                if !reached.contains(&key.table) {
                    reached.push(key.table);
                }
            }
            next += 1;
        }
        let tables = reached.into_iter().map(|table| &schema.tables[table]);
        let mut files: Vec<usize> = tables
            .flat_map(|table| [table.place].into_iter().chain(table.foreign_keys.iter().map(|key| key.place)))
            .map(|place| place.file)
            .collect();
        // A mixin may be in a file of its own.
        files.extend(schema.tables[index].parts().map(|place| place.file));
        for column in &schema.tables[index].columns {
            if let Kind::Enum(kind) = column.kind {
                files.push(schema.enums[kind].place.file);
            }
            if let Some(ServerDefault::Next(sequence)) = column.server_default {
                files.push(schema.sequences[sequence].place.file);
            }
        }
        files.extend(schema.settings.place.map(|place| place.file));
        files
    }
}

/// What is said of a table.
fn calls(input: Input<'_>, index: usize) -> Vec<String> {
    let schema = input.schema;
    let table = &schema.tables[index];
    let model = schema.model_of(index);
    let version =
        model.and_then(|model| schema.models[model].version().map(|field| schema.mappings[model].columns[field]));
    let columns = (0..table.columns.len()).map(|column| describe(schema, table, model, column));
    let primary_key: &[usize] = table.primary_key.as_ref().map_or(&[], |key| &key.columns);
    let uniques = unique(table);
    let quoted = table.sql_name();

    let mut calls = Vec::new();
    let mut say = |name: &str, value: String| calls.push(format!(".{name}({value})"));
    if quoted != table.name {
        say("quoted", text::literal(&quoted));
    }
    if let Some(schema) = &table.schema {
        say("schema", text::literal(schema));
    }
    if let Some(view) = &table.view {
        say("view", format!("ViewKind::{}", if view.materialized { "Materialized" } else { "Plain" }));
    }
    say("columns", text::slice_of(8, &columns.collect::<Vec<_>>()));
    if !primary_key.is_empty() {
        say("primary_key", text::slice(primary_key));
    }
    if let Some(column) = table.identity() {
        say("identity", column.to_string());
    }
    if let Some(column) = version {
        say("version", column.to_string());
    }
    if !uniques.is_empty() {
        say("unique", format!("&[{}]", uniques.join(", ")));
    }
    if !table.foreign_keys.is_empty() && table.view.is_none() {
        say("foreign_keys", text::slice_of(8, &foreign_keys(input, index)));
    }
    if input.order.ranks[index] != 0 && table.view.is_none() {
        say("rank", input.order.ranks[index].to_string());
    }
    for dialect in Dialect::ALL.into_iter().filter(|dialect| schema.settings.dialects.contains(dialect)) {
        say(dialect.word(), ddl(input, index, dialect));
    }
    calls
}

fn foreign_keys(input: Input<'_>, index: usize) -> Vec<Vec<String>> {
    let keys = input.schema.tables[index].foreign_keys.iter().map(|key| {
        let target = input.static_path(&input.statics[index].module, key.table);
        let (columns, target_columns) = (text::slice(&key.columns), text::slice(&key.target));
        let first = format!("TableForeignKey::new({columns}, &{target}, {target_columns})");
        let mut rest = Vec::new();
        for (name, action) in [("on_delete", key.on_delete), ("on_update", key.on_update)] {
            if let Some(action) = action.filter(|&action| action != Action::NoAction) {
                rest.push(format!(".{name}(Action::{action:?})"));
            }
        }
        text::call_and_rest(12, &first, &rest)
    });
    keys.collect()
}

/// The unique constraints that hold for all rows.
fn unique(table: &Table) -> Vec<String> {
    let constraints = table.uniques.iter().filter(|unique| unique.condition.is_none());
    constraints.map(|unique| text::slice(&unique.columns)).collect()
}

/// One column, in lines: most are told in a few words.
fn describe(schema: &Schema, table: &Table, model: Option<usize>, index: usize) -> Vec<String> {
    let column = &table.columns[index];
    let field = model.and_then(|model| Some(&schema.models[model].fields[schema.field_of(model, index)?]));
    let plain = field.map_or(column.written.as_str(), |field| &field.name.plain);
    let kind = rust::described(schema, column.kind);
    let kind = if column.array { format!("Kind::Array(&{kind})") } else { kind };
    let first = format!("TableColumn::new({}, {kind})", text::literal(plain));
    let mut rest = Vec::new();
    let sql = identifier::quote(&column.name);
    if plain != column.name || sql != column.name {
        rest.push(format!(".stored_as({}, {})", text::literal(&column.name), text::literal(&sql)));
    }
    if column.nullable {
        rest.push(".nullable()".to_owned());
    }
    if field.is_some_and(|field| field.sensitive) {
        rest.push(".sensitive()".to_owned());
    }
    if column.computed.is_some() {
        rest.push(".computed()".to_owned());
    }
    if column.server_default.is_some() {
        rest.push(".server_default()".to_owned());
    }
    if let Some(default) = field.and_then(|field| field.update_default.as_ref()) {
        let value = values::client_default(schema, column.kind, default);
        rest.push(match default {
            // Nothing would tell of what it is a list.
            ClientDefault::Literal(Literal::List(members)) if members.is_empty() => {
                ".update_default(|| aludel::Value::Array(::std::vec::Vec::new()))".to_owned()
            }
            _ => format!(".update_default(|| aludel::defaults::value({value}))"),
        });
    }
    text::call_and_rest(12, &first, &rest)
}

/// The DDL of one table in one dialect.
fn ddl(input: Input<'_>, table: usize, dialect: Dialect) -> String {
    let ddl = ddl::table(input.schema, input.order, table, dialect);
    let mut description = format!("TableDdl::new({})", text::literal(&ddl.create));
    let after = [ddl.indexes, ddl.comments].concat();
    for (name, statements) in [("after", &after), ("constraints", &ddl.constraints)] {
        if !statements.is_empty() {
            let statements: Vec<Vec<String>> =
                statements.iter().map(|statement| vec![text::literal(statement)]).collect();
            description.push_str(&format!(".{name}({})", text::slice_of(8, &statements)));
        }
    }
    description
}
