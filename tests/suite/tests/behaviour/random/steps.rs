//! What can be done with a session, done to the model too.

use std::collections::BTreeSet;

use aludel::Session;
use aludel_suite::models::{Address, Part, User};

use super::{Fields, Handle, State, Thing, World};

impl World<'_> {
    pub(super) fn live(&self, wanted: impl Fn(&Thing) -> bool) -> Vec<usize> {
        (0..self.things.len()).filter(|&at| self.things[at].is_live() && wanted(&self.things[at])).collect()
    }

    pub(super) fn of_kind(&self, like: fn(&Handle) -> bool) -> Vec<usize> {
        self.live(|thing| thing.state != State::Marked && like(&thing.handle))
    }

    /// Those that can be given children: not where a changed key is still to be written.
    pub(super) fn parents(&self, like: fn(&Handle) -> bool) -> Vec<usize> {
        let key_stays = |thing: &Thing| match (&thing.handle, &thing.flushed) {
            (Handle::Part(_), Some(flushed)) => flushed.text == thing.now.text,
            _ => true,
        };
        self.of_kind(like).into_iter().filter(|&at| key_stays(&self.things[at])).collect()
    }

    pub(super) fn text(&mut self) -> String {
        self.texts += 1;
        format!("t{}", self.texts)
    }

    /// A key that no row has, now or in the database; one given up by a flushed deletion may come again.
    pub(super) fn code(&mut self) -> Option<String> {
        let taken: BTreeSet<&str> = self
            .things
            .iter()
            .flat_map(|thing| {
                let now = thing.is_live().then_some(&thing.now);
                now.into_iter().chain(&thing.flushed).map(|fields| fields.text.as_str())
            })
            .collect();
        let free: Vec<String> = (0..6).map(|n| format!("p{n}")).filter(|code| !taken.contains(code.as_str())).collect();
        let at = self.dice.below(free.len().max(1));
        free.get(at).cloned()
    }

    pub(super) fn add(&mut self) {
        let parent_of = |handle: &Handle| matches!(handle, Handle::User(_));
        let (handle, now) = match self.dice.below(5) {
            0 => {
                let text = self.text();
                (
                    Handle::User(self.session.add(User::new().name(&text).fullname("x").password("x"))),
                    Fields { text, parent: None },
                )
            }
            1 | 2 => {
                let text = self.text();
                let users = self.of_kind(parent_of);
                let parent = self.dice.pick(&users);
                let new = Address::new().email_address(&text);
                let handle = match (parent, self.dice.below(3)) {
                    (Some(parent), 0) => {
                        let Handle::User(user) = self.things[parent].handle else { unreachable!() };
                        self.session.add(new.user(user))
                    }
                    (Some(parent), 1) => {
                        let Handle::User(user) = self.things[parent].handle else { unreachable!() };
                        self.session.append(user, User::addresses, new).unwrap()
                    }
                    (Some(parent), _) if self.user_id(parent).is_some() => {
                        self.session.add(new.user_id(self.user_id(parent)))
                    }
                    _ => {
                        return self
                            .done_adding(Fields { text, parent: None }, |session| Handle::Address(session.add(new)));
                    }
                };
                (Handle::Address(handle), Fields { text, parent })
            }
            _ => {
                let Some(code) = self.code() else { return };
                let parts = self.parents(|handle| matches!(handle, Handle::Part(_)));
                let parent = if self.dice.below(2) == 0 { self.dice.pick(&parts) } else { None };
                let new = Part::new().code(&code);
                let handle = match parent {
                    Some(at) => {
                        let Handle::Part(part) = self.things[at].handle else { unreachable!() };
                        self.session.add(new.parent(part))
                    }
                    None => self.session.add(new),
                };
                (Handle::Part(handle), Fields { text: code, parent })
            }
        };
        self.done_adding(now, |_| handle);
    }

    pub(super) fn done_adding(&mut self, now: Fields, handle: impl FnOnce(&mut Session) -> Handle) {
        let handle = handle(&mut self.session);
        self.log.push(format!("add #{} {handle:?} {now:?}", self.things.len()));
        self.things.push(Thing { handle, state: State::Pending, now, flushed: None, committed: None });
    }

    pub(super) fn user_id(&self, user: usize) -> Option<i32> {
        match self.things[user].handle {
            Handle::User(handle) => self.session[handle].id,
            _ => None,
        }
    }

    pub(super) fn edit(&mut self) {
        let any = self.live(|thing| thing.state != State::Marked);
        let Some(at) = self.dice.pick(&any) else { return };
        self.log.push(format!("edit #{at}"));
        match self.things[at].handle {
            Handle::User(user) => {
                let text = self.text();
                self.session[user].name.clone_from(&text);
                self.things[at].now.text = text;
            }
            Handle::Address(address) if self.dice.below(2) == 0 => {
                let text = self.text();
                self.session[address].email_address.clone_from(&text);
                self.things[at].now.text = text;
            }
            // The foreign key by hand.
            Handle::Address(address) => {
                let users = self.of_kind(|handle| matches!(handle, Handle::User(_)));
                let parent = self.dice.pick(&users).filter(|&user| self.user_id(user).is_some());
                let key = parent.and_then(|user| self.user_id(user));
                // NULL in place of NULL says nothing to a link that waits for a key.
                if key.is_some() || self.session[address].user_id.is_some() {
                    self.session[address].user_id = key;
                    self.things[at].now.parent = parent;
                }
            }
            Handle::Part(part) => {
                let used = |fields: &Fields| fields.parent == Some(at);
                let referred =
                    self.things.iter().any(|thing| used(&thing.now) || thing.flushed.as_ref().is_some_and(used));
                if let (false, Some(code)) = (referred, self.code()) {
                    self.session[part].code.clone_from(&code);
                    self.things[at].now.text = code;
                }
            }
        }
    }

    pub(super) fn append(&mut self) {
        let parts = self.dice.below(2) == 0;
        let like: fn(&Handle) -> bool = match parts {
            true => |handle| matches!(handle, Handle::Part(_)),
            false => |handle| matches!(handle, Handle::User(_)),
        };
        let parents = self.parents(like);
        let children = match parts {
            true => self.of_kind(like),
            false => self.of_kind(|handle| matches!(handle, Handle::Address(_))),
        };
        let (Some(parent), Some(child)) = (self.dice.pick(&parents), self.dice.pick(&children)) else { return };
        // No row above itself.
        let mut above = Some(parent);
        while let Some(at) = above {
            if at == child {
                return;
            }
            above = self.things[at].now.parent;
        }
        self.log.push(format!("append #{child} to #{parent}"));
        match (self.things[parent].handle, self.things[child].handle) {
            (Handle::User(user), Handle::Address(address)) => {
                self.session.append(user, User::addresses, address).unwrap();
            }
            (Handle::Part(part), Handle::Part(child)) => {
                self.session.append(part, Part::parts, child).unwrap();
            }
            _ => unreachable!(),
        }
        self.things[child].now.parent = Some(parent);
    }

    pub(super) fn delete(&mut self) {
        let free = self.live(|_| true);
        let Some(at) = self.dice.pick(&free) else { return };
        let has_children = self
            .things
            .iter()
            .any(|thing| matches!(thing.state, State::Pending | State::Persistent) && thing.now.parent == Some(at));
        if has_children && self.things[at].state != State::Pending {
            return;
        }
        self.log.push(format!("delete #{at}"));
        match self.things[at].handle {
            Handle::User(handle) => self.session.delete(handle),
            Handle::Address(handle) => self.session.delete(handle),
            Handle::Part(handle) => self.session.delete(handle),
        }
        if self.things[at].state == State::Pending {
            self.things[at].state = State::Gone;
            for thing in &mut self.things {
                if thing.now.parent == Some(at) && thing.is_live() {
                    thing.now.parent = None;
                }
            }
        } else {
            self.things[at].state = State::Marked;
        }
    }

    pub(super) fn keep(&mut self) {
        let marked = self.live(|thing| thing.state == State::Marked);
        let Some(at) = self.dice.pick(&marked) else { return };
        // Its parent may be on its way out by now.
        let parent_stays = |parent: usize| matches!(self.things[parent].state, State::Pending | State::Persistent);
        let Fields { parent, .. } = self.things[at].now;
        if !parent.is_none_or(parent_stays) {
            return;
        }
        self.log.push(format!("keep #{at}"));
        match self.things[at].handle {
            Handle::User(handle) => self.session.add(handle) == handle,
            Handle::Address(handle) => self.session.add(handle) == handle,
            Handle::Part(handle) => self.session.add(handle) == handle,
        };
        self.things[at].state = State::Persistent;
    }

    /// Expires an object, or reads it again, which flushes the others.
    pub(super) fn expire(&mut self) {
        let persistent = self.live(|thing| thing.state == State::Persistent);
        let Some(at) = self.dice.pick(&persistent) else { return };
        let thing = &self.things[at];
        let Some(flushed) = thing.flushed.clone() else { return };
        // The old parent must still be there to go back to, and the old key free.
        let stays = |parent: usize| matches!(self.things[parent].state, State::Pending | State::Persistent);
        let taken = self
            .things
            .iter()
            .enumerate()
            .any(|(other, it)| other != at && it.is_live() && it.now.text == flushed.text);
        if !flushed.parent.is_none_or(stays) || taken || self.would_circle(at, flushed.parent) {
            return;
        }
        let refresh = self.dice.below(3) == 0;
        self.log.push(format!("{} #{at}", if refresh { "refresh" } else { "expire" }));
        let session = &mut self.session;
        let done = match (thing.handle, refresh) {
            (Handle::User(handle), false) => session.expire(handle),
            (Handle::Address(handle), false) => session.expire(handle),
            (Handle::Part(handle), false) => session.expire(handle),
            (Handle::User(handle), true) => session.refresh(handle),
            (Handle::Address(handle), true) => session.refresh(handle),
            (Handle::Part(handle), true) => session.refresh(handle),
        };
        done.unwrap_or_else(|error| panic!("{error:?}"));
        self.things[at].now = flushed;
        if refresh && self.autoflush {
            self.flushed();
        }
    }

    pub(super) fn would_circle(&self, child: usize, parent: Option<usize>) -> bool {
        let mut above = parent;
        while let Some(at) = above {
            if at == child {
                return true;
            }
            above = self.things[at].now.parent;
        }
        false
    }

    pub(super) fn flush(&mut self) {
        self.log.push("flush".into());
        self.session.flush().unwrap_or_else(|error| panic!("{error:?}"));
        self.flushed();
    }

    pub(super) fn flushed(&mut self) {
        for thing in &mut self.things {
            match thing.state {
                State::Pending | State::Persistent => {
                    thing.state = State::Persistent;
                    thing.flushed = Some(thing.now.clone());
                }
                State::Marked => {
                    thing.state = State::Deleted;
                    thing.now = thing.flushed.take().unwrap_or_default();
                }
                State::Deleted | State::Gone => {}
            }
        }
    }

    pub(super) fn commit(&mut self) {
        self.log.push("commit".into());
        self.session.commit().unwrap_or_else(|error| panic!("{error:?}"));
        self.flushed();
        for thing in &mut self.things {
            thing.committed.clone_from(&thing.flushed);
            if thing.state == State::Deleted {
                thing.state = State::Gone;
            }
        }
        self.compare_rows();
    }

    /// A flush that the database refuses half way, and the rollback that is asked for then.
    pub(super) fn fail(&mut self) {
        self.log.push("fail".into());
        self.session.add_all([7_000_000, 7_000_000].map(|id| User::new().id(id).name("x").fullname("x").password("x")));
        assert!(self.session.flush().unwrap_err().is_unique_violation());
        assert!(self.session.commit().is_err());
        self.rollback();
    }

    pub(super) fn rollback(&mut self) {
        self.log.push("rollback".into());
        self.session.rollback().unwrap();
        for thing in &mut self.things {
            thing.flushed.clone_from(&thing.committed);
            match &thing.committed {
                Some(committed) => {
                    thing.now = committed.clone();
                    thing.state = State::Persistent;
                }
                None => thing.state = State::Gone,
            }
        }
        self.compare_rows();
    }

    /// Lets everything go and reads it again.
    pub(super) fn close(&mut self) {
        self.log.push("close".into());
        self.rollback();
        self.session.close().unwrap();
        for thing in &mut self.things {
            if thing.state != State::Persistent {
                continue;
            }
            let text = thing.now.text.as_str();
            thing.handle = match thing.handle {
                Handle::User(_) => {
                    Handle::User(self.session.query::<User>().filter_by(User::name, text).one().unwrap())
                }
                Handle::Address(_) => Handle::Address(
                    self.session.query::<Address>().filter_by(Address::email_address, text).one().unwrap(),
                ),
                Handle::Part(_) => Handle::Part(self.session.get::<Part>(text).unwrap().unwrap()),
            };
        }
    }

    pub(super) fn look(&mut self) {
        self.log.push("query".into());
        match self.dice.below(3) {
            0 => drop(self.session.query::<User>().all().unwrap_or_else(|error| panic!("{error:?}"))),
            1 => drop(self.session.query::<Address>().all().unwrap_or_else(|error| panic!("{error:?}"))),
            _ => drop(self.session.query::<Part>().all().unwrap_or_else(|error| panic!("{error:?}"))),
        }
        if self.autoflush {
            self.flushed();
        }
    }
}
