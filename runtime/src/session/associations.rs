//! Many-to-many links that were made or taken away and not flushed yet.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use super::Place;
use crate::{model::Through, table::Table};

/// The changes of every table between.
#[derive(Debug, Default)]
pub(crate) struct Associations {
    tables: Vec<Association>,
    /// Counts the changes, for their order.
    next: u64,
}

/// The changes of one table between two sides.
#[derive(Debug)]
pub(crate) struct Association {
    pub(crate) table: &'static Table,
    /// The foreign keys to the two sides of a pair: the lower number first, so that both relationships mean one pair.
    pub(crate) sides: [usize; 2],
    changes: HashMap<Pair, (Change, u64), RandomState>,
}

/// The two objects of a link, in the order of [`Association::sides`].
pub(crate) type Pair = [Place; 2];

/// What the next flush does with a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Change {
    /// Inserts its row.
    Link,
    /// Deletes its row.
    Unlink,
}

impl Association {
    /// The pairs with that change, in the order in which they were made.
    pub(crate) fn pairs(&self, change: Change) -> Vec<Pair> {
        let mut pairs: Vec<(u64, Pair)> = self
            .changes
            .iter()
            .filter(|(_, (made, _))| *made == change)
            .map(|(&pair, &(_, number))| (number, pair))
            .collect();
        pairs.sort_unstable_by_key(|&(number, _)| number);
        pairs.into_iter().map(|(_, pair)| pair).collect()
    }
}

impl Associations {
    /// Notes a link; one that was to be taken away stays.
    pub(crate) fn link(&mut self, through: &Through, owner: Place, member: Place) {
        self.note(through, owner, member, Change::Link);
    }

    /// Notes that a link is to be taken away; one that was to be made is not.
    pub(crate) fn unlink(&mut self, through: &Through, owner: Place, member: Place) {
        self.note(through, owner, member, Change::Unlink);
    }

    fn note(&mut self, through: &Through, owner: Place, member: Place, change: Change) {
        let number = self.next;
        self.next += 1;
        let changes = &mut self.of(through).changes;
        let pair = pair(through, owner, member);
        match changes.get(&pair) {
            Some(&(before, _)) if before != change => {
                changes.remove(&pair);
            }
            Some(_) => {}
            None => {
                changes.insert(pair, (change, number));
            }
        }
    }

    /// What the next flush does with the link, if anything.
    pub(crate) fn change(&self, through: &Through, owner: Place, member: Place) -> Option<Change> {
        let known = self.tables.iter().find(|known| known.is_of(through))?;
        known.changes.get(&pair(through, owner, member)).map(|&(change, _)| change)
    }

    /// Drops the changes that an object which leaves has part in.
    pub(crate) fn forget(&mut self, place: Place) {
        for association in &mut self.tables {
            association.changes.retain(|pair, _| !pair.contains(&place));
        }
    }

    pub(crate) fn clear(&mut self) {
        self.tables.clear();
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.tables.iter().all(|association| association.changes.is_empty())
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Association> {
        self.tables.iter().filter(|association| !association.changes.is_empty())
    }

    fn of(&mut self, through: &Through) -> &mut Association {
        let index = self.tables.iter().position(|known| known.is_of(through)).unwrap_or_else(|| {
            let sides = [through.local.min(through.remote), through.local.max(through.remote)];
            self.tables.push(Association { table: through.table, sides, changes: HashMap::default() });
            self.tables.len() - 1
        });
        &mut self.tables[index]
    }
}

impl Association {
    fn is_of(&self, through: &Through) -> bool {
        std::ptr::eq(self.table, through.table)
            && self.sides.contains(&through.local)
            && self.sides.contains(&through.remote)
    }
}

fn pair(through: &Through, owner: Place, member: Place) -> Pair {
    if through.local < through.remote { [owner, member] } else { [member, owner] }
}
