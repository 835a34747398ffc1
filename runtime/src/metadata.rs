//! `create_all` and `drop_all`: the schema folder's tables, made and taken away.

use std::collections::HashSet;

use crate::{
    Connection, Dialect, Error, ErrorKind, Executor, Result,
    driver::Param,
    table::{Metadata, Table, TableDdl, TypeDdl, ViewKind},
    value::ValueRef,
};

impl Metadata {
    /// Makes the tables and views that are missing, in one transaction: their schemas, then referenced tables first, then
    /// views, indexes and the foreign keys of cycles. A table or view that is there is left as it is.
    ///
    /// One round trip a table to see whether it is there, and one a statement.
    ///
    /// # Errors
    /// [`ErrorKind::SchemaMismatch`], naming tables and columns, where a table that is there lacks a column of its
    /// model, or the query of a view does not have the view's columns: changing tables is for migrations. Otherwise what the database says; nothing is made then.
    pub fn create_all(&self, executor: impl Executor) -> Result<()> {
        executor.with(|connection| in_transaction(connection, |connection| self.create(connection)))
    }

    /// Drops the tables and views that are there, views and referencing tables first, in one transaction. Schemas stay.
    ///
    /// # Errors
    /// What the database says; nothing is dropped then.
    pub fn drop_all(&self, executor: impl Executor) -> Result<()> {
        executor.with(|connection| in_transaction(connection, |connection| self.drop(connection)))
    }

    fn create(&self, connection: &mut Connection) -> Result<()> {
        let mut missing = Vec::new();
        let mut lacking = Vec::new();
        for &table in self.tables {
            let there = columns(connection, table)?;
            if there.is_empty() {
                missing.push(table);
                continue;
            }
            let lacks = table.columns.iter().filter(|column| !there.contains(column.name)).map(|column| column.name);
            let lacks: Vec<&str> = lacks.collect();
            if !lacks.is_empty() {
                lacking.push(format!("table \"{}\" lacks {}", table.name, lacks.join(", ")));
            }
        }
        if !lacking.is_empty() {
            return Err(Error::new(
                ErrorKind::SchemaMismatch,
                format!("create_all makes missing tables and changes none: {}", lacking.join("; ")),
            ));
        }
        if missing.is_empty() {
            return Ok(());
        }
        let ddl: Vec<&TableDdl> = missing.iter().map(|table| ddl_of(table, connection.dialect())).collect();
        if ddl.iter().any(|table| table.create.is_empty()) {
            return Err(Error::new(
                ErrorKind::SchemaMismatch,
                format!("the schema's settings do not name {}, so that there is no DDL for it", connection.dialect()),
            ));
        }
        if connection.dialect() == Dialect::Postgresql {
            for statement in self.schemas {
                connection.run(statement)?;
            }
            for kind in self.types {
                if !type_exists(connection, kind)? {
                    connection.run(kind.create)?;
                }
            }
            for sequence in self.sequences {
                connection.run(sequence.create)?;
            }
        }
        for table in &ddl {
            connection.run(table.create)?;
            for statement in table.after {
                connection.run(statement)?;
            }
        }
        for view in missing.iter().filter(|table| table.view.is_some()) {
            has_its_columns(connection, view)?;
        }
        for statement in ddl.iter().flat_map(|table| table.constraints) {
            connection.run(statement)?;
        }
        Ok(())
    }

    fn drop(&self, connection: &mut Connection) -> Result<()> {
        let mut there = Vec::new();
        for &table in self.tables.iter().rev() {
            if !columns(connection, table)?.is_empty() {
                there.push(table);
            }
        }
        let (views, there): (Vec<&Table>, Vec<&Table>) = there.into_iter().partition(|table| table.view.is_some());
        for view in views {
            let kind = match (view.view, connection.dialect()) {
                (Some(ViewKind::Materialized), Dialect::Postgresql) => "MATERIALIZED VIEW",
                _ => "VIEW",
            };
            connection.run(&format!("DROP {kind} {}", view.sql))?;
        }
        match connection.dialect() {
            // Tables of a cycle are dropped together, so that no reference is left hanging between two statements.
            Dialect::Postgresql if !there.is_empty() => {
                let names: Vec<&str> = there.iter().map(|table| table.sql).collect();
                connection.run(&format!("DROP TABLE {}", names.join(", ")))?;
            }
            _ => {
                // SQLite deletes the rows first: those of a cycle refer to rows that are gone until the last is dropped.
                if there.iter().any(|table| in_cycle(table)) {
                    connection.run("PRAGMA defer_foreign_keys = ON")?;
                }
                for table in there {
                    connection.run(&format!("DROP TABLE {}", table.sql))?;
                }
            }
        }
        if connection.dialect() == Dialect::Postgresql {
            for kind in self.types {
                if type_exists(connection, kind)? {
                    connection.run(kind.drop)?;
                }
            }
            for sequence in self.sequences {
                connection.run(sequence.drop)?;
            }
        }
        Ok(())
    }
}

/// Whether the query of a view that was just made has the columns that its model reads.
fn has_its_columns(connection: &mut Connection, view: &Table) -> Result<()> {
    let there = columns(connection, view)?;
    let lacks = view.columns.iter().filter(|column| !there.contains(column.name)).map(|column| column.name);
    let lacks: Vec<&str> = lacks.collect();
    match lacks.is_empty() {
        true => Ok(()),
        false => Err(Error::new(
            ErrorKind::SchemaMismatch,
            format!("the query of view \"{}\" has no column {}", view.name, lacks.join(", ")),
        )),
    }
}

fn in_transaction(connection: &mut Connection, work: impl FnOnce(&mut Connection) -> Result<()>) -> Result<()> {
    if connection.in_transaction() {
        return work(connection);
    }
    let mut transaction = connection.begin()?;
    work(&mut transaction)?;
    transaction.commit()
}

/// Whether the table refers to another one that refers to it, perhaps through others.
fn in_cycle(table: &Table) -> bool {
    table.foreign_keys.iter().any(|key| key.target.rank == table.rank && !std::ptr::eq(key.target, table))
}

fn ddl_of(table: &'static Table, dialect: Dialect) -> &'static TableDdl {
    match dialect {
        Dialect::Sqlite => &table.sqlite,
        Dialect::Postgresql => &table.postgresql,
    }
}

/// The names of the columns that a table has in the database; none where it is not there.
fn columns(connection: &mut Connection, table: &Table) -> Result<HashSet<String>> {
    let text = match connection.dialect() {
        Dialect::Sqlite => "SELECT name FROM pragma_table_xinfo(?)",
        Dialect::Postgresql => {
            "SELECT attname FROM pg_catalog.pg_attribute WHERE attrelid = pg_catalog.to_regclass($1) \
             AND attnum > 0 AND NOT attisdropped"
        }
    };
    let name = if connection.dialect() == Dialect::Postgresql { table.sql } else { table.name };
    let name = Param { value: ValueRef::Text(name), sensitive: false };
    let mut columns = HashSet::new();
    connection.query_params(text, &[name], &mut |row| {
        columns.insert(row.get(0)?);
        Ok(())
    })?;
    Ok(columns)
}

fn type_exists(connection: &mut Connection, kind: &TypeDdl) -> Result<bool> {
    let text = "SELECT pg_catalog.to_regtype($1) IS NOT NULL";
    let name = quoted(kind.schema, kind.name);
    let name = Param { value: ValueRef::Text(&name), sensitive: false };
    let mut exists = false;
    connection.query_params(text, &[name], &mut |row| {
        exists = row.get(0)?;
        Ok(())
    })?;
    Ok(exists)
}

/// A name as PostgreSQL's functions read it.
fn quoted(schema: Option<&str>, name: &str) -> String {
    let quote = |name: &str| format!("\"{}\"", name.replace('"', "\"\""));
    schema.map_or_else(|| quote(name), |schema| format!("{}.{}", quote(schema), quote(name)))
}
