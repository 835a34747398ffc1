//! The pool: at most so many open connections, the one used last handed out first.
//!
//! A connection that is known dead, found dead or too old is dropped and another one opened in its place. A
//! checkout that can never succeed, because this thread holds every connection there may be, fails at once.

use std::sync::{Arc, MutexGuard};
use std::time::{Duration, Instant};

use crate::driver::{self, Open};
use crate::{Error, ErrorKind, Result};

mod holder;
mod lease;
mod places;

use holder::Holder;
pub(crate) use lease::Lease;
use places::{Idle, Places, State};

/// What the builder of an engine sets.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PoolSettings {
    /// How many connections may be open at a time.
    pub(crate) size: usize,
    /// How long a checkout waits for one.
    pub(crate) timeout: Duration,
    /// The age at which a connection is replaced when it is next handed out.
    pub(crate) recycle: Option<Duration>,
    /// Whether each connection is asked whether it lives before it is handed out.
    pub(crate) pre_ping: bool,
    /// The database lives in its one connection, which therefore is kept: an in-memory database.
    pub(crate) only_one: bool,
}

impl Default for PoolSettings {
    fn default() -> Self {
        PoolSettings { size: 5, timeout: Duration::from_secs(30), recycle: None, pre_ping: false, only_one: false }
    }
}

/// A connection that has lain idle so long is asked whether it lives, `pre_ping` or not: servers restart, and
/// firewalls forget. The round trip costs nothing beside such a pause.
const PING_AFTER: Duration = Duration::from_secs(1);

/// How long a thread that holds every connection waits for one all the same: it may just have handed one to
/// another thread that has not used it yet.
const GRACE: Duration = Duration::from_millis(200);

/// Hands out connections, and opens them when there is need.
pub(crate) struct Pool {
    settings: PoolSettings,
    open: Box<Open>,
    places: Arc<Places>,
}

impl Pool {
    pub(crate) fn new(settings: PoolSettings, open: Box<Open>) -> Self {
        Pool { settings, open, places: Arc::default() }
    }

    /// Hands out a connection: an idle one that lives, or a new one, or the first to be returned.
    pub(crate) fn checkout(&self) -> Result<Lease> {
        let asked = Instant::now();
        loop {
            let (mut lease, idle_since) = self.place(asked)?;
            match idle_since {
                // An error leaves through the drop of the lease, which gives the place back.
                None => lease.fill((self.open)()?),
                Some(since) if !self.fit(&mut lease, since, asked) => {
                    lease.discard();
                    continue;
                }
                Some(_) => {}
            }
            return Ok(lease);
        }
    }

    /// Closes the idle connections now and the others when they come back. The pool stays usable.
    pub(crate) fn dispose(&self) {
        self.places.dispose();
    }

    /// A place among the connections that may be open, with an idle connection in it if there is one, and since
    /// when that has been idle.
    fn place(&self, asked: Instant) -> Result<(Lease, Option<Instant>)> {
        let mut state = self.places.lock();
        loop {
            let generation = state.generation;
            if let Some(Idle { driver, holder, opened, since }) = state.idle.pop() {
                holder.touch();
                state.held.push(holder.clone());
                return Ok((Lease::new(self.places.clone(), holder, Some(driver), opened, generation), Some(since)));
            }
            if state.held.len() < self.settings.size {
                let holder = Arc::new(Holder::this_thread());
                state.held.push(holder.clone());
                return Ok((Lease::new(self.places.clone(), holder, None, asked, generation), None));
            }
            state = self.wait(state, asked)?;
        }
    }

    /// Waits for a connection to be returned, or says why that is of no use.
    fn wait<'a>(&self, state: MutexGuard<'a, State>, asked: Instant) -> Result<MutexGuard<'a, State>> {
        let waited = asked.elapsed();
        let mut pause = self.settings.timeout.saturating_sub(waited);
        let own = state.held.iter().all(|holder| holder.is_this_thread()) && !driver::tasks_move_between_threads();
        if own {
            pause = pause.min(GRACE.saturating_sub(waited));
        }
        if pause.is_zero() {
            return Err(self.exhausted(own));
        }
        Ok(self.places.wait(state, pause))
    }

    /// Whether an idle connection can be handed out: young enough, and alive as far as is worth asking.
    fn fit(&self, lease: &mut Lease, since: Instant, now: Instant) -> bool {
        if self.settings.only_one {
            return true;
        }
        if self.settings.recycle.is_some_and(|age| now.saturating_duration_since(lease.opened()) >= age) {
            return false;
        }
        let doubtful = self.settings.pre_ping || now.saturating_duration_since(since) >= PING_AFTER;
        let alive = match lease.driver() {
            Ok(driver) => !driver.is_closed() && (!doubtful || driver.ping().is_ok()),
            Err(_) => false,
        };
        if !alive {
            // What ended this one has most likely ended the others too.
            self.dispose();
        }
        alive
    }

    #[cold]
    fn exhausted(&self, own: bool) -> Error {
        let size = self.settings.size;
        let message = match (own, self.settings.only_one, size) {
            (true, true, _) => "this thread holds the connection of the in-memory database already, and there is \
                only one: end what uses it (commit, roll back, or drop it) before asking for another"
                .to_owned(),
            (true, false, 1) => "this thread holds the one connection of the pool (pool_size 1) already: end what \
                uses it (commit, roll back, or drop it) before asking for another"
                .to_owned(),
            (true, false, _) => format!(
                "this thread holds all {size} connections of the pool already: end what uses one of them, or \
                 raise pool_size"
            ),
            (false, _, _) => format!(
                "none of the pool's {size} connections came back within {:?}: raise pool_size or pool_timeout, or \
                 hold connections for a shorter time",
                self.settings.timeout
            ),
        };
        Error::new(ErrorKind::PoolTimeout, message)
    }
}
