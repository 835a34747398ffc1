//! What a build script calls, and what it says to cargo.

use std::env;
use std::io::{self, Write};
use std::path::Path;

use crate::artifacts::artifacts;
use crate::diagnostic::Diagnostics;
use crate::model::Schema;
use crate::order::order;
use crate::source::Sources;
use crate::{code, load_with_warnings, output, read};

/// Generates the models of a schema folder into `OUT_DIR`, where `aludel::include_models!()` finds them.
///
/// The folder is relative to the crate. Mistakes in schema files stop the build, each with a screen that points into
/// the file; cargo runs the build script again when something in the folder changes, and not otherwise.
///
/// ```no_run
/// // build.rs
/// fn main() {
///     aludel_codegen::build("schema")
/// }
/// ```
pub fn build(folder: &str) {
    build_into(folder, "models");
}

/// The same for one of several schema folders: the models are generated into a folder of `OUT_DIR` with that name, where
/// `aludel::include_models!("name")` finds them. Each folder is a schema of its own; a session takes models of any.
///
/// ```no_run
/// // build.rs
/// fn main() {
///     aludel_codegen::build("schema");
///     aludel_codegen::build_into("schema_billing", "billing");
/// }
/// ```
pub fn build_into(folder: &str, name: &str) {
    watch(folder);
    report(try_build(folder, name));
}

/// Fails the build when the generated code kept in the crate is not what the schema folder makes, or when what is kept
/// beside the schema files (`schema.lock`, the DDL, the diagram) is not; who does not keep these leaves all of them out.
/// Nothing is written.
///
/// The schema's settings say where the code is kept (`out = "src/models"`), `aludel generate` writes it, and the
/// crate has it as a module:
///
/// ```no_run
/// // build.rs
/// fn main() {
///     aludel_codegen::verify("schema")
/// }
/// ```
///
/// ```ignore
/// // src/main.rs
/// mod models;
/// ```
pub fn verify(folder: &str) {
    watch(folder);
    report(try_verify(folder));
}

fn try_build(folder: &str, name: &str) -> Result<(), String> {
    let (schema, sources) = schema(folder).map_err(|mistakes| mistakes.to_string())?;
    let files = code(&schema, &sources).map_err(|defect| defect.to_string())?;
    let out = env::var_os("OUT_DIR").ok_or("OUT_DIR is not set: `build` is for build scripts, which cargo runs")?;
    output::write(&Path::new(&out).join(name), &files).map_err(|error| error.to_string())?;
    Ok(())
}

fn try_verify(folder: &str) -> Result<(), String> {
    let (schema, sources) = schema(folder).map_err(|mistakes| mistakes.to_string())?;
    let Some(out) = &schema.settings.out else {
        return Err("the settings of the schema do not say where generated code is kept\n\
             help: `[settings]` with `out = \"src/models\"`, then `aludel generate`"
            .to_owned());
    };
    if Path::new(out).exists() {
        watch(out);
    }
    let files = code(&schema, &sources).map_err(|defect| defect.to_string())?;
    let mend = "help: `aludel generate` writes it anew, `aludel check` shows the difference";
    let comparison = output::compare(Path::new(out), &files).map_err(|error| format!("{error}\n{mend}"))?;
    if comparison.is_same() {
        return try_verify_artifacts(folder, &schema, mend);
    }
    let lines = comparison.lines().join("\n  ");
    Err(format!("the code kept in {out} is not what {folder} generates\n  {lines}\n{mend}"))
}

/// What is kept beside the schema files, where something is.
fn try_verify_artifacts(folder: &str, schema: &Schema, mend: &str) -> Result<(), String> {
    let made = artifacts(schema, &order(&schema.tables));
    let comparison = output::compare_artifacts(Path::new(folder), &made).map_err(|error| format!("{error}\n{mend}"))?;
    if comparison.is_same() || (comparison.missing.len() == made.len() && comparison.orphaned.is_empty()) {
        return Ok(());
    }
    let lines = comparison.lines().join("\n  ");
    Err(format!("what is kept in {folder} is not what its schema files generate\n  {lines}\n{mend}"))
}

/// The schema of a folder. Its warnings are told.
fn schema(folder: &str) -> Result<(Schema, Sources), Diagnostics> {
    let sources = read::folder(folder)?;
    let (schema, warnings) = load_with_warnings(&sources)?;
    tell("warning", &warnings.to_string());
    Ok((schema, sources))
}

/// Tells cargo when to run the build script again.
fn watch(path: &str) {
    say(&[format!("cargo::rerun-if-changed={path}")]);
}

/// Tells cargo of a failure, a line at a time; the build fails when the script has ended.
fn report(result: Result<(), String>) {
    if let Err(message) = result {
        tell("error", &message);
    }
}

/// Tells cargo something, a line at a time.
fn tell(what: &str, message: &str) {
    let lines: Vec<String> =
        message.trim_end().lines().map(|line| format!("cargo::{what}={}", line.trim_end())).collect();
    say(&lines);
}

/// A build script speaks to cargo through its output. Where cargo does not listen, there is nobody to tell.
fn say(lines: &[String]) {
    let mut out = io::stdout().lock();
    for line in lines {
        let _ = writeln!(out, "{line}");
    }
}
