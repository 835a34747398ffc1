//! The updates and inserts of a group of tables, in their order.

use std::collections::{HashMap, HashSet};

use foldhash::fast::RandomState;

use super::{
    batch,
    circles::{self, Why},
    handover::Handover,
    order::{Op, blankable, refers_to_itself},
    rekey::Rekey,
    row_graph::{Postponed, RowGraph},
    step::{LinkSteps, Step},
    values::{ByValues, Known, Tuple, references},
    work::Work,
};
use crate::{
    Result,
    session::{Place, head::State, stores::Stores},
};

/// What a plan is made from, and what of it is done.
pub(super) struct Planner<'a> {
    pub(super) stores: &'a Stores,
    pub(super) work: &'a Work,
    pub(super) handover: Handover,
    pub(super) rekey: &'a Rekey,
    /// The rows between.
    pub(super) links: LinkSteps,
    /// The stores whose updates and inserts are planned.
    pub(super) saved: Vec<usize>,
    /// What was done before its turn, because rows of another table waited for it.
    pub(super) done: HashSet<Op, RandomState>,
    /// Foreign keys that are written when all rows are there.
    pub(super) at_last: Postponed,
    pub(super) steps: Vec<Step>,
}

/// The stages of a group: what rows of other tables need first, then updates, inserts, and updates that wait for inserts.
const FIRST: u8 = 0;
const UPDATES: u8 = 1;
const INSERTS: u8 = 2;
const LATE: u8 = 3;

impl Planner<'_> {
    /// What follows when all rows are there: foreign keys that had to wait, and the rows between, those that go before
    /// those that come.
    pub(super) fn rows_between(&mut self) {
        batch::postponed(self.stores, &self.at_last, &mut self.steps);
        self.steps.append(&mut self.links.taken_away);
        self.steps.append(&mut self.links.made);
    }

    pub(super) fn saves(&mut self, group: &[usize]) -> Result<()> {
        let work = self.work;
        for &store in group {
            let switches = &work.of(store).switches;
            if !switches.is_empty() {
                self.steps.push(Step::Switch { store, switches: switches.clone() });
            }
        }
        let linked = group.iter().any(|&store| !self.stores.get(store).head().links.is_empty());
        let matters = |&store: &usize| self.handover.matters_to(store) || self.rekey.matters_to(store);
        if (linked && refers_to_itself(self.stores, group)) || group.iter().any(matters) {
            self.row_by_row(group)?;
            self.saved.extend(group);
            return Ok(());
        }
        for &store in group {
            let rows = work.of(store);
            for &update in &rows.updates {
                let place = Place { store, slot: update.slot };
                if self.done.is_empty() || !self.done.contains(&Op::Update(place)) {
                    batch::update(self.stores, place, rows.changed(update), &[], false, &mut self.steps);
                }
            }
        }
        for &store in group {
            for &slot in &work.of(store).inserts {
                batch::insert(self.stores, Place { store, slot }, &[], false, &mut self.steps);
            }
        }
        self.saved.extend(group);
        Ok(())
    }

    /// The rows of a group that wait for each other, and whatever of other tables must be done for them.
    fn row_by_row(&mut self, group: &[usize]) -> Result<()> {
        let work = self.work;
        let mut rows = RowGraph::default();
        for &store in group {
            for update in &work.of(store).updates {
                let op = Op::Update(Place { store, slot: update.slot });
                if !self.done.contains(&op) {
                    rows.node(op, UPDATES);
                }
            }
        }
        for &store in group {
            for &slot in &work.of(store).inserts {
                rows.node(Op::Insert(Place { store, slot }), INSERTS);
            }
        }
        self.edges(group, &mut rows)?;
        let sorted = rows.sort(self.stores)?;
        self.level(&sorted.blanks, &sorted.postponed);
        for level in &sorted.levels {
            self.level(level, &sorted.postponed);
        }
        let inserted = |place: &Place, numbers: &[usize]| {
            let parents = numbers.iter().filter_map(|&number| self.stores.linked(*place, number));
            parents.into_iter().all(|parent| group.contains(&parent.store) || self.saved.contains(&parent.store))
        };
        let (now, at_last): (Postponed, Postponed) =
            sorted.postponed.into_iter().partition(|(place, numbers)| inserted(place, numbers));
        batch::postponed(self.stores, &now, &mut self.steps);
        for (place, numbers) in at_last {
            self.at_last.entry(place).or_default().extend(numbers);
        }
        // What was done for the sake of this group is not to be done again.
        self.done.extend(rows.ops.into_iter().filter(|op| !matches!(op, Op::Blank(..) | Op::Insert(_))));
        Ok(())
    }

    /// Adds what can be done at once.
    pub(super) fn level(&mut self, ops: &[Op], postponed: &Postponed) {
        let (stores, steps) = (self.stores, &mut self.steps);
        if ops.iter().any(|op| matches!(op, Op::Delete(_))) {
            steps.append(&mut self.links.taken_away);
        }
        for (position, &op) in ops.iter().enumerate() {
            // A batch is filled before it is sent: who waits for another may not be in one with it.
            let begins = position == 0;
            let later = postponed.get(&op.place()).map(Vec::as_slice).unwrap_or_default();
            match op {
                Op::Blank(place, number) => batch::blank(stores, place, number, begins, steps),
                Op::Update(place) => {
                    if let Some(changed) = self.work.changed(stores, place) {
                        batch::update(stores, place, changed, later, begins, steps);
                    }
                }
                Op::Insert(place) => batch::insert(stores, place, later, begins, steps),
                Op::Delete(place) => batch::delete(place, begins, steps),
            }
        }
        for op in ops {
            if let Op::Update(place) = op {
                steps.extend(self.rekey.follows(*place).iter().cloned().map(Step::Follow));
            }
        }
    }

    /// Who waits for whom, with whatever else they wait for.
    fn edges(&self, group: &[usize], rows: &mut RowGraph) -> Result<()> {
        let stores = self.stores;
        let by_value = self.inserts_by_value(group);
        let referrers = if self.handover.needs_deletes() { self.referrers() } else { HashMap::default() };
        let mut next = 0;
        while let Some(&op) = rows.ops.get(next) {
            let node = next as u32;
            next += 1;
            let place = op.place();
            match op {
                Op::Blank(..) => continue,
                Op::Delete(_) => {
                    for &(child, number) in referrers.get(&place).map(Vec::as_slice).unwrap_or_default() {
                        match self.leaves(child, number, place) {
                            Some(op @ Op::Delete(_)) => self.wait(rows, op, node, Why::Referrer(number)),
                            Some(op) => self.wait(rows, op, node, Why::Parent),
                            None => {}
                        }
                    }
                    continue;
                }
                Op::Update(_) | Op::Insert(_) => {}
            }
            for (number, key) in stores.get(place.store).info().table.foreign_keys.iter().enumerate() {
                let Some(parent) = self.new_parent(place, number, &by_value) else { continue };
                // A row that refers to itself can do so at once where its key is there.
                let target = stores.get(parent.store);
                let has_key = |&column: &usize| !target.value(parent.slot, column).is_null();
                let keyed = parent == place && key.target_columns.iter().all(has_key);
                if keyed {
                    continue;
                }
                match rows.find(Op::Insert(parent)) {
                    Some(before) => {
                        if group.contains(&place.store) && matches!(op, Op::Update(_)) {
                            rows.graph.set_stage(node, LATE);
                        }
                        rows.graph.edge(before, node, Why::ForeignKey(number));
                    }
                    None if self.saved.contains(&parent.store) => {}
                    // It leaves another parent early, for the sake of a third row, and gets the new one at last.
                    None if blankable(stores, place, key).is_some() => rows.postpone(place, number),
                    None => return Err(circles::too_late(stores, place, parent, key)),
                }
            }
            for given in self.handover.givers(op) {
                self.wait(rows, given.giver, node, Why::Value(given.columns));
            }
            for &update in self.rekey.after(place) {
                if let Some(before) = rows.find(Op::Update(update)) {
                    rows.graph.edge(before, node, Why::Key);
                }
            }
            if let Op::Update(_) = op {
                for &before in self.rekey.before(place) {
                    self.wait(rows, before, node, Why::Parent);
                }
            }
        }
        Ok(())
    }

    /// Has a node wait for something, which is to be done first of all where it is of no stage yet.
    fn wait(&self, rows: &mut RowGraph, before: Op, node: u32, why: Why) {
        if !self.done.contains(&before) {
            let before = rows.node(before, FIRST);
            rows.graph.edge(before, node, why);
        }
    }

    /// The object that a foreign key will refer to, where it is inserted by this flush.
    fn new_parent(
        &self,
        place: Place,
        number: usize,
        by_value: &[(usize, usize, ByValues<'_, Place>)],
    ) -> Option<Place> {
        let stores = self.stores;
        if let Some(parent) = stores.linked(place, number) {
            let new = stores.get(parent.store).head().metas[parent.slot as usize].state == State::Pending;
            return (new && !self.work.takes_over(parent.store, parent.slot)).then_some(parent);
        }
        let (.., by_value) = by_value.iter().find(|(store, key, _)| (*store, *key) == (place.store, number))?;
        let store = stores.get(place.store);
        let key = &store.info().table.foreign_keys[number];
        let values = Tuple::of(key.columns, |column| store.value(place.slot, column))?;
        by_value.get(&values).copied()
    }

    /// The new rows of a group whose keys are known, by each foreign key of the group that may hold them.
    fn inserts_by_value(&self, group: &[usize]) -> Vec<(usize, usize, ByValues<'_, Place>)> {
        let mut all = Vec::new();
        for &child in group {
            for (number, key) in self.stores.get(child).info().table.foreign_keys.iter().enumerate() {
                for &parent in group {
                    let store = self.stores.get(parent);
                    if !std::ptr::eq(store.info().table, key.target) {
                        continue;
                    }
                    let values = |&slot: &u32| {
                        let values = Tuple::of(key.target_columns, |column| store.value(slot, column))?;
                        Some((values, Place { store: parent, slot }))
                    };
                    let by_value: ByValues<'_, Place> =
                        self.work.of(parent).inserts.iter().filter_map(values).collect();
                    if !by_value.is_empty() {
                        all.push((child, number, by_value));
                    }
                }
            }
        }
        all
    }

    /// Who refers to rows that the flush deletes, among those that it updates or deletes.
    fn referrers(&self) -> HashMap<Place, Vec<(Place, usize)>, RandomState> {
        let mut parents = Vec::new();
        let mut children = Vec::new();
        for &store in &self.work.active {
            let rows = self.work.of(store);
            let deletes: Vec<Known> = rows.deletes.iter().copied().map(Known::from).collect();
            let updates = rows.updates.iter().map(|update| Known { slot: update.slot, base: update.base });
            children.push((store, updates.chain(deletes.iter().copied()).collect::<Vec<_>>()));
            parents.push((store, deletes));
        }
        let parents: Vec<(usize, &[Known])> = parents.iter().map(|(store, rows)| (*store, rows.as_slice())).collect();
        let children: Vec<(usize, &[Known])> = children.iter().map(|(store, rows)| (*store, rows.as_slice())).collect();
        let mut referrers: HashMap<Place, Vec<(Place, usize)>, RandomState> = HashMap::default();
        references(self.stores, &children, &parents, &mut |child, number, parent| {
            if child != parent {
                referrers.entry(parent).or_default().push((child, number));
            }
        });
        referrers
    }

    /// What must be done with a row before the parent to which it refers can be deleted; nothing where it goes on
    /// referring to it, which is the database's to say.
    fn leaves(&self, child: Place, number: usize, parent: Place) -> Option<Op> {
        let store = self.stores.get(child.store);
        let head = store.head();
        if head.metas[child.slot as usize].deleted {
            return Some(Op::Delete(child));
        }
        let key = &store.info().table.foreign_keys[number];
        let stays = self.stores.linked(child, number).is_none() && {
            let old = self.stores.get(parent.store);
            let mut pairs = key.columns.iter().zip(key.target_columns);
            pairs.all(|(&column, &target)| store.value(child.slot, column).same(old.base_value(parent.slot, target)))
        };
        // A row that goes to a new parent, or takes something from others, may have to wait: then it only leaves the old.
        let keys = 0..store.info().table.foreign_keys.len();
        let is_free = self.handover.givers(Op::Update(child)).is_empty()
            && self.rekey.before(child).is_empty()
            && keys.into_iter().all(|number| self.new_parent(child, number, &[]).is_none());
        match blankable(self.stores, child, key) {
            _ if stays => None,
            Some(_) if !is_free => Some(Op::Blank(child, number)),
            _ => Some(Op::Update(child)),
        }
    }
}
