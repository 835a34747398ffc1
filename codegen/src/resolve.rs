//! From names to indices: which table, column, model, enum, foreign key and relationship each name means.
//!
//! A name that means nothing is reported and leaves a gap, so that one mistake does not hide the next: what stands on a
//! gap is passed over in silence.

mod attributes;
mod columns;
mod draft;
pub(crate) mod extra;
mod finish;
mod foreign_keys;
mod keys;
pub(crate) mod literal;
mod relationships;
mod views;

pub(crate) use attributes::{filled_by_links, is_filled, json_name};
pub(crate) use draft::{Column, Draft, Enum, ForeignKey, Keyed, Model, Relationship, Table};
pub(crate) use finish::{primary_key_name, schema, table_checks};
pub(crate) use keys::covered;

use crate::diagnostic::Diagnostic;
use crate::syntax::Document;

/// Looks every name up.
pub(crate) fn resolve<'d>(document: &'d Document, mistakes: &mut Vec<Diagnostic>) -> Draft<'d> {
    let mut draft = draft::draft(document);
    columns::resolve(&mut draft, mistakes);
    keys::resolve(&mut draft, mistakes);
    foreign_keys::resolve(&mut draft, mistakes);
    keys::index_foreign_keys(&mut draft);
    relationships::resolve(&mut draft, mistakes);
    draft
}
