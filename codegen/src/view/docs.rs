//! What generated items say of themselves: the schema's words where it has some, otherwise what can be told.

use super::Input;
use super::text::doc;
use crate::model::database::{Column, Table};
use crate::model::mapping::Link;
use crate::model::rust::{Enum, Field, Lazy, Model, PassiveDeletes, Relationship, RelationshipKind};

/// Of a struct.
pub(super) fn model(input: Input<'_>, model: &Model, table: &Table) -> String {
    let file = origin(input, model.place.file);
    let what = if table.view.is_some() { "view" } else { "table" };
    let told = format!("A row of the {what} `{}`, declared in `{file}`.", table.full_name());
    join(model.doc.as_deref(), &told)
}

/// Of an enum.
pub(super) fn enumeration(input: Input<'_>, kind: &Enum) -> String {
    let file = origin(input, kind.place.file);
    let told = match &kind.doc {
        Some(_) => format!("Declared in `{file}`."),
        None => format!("A value of the enum `{}`, declared in `{file}`.", kind.name.written),
    };
    join(kind.doc.as_deref(), &told)
}

/// Of a field of a struct.
pub(super) fn field(input: Input<'_>, model: usize, number: usize) -> String {
    let field = &input.schema.models[model].fields[number];
    let column = input.schema.column_of(model, number);
    match &field.doc {
        Some(text) if column.name == field.name.plain => doc(text),
        Some(text) => join(Some(text), &format!("Column `{}`.", column.name)),
        None => doc(&match fate(input, model, number) {
            Fate::Required | Fate::Null => format!("Column `{}`.", column.name),
            Fate::Default => format!("Column `{}`, which has a default.", column.name),
            Fate::Version if field.kind.is_time() => {
                format!("Column `{}`, which says when the row was last written.", column.name)
            }
            Fate::Version => format!("Column `{}`, which counts the versions of the row.", column.name),
            Fate::Parent(parent) => format!("Column `{}`, which `{parent}` fills.", column.name),
            Fate::Computed => format!("Column `{}`, which the database computes.", column.name),
            Fate::Database => format!("Column `{}`, which the database fills.", column.name),
        }),
    }
}

/// Of a constant that is a column.
pub(super) fn constant(field: &Field, column: &Column) -> String {
    match &field.doc {
        Some(text) => doc(text),
        None => doc(&format!("Column `{}`.", column.name)),
    }
}

/// Of a setter, in one line.
pub(super) fn setter(input: Input<'_>, model: usize, number: usize) -> String {
    let field = &input.schema.models[model].fields[number];
    let name = &field.name.plain;
    doc(&match fate(input, model, number) {
        Fate::Required => format!("Sets `{name}`, which is required."),
        Fate::Null => format!("Sets `{name}`, which is NULL otherwise."),
        Fate::Default => format!("Sets `{name}`, which has a default."),
        Fate::Version if field.kind.is_time() => format!("Sets `{name}`, which is the time of `new()` otherwise."),
        Fate::Version => format!("Sets `{name}`, which begins at 1."),
        Fate::Parent(parent) => format!("Sets `{name}`, which `{parent}` fills otherwise."),
        Fate::Database | Fate::Computed => format!("Sets `{name}`, which the database fills otherwise."),
    })
}

/// Of a constant that is a relationship.
pub(super) fn relationship(input: Input<'_>, relationship: &Relationship, columns: &str) -> String {
    let target = &input.schema.models[relationship.target].name.ident;
    let told = match relationship.kind {
        RelationshipKind::BelongsTo => format!("The [`{target}`](super::{target}) that {columns} refers to."),
        RelationshipKind::HasOne => format!("The [`{target}`](super::{target}) that refers to this by {columns}."),
        RelationshipKind::HasMany => format!("Every [`{target}`](super::{target}) that refers to this by {columns}."),
        RelationshipKind::ManyToMany => format!("Every [`{target}`](super::{target}) linked to this by {columns}."),
    };
    let mut behaviour = behaviour(relationship).collect::<Vec<_>>().join("\n");
    if !behaviour.is_empty() {
        behaviour.insert_str(0, if relationship.doc.is_some() { "\n\n" } else { "\n" });
    }
    doc(&format!("{}{behaviour}", relationship.doc.as_deref().unwrap_or(&told)))
}

/// What is unlike other relationships, and a reader of the code would not expect.
fn behaviour(relationship: &Relationship) -> impl Iterator<Item = &'static str> {
    let many = matches!(relationship.kind, RelationshipKind::HasMany | RelationshipKind::ManyToMany);
    let deletes = relationship.cascade.delete && relationship.passive_deletes != PassiveDeletes::All;
    let cascade = match (relationship.cascade.delete_orphan && deletes, deletes) {
        (true, _) if many => Some("They are deleted with this, and when they are taken out."),
        (true, _) => Some("It is deleted with this, and when it is taken out."),
        (_, true) if many => Some("They are deleted with this."),
        (_, true) => Some("It is deleted with this."),
        _ => None,
    };
    let lazy = match relationship.lazy {
        Lazy::WriteOnly => Some("Never loaded: queried, appended to and removed from."),
        Lazy::Raise | Lazy::RaiseOnSql => Some("Not loaded by following it: `related_all` does."),
        _ => None,
    };
    cascade.into_iter().chain(lazy)
}

/// Of the setter of a relationship.
pub(super) fn relatives(input: Input<'_>, relationship: &Relationship) -> String {
    let target = &input.schema.models[relationship.target].name.ident;
    doc(&match relationship.kind {
        RelationshipKind::BelongsTo | RelationshipKind::HasOne => {
            format!("Brings its `{target}` along: a new one, or one that the session has.")
        }
        _ => format!("Brings `{target}` objects along: new ones, or ones that the session has."),
    })
}

/// What becomes of a field that is not set.
enum Fate<'a> {
    Required,
    Null,
    Default,
    Version,
    Parent(&'a str),
    Database,
    Computed,
}

fn fate(input: Input<'_>, model: usize, number: usize) -> Fate<'_> {
    let field = &input.schema.models[model].fields[number];
    if field.computed {
        Fate::Computed
    } else if field.required {
        Fate::Required
    } else if field.version {
        Fate::Version
    } else if field.default.is_some() {
        Fate::Default
    } else if let Some(parent) = parent(input, model, number) {
        Fate::Parent(parent)
    } else if field.nullable {
        Fate::Null
    } else {
        Fate::Database
    }
}

/// The relationship that fills the field, if one does.
fn parent(input: Input<'_>, model: usize, number: usize) -> Option<&str> {
    let schema = input.schema;
    let column = schema.mappings[model].columns[number];
    let table = schema.mappings[model].table;
    schema.links_of(model).find_map(|(relationship, link)| match link {
        Link::Local { foreign_key } if schema.foreign_key(table, *foreign_key).columns.contains(&column) => {
            Some(relationship.name.plain.as_str())
        }
        _ => None,
    })
}

fn origin(input: Input<'_>, file: usize) -> &str {
    input.origins.get(file).map_or("", |origin| &origin.name)
}

fn join(own: Option<&str>, told: &str) -> String {
    match own {
        Some(own) => doc(&format!("{}\n\n{told}", own.trim_end())),
        None => doc(told),
    }
}
