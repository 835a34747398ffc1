//! What the database computes from the columns that an UPDATE wrote, or that followed a key.

use super::{
    plan::Plan,
    step::{Follow, How, Step},
};
use crate::{
    Result,
    session::{Session, head::State},
};

impl Session {
    /// Reads the rows again that were updated, or whose foreign keys followed a key, where the database computes columns:
    /// one round trip a table.
    pub(super) fn read_computed(&mut self, plan: &Plan) -> Result<()> {
        let mut updated: Vec<(usize, Vec<u32>)> = Vec::new();
        for step in &plan.steps {
            let (store, slots) = match step {
                Step::Update { store, slots, .. } => (store, slots),
                // The database has written the rows that refer.
                Step::Follow(Follow { store, slots, how: How::Cascaded | How::Nulled, .. }) => (store, slots),
                _ => continue,
            };
            if !self.stores.get(*store).info().table.computes() {
                continue;
            }
            match updated.iter_mut().find(|(known, _)| known == store) {
                Some((_, known)) => known.extend(slots),
                None => updated.push((*store, slots.clone())),
            }
        }
        for (store, mut slots) in updated {
            slots.sort_unstable();
            slots.dedup();
            let metas = &mut self.stores.get_mut(store).head_mut().metas;
            slots.retain(|&slot| metas[slot as usize].state == State::Persistent && !metas[slot as usize].deleted);
            slots.iter().for_each(|&slot| metas[slot as usize].epoch = 0);
            self.read_again(store, &slots)?;
        }
        Ok(())
    }
}
