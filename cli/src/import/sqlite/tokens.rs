//! The words of SQLite's SQL, each with its place in the text.

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A word without quotes: a keyword or a name.
    Word,
    /// A name between quotes.
    Name,
    /// Text between single quotes.
    Text,
    /// Anything else, a letter or a number.
    Other,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Token<'s> {
    pub(super) kind: Kind,
    /// As it is written.
    pub(super) text: &'s str,
    pub(super) start: usize,
    pub(super) end: usize,
}

impl Token<'_> {
    pub(super) fn is(&self, word: &str) -> bool {
        matches!(self.kind, Kind::Word | Kind::Other) && self.text.eq_ignore_ascii_case(word)
    }

    /// The name that it is.
    pub(super) fn name(&self) -> String {
        unquoted(self.text)
    }
}

/// A name without the quotes around it.
pub(super) fn unquoted(text: &str) -> String {
    let inner = |quote: char| text[1..text.len() - 1].replace(&format!("{quote}{quote}"), &quote.to_string());
    match text.chars().next() {
        Some('[') if text.len() > 1 => text[1..text.len() - 1].to_owned(),
        Some(quote @ ('"' | '`' | '\'')) if text.len() > 1 => inner(quote),
        _ => text.to_owned(),
    }
}

/// The tokens of a statement that SQLite has taken, without spaces and comments.
pub(super) fn tokens(sql: &str) -> Vec<Token<'_>> {
    let mut found = Vec::new();
    let mut rest = sql;
    while let Some(first) = rest.chars().next() {
        let start = sql.len() - rest.len();
        let (kind, length) = match first {
            _ if first.is_whitespace() => (None, first.len_utf8()),
            '-' if rest.starts_with("--") => (None, rest.find('\n').unwrap_or(rest.len())),
            '/' if rest.starts_with("/*") => (None, rest.find("*/").map_or(rest.len(), |end| end + 2)),
            '\'' => (Some(Kind::Text), quoted(rest, '\'')),
            '"' | '`' => (Some(Kind::Name), quoted(rest, first)),
            '[' => (Some(Kind::Name), rest.find(']').map_or(rest.len(), |end| end + 1)),
            _ if is_letter(first) => {
                let end = rest.find(|letter: char| !is_letter(letter)).unwrap_or(rest.len());
                // A blob is one value.
                match matches!(&rest[..end], "x" | "X") && rest[end..].starts_with('\'') {
                    true => (Some(Kind::Other), end + quoted(&rest[end..], '\'')),
                    false if first.is_ascii_digit() => (Some(Kind::Other), number(rest)),
                    false => (Some(Kind::Word), end),
                }
            }
            _ => (Some(Kind::Other), first.len_utf8()),
        };
        if let Some(kind) = kind {
            found.push(Token { kind, text: &rest[..length], start, end: start + length });
        }
        rest = &rest[length..];
    }
    found
}

fn is_letter(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_' || letter == '$' || !letter.is_ascii()
}

/// How long a number is, with its point and exponent.
fn number(text: &str) -> usize {
    let mut before = ' ';
    let stop = text.find(|letter: char| {
        let sign = matches!(letter, '+' | '-') && matches!(before, 'e' | 'E');
        before = letter;
        !(sign || letter == '.' || is_letter(letter))
    });
    stop.unwrap_or(text.len())
}

/// How long the quoted text is that begins here. A doubled quote stays in it.
fn quoted(text: &str, quote: char) -> usize {
    let mut letters = text.char_indices().skip(1).peekable();
    while let Some((place, letter)) = letters.next() {
        if letter == quote && letters.next_if(|(_, next)| *next == quote).is_none() {
            return place + 1;
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_texts_and_comments() {
        let sql =
            "CREATE TABLE [a b] -- no\n(\"x\"\"y\" /* no */ DEFAULT -1.5e+3, `z` DEFAULT X'00', q DEFAULT 'it''s')";
        let texts: Vec<&str> = tokens(sql).iter().map(|token| token.text).collect();
        assert_eq!(
            texts,
            [
                "CREATE",
                "TABLE",
                "[a b]",
                "(",
                "\"x\"\"y\"",
                "DEFAULT",
                "-",
                "1.5e+3",
                ",",
                "`z`",
                "DEFAULT",
                "X'00'",
                ",",
                "q",
                "DEFAULT",
                "'it''s'",
                ")"
            ]
        );
        assert_eq!(unquoted("\"x\"\"y\""), "x\"y");
        assert_eq!(unquoted("[a b]"), "a b");
        assert_eq!(unquoted("plain"), "plain");
    }
}
