//! The dice that choose steps.

use super::{
    drafts::Values,
    kinds::{Fill, Kind},
    oracle::{Id, Oracle},
    relations::{GROUPS, RELATIONS},
    steps::Step,
};
use crate::dice::Dice;

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
            if !oracle.allows(&step) {
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
                let fill = kind.info().values.get(at)?;
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
            87 => Step::Plan,
            88 | 89 => Step::Flush,
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
        Some(match self.dice.below(18) {
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
            11 | 12 => {
                let mut members = Vec::new();
                for _ in 0..if it.many.is_some() { self.dice.below(4) } else { self.dice.below(2) } {
                    members.extend(self.of_kind(oracle, it.member).filter(|member| !members.contains(member)));
                }
                Step::Set { relation, owner: self.of_kind(oracle, it.owner)?, members }
            }
            13 => {
                let owner = self.of_kind(oracle, it.owner)?;
                Step::SetNew { id: self.id(), relation, owner, values: self.values(it.member) }
            }
            14 | 15 => {
                let relation = self.with_back()?;
                let member = self.of_kind(oracle, RELATIONS[relation].member)?;
                let owner = self.of_kind(oracle, RELATIONS[relation].owner).filter(|_| !self.dice.one_in(5));
                Step::SetBack { relation, member, owner }
            }
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
