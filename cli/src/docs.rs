//! `aludel docs`: writes one page that shows the whole schema.

mod drawing;
mod page;
mod table;
mod words;

use std::fs;
use std::io::Write;
use std::path::Path;

use aludel_codegen::order;
use askama::Template;

use crate::{Problem, place};

/// Where the page is written where nothing is said.
const OUT: &str = "schema.html";

pub(crate) fn run(folder: Option<&Path>, file: Option<&Path>, out: &mut impl Write) -> Result<u8, Problem> {
    let (schema, _) = place::schema(folder)?;
    let folder = folder.unwrap_or(Path::new(place::SCHEMA));
    let order = order::order(&schema.tables);
    let page = page::Page::new(&schema, &order, &title(folder));
    let text = page.render().map_err(|error| Problem::Words(format!("the page cannot be made: {error}")))?;
    let file = file.unwrap_or(Path::new(OUT));
    fs::write(file, text).map_err(|error| Problem::Words(format!("{}: {error}", file.display())))?;
    writeln!(out, "wrote {}", file.display())?;
    Ok(0)
}

/// The name of the folder that the schema folder is in: that of the crate, as a rule.
fn title(folder: &Path) -> String {
    let full = fs::canonicalize(folder).unwrap_or_default();
    let parent = full.parent().and_then(Path::file_name);
    parent.map_or_else(|| "Schema".to_owned(), |name| name.to_string_lossy().into_owned())
}
