//! Mixins, put into the models and tables that name them: from here on a column is a column, wherever it was written.

use crate::diagnostic::{Code, Diagnostic};
use crate::source::Place;
use crate::syntax::{Body, Column, Document, Mixin, Name, Reference, Relationship, Rules};

/// Puts the columns, constraints and relationships of mixins before those of their users; reports what cannot be.
pub(crate) fn mix(document: &mut Document, mistakes: &mut Vec<Diagnostic>) {
    let mixins = std::mem::take(&mut document.mixins);
    twice(&mixins, mistakes);
    for model in &mut document.models {
        let used = used(&mixins, &model.body, mistakes);
        if model.view.is_some() {
            let brought = used.iter().flat_map(|(list, it)| it.body.columns.iter().map(move |one| (*list, *it, one)));
            let name = |column: &Column| column.name.clone();
            let columns = merged("column", brought, &model.body.columns, name, mistakes);
            model.body.columns = columns.into_iter().map(read).collect();
            continue;
        }
        body(&used, &mut model.body, mistakes);
        let brought =
            used.iter().flat_map(|(list, mixin)| mixin.relationships.iter().map(move |it| (*list, *mixin, it)));
        let name = |relationship: &Relationship| relationship.name.clone();
        model.relationships = merged("relationship", brought, &model.relationships, name, mistakes);
    }
    for table in &mut document.tables {
        let used = used(&mixins, &table.body, mistakes);
        for (list, mixin) in &used {
            mistakes.extend(needs_a_model(mixin, list, &table.name));
        }
        body(&used, &mut table.body, mistakes);
    }
    document.mixins = mixins;
}

/// A column as a view has it: what is said of writing it is another's.
fn read(column: Column) -> Column {
    let references = column.references.map(|reference| Reference { rules: Rules::default(), ..reference });
    Column {
        references,
        unique: None,
        index: None,
        default: None,
        server_default: None,
        update_default: None,
        computed: None,
        identity: None,
        autoincrement: None,
        version: None,
        renamed_from: None,
        check: None,
        ..column
    }
}

/// No two mixins have one name.
fn twice(mixins: &[Mixin], mistakes: &mut Vec<Diagnostic>) {
    for (index, mixin) in mixins.iter().enumerate() {
        let name = &mixin.name;
        if let Some(first) = mixins[..index].iter().find(|other| other.name.value == name.value) {
            let message = format!("mixin `{}` is defined twice", name.value);
            mistakes.push(
                Diagnostic::new(Code::DuplicateName, name.place, message)
                    .label("defined again")
                    .second(first.name.place, "first defined here"),
            );
        }
    }
}

/// The mixins that a model or table names, each with its place in the list.
fn used<'m>(mixins: &'m [Mixin], body: &Body, mistakes: &mut Vec<Diagnostic>) -> Vec<(Place, &'m Mixin)> {
    let Some(list) = &body.mixins else { return Vec::new() };
    if list.value.is_empty() {
        mistakes.push(Diagnostic::new(Code::Empty, list.place, "`mixins` names no mixin").label("empty"));
    }
    let mut found = Vec::new();
    for (index, name) in list.value.iter().enumerate() {
        if let Some(first) = list.value[..index].iter().find(|other| other.value == name.value) {
            mistakes.push(
                Diagnostic::new(Code::RepeatedWord, name.place, format!("the mixin `{}` is listed twice", name.value))
                    .label("the second time")
                    .second(first.place, "the first time"),
            );
            continue;
        }
        match mixins.iter().find(|mixin| mixin.name.value == name.value) {
            Some(mixin) => found.push((name.place, mixin)),
            None => {
                let message = format!("there is no mixin `{}`", name.value);
                let known = mixins.iter().map(|mixin| mixin.name.value.as_str());
                let mistake = Diagnostic::new(Code::UnknownMixin, name.place, message).label("no such mixin");
                let mistake = mistake.near(&name.value, known);
                mistakes.push(mistake.or_help(|| format!("declare it: `[mixin.{}.columns]`", name.value)));
            }
        }
    }
    found
}

/// Puts columns and constraints of mixins before those of a table.
fn body(used: &[(Place, &Mixin)], body: &mut Body, mistakes: &mut Vec<Diagnostic>) {
    let brought = used.iter().flat_map(|(list, mixin)| mixin.body.columns.iter().map(move |it| (*list, *mixin, it)));
    let name = |column: &Column| column.name.clone();
    body.columns = merged("column", brought, &body.columns, name, mistakes);
    let mixed = |pick: fn(&Body) -> &Vec<_>, own: &[_]| before(used, pick, own);
    body.uniques = mixed(|body| &body.uniques, &body.uniques);
    body.indexes = mixed(|body| &body.indexes, &body.indexes);
    body.checks = before(used, |body| &body.checks, &body.checks);
    body.foreign_keys = before(used, |body| &body.foreign_keys, &body.foreign_keys);
}

/// What mixins have of something, then what is a table's own.
fn before<T: Clone>(used: &[(Place, &Mixin)], pick: fn(&Body) -> &Vec<T>, own: &[T]) -> Vec<T> {
    used.iter().flat_map(|(_, mixin)| pick(&mixin.body)).chain(own).cloned().collect()
}

/// What mixins bring, then what is a model's own. What has the name of something before it is reported and left out.
fn merged<'m, T: Clone + 'm>(
    what: &str,
    brought: impl Iterator<Item = (Place, &'m Mixin, &'m T)>,
    own: &[T],
    name: impl Fn(&T) -> Name,
    mistakes: &mut Vec<Diagnostic>,
) -> Vec<T> {
    let mut merged: Vec<T> = Vec::new();
    let mut from: Vec<(Name, &Mixin)> = Vec::new();
    for (list, mixin, item) in brought {
        let name = name(item);
        match from.iter().find(|(other, _)| other.value == name.value) {
            None => {
                from.push((name, mixin));
                merged.push(item.clone());
            }
            Some((first, other)) => {
                let (one, two) = (&other.name.value, &mixin.name.value);
                let message = format!("the mixins `{one}` and `{two}` both have a {what} `{}`", name.value);
                mistakes.push(
                    Diagnostic::new(Code::MixinConflict, list, message)
                        .label(format!("brings `{}` again", name.value))
                        .second(first.place, format!("`{one}` has it here")),
                );
            }
        }
    }
    for item in own {
        let name = name(item);
        match from.iter().find(|(other, _)| other.value == name.value) {
            None => merged.push(item.clone()),
            Some((first, mixin)) => {
                let message = format!("{what} `{}` is in the mixin `{}` too", name.value, mixin.name.value);
                mistakes.push(
                    Diagnostic::new(Code::MixinConflict, name.place, message)
                        .label("the second one")
                        .second(first.place, "the first one, from the mixin"),
                );
            }
        }
    }
    merged
}

/// The first thing in a mixin that a table without a model cannot have.
fn needs_a_model(mixin: &Mixin, list: &Place, table: &Name) -> Option<Diagnostic> {
    let relationship = mixin.relationships.iter().map(|it| ("a relationship", it.name.place));
    let columns = mixin.body.columns.iter().flat_map(|column| {
        let default = column.default.as_ref().map(|it| ("a `default`", it.place));
        let update = column.update_default.as_ref().map(|it| ("an `update_default`", it.place));
        let version = column.version.as_ref().filter(|it| it.value).map(|it| ("a version", it.place));
        let rust_name = column.rust_name.as_ref().map(|it| ("a `rust_name`", it.place));
        let rust_type = column.rust_type.as_ref().map(|it| ("a `rust_type`", it.place));
        let sensitive = column.sensitive.as_ref().filter(|it| it.value).map(|it| ("a `sensitive` column", it.place));
        let only_rust = crate::check::of_a_model(column);
        [default, update, version, rust_name, rust_type, sensitive, only_rust].into_iter().flatten()
    });
    let (what, place) = relationship.chain(columns).next()?;
    let message =
        format!("the mixin `{}` is for models, and `{}` is a table without one", mixin.name.value, table.value);
    Some(
        Diagnostic::new(Code::MixinForModel, *list, message)
            .label(format!("brings {what}"))
            .second(place, format!("{what}, which only a model has")),
    )
}
