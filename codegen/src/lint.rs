//! Warnings: what is allowed and probably not meant. `[settings.lints]` says of each whether it is passed over, told, or a
//! mistake.
//!
//! ```
//! use aludel_codegen::source::Sources;
//!
//! let schema = "
//! [settings.lints]
//! unused_enum = 'deny'
//! [enum.Colour]
//! values = ['red', 'green']
//! ";
//! let mistakes = aludel_codegen::load(&Sources::new([("schema/colour.toml", schema)])).unwrap_err();
//! assert!(mistakes.to_string().starts_with("error[W0004]: enum `Colour` is not used\n"));
//! ```

mod docs;
mod indexes;
mod names;
mod types;
mod unused;

pub use crate::diagnostic::Level;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::keys::LINTS;
use crate::resolve::Draft;

type Warnings = Vec<Diagnostic>;
type Rule = fn(&Draft<'_>, &mut Warnings);

/// A lint: its name in `[settings.lints]`, its code, and what is done where the settings say nothing.
#[derive(Debug)]
pub struct Lint {
    /// Its key in `[settings.lints]`.
    pub name: &'static str,
    /// The code of its warnings.
    pub code: Code,
    /// What is done where nothing is said.
    pub level: Level,
    rule: Rule,
}

impl Lint {
    /// The lint that a warning comes from.
    pub fn of(code: Code) -> Option<&'static Lint> {
        ALL.iter().find(|lint| lint.code == code)
    }
}

const fn lint(name: &'static str, code: Code, level: Level, rule: Rule) -> Lint {
    Lint { name, code, level, rule }
}

/// Every lint, in the order of the codes. What it is about stands in the table of keys, too.
pub static ALL: &[Lint] = &[
    lint("unindexed_foreign_key", Code::UnindexedForeignKey, Level::Warn, indexes::unindexed_foreign_key),
    lint("reserved_word", Code::ReservedWord, Level::Warn, names::reserved_word),
    lint("unused_table", Code::UnusedTable, Level::Warn, unused::table),
    lint("unused_enum", Code::UnusedEnum, Level::Warn, unused::enumeration),
    lint("unused_mixin", Code::UnusedMixin, Level::Warn, unused::mixin),
    lint("redundant_index", Code::RedundantIndex, Level::Warn, indexes::redundant_index),
    lint("missing_docs", Code::MissingDocs, Level::Allow, docs::missing_docs),
    lint("foreign_key_rust_type", Code::ForeignKeyRustType, Level::Warn, types::foreign_key_rust_type),
];

/// What every lint that is not allowed finds; what is denied is a mistake.
pub(crate) fn lint_all(draft: &Draft<'_>) -> Warnings {
    let said = draft.document.settings.iter().flat_map(|settings| &settings.lints);
    let mut found = Vec::new();
    for lint in ALL {
        let level = said.clone().find(|(name, _)| *name == lint.name).map_or(lint.level, |(_, level)| *level);
        let before = found.len();
        if level != Level::Allow {
            (lint.rule)(draft, &mut found);
            found[before..].iter_mut().for_each(|warning| warning.lint = Some(lint.name));
        }
        if level == Level::Deny {
            found[before..].iter_mut().for_each(|warning| warning.severity = Severity::Error);
        }
    }
    found
}

/// The names of the lints, as `[settings.lints]` has them.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    LINTS.keys.iter().map(|key| key.name)
}
