//! Literal SQL with named binds.

use crate::{ToParam, Value};

/// SQL of the program's own, wherever a condition, an ordering, an expression or a whole statement is wanted. Made by [`text`].
#[derive(Clone, Debug)]
#[must_use = "it does nothing until a query uses it"]
pub struct Text {
    pub(crate) pieces: Vec<Piece>,
    /// The first mistake: a value for a name that is not in the text.
    pub(crate) mistake: Option<String>,
}

/// A part of a text.
#[derive(Clone, Debug)]
pub(crate) enum Piece {
    Words(String),
    Bind { name: String, value: Option<Value>, sensitive: bool },
}

/// Literal SQL. `:name` is a value, to be given by [`bind`](Text::bind); a colon in quotes, in a comment, doubled as in
/// `now()::date`, or behind a backslash is a colon.
///
/// The text goes to the database as it is: whatever comes from outside belongs into a bind.
pub fn text(sql: &str) -> Text {
    Text { pieces: pieces(sql), mistake: None }
}

impl Text {
    /// The value of `:name`, wherever that stands in the text.
    ///
    /// A name that the text does not have, and one that is left without a value, is an error when the query is run.
    pub fn bind(self, name: &str, value: impl ToParam) -> Self {
        self.put(name, &value, false)
    }

    /// The same for a value that no log shows.
    pub fn bind_sensitive(self, name: &str, value: impl ToParam) -> Self {
        self.put(name, &value, true)
    }

    fn put(mut self, name: &str, value: &dyn ToParam, hidden: bool) -> Self {
        let mut found = false;
        for piece in &mut self.pieces {
            if let Piece::Bind { name: own, value: place, sensitive } = piece
                && own == name
            {
                *place = Some(value.to_param().to_value());
                *sensitive = hidden;
                found = true;
            }
        }
        if !found && self.mistake.is_none() {
            let names: Vec<String> = self.names().iter().map(|name| format!(":{name}")).collect();
            let has = if names.is_empty() { "none".to_owned() } else { names.join(", ") };
            self.mistake = Some(format!("the text has no bind `:{name}`; it has {has}"));
        }
        self
    }

    fn names(&self) -> Vec<&str> {
        let mut names = Vec::new();
        for piece in &self.pieces {
            if let Piece::Bind { name, .. } = piece
                && !names.contains(&name.as_str())
            {
                names.push(name);
            }
        }
        names
    }

    /// Why the text cannot be sent.
    pub(crate) fn refusal(&self) -> Option<String> {
        if let Some(mistake) = &self.mistake {
            return Some(mistake.clone());
        }
        self.pieces.iter().find_map(|piece| match piece {
            Piece::Bind { name, value: None, .. } => {
                Some(format!("the bind `:{name}` of a text has no value: give it by `.bind(\"{name}\", ...)`"))
            }
            _ => None,
        })
    }
}

/// Cuts a text at its binds.
fn pieces(sql: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut words = String::new();
    let mut rest = sql;
    while let Some(c) = rest.chars().next() {
        let whole = match c {
            '\'' | '"' => quoted(rest, c),
            '-' if rest.starts_with("--") => rest.find('\n').unwrap_or(rest.len()),
            '/' if rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |end| end + 2),
            ':' if rest.starts_with("::") => 2,
            _ => 0,
        };
        if whole > 0 {
            words.push_str(&rest[..whole]);
            rest = &rest[whole..];
        } else if rest.starts_with("\\:") {
            words.push(':');
            rest = &rest[2..];
        } else if c == ':' && !words.ends_with(|c: char| c.is_alphanumeric() || c == '_') && name_at(&rest[1..]) > 0 {
            let length = name_at(&rest[1..]);
            pieces.push(Piece::Words(std::mem::take(&mut words)));
            pieces.push(Piece::Bind { name: rest[1..=length].to_owned(), value: None, sensitive: false });
            rest = &rest[1 + length..];
        } else {
            words.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    pieces.push(Piece::Words(words));
    pieces
}

/// The length of what is quoted, to its closing quote; a doubled quote does not close.
fn quoted(text: &str, quote: char) -> usize {
    let mut end = 1;
    while let Some(next) = text[end..].find(quote) {
        end += next + 1;
        if !text[end..].starts_with(quote) {
            return end;
        }
        end += 1;
    }
    text.len()
}

/// The length of the name with which the text begins.
fn name_at(text: &str) -> usize {
    let starts = text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    if starts { text.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(text.len()) } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(sql: &str) -> String {
        let show = |piece: Piece| match piece {
            Piece::Words(words) => words,
            Piece::Bind { name, .. } => format!("<{name}>"),
        };
        pieces(sql).into_iter().map(show).collect()
    }

    #[test]
    fn binds_are_found_and_other_colons_left() {
        assert_eq!(cut("id < :value and name = :name"), "id < <value> and name = <name>");
        assert_eq!(cut("a = ':x' and \"b:c\" = :y -- :z\n + :w"), "a = ':x' and \"b:c\" = <y> -- :z\n + <w>");
        assert_eq!(cut("'it''s :x' || :y"), "'it''s :x' || <y>");
        assert_eq!(cut("x::int = :x::int /* :y */"), "x::int = <x>::int /* :y */");
        assert_eq!(cut("array[1\\:2] :é a:b"), "array[1:2] :é a:b");
        assert_eq!(cut("'open :x"), "'open :x");
    }

    #[test]
    fn a_text_without_its_values_is_refused() {
        assert!(text("a = :a").refusal().unwrap().contains("`:a`"));
        assert!(text("a = :a").bind("b", 1).refusal().unwrap().contains("no bind `:b`; it has :a"));
        assert!(text("a = :a or b = :a").bind("a", 1).refusal().is_none());
    }
}
