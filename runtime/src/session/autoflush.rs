//! Doing without the flush before a query for a while.

use super::Session;

/// Sets a session's autoflush back when it is dropped, also by a panic.
struct Switched<'s> {
    session: &'s mut Session,
    before: bool,
}

impl Session {
    /// Runs the closure with `autoflush` off, for queries that are asked while objects are not complete yet. Afterwards,
    /// whatever the closure gives, the option is what it was. No round trip of its own.
    ///
    /// ```
    /// # use aludel::{Engine, Session};
    /// # let mut session = Session::new(&Engine::new("sqlite:///:memory:")?);
    /// let begun = session.no_autoflush(|session| session.in_transaction());
    /// assert!(!begun);
    /// # Ok::<(), aludel::Error>(())
    /// ```
    pub fn no_autoflush<R>(&mut self, work: impl FnOnce(&mut Session) -> R) -> R {
        let before = std::mem::replace(&mut self.options.autoflush, false);
        let switched = Switched { session: self, before };
        work(switched.session)
    }
}

impl Drop for Switched<'_> {
    fn drop(&mut self) {
        self.session.options.autoflush = self.before;
    }
}
