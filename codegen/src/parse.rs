//! From text to syntax: TOML with its spans, walked along the table of keys.

mod attributes;
mod fields;
pub(crate) mod flawed;
mod items;
mod numbers;
mod other_syntax;
mod other_words;
mod shape;
mod table;

use toml::de::DeTable;

use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Place, Source, Sources, Span};
use crate::syntax::Document;

/// What the files say, and the mistakes found while reading them.
pub(crate) struct Parsed {
    pub(crate) document: Document,
    pub(crate) mistakes: Vec<Diagnostic>,
    /// Whether every model, table and enum is known at least by its name, and the settings are.
    pub(crate) names_are_known: bool,
}

/// Reads every file; reports every mistake in all of them.
pub(crate) fn parse(sources: &Sources) -> Parsed {
    let mut document = Document::default();
    let mut mistakes = Vec::new();
    let mut names_are_known = true;
    for (file, source) in sources.files().iter().enumerate() {
        let mut reader = Reader { file, mistakes: &mut mistakes };
        names_are_known &= reader.file(source, &mut document);
    }
    Parsed { document, mistakes, names_are_known }
}

/// Reads one file.
struct Reader<'m> {
    file: usize,
    mistakes: &'m mut Vec<Diagnostic>,
}

impl Reader<'_> {
    /// Whether the names in it are known afterwards.
    fn file(&mut self, source: &Source, document: &mut Document) -> bool {
        // One mistake often brings forth others: the first of a file is the one that helps.
        let (table, errors) = DeTable::parse_recoverable(&source.text);
        let first = errors.iter().min_by_key(|error| error.span().map_or(usize::MAX, |span| span.start));
        if let Some(error) = first {
            let end = source.text.len();
            let place = self.place(error.span().unwrap_or(end..end));
            let mistake =
                Diagnostic::new(Code::Syntax, place, "this file is not valid TOML").label(error.message().to_owned());
            self.mistakes.push(match other_syntax::help(&source.text, place.span.start) {
                Some(help) => mistake.help(help),
                None => mistake,
            });
            return false;
        }
        self.top(table.get_ref(), document)
    }

    fn place(&self, range: std::ops::Range<usize>) -> Place {
        Place { file: self.file, span: Span { start: range.start, end: range.end } }
    }

    fn report(&mut self, mistake: Diagnostic) {
        self.mistakes.push(mistake);
    }
}
