//! Results that need not fit into memory.

use std::hash::BuildHasher;

use foldhash::quality::FixedState;

use super::Connection;
use crate::{Dialect, Result, Row, driver::Param};

/// How many rows are fetched at once.
const FETCHED: u64 = 1_000;

impl Connection {
    /// Hands out the rows of a SELECT in the open transaction: on SQLite one by one, on PostgreSQL through a cursor.
    pub(crate) fn stream_params(
        &mut self,
        sql: &str,
        params: &[Param<'_>],
        each: &mut dyn FnMut(&Row<'_>) -> Result<()>,
    ) -> Result<u64> {
        if self.dialect() == Dialect::Sqlite {
            return self.query_params(sql, params, each);
        }
        // A name of the text's own, since the FETCH of a name is kept prepared with the columns that it had.
        let name = format!("aludel_{:016x}", FixedState::default().hash_one(sql));
        let nothing = &mut |_: &Row<'_>| Ok(());
        self.query_params(&format!("DECLARE {name} NO SCROLL CURSOR FOR {sql}"), params, nothing)?;
        let fetch = format!("FETCH {FETCHED} FROM {name}");
        let mut total = 0;
        let result = loop {
            match self.query_params(&fetch, &[], each) {
                Ok(rows) => {
                    total += rows;
                    if rows < FETCHED {
                        break Ok(total);
                    }
                }
                Err(error) => break Err(error),
            }
        };
        let closed = self.query_params(&format!("CLOSE {name}"), &[], nothing);
        // What stopped it is what counts; the transaction ends the cursor too.
        result.and_then(|total| closed.map(|_| total))
    }
}
