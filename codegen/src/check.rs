//! The rules of the schema language, a file a topic, a function a rule.
//!
//! A rule looks at the draft and reports; what stands on a gap, where a name meant nothing, it passes over.

mod arrays;
mod attributes;
mod between;
mod columns;
mod computed;
mod constraints;
mod defaults;
mod dialects;
mod documentation;
mod foreign_keys;
mod hooks;
mod indexes;
mod keys;
mod names;
mod namespaces;
mod numbers;
mod relationships;
mod renames;
mod rust_types;
mod settings;
mod sql;
mod views;

pub(crate) use attributes::of_a_model;

use crate::diagnostic::Diagnostic;
use crate::resolve::Draft;

type Mistakes = Vec<Diagnostic>;

/// Every rule, in the order of the topics.
const RULES: &[fn(&Draft<'_>, &mut Mistakes)] = &[
    settings::once,
    settings::not_empty,
    settings::naming,
    names::rust,
    names::database,
    namespaces::models_and_enums,
    namespaces::tables,
    namespaces::columns,
    namespaces::fields_and_relationships,
    namespaces::generated_types,
    namespaces::enum_values,
    documentation::plain_text,
    columns::there,
    columns::length,
    columns::precision,
    columns::version,
    columns::sensitive,
    arrays::alone,
    rust_types::paths,
    rust_types::versions,
    attributes::derives,
    attributes::attributes,
    attributes::json_names,
    attributes::json_options,
    attributes::extras,
    defaults::fit,
    defaults::of_keys,
    defaults::at_update,
    computed::alone,
    computed::stored,
    keys::there,
    keys::said_once,
    keys::not_null,
    keys::identify,
    constraints::lists,
    constraints::names,
    indexes::methods,
    foreign_keys::to_unique,
    foreign_keys::types,
    foreign_keys::actions,
    hooks::once,
    relationships::sides_agree,
    relationships::ends_are_paired,
    relationships::has_one_is_one,
    relationships::cascades,
    relationships::keys_make_sense,
    relationships::delete_is_said,
    views::referred,
    views::led_to,
    views::circles,
    between::filled,
    between::delete_is_said,
    numbers::of_keys,
    numbers::next,
    renames::gone,
    dialects::postgresql_only,
    sql::whole,
    sql::every_dialect,
];

/// Applies every rule.
pub(crate) fn check(draft: &Draft<'_>, mistakes: &mut Mistakes) {
    for rule in RULES {
        rule(draft, mistakes);
    }
}
