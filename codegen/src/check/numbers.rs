//! What numbers rows: identity columns and sequences.

use super::Mistakes;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::database::Numbers;
use crate::model::kind::Kind;
use crate::resolve::Draft;
use crate::source::Place;
use crate::syntax::ServerValue;

/// How a key is numbered is said of a key that the database numbers.
pub(super) fn of_keys(draft: &Draft<'_>, mistakes: &mut Mistakes) {
    for table in &draft.tables {
        for (index, column) in table.columns.iter().enumerate() {
            let written = column.written;
            let identity = written.identity.as_ref().map(|it| ("identity", it.place));
            let autoincrement = written.autoincrement.as_ref().map(|it| ("autoincrement", it.place));
            for (key, place) in [identity, autoincrement].into_iter().flatten() {
                if table.identity() == Some(index) || column.kind.is_none() {
                    continue;
                }
                let message = format!("the database does not number column `{}`", written.name.value);
                mistakes.push(
                    Diagnostic::new(Code::Numbers, place, message)
                        .label(format!("`{key}` is for the numbered key"))
                        .second(
                            written.name.place,
                            "not the only column of a primary key, a whole number without default and reference",
                        ),
                );
            }
            if let Some(identity) = &written.identity {
                mistakes.extend(limits(&identity.value.numbers, identity.place));
            }
        }
    }
    for sequence in &draft.document.sequences {
        mistakes.extend(limits(&sequence.numbers, sequence.name.place));
    }
}

/// The first number is between the least and the greatest.
fn limits(numbers: &Numbers, place: Place) -> Option<Diagnostic> {
    let (least, greatest) = (numbers.minimum.unwrap_or(1), numbers.maximum.unwrap_or(u32::MAX));
    let start = numbers.start.unwrap_or(least);
    let fault = least >= greatest || start < least || start > greatest;
    fault.then(|| {
        let message = "these numbers leave none to begin with";
        Diagnostic::new(Code::Numbers, place, message)
            .label(format!("from {least} to {greatest}, beginning with {start}"))
    })
}

/// A default that is the next number of a sequence names one, and is of a whole number.
pub(super) fn next(draft: &Draft<'_>, mistakes: &mut Mistakes) {
    for column in draft.tables.iter().flat_map(|table| &table.columns) {
        let Some(default) = &column.written.server_default else { continue };
        let ServerValue::Next(name) = &default.value else { continue };
        if draft.sequence(&name.value).is_none() {
            let known = draft.document.sequences.iter().map(|sequence| sequence.name.value.as_str());
            let message = format!("there is no sequence `{}`", name.value);
            let mistake = Diagnostic::new(Code::UnknownSequence, name.place, message).label("no such sequence");
            mistakes.push(mistake.near(&name.value, known));
        }
        if column.kind.is_some_and(|kind: Kind| !kind.is_integer()) {
            let message = format!("column `{}` cannot hold the numbers of a sequence", column.written.name.value);
            mistakes.push(
                Diagnostic::new(Code::Numbers, default.place, message)
                    .label("a sequence gives whole numbers")
                    .second(column.written.kind.place, "must be smallint, integer or bigint"),
            );
        }
    }
}
