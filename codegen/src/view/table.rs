//! Tables, as the templates print them: descriptions for the runtime, with the DDL.

use std::collections::{BTreeSet, HashSet};

use askama::Template;

use super::header::header;
use super::{Input, rust, text, values};
use crate::ddl::{self, identifier};
use crate::model::database::{Action, Table};
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
    pub(crate) sql: String,
    pub(crate) columns: String,
    pub(crate) primary_key: String,
    pub(crate) identity: String,
    pub(crate) version: String,
    pub(crate) unique: String,
    pub(crate) foreign_keys: String,
    pub(crate) rank: u32,
    pub(crate) ddl: Vec<DdlView>,
}

/// The DDL of one table in one dialect, in literals.
pub(crate) struct DdlView {
    /// The dialect's field in the description.
    pub(crate) field: &'static str,
    /// False where the settings do not name the dialect.
    pub(crate) wanted: bool,
    pub(crate) create: String,
    pub(crate) after: String,
    pub(crate) constraints: String,
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
        let schema = input.schema;
        let table = &schema.tables[index];
        let model = schema.model_of(index);
        let version =
            model.and_then(|model| schema.models[model].version().map(|field| schema.mappings[model].columns[field]));
        TableView {
            doc: text::doc(&format!("The table `{}`.", table.name)),
            variable: input.statics[index].name.clone(),
            name: text::literal(&table.name),
            sql: text::literal(&identifier::quote(&table.name)),
            columns: text::slice_of(
                8,
                &(0..table.columns.len()).map(|column| describe(schema, table, model, column)).collect::<Vec<_>>(),
            ),
            primary_key: text::slice(table.primary_key.as_ref().map_or(&[], |key| &key.columns)),
            identity: text::option(table.identity()),
            version: text::option(version),
            unique: unique(table),
            foreign_keys: text::slice_of(8, &foreign_keys(input, index)),
            rank: input.order.ranks[index],
            ddl: Dialect::ALL.into_iter().map(|dialect| DdlView::new(input, index, dialect)).collect(),
        }
    }

    /// The schema files that the description is made from.
    pub(super) fn files(input: Input<'_>, index: usize) -> Vec<usize> {
        let table = &input.schema.tables[index];
        let mut files = vec![table.place.file];
        files.extend(table.foreign_keys.iter().map(|key| input.schema.tables[key.table].place.file));
        for column in &table.columns {
            if let crate::model::kind::Kind::Enum(kind) = column.kind {
                files.push(input.schema.enums[kind].place.file);
            }
        }
        files
    }
}

fn foreign_keys(input: Input<'_>, index: usize) -> Vec<Vec<String>> {
    let keys = input.schema.tables[index].foreign_keys.iter().map(|key| {
        let target = input.static_path(&input.statics[index].module, key.table);
        let (columns, target_columns) = (text::slice(&key.columns), text::slice(&key.target));
        let first = format!("TableForeignKey::new({columns}, &{target}, {target_columns})");
        let mut rest = String::new();
        for (name, action) in [("on_delete", key.on_delete), ("on_update", key.on_update)] {
            if let Some(action) = action.filter(|&action| action != Action::NoAction) {
                rest.push_str(&format!(".{name}(Action::{action:?})"));
            }
        }
        text::call_and_rest(12, &first, &rest)
    });
    keys.collect()
}

/// The unique constraints that hold for all rows.
fn unique(table: &Table) -> String {
    let constraints = table.uniques.iter().filter(|unique| unique.condition.is_none());
    let constraints: Vec<String> = constraints.map(|unique| text::slice(&unique.columns)).collect();
    format!("&[{}]", constraints.join(", "))
}

/// One column, in lines: most are told in a few words.
fn describe(schema: &Schema, table: &Table, model: Option<usize>, index: usize) -> Vec<String> {
    let column = &table.columns[index];
    let field = model.and_then(|model| Some(&schema.models[model].fields[schema.field_of(model, index)?]));
    let plain = field.map_or(column.written.as_str(), |field| &field.name.plain);
    let kind = rust::described(schema, column.kind);
    let first = format!("TableColumn::new({}, {kind})", text::literal(plain));
    let mut rest = String::new();
    let sql = identifier::quote(&column.name);
    if plain != column.name || sql != column.name {
        rest.push_str(&format!(".stored_as({}, {})", text::literal(&column.name), text::literal(&sql)));
    }
    if column.nullable {
        rest.push_str(".nullable()");
    }
    if field.is_some_and(|field| field.sensitive) {
        rest.push_str(".sensitive()");
    }
    if column.server_default.is_some() {
        rest.push_str(".server_default()");
    }
    if let Some(default) = field.and_then(|field| field.update_default.as_ref()) {
        let value = values::client_default(schema, column.kind, default);
        rest.push_str(&format!(".update_default(|| aludel::defaults::value({value}))"));
    }
    text::call_and_rest(12, &first, &rest)
}

impl DdlView {
    fn new(input: Input<'_>, table: usize, dialect: Dialect) -> DdlView {
        let ddl = ddl::table(input.schema, input.order, table, dialect);
        let list = |statements: &[String]| {
            text::slice_of(12, &statements.iter().map(|statement| vec![text::literal(statement)]).collect::<Vec<_>>())
        };
        DdlView {
            field: dialect.word(),
            wanted: input.schema.settings.dialects.contains(&dialect),
            create: text::literal(&ddl.create),
            after: list(&ddl.indexes),
            constraints: list(&ddl.constraints),
        }
    }
}
