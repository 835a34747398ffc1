//! What must come of a sequence: maps and sets, without a session and without SQL.
//!
//! There are four copies of the rows. `now` is what memory says, new objects included; a flush writes it, which makes it
//! `flushed`; a savepoint keeps a copy of that, to go back to; a commit makes it `committed`. Rolling back is taking an
//! older copy again.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    drafts::Values,
    kinds::{Kind, Rule},
    relations::{RELATIONS, Relation, Shape},
    steps::Step,
};

/// The number of an object, which no other one ever gets.
pub type Id = usize;

#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    pub kind: Kind,
    pub values: Values,
    pub parents: Vec<Option<Id>>,
}

/// Rows, and the pairs of the tables between.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rows {
    pub rows: BTreeMap<Id, Row>,
    pub links: BTreeSet<(usize, Id, Id)>,
}

/// Why a flush must be refused.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Refusal {
    /// A row stays that refers to one that goes.
    Restrict,
    /// A reference that is required is empty.
    NotFilled,
    /// Two rows would have one value.
    Unique,
    /// Rows would have to give each other their values.
    Swap,
}

#[derive(Clone, Debug, Default)]
pub struct Oracle {
    pub now: Rows,
    pub flushed: Rows,
    pub savepoints: Vec<Rows>,
    pub committed: Rows,
    /// Marked to be deleted.
    pub marked: BTreeSet<Id>,
    /// Expunged: the row may be there, its object is not, or has come back under a handle that nobody has seen.
    pub away: BTreeSet<Id>,
    /// Foreign keys written by hand: loaded collections follow with the next flush.
    pub by_hand: BTreeSet<(Id, usize)>,
    /// Keys that were changed: foreign keys follow with the next flush.
    pub rekeyed: BTreeSet<Id>,
}

impl Rows {
    pub fn members(&self, relation: &Relation, owner: Id) -> Vec<Id> {
        match relation.shape {
            Shape::Children(slot) => self.children(relation.member, slot, owner),
            Shape::Linked { table, flipped } => {
                let other = |&(between, left, right): &(usize, Id, Id)| match flipped {
                    false => (between == table && left == owner).then_some(right),
                    true => (between == table && right == owner).then_some(left),
                };
                self.links.iter().filter_map(other).collect()
            }
        }
    }

    pub fn children(&self, kind: Kind, slot: usize, parent: Id) -> Vec<Id> {
        let is_child = |row: &Row| row.kind == kind && row.parents[slot] == Some(parent);
        self.rows.iter().filter(|(_, row)| is_child(row)).map(|(&id, _)| id).collect()
    }
}

impl Oracle {
    /// Whether the object is in the session under a handle that is known.
    pub fn here(&self, id: Id) -> bool {
        self.now.rows.contains_key(&id) && !self.away.contains(&id)
    }

    pub fn is_pending(&self, id: Id) -> bool {
        self.now.rows.contains_key(&id) && !self.flushed.rows.contains_key(&id)
    }

    pub fn all_here(&self, wanted: impl Fn(Id, &Row) -> bool) -> Vec<Id> {
        let here = self.now.rows.iter().filter(|&(&id, row)| self.here(id) && wanted(id, row));
        here.map(|(&id, _)| id).collect()
    }

    /// Whether a row has that key, or had it before the next flush.
    pub fn is_taken(&self, kind: Kind, key: &Option<String>) -> bool {
        let mut rows = self.now.rows.values().chain(self.flushed.rows.values());
        rows.any(|row| row.kind == kind && row.values[0] == *key)
    }

    /// Whether the key of an object, by which its members are known, is to be changed by the next flush, or is that of
    /// another one as well.
    pub fn is_ambiguous(&self, id: Id) -> bool {
        let Some(row) = self.now.rows.get(&id).filter(|row| row.kind.info().keyed) else { return false };
        let key = &row.values[0];
        let is_it = |other: &Row| other.kind == row.kind && other.values[0] == *key;
        let taken = |rows: &Rows| rows.rows.iter().any(|(&other, row)| other != id && is_it(row));
        self.rekeyed.contains(&id) || taken(&self.now) || taken(&self.flushed)
    }

    /// Does a step. `flushes`: it reads, and is to flush first.
    pub fn apply(&mut self, step: &Step, flushes: bool) -> Result<(), Vec<Refusal>> {
        match step {
            Step::Add { id, kind, values } => self.enter(*id, *kind, values),
            Step::AddTo { id, relation, values, owner } => {
                let relation = &RELATIONS[*relation];
                self.enter(*id, relation.member, values);
                self.marked.remove(owner);
                self.link(relation, *owner, *id);
            }
            Step::AddBelowNew { id, relation, values, owner, owner_values } => {
                let relation = &RELATIONS[*relation];
                self.enter(*id, relation.member, values);
                self.enter(*owner, relation.owner, owner_values);
                self.link(relation, *owner, *id);
            }
            Step::AddWith { id, relation, values, members } => {
                let relation = &RELATIONS[*relation];
                self.enter(*id, relation.owner, values);
                for member in members {
                    self.marked.remove(member);
                    self.link(relation, *id, *member);
                }
            }
            Step::AddWithNew { id, relation, values, members } => {
                let relation = &RELATIONS[*relation];
                self.enter(*id, relation.owner, values);
                for (member, values) in members {
                    self.enter(*member, relation.member, values);
                    self.link(relation, *id, *member);
                }
            }
            Step::AppendNew { id, relation, owner, values } => {
                let relation = &RELATIONS[*relation];
                self.enter(*id, relation.member, values);
                self.link(relation, *owner, *id);
            }
            Step::Append { relation, owner, member } => {
                self.marked.remove(member);
                self.link(&RELATIONS[*relation], *owner, *member);
            }
            Step::Remove { relation, owner, member } => self.part(&RELATIONS[*relation], *owner, *member),
            Step::Clear { relation, owner } => {
                self.flush_if(flushes)?;
                let relation = &RELATIONS[*relation];
                for member in self.now.members(relation, *owner) {
                    self.part(relation, *owner, member);
                }
            }
            Step::Set { relation, owner, members } => {
                self.flush_if(flushes)?;
                self.set(*relation, *owner, members);
            }
            Step::SetNew { id, relation, owner, values } => {
                self.flush_if(flushes)?;
                if self.here(*owner) {
                    self.enter(*id, RELATIONS[*relation].member, values);
                    self.set(*relation, *owner, &[*id]);
                }
            }
            Step::SetBack { relation, member, owner: Some(owner) } => {
                self.marked.remove(owner);
                self.refer(*member, RELATIONS[*relation].slot(), Some(*owner));
            }
            Step::SetBack { relation, member, owner: None } | Step::ClearBack { relation, member } => {
                let relation = &RELATIONS[*relation];
                let had_one = self.now.rows.get(member).is_some_and(|row| row.parents[relation.slot()].is_some());
                self.refer(*member, relation.slot(), None);
                if had_one && relation.member.info().references[relation.slot()].rule == Rule::DeleteAndOrphans {
                    self.expel(*member);
                }
            }
            Step::Edit { id, at, value } => {
                if let Some(row) = self.now.rows.get_mut(id) {
                    row.values[*at].clone_from(value);
                    if row.kind.info().keyed {
                        self.rekeyed.insert(*id);
                    }
                }
            }
            Step::Refer { id, slot, to } => {
                self.refer(*id, *slot, *to);
                self.by_hand.insert((*id, *slot));
            }
            Step::Delete { id } if self.is_pending(*id) => self.leave(*id),
            Step::Delete { id } => drop(self.marked.insert(*id)),
            Step::Keep { id, .. } => drop(self.marked.remove(id)),
            Step::Expire { id } => self.discard(*id),
            Step::Refresh { id } => {
                self.discard(*id);
                self.flush_if(flushes)?;
            }
            Step::Expunge { id } => {
                self.discard(*id);
                let (now, flushed) = (&mut self.now.links, &self.flushed.links);
                now.retain(|&(_, left, right)| left != *id && right != *id);
                now.extend(flushed.iter().filter(|&&(_, left, right)| left == *id || right == *id));
                self.away.insert(*id);
            }
            Step::Query { .. } | Step::Get { .. } | Step::Related { .. } | Step::Parent { .. } => {
                self.flush_if(flushes)?;
            }
            Step::Plan => {}
            Step::Flush => self.flush()?,
            Step::Begin => {
                self.flush()?;
                self.savepoints.push(self.flushed.clone());
            }
            Step::Release => {
                self.flush()?;
                self.savepoints.pop();
            }
            Step::RollBackTo => {
                let rows = self.savepoints.pop().unwrap_or_default();
                self.go_back_to(rows);
            }
            Step::Commit => {
                self.flush()?;
                self.committed.clone_from(&self.flushed);
                self.savepoints.clear();
            }
            Step::Rollback => {
                self.savepoints.clear();
                self.go_back_to(self.committed.clone());
            }
        }
        Ok(())
    }

    fn go_back_to(&mut self, rows: Rows) {
        self.flushed = rows;
        self.now.clone_from(&self.flushed);
        self.marked.clear();
        self.by_hand.clear();
        self.rekeyed.clear();
    }

    fn flush_if(&mut self, flushes: bool) -> Result<(), Vec<Refusal>> {
        if flushes { self.flush() } else { Ok(()) }
    }

    fn enter(&mut self, id: Id, kind: Kind, values: &Values) {
        let parents = vec![None; kind.info().references.len()];
        self.now.rows.insert(id, Row { kind, values: values.clone(), parents });
    }

    fn link(&mut self, relation: &Relation, owner: Id, member: Id) {
        match relation.shape {
            Shape::Children(slot) => self.refer(member, slot, Some(owner)),
            Shape::Linked { .. } => drop(self.now.links.insert(relation.pair(owner, member))),
        }
    }

    /// Makes these the members, if the flush before has left them all.
    pub fn set(&mut self, relation: usize, owner: Id, members: &[Id]) {
        if !self.here(owner) || !members.iter().all(|&member| self.here(member)) {
            return;
        }
        let relation = &RELATIONS[relation];
        let former = self.now.members(relation, owner);
        for member in members {
            self.marked.remove(member);
            if !former.contains(member) {
                self.link(relation, owner, *member);
            }
        }
        for member in former.into_iter().filter(|member| !members.contains(member)) {
            self.part(relation, owner, member);
        }
    }

    fn refer(&mut self, id: Id, slot: usize, to: Option<Id>) {
        self.by_hand.remove(&(id, slot));
        if let Some(row) = self.now.rows.get_mut(&id) {
            row.parents[slot] = to;
        }
    }

    /// Takes a member out of a collection.
    fn part(&mut self, relation: &Relation, owner: Id, member: Id) {
        match relation.shape {
            Shape::Linked { .. } => drop(self.now.links.remove(&relation.pair(owner, member))),
            Shape::Children(slot) => {
                self.refer(member, slot, None);
                if relation.member.info().references[slot].rule == Rule::DeleteAndOrphans {
                    self.expel(member);
                }
            }
        }
    }

    /// A new object that lost its parent leaves, and the new ones that would have been deleted with it.
    fn expel(&mut self, id: Id) {
        if !self.is_pending(id) {
            return;
        }
        let children = self.children_of(id);
        self.leave(id);
        for (child, _, rule) in children {
            if rule == Rule::DeleteAndOrphans {
                self.expel(child);
            }
        }
    }

    /// A new object leaves, and is nobody's parent any more.
    fn leave(&mut self, id: Id) {
        self.now.rows.remove(&id);
        self.now.links.retain(|&(_, left, right)| left != id && right != id);
        for row in self.now.rows.values_mut() {
            for parent in row.parents.iter_mut().filter(|parent| **parent == Some(id)) {
                *parent = None;
            }
        }
    }

    /// Edits of an object are discarded.
    fn discard(&mut self, id: Id) {
        if let Some(row) = self.flushed.rows.get(&id) {
            self.now.rows.insert(id, row.clone());
            self.by_hand.retain(|&(other, _)| other != id);
            self.rekeyed.remove(&id);
        }
    }

    /// Every object that refers to this one, with the foreign key by which it does, and the rule of that.
    pub(super) fn children_of(&self, id: Id) -> Vec<(Id, usize, Rule)> {
        let mut children = Vec::new();
        for (&child, row) in &self.now.rows {
            for (slot, reference) in row.kind.info().references.iter().enumerate() {
                if row.parents[slot] == Some(id) {
                    children.push((child, slot, reference.rule));
                }
            }
        }
        children
    }
}

impl Relation {
    /// The foreign key of the members.
    pub fn slot(&self) -> usize {
        match self.shape {
            Shape::Children(slot) => slot,
            Shape::Linked { .. } => 0,
        }
    }

    /// The row between of a link.
    pub fn pair(&self, owner: Id, member: Id) -> (usize, Id, Id) {
        match self.shape {
            Shape::Linked { table, flipped: false } => (table, owner, member),
            Shape::Linked { table, flipped: true } => (table, member, owner),
            Shape::Children(_) => (usize::MAX, owner, member),
        }
    }
}
