//! What everything is called in the schema files and in Rust.

use std::collections::BTreeSet;

use aludel_codegen::model::name::{TypeName, camel_case, snake_case};

use super::words;
use crate::import::found::{Column, Found};
use crate::import::toml;

/// The names of models, enums and fields.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// For each table its model; none for a table without one.
    pub(super) models: Vec<Option<String>>,
    pub(super) enums: Vec<String>,
    pub(super) views: Vec<String>,
    /// For each table its columns.
    columns: Vec<Vec<String>>,
}

impl Names {
    /// Names them, all different.
    pub(super) fn of(found: &Found, is_model: impl Fn(usize) -> bool) -> Names {
        let mut taken = Taken::default();
        let mut names = Names::default();
        for (number, table) in found.tables.iter().enumerate() {
            let name = is_model(number).then(|| {
                let plain = words::model(&table.name);
                let longer = table.schema.as_deref().map(|schema| format!("{}{plain}", words::type_of(schema)));
                taken.model(plain, longer)
            });
            names.models.push(name);
            names.columns.push(fields(&table.columns));
        }
        for view in &found.views {
            names.views.push(taken.model(words::model(&view.name), None));
        }
        for known in &found.enums {
            let plain = words::type_of(&known.name);
            let longer = match &known.of {
                Some(table) => Some(format!("{}{plain}", words::model(table))),
                None => known.schema.as_deref().map(|schema| format!("{}{plain}", words::type_of(schema))),
            };
            names.enums.push(taken.one(plain, longer, |name| vec![name.to_owned()]));
        }
        names
    }

    /// The columns of a table.
    pub(super) fn columns(&self, table: usize) -> &[String] {
        &self.columns[table]
    }

    /// Several of them.
    pub(super) fn some(&self, table: usize, columns: &[usize]) -> Vec<&str> {
        columns.iter().map(|&column| self.columns[table][column].as_str()).collect()
    }
}

/// The fields of columns.
pub(super) fn fields(columns: &[Column]) -> Vec<String> {
    let mut taken: BTreeSet<String> = BTreeSet::new();
    // A column that is called as a field comes first, wherever it stands.
    taken.extend(
        columns.iter().filter(|column| words::field(&column.name) == column.name).map(|column| column.name.clone()),
    );
    let name = |column: &Column| {
        let plain = words::field(&column.name);
        if plain == column.name { plain } else { unlike(&mut taken, plain) }
    };
    columns.iter().map(name).collect()
}

/// A name that is not taken yet: the plain one, or with a number.
pub(super) fn unlike(taken: &mut BTreeSet<String>, plain: String) -> String {
    let numbered = (2..).map(|number| format!("{plain}_{number}"));
    let free = std::iter::once(plain.clone()).chain(numbered).find(|name| !taken.contains(name)).unwrap_or(plain);
    taken.insert(free.clone());
    free
}

/// Names of types and modules.
#[derive(Default)]
struct Taken(BTreeSet<String>);

impl Taken {
    fn model(&mut self, plain: String, longer: Option<String>) -> String {
        self.one(plain, longer, |name| {
            let name = TypeName::new(name, None);
            vec![name.ident, name.builder, name.alias, name.module, name.missing]
        })
    }

    /// The plain name, the longer one, or the plain one with a number.
    fn one(&mut self, plain: String, longer: Option<String>, needs: impl Fn(&str) -> Vec<String>) -> String {
        let numbered = (2..).map(|number| format!("{plain}{number}"));
        let is_free = |name: &String| needs(name).iter().all(|needed| !self.0.contains(needed));
        let free = std::iter::once(plain.clone()).chain(longer).chain(numbered).find(is_free).unwrap_or(plain);
        self.0.extend(needs(&free));
        free
    }
}

/// The values of an enum, with names for those that make no variant of their own.
pub(super) fn values(values: &[String]) -> Vec<String> {
    let mut taken = BTreeSet::new();
    let values = values.iter().enumerate().map(|(number, value)| {
        let plain = camel_case(value);
        let is_variant = plain.starts_with(|first: char| first.is_ascii_uppercase());
        let named = match (is_variant, plain.is_empty()) {
            (true, _) => plain.clone(),
            (false, false) => format!("N{plain}"),
            (false, true) => format!("Value{}", number + 1),
        };
        let name = unlike(&mut taken, named);
        if name == plain {
            return toml::quote(value);
        }
        format!("{{ value = {}, rust_name = {} }}", toml::quote(value), toml::quote(&name.replace('_', "")))
    });
    values.collect()
}

/// The file of a table without a model.
pub(super) fn file(table: &str) -> String {
    snake_case(&words::type_of(table))
}
