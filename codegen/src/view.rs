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
pub(crate) use header::MARK;
pub(crate) use model::ModelView;
pub(crate) use module::ModuleView;
pub(crate) use table::TablesView;

use crate::model::Schema;
use crate::order::Order;
use crate::source::Sources;

/// What every view is made from.
#[derive(Clone, Copy)]
pub(crate) struct Input<'a> {
    pub(crate) schema: &'a Schema,
    pub(crate) order: &'a Order,
    pub(crate) sources: &'a Sources,
    /// For each table its static.
    pub(crate) statics: &'a [table::Static],
}

impl<'a> Input<'a> {
    /// How a file calls the static of a table.
    fn static_path(&self, home: &str, table: usize) -> String {
        let table::Static { module, name } = &self.statics[table];
        if module == home { name.clone() } else { format!("super::{module}::{name}") }
    }
}

/// The statics of all tables: in the file of the model, or in `tables.rs`.
pub(crate) fn statics(schema: &Schema) -> Vec<table::Static> {
    table::statics(schema)
}
