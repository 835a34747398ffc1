//! The deletes of a group of tables: those that refer to others first.

use super::{
    batch,
    circles::Why,
    order::{Op, refers_to_itself},
    row_graph::RowGraph,
    saves::Planner,
    values::{Known, references},
};
use crate::{Result, session::Place};

impl Planner<'_> {
    pub(super) fn deletes(&mut self, group: &[usize]) -> Result<()> {
        let mut all: Vec<(usize, Vec<Known>)> = Vec::with_capacity(group.len());
        for &store in group.iter().rev() {
            let slots = self.work.of(store).deletes.iter().copied();
            let left =
                slots.filter(|&slot| self.done.is_empty() || !self.done.contains(&Op::Delete(Place { store, slot })));
            all.push((store, left.map(Known::from).collect()));
        }
        let rows: Vec<(usize, &[Known])> = all.iter().map(|(store, rows)| (*store, rows.as_slice())).collect();
        let places =
            || rows.iter().flat_map(|&(store, rows)| rows.iter().map(move |it| Place { store, slot: it.slot }));
        if places().nth(1).is_none() || !refers_to_itself(self.stores, group) {
            for place in places() {
                batch::delete(place, false, &mut self.steps);
            }
            return Ok(());
        }
        let mut graph = RowGraph::default();
        for place in places() {
            graph.node(Op::Delete(place), 0);
        }
        references(self.stores, &rows, &rows, &mut |child, number, parent| {
            if child != parent {
                let (before, after) = (graph.node(Op::Delete(child), 0), graph.node(Op::Delete(parent), 0));
                graph.graph.edge(before, after, Why::Referrer(number));
            }
        });
        let sorted = graph.sort(self.stores)?;
        self.level(&sorted.blanks, &sorted.postponed);
        // The rows of one table may go in one batch, level after level: nothing of a level refers to a later one.
        for op in sorted.levels.into_iter().flatten() {
            batch::delete(op.place(), false, &mut self.steps);
        }
        Ok(())
    }
}
