//! Relationships: that both sides fit, and what follows from one to the other.

use super::Mistakes;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::database::Action;
use crate::model::mapping::Link;
use crate::model::rust::{Lazy, PassiveDeletes, RelationshipKind};
use crate::resolve::{Draft, Relationship};
use crate::syntax::KindOfRelationship;

/// Every relationship that is written, with its model.
fn all<'a, 'd>(draft: &'a Draft<'d>) -> impl Iterator<Item = (usize, &'a Relationship<'d>)> {
    read(draft).filter(|(model, _)| draft.models[*model].written.view.is_none())
}

/// The same, and those of views.
fn read<'a, 'd>(draft: &'a Draft<'d>) -> impl Iterator<Item = (usize, &'a Relationship<'d>)> {
    draft
        .models
        .iter()
        .enumerate()
        .flat_map(|(model, known)| known.relationships.iter().map(move |relationship| (model, relationship)))
}

/// The two sides of a link name each other, lead to each other, and are each other's reverse.
pub(super) fn sides_agree(draft: &Draft<'_>, mistakes: &mut Mistakes) {
    for (model, relationship) in all(draft) {
        let (Some(target), Some(inverse)) = (relationship.target, relationship.inverse) else { continue };
        let other = &draft.models[target].relationships[inverse];
        let (own_name, other_name) = (&relationship.written.name, &other.written.name);
        let Some(said) = &relationship.written.back_populates else { continue };
        let (own_model, own_noun) = (&draft.models[model].written.name.value, draft.models[model].written.noun());
        let disagree = |message: String, label: &str, second: &str| {
            Diagnostic::new(Code::Disagree, said.place, message)
                .label(label.to_owned())
                .second(other_name.place, second.to_owned())
        };

        let Some(back) = other.target.map(|back| draft.models[back].written) else { continue };
        let leads = &back.name.value;
        if leads != own_model {
            mistakes.push(disagree(
                format!("`{}` does not lead back to {own_noun} `{own_model}`", other_name.value),
                "named as the other side",
                &format!("leads to {} `{leads}`", back.noun()),
            ));
            continue;
        }
        match &other.written.back_populates {
            None => {
                mistakes.push(
                    Diagnostic::new(
                        Code::OneSided,
                        said.place,
                        format!("`{}` does not name `{}` in return", other_name.value, own_name.value),
                    )
                    .label("named as the other side")
                    .second(other_name.place, "has no `back_populates`")
                    .help(format!("`{} = {{ ..., back_populates = \"{}\" }}`", other_name.value, own_name.value)),
                );
                continue;
            }
            // What it names is not there, which has been reported.
            Some(_) if other.inverse.is_none() => continue,
            Some(back) if back.value != own_name.value => {
                // Where both are wrong about each other, each is reported at its own place.
                mistakes.push(
                    Diagnostic::new(
                        Code::Disagree,
                        said.place,
                        format!("`{}` and `{}` do not name each other", own_name.value, other_name.value),
                    )
                    .label("named as the other side")
                    .second(back.place, format!("names `{}` in return", back.value)),
                );
                continue;
            }
            Some(_) => {}
        }
        if own_name.place > other_name.place {
            continue; // the first of the two reports what follows
        }
        if !reverse(relationship.kind, other.kind) {
            mistakes.push(disagree(
                format!("`{}` and `{}` are not each other's reverse", own_name.value, other_name.value),
                &format!("this side is `{}`", kind(relationship)),
                &format!("the other side is `{}`", kind(other)),
            ));
        } else if !same_link(draft, model, relationship, target, other) {
            mistakes.push(disagree(
                format!("`{}` and `{}` use different foreign keys", own_name.value, other_name.value),
                "named as the other side",
                "the other side",
            ));
        }
    }
}

/// The two ends of a link name each other. What has a partner already, and what has no other end, is left alone.
pub(super) fn ends_are_paired(draft: &Draft<'_>, mistakes: &mut Mistakes) {
    let single = |relationship: &Relationship<'_>| relationship.written.back_populates.is_none();
    let mut told = Vec::new();
    for (model, one) in all(draft).filter(|(_, one)| single(one)) {
        let Some(target) = one.target else { continue };
        let named = draft.models[target].relationships.iter().any(|other| names(draft, other, model, one));
        let other = draft.models[target].relationships.iter().find(|other| {
            let before = one.written.name.place < other.written.name.place;
            let back = other.target == Some(model) && reverse(one.kind, other.kind) && one.link.is_some();
            before && single(other) && back && other.link.is_some() && same_link(draft, model, one, target, other)
        });
        let Some(other) = other.filter(|_| !named) else { continue };
        let (name, other) = (&one.written.name, &other.written.name);
        if told.contains(&other.place) {
            continue;
        }
        told.push(other.place);
        let message = format!("`{}` and `{}` are one link and do not name each other", name.value, other.value);
        mistakes.push(
            Diagnostic::new(Code::Unpaired, name.place, message)
                .label("one end")
                .second(other.place, "the other end")
                .help(format!(
                    "`{} = {{ ..., back_populates = \"{}\" }}` and `{} = {{ ..., back_populates = \"{}\" }}`",
                    name.value, other.value, other.value, name.value
                )),
        );
    }
}

/// Whether a relationship says that it is the other side of that one.
fn names(draft: &Draft<'_>, other: &Relationship<'_>, model: usize, one: &Relationship<'_>) -> bool {
    let said =
        |target: usize| other.inverse.map(|inverse| draft.models[target].relationships[inverse].written.name.place);
    other.target == Some(model) && said(model) == Some(one.written.name.place)
}

fn kind(relationship: &Relationship<'_>) -> String {
    match &relationship.written.through {
        Some(table) => format!("has_many ... through {}", table.value),
        None => relationship.written.kind.word().to_owned(),
    }
}

fn reverse(one: RelationshipKind, other: RelationshipKind) -> bool {
    use RelationshipKind::{BelongsTo, HasMany, HasOne, ManyToMany};
    matches!((one, other), (BelongsTo, HasOne | HasMany) | (HasOne | HasMany, BelongsTo) | (ManyToMany, ManyToMany))
}

/// Whether both use the same foreign key, or the same two; yes where one has a gap.
fn same_link(draft: &Draft<'_>, model: usize, one: &Relationship<'_>, target: usize, other: &Relationship<'_>) -> bool {
    match (one.link, other.link) {
        (Some(Link::Through { table, local, remote }), Some(Link::Through { table: t, local: l, remote: r })) => {
            (table, local, remote) == (t, r, l)
        }
        (Some(_), Some(_)) => match (draft.linked(model, one), draft.linked(target, other)) {
            (Some((table, key)), Some((other_table, other_key))) => {
                table == other_table && key.place == other_key.place
            }
            _ => true,
        },
        _ => true,
    }
}

/// What `has_one` refers back by is unique.
pub(super) fn has_one_is_one(draft: &Draft<'_>, mistakes: &mut Mistakes) {
    for (model, relationship) in read(draft).filter(|(_, one)| one.kind == RelationshipKind::HasOne) {
        let Some((table, key)) = draft.linked(model, relationship) else { continue };
        let table = &draft.tables[table];
        let columns = key.columns.as_deref().unwrap_or_default();
        if table.is_unique(columns) {
            continue;
        }
        let message = format!("several rows of table `{}` could belong to one", table.name.value);
        mistakes.push(
            Diagnostic::new(Code::HasOne, relationship.written.target.place, message)
                .label("`has_one` needs a unique foreign key")
                .second(key.place, "not unique")
                .help("say `unique = true` at the foreign key, or make it `has_many`"),
        );
    }
}

/// `delete-orphan` needs `delete`, and a single parent.
pub(super) fn cascades(draft: &Draft<'_>, mistakes: &mut Mistakes) {
    for (_, relationship) in all(draft) {
        let Some(cascade) = &relationship.written.cascade else { continue };
        if !cascade.value.delete_orphan {
            continue;
        }
        if !cascade.value.delete {
            mistakes.push(
                Diagnostic::new(Code::Cascade, cascade.place, "`delete-orphan` needs `delete`")
                    .label("has no `delete`")
                    .help("`cascade = \"all, delete-orphan\"`"),
            );
        }
        if matches!(relationship.kind, RelationshipKind::BelongsTo | RelationshipKind::ManyToMany) {
            mistakes.push(
                Diagnostic::new(Code::Cascade, cascade.place, "`delete-orphan` is for what belongs to one parent")
                    .label(format!("cannot be at `{}`", kind(relationship)))
                    .help("say it at the `has_many` or `has_one` of the parent"),
            );
        }
    }
}

/// Each kind of relationship has its keys.
pub(super) fn keys_make_sense(draft: &Draft<'_>, mistakes: &mut Mistakes) {
    for (_, relationship) in read(draft) {
        let written = relationship.written;
        let mut senseless: Vec<(crate::source::Place, String)> = Vec::new();
        if written.kind != KindOfRelationship::HasMany {
            senseless.extend(written.through.as_ref().map(|key| (key.place, "through".to_owned())));
            senseless.extend(written.order_by.as_ref().map(|key| (key.place, "order_by".to_owned())));
            let lazy = written.lazy.as_ref().filter(|lazy| lazy.value == Lazy::WriteOnly);
            senseless.extend(lazy.map(|lazy| (lazy.place, "lazy = \"write_only\"".to_owned())));
        }
        if written.kind == KindOfRelationship::BelongsTo {
            let passive = written.passive_deletes.as_ref();
            senseless.extend(passive.map(|key| (key.place, "passive_deletes".to_owned())));
        }
        for (place, key) in senseless {
            let mine = written.kind.word();
            mistakes.push(
                Diagnostic::new(Code::SenselessKey, place, format!("`{mine}` has no `{key}`"))
                    .label("makes no sense here")
                    .second(written.target.place, format!("`{mine}` is said here")),
            );
        }
    }
}

/// What deleting a parent does to children that cannot be without one is said.
pub(super) fn delete_is_said(draft: &Draft<'_>, mistakes: &mut Mistakes) {
    for (model, relationship) in all(draft) {
        let written = relationship.written;
        if written.kind == KindOfRelationship::BelongsTo {
            continue;
        }
        let Some((table, key)) = draft.linked(model, relationship) else { continue };
        // That it leads to a view is a mistake of its own.
        if draft.tables[table].view.is_some() {
            continue;
        }
        let columns = key.columns.as_deref().unwrap_or_default();
        let needed = columns.iter().map(|&column| &draft.tables[table].columns[column]).find(|column| !column.nullable);
        let Some(column) = needed else { continue };
        let action = key.rules.on_delete.as_ref().map(|action| action.value);
        let said = matches!(action, Some(Action::Cascade | Action::Restrict | Action::NoAction | Action::SetDefault))
            || written.cascade.as_ref().is_some_and(|cascade| cascade.value.delete)
            || written.passive_deletes.as_ref().is_some_and(|passive| passive.value != PassiveDeletes::No);
        // `set null` on such a column is a mistake of its own.
        if said || action == Some(Action::SetNull) {
            continue;
        }
        let message = format!(
            "nothing says what deleting a `{}` does to its `{}`",
            draft.models[model].written.name.value, written.name.value
        );
        mistakes.push(
            Diagnostic::new(Code::UnsaidDelete, written.name.place, message)
                .label("cannot be without a parent")
                .second(column.written.name.place, "NOT NULL, and without `on_delete`")
                .help(format!(
                    "`references = {{ column = \"{}\", on_delete = \"restrict\" }}` or `\"cascade\"`, or `cascade = \"all, delete-orphan\"` at the relationship",
                    referred(draft, key)
                )),
        );
    }
}

/// The column that a foreign key refers to, as `table.column`.
fn referred(draft: &Draft<'_>, key: &crate::resolve::ForeignKey<'_>) -> String {
    let Some((table, columns)) = &key.target else { return String::new() };
    let table = &draft.tables[*table];
    let column = columns.first().map_or("", |&column| table.columns[column].written.name.value.as_str());
    format!("{}.{column}", table.name.value)
}
