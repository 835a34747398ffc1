//! How far transactions are kept apart.

use std::fmt;

/// What a transaction may see of others that run at the same time.
///
/// PostgreSQL has all four, and treats the first as the second. SQLite has [`Serializable`](IsolationLevel::Serializable)
/// only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum IsolationLevel {
    /// Changes that were not committed.
    ReadUncommitted,
    /// Each statement sees what was committed when it began. PostgreSQL's default.
    ReadCommitted,
    /// All statements see what was committed when the transaction began.
    RepeatableRead,
    /// As if the transactions ran one after the other; one that cannot is an error that
    /// [`is_retryable`](crate::Error::is_retryable), for [`Session::retry`](crate::Session::retry).
    Serializable,
}

impl fmt::Display for IsolationLevel {
    /// As SQL has it: `REPEATABLE READ`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            IsolationLevel::ReadUncommitted => "READ UNCOMMITTED",
            IsolationLevel::ReadCommitted => "READ COMMITTED",
            IsolationLevel::RepeatableRead => "REPEATABLE READ",
            IsolationLevel::Serializable => "SERIALIZABLE",
        })
    }
}
