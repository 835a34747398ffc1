//! Views, which are read alone.

use super::Mistakes;
use crate::diagnostic::{Code, Diagnostic};
use crate::resolve::Draft;

/// No table refers to a view: neither database has foreign keys to one.
pub(super) fn referred(draft: &Draft<'_>, mistakes: &mut Mistakes) {
    for table in draft.tables.iter().filter(|table| table.view.is_none()) {
        for key in &table.foreign_keys {
            let Some((target, _)) = &key.target else { continue };
            let target = &draft.tables[*target];
            if target.view.is_some() {
                let message = format!("`{}` is a view, to which no table can refer", target.name.value);
                mistakes.push(
                    Diagnostic::new(Code::View, key.target_place, message)
                        .label("refers to a view")
                        .second(target.header, "the view is defined here")
                        .help("refer to the table that it reads"),
                );
            }
        }
    }
}

/// No relationship of a model leads to a view: what a session keeps in step is written.
pub(super) fn led_to(draft: &Draft<'_>, mistakes: &mut Mistakes) {
    for model in draft.models.iter().filter(|model| model.written.view.is_none()) {
        for relationship in &model.relationships {
            let Some(target) = relationship.target.map(|target| &draft.models[target]) else { continue };
            if target.written.view.is_some() {
                let (name, own) = (&target.written.name, &model.written.name.value);
                let message = format!("`{}` is a view, to which no relationship of a model leads", name.value);
                mistakes.push(
                    Diagnostic::new(Code::View, relationship.written.target.place, message)
                        .label("leads to a view")
                        .second(name.place, "the view is defined here")
                        .help(format!(
                            "a relationship of the view may lead to `{own}`; a query finds rows of the view by a key"
                        )),
                );
            }
        }
    }
}

/// No views need each other in a circle.
pub(super) fn circles(draft: &Draft<'_>, mistakes: &mut Mistakes) {
    for (index, table) in draft.tables.iter().enumerate().filter(|(_, table)| table.view.is_some()) {
        let mut reached = draft.needs(index);
        let mut next = 0;
        while let Some(&view) = reached.get(next) {
            let further = draft.needs(view);
            reached.extend(further.into_iter().filter(|view| !reached.contains(view)).collect::<Vec<_>>());
            next += 1;
        }
        // The first of a circle reports it.
        let others = || reached.iter().filter(|&&view| view != index && draft.reaches(view, index));
        if !reached.contains(&index) || others().any(|&other| other < index) {
            continue;
        }
        let (Some(view), Some(&other)) = (table.view, others().next()) else { continue };
        let other = &draft.tables[other];
        let message = format!("the views `{}` and `{}` need each other", table.name.value, other.name.value);
        let place = other.view.map_or(other.header, |view| view.query.place);
        mistakes.push(
            Diagnostic::new(Code::ViewCircle, view.query.place, message)
                .label(format!("leads to `{}`", other.name.value))
                .second(place, "leads back"),
        );
    }
}
