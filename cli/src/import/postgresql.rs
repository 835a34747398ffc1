//! PostgreSQL, read from its catalogs.

mod catalog;
mod columns;
mod constraints;
mod expressions;
mod numbers;

use std::collections::HashMap;

use aludel::{Connection, Result};
use aludel_codegen::{ddl::identifier::is_built_in, model::Dialect};

use super::Wanted;
use super::found::{Enum, Found, Table, View};
use catalog::Relation;

/// What is known of the database beside what was found.
#[derive(Default)]
struct Known {
    /// For each table its number.
    tables: HashMap<i64, usize>,
    /// For each table and attribute the column.
    columns: HashMap<(i64, i32), usize>,
    /// For each enum type its number.
    enums: HashMap<i64, usize>,
    /// The schema that is not said, where there is no other.
    usual: Option<String>,
}

impl Known {
    /// A schema, where it has to be said.
    fn schema(&self, name: String) -> Option<String> {
        (Some(&name) != self.usual.as_ref()).then_some(name)
    }

    /// Attributes as columns. None where one has been left out.
    fn columns(&self, table: i64, attributes: &str) -> Option<Vec<usize>> {
        let numbers = attributes.split([',', ' ']).filter(|number| !number.is_empty());
        numbers.map(|number| self.columns.get(&(table, number.parse().ok()?)).copied()).collect()
    }
}

/// Reads the database.
pub(super) fn read(connection: &mut Connection, wanted: &Wanted) -> Result<Found> {
    let mut found = Found::new(Dialect::Postgresql);
    let mut known = Known::default();
    let mut transaction = connection.begin()?;
    transaction.execute("SET LOCAL TIME ZONE 'UTC'", &[])?;
    transaction.execute("SET LOCAL intervalstyle = 'iso_8601'", &[])?;
    let current = transaction.query("SELECT current_schema()::text", &[], |row| row.get::<Option<String>>(0))?;
    let relations = catalog::relations(&mut transaction)?;
    // Where there are several schemas, each table says which it is in.
    known.usual = current.into_iter().flatten().next();
    if relations
        .iter()
        .any(|relation| wanted.schema(&relation.schema) && Some(&relation.schema) != known.usual.as_ref())
    {
        known.usual = None;
    }
    enums(&mut transaction, &mut found, &mut known, wanted)?;
    let mut views = Vec::new();
    for relation in relations {
        if wanted.schema(&relation.schema) && wanted.table(Some(&relation.schema), &relation.name) {
            self::relation(&mut found, &mut known, &mut views, relation);
        }
    }
    columns::read(&mut transaction, &mut found, &mut known, &views)?;
    numbers::read(&mut transaction, &mut found, &known, wanted)?;
    constraints::read(&mut transaction, &mut found, &known)?;
    constraints::indexes(&mut transaction, &mut found, &known)?;
    beyond(&mut transaction, &mut found, &known)?;
    transaction.rollback()?;
    expressions::simplify(connection, &mut found)?;
    used(&mut found);
    Ok(found)
}

fn relation(found: &mut Found, known: &mut Known, views: &mut Vec<i64>, relation: Relation) {
    let Relation { oid, schema, name, kind, comment, partition, inherits, secured, query } = relation;
    let schema = known.schema(schema);
    let full = aludel_codegen::model::name::full(schema.as_deref(), &name);
    match kind.as_str() {
        _ if partition => found.remark(full, "is a partition: left out"),
        "r" | "p" => {
            if kind == "p" {
                found.remark(&full, "is partitioned: described as a plain table");
            }
            if inherits {
                found.remark(&full, "inherits from another table: described as a table of its own");
            }
            if secured {
                found.remark(&full, "has row security, which stays the database's own affair");
            }
            known.tables.insert(oid, found.tables.len());
            found.tables.push(Table { schema, name, comment, ..Table::default() });
        }
        "v" | "m" => {
            let query = query.unwrap_or_default().trim().trim_end_matches(';').to_owned();
            views.push(oid);
            found.views.push(View { schema, name, query, materialized: kind == "m", comment, columns: Vec::new() });
        }
        _ => found.remark(full, "is a foreign table: left out"),
    }
}

fn enums(connection: &mut Connection, found: &mut Found, known: &mut Known, wanted: &Wanted) -> Result<()> {
    for (oid, schema, name, value) in catalog::enum_values(connection)? {
        if let Some(&index) = known.enums.get(&oid) {
            found.enums[index].values.push(value);
        } else if wanted.tables.is_empty() || wanted.schema(&schema) {
            known.enums.insert(oid, found.enums.len());
            // One that PostgreSQL would take for a type of its own is named with its schema.
            let schema = known.schema(schema.clone()).or_else(|| is_built_in(&name).then_some(schema));
            found.enums.push(Enum { schema, name, of: None, values: vec![value] });
        }
    }
    Ok(())
}

/// Triggers, which no schema file knows.
fn beyond(connection: &mut Connection, found: &mut Found, known: &Known) -> Result<()> {
    for (table, name) in catalog::triggers(connection)? {
        if let Some(&table) = known.tables.get(&table) {
            let place = found.tables[table].full_name();
            found.remark(place, format!("the trigger `{name}` stays the database's own affair"));
        }
    }
    Ok(())
}

/// Sequences that are read are those that are free, or that something of what is read asks.
fn used(found: &mut Found) {
    let is_there = |name: &str, schema: &Option<String>, own: &str| {
        name == aludel_codegen::model::name::full(schema.as_deref(), own) || name == own
    };
    for table in 0..found.tables.len() {
        for column in 0..found.tables[table].columns.len() {
            let Some(super::found::Default::Next(name)) = &found.tables[table].columns[column].default else {
                continue;
            };
            if !found.sequences.iter().any(|sequence| is_there(name, &sequence.schema, &sequence.name)) {
                let (name, place) = (
                    name.clone(),
                    format!("{}.{}", found.tables[table].full_name(), found.tables[table].columns[column].name),
                );
                found.remark(
                    place,
                    format!("is filled by the sequence `{name}`, which is not read: described without it"),
                );
                found.tables[table].columns[column].default = None;
            }
        }
    }
}
