//! The statements that a connection keeps prepared.

use std::collections::HashMap;
use std::sync::Arc;

use foldhash::fast::RandomState;
use postgres::Statement;

use super::decode::Code;

/// How many: a few for each table of a large schema. Each takes memory in the server, too.
pub(super) const CAPACITY: usize = 256;

/// A prepared statement and how its columns are read.
#[derive(Clone)]
pub(super) struct Prepared {
    pub(super) statement: Statement,
    pub(super) codes: Arc<[Code]>,
}

/// Prepared statements by their text; the one not used for longest goes first.
#[derive(Default)]
pub(super) struct Statements {
    prepared: HashMap<Box<str>, Kept, RandomState>,
    clock: u64,
}

struct Kept {
    prepared: Prepared,
    used: u64,
}

impl Statements {
    pub(super) fn get(&mut self, sql: &str) -> Option<Prepared> {
        self.clock += 1;
        let kept = self.prepared.get_mut(sql)?;
        kept.used = self.clock;
        Some(kept.prepared.clone())
    }

    pub(super) fn keep(&mut self, sql: &str, statement: Statement) -> Prepared {
        if self.prepared.len() >= CAPACITY {
            // Beside the round trip that a statement costs to prepare, looking at them all is nothing.
            let oldest = self.prepared.iter().min_by_key(|(_, kept)| kept.used).map(|(sql, _)| sql.clone());
            oldest.and_then(|sql| self.prepared.remove(&sql));
        }
        let codes = statement.columns().iter().map(|column| Code::of(column.type_())).collect();
        let prepared = Prepared { statement, codes };
        self.prepared.insert(sql.into(), Kept { prepared: prepared.clone(), used: self.clock });
        prepared
    }

    pub(super) fn clear(&mut self) {
        self.prepared.clear();
    }
}
