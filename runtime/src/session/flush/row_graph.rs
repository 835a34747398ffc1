//! The rows of a group, and what they wait for.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use super::{
    circles::{self, Why},
    graph::Graph,
    order::Op,
};
use crate::{
    Result,
    session::{Place, stores::Stores},
};

#[derive(Default)]
pub(super) struct RowGraph {
    pub(super) graph: Graph<Why>,
    pub(super) ops: Vec<Op>,
    nodes: HashMap<Op, u32, RandomState>,
    postponed: Postponed,
}

/// Foreign keys, by their numbers, that are NULL when their rows are written, and are written by themselves later.
pub(super) type Postponed = HashMap<Place, Vec<usize>, RandomState>;

/// What is to be done, level by level, with circles cut.
pub(super) struct Sorted {
    pub(super) levels: Vec<Vec<Op>>,
    pub(super) postponed: Postponed,
    /// Foreign keys of rows to be deleted that become NULL before any is deleted.
    pub(super) blanks: Vec<Op>,
}

impl RowGraph {
    /// The node of an operation, of that stage where it is new.
    pub(super) fn node(&mut self, op: Op, stage: u8) -> u32 {
        *self.nodes.entry(op).or_insert_with(|| {
            self.ops.push(op);
            self.graph.node(stage)
        })
    }

    pub(super) fn find(&self, op: Op) -> Option<u32> {
        self.nodes.get(&op).copied()
    }

    /// Leaves a foreign key NULL as yet.
    pub(super) fn postpone(&mut self, place: Place, number: usize) {
        self.postponed.entry(place).or_default().push(number);
    }

    pub(super) fn sort(&self, stores: &Stores) -> Result<Sorted> {
        let mut postponed = self.postponed.clone();
        let mut blanks = Vec::new();
        let levels = self.graph.levels(|circle| {
            let at = circles::cut(stores, &self.ops, circle)?;
            match circle[at].why {
                Why::ForeignKey(number) => {
                    let place = self.ops[circle[at].after as usize].place();
                    postponed.entry(place).or_default().push(number);
                }
                Why::Referrer(number) => {
                    blanks.push(Op::Blank(self.ops[circle[at].before as usize].place(), number));
                }
                _ => {}
            }
            Ok(at)
        })?;
        let level = |level: Vec<u32>| level.into_iter().map(|node| self.ops[node as usize]).collect();
        Ok(Sorted { levels: levels.into_iter().map(level).collect(), postponed, blanks })
    }
}
