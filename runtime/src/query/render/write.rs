//! UPDATE, DELETE and INSERT by criteria.

use super::{Items, Writer};
use crate::{
    Dialect, Result,
    query::{
        tree::{
            Node,
            place::{Alias, TableRef},
        },
        write::change::{Conflict, Inserted, Write, WriteKind},
    },
    table::Table,
};

impl<'q> Writer<'q, '_> {
    /// The statement; with `back`, it gives every column of the rows behind what it gives anyway.
    pub(super) fn write(&mut self, write: &'q Write, back: bool) -> Result<()> {
        let table = write.info.table;
        let target = TableRef { table, alias: None };
        self.with_written(write)?;
        self.scopes.writes = true;
        match &write.kind {
            WriteKind::Insert { columns, rows, conflict } => {
                self.push("INSERT INTO ");
                self.push(table.sql);
                for (index, &column) in columns.iter().enumerate() {
                    self.push(if index == 0 { " (" } else { ", " });
                    self.push(table.columns[column].sql);
                }
                self.push(") ");
                self.inserted(table, columns, rows, conflict.is_some())?;
                if let Some(conflict) = conflict {
                    self.conflict(table, conflict)?;
                }
            }
            WriteKind::Update(sets) => {
                self.push("UPDATE ");
                self.push(table.sql);
                self.scopes.enter_one(target, table.sql.to_owned());
                self.sets(table, sets)?;
                self.conditions(" WHERE ", &write.core.filters)?;
                self.scopes.leave();
            }
            WriteKind::Delete => {
                self.push("DELETE FROM ");
                self.push(table.sql);
                self.scopes.enter_one(target, table.sql.to_owned());
                self.conditions(" WHERE ", &write.core.filters)?;
                self.scopes.leave();
            }
        }
        if write.core.items.is_empty() && !back {
            return Ok(());
        }
        self.push(" RETURNING ");
        self.scopes.enter_one(target, table.sql.to_owned());
        self.items(&write.core.items, &[])?;
        if back {
            for (index, column) in table.columns.iter().enumerate() {
                self.push(if index == 0 && write.core.items.is_empty() { "" } else { ", " });
                if self.dialect() == Dialect::Postgresql {
                    self.push(table.sql);
                    self.push(".");
                }
                self.push(column.sql);
            }
        }
        self.scopes.leave();
        Ok(())
    }

    fn sets(&mut self, table: &'static Table, sets: &'q [(usize, Node)]) -> Result<()> {
        for (index, (column, value)) in sets.iter().enumerate() {
            self.push(if index == 0 { " SET " } else { ", " });
            self.push(table.columns[*column].sql);
            self.push(" = ");
            match value {
                Node::Case { .. } => self.beside(value, Some(table.columns[*column].kind))?,
                value => self.node(value)?,
            }
        }
        Ok(())
    }

    fn inserted(
        &mut self,
        table: &'static Table,
        columns: &[usize],
        rows: &'q Inserted,
        conflicts: bool,
    ) -> Result<()> {
        match rows {
            // SQLite takes the ON of ON CONFLICT for that of a join, where nothing stands between.
            Inserted::Query(query) if conflicts && self.dialect() == Dialect::Sqlite => {
                self.push("SELECT * FROM (");
                self.query(query, Items::Own)?;
                self.push(") WHERE true");
            }
            Inserted::Query(query) => self.query(query, Items::Own)?,
            Inserted::Values(rows) => {
                for (index, row) in rows.iter().enumerate() {
                    self.push(if index == 0 { "VALUES (" } else { ", (" });
                    for (index, (value, &column)) in row.iter().zip(columns).enumerate() {
                        self.push(if index > 0 { ", " } else { "" });
                        match value {
                            Node::Case { .. } => self.beside(value, Some(table.columns[column].kind))?,
                            value => self.argument(value)?,
                        }
                    }
                    self.push(")");
                }
            }
        }
        Ok(())
    }

    fn conflict(&mut self, table: &'static Table, conflict: &'q Conflict) -> Result<()> {
        self.push(" ON CONFLICT");
        for (index, &column) in conflict.target.iter().enumerate() {
            self.push(if index == 0 { " (" } else { ", " });
            self.push(table.columns[column].sql);
        }
        self.push(if conflict.target.is_empty() { " DO " } else { ") DO " });
        let Some(update) = &conflict.update else {
            self.push("NOTHING");
            return Ok(());
        };
        self.push("UPDATE");
        self.scopes.enter_one(TableRef { table, alias: Some(Alias::named("excluded")) }, "excluded".to_owned());
        self.scopes.enter_one(TableRef { table, alias: None }, table.sql.to_owned());
        self.sets(table, &update.sets)?;
        self.conditions(" WHERE ", &update.filters)?;
        self.scopes.leave();
        self.scopes.leave();
        Ok(())
    }
}
