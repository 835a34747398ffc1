//! SQLite, read: what CREATE TABLE said, from `sqlite_schema`.

mod checks;
mod columns;
mod create;
mod tokens;

use aludel::{Connection, Result};
use aludel_codegen::ddl::identifier;
use aludel_codegen::model::Dialect;
use aludel_codegen::model::database::Identity;

use super::Wanted;
use super::found::{Check, Column, Computed, ForeignKey, Found, Index, Key, Kind, Table, View};
use create::{Constraint, What};

/// A line of `sqlite_schema`.
struct Entry {
    kind: String,
    name: String,
    table: String,
    sql: Option<String>,
}

/// Reads the database.
pub(super) fn read(connection: &mut Connection, wanted: &Wanted) -> Result<Found> {
    let mut found = Found::new(Dialect::Sqlite);
    let sql = "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY rowid";
    let entries = connection.query(sql, &[], |row| {
        Ok(Entry { kind: row.get(0)?, name: row.get(1)?, table: row.get(2)?, sql: row.get(3)? })
    })?;
    let shadows: Vec<String> =
        connection.query("SELECT name FROM pragma_table_list WHERE type = 'shadow'", &[], |row| row.get(0))?;
    let own = |name: &str| name.get(..7).is_some_and(|start| start.eq_ignore_ascii_case("sqlite_"));
    for entry in &entries {
        if own(&entry.name) || own(&entry.table) || shadows.contains(&entry.table) || !wanted.table(None, &entry.table)
        {
            continue;
        }
        let sql = entry.sql.as_deref().unwrap_or_default();
        match entry.kind.as_str() {
            "table" => table(&mut found, &entry.name, sql),
            "index" => index(&mut found, entry, sql),
            "view" => view(&mut found, connection, &entry.name, sql)?,
            "trigger" => {
                found.remark(&entry.table, format!("the trigger `{}` stays the database's own affair", entry.name))
            }
            _ => {}
        }
    }
    spell(&mut found);
    agree(&mut found);
    Ok(found)
}

fn table(found: &mut Found, name: &str, sql: &str) {
    if sql.get(..14).is_some_and(|start| start.eq_ignore_ascii_case("CREATE VIRTUAL")) {
        return found.remark(name, "is a virtual table: left out");
    }
    let Some(create) = create::table(sql) else {
        return found.remark(name, "its CREATE TABLE is not understood: left out");
    };
    let by_aludel =
        sql.starts_with(&format!("CREATE TABLE {} (\n    ", identifier::quote(name))) && sql.ends_with("\n)");
    let mut table = Table { name: name.to_owned(), ..Table::default() };
    if create.options.contains("WITHOUT ROWID") {
        found.remark(name, "is WITHOUT ROWID: a table made from the schema files has a rowid");
    }
    if create.options.contains("STRICT") {
        found.remark(name, "is STRICT: a table made from the schema files is not");
    }
    for column in &create.columns {
        let place = format!("{name}.{}", column.name);
        let (kind, lost) = columns::kind(&column.declared, by_aludel);
        if let Some(lost) = lost {
            found.remark(&place, lost);
        }
        if let Some(collation) = column.collation.as_ref().filter(|name| !name.eq_ignore_ascii_case("binary")) {
            found.remark(&place, format!("compares by the collation {collation}, which schema files cannot say"));
        }
        let (kind, default) = match &column.default {
            Some(text) => columns::default(text, kind),
            None => (kind, None),
        };
        let computed = column.computed.clone().map(|(sql, stored)| Computed { sql, stored });
        table.columns.push(Column {
            name: column.name.clone(),
            kind,
            array: false,
            of_any_width: false,
            nullable: !column.not_null,
            default,
            computed,
            identity: None,
            autoincrement: column.autoincrement,
            comment: None,
        });
    }
    for constraint in create.constraints {
        if !constraint.beyond.is_empty() {
            let of = constraint.name.as_ref().map_or_else(String::new, |name| format!(" of `{name}`"));
            found.remark(name, format!("{}{of} cannot be said", constraint.beyond.join(", ")));
        }
        self::constraint(&mut table, constraint);
    }
    finish(&mut table, &create.columns, !create.options.contains("WITHOUT ROWID"));
    found.tables.push(table);
    checks::types(found);
}

/// Names of columns as places; SQLite does not look at case.
fn places(table: &Table, names: &[String]) -> Vec<usize> {
    let place = |name: &String| table.columns.iter().position(|column| column.name.eq_ignore_ascii_case(name));
    names.iter().filter_map(place).collect()
}

fn constraint(table: &mut Table, constraint: Constraint) {
    let name = constraint.name;
    match constraint.what {
        What::PrimaryKey(columns) => table.primary_key = Some(Key { name, columns: places(table, &columns) }),
        What::Unique(columns) => table.uniques.push(Key { name, columns: places(table, &columns) }),
        What::Check(condition) => table.checks.push(Check { name, condition }),
        What::ForeignKey { columns, table: target_table, target, on_delete, on_update } => {
            let columns = places(table, &columns);
            table.foreign_keys.push(ForeignKey {
                name,
                columns,
                table: (None, target_table),
                target,
                on_delete,
                on_update,
            });
        }
    }
}

/// What follows from the primary key: a single INTEGER is the rowid.
fn finish(table: &mut Table, written: &[create::Column], numbered: bool) {
    let Some(key) = table.primary_key.clone() else { return };
    for &column in &key.columns {
        let single = key.columns.len() == 1;
        let it = &mut table.columns[column];
        it.nullable = false;
        if single && written.get(column).is_some_and(|column| column.declared == "INTEGER") {
            (it.kind, it.of_any_width) = (Kind::Word("bigint"), true);
            it.identity = numbered.then(Identity::default);
        }
    }
}

fn index(found: &mut Found, entry: &Entry, sql: &str) {
    let Some(table) = found.table(None, &entry.table) else { return };
    let Some(create) = create::index(sql) else { return };
    let place = format!("{}, index `{}`", entry.table, entry.name);
    if let Some(beyond) = create.parts.iter().find_map(|part| part.beyond) {
        return found.remark(place, format!("{beyond} in an index cannot be said: left out"));
    }
    let mut index = Index {
        name: entry.name.clone(),
        columns: Vec::new(),
        expression: None,
        unique: create.unique,
        condition: create.condition,
        using: None,
        include: Vec::new(),
    };
    for (number, part) in create.parts.iter().enumerate() {
        let known = part
            .column
            .as_ref()
            .and_then(|name| places(&found.tables[table], std::slice::from_ref(name)).first().copied());
        match known {
            Some(column) => index.columns.push(column),
            None if number + 1 == create.parts.len() => index.expression = Some(unwrapped(&part.text)),
            None => return found.remark(place, "an expression before a column of an index cannot be said: left out"),
        }
    }
    found.tables[table].indexes.push(index);
}

/// An expression without the brackets around all of it.
fn unwrapped(text: &str) -> String {
    let inner = text.strip_prefix('(').and_then(|text| text.strip_suffix(')'));
    let whole = |inner: &&str| {
        let mut depth = 0;
        tokens::tokens(inner).iter().all(|token| {
            depth += i32::from(token.is("(")) - i32::from(token.is(")"));
            depth >= 0
        })
    };
    inner.filter(whole).map_or_else(|| text.to_owned(), |inner| inner.trim().to_owned())
}

fn view(found: &mut Found, connection: &mut Connection, name: &str, sql: &str) -> Result<()> {
    let words = tokens::tokens(sql);
    let Some(place) = words.iter().position(|token| token.is("AS")) else { return Ok(()) };
    let query = sql[words[place].end..].trim().to_owned();
    let described = connection.query("SELECT name, type FROM pragma_table_info(?)", &[&name], |row| {
        Ok((row.get::<String>(0)?, row.get::<String>(1)?))
    })?;
    for (column, _) in described.iter().filter(|(_, declared)| declared.is_empty()) {
        found.remark(format!("the view {name}, {column}"), "is computed, and has no type: described as text");
    }
    let columns = described.into_iter().map(|(name, declared)| Column {
        name,
        kind: if declared.is_empty() { Kind::Word("text") } else { columns::kind(&declared.to_uppercase(), true).0 },
        array: false,
        of_any_width: false,
        nullable: true,
        default: None,
        computed: None,
        identity: None,
        autoincrement: false,
        comment: None,
    });
    let columns = columns.collect();
    found.views.push(View { schema: None, name: name.to_owned(), query, materialized: false, comment: None, columns });
    Ok(())
}

/// Calls what foreign keys refer to as it is called where it is made: SQLite does not look at case.
fn spell(found: &mut Found) {
    for table in 0..found.tables.len() {
        for number in 0..found.tables[table].foreign_keys.len() {
            let key = &found.tables[table].foreign_keys[number];
            let Some(target) = found.tables.iter().find(|other| other.name.eq_ignore_ascii_case(&key.table.1)) else {
                continue;
            };
            let columns = places(target, &key.target).into_iter().map(|column| target.columns[column].name.clone());
            let (name, columns) = (target.name.clone(), columns.collect());
            let key = &mut found.tables[table].foreign_keys[number];
            (key.table.1, key.target) = (name, columns);
        }
    }
}

/// Both ends of a foreign key have the same type: a rowid has that of what refers to it, and other columns that of what
/// they refer to.
fn agree(found: &mut Found) {
    for _ in 0..found.tables.len() + 2 {
        let mut changed = false;
        for table in 0..found.tables.len() {
            for key in found.tables[table].foreign_keys.clone() {
                changed |= agree_on(found, table, &key);
            }
        }
        if !changed {
            return;
        }
    }
}

fn agree_on(found: &mut Found, table: usize, key: &ForeignKey) -> bool {
    let named = |other: &Table| other.name.eq_ignore_ascii_case(&key.table.1);
    let Some(target) = found.tables.iter().position(named) else { return false };
    let referred = match key.target.is_empty() {
        true => found.tables[target].primary_key.as_ref().map(|key| key.columns.clone()).unwrap_or_default(),
        false => places(&found.tables[target], &key.target),
    };
    let mut changed = false;
    for (&column, &referred) in key.columns.iter().zip(&referred) {
        let (one, other) = (&found.tables[table].columns[column], &found.tables[target].columns[referred]);
        let (kind, wanted) = (one.kind, other.kind);
        if kind == wanted || (kind.is_text() && wanted.is_text()) {
            continue;
        }
        changed = true;
        let (one_bends, other_bends) = (one.of_any_width, other.of_any_width);
        if other_bends && !one_bends && kind.is_integer() {
            let other = &mut found.tables[target].columns[referred];
            (other.kind, other.of_any_width) = (kind, false);
            continue;
        }
        let only_widths = kind.is_integer() && wanted.is_integer();
        if !(one_bends || only_widths) {
            let place = format!("{}.{}", found.tables[table].name, found.tables[table].columns[column].name);
            found.remark(
                place,
                format!("has another type than `{}`, to which it refers: described as that", key.table.1),
            );
        }
        let one = &mut found.tables[table].columns[column];
        (one.kind, one.of_any_width) = (wanted, other_bends);
    }
    changed
}
