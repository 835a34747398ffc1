//! Running queries in a session.

pub(crate) mod bound;
pub(crate) mod follow;
pub(crate) mod keyset;
pub(crate) mod page;
pub(crate) mod reader;
pub(crate) mod rows;
pub(crate) mod stream;
pub(crate) mod text_of;
mod told_apart;

use crate::{
    Dialect, Error, ErrorKind, Field, HasMany, Model, Result, Row, Session, Tracked,
    query::{
        expr::column::{Entity, entity},
        from::{along::with_parent, subquery::columns_of},
        load::{eager::Eager, gather::Gather},
        render::{self, Form, statement::Ready},
        run::reader::Reader,
        select::{Query, Queryable, Selection},
        tree::{Core, DerivedColumn, Item, Node, Ordering, Wait, place::ColumnRef, text::Text},
        write::change::{Synchronize, Write, WriteKind},
    },
};
use bound::BoundQuery;

impl Session {
    /// A query for all objects of a model: `session.query::<User>()`.
    pub fn query<Q: Queryable>(&mut self) -> BoundQuery<'_, Q::Selection> {
        BoundQuery::new(self, Query::new(&Q::selection()))
    }

    /// A query for columns, entities, or tuples of them.
    pub fn select<X: Selection>(&mut self, selection: X) -> BoundQuery<'_, X> {
        BoundQuery::new(self, Query::new(&selection))
    }

    /// A query for the members of a collection, in the order of the schema: `session.query_related(wendy, User::posts)`,
    /// to be filtered and run. It is how a `lazy = "write_only"` collection is read, and loads no collection. An object
    /// that is still pending is flushed first.
    ///
    /// Running it is an error where the object is not in this session, or has no key.
    pub fn query_related<A: Model, B: Model>(
        &mut self,
        owner: Tracked<A>,
        relationship: HasMany<A, B>,
    ) -> BoundQuery<'_, Entity<B>> {
        let mut query = Query::new(&entity::<B>()).filter(with_parent(owner, relationship));
        let info = &A::info().relationships[relationship.index()];
        let column = |index| ColumnRef { table: info.target.table, alias: None, index };
        let order = info.order_by.iter();
        query.core.order =
            order.map(|&(index, descending)| Ordering::new(Node::Column(column(index)), descending)).collect();
        BoundQuery::new(self, query)
    }

    pub(crate) fn run<X: Selection>(&mut self, core: &Core) -> Result<Vec<X::Row>> {
        let mut rows = Vec::new();
        self.run_core(core, &mut |reader, row| {
            rows.push(X::read(reader, row)?);
            Ok(())
        })?;
        Ok(rows)
    }

    /// The part of a run that does not depend on what is selected.
    pub(crate) fn run_core(
        &mut self,
        core: &Core,
        each: &mut dyn FnMut(&mut Reader<'_>, &Row<'_>) -> Result<()>,
    ) -> Result<()> {
        let eager = Eager::of(core, self.for_reading)?;
        self.autoflush()?;
        let populated = std::mem::replace(&mut self.populating, core.populate_existing);
        let result = match &eager {
            None => self.run_rows(core, false, each).map(drop),
            Some(eager) => self.run_along(core, eager, each),
        };
        self.populating = populated;
        result
    }

    /// Runs a query that loads further objects along.
    fn run_along(
        &mut self,
        core: &Core,
        eager: &Eager,
        each: &mut dyn FnMut(&mut Reader<'_>, &Row<'_>) -> Result<()>,
    ) -> Result<()> {
        let mut gather = Gather::new(eager);
        let entities =
            self.run_rows(eager.core.as_ref().unwrap_or(core), true, &mut |reader, row| gather.row(reader, row, each))?;
        self.load_along(eager, &entities, gather.into_members())
    }

    /// Sends a query; the objects of its entities.
    fn run_rows(
        &mut self,
        core: &Core,
        keeps_entities: bool,
        each: &mut dyn FnMut(&mut Reader<'_>, &Row<'_>) -> Result<()>,
    ) -> Result<Vec<Vec<u32>>> {
        self.lock_database(core)?;
        let ready = self.ready(core, Form::Select)?;
        let (connection, context) = self.reading()?;
        let mut reader = Reader::new(context);
        if keeps_entities {
            reader.keep_entities();
        }
        let mut names = None;
        let result = ready.send(connection, &mut |row| {
            reader.next_row();
            in_order(core, &mut names, row, |row| each(&mut reader, row))
        });
        let handed = reader.into_handed();
        self.after_reading(result)?;
        let entities = match keeps_entities {
            true => handed.iter().map(|handed| handed.slots.clone()).collect(),
            false => Vec::new(),
        };
        self.register_results(handed);
        Ok(entities)
    }

    /// Sends a query whose rows no store takes.
    pub(super) fn run_plain(&mut self, core: &Core, each: &mut dyn FnMut(&Row<'_>) -> Result<()>) -> Result<()> {
        self.autoflush()?;
        self.run_rows(core, false, &mut |_, row| each(row)).map(drop)
    }

    /// The statement for a core, with what its handles stand for.
    pub(super) fn ready<'q>(&self, core: &'q Core, form: Form) -> Result<Ready<'q>> {
        render::ready(core, form, self.engine().dialect(), self.engine().texts(), Some(self))
    }

    /// Makes the transaction one that may lock rows: on SQLite, by being its one writer.
    pub(super) fn lock_database(&mut self, core: &Core) -> Result<()> {
        match &core.lock {
            None => Ok(()),
            Some(lock) if self.engine().dialect() == Dialect::Sqlite => {
                self.begin_writing_or_wait(lock.wait != Wait::No).map(drop)
            }
            Some(_) => self.begin_writing().map(drop),
        }
    }

    /// One value that a query of another form gives.
    fn run_form<T: Field + Default>(&mut self, core: &Core, form: Form) -> Result<T> {
        self.autoflush()?;
        let ready = self.ready(core, form)?;
        let mut value = T::default();
        let (connection, _) = self.reading()?;
        let result = ready.send(connection, &mut |row| {
            value = row.get(0)?;
            Ok(())
        });
        self.after_reading(result)?;
        Ok(value)
    }

    pub(crate) fn run_first<X: Selection>(&mut self, mut core: Box<Core>) -> Result<Option<X::Row>> {
        core.first();
        let mut first = None;
        self.run_core(&core, &mut |reader, row| {
            let row = X::read(reader, row)?;
            // SQL of the program's own gives what it gives.
            first.get_or_insert(row);
            Ok(())
        })?;
        Ok(first)
    }

    pub(crate) fn run_one_or_none<X: Selection>(&mut self, core: &Core) -> Result<Option<X::Row>> {
        let mut rows = self.run::<X>(core)?;
        match rows.len() {
            0 | 1 => Ok(rows.pop()),
            count => Err(multiple_results(count)),
        }
    }

    pub(crate) fn run_one<X: Selection>(&mut self, core: &Core) -> Result<X::Row> {
        match self.run_one_or_none::<X>(core)? {
            Some(row) => Ok(row),
            None => Err(no_result()),
        }
    }

    pub(crate) fn run_count(&mut self, core: &Core) -> Result<i64> {
        self.run_form(core, Form::Count)
    }

    /// Writes rows by criteria, has the session's objects follow, and reads what the statement gives back.
    pub(crate) fn run_write<X: Selection>(&mut self, write: &Write) -> Result<(u64, Vec<X::Row>)> {
        self.autoflush()?;
        self.begin_writing()?;
        self.note_past_objects();
        let number = write.info.id.get();
        let deletes = matches!(write.kind, WriteKind::Delete);
        let tracked = self.stores.typed_by(write.info).is_some() && write.changes_rows();
        let followers = self.followers(write)?;
        let back = tracked
            && match write.synchronize {
                Synchronize::Fetch => true,
                Synchronize::Auto => followers.is_none(),
                Synchronize::Evaluate | Synchronize::None => false,
            };
        let (dialect, engine) = (self.engine().dialect(), self.engine());
        let ready = render::ready_write(write, back, dialect, Some(engine.texts()), Some(self))?;
        let (connection, context) = self.reading()?;
        if write.core.items.is_empty() && !back {
            let result = ready.execute(connection);
            let written = self.after_reading(result)?;
            self.follow_write(write, followers, written)?;
            return Ok((written, Vec::new()));
        }
        let (mut reader, mut rows, mut gone) = (Reader::new(context), Vec::new(), Vec::new());
        let behind: usize = write.core.items.iter().map(Item::width).sum();
        let result = ready.send(connection, &mut |row| {
            reader.next_row();
            if back && let Some(slot) = reader.find(number, row, behind)? {
                match deletes {
                    true => gone.push(slot),
                    false => reader.reread(number, slot, row, behind)?,
                }
            }
            rows.push(X::read(&mut reader, row)?);
            Ok(())
        });
        let handed = reader.into_handed();
        let written = self.after_reading(result)?;
        self.register_results(handed);
        self.follow_write(write, followers, written)?;
        if !gone.is_empty() {
            self.removed(number, &gone);
        }
        Ok((written, rows))
    }

    /// Runs literal SQL that gives no rows, `session.execute(text("UPDATE users SET name = :name").bind("name", "ed"))`; how
    /// many rows it touched. It is part of the transaction, and pending changes are flushed first. The session cannot know
    /// which objects it reached: [`expire`](Session::expire) those, or all.
    ///
    /// # Errors
    /// Of the flush and of the database; [`ErrorKind::InvalidRequest`] where a bind of the text has no value.
    pub fn execute(&mut self, text: Text) -> Result<u64> {
        self.autoflush()?;
        self.begin_writing()?;
        self.note_past_objects();
        let core = Core { statement: Some(text), ..Core::default() };
        let ready = self.ready(&core, Form::Select)?;
        let (connection, _) = self.reading()?;
        let result = ready.execute(connection);
        self.after_reading(result)
    }

    pub(crate) fn run_explain(&mut self, core: &Core) -> Result<Vec<String>> {
        self.autoflush()?;
        let ready = self.ready(core, Form::Explain)?;
        let dialect = self.engine().dialect();
        let mut lines = Vec::new();
        // SQLite says of each element which it is part of.
        let mut depths: Vec<(i64, usize)> = Vec::new();
        let (connection, _) = self.reading()?;
        let result = ready.send(connection, &mut |row| {
            if dialect == Dialect::Postgresql {
                lines.push(row.get(0)?);
                return Ok(());
            }
            let (id, parent): (i64, i64) = (row.get(0)?, row.get(1)?);
            let depth = depths.iter().find(|(known, _)| *known == parent).map_or(0, |(_, depth)| depth + 1);
            depths.push((id, depth));
            lines.push(format!("{}{}", "  ".repeat(depth), row.get::<String>(3)?));
            Ok(())
        });
        self.after_reading(result)?;
        Ok(lines)
    }

    pub(crate) fn run_exists(&mut self, core: &Core) -> Result<bool> {
        self.run_form(core, Form::Exists)
    }
}

/// Reads a row of a query; that of a statement of the program's own with its columns in the order of the query's items.
pub(super) fn in_order<R>(
    core: &Core,
    names: &mut Option<Vec<usize>>,
    row: &Row<'_>,
    read: impl FnOnce(&Row<'_>) -> Result<R>,
) -> Result<R> {
    if core.statement.is_none() || core.items.is_empty() {
        return read(row);
    }
    let places = match names {
        Some(places) => places,
        None => names.insert(places(core, row)?),
    };
    row.rearranged(places, read)
}

/// Where the columns of a query's items are in the row of a statement of the program's own: by their names.
pub(super) fn places(core: &Core, row: &Row<'_>) -> Result<Vec<usize>> {
    let names: Vec<String> = (0..row.len()).map(|index| row.name(index)).collect();
    let place = |column: DerivedColumn| {
        names.iter().position(|name| *name == column.name).ok_or_else(|| {
            let message = format!(
                "the statement gives no column \"{}\", which the query selects; it gives {}",
                column.name,
                names.join(", ")
            );
            Error::new(ErrorKind::InvalidRequest, message)
        })
    };
    columns_of(core).into_iter().map(place).collect()
}

pub(super) fn multiple_results(count: usize) -> Error {
    Error::new(ErrorKind::MultipleResultsFound, format!("one row was wanted, and the query gives {count}"))
}

pub(super) fn no_result() -> Error {
    Error::new(ErrorKind::NoResultFound, "one row was wanted, and the query gives none")
}
