//! Hooks: what a program says that it does around the rows of a model.

use super::Mistakes;
use crate::diagnostic::{Code, Diagnostic};
use crate::resolve::Draft;

/// A list of hooks has one at least, and none twice.
pub(super) fn once(draft: &Draft<'_>, mistakes: &mut Mistakes) {
    for list in draft.models.iter().filter_map(|model| model.written.hooks.as_ref()) {
        if list.value.is_empty() {
            mistakes.push(Diagnostic::new(Code::Empty, list.place, "`hooks` lists no hook").label("empty"));
        }
        for (index, hook) in list.value.iter().enumerate() {
            let Some(first) = list.value[..index].iter().find(|other| other.value == hook.value) else { continue };
            mistakes.push(
                Diagnostic::new(Code::RepeatedWord, hook.place, format!("the hook `{}` is listed twice", hook.value))
                    .label("the second time")
                    .second(first.place, "the first time"),
            );
        }
    }
}
