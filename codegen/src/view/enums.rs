//! The file of the enums.

use std::collections::BTreeSet;

use askama::Template;

use super::header::header;
use super::model::acronym;
use super::{Input, docs, text};
use crate::model::rust::{Enum, EnumValue};

/// The file of the enums.
#[derive(Template)]
#[template(path = "enums.rs.askama", escape = "none")]
pub(crate) struct EnumsView {
    pub(crate) header: String,
    pub(crate) enums: Vec<EnumView>,
}

/// One enum.
pub(crate) struct EnumView {
    pub(crate) doc: String,
    pub(crate) allows: Vec<&'static str>,
    /// Derives and attributes that the schema adds.
    pub(crate) attributes: Vec<String>,
    /// The values with their texts in JSON, in lines, where these are not those of the database.
    pub(crate) json: Vec<String>,
    pub(crate) ident: String,
    pub(crate) count: usize,
    pub(crate) values: Vec<ValueView>,
}

/// One value of an enum.
pub(crate) struct ValueView {
    pub(crate) doc: String,
    pub(crate) attributes: Vec<String>,
    pub(crate) variant: String,
    pub(crate) text: String,
}

impl EnumsView {
    /// The file, if there are enums.
    pub(crate) fn new(input: Input<'_>) -> Option<EnumsView> {
        let enums = &input.schema.enums;
        let files: BTreeSet<usize> = enums.iter().map(|kind| kind.place.file).collect();
        (!enums.is_empty()).then(|| EnumsView {
            header: header(&files, input.origins, ""),
            enums: enums.iter().map(|kind| view(input, kind)).collect(),
        })
    }
}

fn view(input: Input<'_>, kind: &Enum) -> EnumView {
    let value = |value: &EnumValue| ValueView {
        doc: text::doc(&value.doc.clone().unwrap_or_else(|| format!("`{}`", value.value))),
        attributes: text::attributes(&value.attributes),
        variant: value.variant.clone(),
        text: text::literal(&value.value),
    };
    let mut allows = vec![acronym(&kind.name.ident)];
    allows.extend(
        shares_a_word(kind)
            .then_some("#[allow(clippy::enum_variant_names, reason = \"a variant has the name of its value\")]"),
    );
    allows.retain(|allow| !allow.is_empty());
    EnumView {
        doc: docs::enumeration(input, kind),
        allows,
        attributes: text::derives_and_attributes(&kind.attributes),
        json: match kind.values.iter().all(|value| value.json == value.value) {
            true => Vec::new(),
            false => text::fill(kind.values.iter().map(|value| format!("{} = {:?}", value.variant, value.json))),
        },
        ident: kind.name.ident.clone(),
        count: kind.values.len(),
        values: kind.values.iter().map(value).collect(),
    }
}

/// Whether clippy would say so: all variants begin or end with one word, or one has the enum's name in it.
fn shares_a_word(kind: &Enum) -> bool {
    let words: Vec<Vec<String>> = kind
        .values
        .iter()
        .map(|value| crate::model::name::snake_case(&value.variant).split('_').map(str::to_owned).collect())
        .collect();
    let first = words.iter().all(|w| w.first() == words[0].first());
    let last = words.iter().all(|w| w.last() == words[0].last());
    let own = kind.name.ident.to_lowercase();
    let named = kind.values.iter().any(|value| value.variant.to_lowercase().contains(&own));
    (words.len() > 2 && (first || last)) || named
}
