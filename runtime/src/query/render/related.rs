//! Conditions on what relationships lead to.

use super::Writer;
use crate::{
    Result,
    model::RelationshipKind,
    query::{
        from::{along::ties, source::Element},
        tree::{
            Node,
            place::{Along, ColumnRef, TableRef},
        },
    },
};

impl<'q> Writer<'q, '_> {
    /// Whether a relationship leads to an object that passes a condition.
    pub(super) fn related(&mut self, path: &Along, condition: Option<&'q Node>, negated: bool) -> Result<()> {
        let target = TableRef { table: path.info.target.table, alias: path.to };
        let owner = TableRef { table: path.owner.table, alias: path.from };
        self.push(if negated { "NOT EXISTS (SELECT 1 FROM " } else { "EXISTS (SELECT 1 FROM " });
        if let Some(through) = &path.info.through {
            self.push(through.table.sql);
            self.push(", ");
        }
        self.push(target.table.sql);
        // A model that leads to itself: within, its columns are those of the one led to.
        let itself = target == owner;
        let name = match (target.alias, itself) {
            (None, false) => target.table.sql.to_owned(),
            (None, true) if self.statement.is_key() => String::new(),
            (None, true) => self.scopes.free_name(target.table.name),
            (Some(_), _) => self.scopes.made(Element::Table(target)),
        };
        if target.alias.is_some() || itself {
            self.push(" AS ");
            self.statement.push_text(&name);
        }
        let own = |index| ColumnRef { table: owner.table, alias: owner.alias, index };
        self.push(" WHERE ");
        match &path.info.through {
            Some(through) => {
                let keys = through.table.foreign_keys;
                let between = through.table;
                for (index, (&column, &key)) in
                    keys[through.local].columns.iter().zip(keys[through.local].target_columns).enumerate()
                {
                    self.push(if index > 0 { " AND " } else { "" });
                    self.column(own(key))?;
                    self.push(" = ");
                    self.push(between.sql);
                    self.push(".");
                    self.push(between.columns[column].sql);
                }
                for (&column, &key) in keys[through.remote].columns.iter().zip(keys[through.remote].target_columns) {
                    self.push(" AND ");
                    self.statement.push_text(&name);
                    self.push(".");
                    self.push(target.table.columns[key].sql);
                    self.push(" = ");
                    self.push(between.sql);
                    self.push(".");
                    self.push(between.columns[column].sql);
                }
            }
            None => {
                let belongs = path.info.kind == RelationshipKind::BelongsTo;
                for (index, (key, refers)) in ties(path, path.from, path.to).into_iter().enumerate() {
                    self.push(if index > 0 { " AND " } else { "" });
                    for (index, column) in [key, refers].into_iter().enumerate() {
                        self.push(if index > 0 { " = " } else { "" });
                        // The key is the target's where the owner belongs to it.
                        if (index == 0) == belongs {
                            self.statement.push_text(&name);
                            self.push(".");
                            self.push(column.table.columns[column.index].sql);
                        } else {
                            self.column(column)?;
                        }
                    }
                }
            }
        }
        if let Some(condition) = condition {
            self.push(" AND ");
            self.scopes.enter_one(target, name);
            self.condition(condition, true)?;
            self.scopes.leave();
        }
        self.push(")");
        Ok(())
    }
}
