//! Views: which of them another one reads, so that it can be made before.

use super::draft::Draft;
use crate::syntax::SqlText;

impl Draft<'_> {
    /// The views that a view reads, but for itself: those whose names its query has behind FROM, JOIN or a comma.
    pub(crate) fn needs(&self, table: usize) -> Vec<usize> {
        let Some(view) = self.tables[table].view else { return Vec::new() };
        let read: Vec<String> = match &view.query.value {
            SqlText::Same(text) => read(text),
            SqlText::Each { sqlite, postgresql } => {
                sqlite.iter().chain(postgresql).flat_map(|text| read(&text.value)).collect()
            }
        };
        let is_read = |&other: &usize| {
            let other = &self.tables[other];
            let names = [other.name.value.clone(), other.full_name()].map(|name| name.to_lowercase());
            other.view.is_some() && read.iter().any(|name| names.contains(name))
        };
        (0..self.tables.len()).filter(|other| *other != table).filter(is_read).collect()
    }

    /// Whether a view needs another one, perhaps through others.
    pub(crate) fn reaches(&self, from: usize, to: usize) -> bool {
        let mut reached = vec![from];
        let mut next = 0;
        while let Some(&view) = reached.get(next) {
            let needs = self.needs(view);
            if needs.contains(&to) {
                return true;
            }
            reached.extend(needs.into_iter().filter(|view| !reached.contains(view)).collect::<Vec<_>>());
            next += 1;
        }
        false
    }
}

/// The names in a query behind FROM, JOIN or a comma, in lower case, with dots in them.
fn read(sql: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut opens = false;
    let mut letters = sql.chars().peekable();
    while let Some(&letter) = letters.peek() {
        if letter == '\'' {
            letters.next();
            letters.by_ref().find(|&inner| inner == '\'');
        } else if letter == '"' || letter == '_' || letter.is_alphanumeric() {
            let mut name = String::new();
            while let Some(&part) = letters.peek() {
                match part {
                    '"' => {
                        letters.next();
                        name.extend(letters.by_ref().take_while(|&inner| inner != '"'));
                    }
                    _ if part == '_' || part == '.' || part.is_alphanumeric() => {
                        name.push(part);
                        letters.next();
                    }
                    _ => break,
                }
            }
            let name = name.to_lowercase();
            let is_word = ["from", "join"].contains(&name.as_str());
            if opens && !is_word {
                names.push(name);
            }
            opens = is_word;
        } else {
            // `FROM (a JOIN b ...)`
            opens = letter == ',' || (opens && (letter == '(' || letter.is_whitespace()));
            letters.next();
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn tables_stand_behind_from_join_and_commas() {
        assert_eq!(read("SELECT 1"), [""; 0]);
        assert_eq!(read("SELECT a.x, b FROM A JOIN \"B c\" ON 1 LEFT JOIN (s.c) , d"), ["b", "a", "b c", "s.c", "d"]);
        assert_eq!(read("SELECT 'from b' FROM(a)"), ["a"]);
    }
}
