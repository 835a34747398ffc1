//! Many INSERTs.

use super::{
    Destination, IntoObjectOf,
    rows::{Objects, Rows},
    shape::Shape,
    work::{Effect, Met, Progress, Work},
};
use crate::{Connection, Model, Result, model::ModelInfo};

mod send;

pub(super) use send::integer;

/// Rows to be inserted: made by `User::insert_many(...)`.
#[must_use = "nothing is written before `execute` or `returning`"]
pub struct InsertMany<'a, M: Model> {
    objects: Objects<'a, M>,
    progress: Progress<'a>,
    copy: bool,
}

impl<'a, M: Model> InsertMany<'a, M> {
    /// Rows to be inserted. Generated code calls it.
    #[doc(hidden)]
    pub fn new<I>(objects: I) -> Self
    where
        I: IntoIterator<IntoIter: 'a>,
        I::Item: IntoObjectOf<M> + 'a,
    {
        InsertMany { objects: Objects::new(objects), progress: Progress::default(), copy: true }
    }

    /// Calls `hears` after each statement with the number of rows written so far, and of all where the iterator knows
    /// it. An error from it stops the work: everything is undone, and `execute` returns that error.
    pub fn progress(mut self, hears: impl FnMut(u64, Option<u64>) -> Result<()> + 'a) -> Self {
        self.progress = Progress::told_to(hears);
        self
    }

    /// Whether PostgreSQL's COPY may be used. It is by default, and cannot be for a table with row-level security, with
    /// rules, or that is a view.
    pub fn copy(mut self, on: bool) -> Self {
        self.copy = on;
        self
    }

    /// Inserts the rows, and tells how many the database says that it inserted: fewer than were given where a trigger
    /// dropped some. Keys and defaults that the database makes do not come back.
    ///
    /// On PostgreSQL up to 5 000 rows are one COPY, on SQLite one prepared statement is executed for each row.
    ///
    /// # Errors
    /// [`ErrorKind::NotFilled`](crate::ErrorKind::NotFilled) and [`ErrorKind::Data`](crate::ErrorKind::Data), naming index and column, for an object that cannot be written;
    /// what the database says; what the progress callback returns. Nothing is inserted then.
    pub fn execute(self, destination: impl Destination) -> Result<u64> {
        let mut objects = self.objects;
        insert(&mut objects, self.progress, self.copy, false, destination)
    }

    /// Inserts the rows and gives the objects back, in their order, with what the database filled: keys and defaults.
    ///
    /// On PostgreSQL up to 5 000 rows are one statement; a row whose very key is a default of the database's, and not an
    /// identity, is one by itself.
    ///
    /// # Errors
    /// As [`execute`](Self::execute); [`ErrorKind::StaleData`](crate::ErrorKind::StaleData) where a trigger dropped a row.
    pub fn returning(self, destination: impl Destination) -> Result<Vec<M>> {
        let mut objects = self.objects.kept();
        insert(&mut objects, self.progress, self.copy, true, destination)?;
        Ok(objects.into_objects())
    }
}

fn insert(
    rows: &mut dyn Rows,
    progress: Progress<'_>,
    copy: bool,
    fills: bool,
    destination: impl Destination,
) -> Result<u64> {
    match rows.refill()? {
        true => destination.write(&mut Inserts { rows, progress, copy, fills }),
        false => Ok(0),
    }
}

struct Inserts<'w, 'p> {
    rows: &'w mut dyn Rows,
    progress: Progress<'p>,
    copy: bool,
    /// Whether what the database fills is to come back.
    fills: bool,
}

impl Work for Inserts<'_, '_> {
    fn info(&self) -> &'static ModelInfo {
        self.rows.info()
    }

    fn effect(&self) -> Effect {
        Effect::Inserts
    }

    fn run(&mut self, connection: &mut Connection, _: &mut Met<'_>) -> Result<u64> {
        let mut written = 0;
        loop {
            let mut start = 0;
            while start < self.rows.len() {
                let shape = Shape::of(self.rows, start);
                written +=
                    self.send(connection, &shape).map_err(|error| self.rows.refused(error, start, &shape.columns))?;
                self.progress.advance(shape.end - start, self.rows.total())?;
                start = shape.end;
            }
            if !self.rows.refill()? {
                return Ok(written);
            }
        }
    }
}
