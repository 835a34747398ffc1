//! Models: their tables, with what only Rust sees.

use super::entries::Entries;
use super::{literal, rust_name, table};
use crate::model::Schema;
use crate::model::attributes::Json;
use crate::model::database::View;
use crate::model::kind::ClientDefault;
use crate::model::mapping::Link;
use crate::model::rust::{Cascade, Field, Model, PassiveDeletes, Relationship, RelationshipKind};
use crate::written::key;

/// A model and its table.
pub(super) fn section(schema: &Schema, table: usize, index: usize) -> String {
    // Which columns are the key, and the documentation, the table says.
    let Model {
        name,
        doc: _,
        fields,
        key: _,
        relationships,
        display,
        hooks,
        validate,
        attributes,
        deny_unknown_fields,
        place: _,
    } = &schema.models[index];
    let known = &schema.tables[table];
    let header = key(&name.written);
    let mut entries = Entries::default();
    let what = if known.view.is_some() { "view" } else { "table" };
    entries.text(what, &known.name);
    if let Some(View { query, materialized, needs: _ }) = &known.view {
        entries.value("query", literal::sql(query));
        entries.flag_if("materialized", *materialized);
    }
    table::first(&mut entries, known);
    entries.x(schema.x(&schema.path(table)));
    entries.optional("rust_name", rust_name(name));
    entries.list("display", display.iter().map(|&field| fields[field].name.written.as_str()));
    if !hooks.is_empty() {
        entries.list("hooks", hooks.iter().copied());
    }
    entries.flag_if("validate", *validate);
    entries.attributes(attributes);
    if *deny_unknown_fields {
        entries.value("serde", "{ deny_unknown_fields = true }");
    }
    table::constraints(&mut entries, schema, table);

    let mut columns = Entries::default();
    for (number, each) in fields.iter().enumerate() {
        let mut entries = Entries::default();
        table::column(&mut entries, schema, known, schema.mappings[index].columns[number]);
        field(&mut entries, schema, each);
        columns.value(&each.name.written, entries.inline());
    }
    let what = if known.view.is_some() { "view" } else { "model" };
    let mut text = format!("[{what}.{header}]\n{}\n[{what}.{header}.columns]\n{}", entries.lines(), columns.lines());
    if !relationships.is_empty() {
        let mut all = Entries::default();
        for (each, link) in schema.links_of(index) {
            all.value(&each.name.written, relationship(schema, index, each, *link));
        }
        text.push_str(&format!("\n[{what}.{header}.relationships]\n{}", all.lines()));
    }
    text
}

fn field(entries: &mut Entries, schema: &Schema, field: &Field) {
    // The rest follows from the column, and from the relationships.
    let Field {
        name,
        doc: _,
        kind,
        array: _,
        rust_type,
        nullable: _,
        filled: _,
        required: _,
        default,
        update_default,
        version,
        sensitive,
        computed: _,
        attributes,
        json,
        place: _,
    } = field;
    entries.optional("rust_name", (name.plain != name.written).then_some(name.plain.as_str()));
    entries.optional("rust_type", rust_type.as_deref());
    entries.flag_if("version", *version);
    // A version that is a time begins now without being told.
    let told = default.as_ref().filter(|default| !(*version && **default == ClientDefault::Now));
    for (key, default) in [("default", told), ("update_default", update_default.as_ref())] {
        if let Some(default) = default {
            entries.value(key, literal::client(schema, *kind, default));
        }
    }
    entries.flag_if("sensitive", *sensitive);
    entries.texts("attributes", attributes);
    let Json { name: json_name, skip_serializing, skip_deserializing, skip_serializing_none } = json;
    let mut inner = Entries::default();
    inner.optional("rename", (*json_name != name.plain).then_some(json_name.as_str()));
    inner.flag_if("skip_serializing", *skip_serializing);
    inner.flag_if("skip_deserializing", *skip_deserializing);
    inner.flag_if("skip_serializing_none", *skip_serializing_none);
    if !inner.is_empty() {
        entries.value("serde", inner.inline());
    }
}

fn relationship(schema: &Schema, model: usize, relationship: &Relationship, link: Link) -> String {
    let Relationship { name, doc, kind, target, inverse, order_by, cascade, lazy, passive_deletes, place: _ } =
        relationship;
    let other = &schema.models[*target];
    let mut entries = Entries::default();
    let word = match kind {
        RelationshipKind::BelongsTo => "belongs_to",
        RelationshipKind::HasOne => "has_one",
        RelationshipKind::HasMany | RelationshipKind::ManyToMany => "has_many",
    };
    entries.text(word, &other.name.written);
    let (from, foreign_key) = match link {
        Link::Local { foreign_key } => (schema.mappings[model].table, foreign_key),
        Link::Remote { foreign_key } | Link::Shared { foreign_key } => (schema.mappings[*target].table, foreign_key),
        Link::Through { table, local, .. } => {
            entries.text("through", &schema.tables[table].full_name());
            (table, local)
        }
    };
    entries.list("foreign_key", table::written(&schema.tables[from], &schema.foreign_key(from, foreign_key).columns));
    entries.optional("back_populates", inverse.map(|inverse| other.relationships[inverse].name.written.as_str()));
    if !order_by.is_empty() {
        let columns = order_by.iter().map(|order| {
            let column = &other.fields[order.field].name.written;
            if order.descending { format!("{column} desc") } else { column.clone() }
        });
        let columns: Vec<String> = columns.collect();
        entries.list("order_by", columns.iter().map(String::as_str));
    }
    let of_view = schema.table_of(model).view.is_some();
    if !of_view {
        entries.text("cascade", &words(*cascade));
    }
    entries.text("lazy", lazy.word());
    match passive_deletes {
        PassiveDeletes::No => {}
        PassiveDeletes::Yes => entries.flag("passive_deletes", true),
        PassiveDeletes::All => entries.text("passive_deletes", "all"),
    }
    entries.optional("rust_name", (name.plain != name.written).then_some(name.plain.as_str()));
    entries.optional("doc", doc.as_deref());
    let path = schema.path(schema.mappings[model].table);
    entries.x(schema.x(&format!("{path}.relationships.{}", key(&name.written))));
    entries.inline()
}

/// SQLAlchemy's words for what follows.
fn words(cascade: Cascade) -> String {
    let Cascade { save_update, merge, refresh_expire, expunge, delete, delete_orphan } = cascade;
    let said = [
        (save_update, "save-update"),
        (merge, "merge"),
        (refresh_expire, "refresh-expire"),
        (expunge, "expunge"),
        (delete, "delete"),
        (delete_orphan, "delete-orphan"),
    ];
    let words: Vec<&str> = said.into_iter().filter_map(|(said, word)| said.then_some(word)).collect();
    if words.is_empty() { "none".to_owned() } else { words.join(", ") }
}
