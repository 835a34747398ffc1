//! SQL in schema files: it goes into statements as it is written, so that it must end where it should.

use super::Mistakes;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::Dialect;
use crate::resolve::Draft;
use crate::source::Place;
use crate::syntax::{ServerValue, SqlText};

/// Every SQL text with its place.
fn texts<'d>(draft: &Draft<'d>) -> Vec<(Place, &'d SqlText)> {
    let mut found = Vec::new();
    for table in &draft.tables {
        for column in &table.body.columns {
            found.extend(column.computed.as_ref().map(|computed| (computed.sql.place, &computed.sql.value)));
            found.extend(column.check.as_ref().map(|check| (check.place, &check.value)));
            if let Some(default) = &column.server_default
                && let ServerValue::Sql(text) = &default.value
            {
                found.push((default.place, text));
            }
        }
        let keyed = table.body.uniques.iter().chain(&table.body.indexes);
        found.extend(keyed.filter_map(|keyed| keyed.condition.as_ref()).map(|text| (text.place, &text.value)));
        let expressions = table.body.indexes.iter().filter_map(|index| index.expression.as_ref());
        found.extend(expressions.map(|text| (text.place, &text.value)));
        found.extend(table.view.map(|view| (view.query.place, &view.query.value)));
        found.extend(table.body.checks.iter().map(|check| (check.condition.place, &check.condition.value)));
    }
    found
}

/// Quotes and brackets are closed, and nothing ends or hides the rest of the statement.
pub(super) fn whole(draft: &Draft<'_>, mistakes: &mut Mistakes) {
    for (place, text) in texts(draft) {
        let parts = match text {
            SqlText::Same(text) => vec![(place, text)],
            SqlText::Each { sqlite, postgresql } => {
                [sqlite, postgresql].into_iter().flatten().map(|name| (name.place, &name.value)).collect()
            }
        };
        for (place, text) in parts {
            if text.trim().is_empty() {
                mistakes.push(Diagnostic::new(Code::Empty, place, "this SQL is empty").label("empty"));
            } else if let Some(fault) = fault(text) {
                let message = "this SQL does not end where it should";
                mistakes.push(Diagnostic::new(Code::SqlText, place, message).label(fault));
            }
        }
    }
}

/// What keeps a text from being a single expression, if anything does.
fn fault(text: &str) -> Option<&'static str> {
    let mut open: Vec<char> = Vec::new();
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\0' => return Some("has a NUL in it"),
            ';' => return Some("has a semicolon in it"),
            '-' if letters.peek() == Some(&'-') => return Some("has a comment in it"),
            '/' if letters.peek() == Some(&'*') => return Some("has a comment in it"),
            '(' => open.push(')'),
            '[' => open.push(']'),
            ')' | ']' if open.pop() != Some(letter) => {
                return Some("has a bracket that closes nothing");
            }
            // A doubled quote closes and opens again, which comes to the same.
            '\'' | '"' | '`' => loop {
                match letters.next() {
                    Some('\0') => return Some("has a NUL in it"),
                    Some(inner) if inner == letter => break,
                    Some(_) => {}
                    None => return Some("has a quote that is not closed"),
                }
            },
            // What PostgreSQL's dollar quotes hold would have to be looked into.
            '$' if letters.peek().is_some_and(|next| !next.is_ascii_digit()) => {
                return Some("has a dollar quote in it");
            }
            _ => {}
        }
    }
    if open.is_empty() { None } else { Some("has a bracket that is not closed") }
}

/// SQL for each database is there for each database of the settings.
pub(super) fn every_dialect(draft: &Draft<'_>, mistakes: &mut Mistakes) {
    for (place, text) in texts(draft) {
        let SqlText::Each { sqlite, postgresql } = text else { continue };
        for &dialect in &draft.settings.dialects {
            let there = match dialect {
                Dialect::Sqlite => sqlite.is_some(),
                Dialect::Postgresql => postgresql.is_some(),
            };
            if there {
                continue;
            }
            let word = dialect.word();
            let mistake = Diagnostic::new(Code::MissingDialect, place, format!("there is no SQL for `{word}` here"))
                .label(format!("no `{word}`"));
            let said = draft.document.settings.first().and_then(|settings| settings.dialects.as_ref());
            mistakes.push(match said {
                Some(dialects) => mistake.second(dialects.place, "the settings name it"),
                None => mistake.help("settings that say nothing name every database"),
            });
        }
    }
}
