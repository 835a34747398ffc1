//! What names may be made of, in Rust and in the database.

use super::Mistakes;
use crate::ddl::identifier::is_built_in;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::Dialect;
use crate::model::name::{LONGEST, camel_case, snake_case};
use crate::resolve::{Draft, Table};
use crate::syntax::Name;

/// The names of models, enums, columns of models and relationships are plain identifiers in Rust's own case.
pub(super) fn rust(draft: &Draft<'_>, mistakes: &mut Mistakes) {
    for model in &draft.models {
        rust_type(model.written.noun(), &model.written.name, model.written.rust_name.as_ref(), mistakes);
        for column in &model.written.body.columns {
            rust_field("column", &column.name, column.rust_name.as_ref(), mistakes);
        }
        for relationship in &model.written.relationships {
            rust_field("relationship", &relationship.name, relationship.rust_name.as_ref(), mistakes);
        }
    }
    for known in &draft.enums {
        rust_type("enum", &known.written.name, known.written.rust_name.as_ref(), mistakes);
        for (value, variant) in known.written.values.value.iter().zip(&known.variants) {
            if type_fault(variant).is_some() {
                let name = value.rust_name.as_ref().unwrap_or(&value.value);
                let mistake = Diagnostic::new(
                    Code::RustName,
                    name.place,
                    format!("value `{}` makes no variant in Rust", name.value),
                )
                .label("must begin with a letter and go on in letters and digits");
                mistakes.push(mistake.help("name the variant: `{ value = \"...\", rust_name = \"...\" }`"));
            }
        }
    }
}

fn rust_type(what: &str, written: &Name, rust_name: Option<&Name>, mistakes: &mut Mistakes) {
    let name = rust_name.unwrap_or(written);
    if let Some(fault) = type_fault(&name.value) {
        let better = camel_case(&name.value);
        report(what, name, fault, better_name(name, better, type_fault), mistakes);
    }
}

fn rust_field(what: &str, written: &Name, rust_name: Option<&Name>, mistakes: &mut Mistakes) {
    let name = rust_name.unwrap_or(written);
    if let Some(fault) = field_fault(&name.value) {
        let words: String = name.value.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
        let words = snake_case(&words);
        let better: Vec<&str> = words.split('_').filter(|word| !word.is_empty()).collect();
        let better = better.join("_");
        report(what, name, fault, better_name(name, better, field_fault), mistakes);
    }
}

/// What was made of a name, where it is a name and nothing was lost on the way.
fn better_name(name: &Name, better: String, fault: fn(&str) -> Option<&'static str>) -> Option<String> {
    (name.value.is_ascii() && fault(&better).is_none()).then_some(better)
}

fn report(what: &str, name: &Name, fault: &str, better: Option<String>, mistakes: &mut Mistakes) {
    let mistake =
        Diagnostic::new(Code::RustName, name.place, format!("{what} `{}` cannot be called so in Rust", name.value))
            .label(fault);
    mistakes.push(match better {
        Some(better) => mistake.help(format!("give it another name in Rust: `rust_name = \"{better}\"`")),
        None => mistake.help("give it another name in Rust with `rust_name`"),
    });
}

/// Why a name is none for a type, if it is not.
fn type_fault(name: &str) -> Option<&'static str> {
    let mut letters = name.chars();
    match letters.next() {
        None => Some("empty"),
        Some(first) if !first.is_ascii_uppercase() => Some("must begin with a capital letter"),
        _ if !letters.all(|c| c.is_ascii_alphanumeric()) => Some("must be ASCII letters and digits, as `OrderLine`"),
        _ => None,
    }
}

/// Why a name is none for a field, if it is not.
fn field_fault(name: &str) -> Option<&'static str> {
    let inner = name.trim_matches('_');
    if name.is_empty() {
        Some("empty")
    } else if inner.is_empty() {
        Some("must have a letter")
    } else if name.starts_with(|c: char| c.is_ascii_digit()) {
        Some("must not begin with a digit")
    } else if !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
        Some("must be ASCII letters, digits and underscores")
    } else if name.chars().any(|c| c.is_ascii_uppercase()) || inner.contains("__") {
        Some("must be in snake case, as `order_line`")
    } else {
        None
    }
}

/// Names in the database can stand in quotes, are kept whole, and are not the database's own.
pub(super) fn database(draft: &Draft<'_>, mistakes: &mut Mistakes) {
    let sqlite = draft.settings.dialects.contains(&Dialect::Sqlite);
    let postgresql = draft.settings.dialects.contains(&Dialect::Postgresql);
    for table in &draft.tables {
        let fault = table_fault(&table.name.value, sqlite);
        let catalog = postgresql && table.schema.is_none() && table.name.value.starts_with("pg_");
        let catalog = catalog.then_some("PostgreSQL looks for names that begin with `pg_` in its own catalog first");
        let point = table.name.value.contains('.').then_some("has a point in it: a schema is said by `schema`");
        one("table", &table.name.value, table.name, fault.or(catalog).or(point), mistakes);
        for column in &table.columns {
            one("column", &column.name.value, column.name, column_fault(draft, &column.name.value), mistakes);
        }
        for name in constraint_names(table) {
            one("constraint", &name.value, name, table_fault(&name.value, sqlite), mistakes);
        }
    }
    for schema in schemas(draft) {
        let own = schema.value.starts_with("pg_").then_some("PostgreSQL keeps names that begin with `pg_` for itself");
        one("schema", &schema.value, schema, own, mistakes);
    }
    for sequence in &draft.document.sequences {
        one("sequence", &sequence.name.value, &sequence.name, None, mistakes);
    }
    for name in old_names(draft) {
        one("former name", &name.value, name, None, mistakes);
    }
    for known in &draft.enums {
        let (name, shown) = (&known.database_name.value, &known.database_name);
        if postgresql && known.schema.is_none() && is_built_in(name) {
            mistakes.push(built_in(name, shown, sqlite));
        } else {
            one("enum", name, shown, None, mistakes);
        }
        for value in &known.written.values.value {
            let text = &value.value.value;
            let fault = if text.is_empty() {
                Some("empty")
            } else if text.len() > LONGEST {
                Some("longer than 63 bytes")
            } else if text.chars().any(char::is_control) {
                Some("has a control character in it")
            } else {
                None
            };
            report_database("value", text, &value.value, fault, mistakes);
        }
    }
}

/// The schemas of PostgreSQL that are named.
pub(super) fn schemas<'d>(draft: &Draft<'d>) -> Vec<&'d Name> {
    let settings = draft.document.settings.iter().filter_map(|settings| settings.schema.as_ref());
    let tables = draft.tables.iter().filter_map(|table| table.body.schema.as_ref());
    let sequences = draft.document.sequences.iter().filter_map(|sequence| sequence.schema.as_ref());
    settings
        .chain(tables)
        .chain(sequences)
        .chain(draft.enums.iter().filter_map(|known| known.written.schema.as_ref()))
        .collect()
}

/// The former names of tables and columns.
fn old_names<'d>(draft: &Draft<'d>) -> Vec<&'d Name> {
    let names = |table: &Table<'d>| {
        let columns = table.body.columns.iter().filter_map(|column| column.renamed_from.as_ref());
        table.body.renamed_from.iter().chain(columns).collect::<Vec<_>>()
    };
    draft.tables.iter().flat_map(names).collect()
}

/// The names that the schema gives to constraints and indexes of a table.
fn constraint_names<'d>(table: &Table<'d>) -> Vec<&'d Name> {
    let body = table.body;
    let of_columns = body.columns.iter().filter_map(|column| column.references.as_ref()?.rules.name.as_ref());
    let keyed = body.uniques.iter().chain(&body.indexes).filter_map(|keyed| keyed.name.as_ref());
    let checks = body.checks.iter().filter_map(|check| check.name.as_ref());
    let foreign = body.foreign_keys.iter().filter_map(|key| key.rules.name.as_ref());
    of_columns.chain(keyed).chain(checks).chain(foreign).collect()
}

fn one(what: &str, name: &str, written: &Name, own: Option<&'static str>, mistakes: &mut Mistakes) {
    report_database(what, name, written, database_fault(name).or(own), mistakes);
}

fn report_database(what: &str, name: &str, written: &Name, fault: Option<&'static str>, mistakes: &mut Mistakes) {
    if let Some(fault) = fault {
        let message = format!("{what} `{name}` cannot be called so in the database");
        mistakes.push(Diagnostic::new(Code::DatabaseName, written.place, message).label(fault));
    }
}

/// A type that PostgreSQL never finds, since it has one of that name.
fn built_in(name: &str, written: &Name, sqlite: bool) -> Diagnostic {
    let message = format!("enum `{name}` cannot be called so in the database");
    let mistake = Diagnostic::new(Code::DatabaseName, written.place, message)
        .label(format!("PostgreSQL finds its own type `{name}` in place of this one"));
    let another = format!("`name = \"{}_kind\"` gives it another name in the database", name.trim_start_matches('_'));
    let schema = if sqlite { "" } else { ", `schema = \"...\"` a schema" };
    mistake.help(another + schema)
}

/// Why a name is none in any database, if it is not.
pub(super) fn database_fault(name: &str) -> Option<&'static str> {
    if name.trim().is_empty() {
        Some("empty")
    } else if name.len() > LONGEST {
        Some("longer than 63 bytes")
    } else if name.contains(['"', '\'', '`']) {
        Some("has a quote in it")
    } else if name.chars().any(char::is_control) {
        Some("has a control character in it")
    } else {
        None
    }
}

fn table_fault(name: &str, sqlite: bool) -> Option<&'static str> {
    let reserved = name.get(..7).is_some_and(|start| start.eq_ignore_ascii_case("sqlite_"));
    (sqlite && reserved).then_some("SQLite keeps names that begin with `sqlite_` for itself")
}

fn column_fault(draft: &Draft<'_>, name: &str) -> Option<&'static str> {
    const SYSTEM: &[&str] = &["cmax", "cmin", "ctid", "tableoid", "xmax", "xmin"];
    let postgresql = draft.settings.dialects.contains(&Dialect::Postgresql);
    (postgresql && SYSTEM.contains(&name)).then_some("PostgreSQL has a system column of this name")
}
