//! The steps of a sequence, as data, and when they have a meaning.

use super::{
    drafts::Values,
    kinds::{Kind, Rule},
    oracle::{Id, Oracle},
    relations::RELATIONS,
};

/// How deep savepoints are nested.
const DEEPEST: usize = 3;

#[derive(Clone, Debug)]
pub enum Step {
    Add {
        id: Id,
        kind: Kind,
        values: Values,
    },
    /// A new member that is given its owner.
    AddTo {
        id: Id,
        relation: usize,
        values: Values,
        owner: Id,
    },
    /// A new member that brings a new owner.
    AddBelowNew {
        id: Id,
        relation: usize,
        values: Values,
        owner: Id,
        owner_values: Values,
    },
    /// A new owner that takes members.
    AddWith {
        id: Id,
        relation: usize,
        values: Values,
        members: Vec<Id>,
    },
    /// A new owner that brings new members.
    AddWithNew {
        id: Id,
        relation: usize,
        values: Values,
        members: Vec<(Id, Values)>,
    },
    AppendNew {
        id: Id,
        relation: usize,
        owner: Id,
        values: Values,
    },
    Append {
        relation: usize,
        owner: Id,
        member: Id,
    },
    Remove {
        relation: usize,
        owner: Id,
        member: Id,
    },
    Clear {
        relation: usize,
        owner: Id,
    },
    /// Makes these the members.
    Set {
        relation: usize,
        owner: Id,
        members: Vec<Id>,
    },
    /// Makes a new object the only member.
    SetNew {
        id: Id,
        relation: usize,
        owner: Id,
        values: Values,
    },
    SetBack {
        relation: usize,
        member: Id,
        owner: Option<Id>,
    },
    /// The reference of a member is left empty.
    ClearBack {
        relation: usize,
        member: Id,
    },
    Edit {
        id: Id,
        at: usize,
        value: Option<String>,
    },
    /// The foreign key is written by hand.
    Refer {
        id: Id,
        slot: usize,
        to: Option<Id>,
    },
    Delete {
        id: Id,
    },
    /// A deletion is taken back, by `add` or by `undelete`.
    Keep {
        id: Id,
        add: bool,
    },
    Expire {
        id: Id,
    },
    Refresh {
        id: Id,
    },
    Expunge {
        id: Id,
    },
    Query {
        kind: Kind,
    },
    Get {
        id: Id,
    },
    Related {
        relation: usize,
        owner: Id,
    },
    Parent {
        relation: usize,
        member: Id,
    },
    /// Looks at what a flush would do.
    Plan,
    Flush,
    Begin,
    Release,
    RollBackTo,
    Commit,
    Rollback,
}

impl Oracle {
    /// Whether a step has a meaning as things are, and one only.
    pub fn allows(&self, step: &Step) -> bool {
        let is_keyed = self.now.rows.values().any(|row| row.kind.info().keyed);
        let mut after = self.clone();
        self.has_meaning(step) && !(is_keyed && after.apply(step, false).is_ok() && after.hands_members_on())
    }

    fn has_meaning(&self, step: &Step) -> bool {
        let here = |id: &Id| self.here(*id);
        let certain = |id: &Id| self.here(*id) && !self.is_ambiguous(*id);
        let fresh = |id: &Id| !self.now.rows.contains_key(id) && !self.flushed.rows.contains_key(id);
        match step {
            Step::Add { id, .. } => fresh(id),
            Step::AddTo { owner, .. } | Step::AppendNew { owner, .. } => certain(owner),
            Step::AddBelowNew { id, .. } | Step::AddWithNew { id, .. } => fresh(id),
            Step::AddWith { relation, values, members, .. } => {
                // A row that goes from one to another while these hand on the key that it refers to.
                let keyed = RELATIONS[*relation].owner.info().keyed;
                let has_row = |id: &Id| self.flushed.rows.contains_key(id);
                let free = !keyed || !self.is_taken(RELATIONS[*relation].owner, &values[0]);
                members.iter().all(|id| here(id) && (free || !has_row(id)))
            }
            Step::Append { owner, member, .. } => certain(owner) && here(member),
            Step::Remove { relation, owner, member } => {
                certain(owner) && here(member) && self.now.members(&RELATIONS[*relation], *owner).contains(member)
            }
            Step::Clear { relation, owner } => {
                // Loading does not see what was written by hand.
                let slot = RELATIONS[*relation].slot();
                let members = self.now.members(&RELATIONS[*relation], *owner);
                certain(owner) && !members.iter().any(|&member| self.by_hand.contains(&(member, slot)))
            }
            Step::Set { relation, owner, members } => {
                members.iter().all(here) && self.has_meaning(&Step::Clear { relation: *relation, owner: *owner })
            }
            Step::SetNew { id, relation, owner, .. } => {
                // The new one is known by its owner, which may leave with a member whom it is below.
                let mut after = self.clone();
                after.set(*relation, *owner, &[]);
                fresh(id) && self.has_meaning(&Step::Clear { relation: *relation, owner: *owner }) && after.here(*owner)
            }
            Step::SetBack { member, owner, .. } => here(member) && owner.as_ref().is_none_or(certain),
            Step::Related { owner, .. } => certain(owner),
            Step::ClearBack { member, .. } => here(member),
            Step::Parent { relation, member } => {
                let parent = self.now.rows.get(member).and_then(|row| row.parents[RELATIONS[*relation].slot()]);
                here(member) && !parent.is_some_and(|parent| self.is_ambiguous(parent))
            }
            Step::Edit { id, .. } => here(id),
            Step::Refer { id, slot, to } => {
                let Some(row) = self.now.rows.get(id) else { return false };
                let has_row = |parent: &Id| self.flushed.rows.contains_key(parent);
                // NULL in place of NULL says nothing to a link that waits for a key.
                let empties = row.parents[*slot].as_ref().is_some_and(has_row);
                let fits = |to: &Id| has_row(to) && self.now.rows.contains_key(to) && !self.is_ambiguous(*to);
                // Nor does it take back what was written by hand before it.
                let empties = empties && !self.by_hand.contains(&(*id, *slot));
                // The key that a new parent had is written once more, which says nothing to the link.
                let is_keyed = row.kind.info().references[*slot].to.info().keyed;
                let is_linked = is_keyed && row.parents[*slot].as_ref().is_some_and(|parent| !has_row(parent));
                here(id) && !is_linked && to.as_ref().map_or(empties, fits)
            }
            Step::Delete { id } => here(id) && !self.marked.contains(id),
            Step::Keep { id, .. } => self.marked.contains(id),
            Step::Expire { id } | Step::Refresh { id } => here(id) && self.can_go_back(*id),
            Step::Expunge { id } => {
                let row = self.flushed.rows.get(id);
                let unchanged = self.savepoints.iter().chain([&self.committed]).all(|rows| rows.rows.get(id) == row);
                here(id) && !self.marked.contains(id) && self.can_go_back(*id) && unchanged
            }
            Step::Get { id } => certain(id) && self.flushed.rows.contains_key(id),
            Step::Begin => self.savepoints.len() < DEEPEST,
            Step::Release | Step::RollBackTo => !self.savepoints.is_empty(),
            Step::Query { .. } | Step::Plan | Step::Flush | Step::Commit | Step::Rollback => true,
        }
    }

    /// Whether an object can be put back to its row: expiring does not follow to members, which depends on what is
    /// loaded.
    fn can_go_back(&self, id: Id) -> bool {
        let takes_along = self.children_of(id).iter().any(|&(_, _, rule)| rule == Rule::DeleteAndOrphans);
        self.flushed.rows.contains_key(&id) && !takes_along
    }
}
