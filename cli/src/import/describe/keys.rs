//! Unique constraints, indexes and checks: what columns say themselves, and what stands in lists.
//!
//! The order in which they are made is told by where they are said: those of columns first, in the order of the columns,
//! then those of lists, and for indexes those that foreign keys bring along. So the longest beginning that fits is said at
//! the columns.

use aludel_codegen::model::naming::What;

use super::writer::Writer;
use crate::import::found::{Index, Table};
use crate::import::toml::{self, Inline};

/// What columns and foreign keys say themselves.
#[derive(Debug, Default)]
pub(super) struct Flags {
    /// Columns that are unique.
    pub(super) unique: Vec<usize>,
    /// Columns with an index.
    pub(super) index: Vec<usize>,
    /// Columns with a check, and which.
    pub(super) check: Vec<(usize, usize)>,
    /// Foreign keys that columns say.
    pub(super) references: Vec<usize>,
    /// Foreign keys that have no index.
    pub(super) without_index: Vec<usize>,
    /// Indexes that foreign keys bring along.
    brought: Vec<usize>,
    /// Indexes that columns say.
    said: Vec<usize>,
}

impl Flags {
    pub(super) fn of(writer: &Writer<'_>) -> Flags {
        let table = &writer.found.tables[writer.number];
        let written = writer.names.columns(writer.number);
        let conventions = writer.conventions;
        let mut flags = Flags::default();

        let mut last = None;
        for key in &table.uniques {
            let usual = conventions.key(What::Unique, table, written, &key.columns);
            match key.columns[..] {
                [column]
                    if last < Some(column)
                        && !table.is_key(column)
                        && key.name.as_ref().is_none_or(|name| *name == usual) =>
                {
                    flags.unique.push(column);
                    last = Some(column);
                }
                _ => break,
            }
        }
        let mut last = None;
        for (number, key) in table.foreign_keys.iter().enumerate() {
            match key.columns[..] {
                [column] if last < Some(column) => {
                    flags.references.push(number);
                    last = Some(column);
                }
                _ => break,
            }
        }
        let mut last = None;
        for (number, check) in table.checks.iter().enumerate() {
            let about = |&column: &usize| {
                let usual = conventions.check(table, written, &[column], &table.columns[column].name);
                check.name.as_ref() == Some(&usual)
            };
            match (0..table.columns.len()).find(about) {
                Some(column) if last < Some(column) => {
                    flags.check.push((column, number));
                    last = Some(column);
                }
                _ => break,
            }
        }
        flags.find_brought(writer);
        flags.find_said(writer);
        flags
    }

    /// From the last index back: those that foreign keys bring along.
    fn find_brought(&mut self, writer: &Writer<'_>) {
        let table = &writer.found.tables[writer.number];
        let written = writer.names.columns(writer.number);
        let mut before = table.foreign_keys.len();
        for (number, index) in table.indexes.iter().enumerate().rev().filter(|(_, index)| !index.unique) {
            let usual = writer.conventions.key(What::Index, table, written, &index.columns);
            let key = table.foreign_keys[..before].iter().rposition(|key| key.columns == index.columns);
            let others = table.indexes.iter().enumerate().filter(|(other, _)| *other != number).map(|(_, other)| other);
            match key {
                Some(key)
                    if is_plain(index)
                        && index.name == usual
                        && !by_key(table, &index.columns)
                        && !others.clone().any(|other| covers(other, &index.columns)) =>
                {
                    before = key;
                    self.brought.push(number);
                }
                _ => break,
            }
        }
        for (number, key) in table.foreign_keys.iter().enumerate() {
            if !by_key(table, &key.columns) && !table.indexes.iter().any(|index| covers(index, &key.columns)) {
                self.without_index.push(number);
            }
        }
    }

    /// From the first on: those that columns say.
    fn find_said(&mut self, writer: &Writer<'_>) {
        let table = &writer.found.tables[writer.number];
        let written = writer.names.columns(writer.number);
        let mut last = None;
        for (number, index) in table.indexes.iter().enumerate().filter(|(_, index)| !index.unique) {
            let usual = writer.conventions.key(What::Index, table, written, &index.columns);
            match index.columns[..] {
                [column]
                    if last < Some(column)
                        && is_plain(index)
                        && index.name == usual
                        && !by_key(table, &[column])
                        && !self.brought.contains(&number) =>
                {
                    self.said.push(number);
                    self.index.push(column);
                    last = Some(column);
                }
                _ => break,
            }
        }
    }
}

/// Whether an index is one of columns and nothing more.
fn is_plain(index: &Index) -> bool {
    let Index { name: _, columns, expression, unique, condition, using, include } = index;
    !columns.is_empty()
        && expression.is_none()
        && !unique
        && condition.is_none()
        && using.is_none()
        && include.is_empty()
}

fn begins(key: &[usize], columns: &[usize]) -> bool {
    key.get(..columns.len()).is_some_and(|first| columns.iter().all(|column| first.contains(column)))
}

/// Whether a primary key or unique constraint begins with these columns, in whatever order.
fn by_key(table: &Table, columns: &[usize]) -> bool {
    table.primary_key.iter().chain(&table.uniques).any(|key| begins(&key.columns, columns))
}

/// Whether an index begins with these columns.
fn covers(index: &Index, columns: &[usize]) -> bool {
    index.condition.is_none() && index.using.is_none() && begins(&index.columns, columns)
}

/// The unique constraints that columns do not say.
pub(super) fn uniques(writer: &Writer<'_>, flags: &Flags) -> Vec<String> {
    let table = &writer.found.tables[writer.number];
    let written = writer.names.columns(writer.number);
    let list = table.uniques[flags.unique.len()..].iter().map(|key| {
        let columns = toml::list(&writer.names.some(writer.number, &key.columns));
        let usual = writer.conventions.key(What::Unique, table, written, &key.columns);
        match key.name.as_ref().filter(|name| **name != usual) {
            None => columns,
            Some(name) => {
                let mut line = Inline::default();
                line.value("columns", columns);
                line.text("name", name);
                line.finish()
            }
        }
    });
    let partial = table.indexes.iter().filter(|index| is_unique_of_some(writer, index)).map(|index| {
        let mut line = Inline::default();
        line.value("columns", toml::list(&writer.names.some(writer.number, &index.columns)));
        line.text("where", index.condition.as_deref().unwrap_or_default());
        line.finish()
    });
    list.chain(partial).collect()
}

/// Whether an index is what a unique constraint with a condition makes.
fn is_unique_of_some(writer: &Writer<'_>, index: &Index) -> bool {
    let table = &writer.found.tables[writer.number];
    let usual = || writer.conventions.key(What::Unique, table, writer.names.columns(writer.number), &index.columns);
    let Index { name, columns, expression, unique, condition, using, include } = index;
    let partial = *unique && condition.is_some() && expression.is_none() && using.is_none() && include.is_empty();
    partial && !columns.is_empty() && *name == usual()
}

/// The indexes that neither columns nor foreign keys bring along.
pub(super) fn indexes(writer: &Writer<'_>, flags: &Flags) -> Vec<String> {
    let table = &writer.found.tables[writer.number];
    let written = writer.names.columns(writer.number);
    let mut items = Vec::new();
    for (number, index) in table.indexes.iter().enumerate() {
        if flags.brought.contains(&number) || flags.said.contains(&number) || is_unique_of_some(writer, index) {
            continue;
        }
        let usual = writer.conventions.index(table, written, &index.columns, index.expression.as_deref());
        let columns = toml::list(&writer.names.some(writer.number, &index.columns));
        // One that a key makes needless is made where its name is said.
        let needless = index.columns.len() == 1 && is_plain(index) && by_key(table, &index.columns);
        let named = index.name != usual || needless;
        if is_plain(index) && !named {
            items.push(columns);
            continue;
        }
        let mut line = Inline::default();
        if !index.columns.is_empty() {
            line.value("columns", columns);
        }
        if let Some(expression) = &index.expression {
            line.text("expression", expression);
        }
        line.flag("unique", index.unique);
        if let Some(method) = &index.using {
            line.text("using", method);
        }
        if !index.include.is_empty() {
            line.value("include", toml::list(&writer.names.some(writer.number, &index.include)));
        }
        if let Some(condition) = &index.condition {
            line.text("where", condition);
        }
        if named {
            line.text("name", &index.name);
        }
        items.push(line.finish());
    }
    items
}

/// The checks that columns do not say.
pub(super) fn checks(writer: &Writer<'_>, flags: &Flags) -> Vec<String> {
    let table = &writer.found.tables[writer.number];
    let written = writer.names.columns(writer.number);
    let rest = table.checks[flags.check.len()..].iter().enumerate().map(|(number, check)| {
        let usual = writer.conventions.check(table, written, &[], &(number + 1).to_string());
        let name = check.name.as_deref().filter(|name| *name != usual);
        match writer.conventions.given(table, name) {
            None => toml::quote(&check.condition),
            Some(name) => {
                let mut line = Inline::default();
                line.text("condition", &check.condition);
                line.text("name", name);
                line.finish()
            }
        }
    });
    rest.collect()
}
