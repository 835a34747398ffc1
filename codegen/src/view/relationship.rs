//! Relationships, as the templates print them.

use super::{Input, docs, text};
use crate::model::Schema;
use crate::model::mapping::Link;
use crate::model::rust::{Relationship, RelationshipKind};

/// One relationship of a model.
pub(crate) struct RelationshipView {
    /// The constant with its documentation, in lines.
    pub(crate) declaration: Vec<String>,
    /// The setter with its documentation, in lines.
    pub(crate) setter: Vec<String>,
    /// How the runtime is told of it, in lines.
    pub(super) description: Vec<String>,
}

/// The relationships of a model that have a constant: those through a table between have none yet. A builder is in
/// `state` when one was set.
pub(super) fn views(input: Input<'_>, model: usize, state: &str) -> Vec<RelationshipView> {
    let schema = input.schema;
    let links = schema.links_of(model).filter(|(relationship, _)| is_generated(relationship));
    links
        .enumerate()
        .map(|(index, (relationship, link))| view(input, model, state, index, relationship, link))
        .collect()
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

fn view(
    input: Input<'_>,
    model: usize,
    state: &str,
    index: usize,
    relationship: &Relationship,
    link: &Link,
) -> RelationshipView {
    let schema = input.schema;
    let own = &schema.models[model].name.ident;
    let target = &schema.models[relationship.target];
    let (columns, target_columns, named) = ends(schema, model, relationship, link);
    let (kind, function, seed) = match relationship.kind {
        RelationshipKind::BelongsTo => ("BelongsTo", "belongs_to", "parent"),
        RelationshipKind::HasOne => ("HasOne", "has_one", "child"),
        RelationshipKind::HasMany | RelationshipKind::ManyToMany => ("HasMany", "has_many", "children"),
    };
    let constant = &relationship.name.constant;
    let mut declaration: Vec<String> =
        docs::relationship(input, relationship, &named).lines().map(str::to_owned).collect();
    declaration.extend(text::one_or_two(
        4,
        &format!("pub const {constant}: aludel::{kind}<Self, super::{}> =", target.name.ident),
        &format!("aludel::{kind}::new({index});"),
    ));
    let mut setter = vec![docs::relatives(input, relationship)];
    setter.extend(text::one_or_two(
        8,
        &format!("fn {}({own}::{constant}, {seed}: super::{})", relationship.name.setter, target.name.ident),
        &format!("-> {state};"),
    ));
    RelationshipView {
        declaration,
        setter,
        description: description(input, model, relationship, function, &columns, &target_columns),
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
    let first = format!(
        "RelationshipInfo::{kind}({}, &{info}, {}, {})",
        text::literal(&relationship.name.plain),
        text::slice(columns),
        text::slice(target_columns),
    );
    let mut rest = String::new();
    let inverse = relationship.inverse.and_then(|inverse| number(schema, relationship.target, inverse));
    if let Some(inverse) = inverse {
        rest.push_str(&format!(".inverse({inverse})"));
    }
    if !relationship.order_by.is_empty() {
        let columns = &schema.mappings[relationship.target].columns;
        let order = relationship.order_by.iter().map(|by| format!("({}, {})", columns[by.field], by.descending));
        rest.push_str(&format!(".order_by(&[{}])", order.collect::<Vec<_>>().join(", ")));
    }
    text::call_and_rest(12, &first, &rest)
}
