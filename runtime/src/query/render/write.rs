//! UPDATE, DELETE and INSERT by criteria.

use super::{Items, Writer};
use crate::{
    Dialect, Result,
    query::{
        tree::{Node, place::TableRef},
        write::change::{Write, WriteKind},
    },
};

impl<'q> Writer<'q, '_> {
    /// The statement; with `back`, it gives every column of the rows behind what it gives anyway.
    pub(super) fn write(&mut self, write: &'q Write, back: bool) -> Result<()> {
        let table = write.info.table;
        let target = TableRef { table, alias: None };
        self.with_written(write)?;
        match &write.kind {
            WriteKind::Insert { columns, query } => {
                self.push("INSERT INTO ");
                self.push(table.sql);
                for (index, &column) in columns.iter().enumerate() {
                    self.push(if index == 0 { " (" } else { ", " });
                    self.push(table.columns[column].sql);
                }
                self.push(") ");
                self.query(query, Items::Own)?;
            }
            WriteKind::Update(sets) => {
                self.push("UPDATE ");
                self.push(table.sql);
                self.scopes.enter_one(target, table.sql.to_owned());
                for (index, (column, value)) in sets.iter().enumerate() {
                    self.push(if index == 0 { " SET " } else { ", " });
                    self.push(table.columns[*column].sql);
                    self.push(" = ");
                    match value {
                        Node::Case { .. } => self.beside(value, Some(table.columns[*column].kind))?,
                        value => self.node(value)?,
                    }
                }
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
        // SQLite takes no table's name here.
        let name = if self.dialect() == Dialect::Sqlite { "" } else { table.sql };
        self.scopes.enter_one(target, name.to_owned());
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
}
