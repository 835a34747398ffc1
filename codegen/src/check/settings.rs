//! Settings and enums: what a folder says about itself.

use super::Mistakes;
use crate::diagnostic::{Code, Diagnostic};
use crate::resolve::Draft;

/// `[settings]` stands in one file at most.
pub(super) fn once(draft: &Draft<'_>, mistakes: &mut Mistakes) {
    let settings = &draft.document.settings;
    for second in settings.iter().skip(1) {
        mistakes.push(
            Diagnostic::new(Code::SecondSettings, second.place, "`[settings]` is in two files")
                .label("the second one")
                .second(settings[0].place, "the first one"),
        );
    }
}

/// A list of dialects or values, and a folder to write to, are not empty.
pub(super) fn not_empty(draft: &Draft<'_>, mistakes: &mut Mistakes) {
    for settings in &draft.document.settings {
        if let Some(dialects) = settings.dialects.as_ref().filter(|dialects| dialects.value.is_empty()) {
            let mistake = Diagnostic::new(Code::Empty, dialects.place, "`dialects` names no database");
            mistakes.push(mistake.label("empty").help("leave it out for all of them"));
        }
        if let Some(out) = settings.out.as_ref().filter(|out| out.value.trim().is_empty()) {
            mistakes.push(Diagnostic::new(Code::Empty, out.place, "`out` names no folder").label("empty"));
        }
    }
    for known in &draft.enums {
        if known.written.values.value.is_empty() {
            let message = format!("enum `{}` has no values", known.written.name.value);
            mistakes.push(Diagnostic::new(Code::Empty, known.written.values.place, message).label("empty"));
        }
    }
}
