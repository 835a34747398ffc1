//! The steps of a sequence, as data: what fits the state of things, and the dice that choose.

use super::{
    drafts::Values,
    flush::held,
    kinds::{Fill, Kind, Rule},
    oracle::{Id, Oracle, Row},
    relations::{GROUPS, RELATIONS},
};
use crate::dice::Dice;

/// How deep savepoints are nested.
const DEEPEST: usize = 3;
/// Whether a flush hands unique values from row to row.
pub const HANDED_ON: bool = false;
/// Whether a flush writes and deletes rows that need each other.
pub const CIRCLES: bool = false;

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
    Flush,
    Begin,
    Release,
    RollBackTo,
    Commit,
    Rollback,
}

impl Oracle {
    /// Whether a step has a meaning as things are.
    pub fn allows(&self, step: &Step) -> bool {
        let here = |id: &Id| self.here(*id);
        let fresh = |id: &Id| !self.now.rows.contains_key(id) && !self.flushed.rows.contains_key(id);
        match step {
            Step::Add { id, .. } => fresh(id),
            Step::AddTo { owner, .. } | Step::AppendNew { owner, .. } => here(owner),
            Step::AddBelowNew { id, .. } | Step::AddWithNew { id, .. } => fresh(id),
            Step::AddWith { members, .. } => members.iter().all(here),
            Step::Append { owner, member, .. } => here(owner) && here(member),
            Step::Remove { relation, owner, member } => {
                here(owner) && here(member) && self.now.members(&RELATIONS[*relation], *owner).contains(member)
            }
            Step::Clear { relation, owner } => {
                // Loading does not see what was written by hand.
                let slot = RELATIONS[*relation].slot();
                let members = self.now.members(&RELATIONS[*relation], *owner);
                here(owner) && !members.iter().any(|&member| self.by_hand.contains(&(member, slot)))
            }
            Step::Related { owner, .. } => here(owner),
            Step::ClearBack { member, .. } | Step::Parent { member, .. } => here(member),
            Step::Edit { id, .. } => here(id),
            Step::Refer { id, slot, to } => {
                let Some(row) = self.now.rows.get(id) else { return false };
                let has_row = |parent: &Id| self.flushed.rows.contains_key(parent);
                // NULL in place of NULL says nothing to a link that waits for a key.
                let empties = row.parents[*slot].as_ref().is_some_and(has_row);
                let fits = |to: &Id| has_row(to) && self.now.rows.contains_key(to);
                here(id) && to.as_ref().map_or(empties, fits)
            }
            Step::Delete { id } => here(id) && !self.marked.contains(id),
            Step::Keep { id, .. } => self.marked.contains(id),
            Step::Expire { id } | Step::Refresh { id } => here(id) && self.can_go_back(*id),
            Step::Expunge { id } => {
                let row = self.flushed.rows.get(id);
                let unchanged = self.savepoints.iter().chain([&self.committed]).all(|rows| rows.rows.get(id) == row);
                here(id) && !self.marked.contains(id) && self.can_go_back(*id) && unchanged
            }
            Step::Get { id } => here(id) && self.flushed.rows.contains_key(id),
            Step::Begin => self.savepoints.len() < DEEPEST,
            Step::Release | Step::RollBackTo => !self.savepoints.is_empty(),
            Step::Query { .. } | Step::Flush | Step::Commit | Step::Rollback => true,
        }
    }

    /// Whether an object can be put back to its row: expiring does not follow to members, which depends on what is
    /// loaded.
    fn can_go_back(&self, id: Id) -> bool {
        let takes_along = self.children_of(id).iter().any(|&(_, _, rule)| rule == Rule::DeleteAndOrphans);
        self.flushed.rows.contains_key(&id) && !takes_along
    }

    /// Whether a step leads to what a flush cannot do yet.
    fn is_beyond(&self, step: &Step) -> bool {
        let mut after = self.clone();
        after.apply(step, false).is_ok() && ((!HANDED_ON && after.hands_on()) || (!CIRCLES && after.goes_in_circles()))
    }

    /// Whether two rows have one value, or one that goes from row to row in one flush.
    fn hands_on(&self) -> bool {
        let taken = |id: &Id, row: &Row| {
            let held = held(row);
            let others = self.now.rows.iter().chain(&self.flushed.rows).filter(|(other, _)| *other != id);
            !held.is_empty()
                && others.into_iter().any(|(_, other)| super::flush::held(other).iter().any(|it| held.contains(it)))
        };
        self.now.rows.iter().any(|(id, row)| taken(id, row))
    }
}

/// Chooses steps.
pub struct Chooser {
    pub dice: Dice,
    pub kinds: Vec<Kind>,
    relations: Vec<usize>,
    next: Id,
}

impl Chooser {
    pub fn new(seed: u64) -> Self {
        let mut dice = Dice::of(seed);
        let mut kinds: Vec<Kind> = Vec::new();
        for _ in 0..1 + dice.below(2) {
            kinds.extend(GROUPS[dice.below(GROUPS.len())]);
        }
        kinds.sort();
        kinds.dedup();
        let relations = (0..RELATIONS.len()).filter(|&at| kinds.contains(&RELATIONS[at].owner)).collect();
        Chooser { dice, kinds, relations, next: 0 }
    }

    /// A step that has a meaning.
    pub fn choose(&mut self, oracle: &Oracle) -> Step {
        loop {
            let Some(step) = self.any(oracle) else { continue };
            if !oracle.allows(&step) || oracle.is_beyond(&step) {
                continue;
            }
            // Most of what would be refused is put off: it may come to fit.
            let writes = matches!(step, Step::Flush | Step::Begin | Step::Release | Step::Commit | Step::Query { .. });
            if writes && oracle.clone().flush().is_err() && !self.dice.one_in(4) {
                continue;
            }
            return step;
        }
    }

    fn any(&mut self, oracle: &Oracle) -> Option<Step> {
        let all = oracle.all_here(|_, _| true);
        Some(match self.dice.below(100) {
            0..=29 => self.adding(oracle)?,
            30..=44 => self.linking(oracle)?,
            45..=54 => {
                let id = self.dice.pick(&all)?;
                let kind = oracle.now.rows[&id].kind;
                let at = self.dice.below(kind.info().values.len().max(1));
                // A key stays what it is.
                let first = usize::from(kind.info().keyed);
                let fill = kind.info().values.get(at).filter(|_| at >= first)?;
                Step::Edit { id, at, value: self.value(*fill) }
            }
            55..=58 => {
                let id = self.dice.pick(&all)?;
                let references = oracle.now.rows[&id].kind.info().references;
                let slot = self.dice.below(references.len().max(1));
                let to = references.get(slot)?.to;
                let targets: Vec<Id> =
                    oracle.now.rows.iter().filter(|(_, row)| row.kind == to).map(|(&id, _)| id).collect();
                let to = if self.dice.one_in(3) { None } else { self.dice.pick(&targets) };
                Step::Refer { id, slot, to }
            }
            59..=65 => Step::Delete { id: self.dice.pick(&all)? },
            66 | 67 => {
                let marked: Vec<Id> = oracle.marked.iter().copied().collect();
                Step::Keep { id: self.dice.pick(&marked)?, add: self.dice.one_in(2) }
            }
            68 | 69 => Step::Expire { id: self.dice.pick(&all)? },
            70 | 71 => Step::Refresh { id: self.dice.pick(&all)? },
            72 => Step::Expunge { id: self.dice.pick(&all)? },
            73..=76 => Step::Query { kind: self.dice.pick(&self.kinds)? },
            77 | 78 => Step::Get { id: self.dice.pick(&all)? },
            79..=84 => {
                let relation = self.dice.pick(&self.relations)?;
                let owner = self.of_kind(oracle, RELATIONS[relation].owner)?;
                Step::Related { relation, owner }
            }
            85 | 86 => {
                let relation = self.with_back()?;
                let member = self.of_kind(oracle, RELATIONS[relation].member)?;
                Step::Parent { relation, member }
            }
            87..=89 => Step::Flush,
            90 | 91 => Step::Begin,
            92 => Step::Release,
            93 => Step::RollBackTo,
            94..=98 => Step::Commit,
            _ => Step::Rollback,
        })
    }

    fn adding(&mut self, oracle: &Oracle) -> Option<Step> {
        let way = self.dice.below(8);
        if way < 2 {
            let kind = self.dice.pick(&self.kinds)?;
            let orphan = kind.info().references.iter().any(|reference| reference.required);
            if orphan && !self.dice.one_in(8) {
                return None;
            }
            return Some(Step::Add { id: self.id(), kind, values: self.values(kind) });
        }
        let relation = self.dice.pick(&self.relations)?;
        let it = &RELATIONS[relation];
        Some(match way {
            2 | 3 => {
                let owner = self.of_kind(oracle, it.owner)?;
                it.back.as_ref()?;
                Step::AddTo { id: self.id(), relation, values: self.values(it.member), owner }
            }
            4 => {
                it.back.as_ref()?;
                let (values, owner_values) = (self.values(it.member), self.values(it.owner));
                Step::AddBelowNew { id: self.id(), relation, values, owner: self.id(), owner_values }
            }
            5 => {
                let mut members = Vec::new();
                for _ in 0..if it.many.is_some() { 1 + self.dice.below(2) } else { 1 } {
                    members.extend(self.of_kind(oracle, it.member).filter(|member| !members.contains(member)));
                }
                if members.is_empty() {
                    return None;
                }
                Step::AddWith { id: self.id(), relation, values: self.values(it.owner), members }
            }
            6 => {
                let count = if it.many.is_some() { 1 + self.dice.below(3) } else { 1 };
                let members = (0..count).map(|_| (self.id(), self.values(it.member))).collect();
                Step::AddWithNew { id: self.id(), relation, values: self.values(it.owner), members }
            }
            _ => {
                it.many.as_ref()?;
                let owner = self.of_kind(oracle, it.owner)?;
                Step::AppendNew { id: self.id(), relation, owner, values: self.values(it.member) }
            }
        })
    }

    fn linking(&mut self, oracle: &Oracle) -> Option<Step> {
        let relation = self.dice.pick(&self.relations)?;
        let it = &RELATIONS[relation];
        Some(match self.dice.below(12) {
            0..=5 => {
                it.many.as_ref()?;
                let (owner, member) = (self.of_kind(oracle, it.owner)?, self.of_kind(oracle, it.member)?);
                Step::Append { relation, owner, member }
            }
            6..=9 => {
                it.many.as_ref()?;
                let owner = self.of_kind(oracle, it.owner)?;
                let member = self.dice.pick(&oracle.now.members(it, owner))?;
                Step::Remove { relation, owner, member }
            }
            10 => Step::Clear { relation, owner: self.of_kind(oracle, it.owner)? },
            _ => {
                let relation = self.with_back()?;
                Step::ClearBack { relation, member: self.of_kind(oracle, RELATIONS[relation].member)? }
            }
        })
    }

    fn with_back(&mut self) -> Option<usize> {
        self.dice.pick(&self.relations).filter(|&relation| RELATIONS[relation].back.is_some())
    }

    fn of_kind(&mut self, oracle: &Oracle, kind: Kind) -> Option<Id> {
        self.dice.pick(&oracle.all_here(|_, row| row.kind == kind))
    }

    fn id(&mut self) -> Id {
        self.next += 1;
        self.next
    }

    fn values(&mut self, kind: Kind) -> Values {
        kind.info().values.iter().map(|&fill| self.value(fill)).collect()
    }

    fn value(&mut self, fill: Fill) -> Option<String> {
        match fill {
            Fill::Name => Some(format!("n{:04}", self.id())),
            Fill::Number => Some(self.id().to_string()),
            Fill::OneOf(few) => self.dice.pick(few).filter(|one| !one.is_empty()).map(str::to_owned),
        }
    }
}
