//! `Cargo.toml`, read and edited with its formatting and comments kept.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use toml_edit::{DocumentMut, InlineTable, Item, Table, TableLike, value};

use crate::Problem;

/// Each dependency: its table, its name, its folder in a checkout.
const NEEDED: [(&str, &str, &str); 2] =
    [("dependencies", "aludel", "runtime"), ("build-dependencies", "aludel-codegen", "codegen")];

/// The manifest of a package.
pub(super) struct Manifest {
    document: DocumentMut,
}

impl Manifest {
    /// Reads it.
    ///
    /// # Errors
    ///
    /// None there, not TOML, not that of a package.
    pub(super) fn read(path: &Path) -> Result<Manifest, Problem> {
        let text = fs::read_to_string(path).map_err(|error| {
            Problem::Words(match error.kind() {
                ErrorKind::NotFound => "there is no Cargo.toml in this folder\nhelp: `cargo new NAME` makes a crate; \
                                        run `aludel init` in its folder"
                    .to_owned(),
                _ => format!("Cargo.toml cannot be read: {error}"),
            })
        })?;
        let document: DocumentMut =
            text.parse().map_err(|error| Problem::Words(format!("Cargo.toml is not TOML: {error}")))?;
        if document.get("package").is_none() {
            let help = "run `aludel init` in the folder of the crate that is to have the models";
            return Err(Problem::Words(format!("this Cargo.toml has no [package]\nhelp: {help}")));
        }
        Ok(Manifest { document })
    }

    /// Its text with the dependencies that are missing, and their names; nothing where none is.
    pub(super) fn with_dependencies(&self, checkout: Option<&Path>) -> Result<Option<(String, String)>, Problem> {
        let missing: Vec<_> = NEEDED.into_iter().filter(|(table, name, _)| !self.depends(table, name)).collect();
        if missing.is_empty() {
            return Ok(None);
        }
        let checkout = checkout.ok_or_else(|| {
            Problem::Words(
                "Aludel is not yet on crates.io\nhelp: clone it and name the clone: `aludel init --path ../aludel`"
                    .into(),
            )
        })?;
        let mut document = self.document.clone();
        for &(section, name, folder) in &missing {
            let folder = checkout.join(folder);
            if !folder.join("Cargo.toml").is_file() {
                let text = format!("{} is no checkout of Aludel", checkout.display());
                return Err(Problem::Words(format!("{text}: there is no {}/Cargo.toml", folder.display())));
            }
            let folder = folder.to_str().ok_or_else(|| {
                Problem::Words(format!("{} is not Unicode, which Cargo.toml cannot say", folder.display()))
            })?;
            let table = document.entry(section).or_insert_with(|| Item::Table(Table::new()));
            let table = table
                .as_table_like_mut()
                .ok_or_else(|| Problem::Words(format!("`{section}` in Cargo.toml is no table")))?;
            let path = InlineTable::from_iter([("path", folder)]);
            table.insert(name, value(path));
        }
        let names: Vec<_> = missing.iter().map(|(table, name, _)| format!("`{name}` in [{table}]")).collect();
        Ok(Some((document.to_string(), format!("added {}", names.join(" and ")))))
    }

    /// Whether a dependency is there.
    fn depends(&self, table: &str, name: &str) -> bool {
        self.table(table).is_some_and(|table| table.contains_key(name))
    }

    /// The path of the build script.
    pub(super) fn build_script(&self) -> Result<PathBuf, Problem> {
        let Some(build) = self.table("package").and_then(|package| package.get("build")) else {
            return Ok(PathBuf::from("build.rs"));
        };
        match (build.as_str(), build.as_bool()) {
            (Some(path), _) => Ok(PathBuf::from(path)),
            (None, Some(true)) => Ok(PathBuf::from("build.rs")),
            _ => Err(Problem::Words(
                "`build` in Cargo.toml allows no build script, which makes the models\nhelp: remove that line".into(),
            )),
        }
    }

    /// The file that the crate begins with, and whether it is a library's.
    pub(super) fn root_file(&self) -> (PathBuf, bool) {
        let library = self.table("lib").and_then(|lib| lib.get("path")).and_then(Item::as_str).unwrap_or("src/lib.rs");
        if Path::new(library).is_file() { (library.into(), true) } else { ("src/main.rs".into(), false) }
    }

    fn table(&self, name: &str) -> Option<&dyn TableLike> {
        self.document.get(name).and_then(Item::as_table_like)
    }
}
