//! Doc texts, which become comments in generated code, and comments in the database.

use super::Mistakes;
use crate::diagnostic::{Code, Diagnostic};
use crate::resolve::Draft;
use crate::syntax::Name;

/// A doc text has nothing in it that a comment cannot have.
pub(super) fn plain_text(draft: &Draft<'_>, mistakes: &mut Mistakes) {
    for doc in docs(draft) {
        if let Some(letter) = doc.value.chars().find(|&letter| is_foreign(letter)) {
            let label = format!("has U+{:04X} in it", u32::from(letter));
            let message = "this text has a character that no comment can have";
            mistakes.push(Diagnostic::new(Code::DocText, doc.place, message).label(label));
        }
    }
}

fn docs<'d>(draft: &Draft<'d>) -> Vec<&'d Name> {
    let mut docs: Vec<&Name> = Vec::new();
    for table in &draft.tables {
        docs.extend(table.body.doc.iter().chain(&table.body.comment));
        docs.extend(table.body.columns.iter().filter_map(|column| column.comment.as_ref()));
        docs.extend(table.body.columns.iter().filter_map(|column| column.doc.as_ref()));
    }
    for model in &draft.models {
        docs.extend(model.written.relationships.iter().filter_map(|relationship| relationship.doc.as_ref()));
    }
    docs.extend(draft.document.mixins.iter().filter_map(|mixin| mixin.body.doc.as_ref()));
    for known in &draft.enums {
        docs.extend(&known.written.doc);
        docs.extend(known.written.values.value.iter().filter_map(|value| value.doc.as_ref()));
    }
    docs
}

/// Control characters, and what turns the direction of writing: rustc refuses both.
fn is_foreign(letter: char) -> bool {
    let turns = matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    (letter.is_control() && !matches!(letter, '\n' | '\t')) || turns
}
