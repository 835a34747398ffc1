//! Which foreign key stands behind a relationship.

use crate::diagnostic::{Code, Diagnostic};
use crate::model::mapping::Link;
use crate::resolve::foreign_keys;
use crate::resolve::{Draft, Relationship};
use crate::syntax::{KindOfRelationship, Name, Written};

/// Finds it; reports where there is none or more than one.
pub(super) fn find(draft: &Draft<'_>, model: usize, index: usize, mistakes: &mut Vec<Diagnostic>) -> Option<Link> {
    let relationship = &draft.models[model].relationships[index];
    let (own, other) = (draft.models[model].table, draft.models[relationship.target?].table);
    if let Some(name) = relationship.written.through.as_ref() {
        let between = foreign_keys::table(draft, &name.value, name.place, mistakes)?;
        if relationship.written.kind != KindOfRelationship::HasMany {
            return None; // a rule of `check` says so
        }
        return through(draft, relationship, name, between, own, other, mistakes);
    }
    let belongs_to = relationship.written.kind == KindOfRelationship::BelongsTo;
    if draft.tables[own].view.is_some() && !belongs_to {
        return shared(draft, relationship, own, other, mistakes);
    }
    let (from, to) = if belongs_to { (own, other) } else { (other, own) };
    let said = said(draft, relationship, from, false, mistakes)?;
    let mut keys = draft.references(from, to);
    if let Some(columns) = &said {
        keys.retain(|&key| same(draft.tables[from].foreign_keys[key].columns.as_deref(), columns));
    }
    let foreign_key = match keys[..] {
        [key] => key,
        [] => {
            mistakes.extend(none(draft, relationship, from, to, said.as_deref()));
            return None;
        }
        _ => {
            mistakes.push(several(draft, relationship, from, to, &keys, &relationship.written.target));
            return None;
        }
    };
    Some(if belongs_to { Link::Local { foreign_key } } else { Link::Remote { foreign_key } })
}

/// The columns that `foreign_key` names, or that of the other side, which is the same link. `None` where one is unknown,
/// `Some(None)` where nothing is said.
fn said(
    draft: &Draft<'_>,
    relationship: &Relationship<'_>,
    table: usize,
    own_only: bool,
    mistakes: &mut Vec<Diagnostic>,
) -> Option<Option<Vec<usize>>> {
    if let Some(names) = &relationship.written.foreign_key {
        return Some(Some(draft.tables[table].columns(&names.value, mistakes)?));
    }
    let other = inverse(draft, relationship).and_then(|inverse| inverse.written.foreign_key.as_ref());
    match other {
        // A mistake in it is reported where it is written.
        Some(names) if !own_only => Some(draft.tables[table].columns(&names.value, &mut Vec::new())),
        _ => Some(None),
    }
}

fn inverse<'a, 'd>(draft: &'a Draft<'d>, relationship: &Relationship<'_>) -> Option<&'a Relationship<'d>> {
    draft.models.get(relationship.target?)?.relationships.get(relationship.inverse?)
}

/// Whether a foreign key has exactly these columns.
fn same(key: Option<&[usize]>, columns: &[usize]) -> bool {
    key.is_some_and(|key| key.len() == columns.len() && key.iter().all(|column| columns.contains(column)))
}

/// Both foreign keys of a table between.
fn through(
    draft: &Draft<'_>,
    relationship: &Relationship<'_>,
    name: &Name,
    between: usize,
    own: usize,
    other: usize,
    mistakes: &mut Vec<Diagnostic>,
) -> Option<Link> {
    let mine = said(draft, relationship, between, true, mistakes)?;
    let theirs: Option<Vec<usize>> = inverse(draft, relationship)
        .and_then(|inverse| inverse.written.foreign_key.as_ref())
        .and_then(|names: &Written<Vec<Name>>| draft.tables[between].columns(&names.value, &mut Vec::new()));
    let keys = &draft.tables[between].foreign_keys;
    let fits = |key: &usize, columns: &Option<Vec<usize>>| {
        columns.as_ref().is_none_or(|columns| same(keys[*key].columns.as_deref(), columns))
    };
    if own == other && mine.is_some() && mine == theirs {
        mistakes.extend(one_key_for_both(draft, relationship));
        return None;
    }
    let mut locals: Vec<usize> = draft.references(between, own).into_iter().filter(|key| fits(key, &mine)).collect();
    let mut remotes: Vec<usize> =
        draft.references(between, other).into_iter().filter(|key| fits(key, &theirs)).collect();
    // What one side takes, the other cannot have.
    if let [local] = locals[..] {
        remotes.retain(|&key| key != local);
    }
    if let [remote] = remotes[..] {
        locals.retain(|&key| key != remote);
    }
    match (&locals[..], &remotes[..]) {
        (&[local], &[remote]) => Some(Link::Through { table: between, local, remote }),
        ([], _) => {
            mistakes.extend(lacks(draft, relationship, name, between, own));
            None
        }
        (_, []) => {
            mistakes.extend(lacks(draft, relationship, name, between, other));
            None
        }
        (&[_], several_remotes) => {
            mistakes.push(several(draft, relationship, between, other, several_remotes, name));
            None
        }
        (several_locals, _) => {
            mistakes.push(several(draft, relationship, between, own, several_locals, name));
            None
        }
    }
}

/// Both sides of a table linked with itself name the same foreign key: the first of the two reports it.
fn one_key_for_both(draft: &Draft<'_>, relationship: &Relationship<'_>) -> Option<Diagnostic> {
    let other = inverse(draft, relationship)?.written;
    let own = relationship.written;
    let (said, theirs) = (own.foreign_key.as_ref()?, other.foreign_key.as_ref()?);
    let message = format!("`{}` and `{}` use the same foreign key", own.name.value, other.name.value);
    let mistake = Diagnostic::new(Code::Disagree, said.place, message)
        .label("must be the one that refers to this side")
        .second(theirs.place, "and this the other one");
    (own.name.place <= other.name.place).then_some(mistake)
}

/// `has_one` and `has_many` of a view: what refers to the same as columns of the view, or to the view itself.
fn shared(
    draft: &Draft<'_>,
    relationship: &Relationship<'_>,
    own: usize,
    other: usize,
    mistakes: &mut Vec<Diagnostic>,
) -> Option<Link> {
    let said = said(draft, relationship, other, false, mistakes)?;
    let own_keys = &draft.tables[own].foreign_keys;
    let has = |table: usize, column: usize| {
        own_keys.iter().filter_map(|key| key.target.as_ref()).any(|end| *end == (table, vec![column]))
    };
    let keys = draft.tables[other].foreign_keys.iter().enumerate().filter_map(|(index, key)| {
        let (table, columns) = key.target.as_ref()?;
        let fits = said.as_ref().is_none_or(|said| same(key.columns.as_deref(), said));
        let shares = *table == own || columns.iter().all(|&column| has(*table, column));
        (fits && shares && key.columns.is_some()).then_some((index, *table == own))
    });
    let keys: Vec<(usize, bool)> = keys.collect();
    match keys[..] {
        [(foreign_key, true)] => Some(Link::Remote { foreign_key }),
        [(foreign_key, false)] => Some(Link::Shared { foreign_key }),
        [] => {
            if !has_gap(draft, other) && !has_gap(draft, own) {
                let (from, to) = (&draft.tables[own], &draft.tables[other]);
                let message = format!(
                    "no column of view `{}` refers to what table `{}` refers to",
                    from.name.value, to.name.value
                );
                mistakes.push(
                    Diagnostic::new(Code::NoForeignKey, relationship.written.target.place, message)
                        .label(format!("`{}` needs one", relationship.written.kind.word()))
                        .second(to.header, "the table is defined here")
                        .help("give the key of the view `references = \"...\"`, to the column whose values it has"),
                );
            }
            None
        }
        _ => {
            let keys: Vec<usize> = keys.iter().map(|(key, _)| *key).collect();
            mistakes.push(several(draft, relationship, other, own, &keys, &relationship.written.target));
            None
        }
    }
}

/// Whether a foreign key of the table has a gap: then one that seems to be missing may be that one.
fn has_gap(draft: &Draft<'_>, table: usize) -> bool {
    draft.tables[table].foreign_keys.iter().any(|key| key.columns.is_none() || key.target.is_none())
}

fn none(
    draft: &Draft<'_>,
    relationship: &Relationship<'_>,
    from: usize,
    to: usize,
    said: Option<&[usize]>,
) -> Option<Diagnostic> {
    if has_gap(draft, from) {
        return None;
    }
    let (from, to) = (&draft.tables[from], &draft.tables[to]);
    let (from_name, to_name) = (&from.name.value, &to.name.value);
    if let (Some(columns), Some(names)) = (said, &relationship.written.foreign_key) {
        let names_said: Vec<&str> = names.value.iter().map(|name| name.value.as_str()).collect();
        let message = format!("`{}` is no foreign key from table `{from_name}` to `{to_name}`", names_said.join(", "));
        let mistake =
            Diagnostic::new(Code::NoForeignKey, names.place, message).label("refers to something else, or to nothing");
        return Some(match columns.first() {
            Some(&column) => mistake.second(from.columns[column].written.name.place, "the column is defined here"),
            None => mistake,
        });
    }
    let message = format!("there is no foreign key from table `{from_name}` to `{to_name}`");
    let key = match to.primary_key[..] {
        [key] => to.columns[key].written.name.value.as_str(),
        _ => "id",
    };
    Some(
        Diagnostic::new(Code::NoForeignKey, relationship.written.target.place, message)
            .label(format!("`{}` needs one", relationship.written.kind.word()))
            .second(from.header, format!("no column of `{from_name}` refers to `{to_name}`"))
            .help(format!("give a column of `{from_name}` `references = \"{to_name}.{key}\"`")),
    )
}

fn several(
    draft: &Draft<'_>,
    relationship: &Relationship<'_>,
    from: usize,
    to: usize,
    keys: &[usize],
    blamed: &Name,
) -> Diagnostic {
    let table = &draft.tables[from];
    let lists: Vec<String> = keys
        .iter()
        .map(|&key| {
            let columns = table.foreign_keys[key].columns.as_deref().unwrap_or_default();
            let names: Vec<String> =
                columns.iter().map(|&column| format!("\"{}\"", table.columns[column].written.name.value)).collect();
            if let [name] = &names[..] { name.clone() } else { format!("[{}]", names.join(", ")) }
        })
        .collect();
    let message =
        format!("several foreign keys of table `{}` refer to `{}`", table.name.value, draft.tables[to].name.value);
    let mistake = Diagnostic::new(Code::AmbiguousForeignKey, blamed.place, message)
        .label(format!("`{}` could use any of them", relationship.written.name.value))
        .help(format!("say which: `foreign_key = {}`", lists.join("` or `foreign_key = ")));
    match keys.get(1) {
        Some(&key) => mistake.second(table.foreign_keys[key].place, "one of them"),
        None => mistake,
    }
}

fn lacks(
    draft: &Draft<'_>,
    relationship: &Relationship<'_>,
    name: &Name,
    between: usize,
    to: usize,
) -> Option<Diagnostic> {
    if has_gap(draft, between) {
        return None;
    }
    let (table, to) = (&draft.tables[between], &draft.tables[to].name.value);
    let mistake = match &relationship.written.foreign_key {
        Some(names) => Diagnostic::new(
            Code::Through,
            names.place,
            format!("these columns of table `{}` are not the foreign key to `{to}`", name.value),
        )
        .label(format!("must be columns of `{}` that refer to `{to}`", name.value)),
        None => Diagnostic::new(
            Code::Through,
            name.place,
            format!("table `{}` does not join the two: it has no foreign key to `{to}`", name.value),
        )
        .label(format!("needs a column that refers to `{to}`")),
    };
    Some(mistake.second(table.header, "the table is defined here"))
}
