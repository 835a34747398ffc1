//! Rows that are locked while they are read.

use super::{Place, Session, refresh::rows_gone};
use crate::{Dialect, Error, ErrorKind, IntoKey, Model, Result, Tracked};

/// Reads rows and locks them until the transaction ends: what [`Session::with_for_update`] gives.
#[must_use = "it locks nothing until `get` or `refresh` is called"]
#[derive(Debug)]
pub struct ForUpdate<'s> {
    session: &'s mut Session,
    read: bool,
    key_share: bool,
    wait: Wait,
}

/// What is done about a row that is locked already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wait {
    ForIt,
    No,
    Skip,
}

impl Session {
    /// Has the `get` or `refresh` that follows lock the row until the transaction ends, so that nobody changes it
    /// before this session does: `session.with_for_update().get::<Account>(7)?`.
    ///
    /// PostgreSQL locks the row (`SELECT ... FOR UPDATE`), and waits for who has locked it. SQLite, which has but one
    /// writer, makes the transaction that one (`BEGIN IMMEDIATE`): it waits for another to end, as long as the URL's
    /// `timeout` says.
    pub fn with_for_update(&mut self) -> ForUpdate<'_> {
        ForUpdate { session: self, read: false, key_share: false, wait: Wait::ForIt }
    }
}

impl ForUpdate<'_> {
    /// A row that is locked already is an error at once: [`ErrorKind::Conflict`], which
    /// [`is_retryable`](Error::is_retryable). So is, on SQLite, another writer.
    pub fn nowait(mut self) -> Self {
        self.wait = Wait::No;
        self
    }

    /// A row that is locked already is as if it were not there. SQLite has nothing of the kind.
    pub fn skip_locked(mut self) -> Self {
        self.wait = Wait::Skip;
        self
    }

    /// Others may lock the row for reading too (`FOR SHARE`). The same as without on SQLite.
    pub fn read(mut self) -> Self {
        self.read = true;
        self
    }

    /// Others may insert rows that refer to this one (`FOR NO KEY UPDATE`; with [`read`](ForUpdate::read),
    /// `FOR KEY SHARE`). The same as without on SQLite.
    pub fn key_share(mut self) -> Self {
        self.key_share = true;
        self
    }

    /// The object with that key, its row locked; `None` where there is none, where the key is `None`, and where
    /// [`skip_locked`](ForUpdate::skip_locked) skips it. One round trip, also for an object that is not expired: its
    /// columns are what the row has now, but for those that are edited and not flushed.
    ///
    /// # Errors
    /// [`ErrorKind::Conflict`] where the row is locked and is not waited for, or was waited for too long. On SQLite,
    /// where the transaction had read before, and on PostgreSQL, the transaction is lost with it and can only be
    /// [rolled back](Session::rollback). Otherwise as [`Session::get`].
    pub fn get<M: Model>(mut self, key: impl IntoKey<M::Key>) -> Result<Option<Tracked<M>>> {
        let Some(key) = key.into_key() else { return Ok(None) };
        let lock = self.begin()?;
        let session = self.session;
        session.autoflush()?;
        let index = session.stores.ensure(M::info());
        let known = session.stores.typed::<M>().and_then(|store| store.find_key(&key));
        let found = session.load_key::<M>(index, &key, &lock)?;
        if let (None, Some(slot)) = (found, known.filter(|_| self.wait != Wait::Skip)) {
            session.gone(Place { store: index, slot });
        }
        Ok(found.and_then(|slot| Some(session.stores.typed::<M>()?.handle(slot))))
    }

    /// Reads the object's row again and locks it; its edits are discarded. One round trip.
    ///
    /// # Errors
    /// [`ErrorKind::Conflict`] as [`get`](ForUpdate::get) gives it, and where
    /// [`skip_locked`](ForUpdate::skip_locked) finds no row that it could lock; otherwise as [`Session::refresh`].
    pub fn refresh<M: Model>(mut self, handle: Tracked<M>) -> Result<()> {
        let slot = self.session.persistent_slot(handle)?;
        let lock = self.begin()?;
        let session = self.session;
        let store = M::info().id.get();
        session.expire_at(Place { store, slot });
        session.autoflush()?;
        session.persistent_slot(handle)?;
        if session.reload::<M>(slot, &lock)? {
            return Ok(());
        }
        let store = session.stores.get(store);
        Err(match self.wait {
            Wait::Skip => Error::new(
                ErrorKind::Conflict,
                format!("the row of this {} is locked, or gone: {}", M::info().name, store.shown(slot)),
            ),
            _ => rows_gone(store, &[&slot]),
        })
    }

    /// Makes the transaction one that may lock; what is to stand behind the SELECT.
    fn begin(&mut self) -> Result<String> {
        self.session.usable()?;
        if self.session.engine.dialect() == Dialect::Sqlite {
            if self.wait == Wait::Skip {
                let message = "SQLite has no SKIP LOCKED: it locks the whole database for its one writer. Wait for it, \
                    or use `nowait()`";
                return Err(Error::new(ErrorKind::InvalidRequest, message));
            }
            self.session.begin_writing_or_wait(self.wait != Wait::No)?;
            return Ok(String::new());
        }
        self.session.begin_writing()?;
        let strength = match (self.read, self.key_share) {
            (false, false) => "UPDATE",
            (false, true) => "NO KEY UPDATE",
            (true, false) => "SHARE",
            (true, true) => "KEY SHARE",
        };
        let wait = match self.wait {
            Wait::ForIt => "",
            Wait::No => " NOWAIT",
            Wait::Skip => " SKIP LOCKED",
        };
        Ok(format!(" FOR {strength}{wait}"))
    }
}
