//! Tables: keys, constraints, indexes, and columns as the database sees them.

use super::entries::Entries;
use super::literal;
use crate::model::Schema;
use crate::model::database::{Check, Column, Computed, ForeignKey, Identity, Index, Table, Unique};
use crate::model::kind::Kind;
use crate::model::naming::What;
use crate::written::key;

/// A table without a model.
pub(super) fn section(schema: &Schema, index: usize) -> String {
    let table = &schema.tables[index];
    let name = key(&table.name);
    let mut entries = Entries::default();
    first(&mut entries, table);
    entries.x(schema.x(&schema.path(index)));
    constraints(&mut entries, schema, index);
    let mut columns = Entries::default();
    for number in 0..table.columns.len() {
        let mut entries = Entries::default();
        column(&mut entries, schema, table, number);
        columns.value(&table.columns[number].written, entries.inline());
    }
    format!("[table.{name}]\n{}\n[table.{name}.columns]\n{}", entries.lines(), columns.lines())
}

/// What a table says of itself, beside its name.
pub(super) fn first(entries: &mut Entries, table: &Table) {
    entries.optional("schema", table.schema.as_deref());
    entries.optional("renamed_from", table.renamed_from.as_deref());
    entries.optional("doc", table.doc.as_deref());
    entries.optional("comment", table.comment.as_deref());
}

/// Keys, constraints and indexes: each with its name.
pub(super) fn constraints(entries: &mut Entries, schema: &Schema, index: usize) {
    // Its name and its texts are written elsewhere, and so are the columns.
    let Table {
        schema: _,
        name: _,
        renamed_from: _,
        doc: _,
        comment: _,
        columns: _,
        primary_key,
        foreign_keys,
        uniques,
        indexes,
        checks,
        view,
        place: _,
    } = &schema.tables[index];
    let table = &schema.tables[index];
    if let Some(key) = primary_key {
        entries.list("primary_key", written(table, &key.columns));
    }
    if view.is_some() {
        return;
    }
    entries.lines_of("unique", &uniques.iter().map(|each| unique(table, each)).collect::<Vec<_>>());
    entries.lines_of("index", &indexes.iter().map(|each| self::index(table, each)).collect::<Vec<_>>());
    // Those of columns are said there.
    let of_table = checks.iter().filter(|check| check.column.is_none());
    entries.lines_of("check", &of_table.map(|each| check(schema, each)).collect::<Vec<_>>());
    entries.lines_of("foreign_key", &foreign_keys.iter().map(|key| foreign(schema, table, key)).collect::<Vec<_>>());
}

/// The names of columns as schema files call them.
pub(super) fn written<'t>(table: &'t Table, columns: &'t [usize]) -> impl Iterator<Item = &'t str> {
    columns.iter().map(|&column| table.columns[column].written.as_str())
}

fn unique(table: &Table, unique: &Unique) -> String {
    let Unique { name, columns, condition, place: _ } = unique;
    let mut entries = Entries::default();
    entries.list("columns", written(table, columns));
    entries.text("name", name);
    if let Some(condition) = condition {
        entries.value("where", literal::sql(condition));
    }
    entries.inline()
}

fn index(table: &Table, index: &Index) -> String {
    let Index { name, columns, expression, unique, condition, using, include, place: _ } = index;
    let mut entries = Entries::default();
    if !columns.is_empty() {
        entries.list("columns", written(table, columns));
    }
    if let Some(expression) = expression {
        entries.value("expression", literal::sql(expression));
    }
    entries.text("name", name);
    entries.flag_if("unique", *unique);
    entries.optional("using", *using);
    if !include.is_empty() {
        entries.list("include", written(table, include));
    }
    if let Some(condition) = condition {
        entries.value("where", literal::sql(condition));
    }
    entries.inline()
}

/// A convention that makes another name of the one that is given gets that; no other name would come out as it is.
fn check(schema: &Schema, check: &Check) -> String {
    let Check { name, given, column: _, condition, place: _ } = check;
    let mut entries = Entries::default();
    entries.value("condition", literal::sql(condition));
    match schema.settings.naming.takes_name(What::Check) {
        true => entries.optional("name", given.as_deref()),
        false => entries.text("name", name),
    }
    entries.inline()
}

/// Its index is among the indexes, where it has one.
fn foreign(schema: &Schema, table: &Table, key: &ForeignKey) -> String {
    let ForeignKey { name, columns, table: target, target: referred, on_delete, on_update, place: _ } = key;
    let target = &schema.tables[*target];
    let mut entries = Entries::default();
    entries.list("columns", written(table, columns));
    let names: Vec<String> =
        written(target, referred).map(|column| format!("{}.{column}", target.full_name())).collect();
    entries.list("references", names.iter().map(String::as_str));
    entries.optional("on_delete", on_delete.map(|action| action.word()));
    entries.optional("on_update", on_update.map(|action| action.word()));
    entries.text("name", name);
    entries.flag("index", false);
    entries.inline()
}

/// A column as the database sees it.
pub(super) fn column(entries: &mut Entries, schema: &Schema, table: &Table, number: usize) {
    // Which column is numbered follows from the primary key.
    let Column {
        name,
        written,
        kind,
        array,
        nullable,
        identity: _,
        server_default,
        computed,
        numbered,
        autoincrement,
        renamed_from,
        doc,
        comment,
        place: _,
    } = &table.columns[number];
    self::kind(entries, schema, *kind);
    entries.flag_if("array", *array);
    entries.flag("nullable", *nullable);
    if let Some(default) = server_default {
        entries.value("server_default", literal::server(schema, *kind, default));
    }
    if let Some(Identity { always, numbers }) = numbered {
        let mut inner = Entries::default();
        inner.flag("always", *always);
        inner.numbers(numbers);
        entries.value("identity", inner.inline());
    }
    entries.flag_if("autoincrement", *autoincrement);
    if let Some(Computed { sql, stored }) = computed {
        let mut inner = Entries::default();
        inner.value("sql", literal::sql(sql));
        inner.flag("stored", *stored);
        entries.value("computed", inner.inline());
    }
    if let Some(check) = table.checks.iter().find(|check| check.column == Some(number)) {
        entries.value("check", literal::sql(&check.condition));
    }
    // Those of a table are a list.
    let refers = |key: &&ForeignKey| table.view.is_some() && key.columns == [number];
    if let Some(key) = table.foreign_keys.iter().find(refers) {
        let target = &schema.tables[key.table];
        let columns: Vec<&str> = self::written(target, &key.target).collect();
        entries.text("references", &format!("{}.{}", target.full_name(), columns.concat()));
    }
    entries.optional("column", (name != written).then_some(name.as_str()));
    entries.optional("renamed_from", renamed_from.as_deref());
    entries.optional("doc", doc.as_deref());
    entries.optional("comment", comment.as_deref());
    let index = schema.tables.iter().position(|known| std::ptr::eq(known, table));
    let path = index.map(|index| format!("{}.columns.{}", schema.path(index), key(written)));
    entries.x(path.and_then(|path| schema.x(&path)));
}

fn kind(entries: &mut Entries, schema: &Schema, kind: Kind) {
    match kind {
        Kind::Enum(index) => return entries.text("enum", &schema.enums[index].name.written),
        kind => entries.text("type", kind.word()),
    }
    match kind {
        Kind::Numeric { precision, scale } => {
            entries.value("precision", precision.to_string());
            entries.value("scale", scale.to_string());
        }
        Kind::String { length: Some(length) } => entries.value("length", length.to_string()),
        _ => {}
    }
}
