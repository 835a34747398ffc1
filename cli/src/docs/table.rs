//! A table of the page, with its model.

use aludel_codegen::model::database::{ForeignKey, Index, Table};
use aludel_codegen::model::kind;
use aludel_codegen::model::mapping::Link;
use aludel_codegen::model::rust::{Field, Lazy, PassiveDeletes, Relationship, RelationshipKind};
use aludel_codegen::model::{Dialect, Schema};
use aludel_codegen::order::Order;
use aludel_codegen::{ddl, lock, render};

use super::words::{self, anchor, inline, paragraphs};

/// What stands behind a heading, in the order of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Model,
    View,
    /// A table without a model.
    Table,
}

impl Kind {
    pub(super) fn word(self) -> &'static str {
        match self {
            Kind::Model => "model",
            Kind::View => "view",
            Kind::Table => "table",
        }
    }
}

pub(super) struct TableView {
    pub(super) anchor: String,
    /// The model's name, or the table's where it has none.
    pub(super) name: String,
    pub(super) kind: Kind,
    /// What the database has for the model: a table or a view.
    pub(super) what: Option<&'static str>,
    pub(super) table: String,
    pub(super) doc: String,
    /// What else is to be known of it, in a line each.
    pub(super) notes: Vec<String>,
    pub(super) columns: Vec<ColumnView>,
    pub(super) constraints: Vec<ConstraintView>,
    pub(super) relationships: Vec<RelationshipView>,
    /// For each database what makes the table.
    pub(super) ddl: Vec<Ddl>,
}

pub(super) struct ColumnView {
    pub(super) anchor: String,
    pub(super) name: String,
    /// Its name in the database, where that is another.
    pub(super) database: Option<String>,
    pub(super) badges: Vec<&'static str>,
    /// The type in Rust; none where there is no model.
    pub(super) rust: Option<String>,
    /// The type in each database; one where they agree.
    pub(super) types: Vec<String>,
    pub(super) nullable: bool,
    /// Where it leads: a text and an anchor.
    pub(super) links: Vec<(String, String)>,
    pub(super) notes: Vec<String>,
    pub(super) doc: String,
}

pub(super) struct ConstraintView {
    pub(super) kind: &'static str,
    pub(super) name: String,
    pub(super) text: String,
    pub(super) link: Option<(String, String)>,
}

pub(super) struct RelationshipView {
    pub(super) anchor: String,
    pub(super) name: String,
    pub(super) kind: &'static str,
    pub(super) target: (String, String),
    pub(super) notes: Vec<String>,
    pub(super) doc: String,
}

pub(super) struct Ddl {
    pub(super) database: &'static str,
    pub(super) text: String,
}

impl TableView {
    pub(super) fn new(schema: &Schema, order: &Order, index: usize) -> TableView {
        let table = &schema.tables[index];
        let model = schema.model_of(index);
        let mut notes = Vec::new();
        if let Some(known) = model.map(|model| &schema.models[model]) {
            let renamed = known.name.ident != known.name.written;
            notes.extend(renamed.then(|| format!("In Rust {}.", known.name.ident)));
            notes.extend((!known.hooks.is_empty()).then(|| format!("Hooks: {}.", known.hooks.join(", "))));
            notes.extend(known.validate.then(|| "The program validates it.".to_owned()));
        }
        notes.extend(table.view.as_ref().map(|view| match view.materialized {
            true => "A view, which is read alone; PostgreSQL keeps its rows until it is refreshed.".to_owned(),
            false => "A view, which is read alone.".to_owned(),
        }));
        notes.extend(schema.x(&schema.path(index)).map(|x| format!("x: {x}")));
        notes.extend(table.renamed_from.as_ref().map(|before| format!("Called {before} before.")));
        TableView {
            anchor: anchor("table", &table.full_name()),
            name: model.map_or_else(|| table.full_name(), |model| schema.models[model].name.written.clone()),
            kind: match (&table.view, model) {
                (Some(_), _) => Kind::View,
                (None, Some(_)) => Kind::Model,
                (None, None) => Kind::Table,
            },
            what: model.map(|_| if table.view.is_some() { "view" } else { "table" }),
            table: table.full_name(),
            doc: paragraphs(table.doc.as_deref().or(table.comment.as_deref())),
            notes,
            columns: (0..table.columns.len()).map(|column| self::column(schema, table, model, column)).collect(),
            constraints: if table.view.is_some() { Vec::new() } else { constraints(schema, table) },
            relationships: model.map(|model| relationships(schema, model)).unwrap_or_default(),
            ddl: schema.settings.dialects.iter().map(|&dialect| self::ddl(schema, order, index, dialect)).collect(),
        }
    }
}

fn ddl(schema: &Schema, order: &Order, table: usize, dialect: Dialect) -> Ddl {
    let made = ddl::table(schema, order, table, dialect);
    let statements = [vec![made.create], made.indexes, made.comments, made.constraints].concat();
    let ended: Vec<String> = statements.iter().map(|statement| format!("{statement};\n")).collect();
    Ddl { database: words::database(dialect), text: ended.concat() }
}

fn column(schema: &Schema, table: &Table, model: Option<usize>, index: usize) -> ColumnView {
    let column = &table.columns[index];
    let field = model.and_then(|model| Some(&schema.models[model].fields[schema.field_of(model, index)?]));
    let mut badges = Vec::new();
    let primary = table.primary_key.as_ref().is_some_and(|key| key.columns.contains(&index));
    badges.extend(primary.then_some("primary key"));
    badges.extend(table.foreign_keys.iter().any(|key| key.columns.contains(&index)).then_some("foreign key"));
    let alone = |columns: &[usize]| columns == [index];
    badges.extend(table.uniques.iter().any(|unique| alone(&unique.columns)).then_some("unique"));
    badges.extend(table.indexes.iter().any(|index| alone(&index.columns)).then_some("index"));
    badges.extend(field.is_some_and(|field| field.version).then_some("version"));
    badges.extend(field.is_some_and(|field| field.sensitive).then_some("sensitive"));

    let mut types: Vec<String> =
        schema.settings.dialects.iter().map(|&dialect| ddl::type_of(schema, table, index, dialect)).collect();
    types.dedup();
    let mut links: Vec<(String, String)> = Vec::new();
    if let kind::Kind::Enum(known) = column.kind {
        let name = &schema.enums[known].name.written;
        links.push((format!("enum {name}"), anchor("enum", name)));
    }
    for key in &table.foreign_keys {
        if let Some(position) = key.columns.iter().position(|&column| column == index) {
            let target = &schema.tables[key.table];
            let name = format!("{}.{}", target.full_name(), target.columns[key.target[position]].name);
            links.push((name.clone(), anchor("column", &name)));
        }
    }
    let full = format!("{}.{}", table.full_name(), column.name);
    ColumnView {
        anchor: anchor("column", &full),
        name: column.written.clone(),
        database: (column.name != column.written).then(|| column.name.clone()),
        badges,
        rust: field.map(|field| short(&render::rust_type(schema, field))),
        types,
        nullable: column.nullable,
        links,
        notes: column_notes(schema, table, index, field),
        doc: inline(column.doc.as_deref().or(column.comment.as_deref())),
    }
}

/// A Rust type without the way to it: `Option<Timestamp>`.
fn short(rust: &str) -> String {
    let parts = rust.split_inclusive(['<', '>', ',', ' ']);
    parts.map(|part| part.rsplit("::").next().unwrap_or(part)).collect()
}

fn column_notes(schema: &Schema, table: &Table, index: usize, field: Option<&Field>) -> Vec<String> {
    let column = &table.columns[index];
    let mut notes = Vec::new();
    notes.extend(column.identity.then(|| "numbered by the database".to_owned()));
    if let Some(computed) = &column.computed {
        notes.push(format!("computed: {}", words::sql(&computed.sql)));
    }
    if let Some(field) = field {
        let renamed = field.name.plain != column.written;
        notes.extend(renamed.then(|| format!("in Rust {}", field.name.plain)));
        let told = |default| words::client_default(schema, column.kind, default);
        notes.extend(field.default.as_ref().map(|default| format!("default: {}", told(default))));
        notes.extend(field.update_default.as_ref().map(|default| format!("at an update: {}", told(default))));
    }
    let mut defaults: Vec<String> =
        schema.settings.dialects.iter().filter_map(|&dialect| ddl::default_of(schema, column, dialect)).collect();
    defaults.dedup();
    if !defaults.is_empty() {
        notes.push(format!("server default: {}", defaults.join(", ")));
    }
    notes.extend(column.renamed_from.as_ref().map(|before| format!("called {before} before")));
    let table = schema.tables.iter().position(|known| std::ptr::eq(known, table));
    let path = table.map(|table| format!("{}.columns.{}", schema.path(table), lock::key(&column.written)));
    notes.extend(path.and_then(|path| schema.x(&path)).map(|x| format!("x: {x}")));
    notes
}

fn constraints(schema: &Schema, table: &Table) -> Vec<ConstraintView> {
    let plain = |kind, name: &str, text| ConstraintView { kind, name: name.to_owned(), text, link: None };
    let mut found = Vec::new();
    if let Some(key) = &table.primary_key {
        found.push(plain("primary key", &key.name, words::columns(table, &key.columns)));
    }
    for unique in &table.uniques {
        let condition = unique.condition.as_ref().map(|sql| format!(" where {}", words::sql(sql)));
        let text = words::columns(table, &unique.columns) + &condition.unwrap_or_default();
        found.push(plain("unique", &unique.name, text));
    }
    for key in &table.foreign_keys {
        let target = &schema.tables[key.table];
        let text = format!("{} →", words::columns(table, &key.columns));
        let name = format!("{} ({})", target.full_name(), words::columns(target, &key.target));
        let link = Some((name + &rules(key), anchor("table", &target.full_name())));
        found.push(ConstraintView { link, ..plain("foreign key", &key.name, text) });
    }
    for check in &table.checks {
        found.push(plain("check", &check.name, words::sql(&check.condition)));
    }
    for index in &table.indexes {
        let kind = if index.unique { "unique index" } else { "index" };
        found.push(plain(kind, &index.name, self::index(table, index)));
    }
    found
}

fn rules(key: &ForeignKey) -> String {
    let rule = |event: &str, action: Option<aludel_codegen::model::database::Action>| {
        action.map(|action| format!(", on {event} {}", action.word())).unwrap_or_default()
    };
    rule("delete", key.on_delete) + &rule("update", key.on_update)
}

fn index(table: &Table, index: &Index) -> String {
    let mut parts = words::columns(table, &index.columns);
    if let Some(expression) = &index.expression {
        parts.push_str(if parts.is_empty() { "" } else { ", " });
        parts.push_str(&words::sql(expression));
    }
    if let Some(method) = index.using {
        parts.push_str(&format!(" using {method}"));
    }
    if !index.include.is_empty() {
        parts.push_str(&format!(" including {}", words::columns(table, &index.include)));
    }
    if let Some(condition) = &index.condition {
        parts.push_str(&format!(" where {}", words::sql(condition)));
    }
    parts
}

fn relationships(schema: &Schema, model: usize) -> Vec<RelationshipView> {
    schema.links_of(model).map(|(relationship, link)| self::relationship(schema, model, relationship, *link)).collect()
}

fn relationship(schema: &Schema, model: usize, relationship: &Relationship, link: Link) -> RelationshipView {
    let other = &schema.models[relationship.target];
    let (own_table, other_table) = (schema.mappings[model].table, schema.mappings[relationship.target].table);
    let by = |table: usize, key: usize| {
        let table = &schema.tables[table];
        format!("{}.{}", table.full_name(), words::columns(table, &table.foreign_keys[key].columns))
    };
    let mut notes = vec![match link {
        Link::Local { foreign_key } => format!("by {}", by(own_table, foreign_key)),
        Link::Remote { foreign_key } | Link::Shared { foreign_key } => format!("by {}", by(other_table, foreign_key)),
        Link::Through { table, .. } => format!("through {}", schema.tables[table].full_name()),
    }];
    notes.extend(relationship.inverse.map(|inverse| {
        format!("the other side is {}.{}", other.name.written, other.relationships[inverse].name.written)
    }));
    if !relationship.order_by.is_empty() {
        let order = relationship.order_by.iter().map(|order| {
            format!("{}{}", other.fields[order.field].name.written, if order.descending { " desc" } else { "" })
        });
        notes.push(format!("ordered by {}", order.collect::<Vec<_>>().join(", ")));
    }
    if relationship.cascade != Default::default() {
        notes.push(format!("cascade: {}", words::cascade(relationship.cascade)));
    }
    if relationship.lazy != Lazy::Select {
        notes.push(format!("lazy: {}", relationship.lazy.word()));
    }
    match relationship.passive_deletes {
        PassiveDeletes::No => {}
        PassiveDeletes::Yes => notes.push("deletes of what is not loaded are left to the database".to_owned()),
        PassiveDeletes::All => notes.push("deletes are left to the database".to_owned()),
    }
    let name = &relationship.name.written;
    let path = format!("{}.relationships.{}", schema.path(own_table), lock::key(name));
    notes.extend(schema.x(&path).map(|x| format!("x: {x}")));
    RelationshipView {
        anchor: anchor("relationship", &format!("{}.{name}", schema.models[model].name.written)),
        name: name.clone(),
        kind: match relationship.kind {
            RelationshipKind::BelongsTo => "belongs to",
            RelationshipKind::HasOne => "has one",
            RelationshipKind::HasMany => "has many",
            RelationshipKind::ManyToMany => "has many, and they have many",
        },
        target: (other.name.written.clone(), anchor("table", &schema.tables[other_table].full_name())),
        notes,
        doc: inline(relationship.doc.as_deref()),
    }
}
