//! Mistakes in schema files: what is wrong, where, and what was probably meant.

pub mod code;
pub mod example;
mod level;
pub mod screen;
pub mod suggest;

use crate::source::{Place, Sources};
pub use code::Code;
pub use level::Level;

/// How grave something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// A mistake: nothing is made of the schema.
    Error,
    /// Allowed, and probably not meant.
    Warning,
}

/// One mistake, or one warning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Which rule it breaks.
    pub code: Code,
    /// Whether it is a mistake; a warning that the settings deny is one.
    pub severity: Severity,
    /// The fact, in one line.
    pub message: String,
    /// The exact token.
    pub place: Place,
    /// What is said below the token; may be empty.
    pub label: String,
    /// The other place, where two disagree, perhaps in another file, and what is said there.
    pub second: Option<(Place, String)>,
    /// What was probably meant, or what mends it.
    pub help: Option<String>,
    /// The lint that a warning comes from, as `[settings.lints]` names it.
    pub lint: Option<&'static str>,
}

impl Diagnostic {
    /// A mistake with its place; label, second place and help are added to it.
    pub(crate) fn new(code: Code, place: Place, message: impl Into<String>) -> Diagnostic {
        let severity = if code.is_lint() { Severity::Warning } else { Severity::Error };
        Diagnostic {
            code,
            severity,
            message: message.into(),
            place,
            label: String::new(),
            second: None,
            help: None,
            lint: None,
        }
    }

    /// Says something below the token.
    pub(crate) fn label(mut self, text: impl Into<String>) -> Diagnostic {
        self.label = text.into();
        self
    }

    /// Shows the other place.
    pub(crate) fn second(mut self, place: Place, text: impl Into<String>) -> Diagnostic {
        self.second = Some((place, text.into()));
        self
    }

    /// Says what mends it.
    pub(crate) fn help(mut self, text: impl Into<String>) -> Diagnostic {
        self.help = Some(text.into());
        self
    }

    /// Says what mends it, where nothing has been said.
    pub(crate) fn or_help(mut self, text: impl FnOnce() -> String) -> Diagnostic {
        self.help.get_or_insert_with(text);
        self
    }

    /// Says which of the candidates was probably meant, if one is near.
    pub(crate) fn near<'c>(self, word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Diagnostic {
        match suggest::nearest(word, candidates) {
            Some(meant) if self.help.is_none() => self.help(format!("did you mean `{meant}`?")),
            _ => self,
        }
    }
}

/// Every mistake of a phase, in the order of files and places, with the files they are in. As an error it is never empty;
/// the warnings of a schema may be none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostics {
    mistakes: Vec<Diagnostic>,
    sources: Sources,
}

impl Diagnostics {
    /// Sorts the mistakes found in the files. `Ok` where there are none.
    pub(crate) fn none_of(mut mistakes: Vec<Diagnostic>, sources: &Sources) -> Result<(), Diagnostics> {
        if mistakes.is_empty() {
            return Ok(());
        }
        mistakes.sort_by_key(|a| (a.place, a.code));
        mistakes.dedup();
        Err(Diagnostics { mistakes, sources: sources.clone() })
    }

    /// The mistakes among what the lints have found, if there are; otherwise the warnings.
    pub(crate) fn warnings(mut found: Vec<Diagnostic>, sources: &Sources) -> Result<Diagnostics, Diagnostics> {
        found.sort_by_key(|a| (a.place, a.code));
        found.dedup();
        let denied: Vec<Diagnostic> = found.iter().filter(|it| it.severity == Severity::Error).cloned().collect();
        Diagnostics::none_of(denied, sources)?;
        Ok(Diagnostics { mistakes: found, sources: sources.clone() })
    }

    /// The same as mistakes, whatever they were. `Ok` where there is nothing.
    ///
    /// # Errors
    ///
    /// Everything, each a mistake.
    pub fn denied(mut self) -> Result<(), Diagnostics> {
        self.mistakes.iter_mut().for_each(|mistake| mistake.severity = Severity::Error);
        if self.is_empty() { Ok(()) } else { Err(self) }
    }

    /// Whether there is nothing to say.
    pub fn is_empty(&self) -> bool {
        self.mistakes.is_empty()
    }

    /// A schema without mistakes that does not hold together all the same, which only Aludel can be blamed for.
    pub(crate) fn defect(sources: &Sources) -> Diagnostics {
        let message = "this schema has no mistake, and yet Aludel cannot make sense of it";
        let help = "this is a defect of Aludel: please report it with the schema";
        let mistake = Diagnostic::new(Code::Defect, Place::default(), message).help(help);
        Diagnostics { mistakes: vec![mistake], sources: sources.clone() }
    }

    /// The mistakes, in order.
    pub fn mistakes(&self) -> &[Diagnostic] {
        &self.mistakes
    }

    /// The files they are in.
    pub fn sources(&self) -> &Sources {
        &self.sources
    }

    /// The screens of all mistakes with terminal colours; `Display` prints them without.
    pub fn coloured(&self) -> String {
        screen::all(&self.mistakes, &self.sources, screen::Style::Coloured)
    }
}

impl std::fmt::Display for Diagnostics {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&screen::all(&self.mistakes, &self.sources, screen::Style::Plain))
    }
}

impl std::error::Error for Diagnostics {}
