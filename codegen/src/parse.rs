//! From text to syntax: TOML with its spans, walked along the table of keys.

mod fields;
mod items;
mod shape;
mod table;

use toml::de::DeTable;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{Place, Source, Sources, Span};
use crate::syntax::Document;

/// Reads every file; reports every mistake in all of them.
pub(crate) fn parse(sources: &Sources) -> Result<Document, Diagnostics> {
    let mut document = Document::default();
    let mut mistakes = Vec::new();
    for (file, source) in sources.files().iter().enumerate() {
        let mut reader = Reader { file, mistakes: &mut mistakes };
        reader.file(source, &mut document);
    }
    Diagnostics::none_of(mistakes, sources)?;
    Ok(document)
}

/// Reads one file.
struct Reader<'m> {
    file: usize,
    mistakes: &'m mut Vec<Diagnostic>,
}

impl Reader<'_> {
    fn file(&mut self, source: &Source, document: &mut Document) {
        // The parser takes a NUL and other control characters for what they are, but a file of nothing else costs it
        // nothing either: whatever it says, its first complaint is the one that helps.
        let (table, errors) = DeTable::parse_recoverable(&source.text);
        let first = errors.iter().min_by_key(|error| error.span().map_or(usize::MAX, |span| span.start));
        if let Some(error) = first {
            let end = source.text.len();
            let place = self.place(error.span().unwrap_or(end..end));
            self.mistakes.push(
                Diagnostic::new(Code::Syntax, place, "this file is not valid TOML").label(error.message().to_owned()),
            );
            return;
        }
        self.top(table.get_ref(), document);
    }

    fn place(&self, range: std::ops::Range<usize>) -> Place {
        Place { file: self.file, span: Span { start: range.start, end: range.end } }
    }

    fn report(&mut self, mistake: Diagnostic) {
        self.mistakes.push(mistake);
    }
}
