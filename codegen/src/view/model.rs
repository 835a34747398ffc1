//! The file of a model.

use std::collections::BTreeSet;

use askama::Template;

use super::header::header;
use super::relationship::{self, RelationshipView};
use super::table::TableView;
use super::{Input, docs, rust, text, values};
use crate::model::mapping::Link;
use crate::model::rust::Model;

/// How many required columns stand together in one tuple of a builder's state.
const TUPLE: usize = 8;

/// The file of a model: struct, columns, relationships, builder, table.
#[derive(Template)]
#[template(path = "model.rs.askama", escape = "none")]
pub(crate) struct ModelView {
    pub(crate) header: String,
    pub(crate) doc: String,
    /// An `allow` that the name needs.
    pub(crate) name_allow: &'static str,
    /// Derives and attributes that the schema adds.
    pub(crate) attributes: Vec<String>,
    pub(crate) ident: String,
    /// Whether it is a view, and one that is refreshed.
    pub(crate) is_view: bool,
    pub(crate) is_materialized: bool,
    /// The name in messages.
    pub(crate) name: String,
    pub(crate) builder: String,
    pub(crate) alias: String,
    pub(crate) key: String,
    pub(crate) fields: Vec<FieldView>,
    pub(crate) relationships: Vec<RelationshipView>,
    /// What the runtime is told of the model, where it is not what most models are: a call each.
    pub(crate) calls: Vec<String>,
    /// The fields with the indices of their columns, in lines.
    pub(crate) columns: Vec<String>,
    pub(crate) alias_columns: Vec<String>,
    /// What JSON is told of the model as a whole.
    pub(crate) serde_model: &'static str,
    pub(crate) serde_fields: Vec<String>,
    /// The program's own types with those that hold them in the database, in lines.
    pub(crate) stored_as: Vec<String>,
    /// What `Debug` prints by hand, because a column is sensitive.
    pub(crate) debug: Option<Vec<DebugField>>,
    /// What `Display` prints: a format string and the arguments.
    pub(crate) display: String,
    /// The module that names missing columns, if some are required, in lines.
    pub(crate) missing: Vec<String>,
    /// The state of a builder that has just begun.
    pub(crate) missing_state: String,
    /// Parameters of the builder's setters.
    pub(crate) parameters: String,
    /// The state that these parameters make.
    pub(crate) state: String,
    /// The parameter for columns, and the one for relatives.
    pub(crate) columns_parameter: String,
    pub(crate) relatives_parameter: String,
    /// Whether clippy finds the builder's state too complex a type.
    pub(crate) is_complex: bool,
    /// Whether a literal looks like one of clippy's constants.
    pub(crate) has_floats: bool,
    pub(crate) table: TableView,
}

/// One field of the struct.
pub(crate) struct FieldView {
    pub(crate) doc: String,
    pub(crate) attributes: Vec<String>,
    pub(crate) ident: String,
    pub(crate) rust_type: String,
    /// What `new()` puts there.
    pub(crate) initial: String,
    /// The constant with its documentation, in lines.
    pub(crate) declaration: Vec<String>,
    /// The setter with its documentation, in lines; none where the database computes the column.
    pub(crate) setter: Vec<String>,
    /// What queries see of the column.
    column_types: String,
    /// The index of the column.
    column: usize,
}

/// One field in a `Debug` that is written by hand.
pub(crate) struct DebugField {
    pub(crate) name: String,
    pub(crate) ident: String,
    pub(crate) sensitive: bool,
}

impl ModelView {
    pub(crate) fn new(input: Input<'_>, index: usize) -> ModelView {
        let schema = input.schema;
        let model = &schema.models[index];
        let own = &model.name.ident;
        let required: Vec<usize> = (0..model.fields.len()).filter(|&field| model.fields[field].required).collect();
        let letter = if own.starts_with('C') && own[1..].chars().all(|c| c.is_ascii_digit()) { "K" } else { "C" };
        let states: Vec<String> = (0..required.len()).map(|number| format!("{letter}{number}")).collect();
        let relatives = rust::parameter("R", own);

        let fields = fields(input, index, &required, &states, &relatives);
        let with_relatives = format!("{}<{}, aludel::WithRelatives>", model.name.builder, tuple(&states));
        let relationships = relationship::views(input, index, &with_relatives);
        let missing: Vec<String> = required.iter().map(|&field| model.fields[field].name.field.clone()).collect();
        let per_column = |line: &dyn Fn(usize, &FieldView) -> String| {
            text::fill(fields.iter().enumerate().map(|(field, view)| line(field, view)))
        };
        ModelView {
            header: header(
                &files(input, index),
                input.origins,
                &format!("Methods of your own go into an `impl {own}` elsewhere."),
            ),
            doc: docs::model(input, model, schema.table_of(index)),
            name_allow: acronym(own),
            attributes: text::derives_and_attributes(&model.attributes),
            serde_model: if model.deny_unknown_fields { " deny_unknown_fields" } else { "" },
            ident: own.clone(),
            is_view: schema.table_of(index).view.is_some(),
            is_materialized: schema.table_of(index).view.as_ref().is_some_and(|view| view.materialized),
            name: text::literal(&model.name.written),
            builder: model.name.builder.clone(),
            alias: model.name.alias.clone(),
            key: rust::key_type(schema, model),
            calls: calls(model, &relationships),
            relationships,
            columns: per_column(&|field, view| {
                let generated = model.fields[field].filled && !model.fields[field].nullable;
                format!("{} {}{}", view.column, view.ident, if generated { " filled" } else { "" })
            }),
            alias_columns: per_column(&|_, view| format!("{} {}({})", view.column, view.ident, view.column_types)),
            serde_fields: per_column(&|field, view| serde_field(&model.fields[field], view)),
            stored_as: stored_as(input, model),
            debug: debug(model),
            display: display(model),
            missing_state: if missing.is_empty() { "()".to_owned() } else { format!("{}::All", model.name.missing) },
            missing: if missing.is_empty() { Vec::new() } else { missing_columns(&model.name.missing, &missing) },
            parameters: states.iter().chain([&relatives]).cloned().collect::<Vec<_>>().join(", "),
            state: tuple(&states),
            columns_parameter: rust::parameter("S", own),
            relatives_parameter: relatives,
            is_complex: states.len() > 5,
            has_floats: fields.iter().any(|field| field.initial.contains("_f64") || field.initial.contains("_f32")),
            table: TableView::new(input, schema.mappings[index].table),
            fields,
        }
    }
}

fn fields(input: Input<'_>, index: usize, required: &[usize], states: &[String], relatives: &str) -> Vec<FieldView> {
    let schema = input.schema;
    let model = &schema.models[index];
    let own = &model.name.ident;
    let view = |(number, field): (usize, &crate::model::rust::Field)| {
        let column = schema.mappings[index].columns[number];
        let mut after = states.to_vec();
        if let Some(place) = required.iter().position(|&required| required == number) {
            after[place] = "aludel::Set".to_owned();
        }
        let rust_type = rust::field_type(schema, field, own);
        let column_types = rust::column_types(schema, field, own);
        let name = &field.name;
        let mut declaration: Vec<String> =
            docs::constant(field, schema.column_of(index, number)).lines().map(str::to_owned).collect();
        declaration.extend(text::one_or_two(
            4,
            &format!("pub const {}: aludel::Column<Self, {column_types}> =", name.constant),
            &format!("TABLE.column({column});"),
        ));
        let mut setter = Vec::new();
        if !field.computed {
            setter.push(docs::setter(input, index, number));
            setter.extend(text::one_or_two(
                8,
                &format!("fn {}({column} {}: {rust_type})", name.setter, name.field),
                &format!("-> {}<{}, {relatives}>;", model.name.builder, tuple(&after)),
            ));
        }
        FieldView {
            doc: docs::field(input, index, number),
            attributes: text::attributes(&field.attributes),
            ident: field.name.field.clone(),
            rust_type,
            initial: values::initial(schema, field, own),
            declaration,
            setter,
            column_types,
            column,
        }
    };
    model.fields.iter().enumerate().map(view).collect()
}

/// A field with its name in JSON.
fn serde_field(field: &crate::model::rust::Field, view: &FieldView) -> String {
    let json = &field.json;
    let condition = match json.skip_serializing_none {
        true => "#[serde(skip_serializing_if = \"::core::option::Option::is_none\")] ",
        false => "",
    };
    let mut line = format!("{condition}{}: {} = {:?}", view.ident, view.rust_type, json.name);
    for (word, said) in [("skip_serializing", json.skip_serializing), ("skip_deserializing", json.skip_deserializing)] {
        if said {
            line.push_str(&format!(" {word}"));
        }
    }
    line
}

/// The program's own types, each once, with those that hold them in the database.
fn stored_as(input: Input<'_>, model: &Model) -> Vec<String> {
    let own = &model.name.ident;
    let pair = |field: &crate::model::rust::Field| {
        let own_type = field.rust_type.as_ref()?;
        Some(format!("{own_type}: {}", rust::stored_type(input.schema, field, own)))
    };
    let pairs: BTreeSet<String> = model.fields.iter().filter_map(pair).collect();
    text::fill(pairs)
}

/// What the runtime is told of a model.
fn calls(model: &Model, relationships: &[RelationshipView]) -> Vec<String> {
    let mut calls = Vec::new();
    if !relationships.is_empty() {
        let descriptions: Vec<_> = relationships.iter().map(|relationship| relationship.description.clone()).collect();
        calls.push(format!(".relationships({})", text::slice_of(8, &descriptions)));
    }
    let hooks: Vec<&str> = model.hooks.iter().copied().chain(model.validate.then_some("validate")).collect();
    if !hooks.is_empty() {
        let start = format!(".hooks(aludel::hooks!(super::{}:", model.name.ident);
        calls.extend(text::one_or_two(8, &start, &format!("{}))", hooks.join(", "))));
    }
    calls
}

/// The schema files that the file of a model is made from.
fn files(input: Input<'_>, index: usize) -> BTreeSet<usize> {
    let schema = input.schema;
    let model = &schema.models[index];
    let mut files: BTreeSet<usize> = TableView::files(input, schema.mappings[index].table).into_iter().collect();
    files.insert(model.place.file);
    files.extend(model.relationships.iter().map(|relationship| relationship.place.file));
    files.extend(model.relationships.iter().map(|relationship| schema.models[relationship.target].place.file));
    files.extend(schema.links_of(index).filter_map(|(_, link)| match *link {
        Link::Through { table, .. } => Some(schema.tables[table].place.file),
        _ => None,
    }));
    files
}

/// The module of the missing columns, in lines; where one tuple does not hold them, with their state.
fn missing_columns(module: &str, columns: &[String]) -> Vec<String> {
    let single = format!("aludel::missing!({module}; {});", columns.join(", "));
    if columns.len() <= TUPLE && single.chars().count() <= text::WIDTH {
        return vec![single];
    }
    let mut lines = vec![format!("{module};")];
    lines.extend(text::fill(columns.iter().cloned()));
    if columns.len() > TUPLE {
        // From the root: a column may be called `aludel`.
        let state = tuple(columns).replace("aludel::Groups", "::aludel::Groups");
        lines.push(";".to_owned());
        lines.extend(state.replace("), (", "),\n    (").lines().map(str::to_owned));
    }
    let inner = lines.into_iter().map(|line| format!("    {line}"));
    ["aludel::missing! {".to_owned()].into_iter().chain(inner).chain(["}".to_owned()]).collect()
}

/// Types as a tuple, or as groups of tuples where there are many.
fn tuple(types: &[String]) -> String {
    match types {
        [single] => format!("({single},)"),
        few if few.len() <= TUPLE => format!("({})", few.join(", ")),
        many => {
            let groups: Vec<String> = many.chunks(many.len().div_ceil(TUPLE).max(TUPLE)).map(tuple).collect();
            format!("aludel::Groups<{}>", tuple(&groups))
        }
    }
}

/// The format string of `Display` and its arguments.
fn display(model: &Model) -> String {
    let mut format = format!("<{}(", model.name.written);
    let mut arguments = String::new();
    for (number, &field) in model.display.iter().enumerate() {
        let field = &model.fields[field];
        format.push_str(if number > 0 { ", " } else { "" });
        format.push_str(&field.name.plain);
        match field.sensitive {
            true => format.push_str("=***"),
            false => {
                format.push_str("={}");
                arguments.push_str(&format!(", aludel::repr(&self.{})", field.name.field));
            }
        }
    }
    format!("\"{format})>\"{arguments}")
}

fn debug(model: &Model) -> Option<Vec<DebugField>> {
    let view = |field: &crate::model::rust::Field| DebugField {
        name: field.name.plain.clone(),
        ident: field.name.field.clone(),
        sensitive: field.sensitive,
    };
    model.fields.iter().any(|field| field.sensitive).then(|| model.fields.iter().map(view).collect())
}

/// Clippy wants `Url` for `URL`, but the name is the schema's.
pub(super) fn acronym(name: &str) -> &'static str {
    let shouts = name.len() > 2 && !name.chars().any(|c| c.is_ascii_lowercase());
    if shouts { "#[allow(clippy::upper_case_acronyms, reason = \"the schema calls it so\")]" } else { "" }
}
