//! The lock: a schema folder as one text, with everything resolved.
//!
//! Mixins are mixed in, names of constraints are written out, indexes that foreign keys get are there, and what a file
//! says by leaving something out is said. So a change of the schema shows as the change of a line or two, wherever it
//! came from: a mixin, a naming convention, a new version of this crate.
//!
//! The text is a schema file itself: [`load`](crate::load()) reads it back, to the same tables, models and statements.
//! `aludel generate` keeps it as `schema.lock` beside the schema files; what was kept once says later what has changed.
//!
//! ```
//! use aludel_codegen::{load, lock, source::Sources};
//!
//! let user = "
//!     [model.User]
//!     table = 'users'
//!     [model.User.columns]
//!     id = { type = 'integer', primary_key = true }
//!     email = { type = 'string', unique = true }
//! ";
//! let schema = load(&Sources::new([("schema/user.toml", user)]))?;
//! let text = lock::lock(&schema);
//! assert!(text.contains("\n    { columns = [\"email\"], name = \"uq_users_email\" },\n"), "{text}");
//! let again = load(&Sources::new([("schema.lock", text.as_str())]))?;
//! assert_eq!(lock::lock(&again), text);
//! # Ok::<(), aludel_codegen::diagnostic::Diagnostics>(())
//! ```

mod entries;
mod literal;
mod model;
mod table;

use crate::hash::{START, fnv};
use crate::mark::MARK;
use crate::model::database::Sequence;
use crate::model::naming::What;
use crate::model::rust::{Enum, EnumValue};
use crate::model::{Schema, Settings, name};
pub use crate::written::key;
use crate::written::quote;
use entries::Entries;

/// The text of `schema.lock`.
pub fn lock(schema: &Schema) -> String {
    let body = body(schema);
    format!(
        "# {MARK}: `aludel generate` writes it. Do not edit: change the schema.\n\
         # What the schema files say, with everything resolved.\n\
         # hash: {:016x}\n\n{body}",
        hash_of(&body)
    )
}

/// The hash of a schema: the same for schema files that mean the same, however they say it.
pub fn hash(schema: &Schema) -> u64 {
    hash_of(&body(schema))
}

/// A table with its model, if it has one, as a schema file would say it with everything resolved.
pub fn section(schema: &Schema, table: usize) -> String {
    match schema.model_of(table) {
        Some(model) => model::section(schema, table, model),
        None => table::section(schema, table),
    }
}

/// An enum, likewise.
pub fn enumeration(schema: &Schema, known: &Enum) -> String {
    let x = schema.x(&format!("enum.{}", key(&known.name.written)));
    let Enum { name: type_name, schema, database_name, doc, attributes, values, place: _ } = known;
    let mut entries = Entries::default();
    entries.text("name", database_name);
    entries.optional("schema", schema.as_deref());
    entries.optional("rust_name", rust_name(type_name));
    entries.attributes(attributes);
    entries.optional("doc", doc.as_deref());
    entries.x(x);
    let values: Vec<String> = values.iter().map(value).collect();
    entries.lines_of("values", &values);
    format!("[enum.{}]\n{}", key(&type_name.written), entries.lines())
}

/// A sequence, likewise.
pub fn sequence(sequence: &Sequence) -> String {
    let Sequence { schema, name, numbers, place: _ } = sequence;
    let mut entries = Entries::default();
    entries.optional("schema", schema.as_deref());
    entries.numbers(numbers);
    format!("[sequence.{}]\n{}", key(name), entries.lines())
}

fn body(schema: &Schema) -> String {
    let mut parts = vec![settings(&schema.settings, schema.x("settings"))];
    parts.extend(schema.enums.iter().map(|known| enumeration(schema, known)));
    parts.extend(schema.sequences.iter().map(sequence));
    parts.extend((0..schema.tables.len()).map(|table| section(schema, table)));
    parts.join("\n")
}

fn hash_of(body: &str) -> u64 {
    fnv(START, body.as_bytes())
}

/// Where the code is kept says nothing about it; schemas and comments are written where they belong.
fn settings(settings: &Settings, x: Option<&str>) -> String {
    let Settings { dialects, out: _, doc_is_comment: _, schema: _, time: _, naming, place: _ } = settings;
    let mut entries = Entries::default();
    entries.list("dialects", dialects.iter().map(|dialect| dialect.word()));
    entries.x(x);
    let mut text = format!("[settings]\n{}", entries.lines());
    let mut names = Entries::default();
    for what in What::ALL {
        names.optional(what.word(), naming.text(what));
    }
    if !names.is_empty() {
        text.push_str(&format!("\n[settings.naming]\n{}", names.lines()));
    }
    text
}

fn value(value: &EnumValue) -> String {
    let EnumValue { value, variant, json, attributes, doc, place: _ } = value;
    let usual = name::identifier(&name::camel_case(value)) == *variant;
    if usual && doc.is_none() && json == value && attributes.is_empty() {
        return quote(value);
    }
    let mut entries = Entries::default();
    entries.text("value", value);
    entries.optional("rust_name", (!usual).then(|| variant.trim_start_matches("r#")));
    entries.texts("attributes", attributes);
    if json != value {
        let mut serde = Entries::default();
        serde.text("rename", json);
        entries.value("serde", serde.inline());
    }
    entries.optional("doc", doc.as_deref());
    entries.inline()
}

/// The name in Rust of a model or an enum, where it is another than the written one.
fn rust_name(name: &name::TypeName) -> Option<&str> {
    let plain = name.ident.trim_start_matches("r#");
    (name::identifier(&name.written) != name.ident).then_some(plain)
}
