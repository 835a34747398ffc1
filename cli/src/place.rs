//! Where schema files and kept code are.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use aludel_codegen::artifacts::artifacts;
use aludel_codegen::diagnostic::Diagnostics;
use aludel_codegen::model::{Schema, Settings};
use aludel_codegen::render::File;
use aludel_codegen::source::Sources;
use aludel_codegen::{code, load_with_warnings, order, read};

use crate::options::Options;
use crate::{Problem, screens};

/// Where schema files are where nothing is said.
pub(crate) const SCHEMA: &str = "schema";

/// What is kept of a schema folder.
pub(crate) struct Kept {
    /// The folder of the schema files.
    pub(crate) schema: PathBuf,
    /// What is kept beside them.
    pub(crate) artifacts: Vec<File>,
    /// The generated code, where it is kept.
    pub(crate) code: Option<Code>,
}

/// Generated code, and the folder where it is kept.
pub(crate) struct Code {
    pub(crate) out: PathBuf,
    pub(crate) files: Vec<File>,
}

/// A schema folder, loaded; its warnings are told.
pub(crate) fn schema(folder: Option<&Path>) -> Result<(Schema, Sources), Problem> {
    let (schema, sources, warnings) = with_warnings(folder)?;
    // Who closed the stream does not want them.
    let _ = io::stderr().write_all(screens(&warnings).as_bytes());
    Ok((schema, sources))
}

fn with_warnings(folder: Option<&Path>) -> Result<(Schema, Sources, Diagnostics), Problem> {
    let sources = read::folder(folder.unwrap_or(Path::new(SCHEMA)))?;
    let (schema, warnings) = load_with_warnings(&sources)?;
    Ok((schema, sources, warnings))
}

/// What is to be kept, and where.
pub(crate) fn kept(options: &Options) -> Result<Kept, Problem> {
    if options.deny_warnings {
        let (.., warnings) = with_warnings(options.schema.as_deref())?;
        warnings.denied()?;
    }
    let (schema, sources) = schema(options.schema.as_deref())?;
    let folder = options.schema.clone().unwrap_or_else(|| PathBuf::from(SCHEMA));
    let out = options.out.clone().or_else(|| out(&folder, &schema.settings));
    let code = match out {
        Some(out) => Some(Code { out, files: code(&schema, &sources)? }),
        None => None,
    };
    Ok(Kept { schema: folder, artifacts: artifacts(&schema, &order::order(&schema.tables)), code })
}

/// What the settings say is relative to the crate that the schema folder is in.
fn out(folder: &Path, settings: &Settings) -> Option<PathBuf> {
    let out = settings.out.as_ref()?;
    let full = fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
    let krate = full.ancestors().skip(1).find(|folder| folder.join("Cargo.toml").is_file());
    let here = std::env::current_dir().and_then(fs::canonicalize).ok();
    Some(match krate {
        Some(krate) if here.as_deref() != Some(krate) => krate.join(out),
        _ => PathBuf::from(out),
    })
}

/// The command that writes what `options` mean.
pub(crate) fn mending(options: &Options) -> String {
    let option = |name: &str, path: &Option<PathBuf>| match path {
        Some(path) => format!(" --{name} {}", path.display()),
        None => String::new(),
    };
    format!("aludel generate{}{}", option("schema", &options.schema), option("out", &options.out))
}

/// Whether a schema file is in the folder or one below it.
pub(crate) fn has_models(folder: &Path) -> Result<bool, Problem> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(Problem::Words(format!("{} cannot be read: {error}", folder.display()))),
    };
    for entry in entries {
        let path = entry.map_err(|error| Problem::Words(format!("{}: {error}", folder.display())))?.path();
        let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        let toml = path.extension().is_some_and(|extension| extension == "toml");
        if !hidden && (path.is_dir() && has_models(&path)? || path.is_file() && toml) {
            return Ok(true);
        }
    }
    Ok(false)
}
