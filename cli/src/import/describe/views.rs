//! Views, as models that are read alone.

use aludel_codegen::model::name::snake_case;

use super::names::fields;
use super::rules::is_fit;
use super::tables::kind;
use crate::import::found::{Remark, View};
use crate::import::toml::{self, Inline};

/// The file of a view: its name and text. A database does not tell what tells the rows of a view apart.
pub(super) fn text(view: &View, model: &str, enums: &[String], remarks: &mut Vec<Remark>) -> (String, String) {
    let mut text = format!("[view.{model}]\nview = {}\n", toml::quote(&view.name));
    if let Some(schema) = &view.schema {
        text.push_str(&format!("schema = {}\n", toml::quote(schema)));
    }
    if let Some(comment) = &view.comment {
        text.push_str(&format!("comment = {}\n", toml::lines(comment)));
    }
    if view.materialized {
        text.push_str("materialized = true\n");
    }
    text.push_str(&format!("query = {}\n\n[view.{model}.columns]\n", toml::lines(&view.query)));
    let named = view.columns.iter().position(|column| column.name.eq_ignore_ascii_case("id") && is_fit(column));
    let key = named.or_else(|| view.columns.iter().position(is_fit)).unwrap_or(0);
    for ((number, column), name) in view.columns.iter().enumerate().zip(fields(&view.columns)) {
        let mut line = Inline::default();
        let _ = kind(&mut line, column.kind, enums);
        line.flag("array", column.array);
        line.flag("primary_key", number == key);
        line.flag("nullable", number != key);
        if column.name != name {
            line.text("column", &column.name);
        }
        if let Some(comment) = &column.comment {
            line.text("comment", comment);
        }
        text.push_str(&format!("{name} = {}\n", line.finish()));
    }
    let what = match view.columns.get(key) {
        Some(column) => format!(
            "is described with the primary key `{}`: the database does not say which columns tell its rows apart, nor which are never NULL",
            column.name
        ),
        None => "has no columns".to_owned(),
    };
    remarks.push(Remark { place: format!("the view {}", view.name), what });
    (snake_case(model), text)
}
