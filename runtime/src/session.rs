//! The session: an identity map and a unit of work over the objects that it owns.

use std::{
    collections::HashSet,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use crate::{Connection, Draft, Engine, IntoKey, IsolationLevel, Model, Result, Tracked};

pub(crate) mod access;
pub(crate) mod associations;
pub(crate) mod attach;
pub(crate) mod autoflush;
pub(crate) mod begin;
mod bulk;
pub(crate) mod context;
pub(crate) mod eager;
pub(crate) mod expiry;
pub(crate) mod expunge;
pub(crate) mod find;
pub(crate) mod flush;
pub(crate) mod get;
pub(crate) mod handle;
pub(crate) mod head;
pub(crate) mod hooks;
pub(crate) mod identity_set;
pub(crate) mod inspect;
pub(crate) mod lazy;
pub(crate) mod leave;
pub(crate) mod locking;
pub(crate) mod lookup;
pub(crate) mod merge;
pub(crate) mod pages;
pub(crate) mod refresh;
pub(crate) mod relate;
pub(crate) mod related;
pub(crate) mod replace;
pub(crate) mod restore;
pub(crate) mod results;
pub(crate) mod retry;
pub(crate) mod savepoint;
pub(crate) mod set;
pub(crate) mod slot_map;
pub(crate) mod store;
pub(crate) mod stores;
pub(crate) mod transaction;
pub(crate) mod undo;

use associations::Associations;
pub use flush::FlushPlan;
pub(crate) use handle::Place;
use head::{Head, Meta, State};
use hooks::SessionHooks;
pub use identity_set::IdentitySet;
use restore::Failed;
use results::Results;
use store::AnyStore;
use stores::Stores;
use undo::Undo;

/// Objects of any models, tracked: one object per row, and one [`commit`](Session::commit) that brings the database
/// in line with them.
///
/// `add` moves an object in and gives a [`Tracked`] handle; `session[handle]` is the object, to read and to edit.
/// Reading never touches the database. A session begins a transaction with its first statement and ends it with
/// `commit`, `rollback`, `close` or its drop, which rolls back. It belongs to one thread at a time (`Send`).
#[derive(Debug)]
pub struct Session {
    id: u64,
    engine: Engine,
    options: Options,
    hooks: Arc<SessionHooks>,
    pub(crate) stores: Stores,
    undo: Undo,
    associations: Associations,
    results: Results,
    /// Objects last read in an earlier epoch are expired.
    epoch: u32,
    connection: Option<Connection>,
    /// Whether the open transaction has written.
    writing: bool,
    /// Whether a guard of `begin` waits for the transaction's end.
    begun: bool,
    /// The number of the transaction, by which such a guard knows its own.
    number: u64,
    savepoints: Vec<savepoint::Open>,
    /// Whether rows that are read overwrite objects that are here.
    pub(crate) populating: bool,
    /// Whether it holds a graph that nobody changes: collections that are write-only are loaded there too.
    pub(crate) for_reading: bool,
    /// Whether a flush is under way.
    flushing: flush::Flushing,
    /// What the flush that is under way did to the objects before it sent anything.
    prepared: Vec<flush::Prepared>,
    /// Why the last flush failed, until `rollback()`.
    failed: Option<Failed>,
}

#[derive(Clone, Copy, Debug)]
struct Options {
    autoflush: bool,
    expire_on_commit: bool,
    isolation: Option<IsolationLevel>,
    read_only: bool,
}

/// Makes sessions that behave alike: `Session::builder(&engine).autoflush(false)`, kept and asked by `build()`.
#[derive(Clone, Debug)]
pub struct SessionMaker {
    engine: Engine,
    options: Options,
    hooks: Arc<SessionHooks>,
}

impl SessionMaker {
    /// Whether queries and lazy loads flush first. On by default.
    #[must_use]
    pub fn autoflush(mut self, on: bool) -> Self {
        self.options.autoflush = on;
        self
    }

    /// Whether `commit` expires every object, so that it is read again when a query next meets it. On by default.
    #[must_use]
    pub fn expire_on_commit(mut self, on: bool) -> Self {
        self.options.expire_on_commit = on;
        self
    }

    /// How far the session's transactions are kept apart from others: what the database does by itself, unless said.
    ///
    /// A level that the database does not have is [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) when
    /// a transaction begins: SQLite has [`Serializable`](IsolationLevel::Serializable) only. Said there, a session that
    /// has read, and is to write after another connection has, is told so by a
    /// [`Conflict`](crate::ErrorKind::Conflict); unsaid, what it read is expired instead and its edits are guarded.
    #[must_use]
    pub fn isolation_level(mut self, level: IsolationLevel) -> Self {
        self.options.isolation = Some(level);
        self
    }

    /// Whether the session only reads. A flush that has something to write is
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) then, before anything is sent; PostgreSQL is told
    /// as well (`READ ONLY`), and a SQLite transaction never becomes the writer.
    #[must_use]
    pub fn read_only(mut self, on: bool) -> Self {
        self.options.read_only = on;
        self
    }

    /// The same options for sessions of another engine: a maker can be kept before the engine is known.
    #[must_use]
    pub fn bind(mut self, engine: &Engine) -> Self {
        self.engine = engine.clone();
        self
    }

    /// A new session. No connection is opened.
    pub fn build(&self) -> Session {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        let id = NEXT.fetch_add(1, Ordering::Relaxed);
        Session {
            id,
            engine: self.engine.clone(),
            options: self.options,
            hooks: self.hooks.clone(),
            stores: Stores::new(id),
            undo: Undo::new(),
            associations: Associations::default(),
            results: Results::default(),
            epoch: 1,
            connection: None,
            writing: false,
            begun: false,
            number: 0,
            savepoints: Vec::new(),
            populating: false,
            for_reading: false,
            flushing: flush::Flushing::No,
            prepared: Vec::new(),
            failed: None,
        }
    }
}

impl Session {
    /// A session with the default options. No connection is opened.
    pub fn new(engine: &Engine) -> Self {
        Session::builder(engine).build()
    }

    /// Options for sessions of `engine`.
    pub fn builder(engine: &Engine) -> SessionMaker {
        let options = Options { autoflush: true, expire_on_commit: true, isolation: None, read_only: false };
        SessionMaker { engine: engine.clone(), options, hooks: Arc::default() }
    }

    /// The engine.
    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    /// Takes in a draft, with the relatives that it brings, or a plain struct. It is pending until a flush writes it.
    ///
    /// No round trip. A struct given whole is a new object, whatever its key (for one that has a row there are
    /// [`attach`](Session::attach) and [`merge`](Session::merge)); an object whose key is held by another one of this
    /// session is refused by the flush. Adding a handle keeps an object that was to be deleted.
    ///
    /// # Panics
    /// Where a handle is given, itself or among the relatives, whose object is not in this session, as indexing.
    pub fn add<D: Draft>(&mut self, draft: D) -> Tracked<D::Model> {
        self.admit(&draft);
        draft.enter(self)
    }

    /// [`add`](Session::add), for each.
    pub fn add_all<D: Draft>(&mut self, drafts: impl IntoIterator<Item = D>) -> Vec<Tracked<D::Model>> {
        let drafts = drafts.into_iter();
        self.stores.made::<D::Model>().reserve_keys(drafts.size_hint().0);
        drafts.map(|draft| self.add(draft)).collect()
    }

    /// The object with that key; `None` where there is none, or where the key is `None`.
    ///
    /// An object that is in the session and not expired costs nothing; otherwise one round trip. An expired object
    /// whose row is gone leaves the session.
    ///
    /// # Errors
    /// Whatever the database says, and what a flush may give where one comes first.
    pub fn get<M: Model>(&mut self, key: impl IntoKey<M::Key>) -> Result<Option<Tracked<M>>> {
        match key.into_key() {
            Some(key) => self.get_by_key(&key),
            None => Ok(None),
        }
    }

    /// The objects that the next flush will insert (`session.new` in SQLAlchemy).
    pub fn pending(&self) -> IdentitySet<'_> {
        self.places(|head| &head.pending, |meta| meta.state == State::Pending)
    }

    /// The objects that were edited since they were read or flushed. Optimistic, as in SQLAlchemy: whether anything
    /// differs is found at flush.
    pub fn dirty(&self) -> IdentitySet<'_> {
        self.places(|head| &head.touched, |meta| meta.touched && !meta.deleted)
    }

    /// The objects that the next flush will delete.
    pub fn deleted(&self) -> IdentitySet<'_> {
        self.places(|head| &head.deleted, |meta| meta.deleted)
    }

    fn places(&self, list: impl Fn(&Head) -> &Vec<u32>, counts: impl Fn(&Meta) -> bool) -> IdentitySet<'_> {
        let mut places = Vec::new();
        for (store, any) in self.stores.iter() {
            let head = any.head();
            // An object whose edits were discarded in between is in the list again.
            let mut seen = HashSet::new();
            let slots = list(head).iter().filter(|&&slot| counts(&head.metas[slot as usize]) && seen.insert(slot));
            places.extend(slots.map(|&slot| Place { store, slot }));
        }
        IdentitySet { stores: &self.stores, places }
    }
}
