//! Updates, deletes and inserts by criteria: rows are written in the database, and the session's objects follow.

pub(crate) mod change;
pub(crate) mod evaluate;
pub(crate) mod insert;

use std::marker::PhantomData;

use crate::{
    Dialect, Error, ErrorKind, Executor, Model, Patch, Result, Session, Value, Writable, defaults,
    model::ModelInfo,
    query::{
        expr::{IntoExpr, columns::ColumnOf, logic::Condition},
        render,
        select::Selection,
        tree::{Core, Item, ItemKind, Node, place::ColumnRef},
        write::change::{Conflict, Synchronize, Write, WriteKind},
    },
    table::{Table, limits::fits},
};

impl Write {
    fn new(info: &'static ModelInfo, kind: WriteKind) -> Self {
        Write { info, kind, core: Core::default(), synchronize: Synchronize::default(), refused: None }
    }

    fn refuse(&mut self, why: String) {
        self.refused.get_or_insert(why);
    }

    /// The statement as it is sent: with the version and the columns that are set with every change.
    fn finished(&self) -> Result<Write> {
        if let Some(why) = &self.refused {
            return Err(Error::new(ErrorKind::InvalidRequest, why.clone()));
        }
        self.gives_all()?;
        let mut write = self.clone();
        let table = self.info.table;
        match &mut write.kind {
            WriteKind::Update(sets) if sets.is_empty() => {
                let message = format!("an update of {} sets nothing: `.set(column, value)`", self.info.name);
                return Err(Error::new(ErrorKind::InvalidRequest, message));
            }
            WriteKind::Update(sets) => complete(table, sets),
            WriteKind::Delete => {
                if write.core.items.iter().any(|item| matches!(item.kind, ItemKind::Entity { .. })) {
                    let message = "a deleted row is no object any more: let `.returning(...)` give its columns";
                    return Err(Error::new(ErrorKind::InvalidRequest, message));
                }
            }
            WriteKind::Insert { conflict: Some(Conflict { update: Some(update), .. }), .. } => {
                if update.sets.is_empty() {
                    let message = "a row that is there already is given nothing: `.set(column, value)` or `.set_excluded(columns)`";
                    return Err(Error::new(ErrorKind::InvalidRequest, message));
                }
                complete(table, &mut update.sets);
            }
            WriteKind::Insert { .. } => {}
        }
        Ok(write)
    }

    /// Refuses an insert without a column that is never NULL and that nothing else fills.
    fn gives_all(&self) -> Result<()> {
        let WriteKind::Insert { columns, .. } = &self.kind else { return Ok(()) };
        let table = self.info.table;
        let lacking = table.columns.iter().enumerate().find(|(index, column)| {
            !column.nullable && !column.computed && !table.fills(*index) && !columns.contains(index)
        });
        match lacking {
            None => Ok(()),
            Some((_, column)) => Err(Error::new(
                ErrorKind::InvalidRequest,
                format!(
                    "{0}.{1} is NOT NULL, and nothing gives it a value: name it among the columns; a default that \
                     `{0}::new()` makes is made there alone, and by `{0}::insert_many`",
                    self.info.name, column.field
                ),
            )),
        }
    }

    /// What a column that is there already is given; the write is refused where it cannot be.
    fn given(&mut self, column: usize, node: Node) -> Node {
        let info = self.info;
        let name = || format!("{}.{}", info.name, info.table.columns[column].field);
        if info.table.primary_key.contains(&column) {
            self.refuse(format!("{} is of the key: an object's key is changed by editing the object", name()));
        } else if info.table.version == Some(column) {
            self.refuse(format!("{} is the version, which every update counts on", name()));
        }
        self.fitting(column, node)
    }

    /// What a column of any row is given.
    fn fitting(&mut self, column: usize, node: Node) -> Node {
        let own = &self.info.table.columns[column];
        let name = || format!("{}.{}", self.info.name, own.field);
        let mut why = own.computed.then(|| format!("{} is computed by the database", name()));
        let node = match node {
            Node::Value { value, .. } => {
                why = why.or(fits(own, value.as_ref()).err().map(|why| format!("{} {why}", name())));
                Node::Value { value, sensitive: own.sensitive }
            }
            node => node,
        };
        why.into_iter().for_each(|why| self.refuse(why));
        node
    }

    fn run<X: Selection>(&self, session: &mut Session) -> Result<(u64, Vec<X::Row>)> {
        session.run_write::<X>(&self.finished()?)
    }

    fn text(&self, dialect: Dialect) -> Result<String> {
        render::write_text(&self.finished()?, false, dialect, None)
    }

    fn run_on(&self, executor: impl Executor) -> Result<u64> {
        let write = self.finished()?;
        executor.with(|connection| {
            let statement = render::ready_write(&write, false, connection.dialect(), None, None)?;
            statement.execute(connection)
        })
    }
}

/// Adds what every update sets: the next version, and columns that change with every change.
fn complete(table: &'static Table, sets: &mut Vec<(usize, Node)>) {
    let column = |index| Node::Column(ColumnRef { table, alias: None, index });
    if let Some(version) = table.version {
        sets.push((version, next_version(table.columns[version].kind, column(version))));
    }
    for (index, own) in table.columns.iter().enumerate() {
        if let Some(default) = own.update_default
            && !sets.iter().any(|(set, _)| *set == index)
        {
            sets.push((index, Node::Value { value: default(), sensitive: own.sensitive }));
        }
    }
}

/// The version after one that the database has.
fn next_version(kind: crate::table::Kind, column: Node) -> Node {
    use crate::table::Kind;
    let now = match kind {
        Kind::TimestampTz => Value::Timestamp(defaults::now_timestamp()),
        Kind::DateTime => Value::DateTime(defaults::now_datetime()),
        _ => return Node::Binary { left: column.boxed(), operator: "+", right: Node::Words("1").boxed() },
    };
    Node::Value { value: now, sensitive: false }
}

/// An UPDATE by criteria, as a value: begun by [`update`] or [`Session::update`].
#[derive(Clone, Debug)]
#[must_use = "an update does nothing until it is executed"]
pub struct Update<M> {
    write: Write,
    marker: PhantomData<fn() -> M>,
}

/// A DELETE by criteria, as a value: begun by [`delete`] or [`Session::delete_from`].
#[derive(Clone, Debug)]
#[must_use = "a delete does nothing until it is executed"]
pub struct Delete<M> {
    write: Write,
    marker: PhantomData<fn() -> M>,
}

/// Begins an UPDATE of the rows of a model: `update::<User>().set(User::name, "ed").filter(User::id.eq(1))`.
///
/// The version is counted on, and what changes with every update is set, as a flush does; hooks and validation are of
/// objects and not called.
pub fn update<M: Writable>() -> Update<M> {
    Update { write: Write::new(M::info(), WriteKind::Update(Vec::new())), marker: PhantomData }
}

/// Begins a DELETE of the rows of a model: `delete::<Address>().filter(Address::user_id.is_null())`. Without a condition it
/// deletes every row. What relationships cascade is not followed; what the database does `ON DELETE` is done.
pub fn delete<M: Writable>() -> Delete<M> {
    Delete { write: Write::new(M::info(), WriteKind::Delete), marker: PhantomData }
}

macro_rules! writing {
    ($type:ident) => {
        impl<M: Model> $type<M> {
            /// Executes the statement in the session's transaction, after a flush where the session flushes before queries:
            /// how many rows were written.
            ///
            /// # Errors
            /// Whatever a flush may give, and what the database says of the statement;
            /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) where it is refused before.
            pub fn execute(&self, session: &mut Session) -> Result<u64> {
                Ok(self.write.run::<()>(session)?.0)
            }

            /// Executes the statement and reads what it gives back of each row: a column, an expression, a tuple of
            /// them, or the object.
            ///
            /// # Errors
            /// As [`execute`](Self::execute).
            pub fn returning<X: Selection>(&self, selection: X, session: &mut Session) -> Result<Vec<X::Row>> {
                let mut write = self.write.clone();
                selection.items(&mut write.core.items);
                Ok(write.run::<X>(session)?.1)
            }

            /// Executes the statement beside any session: on a connection, a transaction or an engine.
            ///
            /// # Errors
            /// As [`execute`](Self::execute).
            pub fn execute_on(&self, executor: impl Executor) -> Result<u64> {
                self.write.run_on(executor)
            }

            /// The SQL text, with the dialect's placeholders in place of the values, and without what a session reads back so
            /// that its objects can follow. Nothing is sent.
            ///
            /// # Errors
            /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) where the statement is refused.
            pub fn to_sql(&self, dialect: crate::Dialect) -> Result<String> {
                self.write.text(dialect)
            }

            /// How the session's objects follow.
            pub fn synchronize(mut self, how: Synchronize) -> Self {
                self.write.synchronize = how;
                self
            }
        }
    };
}

writing!(Update);
writing!(Delete);

pub(crate) use writing;

macro_rules! filtering {
    ($type:ident) => {
        impl<M: Model> $type<M> {
            /// Adds a condition; several are joined with AND.
            pub fn filter(mut self, condition: impl Condition) -> Self {
                self.write.core.filters.push(condition.into_condition().node);
                self
            }
        }
    };
}

filtering!(Update);
filtering!(Delete);

impl<M: Model> Update<M> {
    /// Sets a column to a value, or to an expression of the row: `.set(User::visits, User::visits + 1)`. The last one counts.
    pub fn set<C: ColumnOf<M>>(self, column: C, value: impl IntoExpr<C::Sql>) -> Self {
        self.put(column.index(), value.into_operand().0)
    }

    /// Sets the columns that a patch has values for.
    pub fn set_patch(mut self, patch: Patch<M>) -> Self {
        for (column, value) in patch.into_changes() {
            self = self.put(column, Node::Value { value, sensitive: false });
        }
        self
    }

    fn put(mut self, column: usize, node: Node) -> Self {
        let node = self.write.given(column, node);
        if let WriteKind::Update(sets) = &mut self.write.kind {
            sets.retain(|(set, _)| *set != column);
            sets.push((column, node));
        }
        self
    }
}

/// An [`Update`] bound to its session.
#[derive(Debug)]
#[must_use = "an update does nothing until it is executed"]
pub struct BoundUpdate<'s, M> {
    session: &'s mut Session,
    update: Update<M>,
}

/// A [`Delete`] bound to its session.
#[derive(Debug)]
#[must_use = "a delete does nothing until it is executed"]
pub struct BoundDelete<'s, M> {
    session: &'s mut Session,
    delete: Delete<M>,
}

macro_rules! bound {
    ($bound:ident $field:ident $type:ident) => {
        impl<M: Model> $bound<'_, M> {
            #[doc = concat!("As [`", stringify!($type), "::filter`].")]
            pub fn filter(mut self, condition: impl Condition) -> Self {
                self.$field = self.$field.filter(condition);
                self
            }

            #[doc = concat!("As [`", stringify!($type), "::synchronize`].")]
            pub fn synchronize(mut self, how: Synchronize) -> Self {
                self.$field = self.$field.synchronize(how);
                self
            }

            #[doc = concat!("As [`", stringify!($type), "::execute`].")]
            ///
            /// # Errors
            #[doc = concat!("As [`", stringify!($type), "::execute`].")]
            pub fn execute(self) -> Result<u64> {
                self.$field.execute(self.session)
            }

            #[doc = concat!("As [`", stringify!($type), "::returning`].")]
            ///
            /// # Errors
            #[doc = concat!("As [`", stringify!($type), "::execute`].")]
            pub fn returning<X: Selection>(self, selection: X) -> Result<Vec<X::Row>> {
                self.$field.returning(selection, self.session)
            }
        }
    };
}

bound!(BoundUpdate update Update);
bound!(BoundDelete delete Delete);

impl<M: Model> BoundUpdate<'_, M> {
    /// As [`Update::set`].
    pub fn set<C: ColumnOf<M>>(mut self, column: C, value: impl IntoExpr<C::Sql>) -> Self {
        self.update = self.update.set(column, value);
        self
    }

    /// As [`Update::set_patch`].
    pub fn set_patch(mut self, patch: Patch<M>) -> Self {
        self.update = self.update.set_patch(patch);
        self
    }
}

impl Session {
    /// Begins an UPDATE of the rows of a model: `session.update::<User>().set(User::name, "ed").filter(...).execute()?`. See
    /// [`update`].
    pub fn update<M: Writable>(&mut self) -> BoundUpdate<'_, M> {
        BoundUpdate { session: self, update: update() }
    }

    /// Begins a DELETE of the rows of a model: `session.delete_from::<User>().filter(...).execute()?`. See [`delete`];
    /// `session.delete(handle)` deletes an object.
    pub fn delete_from<M: Writable>(&mut self) -> BoundDelete<'_, M> {
        BoundDelete { session: self, delete: delete() }
    }
}

/// Nothing is selected.
impl Selection for () {
    type Row = ();

    fn items(&self, _: &mut Vec<Item>) {}

    fn read(_: &mut crate::query::run::reader::Reader<'_>, _: &crate::Row<'_>) -> Result<()> {
        Ok(())
    }
}
