//! From views to files: templates print, `prettyplease` lays out.

mod layout;

use askama::Template;

use crate::model::Schema;
use crate::model::rust::Field;
use crate::order::Order;
use crate::source::Sources;
use crate::view::{self, EnumsView, Input, ModelView, ModuleView, TablesView};

/// A generated file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Its name in the folder of the generated code: `user.rs`.
    pub name: String,
    /// What is in it.
    pub text: String,
}

/// Every generated file, sorted by name: one a model, `mod.rs`, and `enums.rs` and `tables.rs` where something is to
/// be in them.
///
/// # Errors
///
/// A template that does not print Rust: a defect of this crate, which names the file.
pub fn render(schema: &Schema, order: &Order, sources: &Sources) -> Result<Vec<File>, Defect> {
    let (origins, statics) = view::shared(schema, sources);
    let input = Input { schema, order, origins: &origins, statics: &statics };
    let mut files = Vec::new();
    for (index, model) in schema.models.iter().enumerate() {
        let view = ModelView::new(input, index);
        files.push(file(&format!("{}.rs", model.name.module), &view.header, &view)?);
    }
    if let Some(view) = EnumsView::new(input) {
        files.push(file("enums.rs", &view.header, &view)?);
    }
    if let Some(view) = TablesView::new(input) {
        files.push(file("tables.rs", &view.header, &view)?);
    }
    let view = ModuleView::new(input);
    files.push(file("mod.rs", &view.header, &view)?);
    files.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(files)
}

/// The type of a field of a model's struct: `Option<i32>`.
pub fn rust_type(schema: &Schema, field: &Field) -> String {
    view::field_type(schema, field, "")
}

fn file(name: &str, header: &str, view: &impl Template) -> Result<File, Defect> {
    let defect = |cause: String| Defect { file: name.to_owned(), cause };
    let printed = view.render().map_err(|error| defect(error.to_string()))?;
    let body = layout::lay_out(&printed).map_err(|error| defect(error.to_string()))?;
    Ok(File { name: name.to_owned(), text: format!("{header}\n\n{body}") })
}

/// A generated text that is not Rust.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Defect {
    /// The file that it would have been.
    pub file: String,
    /// What is wrong with it.
    pub cause: String,
}

impl std::fmt::Display for Defect {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "a defect of aludel-codegen: `{}` is not Rust: {}. Please report it", self.file, self.cause)
    }
}

impl std::error::Error for Defect {}
