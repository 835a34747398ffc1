//! The steps, done to a session, and done to the oracle.

use std::collections::BTreeMap;

use aludel::{Error, ErrorKind, Result, Session};
use aludel_suite::Lab;

use super::{
    chooser::Chooser,
    kinds::{Handle, Kind},
    oracle::{Id, Oracle, Refusal},
    relations::{Back, Many, RELATIONS, Relation, Shape},
    steps::Step,
};

/// Where steps come from.
pub enum Source {
    Chosen { chooser: Chooser, left: usize },
    Recorded(std::vec::IntoIter<Step>),
}

/// A sequence under way.
pub struct World<'l> {
    pub lab: &'l Lab,
    pub oracle: Oracle,
    pub source: Source,
    pub kinds: Vec<Kind>,
    pub handles: BTreeMap<Id, Handle>,
    /// The keys that the database gave.
    pub keys: BTreeMap<Id, String>,
    pub autoflush: bool,
    /// After a refusal: whether the innermost savepoint is rolled back, or everything.
    pub mends_inside: bool,
    pub log: Vec<Step>,
}

/// How a sequence goes on.
pub enum Flow {
    On,
    /// The innermost savepoint is to end, in one way or the other.
    Release,
    RollBackTo,
    /// The transaction has ended, and its savepoints with it.
    Ended,
    /// No step is left.
    Over,
}

impl World<'_> {
    /// Runs steps until the savepoint around them ends, or none is left.
    pub fn run(&mut self, session: &mut Session, depth: usize) -> Flow {
        while let Some(step) = self.next() {
            self.log.push(step.clone());
            let flow = match &step {
                Step::Begin => self.begin(session, depth),
                Step::Release => return Flow::Release,
                Step::RollBackTo => return Flow::RollBackTo,
                _ => self.perform(session, &step),
            };
            if matches!(flow, Flow::On | Flow::Ended) {
                self.compare_memory(session);
            }
            if matches!(flow, Flow::Over) || (depth > 0 && !matches!(flow, Flow::On)) {
                return flow;
            }
        }
        Flow::Over
    }

    fn next(&mut self) -> Option<Step> {
        match &mut self.source {
            Source::Chosen { left: 0, .. } => None,
            Source::Chosen { chooser, left } => {
                *left -= 1;
                Some(if *left == 0 { Step::Commit } else { chooser.choose(&self.oracle) })
            }
            Source::Recorded(steps) => steps.find(|step| self.oracle.allows(step)),
        }
    }

    fn begin(&mut self, session: &mut Session, depth: usize) -> Flow {
        let expected = self.oracle.apply(&Step::Begin, true);
        let Some(mut savepoint) = settle(expected, session.begin_nested()) else { return self.mend(session) };
        match self.run(&mut savepoint, depth + 1) {
            Flow::Release => {
                let expected = self.oracle.apply(&Step::Release, true);
                if settle(expected, savepoint.commit()).is_some() {
                    return Flow::On;
                }
                // The guard has rolled back.
                self.go_back(&Step::RollBackTo);
                if self.mends_inside { Flow::On } else { self.mend(session) }
            }
            Flow::RollBackTo => {
                savepoint.rollback().unwrap();
                self.go_back(&Step::RollBackTo);
                Flow::On
            }
            flow => flow,
        }
    }

    /// Goes on after a refusal.
    fn mend(&mut self, session: &mut Session) -> Flow {
        if self.mends_inside && !self.oracle.savepoints.is_empty() {
            return Flow::RollBackTo;
        }
        session.rollback().unwrap();
        self.go_back(&Step::Rollback);
        self.compare_rows(session);
        Flow::Ended
    }

    fn go_back(&mut self, step: &Step) {
        self.oracle.apply(step, false).unwrap();
    }

    fn perform(&mut self, session: &mut Session, step: &Step) -> Flow {
        if !self.is_certain(session, step) {
            self.log.pop();
            return Flow::On;
        }
        self.learn_keys(session);
        let flushes = self.autoflush && self.reads(session, step);
        let was_loaded = match step {
            Step::Related { relation, owner } => (RELATIONS[*relation].is_loaded)(session, self.handles[owner]),
            _ => false,
        };
        let expected = self.oracle.apply(step, flushes);
        let may_look = expected.is_ok();
        let done = self.act(session, step, may_look, was_loaded);
        if settle(expected, done).is_none() {
            return self.mend(session);
        }
        match step {
            Step::Commit | Step::Rollback => {
                self.compare_rows(session);
                Flow::Ended
            }
            _ => Flow::On,
        }
    }

    /// What is not loaded cannot know that a link is there already: the database would refuse the second one.
    fn is_certain(&self, session: &Session, step: &Step) -> bool {
        let Step::Append { relation, owner, member } = step else { return true };
        let it = &RELATIONS[*relation];
        let Shape::Linked { table, flipped } = it.shape else { return true };
        let pair = it.pair(*owner, *member);
        if !self.oracle.now.links.contains(&pair) || !self.oracle.flushed.links.contains(&pair) {
            return true;
        }
        let inverse = |other: &&Relation| other.shape == Shape::Linked { table, flipped: !flipped };
        let inverse = RELATIONS.iter().find(inverse).unwrap();
        (it.is_loaded)(session, self.handles[owner]) || (inverse.is_loaded)(session, self.handles[member])
    }

    /// Whether a step sends something, so that it flushes first where the session does so.
    fn reads(&self, session: &Session, step: &Step) -> bool {
        match step {
            Step::Related { relation, owner } => !(RELATIONS[*relation].is_loaded)(session, self.handles[owner]),
            Step::Parent { relation, member } => !(back(*relation).is_loaded)(session, self.handles[member]),
            Step::Get { id } => self.handles[id].is_expired(session),
            Step::Query { .. } | Step::Refresh { .. } => true,
            _ => false,
        }
    }

    /// Whether a step has rightly found that the flush before it had deleted an object.
    fn is_lost<'i, T>(&self, done: &Result<T>, mut ids: impl Iterator<Item = &'i Id>) -> bool {
        matches!(done, Err(error) if error.kind() == ErrorKind::NotInSession) && ids.any(|&id| !self.oracle.here(id))
    }

    fn act(&mut self, session: &mut Session, step: &Step, may_look: bool, was_loaded: bool) -> Result<()> {
        match step {
            Step::Add { id, kind, values } => drop(self.handles.insert(*id, kind.add(session, values))),
            Step::AddTo { id, relation, values, owner } => {
                let handle = (back(*relation).add_to)(session, values, self.handles[owner]);
                self.handles.insert(*id, handle);
            }
            Step::AddBelowNew { id, relation, values, owner, owner_values } => {
                let handle = (back(*relation).add_below_new)(session, values, owner_values);
                self.handles.insert(*id, handle);
                self.handles.insert(*owner, (back(*relation).loaded)(session, handle).unwrap());
            }
            Step::AddWith { id, relation, values, members } => {
                let members: Vec<Handle> = members.iter().map(|id| self.handles[id]).collect();
                self.handles.insert(*id, (RELATIONS[*relation].add_with)(session, values, &members));
            }
            Step::AddWithNew { id, relation, values, members } => {
                let (ids, new): (Vec<Id>, Vec<_>) = members.iter().cloned().unzip();
                let handle = (RELATIONS[*relation].add_with_new)(session, values, &new);
                self.handles.insert(*id, handle);
                let members = (RELATIONS[*relation].loaded)(session, handle);
                assert_eq!(members.len(), ids.len(), "the members that came along");
                self.handles.extend(ids.into_iter().zip(members));
            }
            Step::AppendNew { id, relation, owner, values } => {
                let handle = (many(*relation).append_new)(session, self.handles[owner], values)?;
                self.handles.insert(*id, handle);
            }
            Step::Append { relation, owner, member } => {
                let member = self.handles[member];
                assert_eq!((many(*relation).append)(session, self.handles[owner], member)?, member);
            }
            Step::Remove { relation, owner, member } => {
                (many(*relation).remove)(session, self.handles[owner], self.handles[member])?;
            }
            Step::Clear { relation, owner } => (RELATIONS[*relation].clear)(session, self.handles[owner])?,
            Step::Set { relation, owner, members } => {
                let handles: Vec<Handle> = members.iter().map(|id| self.handles[id]).collect();
                let done = (RELATIONS[*relation].set)(session, self.handles[owner], &handles);
                if self.is_lost(&done, members.iter().chain([owner])) {
                    return Ok(());
                }
                done?;
            }
            Step::SetNew { id, relation, owner, values } => {
                let done = (RELATIONS[*relation].set_new)(session, self.handles[owner], values);
                if self.is_lost(&done, [owner].into_iter()) {
                    return Ok(());
                }
                done?;
                let members = (RELATIONS[*relation].loaded)(session, self.handles[owner]);
                assert_eq!(members.len(), 1, "the new member is the only one");
                self.handles.insert(*id, members[0]);
            }
            Step::SetBack { relation, member, owner } => {
                let owner = owner.map(|owner| self.handles[&owner]);
                (back(*relation).set)(session, self.handles[member], owner)?;
            }
            Step::Plan => {
                let plan = session.flush_plan().map(|plan| plan.to_string());
                let expected = self.oracle.clone().flush();
                assert!(plan.is_ok() || expected.is_err(), "nothing is wrong, and yet: {plan:?}");
            }
            Step::ClearBack { relation, member } => (back(*relation).clear)(session, self.handles[member])?,
            Step::Edit { id, at, value } => self.handles[id].put(session, *at, value.as_deref()),
            Step::Refer { id, slot, to } => {
                let key = to.and_then(|to| self.key(to));
                let handle = self.handles[id];
                handle.put(session, handle.kind().info().values.len() + slot, key.as_deref());
            }
            Step::Delete { id } => self.handles[id].delete(session),
            Step::Keep { id, add: true } => assert_eq!(self.handles[id].add(session), self.handles[id]),
            Step::Keep { id, add: false } => self.handles[id].undelete(session)?,
            Step::Expire { id } => self.handles[id].expire(session)?,
            Step::Refresh { id } => {
                let done = self.handles[id].refresh(session);
                if !self.is_lost(&done, [id].into_iter()) {
                    done?;
                }
            }
            Step::Expunge { id } => self.handles[id].expunge(session)?,
            Step::Query { kind } => {
                let found = kind.query(session)?;
                if may_look {
                    self.compare_found(session, *kind, &found);
                }
            }
            Step::Get { id } => {
                let handle = self.handles[id];
                let key = handle.key(session).unwrap();
                let found = handle.kind().get(session, &key)?;
                // SQLite gives the number of a row that is gone to the next.
                if may_look && (self.oracle.here(*id) || found == Some(handle)) {
                    assert_eq!(found, self.oracle.here(*id).then_some(handle), "what `get` gives");
                }
            }
            Step::Related { relation, owner } => {
                let found = (RELATIONS[*relation].related)(session, self.handles[owner]);
                if self.is_lost(&found, [owner].into_iter()) {
                    return Ok(());
                }
                let found = found?;
                if may_look {
                    self.compare_related(session, &RELATIONS[*relation], *owner, &found, was_loaded);
                }
            }
            Step::Parent { relation, member } => {
                let found = (back(*relation).related)(session, self.handles[member]);
                if self.is_lost(&found, [member].into_iter()) {
                    return Ok(());
                }
                let found = found?;
                if may_look && self.oracle.here(*member) {
                    let found = found.map(|handle| self.known(session, handle));
                    assert_eq!(found, self.oracle.now.rows[member].parents[RELATIONS[*relation].slot()], "the parent");
                }
            }
            Step::Flush => session.flush()?,
            Step::Commit => session.commit()?,
            Step::Rollback => session.rollback()?,
            Step::Begin | Step::Release | Step::RollBackTo => {}
        }
        Ok(())
    }
}

/// What came of a step: nothing, where it was refused as it must be.
fn settle<T>(expected: std::result::Result<(), Vec<Refusal>>, done: Result<T>) -> Option<T> {
    match (expected, done) {
        (Ok(()), Ok(done)) => Some(done),
        (Err(refusals), Err(error)) => {
            let fits = refusals.iter().any(|&refusal| is_refusal(&error, refusal));
            assert!(fits, "{refusals:?} was expected, not {error:?}");
            None
        }
        (Ok(()), Err(error)) => panic!("nothing is wrong, and yet: {error:?}"),
        (Err(refusals), Ok(_)) => panic!("{refusals:?} was expected"),
    }
}

fn is_refusal(error: &Error, refusal: Refusal) -> bool {
    match refusal {
        Refusal::Restrict => error.is_foreign_key_violation(),
        Refusal::NotFilled => error.kind() == ErrorKind::NotFilled,
        Refusal::Unique => error.is_unique_violation() || error.kind() == ErrorKind::IdentityConflict,
        Refusal::Swap => error.is_unique_violation() || error.kind() == ErrorKind::CircularDependency,
    }
}

fn many(relation: usize) -> &'static Many {
    RELATIONS[relation].many.as_ref().unwrap()
}

fn back(relation: usize) -> &'static Back {
    RELATIONS[relation].back.as_ref().unwrap()
}
