//! INSERTs that update the row that is there already, or leave it.

use super::{
    Columns, Destination, IntoObjectOf,
    columns::{automatic, settable},
    keys::{first_repeated, in_order},
    rows::{Objects, Rows},
    shape::Shape,
    work::{Effect, Met, Progress, Work},
};
use crate::{
    Connection, Dialect, Error, ErrorKind, Model, Result, Row,
    model::{ModelInfo, unique::known_by},
    sql::bulk::{Conflict, counts},
};

mod send;

/// Rows to be inserted or updated: made by `User::upsert(...)`.
#[must_use = "nothing is written before `execute` or `returning`"]
pub struct Upsert<'a, M: Model> {
    objects: Objects<'a, M>,
    target: Option<Vec<usize>>,
    set: Set,
    progress: Progress<'a>,
}

/// What becomes of a row that is there already.
#[derive(Debug)]
enum Set {
    /// It takes every value but those of its key and of the columns that the conflict is about.
    Others,
    These(Vec<usize>),
    Nothing,
}

impl<'a, M: Model> Upsert<'a, M> {
    /// Rows to be inserted or updated. Generated code calls it.
    #[doc(hidden)]
    pub fn new<I>(objects: I) -> Self
    where
        I: IntoIterator<IntoIter: 'a>,
        I::Item: IntoObjectOf<M> + 'a,
    {
        Upsert { objects: Objects::new(objects), target: None, set: Set::Others, progress: Progress::default() }
    }

    /// The columns by which a row that is there already is known: those of the primary key, or of a unique constraint of
    /// the table, in any order. The primary key where this is not called.
    pub fn on_conflict(mut self, columns: impl Columns<M>) -> Self {
        self.target = Some(columns.indices());
        self
    }

    /// What a row that is there already is given: these columns of its object, and what goes by itself, update defaults
    /// and the version. Otherwise it is given every column that was sent but for the key.
    pub fn set(mut self, columns: impl Columns<M>) -> Self {
        self.set = Set::These(columns.indices());
        self
    }

    /// Leaves a row that is there already as it is.
    pub fn do_nothing(mut self) -> Self {
        self.set = Set::Nothing;
        self
    }

    /// Calls `hears` after each statement with the number of objects dealt with so far, and of all where the iterator
    /// knows it. An error from it stops the work: everything is undone, and `execute` returns that error.
    pub fn progress(mut self, hears: impl FnMut(u64, Option<u64>) -> Result<()> + 'a) -> Self {
        self.progress = Progress::told_to(hears);
        self
    }

    /// Inserts the rows that are not there and updates those that are, and tells how many rows it wrote: with
    /// [`do_nothing`](Self::do_nothing) those that it inserted.
    ///
    /// On PostgreSQL up to 5 000 rows are one statement, on SQLite one prepared statement is executed for each row. Of two
    /// objects for one row the second updates what the first has written.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`] where the columns of [`on_conflict`](Self::on_conflict) are no unique constraint of
    /// the table, and for columns that cannot be set; [`ErrorKind::NotFilled`] and [`ErrorKind::Data`], naming index and
    /// column, for an object that cannot be written; what the database says; what the progress callback returns. Nothing
    /// is written then.
    pub fn execute(self, destination: impl Destination) -> Result<u64> {
        let on = On::of::<M>(self.target, self.set)?;
        let mut objects = self.objects;
        upsert(&mut objects, on, self.progress, None, destination)
    }

    /// The same, and gives the rows that it wrote as they are now, in the order of the objects.
    ///
    /// The order is told by the columns of the conflict: where the database finds texts equal that differ (NOCASE,
    /// citext), the rows come as it gives them.
    ///
    /// # Errors
    /// As [`execute`](Self::execute).
    pub fn returning(self, destination: impl Destination) -> Result<Vec<M>> {
        let on = On::of::<M>(self.target, self.set)?;
        let mut objects = self.objects;
        let mut back = Back { all: Vec::new(), fresh: Vec::<M>::new() };
        upsert(&mut objects, on, self.progress, Some(&mut back), destination)?;
        Ok(back.all)
    }
}

/// The conflict, checked.
struct On {
    target: Vec<usize>,
    set: Set,
}

impl On {
    fn of<M: Model>(target: Option<Vec<usize>>, set: Set) -> Result<On> {
        let info = M::info();
        let target = target.unwrap_or_else(|| info.table.primary_key.to_vec());
        known_by(info, &target).map_err(|why| Error::new(ErrorKind::InvalidRequest, why))?;
        let set = match set {
            Set::These(columns) => Set::These(settable(info, columns)?),
            set => set,
        };
        Ok(On { target, set })
    }

    /// What a statement of that shape says.
    fn conflict(&self, info: &'static ModelInfo, shape: &Shape) -> Conflict {
        let table = info.table;
        let mut set = match &self.set {
            Set::These(columns) => columns.clone(),
            Set::Nothing => Vec::new(),
            Set::Others => {
                let other = |column: &usize| {
                    !self.target.contains(column)
                        && !table.primary_key.contains(column)
                        && table.version != Some(*column)
                        && table.columns[*column].update_default.is_none()
                };
                let others: Vec<usize> = shape.columns.iter().copied().filter(other).collect();
                // So that the row is written, and comes back, even if there is nothing else to it.
                if others.is_empty() { self.target.clone() } else { others }
            }
        };
        let mut automatic = automatic(info, &set);
        automatic.extend(table.version.filter(|&version| !counts(table.columns[version].kind)));
        set.sort_unstable();
        Conflict { target: self.target.clone(), set, automatic }
    }
}

/// The rows that come back.
trait Returned {
    fn read(&mut self, row: &Row<'_>) -> Result<()>;
    /// Those of a statement have come; how many.
    fn settle(&mut self, rows: &dyn Rows, shape: &Shape, target: &[usize]) -> u64;
}

struct Back<M> {
    all: Vec<M>,
    fresh: Vec<M>,
}

impl<M: Model> Returned for Back<M> {
    fn read(&mut self, row: &Row<'_>) -> Result<()> {
        self.fresh.push(M::read(row, 0)?);
        Ok(())
    }

    fn settle(&mut self, rows: &dyn Rows, shape: &Shape, target: &[usize]) -> u64 {
        let mut fresh = std::mem::take(&mut self.fresh);
        let count = fresh.len() as u64;
        match M::info().table.identity.filter(|identity| shape.left_out.contains(identity)) {
            // All are new, or known by something else than the identity.
            Some(identity) if target.contains(&identity) => {
                fresh.sort_by_key(|object| super::insert::integer(object.value(identity)));
            }
            _ => {
                let value = |object: &M, part: usize| object.value(target[part]).to_value();
                fresh = in_order(rows, shape, target, fresh, value).unwrap_or_else(|fresh| fresh);
            }
        }
        self.all.append(&mut fresh);
        count
    }
}

fn upsert<'w>(
    rows: &'w mut dyn Rows,
    on: On,
    progress: Progress<'_>,
    back: Option<&'w mut dyn Returned>,
    destination: impl Destination,
) -> Result<u64> {
    match rows.refill()? {
        true => destination.write(&mut Upserts { rows, on, progress, back }),
        false => Ok(0),
    }
}

struct Upserts<'w, 'p> {
    rows: &'w mut dyn Rows,
    on: On,
    progress: Progress<'p>,
    back: Option<&'w mut dyn Returned>,
}

impl Work for Upserts<'_, '_> {
    fn info(&self) -> &'static ModelInfo {
        self.rows.info()
    }

    fn effect(&self) -> Effect {
        Effect::Upserts
    }

    fn run(&mut self, connection: &mut Connection, _: &mut Met<'_>) -> Result<u64> {
        let mut written = 0;
        loop {
            let mut start = 0;
            while start < self.rows.len() {
                let mut shape = Shape::of(self.rows, start);
                let conflict = self.on.conflict(self.info(), &shape);
                if connection.dialect() == Dialect::Postgresql && !conflict.does_nothing() {
                    shape.end = first_repeated(self.rows, &shape, &conflict.target);
                }
                written += self
                    .send(connection, &shape, &conflict)
                    .map_err(|error| self.rows.refused(send::told(error), start, &shape.columns))?;
                self.progress.advance(shape.len(), self.rows.total())?;
                start = shape.end;
            }
            if !self.rows.refill()? {
                return Ok(written);
            }
        }
    }
}
