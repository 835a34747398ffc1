//! Where a session's transaction begins and ends.

use crate::{
    Connection, Error, ErrorKind, IsolationLevel, Result,
    connection::state::{came_between, read_only},
    driver::{Access, Begin},
    query::run::reader::Handed,
    session::{Options, Place, Session, context::Context, restore::Failed},
};

impl Session {
    /// Whether a transaction is open: since [`begin`](Session::begin), or the first statement after the last `commit`
    /// or `rollback`.
    pub fn in_transaction(&self) -> bool {
        self.begun || self.connection.is_some()
    }

    /// Writes what changed and commits. A session in which nothing happened sends nothing.
    ///
    /// Afterwards every object is expired (unless `expire_on_commit(false)`): it keeps its last known values, and is
    /// read again by the query, `get`, `related` or `refresh` that next meets it. The connection goes back to the pool.
    /// Savepoints that are open end, as parts of what is committed.
    ///
    /// # Errors
    /// As [`flush`](Session::flush), and what the database says of COMMIT. After an error nothing is committed; where
    /// the transaction had begun, the session asks for [`rollback`](Session::rollback). One case alone is open: where
    /// the connection breaks during COMMIT itself ([`is_disconnect`](Error::is_disconnect), and the
    /// [`statement`](Error::statement) is `COMMIT`), it may have been carried out. The next read tells.
    pub fn commit(&mut self) -> Result<()> {
        self.idle()?;
        self.usable()?;
        self.flush_all()?;
        self.savepoints.clear();
        if let Some(connection) = &mut self.connection
            && let Err(error) = connection.commit()
        {
            self.fail(&error);
            return Err(error);
        }
        let open = self.connection.take().is_some();
        self.end();
        self.free_left();
        let gone = self.undo.commit();
        // Expired lists show what was last known: the places of those that are gone may be given to others.
        self.leave_lists(&gone);
        for place in gone {
            self.vacate(place);
        }
        if self.options.expire_on_commit {
            self.epoch += 1;
        }
        if open {
            self.run_after_commit();
        }
        Ok(())
    }

    /// Rolls back, and puts every object back as it was when the transaction began: new objects leave the session,
    /// deleted ones come back, edits are gone, all are expired. Savepoints that are open end with it.
    ///
    /// # Errors
    /// What the database says of ROLLBACK; the objects are put back all the same, and the connection is dropped.
    pub fn rollback(&mut self) -> Result<()> {
        self.idle()?;
        let open = self.connection.is_some();
        let result = match self.connection.take() {
            Some(mut connection) if connection.in_transaction() => connection.rollback(),
            _ => Ok(()),
        };
        self.end();
        let failed = self.failed.take();
        if failed.is_none() {
            self.free_left();
        }
        // Where the whole transaction failed, everything has been back as it was since then.
        let edited = failed.is_some() && self.warn_of_edits_after_failure();
        if edited || !matches!(failed, Some(Failed { savepoint: None, .. })) {
            self.restore();
        }
        if open {
            self.run_after_rollback();
        }
        match result {
            // The connection broke: its transaction is gone with it, which is what was asked for.
            Err(error) if error.is_disconnect() => Ok(()),
            result => result,
        }
    }

    /// Rolls back and lets go of every object; the session can be used anew.
    ///
    /// # Errors
    /// As [`rollback`](Session::rollback).
    pub fn close(&mut self) -> Result<()> {
        self.idle()?;
        let result = self.rollback();
        self.expunge_all();
        result
    }

    /// The session's connection, in its transaction, which begins here if it has not, and what rows are read into.
    /// What comes of it goes through [`Session::after_reading`].
    pub(crate) fn reading(&mut self) -> Result<(&mut Connection, Context<'_>)> {
        self.usable()?;
        if self.savepoint_waits() {
            self.prepare_writing(true)?;
        } else {
            self.open(Access::Read, true)?;
        }
        let Session { stores, undo, epoch, populating, .. } = self;
        let context = Context { stores, undo, epoch: *epoch, populates: *populating };
        match &mut self.connection {
            Some(connection) => Ok((connection, context)),
            None => Err(Error::new(ErrorKind::InvalidRequest, "no transaction is open")),
        }
    }

    /// Looks after a transaction that was lost while it was read in.
    pub(crate) fn after_reading<R>(&mut self, result: Result<R>) -> Result<R> {
        if let Err(error) = &result {
            self.reading_failed(error);
        }
        result
    }

    /// What was flushed is lost with the transaction: a commit must not succeed as if it were not.
    #[cold]
    fn reading_failed(&mut self, error: &Error) {
        if self.connection.as_mut().is_some_and(|connection| !connection.transaction_lives()) {
            self.fail(error);
        }
    }

    fn open(&mut self, access: Access, wait: bool) -> Result<()> {
        if self.connection.is_none() {
            let mut connection = self.engine.connect()?;
            let Options { isolation, read_only, .. } = self.options;
            connection.begin_implicit(Begin { access, isolation, read_only, wait })?;
            self.writing = access == Access::Write;
            self.connection = Some(connection);
        }
        Ok(())
    }

    /// Makes sure that the transaction may write. Where SQLite had to begin a new one for that and another connection
    /// has changed the database in between, what was read before is expired, and edits of it are guarded.
    pub(crate) fn begin_writing(&mut self) -> Result<bool> {
        self.begin_writing_or_wait(true)
    }

    /// The same; on SQLite, waiting for another writer to end or not.
    pub(crate) fn begin_writing_or_wait(&mut self, wait: bool) -> Result<bool> {
        if self.options.read_only {
            return Err(read_only());
        }
        self.prepare_writing(wait)
    }

    /// The same before a savepoint, which SQLite sets for a writer only: below one a reader could not begin anew.
    fn prepare_writing(&mut self, wait: bool) -> Result<bool> {
        self.open(Access::Write, wait)?;
        let changed = !self.writing && !self.options.read_only && self.become_writer(wait)?;
        if self.savepoint_waits() {
            self.send_savepoints()?;
        }
        Ok(changed)
    }

    fn become_writer(&mut self, wait: bool) -> Result<bool> {
        let Some(connection) = &mut self.connection else { return Ok(false) };
        let serializable = self.options.isolation == Some(IsolationLevel::Serializable);
        let changed = match connection.ensure_write(wait) {
            Ok(true) if serializable => Err(came_between()),
            result => result,
        };
        let changed = changed.inspect_err(|error| self.fail(error))?;
        self.writing = true;
        if changed {
            self.epoch += 1;
            for (_, store) in self.stores.iter_mut() {
                let head = store.head_mut();
                for &slot in &head.touched {
                    head.metas[slot as usize].guarded = true;
                }
            }
        }
        Ok(changed)
    }

    /// The transaction is over: so are its savepoints, and its guard.
    fn end(&mut self) {
        self.savepoints.clear();
        self.writing = false;
        self.begun = false;
        self.number += 1;
    }

    /// Objects that left with the transaction before go for good.
    pub(super) fn free_left(&mut self) {
        let mut left = Vec::new();
        for (store, any) in self.stores.iter_mut() {
            left.extend(any.head_mut().left.drain(..).map(|slot| Place { store, slot }));
        }
        for place in left {
            self.vacate(place);
        }
    }

    pub(crate) fn vacate(&mut self, place: Place) {
        let store = self.stores.get_mut(place.store);
        self.results.leave(store.head().metas[place.slot as usize].result);
        store.vacate(place.slot);
    }

    pub(crate) fn register_results(&mut self, handed: Vec<Handed>) {
        for handed in handed {
            self.results.register(&mut self.stores, handed);
        }
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        if !self.is_clean() {
            tracing::warn!(target: "aludel::session", "a session was dropped with changes that were never flushed");
        }
        if let Some(mut connection) = self.connection.take()
            && connection.in_transaction()
            && let Err(error) = connection.rollback()
        {
            tracing::debug!(target: "aludel::session", %error, "ROLLBACK of a dropped session failed");
        }
    }
}
