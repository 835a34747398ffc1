//! What a flush makes of the rows, or why it must be refused.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    kinds::{Part, Rule},
    oracle::{Id, Oracle, Refusal, Row, Rows},
};

impl Oracle {
    pub fn flush(&mut self) -> Result<(), Vec<Refusal>> {
        let doomed = self.doomed();
        for &id in &doomed {
            for (child, slot, rule) in self.children_of(id) {
                if let (Rule::Nullify, Some(row)) = (rule, self.now.rows.get_mut(&child)) {
                    row.parents[slot] = None;
                }
            }
        }
        self.now.rows.retain(|id, _| !doomed.contains(id));
        self.now.links.retain(|(_, left, right)| !doomed.contains(left) && !doomed.contains(right));
        let refusals = refusals(&self.now, &self.flushed);
        if !refusals.is_empty() {
            return Err(refusals);
        }
        self.flushed.clone_from(&self.now);
        self.marked.clear();
        self.by_hand.clear();
        self.rekeyed.clear();
        Ok(())
    }

    /// Whether a row goes, or changes its key, to which others refer by a key that another row takes: they may be meant to
    /// go on referring to the key. (Those whose rows refer to it follow a change.)
    pub fn hands_members_on(&self) -> bool {
        let doomed = self.doomed();
        doomed.iter().chain(&self.rekeyed).any(|id| {
            let Some(row) = self.flushed.rows.get(id).filter(|row| row.kind.info().keyed) else { return false };
            let takes = |(other, it): (&Id, &Row)| {
                other != id && !doomed.contains(other) && it.kind == row.kind && it.values[0] == row.values[0]
            };
            let is_in_doubt = |&(child, slot, _): &(Id, usize, Rule)| {
                let is_written = self.flushed.rows.get(&child).is_some_and(|it| it.parents[slot] == Some(*id));
                let follows = is_written && self.now.rows.contains_key(id) && !doomed.contains(id);
                !follows && !doomed.contains(&child)
            };
            self.children_of(*id).iter().any(is_in_doubt) && self.now.rows.iter().any(takes)
        })
    }

    /// What is marked, what lost its only parent, and what goes with these.
    fn doomed(&self) -> BTreeSet<Id> {
        let mut doomed = self.marked.clone();
        for (&id, row) in &self.now.rows {
            let Some(before) = self.flushed.rows.get(&id) else { continue };
            let orphaned = row.kind.info().references.iter().enumerate().any(|(slot, reference)| {
                reference.rule == Rule::DeleteAndOrphans
                    && before.parents[slot].is_some()
                    && row.parents[slot].is_none()
            });
            if orphaned {
                doomed.insert(id);
            }
        }
        let mut wave: Vec<Id> = doomed.iter().copied().collect();
        while let Some(id) = wave.pop() {
            for (child, _, rule) in self.children_of(id) {
                if rule == Rule::DeleteAndOrphans && doomed.insert(child) {
                    wave.push(child);
                }
            }
        }
        doomed
    }
}

fn refusals(now: &Rows, flushed: &Rows) -> Vec<Refusal> {
    let mut refusals = Vec::new();
    for row in now.rows.values() {
        for (slot, reference) in row.kind.info().references.iter().enumerate() {
            match row.parents[slot] {
                Some(parent) if !now.rows.contains_key(&parent) => refusals.push(Refusal::Restrict),
                None if reference.required => refusals.push(Refusal::NotFilled),
                _ => {}
            }
        }
    }
    let holders = holders(now);
    if holders.values().any(|holders| holders.len() > 1) {
        refusals.push(Refusal::Unique);
    }
    if is_swapped(&holders, flushed, now) {
        refusals.push(Refusal::Swap);
    }
    refusals
}

/// What must be unique: the kind's table, the number of the constraint, and the value.
type Held = (&'static str, usize, Vec<String>);

/// The rows that hold each value that must be unique.
fn holders(rows: &Rows) -> BTreeMap<Held, Vec<Id>> {
    let mut holders: BTreeMap<Held, Vec<Id>> = BTreeMap::new();
    for (&id, row) in &rows.rows {
        for held in held(row) {
            holders.entry(held).or_default().push(id);
        }
    }
    holders
}

/// The values of a row that must be unique; NULLs are not compared.
fn held(row: &Row) -> Vec<Held> {
    let info = row.kind.info();
    let part = |part: &Part| match *part {
        Part::Value(at) => row.values[at].clone(),
        Part::Parent(slot) => row.parents[slot].map(|parent| parent.to_string()),
    };
    let unique = info.unique.iter().enumerate();
    unique
        .filter_map(|(number, parts)| Some((info.table, number, parts.iter().map(part).collect::<Option<_>>()?)))
        .collect()
}

/// Whether rows that stay would have to take values from each other in a circle: who takes a value waits for the one
/// that gives it up.
fn is_swapped(holders: &BTreeMap<Held, Vec<Id>>, flushed: &Rows, now: &Rows) -> bool {
    let mut waits: BTreeMap<Id, BTreeSet<Id>> = BTreeMap::new();
    for (&giver, row) in flushed.rows.iter().filter(|(giver, _)| now.rows.contains_key(giver)) {
        for held in held(row) {
            let takers = holders.get(&held).into_iter().flatten().filter(|&&taker| taker != giver);
            for &taker in takers {
                waits.entry(taker).or_default().insert(giver);
            }
        }
    }
    is_stuck(waits)
}

/// Whoever waits for nobody is done; what is left in the end goes round in a circle.
fn is_stuck(mut waits: BTreeMap<Id, BTreeSet<Id>>) -> bool {
    loop {
        let blocked: BTreeSet<Id> = waits.keys().copied().collect();
        waits.retain(|_, others| others.iter().any(|other| blocked.contains(other)));
        if waits.len() == blocked.len() {
            return !waits.is_empty();
        }
    }
}
