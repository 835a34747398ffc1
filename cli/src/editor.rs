//! The JSON Schema beside the schema files, for editors.

use std::fs;
use std::path::PathBuf;

use aludel_codegen::json_schema::{FILE, json_schema};

use crate::Problem;
use crate::options::Options;
use crate::place::SCHEMA;

/// Where it is, and whether it is there and current.
pub(crate) fn kept(options: &Options) -> (PathBuf, Option<bool>) {
    let path = options.schema.clone().unwrap_or_else(|| PathBuf::from(SCHEMA)).join(FILE);
    let current = fs::read_to_string(&path).ok().map(|text| text.replace("\r\n", "\n") == json_schema());
    (path, current)
}

/// Writes it where it differs. Where it was written.
pub(crate) fn write(options: &Options) -> Result<Option<PathBuf>, Problem> {
    let (path, current) = kept(options);
    if current == Some(true) {
        return Ok(None);
    }
    fs::write(&path, json_schema()).map_err(|error| Problem::Words(format!("{}: {error}", path.display())))?;
    Ok(Some(path))
}
