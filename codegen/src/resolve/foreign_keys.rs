//! Foreign keys: the columns that refer, and what they refer to.

use super::{Draft, ForeignKey, Table};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::naming::{Parts, What};
use crate::source::Place;
use crate::syntax::{self, Name};

/// Looks up both ends of every foreign key.
pub(super) fn resolve(draft: &mut Draft<'_>, mistakes: &mut Vec<Diagnostic>) {
    for index in 0..draft.tables.len() {
        let table = &draft.tables[index];
        let mut found = Vec::new();
        for (column, written) in table.body.columns.iter().enumerate() {
            if let Some(reference) = &written.references {
                found.push(single(draft, table, column, reference, mistakes));
            }
        }
        for written in &table.body.foreign_keys {
            found.push(composite(draft, table, written, mistakes));
        }
        draft.tables[index].foreign_keys = found;
    }
}

fn single<'d>(
    draft: &Draft<'d>,
    table: &Table<'d>,
    column: usize,
    reference: &'d syntax::Reference,
    mistakes: &mut Vec<Diagnostic>,
) -> ForeignKey<'d> {
    let target = end(draft, &reference.column, mistakes).map(|(table, column)| (table, vec![column]));
    ForeignKey {
        name: name(draft, table, &[column], target.as_ref(), &reference.rules),
        columns: Some(vec![column]),
        target,
        rules: &reference.rules,
        place: table.columns[column].written.name.place,
        target_place: reference.column.place,
    }
}

fn composite<'d>(
    draft: &Draft<'d>,
    table: &Table<'d>,
    written: &'d syntax::ForeignKey,
    mistakes: &mut Vec<Diagnostic>,
) -> ForeignKey<'d> {
    let columns = table.columns(&written.columns.value, mistakes);
    let ends: Vec<Option<(usize, usize)>> =
        written.references.value.iter().map(|name| end(draft, name, mistakes)).collect();
    let target = whole(&ends, written, mistakes);
    ForeignKey {
        name: name(draft, table, columns.as_deref().unwrap_or_default(), target.as_ref(), &written.rules),
        columns,
        target,
        rules: &written.rules,
        place: written.place,
        target_place: written.references.place,
    }
}

/// The ends of a composite foreign key together: of one table, and as many as there are columns.
fn whole(
    ends: &[Option<(usize, usize)>],
    written: &syntax::ForeignKey,
    mistakes: &mut Vec<Diagnostic>,
) -> Option<(usize, Vec<usize>)> {
    let place = written.references.place;
    let (referring, referred) = (written.columns.value.len(), written.references.value.len());
    if referring != referred {
        let message = format!("{} refer to {}", columns(referring), columns(referred));
        mistakes.push(
            Diagnostic::new(Code::Reference, place, message)
                .label(format!("{} here", columns(referred)))
                .second(written.columns.place, format!("{} here", columns(referring))),
        );
        return None;
    }
    let ends: Vec<(usize, usize)> = ends.iter().copied().collect::<Option<_>>()?;
    let table = ends.first()?.0;
    if ends.iter().any(|end| end.0 != table) {
        mistakes.push(
            Diagnostic::new(Code::Reference, place, "a foreign key refers to columns of several tables")
                .label("all must be of one table"),
        );
        return None;
    }
    Some((table, ends.into_iter().map(|end| end.1).collect()))
}

fn columns(number: usize) -> String {
    if number == 1 { "1 column".to_owned() } else { format!("{number} columns") }
}

/// The table and column that `table.column` means.
fn end(draft: &Draft<'_>, name: &Name, mistakes: &mut Vec<Diagnostic>) -> Option<(usize, usize)> {
    let Some((table, column)) =
        name.value.rsplit_once('.').filter(|(table, column)| !table.is_empty() && !column.is_empty())
    else {
        let mut mistake =
            Diagnostic::new(Code::Reference, name.place, format!("`{}` names no column of a table", name.value))
                .label("must be `table.column`");
        if let Some(table) =
            draft.tables.iter().find(|table| table.name.value == name.value || table.full_name() == name.value)
            && let [key] = &key_columns(table)[..]
        {
            mistake = mistake.help(format!("did you mean `{}.{key}`?", name.value));
        } else if let Some((table, column)) = name.value.strip_suffix(')').and_then(|text| text.split_once('(')) {
            mistake = mistake.help(format!("did you mean `{}.{}`?", table.trim(), column.trim()));
        }
        mistakes.push(mistake);
        return None;
    };
    let index = self::table(draft, table, name.place, mistakes)?;
    let table = &draft.tables[index];
    let found = table.columns.iter().position(|known| known.written.name.value == column);
    if found.is_none() {
        mistakes.push(table.unknown_column(column, name.place));
    }
    found.map(|column| (index, column))
}

/// The columns of a table that the primary key has.
fn key_columns<'t>(table: &'t Table<'_>) -> Vec<&'t str> {
    table.primary_key.iter().map(|&column| table.columns[column].written.name.value.as_str()).collect()
}

/// Looks a table up by its name in the database, with its schema before it unless that is the settings'; reports it where
/// it is unknown.
pub(super) fn table(draft: &Draft<'_>, name: &str, place: Place, mistakes: &mut Vec<Diagnostic>) -> Option<usize> {
    let usual = draft.settings.schema.as_deref();
    let names = |table: &Table<'_>| {
        let schema = table.schema.map(|schema| schema.value.as_str());
        table.full_name() == name || (schema == usual && table.name.value == name)
    };
    let found = draft.tables.iter().position(names);
    if found.is_none() {
        let mistake =
            Diagnostic::new(Code::UnknownTable, place, format!("there is no table `{name}`")).label("no such table");
        let model = draft.models.iter().find(|model| model.written.name.value == name);
        let full: Vec<String> = draft.tables.iter().map(Table::full_name).collect();
        let elsewhere = draft.tables.iter().find(|table| table.name.value == name);
        mistakes.push(match (model, elsewhere) {
            (Some(model), _) if model.written.view.is_some() => {
                mistake.help(format!("`{name}` is a view: no key refers to one"))
            }
            (Some(model), _) => mistake.help(format!("model `{name}` is kept in table `{}`", full[model.table])),
            (None, Some(table)) => mistake.help(format!("it is in a schema: `{}`", table.full_name())),
            (None, None) if name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_') => mistake
                .near(name, full.iter().map(String::as_str))
                .or_help(|| format!("declare it: `[table.{name}.columns]`, or as the `table` of a model")),
            (None, None) => mistake.near(name, full.iter().map(String::as_str)),
        });
    }
    found
}

fn name(
    draft: &Draft<'_>,
    table: &Table<'_>,
    columns: &[usize],
    target: Option<&(usize, Vec<usize>)>,
    rules: &syntax::Rules,
) -> String {
    let referred: Option<(&str, Vec<&str>)> = target.map(|(table, columns)| {
        let table = &draft.tables[*table];
        (table.name.value.as_str(), table.database_names(columns))
    });
    let parts = Parts {
        referred: referred.as_ref().map(|(table, columns)| (*table, &columns[..])),
        given: rules.name.as_ref().map(|name| name.value.as_str()),
        ..Parts::default()
    };
    table.constraint_name(&draft.settings.naming, What::ForeignKey, columns, parts)
}
