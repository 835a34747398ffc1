//! Relationships: the model at the other end, the foreign key between, and the same link seen from there.

mod links;

use super::Draft;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::rust::OrderBy;
use crate::syntax::Name;

/// Looks up what every relationship names, and finds its foreign key.
pub(super) fn resolve(draft: &mut Draft<'_>, mistakes: &mut Vec<Diagnostic>) {
    for model in 0..draft.models.len() {
        for index in 0..draft.models[model].relationships.len() {
            let target = target(draft, model, index, mistakes);
            draft.models[model].relationships[index].target = target;
        }
    }
    // The other side is known before the foreign key is looked for: it may be the one that says which.
    for model in 0..draft.models.len() {
        for index in 0..draft.models[model].relationships.len() {
            let inverse = inverse(draft, model, index, mistakes);
            let order_by = order_by(draft, model, index, mistakes);
            let relationship = &mut draft.models[model].relationships[index];
            relationship.inverse = inverse;
            relationship.order_by = order_by;
        }
    }
    for model in 0..draft.models.len() {
        for index in 0..draft.models[model].relationships.len() {
            let link = links::find(draft, model, index, mistakes);
            draft.models[model].relationships[index].link = link;
        }
    }
}

fn target(draft: &Draft<'_>, model: usize, index: usize, mistakes: &mut Vec<Diagnostic>) -> Option<usize> {
    let name = &draft.models[model].relationships[index].written.target;
    let found = draft.models.iter().position(|known| known.written.name.value == name.value);
    if found.is_none() {
        let mistake = Diagnostic::new(Code::UnknownModel, name.place, format!("there is no model `{}`", name.value))
            .label("no such model");
        let kept = draft.models.iter().find(|known| known.written.table.value == name.value);
        mistakes.push(match kept {
            Some(kept) => mistake.help(format!(
                "`{}` in the database is {} `{}`",
                name.value,
                kept.written.noun(),
                kept.written.name.value
            )),
            None => mistake.near(&name.value, draft.models.iter().map(|known| known.written.name.value.as_str())),
        });
    }
    found
}

fn inverse(draft: &Draft<'_>, model: usize, index: usize, mistakes: &mut Vec<Diagnostic>) -> Option<usize> {
    let relationship = &draft.models[model].relationships[index];
    let name = relationship.written.back_populates.as_ref()?;
    let other = &draft.models[relationship.target?];
    let found = other.relationships.iter().position(|known| known.written.name.value == name.value);
    if found.is_none() {
        let message =
            format!("{} `{}` has no relationship `{}`", other.written.noun(), other.written.name.value, name.value);
        mistakes.push(
            Diagnostic::new(Code::UnknownRelationship, name.place, message)
                .label("no such relationship")
                .second(other.written.name.place, format!("the {} is defined here", other.written.noun()))
                .near(&name.value, other.relationships.iter().map(|known| known.written.name.value.as_str())),
        );
    }
    found
}

/// `"id"`, `"id asc"` and `"id desc"`: columns of the target.
fn order_by(draft: &Draft<'_>, model: usize, index: usize, mistakes: &mut Vec<Diagnostic>) -> Vec<OrderBy> {
    let relationship = &draft.models[model].relationships[index];
    let (Some(names), Some(target)) = (&relationship.written.order_by, relationship.target) else { return Vec::new() };
    let table = &draft.tables[draft.models[target].table];
    let mut found = Vec::new();
    for name in &names.value {
        let mut words = name.value.split_whitespace();
        let column = words.next().unwrap_or_default();
        let direction = words.next().unwrap_or("asc").to_ascii_lowercase();
        if words.next().is_some() || !["asc", "desc"].contains(&direction.as_str()) {
            let word = name.value.split_whitespace().nth(1).unwrap_or_default();
            mistakes.push(
                Diagnostic::new(Code::UnknownWord, name.place, format!("`{}` is no order", name.value))
                    .label("a column, and `asc` or `desc` behind it")
                    .near(word, ["asc", "desc"]),
            );
            continue;
        }
        let name = Name { value: column.to_owned(), place: name.place };
        if let Some(field) = table.column(&name, mistakes) {
            found.push(OrderBy { field, descending: direction == "desc" });
        }
    }
    found
}
