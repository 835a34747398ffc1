//! Settings and enums: what a folder says about itself.

use super::Mistakes;
use super::names::database_fault;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::naming::{Convention, Fault, TOKENS};
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

/// A naming convention has tokens that there are, where they make sense, and text that a name can have.
pub(super) fn naming(draft: &Draft<'_>, mistakes: &mut Mistakes) {
    for (what, text) in draft.document.settings.iter().flat_map(|settings| &settings.naming) {
        let report = |message: String| Diagnostic::new(Code::Naming, text.place, message);
        let word = what.word();
        mistakes.extend(match Convention::read(*what, &text.value) {
            Ok(_) if text.value.trim().is_empty() => {
                Some(Diagnostic::new(Code::Empty, text.place, format!("`{word}` names nothing")).label("empty"))
            }
            Ok(convention) => {
                let mut faults = convention.texts().filter(|part| !part.trim().is_empty()).filter_map(database_fault);
                faults.next().map(|fault| report(format!("`{word}` makes names that no database has")).label(fault))
            }
            Err(Fault::Percent) => Some(
                report(format!("`{word}` has a percent sign that begins no token"))
                    .label("a token is `%(table_name)s`")
                    .help("`%%` is a percent sign"),
            ),
            Err(Fault::Unknown(token)) => Some(
                report(format!("unknown token `%({token})s`"))
                    .label("no such token")
                    .near(&token, TOKENS.iter().copied()),
            ),
            Err(Fault::Senseless(token, why)) => {
                Some(report(format!("the token `%({token})s` says nothing in `{word}`")).label(why))
            }
        });
    }
}
