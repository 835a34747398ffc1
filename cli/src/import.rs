//! `aludel import`: reads a live database into schema files.

mod describe;
mod found;
mod postgresql;
mod sqlite;
mod toml;

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use aludel::{Engine, Url};
use aludel_codegen::render::File;
use aludel_codegen::source::Sources;
use aludel_codegen::{load, load_with_warnings, read};

use crate::options::Options;
use crate::place::SCHEMA;
use crate::{DIFFERENT, Problem, editor, screens};
use found::{Found, Remark};

/// What is asked of `import`.
#[derive(Debug, PartialEq, Default)]
pub(crate) struct Import {
    /// The database.
    pub(crate) url: String,
    /// The folder for the schema files.
    pub(crate) folder: Option<PathBuf>,
    /// What is read of the database.
    pub(crate) wanted: Wanted,
    /// Whether files that are there are written anew.
    pub(crate) force: bool,
}

/// Which tables are read; all where nothing is said.
#[derive(Debug, PartialEq, Default)]
pub(crate) struct Wanted {
    /// By their names.
    pub(crate) tables: Vec<String>,
    /// The schemas of PostgreSQL.
    pub(crate) schemas: Vec<String>,
}

impl Wanted {
    /// Whether a table is to be read.
    fn table(&self, schema: Option<&str>, name: &str) -> bool {
        let full = aludel_codegen::model::name::full(schema, name);
        self.tables.is_empty() || self.tables.iter().any(|table| table == name || *table == full)
    }

    /// Whether a schema is to be read.
    fn schema(&self, name: &str) -> bool {
        self.schemas.is_empty() || self.schemas.iter().any(|schema| schema == name)
    }
}

pub(crate) fn run(import: &Import, out: &mut impl Write) -> Result<u8, Problem> {
    let found = found(import)?;
    let counts = (found.tables.len(), found.views.len());
    missing(&found, &import.wanted)?;
    if counts == (0, 0) {
        return Err(Problem::Words("the database has no tables; nothing was written".to_owned()));
    }
    let (files, remarks) = describe::files(found);
    let folder = import.folder.clone().unwrap_or_else(|| PathBuf::from(SCHEMA));
    write(&folder, &files, import.force)?;
    for file in &files {
        writeln!(out, "wrote {}", folder.join(&file.name).display())?;
    }
    let options = Options { schema: Some(folder.clone()), ..Options::default() };
    if let Some(path) = editor::write(&options)? {
        writeln!(out, "wrote {}", path.display())?;
    }
    tell(&remarks, out)?;
    // What was there before may not go with it; and a database may hold what schema files refuse.
    let sources = read::folder(&folder)?;
    match load_with_warnings(&sources) {
        Ok((_, warnings)) => {
            let _ = io::stderr().write_all(screens(&warnings).as_bytes());
            Ok(0)
        }
        Err(mistakes) => {
            let _ = io::stderr().write_all(screens(&mistakes).as_bytes());
            let alone = Sources::new(files.iter().map(|file| (file.name.clone(), file.text.clone())));
            if load(&alone).is_ok() {
                writeln!(out, "\nwhat was written does not go with the other files in {}", folder.display())?;
            }
            Ok(DIFFERENT)
        }
    }
}

/// Reads the database.
fn found(import: &Import) -> Result<Found, Problem> {
    let words = |error: aludel::Error| Problem::Words(error.to_string());
    let url = Url::parse(&import.url).map_err(|error| Problem::Words(error.to_string()))?;
    let dialect = url.dialect().map_err(|error| Problem::Words(error.to_string()))?;
    if dialect == aludel::Dialect::Sqlite {
        // Opening one that is not there would make it.
        let file = url.database().filter(|name| !name.starts_with("file:") && *name != ":memory:");
        if let Some(file) = file.filter(|file| !Path::new(file).exists()) {
            return Err(Problem::Words(format!("there is no database {file}")));
        }
        if !import.wanted.schemas.is_empty() {
            return Err(Problem::Words("SQLite has no schemas: `--from` is for PostgreSQL".to_owned()));
        }
    }
    let engine = Engine::new(url).map_err(words)?;
    let mut connection = engine.connect().map_err(words)?;
    let found = match dialect {
        aludel::Dialect::Sqlite => sqlite::read(&mut connection, &import.wanted),
        _ => postgresql::read(&mut connection, &import.wanted),
    };
    found.map_err(words)
}

/// What is asked for by its name is there.
fn missing(found: &Found, wanted: &Wanted) -> Result<(), Problem> {
    let is_there = |name: &&String| {
        let tables = found.tables.iter().any(|table| table.name == **name || table.full_name() == **name);
        tables || found.views.iter().any(|view| view.name == **name)
    };
    match wanted.tables.iter().find(|name| !is_there(name)) {
        Some(name) => Err(Problem::Words(format!("there is no table `{name}` in the database"))),
        None => Ok(()),
    }
}

/// Writes the files, all or none.
fn write(folder: &Path, files: &[File], force: bool) -> Result<(), Problem> {
    let there: Vec<String> = files
        .iter()
        .map(|file| folder.join(&file.name))
        .filter(|path| path.exists())
        .map(|path| path.display().to_string())
        .collect();
    if !force && !there.is_empty() {
        let verb = if there.len() == 1 { "exists" } else { "exist" };
        let help = "`--force` writes them anew, `--schema DIR` writes elsewhere";
        return Err(Problem::Words(format!("{} {verb}; nothing was written\nhelp: {help}", there.join(", "))));
    }
    let problem =
        |path: &Path, error: io::Error| Problem::Words(format!("{} cannot be written: {error}", path.display()));
    fs::create_dir_all(folder).map_err(|error| problem(folder, error))?;
    for file in files {
        let path = folder.join(&file.name);
        fs::write(&path, &file.text).map_err(|error| problem(&path, error))?;
    }
    Ok(())
}

/// Says what schema files do not.
fn tell(remarks: &[Remark], out: &mut impl Write) -> Result<(), Problem> {
    if remarks.is_empty() {
        return Ok(());
    }
    writeln!(out, "\nnot as in the database:")?;
    for Remark { place, what } in remarks {
        writeln!(out, "  {place}: {what}")?;
    }
    Ok(())
}
