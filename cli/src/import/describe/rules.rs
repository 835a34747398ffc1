//! What schema files refuse is noted and left out before anything is written.

use aludel_codegen::model::Dialect;
use aludel_codegen::model::database::Action;

use crate::import::found::{Column, Default, ForeignKey, Found, Key, Kind, Remark};

/// Leaves out what schema files refuse.
pub(super) fn settle(found: &mut Found) {
    let (whole, empty) = std::mem::take(&mut found.tables).into_iter().partition(|table| !table.columns.is_empty());
    found.tables = whole;
    for table in empty {
        found.remark(table.full_name(), "has no column that can be described: left out");
    }
    (0..found.tables.len()).for_each(|table| key(found, table));
    let (whole, unkeyed) =
        std::mem::take(&mut found.views).into_iter().partition(|view| view.columns.iter().any(is_fit));
    found.views = whole;
    for view in unkeyed {
        found.remark(format!("the view {}", view.name), "has no column that could tell its rows apart: left out");
    }
    for table in 0..found.tables.len() {
        indexes(found, table);
        for key in std::mem::take(&mut found.tables[table].foreign_keys) {
            if let Some(key) = foreign_key(found, table, key) {
                found.tables[table].foreign_keys.push(key);
            }
        }
        numbers(found, table);
        unnamed(found, table);
    }
}

/// Whether a column may be in a primary key.
pub(super) fn is_fit(column: &Column) -> bool {
    !column.array && !matches!(column.kind, Kind::Word("real" | "double" | "json" | "bytes"))
}

/// A primary key of a type that does not tell rows apart is described as a unique constraint.
fn key(found: &mut Found, table: usize) {
    let known = &mut found.tables[table];
    let is_unfit =
        known.primary_key.as_ref().is_some_and(|key| key.columns.iter().any(|&column| !is_fit(&known.columns[column])));
    if let Some(key) = known.primary_key.take_if(|_| is_unfit) {
        known.uniques.insert(0, key);
        let place = known.full_name();
        found.remark(place, "has a primary key of a type that cannot be one: described as a unique constraint");
    }
}

/// What a foreign key refers to is there, unique and of the same type; a single one that is not is left out.
fn foreign_key(found: &mut Found, table: usize, mut key: ForeignKey) -> Option<ForeignKey> {
    let own = &found.tables[table];
    let columns: Vec<&str> = key.columns.iter().map(|&column| own.columns[column].name.as_str()).collect();
    let place = format!("{}, foreign key of `{}`", own.full_name(), columns.join("`, `"));
    let Some(target) = found.table(key.table.0.as_deref(), &key.table.1) else {
        found.remark(place, format!("refers to `{}`, which is not read: left out", key.table.1));
        return None;
    };
    if key.target.is_empty() {
        let known = &found.tables[target];
        let columns = known.primary_key.iter().flat_map(|key| &key.columns);
        key.target = columns.map(|&column| known.columns[column].name.clone()).collect();
    }
    let known = &found.tables[target];
    let referred: Vec<usize> = key.target.iter().filter_map(|name| known.column(name)).collect();
    if referred.len() != key.columns.len() {
        found.remark(place, "refers to columns that are not there: left out");
        return None;
    }
    let set =
        |columns: &[usize]| columns.len() == referred.len() && columns.iter().all(|column| referred.contains(column));
    let unique = known.primary_key.iter().chain(&known.uniques).any(|key| set(&key.columns));
    if !unique {
        found.remark(place, "refers to columns that are neither the primary key nor unique by a constraint: left out");
        return None;
    }
    let kinds = key
        .columns
        .iter()
        .zip(&referred)
        .map(|(&one, &other)| (found.tables[table].columns[one].kind, known.columns[other].kind));
    let mut differ = kinds.filter(|(one, other)| one != other && !(one.is_text() && other.is_text()));
    if differ.next().is_some() {
        found.remark(place, format!("has another type than `{}`, to which it refers: left out", key.table.1));
        return None;
    }
    for (event, action) in [("DELETE", &mut key.on_delete), ("UPDATE", &mut key.on_update)] {
        let mut columns = key.columns.iter().map(|&column| &found.tables[table].columns[column]);
        let impossible = match action {
            Some(Action::SetNull) => columns.any(|column| !column.nullable),
            Some(Action::SetDefault) => columns.any(|column| column.default.is_none()),
            _ => false,
        };
        if impossible && let Some(action) = action.take() {
            let what = format!("ON {event} {} could never be done: left out", action.word().to_uppercase());
            found.remarks.push(Remark { place: place.clone(), what });
        }
    }
    Some(key)
}

/// A unique index that a foreign key refers to is described as the constraint that it is to that database.
fn indexes(found: &mut Found, table: usize) {
    let name = (found.tables[table].schema.clone(), found.tables[table].name.clone());
    let referring = found.tables.iter().flat_map(|table| &table.foreign_keys).filter(|key| key.table == name);
    let wanted: Vec<Vec<usize>> = referring
        .map(|key| key.target.iter().filter_map(|column| found.tables[table].column(column)).collect())
        .collect();
    let mut told = Vec::new();
    let known = &mut found.tables[table];
    known.indexes.retain(|index| {
        let whole =
            index.unique && index.expression.is_none() && index.condition.is_none() && !index.columns.is_empty();
        let set = |columns: &Vec<usize>| {
            columns.len() == index.columns.len() && columns.iter().all(|column| index.columns.contains(column))
        };
        let needed = whole && wanted.iter().any(set);
        if needed {
            let name = Some(index.name.clone());
            known.uniques.push(Key { name, columns: index.columns.clone() });
            told.push(index.name.clone());
        }
        !needed
    });
    for index in told {
        found.remark(
            format!("{}, index `{index}`", name.1),
            "is described as a unique constraint, since a foreign key refers to it",
        );
    }
}

/// A key of one whole number is one that the database numbers; nothing else is.
fn numbers(found: &mut Found, table: usize) {
    let known = &found.tables[table];
    let mut told = Vec::new();
    for (number, column) in known.columns.iter().enumerate() {
        let refers = known.foreign_keys.iter().any(|key| key.columns.contains(&number));
        let is_key =
            known.is_key(number) && column.kind.is_integer() && !column.array && !refers && column.default.is_none();
        let place = format!("{}.{}", known.full_name(), column.name);
        let on_sqlite = found.dialect == Dialect::Sqlite;
        if column.identity.is_some() && !is_key && !on_sqlite {
            told.push((number, place, "is numbered, and is not the whole primary key: described without that"));
        } else if is_key && column.identity.is_none() {
            told.push((number, place, "is not numbered by the database: described as if it were"));
        }
    }
    for (column, place, what) in told {
        found.remark(place, what);
        found.tables[table].columns[column].identity = None;
    }
}

/// What SQLite needs no name for has one in the DDL of schema files.
fn unnamed(found: &mut Found, table: usize) {
    let known = &found.tables[table];
    let keys = known
        .primary_key
        .iter()
        .filter(|key| !matches!(key.columns[..], [column] if is_rowid(known.columns[column].kind)));
    let names = keys.chain(&known.uniques).map(|key| &key.name);
    let names =
        names.chain(known.foreign_keys.iter().map(|key| &key.name)).chain(known.checks.iter().map(|check| &check.name));
    let count = names.filter(|name| name.is_none()).count();
    if count > 0 {
        let what =
            if count == 1 { "a constraint without a name gets one" } else { "constraints without names get some" };
        found.remark(known.full_name(), format!("{what} by the naming convention"));
    }
}

fn is_rowid(kind: Kind) -> bool {
    kind.is_integer()
}

/// Whether a column may be left out of an INSERT.
pub(super) fn is_filled(column: &Column) -> bool {
    column.nullable
        || matches!(column.default, Some(Default::Now | Default::Value(_) | Default::Sql(_) | Default::Next(_)))
}
