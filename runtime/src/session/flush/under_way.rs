//! A flush while it is under way, and what a panic in it leaves: hooks and the echo are the program's own code.

use crate::{Error, ErrorKind, session::Session};

/// How far the flush is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Flushing {
    /// None is under way, or it has ended.
    No,
    /// Nothing has been sent.
    Preparing,
    /// Rows go out, and hooks see what was written.
    Sending,
}

/// Ends the flush however it ends: one that was refused leaves the session as it was, and what a panic cut off is rolled
/// back, so that the session asks for `rollback()`.
pub(super) struct UnderWay<'s>(pub(super) &'s mut Session);

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        match std::mem::replace(&mut self.0.flushing, Flushing::No) {
            _ if self.0.failed.is_some() => {}
            Flushing::Preparing => self.0.take_back(),
            Flushing::Sending => self.0.fail(&Error::new(ErrorKind::Other, "a panic cut the flush off")),
            Flushing::No => {}
        }
    }
}
