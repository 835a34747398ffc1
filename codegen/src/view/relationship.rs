//! Relationships, as the templates print them.

use super::{Input, docs, rust, text};
use crate::model::Schema;
use crate::model::mapping::Link;
use crate::model::rust::{Relationship, RelationshipKind};

/// One relationship of a model.
pub(crate) struct RelationshipView {
    /// The constant with its documentation, in lines.
    pub(crate) declaration: Vec<String>,
    pub(crate) constant: String,
    /// How the runtime is told of it, in lines.
    pub(super) description: Vec<String>,
    pub(crate) setter_doc: String,
    pub(crate) setter: String,
    /// What the setter takes.
    pub(crate) takes: String,
    /// The function of the seed that takes it.
    pub(crate) seed: &'static str,
}

/// The relationships of a model that have a constant: those through a table between have none yet.
pub(super) fn views(input: Input<'_>, model: usize) -> Vec<RelationshipView> {
    let schema = input.schema;
    let links = schema.links_of(model).filter(|(relationship, _)| is_generated(relationship));
    links.enumerate().map(|(index, (relationship, link))| view(input, model, index, relationship, link)).collect()
}

fn is_generated(relationship: &Relationship) -> bool {
    relationship.kind != RelationshipKind::ManyToMany
}

/// The number that a relationship has among those that are generated.
fn number(schema: &Schema, model: usize, relationship: usize) -> Option<usize> {
    let relationships = &schema.models[model].relationships;
    is_generated(&relationships[relationship])
        .then(|| relationships[..relationship].iter().filter(|earlier| is_generated(earlier)).count())
}

fn view(input: Input<'_>, model: usize, index: usize, relationship: &Relationship, link: &Link) -> RelationshipView {
    let schema = input.schema;
    let own = &schema.models[model].name.ident;
    let target = &schema.models[relationship.target];
    let (columns, target_columns, named) = ends(schema, model, relationship, link);
    let (kind, seed) = match relationship.kind {
        RelationshipKind::BelongsTo => ("BelongsTo", "parent"),
        RelationshipKind::HasOne => ("HasOne", "child"),
        RelationshipKind::HasMany | RelationshipKind::ManyToMany => ("HasMany", "children"),
    };
    let draft = format!("impl aludel::Draft<Model = super::{}>", target.name.ident);
    let takes = match relationship.kind.is_collection() {
        true => format!("impl {}<Item = {draft}>", rust::prelude("IntoIterator", own)),
        false => draft,
    };
    let constant = &relationship.name.constant;
    let mut declaration: Vec<String> =
        docs::relationship(input, relationship, &named).lines().map(str::to_owned).collect();
    declaration.extend(text::one_or_two(
        4,
        &format!("pub const {constant}: aludel::{kind}<Self, super::{}> =", target.name.ident),
        &format!("aludel::{kind}::new({index});"),
    ));
    RelationshipView {
        declaration,
        constant: constant.clone(),
        description: description(input, model, relationship, kind, &columns, &target_columns),
        setter_doc: docs::relatives(input, relationship),
        setter: relationship.name.setter.clone(),
        takes,
        seed,
    }
}

/// The columns at both ends, and the names of those of the foreign key.
fn ends(schema: &Schema, model: usize, relationship: &Relationship, link: &Link) -> (Vec<usize>, Vec<usize>, String) {
    let own = schema.mappings[model].table;
    let target = schema.mappings[relationship.target].table;
    let names = |table: usize, columns: &[usize]| {
        let names = columns.iter().map(|&column| format!("`{}`", schema.tables[table].columns[column].name));
        names.collect::<Vec<_>>().join(" and ")
    };
    match link {
        Link::Local { foreign_key } => {
            let key = schema.foreign_key(own, *foreign_key);
            (key.columns.clone(), key.target.clone(), names(own, &key.columns))
        }
        Link::Remote { foreign_key } => {
            let key = schema.foreign_key(target, *foreign_key);
            (key.target.clone(), key.columns.clone(), names(target, &key.columns))
        }
        Link::Through { .. } => (Vec::new(), Vec::new(), String::new()),
    }
}

fn description(
    input: Input<'_>,
    model: usize,
    relationship: &Relationship,
    kind: &str,
    columns: &[usize],
    target_columns: &[usize],
) -> Vec<String> {
    let schema = input.schema;
    let target = &schema.models[relationship.target].name.module;
    let info = if relationship.target == model { "MODEL".to_owned() } else { format!("super::{target}::MODEL") };
    let mut lines = vec![format!(
        "RelationshipInfo::new({}, RelationshipKind::{kind}, &{info}, {}, {})",
        text::literal(&relationship.name.plain),
        text::slice(columns),
        text::slice(target_columns),
    )];
    let inverse = relationship.inverse.and_then(|inverse| number(schema, relationship.target, inverse));
    lines.extend(inverse.map(|inverse| format!("    .inverse({inverse})")));
    if !relationship.order_by.is_empty() {
        let columns = &schema.mappings[relationship.target].columns;
        let order = relationship.order_by.iter().map(|by| format!("({}, {})", columns[by.field], by.descending));
        lines.push(format!("    .order_by(&[{}])", order.collect::<Vec<_>>().join(", ")));
    }
    lines
}
