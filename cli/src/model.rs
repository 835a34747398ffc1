//! `aludel new model`: a commented file to begin a model with.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;

use aludel_codegen::json_schema::DIRECTIVE;
use aludel_codegen::model::name::snake_case;
use aludel_codegen::source::Sources;
use aludel_codegen::{load, read};
use askama::Template;

use crate::Problem;
use crate::place::SCHEMA;
use crate::place::has_models;

/// The model that `aludel init` begins with.
pub(crate) const FIRST: &str = "User";

#[derive(Template)]
#[template(path = "model.toml.askama", escape = "none")]
struct ModelFile<'a> {
    /// Tells editors of the JSON Schema.
    directive: &'a str,
    name: &'a str,
    table: String,
}

/// The file of a model.
pub(crate) fn text(name: &str) -> Result<String, Problem> {
    let file = ModelFile { directive: DIRECTIVE, name, table: plural(&snake_case(name)) };
    let mut text = file.render().map_err(|error| Problem::Words(format!("the template of a model: {error}")))?;
    text.push('\n');
    Ok(text)
}

pub(crate) fn run(folder: Option<&Path>, name: &str, out: &mut impl Write) -> Result<u8, Problem> {
    let folder = folder.unwrap_or(Path::new(SCHEMA));
    if !folder.is_dir() {
        let help = "`aludel init` makes one, `--schema DIR` names another";
        return Err(Problem::Words(format!("there is no folder {}\nhelp: {help}", folder.display())));
    }
    let letters = name.chars().all(|letter| letter.is_ascii_alphanumeric());
    if !letters || !name.starts_with(|first: char| first.is_ascii_uppercase()) {
        return Err(Problem::Words(format!(
            "`{name}` is no name of a model: those are Rust types, such as `OrderLine`"
        )));
    }
    let path = folder.join(format!("{}.toml", snake_case(name)));
    let shown = path.display().to_string();
    if path.exists() {
        return Err(Problem::Words(format!("{shown} exists; nothing was written")));
    }
    let text = text(name)?;
    together(folder, &shown, &text)?;
    let written = OpenOptions::new().write(true).create_new(true).open(&path);
    let written = written.and_then(|mut file| file.write_all(text.as_bytes()));
    written.map_err(|error| Problem::Words(format!("{shown} cannot be written: {error}")))?;
    writeln!(out, "wrote {shown}")?;
    Ok(0)
}

/// Whether the schema holds with the new file in it: a model or table of that name may be there.
fn together(folder: &Path, shown: &str, text: &str) -> Result<(), Problem> {
    let mut files = Vec::new();
    if has_models(folder)? {
        let sources = read::folder(folder)?;
        files.extend(sources.files().iter().map(|file| (file.name.clone(), file.text.clone())));
    }
    // A schema with mistakes of its own is its owner's to mend, whenever; only what the new file adds counts.
    if !files.is_empty() && load(&Sources::new(files.clone())).is_err() {
        return Ok(());
    }
    files.push((shown.to_owned(), text.to_owned()));
    load(&Sources::new(files))?;
    Ok(())
}

/// A table's name to begin with.
fn plural(word: &str) -> String {
    let consonant_y = word.strip_suffix('y').filter(|stem| !stem.ends_with(['a', 'e', 'i', 'o', 'u']));
    match consonant_y {
        Some(stem) => format!("{stem}ies"),
        None if word.ends_with(['s', 'x', 'z']) || word.ends_with("ch") || word.ends_with("sh") => format!("{word}es"),
        None => format!("{word}s"),
    }
}
