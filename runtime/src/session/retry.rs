//! Doing the work of a transaction again where another one came between.

use std::{
    hash::{BuildHasher, RandomState},
    time::Duration,
};

use super::Session;
use crate::{Error, ErrorKind, Result};

/// How often [`Session::retry_with`] tries, and how long it waits in between.
///
/// ```
/// use std::time::Duration;
/// use aludel::Retry;
///
/// let patient = Retry { attempts: 20, longest_pause: Duration::from_secs(5), ..Retry::default() };
/// assert_eq!(patient.first_pause, Duration::from_millis(10));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retry {
    /// How often the work is done at most, the first time included: 5. None counts as one.
    pub attempts: u32,
    /// The pause before the second attempt: 10 milliseconds. Each further one is twice as long as the one before.
    pub first_pause: Duration,
    /// The longest a pause grows: one second.
    pub longest_pause: Duration,
}

impl Default for Retry {
    fn default() -> Self {
        Retry { attempts: 5, first_pause: Duration::from_millis(10), longest_pause: Duration::from_secs(1) }
    }
}

impl Session {
    /// Runs the closure in a transaction and commits. Where that fails with an error that
    /// [`is_retryable`](Error::is_retryable) (a serialization failure, a deadlock, a busy database, stale data), the
    /// transaction is rolled back and the work done again, up to five times with growing pauses.
    ///
    /// Each attempt begins with objects that are expired: what the closure reads and decides upon, it must read within,
    /// by queries, `get`, `related` or `refresh`. New objects of an attempt that failed have left the session; what the
    /// closure does elsewhere (a message sent, a counter) happens once an attempt.
    ///
    /// ```
    /// # use aludel::{Engine, Result, Session};
    /// # fn transfer(_: &mut Session) -> Result<()> { Ok(()) }
    /// # let mut session = Session::new(&Engine::new("sqlite:///:memory:")?);
    /// session.retry(|session| transfer(session))?;
    /// # Ok::<(), aludel::Error>(())
    /// ```
    ///
    /// # Errors
    /// The last attempt's, which says how many there were; the first that is not retryable, as it is.
    /// [`ErrorKind::InvalidRequest`] where a transaction is open, or changes of before are not flushed, which a rollback
    /// would lose: commit first.
    pub fn retry<R>(&mut self, work: impl FnMut(&mut Session) -> Result<R>) -> Result<R> {
        self.retry_with(Retry::default(), work)
    }

    /// [`retry`](Session::retry), with other bounds.
    ///
    /// # Errors
    /// As [`retry`](Session::retry).
    pub fn retry_with<R>(&mut self, retry: Retry, mut work: impl FnMut(&mut Session) -> Result<R>) -> Result<R> {
        self.retryable()?;
        let mut attempt = 1;
        loop {
            let error = match self.transaction(&mut work) {
                Err(error) if error.is_retryable() => error,
                result => return result,
            };
            if attempt >= retry.attempts {
                return Err(error.context(&format!("gave up after {attempt} attempts")));
            }
            let pause = retry.pause(attempt);
            tracing::debug!(target: "aludel::session", attempt, ?pause, error = ?error.kind(), "trying again");
            std::thread::sleep(pause);
            attempt += 1;
        }
    }

    /// Refuses where a rollback would take back more than the work.
    fn retryable(&self) -> Result<()> {
        self.idle()?;
        self.usable()?;
        let why = match (self.in_transaction(), self.is_clean()) {
            (true, _) => "a transaction is open on this session",
            (_, false) => "this session has changes that are not flushed",
            _ => return Ok(()),
        };
        Err(Error::new(
            ErrorKind::InvalidRequest,
            format!("{why}, which would be lost with the first attempt that fails: commit or roll back before `retry`"),
        ))
    }
}

impl Retry {
    /// The pause after an attempt: between half and the whole of what its number gives, so that those who got in each
    /// other's way do not do so again at once.
    fn pause(&self, attempt: u32) -> Duration {
        let doubled = self.first_pause.saturating_mul(2u32.saturating_pow(attempt - 1));
        let whole = doubled.min(self.longest_pause);
        // The standard library's only source of chance: the keys of its hash tables.
        let chance = RandomState::new().hash_one(attempt) as u32;
        (whole / 2).saturating_add((whole / 2).mul_f64(f64::from(chance) / f64::from(u32::MAX)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_a_bound_and_vary() {
        let retry =
            Retry { first_pause: Duration::from_millis(8), longest_pause: Duration::from_millis(50), attempts: 9 };
        for (attempt, whole) in [(1, 8), (2, 16), (3, 32), (4, 50), (5, 50), (40, 50), (4_000_000_000, 50)] {
            for _ in 0..20 {
                let pause = retry.pause(attempt);
                let whole = Duration::from_millis(whole);
                assert!((whole / 2..=whole).contains(&pause), "{pause:?} after attempt {attempt}");
            }
        }
        assert!((0..20).any(|_| retry.pause(1) != retry.pause(1)));
        assert_eq!(Retry { first_pause: Duration::ZERO, ..retry }.pause(3), Duration::ZERO);
        let endless = Retry { first_pause: Duration::MAX, longest_pause: Duration::MAX, attempts: 2 };
        assert!(endless.pause(3) >= Duration::MAX / 2 - Duration::from_secs(1));
    }
}
