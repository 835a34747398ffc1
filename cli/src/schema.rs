//! `aludel schema`: prints a model, a table or an enum with everything resolved.

use std::io::Write;
use std::path::Path;

use aludel_codegen::diagnostic::suggest;
use aludel_codegen::lock;
use aludel_codegen::model::Schema;
use aludel_codegen::model::kind::Kind;
use aludel_codegen::source::{Place, Sources};

use crate::{Problem, place};

pub(crate) fn run(folder: Option<&Path>, name: &str, out: &mut impl Write) -> Result<u8, Problem> {
    let (schema, sources) = place::schema(folder)?;
    let model = schema.models.iter().position(|model| model.name.written == name);
    let table = model.map(|model| schema.mappings[model].table);
    let table =
        table.or_else(|| schema.tables.iter().position(|table| table.name == name || table.full_name() == name));
    let known = schema.enums.iter().position(|known| known.name.written == name);
    match (table, known) {
        (Some(table), _) => {
            let place = schema.model_of(table).map_or(schema.tables[table].place, |model| schema.models[model].place);
            write!(out, "{}{}", origin(&sources, place), lock::section(&schema, table))?;
            for known in enums_of(&schema, table) {
                enumeration(&schema, &sources, known, "\n", out)?;
            }
        }
        (None, Some(known)) => enumeration(&schema, &sources, known, "", out)?,
        (None, None) => return Err(Problem::Words(unknown(&schema, name))),
    }
    Ok(0)
}

/// The enums that columns of a table have, each once.
fn enums_of(schema: &Schema, table: usize) -> Vec<usize> {
    let mut enums: Vec<usize> = Vec::new();
    for column in &schema.tables[table].columns {
        if let Kind::Enum(known) = column.kind
            && !enums.contains(&known)
        {
            enums.push(known);
        }
    }
    enums
}

fn enumeration(
    schema: &Schema,
    sources: &Sources,
    known: usize,
    before: &str,
    out: &mut impl Write,
) -> Result<(), Problem> {
    let known = &schema.enums[known];
    Ok(write!(out, "{before}{}{}", origin(sources, known.place), lock::enumeration(schema, known))?)
}

/// Where it is defined, as a comment.
fn origin(sources: &Sources, place: Place) -> String {
    let file = sources.files().get(place.file);
    file.map_or_else(String::new, |file| format!("# {}:{}\n", file.name, file.position(place.span.start).line))
}

fn unknown(schema: &Schema, name: &str) -> String {
    let models = schema.models.iter().map(|model| model.name.written.as_str());
    let tables = schema.tables.iter().map(|table| table.name.as_str());
    let enums = schema.enums.iter().map(|known| known.name.written.as_str());
    let help = match suggest::nearest(name, models.clone().chain(tables).chain(enums)) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => format!("the models are {}", models.collect::<Vec<_>>().join(", ")),
    };
    format!("there is no model, table or enum `{name}`\nhelp: {help}")
}
