//! Constraints and indexes.

use aludel::{Connection, Result};
use aludel_codegen::model::database::Action;

use super::Known;
use super::catalog::{self, Constraint};
use crate::import::found::{Check, ForeignKey, Found, Index, Key};

/// Reads the constraints.
pub(super) fn read(connection: &mut Connection, found: &mut Found, known: &Known) -> Result<()> {
    for constraint in catalog::constraints(connection)? {
        if let Some(&table) = known.tables.get(&constraint.table) {
            self::constraint(found, known, table, constraint);
        }
    }
    Ok(())
}

fn constraint(found: &mut Found, known: &Known, table: usize, constraint: Constraint) {
    let place = format!("{}, constraint `{}`", found.tables[table].full_name(), constraint.name);
    let Some(columns) = known.columns(constraint.table, &constraint.columns) else {
        return found.remark(place, "is about a column that is left out: left out");
    };
    if constraint.deferrable {
        found.remark(&place, "DEFERRABLE cannot be said");
    }
    if constraint.kind != "c" && constraint.definition.contains(" NULLS NOT DISTINCT ") {
        found.remark(&place, "NULLS NOT DISTINCT cannot be said");
    }
    if constraint.kind == "x" {
        return found.remark(place, format!("cannot be said: {}", constraint.definition));
    }
    if constraint.full {
        found.remark(&place, "MATCH FULL cannot be said");
    }
    let key = Key { name: Some(constraint.name.clone()), columns: columns.clone() };
    match constraint.kind.as_str() {
        "p" => found.tables[table].primary_key = Some(key),
        "u" => found.tables[table].uniques.push(key),
        "c" => {
            if constraint.definition.ends_with(" NO INHERIT") {
                found.remark(&place, "NO INHERIT cannot be said");
            }
            let condition = constraint.condition.unwrap_or_default();
            found.tables[table].checks.push(Check { name: Some(constraint.name), condition });
        }
        _ => {
            let Some(&target) = known.tables.get(&constraint.target) else {
                return found.remark(place, "refers to a table that is not read: left out");
            };
            let Some(referred) = known.columns(constraint.target, &constraint.referred) else {
                return found.remark(place, "refers to a column that is left out: left out");
            };
            let other = &found.tables[target];
            let key = ForeignKey {
                name: Some(constraint.name),
                columns,
                table: (other.schema.clone(), other.name.clone()),
                target: referred.into_iter().map(|column| other.columns[column].name.clone()).collect(),
                on_delete: action(&constraint.on_delete),
                on_update: action(&constraint.on_update),
            };
            found.tables[table].foreign_keys.push(key);
        }
    }
}

/// The catalog does not tell NO ACTION from nothing said.
fn action(letter: &str) -> Option<Action> {
    Some(match letter {
        "r" => Action::Restrict,
        "c" => Action::Cascade,
        "n" => Action::SetNull,
        "d" => Action::SetDefault,
        _ => return None,
    })
}

/// Reads the indexes.
pub(super) fn indexes(connection: &mut Connection, found: &mut Found, known: &Known) -> Result<()> {
    const METHODS: [&str; 6] = ["btree", "hash", "gin", "gist", "spgist", "brin"];
    for index in catalog::indexes(connection)? {
        let Some(&table) = known.tables.get(&index.table) else { continue };
        let place = format!("{}, index `{}`", found.tables[table].full_name(), index.name);
        let attributes: Vec<&str> = index.columns.split(' ').collect();
        let (ordered, kept) =
            attributes.split_at(usize::try_from(index.ordered).unwrap_or_default().min(attributes.len()));
        let (ordered, expression) = match ordered {
            [columns @ .., "0"] if !columns.contains(&"0") => (columns, index.expression),
            columns if columns.contains(&"0") => {
                found.remark(
                    place,
                    "an expression before a column of an index, or a second one, cannot be said: left out",
                );
                continue;
            }
            columns => (columns, None),
        };
        let (columns, include) =
            (known.columns(index.table, &ordered.join(" ")), known.columns(index.table, &kept.join(" ")));
        let (Some(columns), Some(include)) = (columns, include) else {
            found.remark(place, "is of a column that is left out: left out");
            continue;
        };
        if index.unusual || !METHODS.contains(&index.method.as_str()) {
            found.remark(place, "its order, collation, operators or method cannot be said: left out");
            continue;
        }
        let using = (index.method != "btree").then_some(index.method);
        let (unique, condition, name) = (index.unique, index.condition, index.name);
        found.tables[table].indexes.push(Index { name, columns, expression, unique, condition, using, include });
    }
    Ok(())
}
