//! Aludel at build time.

mod check;
pub mod ddl;
pub mod diagnostic;
pub mod keys;
pub mod model;
pub mod order;
mod parse;
pub mod read;
mod resolve;
pub mod source;
mod syntax;

use diagnostic::Diagnostics;
use model::Schema;
use source::Sources;

/// Reads schema files that are already in memory: what they say, with every name looked up and every rule checked.
/// [`read::folder`] gives the files of a folder.
///
/// # Errors
///
/// Every mistake of the first phase that finds one (TOML and keys; names and rules), over all files.
pub fn load(sources: &Sources) -> Result<Schema, Diagnostics> {
    let document = parse::parse(sources)?;
    let mut mistakes = Vec::new();
    let draft = resolve::resolve(&document, &mut mistakes);
    check::check(&draft, &mut mistakes);
    Diagnostics::none_of(mistakes, sources)?;
    resolve::schema(&draft).ok_or_else(|| Diagnostics::defect(sources))
}
