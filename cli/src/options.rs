//! What several commands are told alike.

use std::path::PathBuf;

/// Options of the commands that work on kept code.
#[derive(Debug, PartialEq, Default)]
pub(crate) struct Options {
    /// `--schema`
    pub(crate) schema: Option<PathBuf>,
    /// `--out`
    pub(crate) out: Option<PathBuf>,
    /// `--deny warnings`
    pub(crate) deny_warnings: bool,
}
