//! What `tracing` hears of each statement: its text, how long it took, how many rows. Never its parameters.

use std::time::Instant;

use tracing::Level;

use crate::Error;

/// The time a statement was sent, where anyone listens.
pub(super) struct Watch(Option<Instant>);

impl Watch {
    pub(super) fn start() -> Self {
        Watch(tracing::enabled!(target: "aludel::sql", Level::DEBUG).then(Instant::now))
    }

    pub(super) fn done(self, sql: &str, rows: u64) {
        if let Some(sent) = self.0 {
            tracing::debug!(target: "aludel::sql", statement = sql, duration = ?sent.elapsed(), rows);
        }
    }
}

/// A statement that failed. The error is told by its kind alone: its text may hold parameters.
pub(super) fn failed(sql: &str, error: &Error) {
    tracing::debug!(target: "aludel::sql", statement = sql, error = ?error.kind());
}
