//! Relationships, made of foreign keys.

use std::collections::BTreeSet;

use aludel_codegen::model::name::snake_case;

use super::names::{Names, unlike};
use super::{rules, words};
use crate::import::found::{ForeignKey, Found};
use crate::import::toml::{self, Inline};

/// Whether a table is the one between two sides of a many-to-many, and nothing more: two foreign keys, which together are
/// its key, and nothing that an INSERT has to say beside them.
pub(super) fn is_between(found: &Found, table: usize) -> bool {
    let known = &found.tables[table];
    let [one, other] = &known.foreign_keys[..] else { return false };
    let both: Vec<usize> = one.columns.iter().chain(&other.columns).copied().collect();
    let apart = one.columns.iter().all(|column| !other.columns.contains(column));
    let set = |columns: &[usize]| columns.len() == both.len() && columns.iter().all(|column| both.contains(column));
    let keyed = match &known.primary_key {
        Some(key) => set(&key.columns),
        None => known.uniques.iter().any(|key| set(&key.columns)),
    };
    let filled =
        (0..known.columns.len()).all(|column| both.contains(&column) || rules::is_filled(&known.columns[column]));
    let plain = known.columns.len() <= both.len() + 1;
    let referred = found.tables.iter().flat_map(|table| &table.foreign_keys);
    let alone = referred.filter(|key| key.table.1 == known.name && key.table.0 == known.schema).count() == 0;
    let has_key = |key: &ForeignKey| {
        found
            .table(key.table.0.as_deref(), &key.table.1)
            .is_some_and(|target| found.tables[target].primary_key.is_some())
    };
    apart && keyed && filled && plain && alone && has_key(one) && has_key(other)
}

/// A relationship: its name, and the rest as TOML.
pub(super) type Line = (String, String);

/// The relationships of every table that has a model.
pub(super) fn relationships(found: &Found, names: &Names) -> Vec<Vec<Line>> {
    let mut links = Links {
        found,
        names,
        taken: (0..found.tables.len()).map(|table| names.columns(table).iter().cloned().collect()).collect(),
        lines: vec![Vec::new(); found.tables.len()],
    };
    for table in 0..found.tables.len() {
        for number in 0..found.tables[table].foreign_keys.len() {
            links.along(table, number);
        }
    }
    for table in 0..found.tables.len() {
        if names.models[table].is_none() && is_between(found, table) {
            links.through(table);
        }
    }
    links.lines
}

struct Links<'a> {
    found: &'a Found,
    names: &'a Names,
    taken: Vec<BTreeSet<String>>,
    lines: Vec<Vec<Line>>,
}

impl Links<'_> {
    fn target(&self, key: &ForeignKey) -> Option<usize> {
        self.found.table(key.table.0.as_deref(), &key.table.1)
    }

    /// Both ends of a foreign key.
    fn along(&mut self, table: usize, number: usize) -> Option<()> {
        let (found, names) = (self.found, self.names);
        let known = &found.tables[table];
        let key = &known.foreign_keys[number];
        let target = self.target(key)?;
        let (own, other) = (names.models[table].as_ref()?, names.models[target].as_ref()?);
        let same = |one: &&ForeignKey| one.table == key.table;
        let siblings = known.foreign_keys.iter().filter(same).count();
        let twin = known.foreign_keys[..number].iter().filter(same).any(|one| {
            one.columns.len() == key.columns.len() && one.columns.iter().all(|column| key.columns.contains(column))
        });
        if twin {
            return None; // nothing could tell the two apart
        }
        let columns = names.some(table, &key.columns);
        let is_one = known.is_unique(&key.columns);
        let required = key.columns.iter().any(|&column| !known.columns[column].nullable);

        let role = role(&columns, other);
        let free = if self.taken[table].contains(&role) { format!("related_{role}") } else { role.clone() };
        let belongs_to = unlike(&mut self.taken[table], free);
        let plain = if is_one { snake_case(own) } else { words::plural(&snake_case(own)) };
        let is_plain = role == snake_case(other) && siblings == 1 && table != target;
        let apart = if is_plain || siblings == 1 && table != target { plain } else { format!("{plain}_by_{role}") };
        let has = unlike(&mut self.taken[target], apart);

        let mut line = Inline::default();
        line.text("belongs_to", other);
        line.text("back_populates", &has);
        if siblings > 1 {
            line.value("foreign_key", toml::list(&columns));
        }
        self.lines[table].push((belongs_to.clone(), line.finish()));
        let mut line = Inline::default();
        line.text(if is_one { "has_one" } else { "has_many" }, own);
        line.text("back_populates", &belongs_to);
        if required && key.on_delete.is_none() {
            // What the database does about children is the database's: it refuses.
            line.text("passive_deletes", "all");
        }
        self.lines[target].push((has, line.finish()));
        Some(())
    }

    /// Both sides of a table between.
    fn through(&mut self, table: usize) -> Option<()> {
        let (found, names) = (self.found, self.names);
        let known = &found.tables[table];
        let [one, other] = &known.foreign_keys[..] else { return None };
        let sides = [(self.target(one)?, one), (self.target(other)?, other)];
        let models = [names.models[sides[0].0].as_ref()?, names.models[sides[1].0].as_ref()?];
        let itself = sides[0].0 == sides[1].0;
        let mut ends = Vec::new();
        for number in 0..2 {
            let (far, model) = (sides[1 - number].1, models[1 - number]);
            let plain = match itself {
                true => words::plural(&role(&names.some(table, &far.columns), model)),
                false => words::plural(&snake_case(model)),
            };
            ends.push(unlike(&mut self.taken[sides[number].0], plain));
        }
        for number in 0..2 {
            let mut line = Inline::default();
            line.text("has_many", models[1 - number]);
            line.text("through", &known.full_name());
            line.text("back_populates", &ends[1 - number]);
            if itself {
                line.value("foreign_key", toml::list(&names.some(table, &sides[number].1.columns)));
            }
            self.lines[sides[number].0].push((ends[number].clone(), line.finish()));
        }
        Some(())
    }
}

/// What the row referred to is to the one that refers: `author_id` refers to its author.
fn role(columns: &[&str], model: &str) -> String {
    let usual = snake_case(model);
    let [column] = columns else { return usual };
    let stem = ["_id", "_code", "_key", "_name", "_uuid", "_fk"].iter().find_map(|ending| column.strip_suffix(ending));
    match stem {
        Some(stem) if !stem.trim_matches('_').is_empty() => stem.to_owned(),
        _ if column.contains(&usual) || ["id", "key", "code"].contains(column) => usual,
        _ => format!("{column}_{usual}"),
    }
}
