//! Schema files as text, and places in them.

/// A stretch of one file, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// The first byte.
    pub start: usize,
    /// The byte behind the last.
    pub end: usize,
}

/// A stretch of one of several files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Place {
    /// The file: an index into [`Sources`].
    pub file: usize,
    /// Where in the file.
    pub span: Span,
}

/// One schema file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// How messages call it: the path that the user gave, with `/` between its parts.
    pub name: String,
    /// What is in it.
    pub text: String,
}

/// A line and a column, both from 1; a column is a character, as editors count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

impl Source {
    /// The line and column of a byte. A byte inside a character counts as that character; one past the end as the end.
    pub fn position(&self, byte: usize) -> Position {
        let mut byte = byte.min(self.text.len());
        while !self.text.is_char_boundary(byte) {
            byte -= 1;
        }
        let before = &self.text[..byte];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Position { line: before.matches('\n').count() + 1, column: before[line_start..].chars().count() + 1 }
    }

    /// The text of a line, from 1, without its end.
    pub fn line(&self, line: usize) -> &str {
        let text = self.text.split('\n').nth(line.saturating_sub(1)).unwrap_or("");
        text.strip_suffix('\r').unwrap_or(text)
    }
}

/// The files of a schema folder, sorted by name. Tests make them from text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sources {
    files: Vec<Source>,
}

impl Sources {
    /// From names and texts.
    pub fn new<N: Into<String>, T: Into<String>>(files: impl IntoIterator<Item = (N, T)>) -> Sources {
        let mut files: Vec<Source> =
            files.into_iter().map(|(name, text)| Source { name: name.into(), text: text.into() }).collect();
        files.sort_by(|a, b| a.name.cmp(&b.name));
        Sources { files }
    }

    /// The files, in order.
    pub fn files(&self) -> &[Source] {
        &self.files
    }
}
