//! Mistakes in schema files: what is wrong, where, and what was probably meant.

pub mod code;
pub mod screen;
pub(crate) mod suggest;

use crate::source::{Place, Sources};
pub use code::Code;

/// One mistake.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Which rule it breaks.
    pub code: Code,
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
}

impl Diagnostic {
    /// A mistake with its place; label, second place and help are added to it.
    pub(crate) fn new(code: Code, place: Place, message: impl Into<String>) -> Diagnostic {
        Diagnostic { code, message: message.into(), place, label: String::new(), second: None, help: None }
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

    /// Says which of the candidates was probably meant, if one is near.
    pub(crate) fn near<'c>(self, word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Diagnostic {
        match suggest::nearest(word, candidates) {
            Some(meant) if self.help.is_none() => self.help(format!("did you mean `{meant}`?")),
            _ => self,
        }
    }
}

/// Every mistake of a phase, in the order of files and places, with the files they are in. It is never empty.
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
