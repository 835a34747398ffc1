//! Which rows an UPDATE of many did not find.

use super::Updates;
use crate::{
    Connection, Error, Result,
    bulk::{
        keys::{Keys, key},
        shape::{Lists, Shape},
    },
    sql,
};

/// So many are named.
const NAMED: usize = 5;

impl Updates<'_, '_> {
    /// Names the keys, now that the rows are again as the UPDATE met them. An error on the way leaves the error as it is.
    #[cold]
    pub(super) fn name_stale(&self, error: Error, shape: &Shape, connection: &mut Connection) -> Error {
        let Ok(found) = self.found(shape, connection) else { return error };
        let is_missing = |row: &usize| match key(&self.of_old, |column| self.rows.value(*row, column)) {
            Some(key) => !found.contains(&key),
            None => true,
        };
        let missing: Vec<usize> = (shape.start..shape.end).filter(is_missing).collect();
        let names: Vec<String> = missing.iter().take(NAMED).map(|&row| self.rows.named(row)).collect();
        match missing.len() {
            // Someone has put them back.
            0 => error,
            all if all > NAMED => self.missing(&format!("{} and {} more", names.join(", "), all - NAMED)),
            _ => self.missing(&names.join(", ")),
        }
    }

    /// The rows that are there with those keys, and their versions.
    fn found(&self, shape: &Shape, connection: &mut Connection) -> Result<Keys> {
        let table = self.rows.info().table;
        let text = sql::select_by_lists(table, table.primary_key, connection.dialect());
        let lists = Lists::of(self.rows, shape, table.primary_key);
        let mut found = Keys::default();
        connection.query_params(&text, &lists.params(), &mut |row| {
            let mut cells = Vec::with_capacity(self.of_old.len());
            for &column in &self.of_old {
                cells.push(row.value(column)?.to_value());
            }
            let places: Vec<usize> = (0..cells.len()).collect();
            found.extend(key(&places, |place| cells[place].as_ref()));
            Ok(())
        })?;
        Ok(found)
    }
}
