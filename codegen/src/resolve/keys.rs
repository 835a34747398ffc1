//! Primary keys, unique constraints, indexes and what is displayed.

use super::{Draft, Keyed, Table};
use crate::diagnostic::Diagnostic;
use crate::model::naming::{Naming, Parts, What};
use crate::syntax::{self, Column, SqlText};

/// Looks up the columns of keys and lists.
pub(super) fn resolve(draft: &mut Draft<'_>, mistakes: &mut Vec<Diagnostic>) {
    for table in &mut draft.tables {
        primary_key(table, mistakes);
        let body = table.body;
        let naming = &draft.settings.naming;
        table.uniques =
            keyed(table, naming, What::Unique, |column| Column::says(&column.unique), &body.uniques, mistakes);
        table.indexes =
            keyed(table, naming, What::Index, |column| Column::says(&column.index), &body.indexes, mistakes);
        let doubled = |index: &Keyed<'_>| match index.whole() {
            // What a unique constraint or the primary key gives is not made again for `index = true`.
            Some([column]) => index.written.is_none() && covered(table, &[*column], false),
            _ => false,
        };
        let needed: Vec<bool> = table.indexes.iter().map(|index| !doubled(index)).collect();
        let mut needed = needed.into_iter();
        table.indexes.retain(|_| needed.next().unwrap_or(true));
    }
    for model in &mut draft.models {
        let table = &draft.tables[model.table];
        let said = model.written.display.as_ref().map(|names| &names.value);
        model.display = match said {
            Some(names) => names.iter().filter_map(|name| table.column(name, mistakes)).collect(),
            None => table.primary_key.clone(),
        };
    }
}

fn primary_key(table: &mut Table<'_>, mistakes: &mut Vec<Diagnostic>) {
    let said = &table.body.primary_key;
    table.primary_key = match said {
        Some(names) => table.columns(&names.value, mistakes).unwrap_or_default(),
        None => {
            (0..table.columns.len()).filter(|&index| Column::says(&table.columns[index].written.primary_key)).collect()
        }
    };
    for &index in &table.primary_key {
        table.columns[index].nullable = false;
    }
}

fn keyed<'d>(
    table: &Table<'d>,
    naming: &Naming,
    what: What,
    says: impl Fn(&Column) -> bool,
    lists: &'d [syntax::Keyed],
    mistakes: &mut Vec<Diagnostic>,
) -> Vec<Keyed<'d>> {
    let mut found = Vec::new();
    for (index, column) in table.columns.iter().enumerate() {
        let is_key = table.primary_key == [index];
        if says(column.written) && !is_key {
            found.push(Keyed {
                name: table.constraint_name(naming, what, &[index], Parts::default()),
                columns: Some(vec![index]),
                condition: None,
                include: Some(Vec::new()),
                written_name: None,
                written: None,
                place: column.written.name.place,
            });
        }
    }
    for list in lists {
        let columns = table.columns(&list.columns.value, mistakes);
        let expression = list.expression.as_ref().map(|sql| words(&sql.value));
        found.push(Keyed {
            name: table.constraint_name(
                naming,
                what,
                columns.as_deref().unwrap_or_default(),
                Parts {
                    given: list.name.as_ref().map(|name| name.value.as_str()),
                    columns: &expression.iter().map(|words| (words.as_str(), words.as_str())).collect::<Vec<_>>(),
                    ..Parts::default()
                },
            ),
            include: match &list.include {
                Some(names) => table.columns(&names.value, mistakes),
                None => Some(Vec::new()),
            },
            columns,
            condition: list.condition.as_ref(),
            written_name: list.name.as_ref(),
            written: Some(list),
            place: list.place,
        });
    }
    found
}

/// An expression as a part of a name: `lower(email)` is `lower_email`.
fn words(sql: &SqlText) -> String {
    let sql = sql.trimmed();
    let text = sql.postgresql.or(sql.sqlite).unwrap_or_default().to_lowercase();
    let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.join("_")
}

/// Makes an index for each foreign key that has none and wants one: without it, deleting a parent reads every child.
pub(super) fn index_foreign_keys(draft: &mut Draft<'_>) {
    for table in draft.tables.iter_mut().filter(|table| table.view.is_none()) {
        for foreign in 0..table.foreign_keys.len() {
            let key = &table.foreign_keys[foreign];
            let Some(columns) = key.columns.clone() else { continue };
            let refused = |flag: &Option<syntax::Written<bool>>| flag.as_ref().is_some_and(|flag| !flag.value);
            let by_column = match columns[..] {
                [column] => refused(&table.columns[column].written.index),
                _ => false,
            };
            if refused(&key.rules.index) || by_column || covered(table, &columns, true) {
                continue;
            }
            let place = key.place;
            let name = table.constraint_name(&draft.settings.naming, What::Index, &columns, Parts::default());
            table.indexes.push(Keyed {
                name,
                columns: Some(columns),
                condition: None,
                include: Some(Vec::new()),
                written_name: None,
                written: None,
                place,
            });
        }
    }
}

/// Whether a key begins with these columns, in whatever order, or an index does.
pub(crate) fn covered(table: &Table<'_>, columns: &[usize], by_index: bool) -> bool {
    let begins = |key: &[usize]| {
        key.get(..columns.len()).is_some_and(|first| columns.iter().all(|column| first.contains(column)))
    };
    begins(&table.primary_key)
        || table.uniques.iter().filter_map(Keyed::whole).any(begins)
        || (by_index && table.indexes.iter().filter_map(Keyed::whole).any(begins))
}
