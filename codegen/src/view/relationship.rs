//! Relationships, as the templates print them.

use super::{Input, docs, text};
use crate::model::Schema;
use crate::model::mapping::Link;
use crate::model::rust::{Cascade, Lazy, PassiveDeletes, Relationship, RelationshipKind};

/// One relationship of a model.
pub(crate) struct RelationshipView {
    /// The constant with its documentation, in lines.
    pub(crate) declaration: Vec<String>,
    /// The setter with its documentation, in lines.
    pub(crate) setter: Vec<String>,
    /// How the runtime is told of it, in lines.
    pub(super) description: Vec<String>,
}

/// The relationships of a model. A builder is in `state` when one was set.
pub(super) fn views(input: Input<'_>, model: usize, state: &str) -> Vec<RelationshipView> {
    let links = input.schema.links_of(model).enumerate();
    links.map(|(index, (relationship, link))| view(input, model, state, index, relationship, link)).collect()
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
    let (kind, seed) = match relationship.kind {
        RelationshipKind::BelongsTo => ("BelongsTo", "parent"),
        RelationshipKind::HasOne => ("HasOne", "child"),
        RelationshipKind::HasMany | RelationshipKind::ManyToMany => ("HasMany", "children"),
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
        description: description(input, model, (relationship, link), &columns, &target_columns),
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
        Link::Shared { foreign_key } => {
            let key = schema.foreign_key(target, *foreign_key);
            (schema.shared(own, key), key.columns.clone(), names(target, &key.columns))
        }
        Link::Remote { foreign_key } => {
            let key = schema.foreign_key(target, *foreign_key);
            (key.target.clone(), key.columns.clone(), names(target, &key.columns))
        }
        Link::Through { table, local, remote } => {
            let (local, remote) = (schema.foreign_key(*table, *local), schema.foreign_key(*table, *remote));
            let between = format!("`{}`", schema.tables[*table].name);
            // Both sides of a table linked with itself would read the same.
            let named = match own == target {
                true => format!("{} of {between}", names(*table, &remote.columns)),
                false => between,
            };
            (local.target.clone(), remote.target.clone(), named)
        }
    }
}

fn description(
    input: Input<'_>,
    model: usize,
    (relationship, link): (&Relationship, &Link),
    columns: &[usize],
    target_columns: &[usize],
) -> Vec<String> {
    let schema = input.schema;
    let target = &schema.models[relationship.target].name.module;
    let info = if relationship.target == model { "MODEL".to_owned() } else { format!("super::{target}::MODEL") };
    let function = match relationship.kind {
        RelationshipKind::BelongsTo => "belongs_to",
        RelationshipKind::HasOne => "has_one",
        RelationshipKind::HasMany => "has_many",
        RelationshipKind::ManyToMany => "many_to_many",
    };
    let first = format!(
        "RelationshipInfo::{function}({}, &{info}, {}, {})",
        text::literal(&relationship.name.plain),
        text::slice(columns),
        text::slice(target_columns),
    );
    let mut rest = Vec::new();
    if let Link::Through { table, local, remote } = *link {
        let home = &schema.models[model].name.module;
        rest.push(format!(".through(&{}, {local}, {remote})", input.static_path(home, table)));
    }
    if let Some(inverse) = relationship.inverse {
        rest.push(format!(".inverse({inverse})"));
    }
    if !relationship.order_by.is_empty() {
        let columns = &schema.mappings[relationship.target].columns;
        let order = relationship.order_by.iter().map(|by| format!("({}, {})", columns[by.field], by.descending));
        rest.push(format!(".order_by(&[{}])", order.collect::<Vec<_>>().join(", ")));
    }
    rest.extend(options(relationship));
    text::call_and_rest(12, &first, &rest)
}

/// What the schema says of cascades and loading, where it is not what is so anyway.
fn options(relationship: &Relationship) -> Vec<String> {
    let mut options = Vec::new();
    if relationship.cascade != Cascade::default() {
        options.push(format!(".cascade({})", cascade(relationship.cascade)));
    }
    if relationship.lazy != Lazy::default() {
        options.push(format!(".lazy(Lazy::{:?})", relationship.lazy));
    }
    if relationship.passive_deletes != PassiveDeletes::default() {
        options.push(format!(".passive_deletes(PassiveDeletes::{:?})", relationship.passive_deletes));
    }
    options
}

fn cascade(cascade: Cascade) -> String {
    if cascade == Cascade::ALL {
        return "Cascade::ALL".to_owned();
    }
    if cascade == (Cascade { delete_orphan: true, ..Cascade::ALL }) {
        return "Cascade::ALL_DELETE_ORPHAN".to_owned();
    }
    let all = [
        (cascade.save_update, "SaveUpdate"),
        (cascade.merge, "Merge"),
        (cascade.refresh_expire, "RefreshExpire"),
        (cascade.expunge, "Expunge"),
        (cascade.delete, "Delete"),
        (cascade.delete_orphan, "DeleteOrphan"),
    ];
    let said = all.iter().filter(|(said, _)| *said).map(|(_, word)| format!("Cascade::{word}"));
    format!("&[{}]", said.collect::<Vec<_>>().join(", "))
}
