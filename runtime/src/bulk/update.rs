//! Many UPDATEs by key.

use super::{
    Columns, Destination, IntoObjectOf,
    columns::{automatic, settable},
    keys::first_repeated,
    rows::{Objects, Rows, Wanted},
    shape::Shape,
    work::{Effect, Met, Progress, Work},
};
use crate::{
    Connection, Dialect, Error, Model, Result, Value, ValueRef,
    model::ModelInfo,
    sql::{self, Guard},
};

mod send;
mod stale;

/// Rows to be updated by their keys: made by `User::update_many(...)`.
#[must_use = "nothing is written before `execute` or `returning`"]
pub struct UpdateMany<'a, M: Model> {
    objects: Objects<'a, M>,
    set: Option<Vec<usize>>,
    progress: Progress<'a>,
}

impl<'a, M: Model> UpdateMany<'a, M> {
    /// Rows to be updated. Generated code calls it.
    #[doc(hidden)]
    pub fn new<I>(objects: I) -> Self
    where
        I: IntoIterator<IntoIter: 'a>,
        I::Item: IntoObjectOf<M> + 'a,
    {
        UpdateMany { objects: Objects::new(objects), set: None, progress: Progress::default() }
    }

    /// Writes these columns only, and those that go by themselves: update defaults and the version. Otherwise every
    /// column but the key is written.
    pub fn set(mut self, columns: impl Columns<M>) -> Self {
        self.set = Some(columns.indices());
        self
    }

    /// Calls `hears` after each statement with the number of rows written so far, and of all where the iterator knows
    /// it. An error from it stops the work: everything is undone, and `execute` returns that error.
    pub fn progress(mut self, hears: impl FnMut(u64, Option<u64>) -> Result<()> + 'a) -> Self {
        self.progress = Progress::told_to(hears);
        self
    }

    /// Updates the rows that the objects' keys name, and tells how many: all.
    ///
    /// On PostgreSQL up to 5 000 rows are one statement, on SQLite one prepared statement is executed for each row. Two
    /// objects of one key are written one after the other. Objects that a session has of these rows are expired.
    ///
    /// # Errors
    /// [`ErrorKind::StaleData`](crate::ErrorKind::StaleData), naming keys, where a row is gone or has another version
    /// than its object; [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) for an object without a key and
    /// for columns that cannot be set; [`ErrorKind::NotFilled`](crate::ErrorKind::NotFilled) and
    /// [`ErrorKind::Data`](crate::ErrorKind::Data), naming index and column, for an object that cannot be written; what
    /// the database says; what the progress callback returns. Nothing is updated then.
    pub fn execute(self, destination: impl Destination) -> Result<u64> {
        let set = set_of::<M>(self.set)?;
        let mut objects = self.objects.wanted(Wanted::Columns(set.clone()));
        update(&mut objects, set, self.progress, false, destination)
    }

    /// The same, and gives the objects back with the versions and update defaults that were written.
    ///
    /// # Errors
    /// As [`execute`](Self::execute).
    pub fn returning(self, destination: impl Destination) -> Result<Vec<M>> {
        let set = set_of::<M>(self.set)?;
        let mut objects = self.objects.wanted(Wanted::Columns(set.clone())).kept();
        update(&mut objects, set, self.progress, true, destination)?;
        Ok(objects.into_objects())
    }
}

/// The columns to set, without those that go by themselves.
fn set_of<M: Model>(chosen: Option<Vec<usize>>) -> Result<Vec<usize>> {
    let table = M::info().table;
    let by_itself = |column: usize| {
        table.primary_key.contains(&column)
            || table.version == Some(column)
            || table.columns[column].update_default.is_some()
            || table.columns[column].computed
    };
    match chosen {
        Some(columns) => settable(M::info(), columns),
        None => Ok((0..table.columns.len()).filter(|&column| !by_itself(column)).collect()),
    }
}

fn update(
    rows: &mut dyn Rows,
    set: Vec<usize>,
    progress: Progress<'_>,
    fills: bool,
    destination: impl Destination,
) -> Result<u64> {
    if !rows.refill()? {
        return Ok(0);
    }
    let table = rows.info().table;
    let mut columns = set.clone();
    columns.extend(automatic(rows.info(), &set));
    columns.extend(table.version);
    if columns.is_empty() {
        return Ok(0);
    }
    columns.sort_unstable();
    let guard = table.version.map_or(Guard::None, Guard::Version);
    let of_old = table.primary_key.iter().chain(guard.columns()).copied().collect();
    let defaults = automatic(rows.info(), &set);
    destination.write(&mut Updates {
        rows,
        columns,
        defaults,
        guard,
        of_old,
        made: Vec::new(),
        stale: None,
        fills,
        progress,
    })
}

struct Updates<'w, 'p> {
    rows: &'w mut dyn Rows,
    /// The columns that are set.
    columns: Vec<usize>,
    /// Those of them that have an update default.
    defaults: Vec<usize>,
    guard: Guard,
    /// The columns by which the row is found.
    of_old: Vec<usize>,
    /// What takes the place of the objects' values: a column and its values for the chunk.
    made: Vec<(usize, Vec<Value>)>,
    /// The statement that did not find all of its rows.
    stale: Option<Shape>,
    /// Whether the objects are to be given back.
    fills: bool,
    progress: Progress<'p>,
}

impl Work for Updates<'_, '_> {
    fn info(&self) -> &'static ModelInfo {
        self.rows.info()
    }

    fn effect(&self) -> Effect {
        Effect::Updates
    }

    fn run(&mut self, connection: &mut Connection, met: &mut Met<'_>) -> Result<u64> {
        let mut updated = 0;
        loop {
            self.make();
            let mut start = 0;
            while start < self.rows.len() {
                let mut shape =
                    Shape { start, end: self.rows.len(), columns: self.columns.clone(), left_out: Vec::new() };
                if connection.dialect() == Dialect::Postgresql {
                    shape.end = first_repeated(self.rows, &shape, self.info().table.primary_key);
                }
                self.send(connection, &shape).map_err(|error| {
                    let columns = [&self.columns[..], &self.of_old].concat();
                    self.rows.refused(error, start, &columns)
                })?;
                updated += shape.len() as u64;
                self.progress.advance(shape.len(), self.rows.total())?;
                start = shape.end;
            }
            met.meet(self.rows);
            self.write_back()?;
            if !self.rows.refill()? {
                return Ok(updated);
            }
        }
    }

    fn explain(&mut self, error: Error, connection: &mut Connection) -> Error {
        match self.stale.take() {
            Some(shape) => self.name_stale(error, &shape, connection),
            None => error,
        }
    }
}

impl Updates<'_, '_> {
    /// Makes the versions and update defaults of the chunk.
    fn make(&mut self) {
        self.made.clear();
        let rows = 0..self.rows.len();
        for &column in &self.defaults {
            if let Some(make) = self.info().table.columns[column].update_default {
                self.made.push((column, rows.clone().map(|_| make()).collect()));
            }
        }
        if let Some(version) = self.info().table.version {
            let next = rows.map(|row| sql::next_version(self.rows.value(row, version))).collect();
            self.made.push((version, next));
        }
    }

    /// What a column is set to.
    fn value(&self, row: usize, column: usize) -> ValueRef<'_> {
        match self.made.iter().find(|(made, _)| *made == column) {
            Some((_, values)) => values[row].as_ref(),
            None => self.rows.value(row, column),
        }
    }

    /// Gives the objects what was made for them.
    fn write_back(&mut self) -> Result<()> {
        if self.fills {
            for (column, values) in self.made.drain(..) {
                for (row, value) in values.into_iter().enumerate() {
                    self.rows.assign(row, column, value)?;
                }
            }
        }
        Ok(())
    }
}
