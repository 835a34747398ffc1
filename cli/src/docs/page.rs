//! What the page shows.

use aludel_codegen::lock;
use aludel_codegen::model::rust::Enum;
use aludel_codegen::model::{Dialect, Schema};
use aludel_codegen::order::Order;
use askama::Template;

use super::drawing::{Drawing, draw};
use super::table::{Kind, TableView};
use super::words::{self, anchor, inline, paragraphs};

/// The page.
#[derive(Template)]
#[template(path = "docs.html.askama", escape = "html")]
pub(super) struct Page {
    title: String,
    /// How much there is of what.
    summary: String,
    contents: Vec<Group>,
    hash: String,
    drawing: Drawing,
    tables: Vec<TableView>,
    enums: Vec<EnumView>,
    style: &'static str,
    script: &'static str,
}

/// A part of the contents.
struct Group {
    title: &'static str,
    /// The anchor and name of each.
    tables: Vec<(String, String)>,
}

struct EnumView {
    anchor: String,
    name: String,
    /// The type on PostgreSQL, where there is one.
    database: Option<String>,
    doc: String,
    x: Option<String>,
    values: Vec<ValueView>,
}

struct ValueView {
    value: String,
    variant: String,
    doc: String,
}

impl Page {
    pub(super) fn new(schema: &Schema, order: &Order, title: &str) -> Page {
        let mut tables: Vec<TableView> =
            (0..schema.tables.len()).map(|table| TableView::new(schema, order, table)).collect();
        // Models by name, then views, then the tables without a model.
        tables.sort_by_key(|table| (table.kind, natural(&table.name)));
        let groups = [(Kind::Model, "Models"), (Kind::View, "Views"), (Kind::Table, "Tables without a model")];
        let contents = groups.into_iter().map(|(kind, title)| {
            let tables = tables.iter().filter(|table| table.kind == kind);
            Group { title, tables: tables.map(|table| (table.anchor.clone(), table.name.clone())).collect() }
        });
        let databases: Vec<&str> = schema.settings.dialects.iter().map(|dialect| words::database(*dialect)).collect();
        let views = schema.tables.iter().filter(|table| table.view.is_some()).count();
        let tables_alone = schema.tables.iter().filter(|table| table.view.is_none());
        let keys: usize = tables_alone.map(|table| table.foreign_keys.len()).sum();
        let columns: usize = schema.tables.iter().map(|table| table.columns.len()).sum();
        let counts = [
            (schema.models.len() - views, "model"),
            (schema.tables.len() - views, "table"),
            (views, "view"),
            (columns, "column"),
            (keys, "foreign key"),
            (schema.enums.len(), "enum"),
        ];
        let counts = counts.into_iter().filter(|(number, _)| *number > 0);
        let counts: Vec<String> = counts.map(|(number, what)| counted(number, what)).collect();
        let contents = contents.filter(|group| !group.tables.is_empty()).collect();
        Page {
            title: title.to_owned(),
            summary: format!("{}, for {}.", counts.join(", "), databases.join(" and ")),
            contents,
            hash: format!("{:016x}", lock::hash(schema)),
            drawing: draw(schema, order),
            tables,
            enums: schema.enums.iter().map(|known| EnumView::new(schema, known)).collect(),
            style: include_str!("../../templates/docs.css"),
            script: include_str!("../../templates/docs.js"),
        }
    }
}

fn counted(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

impl EnumView {
    fn new(schema: &Schema, known: &Enum) -> EnumView {
        let on_postgresql = schema.settings.dialects.contains(&Dialect::Postgresql);
        let values = known.values.iter().map(|value| ValueView {
            value: value.value.clone(),
            variant: value.variant.clone(),
            doc: inline(value.doc.as_deref()),
        });
        EnumView {
            anchor: anchor("enum", &known.name.written),
            name: known.name.written.clone(),
            database: on_postgresql.then(|| known.sql_name()),
            doc: paragraphs(known.doc.as_deref()),
            x: schema.x(&format!("enum.{}", lock::key(&known.name.written))).map(str::to_owned),
            values: values.collect(),
        }
    }
}

/// As people sort names: `Model2` before `Model10`.
fn natural(name: &str) -> Vec<(String, u64)> {
    let mut parts = Vec::new();
    let mut rest = name;
    while !rest.is_empty() {
        let (text, more) = rest.split_at(rest.find(|c: char| c.is_ascii_digit()).unwrap_or(rest.len()));
        let (number, more) = more.split_at(more.find(|c: char| !c.is_ascii_digit()).unwrap_or(more.len()));
        parts.push((text.to_lowercase(), number.parse().unwrap_or(0)));
        rest = more;
    }
    parts.push((name.to_owned(), 0));
    parts
}
