//! What templates print: a struct for each, whose fields hold final text.

mod docs;
mod enums;
mod header;
mod model;
mod module;
mod relationship;
mod rust;
mod table;
mod text;
mod values;

pub(crate) use enums::EnumsView;
pub(crate) use header::Origin;
pub(crate) use model::ModelView;
pub(crate) use module::ModuleView;
pub(crate) use rust::field_type;
pub(crate) use table::{Static, TablesView};

use crate::model::Schema;
use crate::order::Order;
use crate::source::Sources;

/// What every view is made from.
#[derive(Clone, Copy)]
pub(crate) struct Input<'a> {
    pub(crate) schema: &'a Schema,
    pub(crate) order: &'a Order,
    /// For each schema file what headers say of it.
    pub(crate) origins: &'a [Origin],
    /// For each table its static.
    pub(crate) statics: &'a [Static],
}

impl<'a> Input<'a> {
    /// How a file calls the static of a table.
    fn static_path(&self, home: &str, table: usize) -> String {
        let Static { module, name } = &self.statics[table];
        if module == home { name.clone() } else { format!("super::{module}::{name}") }
    }
}

/// What all views of a schema share.
pub(crate) fn shared(schema: &Schema, sources: &Sources) -> (Vec<Origin>, Vec<Static>) {
    (header::origins(sources), table::statics(schema))
}
