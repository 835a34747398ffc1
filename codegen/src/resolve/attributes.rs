//! What only Rust sees of fields and enums.

use std::collections::HashSet;

use super::draft::{Column, Draft, Enum, Model, Table};
use crate::model::attributes::{Attributes, Json};
use crate::model::name::FieldName;
use crate::syntax::{self, Column as Written};

/// Whether the struct's field is an `Option`: the column may be NULL, or the flush or the database fills it.
pub(crate) fn is_filled(table: &Table<'_>, column: usize, by_links: &HashSet<usize>) -> bool {
    let known = &table.columns[column];
    if table.view.is_some() {
        return known.nullable;
    }
    let written = known.written;
    let has_default = written.default.is_some() || Written::says(&written.version);
    known.nullable
        || table.identity() == Some(column)
        || written.server_default.is_some()
        || written.computed.is_some()
        || (by_links.contains(&column) && !has_default)
}

/// For each table the columns that a relationship fills at the flush, from whichever side it is declared.
pub(crate) fn filled_by_links(draft: &Draft<'_>) -> Vec<HashSet<usize>> {
    let mut filled = vec![HashSet::new(); draft.tables.len()];
    let models = draft.models.iter().enumerate();
    for (index, model) in models.filter(|(_, model)| model.written.view.is_none()) {
        for relationship in &model.relationships {
            if let Some((table, key)) = draft.linked(index, relationship) {
                filled[table].extend(key.columns.iter().flatten().copied());
            }
        }
    }
    filled
}

/// The name of a field in JSON.
pub(crate) fn json_name(model: &Model<'_>, column: &Column<'_>, field: &FieldName) -> String {
    match (&column.written.attributes.serde.rename, &model.written.attributes.serde.rename_all) {
        (Some(name), _) => name.value.clone(),
        (None, Some(case)) => case.value.field(&field.plain),
        (None, None) => field.plain.clone(),
    }
}

/// How a field is JSON.
pub(super) fn json(model: &Model<'_>, column: &Column<'_>, field: &FieldName) -> Json {
    let serde = &column.written.attributes.serde;
    Json {
        name: json_name(model, column, field),
        skip_serializing: Written::says(&serde.skip_serializing),
        skip_deserializing: Written::says(&serde.skip_deserializing),
        skip_serializing_none: Written::says(&serde.skip_serializing_none),
    }
}

impl Enum<'_> {
    /// The text of a value in JSON.
    pub(crate) fn json_name(&self, value: &syntax::EnumValue, variant: &str) -> String {
        match (&value.attributes.serde.rename, &self.written.attributes.serde.rename_all) {
            (Some(name), _) => name.value.clone(),
            (None, Some(case)) => case.value.variant(variant),
            (None, None) => value.value.value.clone(),
        }
    }
}

/// Derives and attributes.
pub(super) fn attributes(written: &syntax::Attributes) -> Attributes {
    let texts = |list: &Option<syntax::Written<Vec<syntax::Name>>>| {
        list.iter().flat_map(|list| &list.value).map(|name| name.value.trim().to_owned()).collect()
    };
    Attributes { derives: texts(&written.derive), attributes: texts(&written.attributes) }
}
