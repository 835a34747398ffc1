//! Aludel at build time: TOML schema files in, typed Rust and DDL out.
//!
//! The crate `aludel` keeps Rust objects and rows of a database in step; this one makes the objects' types. A crate that
//! uses both has a folder of schema files and a build script of one line:
//!
//! ```no_run
//! // build.rs
//! fn main() {
//!     aludel_codegen::build("schema")
//! }
//! ```
//!
//! and in its code
//!
//! ```ignore
//! mod models {
//!     aludel::include_models!();
//! }
//! ```
//!
//! That is mode one, in which nothing is kept. Where the generated code is to be read, reviewed and found by editors,
//! `aludel generate` writes it into the folder that `[settings] out` names, the crate says `mod models;`, and the build
//! script calls [`verify`], which fails when the copy is stale. Both modes make the same code, the same on every machine.
//!
//! # What is made
//!
//! A file for each model, with `User`, the struct; on it a constant for each column and each relationship, for queries;
//! `User::new()`, which begins a `NewUser` whose setters have the names of the columns; `query`, `find`, `all`, `insert`,
//! `update`, `delete` and `alias`; `insert_many`, `update_many`, `upsert` and `delete_many`; and what the runtime has to know
//! of it. Enums have a file of their own, and `mod.rs` has
//! `metadata()`, the tables. Methods of your own go into an `impl User` elsewhere.
//!
//! # Mistakes
//!
//! All mistakes of a schema are told at once, over all files, each at its place, with what was probably meant. Each kind
//! has a code, which `aludel explain` explains; [`diagnostic::Code`] lists them. What is allowed and probably not meant is
//! a warning ([`lint`]).
//!
//! ```
//! use aludel_codegen::source::Sources;
//!
//! let schema = "
//! [model.User]
//! table = 'users'
//! [model.User.columns]
//! id = { type = 'integr', primary_key = true }
//! ";
//! let failure = aludel_codegen::generate(&Sources::new([("schema/user.toml", schema)])).unwrap_err();
//! let screen = "\
//! error[A0103]: unknown type `integr`
//!  --> schema/user.toml:5:15
//!   |
//! 5 | id = { type = 'integr', primary_key = true }
//!   |               ^^^^^^^^ no such type
//!   |
//!   = help: did you mean `integer`?
//! ";
//! assert_eq!(failure.to_string(), screen);
//! ```
//!
//! # From data to data
//!
//! No database and no driver is needed, and each step is a function: schema files are read ([`read`]), parsed, resolved and
//! checked ([`load`]) into a [`model::Schema`]; its tables are ordered ([`order`]); then comes the code ([`render`]), the
//! DDL ([`ddl`]), and what people review ([`artifacts`]); it is written or compared ([`output`]). The rest of this page is
//! the language of schema files, whose keys are data too: [`keys`].
//!
#![doc = include_str!("../docs/schema.md")]
#![allow(clippy::needless_doctest_main, reason = "what is shown is a whole build script")]

pub mod artifacts;
mod cargo;
mod check;
pub mod ddl;
pub mod diagnostic;
mod hash;
pub mod json_schema;
pub mod keys;
pub mod lint;
pub mod lock;
mod mark;
mod mix;
pub mod model;
pub mod order;
pub mod output;
mod parse;
pub mod read;
pub mod render;
mod resolve;
pub mod source;
mod syntax;
mod view;
mod written;

use std::fmt;

use diagnostic::Diagnostics;
use model::{Dialect, Schema};
use parse::flawed::Flawed;
use render::{Defect, File};
use source::Sources;

pub use cargo::{build, build_into, verify};

/// Reads schema files that are already in memory: what they say, with every name looked up and every rule checked.
/// [`read::folder`] gives the files of a folder.
///
/// # Errors
///
/// Every mistake, over all files, in the order of files and places. A file that is not TOML ends the search with the
/// phase that reads; what would only follow from a mistake is not said.
pub fn load(sources: &Sources) -> Result<Schema, Diagnostics> {
    load_with_warnings(sources).map(|(schema, _)| schema)
}

/// The same, and what is allowed and probably not meant. Nothing is warned of while there are mistakes.
///
/// # Errors
///
/// Those of [`load`]; what `[settings.lints]` denies is a mistake.
pub fn load_with_warnings(sources: &Sources) -> Result<(Schema, Diagnostics), Diagnostics> {
    let mut parsed = parse::parse(sources);
    if !parsed.names_are_known {
        Diagnostics::none_of(parsed.mistakes.clone(), sources)?;
    }
    mix::mix(&mut parsed.document, &mut parsed.mistakes);
    let mut mistakes = Vec::new();
    let draft = resolve::resolve(&parsed.document, &mut mistakes);
    check::check(&draft, &mut mistakes);
    let flawed = Flawed::new(&parsed.document, &parsed.mistakes);
    mistakes.retain(|mistake| !flawed.is_silent_about(mistake));
    flawed.once(&mut mistakes);
    mistakes.extend(parsed.mistakes);
    Diagnostics::none_of(mistakes, sources)?;
    let mut found = lint::lint_all(&draft);
    flawed.once(&mut found);
    let warnings = Diagnostics::warnings(found, sources)?;
    let schema = resolve::schema(&draft).ok_or_else(|| Diagnostics::defect(sources))?;
    Ok((schema, warnings))
}

/// The code that schema files make, in memory.
///
/// ```
/// use aludel_codegen::source::Sources;
///
/// let schema = "
///     [model.User]
///     table = 'users'
///     [model.User.columns]
///     id = { type = 'integer', primary_key = true }
///     name = 'string'
/// ";
/// let files = aludel_codegen::generate(&Sources::new([("user.toml", schema)]))?;
/// let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
/// assert_eq!(names, ["mod.rs", "user.rs"]);
/// # Ok::<(), aludel_codegen::Failure>(())
/// ```
///
/// # Errors
///
/// The mistakes of [`load`], as screens that point into the files.
pub fn generate(sources: &Sources) -> Result<Vec<File>, Failure> {
    let schema = load(sources)?;
    Ok(code(&schema, sources)?)
}

/// The code that a loaded schema makes, in memory.
///
/// # Errors
///
/// A defect of this crate.
pub fn code(schema: &Schema, sources: &Sources) -> Result<Vec<File>, Defect> {
    let order = order::order(&schema.tables);
    render::render(schema, &order, sources)
}

/// The statements that make the schema in an empty database, in their order, none ended by a semicolon: what
/// `create_all` runs.
///
/// # Errors
///
/// The mistakes of [`load`]; [`Failure::Dialect`] where the schema is not written for that database.
pub fn statements(sources: &Sources, dialect: Dialect) -> Result<Vec<String>, Failure> {
    let schema = load(sources)?;
    if !schema.settings.dialects.contains(&dialect) {
        return Err(Failure::Dialect(dialect));
    }
    let order = order::order(&schema.tables);
    Ok(ddl::statements(&schema, &order, dialect))
}

/// Why nothing was made of schema files.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Failure {
    /// Mistakes in them.
    Schema(Diagnostics),
    /// Their settings do not name that database.
    Dialect(Dialect),
    /// A defect of this crate.
    Defect(Defect),
}

impl From<Diagnostics> for Failure {
    fn from(diagnostics: Diagnostics) -> Failure {
        Failure::Schema(diagnostics)
    }
}

impl From<Defect> for Failure {
    fn from(defect: Defect) -> Failure {
        Failure::Defect(defect)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Schema(diagnostics) => diagnostics.fmt(f),
            Failure::Dialect(dialect) => {
                write!(f, "the schema is not written for {0}: `[settings] dialects` does not name it", dialect.word())
            }
            Failure::Defect(defect) => defect.fmt(f),
        }
    }
}

impl std::error::Error for Failure {}
