//! `aludel init`: a crate that has what Aludel needs. Everything is read and decided before anything is written.

mod manifest;
mod module;

use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use aludel_codegen::json_schema::{FILE, json_schema};

use crate::Problem;
use crate::model::{self, FIRST};
use crate::place::SCHEMA;
use crate::place::has_models;
use manifest::Manifest;
use module::Edited;

/// The build script that is written where there is none.
const BUILD: &str = "fn main() {\n    aludel_codegen::build(\"schema\");\n}\n";

/// What is to be done with a file, or was found in it.
enum Step {
    /// Write it.
    Write { path: PathBuf, text: String, said: String },
    /// It has what is needed.
    There(String),
    /// What only its owner can do.
    Left(String),
}

pub(crate) fn run(checkout: Option<&Path>, out: &mut impl Write) -> Result<u8, Problem> {
    let manifest = Manifest::read(Path::new("Cargo.toml"))?;
    let mut steps = vec![dependencies(&manifest, checkout)?, build_script(&manifest)?];
    steps.extend(schema()?);
    steps.push(models(&manifest)?);
    let (mut changed, mut left) = (false, false);
    for step in steps {
        match step {
            Step::Write { path, text, said } => {
                write(&path, &text)?;
                changed = true;
                writeln!(out, "{said}")?;
            }
            Step::There(said) => writeln!(out, "{said}")?,
            Step::Left(said) => {
                left = true;
                writeln!(out, "left to you: {said}")?;
            }
        }
    }
    match (changed, left) {
        (true, _) => writeln!(out, "next: edit the model in {SCHEMA}/ and run `cargo build`")?,
        (false, true) => writeln!(out, "nothing was changed")?,
        (false, false) => writeln!(out, "nothing was changed: this crate has what Aludel needs")?,
    }
    Ok(0)
}

fn dependencies(manifest: &Manifest, checkout: Option<&Path>) -> Result<Step, Problem> {
    Ok(match manifest.with_dependencies(checkout)? {
        Some((text, said)) => {
            Step::Write { path: "Cargo.toml".into(), text, said: format!("edited Cargo.toml: {said}") }
        }
        None => Step::There("Cargo.toml has the dependencies".to_owned()),
    })
}

fn build_script(manifest: &Manifest) -> Result<Step, Problem> {
    let path = manifest.build_script()?;
    let name = path.display();
    Ok(match read(&path)? {
        Some(text) if text.contains("aludel_codegen::") => Step::There(format!("{name} calls aludel_codegen")),
        Some(_) => Step::Left(format!("{name} is yours: add `aludel_codegen::build(\"{SCHEMA}\");` to its `main`")),
        None => Step::Write { said: format!("wrote {name}"), text: BUILD.to_owned(), path },
    })
}

/// The first model, and the JSON Schema that its first line names.
fn schema() -> Result<Vec<Step>, Problem> {
    let folder = Path::new(SCHEMA);
    let mut steps = Vec::new();
    if has_models(folder)? {
        steps.push(Step::There(format!("{SCHEMA}/ has schema files")));
    } else {
        let (path, text) = (folder.join("user.toml"), model::text(FIRST)?);
        steps.push(Step::Write { said: format!("wrote {}: a first model, `{FIRST}`", path.display()), path, text });
    }
    let path = folder.join(FILE);
    let said = path.display().to_string();
    steps.push(match read(&path)? {
        Some(text) if text.replace("\r\n", "\n") == json_schema() => Step::There(format!("{said} is current")),
        _ => Step::Write { path, text: json_schema(), said: format!("wrote {said}: completion in editors") },
    });
    Ok(steps)
}

fn models(manifest: &Manifest) -> Result<Step, Problem> {
    let (path, library) = manifest.root_file();
    let (name, item) = (path.display(), module::item(library));
    Ok(match read(&path)?.map(|text| module::with_models(&text, library)) {
        Some(Edited::There) => Step::There(format!("{name} has `mod models`")),
        Some(Edited::Text(text)) => Step::Write { said: format!("edited {name}: added `mod models`"), text, path },
        Some(Edited::Unclear) => Step::Left(format!("add this to {name}:\n{item}")),
        None => Step::Left(format!("there is no {name}; add this where the crate begins:\n{item}")),
    })
}

/// The text of a file; nothing where there is none.
fn read(path: &Path) -> Result<Option<String>, Problem> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Problem::Words(format!("{} cannot be read: {error}", path.display()))),
    }
}

fn write(path: &Path, text: &str) -> Result<(), Problem> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let made = folder.map_or(Ok(()), fs::create_dir_all);
    made.and_then(|()| fs::write(path, text)).map_err(|error| {
        let help = "mend that and run `aludel init` again: it goes on where it stopped";
        Problem::Words(format!("{} cannot be written: {error}\nhelp: {help}", path.display()))
    })
}
