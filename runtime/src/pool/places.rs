//! The places of a pool: the idle connections, and who holds the others.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::holder::Holder;
use crate::driver::Driver;

/// What a pool and the connections that it has handed out share.
#[derive(Default)]
pub(super) struct Places {
    state: Mutex<State>,
    returned: Condvar,
}

#[derive(Default)]
pub(super) struct State {
    pub(super) idle: Vec<Idle>,
    /// One for each connection that is handed out or being opened.
    pub(super) held: Vec<Arc<Holder>>,
    /// Raised when all connections made so far are to go: one of an earlier generation is closed on return.
    pub(super) generation: u64,
}

/// An open connection that nobody uses.
pub(super) struct Idle {
    pub(super) driver: Box<dyn Driver>,
    pub(super) holder: Arc<Holder>,
    pub(super) opened: Instant,
    pub(super) since: Instant,
}

impl Places {
    pub(super) fn lock(&self) -> MutexGuard<'_, State> {
        // Nothing is left half done under this lock, so a panic elsewhere does not spoil it.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits, at most so long, for a connection to be returned.
    pub(super) fn wait<'a>(&self, state: MutexGuard<'a, State>, pause: Duration) -> MutexGuard<'a, State> {
        let (state, _) = self.returned.wait_timeout(state, pause).unwrap_or_else(PoisonError::into_inner);
        state
    }

    /// Takes a connection back, or only its place where there is nothing fit for use.
    pub(super) fn put_back(&self, holder: &Arc<Holder>, generation: u64, sound: Option<(Box<dyn Driver>, Instant)>) {
        let mut state = self.lock();
        if let Some(place) = state.held.iter().position(|other| Arc::ptr_eq(other, holder)) {
            state.held.swap_remove(place);
        }
        let mut stale = None;
        match sound {
            Some((driver, opened)) if generation == state.generation => {
                state.idle.push(Idle { driver, holder: holder.clone(), opened, since: Instant::now() });
            }
            other => stale = other,
        }
        drop(state);
        self.returned.notify_one();
        drop(stale);
    }

    /// Closes the idle connections now and the others when they come back.
    pub(super) fn dispose(&self) {
        let mut state = self.lock();
        state.generation += 1;
        let idle = std::mem::take(&mut state.idle);
        drop(state);
        // Closing takes a round trip: not under the lock.
        drop(idle);
    }
}
