//! Whether memory and rows are what the model says.

use std::collections::BTreeMap;

use aludel_suite::models::{Address, Part, User};

use super::{Handle, State, World};

impl World<'_> {
    pub(super) fn compare_rows(&mut self) {
        let mut expected: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for thing in &self.things {
            let Some(committed) = &thing.committed else { continue };
            let parent = committed.parent.and_then(|parent| self.things[parent].committed.as_ref());
            let parent = parent.map_or("NULL", |parent| parent.text.as_str());
            let (table, row) = match thing.handle {
                Handle::User(_) => ("users", committed.text.clone()),
                Handle::Address(_) => ("addresses", format!("{}|{parent}", committed.text)),
                Handle::Part(_) => ("parts", format!("{}|{parent}", committed.text)),
            };
            expected.entry(table).or_default().push(row);
        }
        for (table, sql) in [
            ("users", "SELECT name FROM users"),
            ("addresses", "SELECT email_address, name FROM addresses LEFT JOIN users ON users.id = user_id"),
            ("parts", "SELECT code, parent_code FROM parts"),
        ] {
            let mut rows = self.lab.rows(sql);
            rows.sort();
            let mut wanted = expected.remove(table).unwrap_or_default();
            wanted.sort();
            assert_eq!(rows, wanted, "the rows of {table}");
        }
    }

    /// Memory is what the model says.
    pub(super) fn compare_memory(&mut self) {
        for (at, thing) in self.things.iter().enumerate() {
            let contained = match thing.handle {
                Handle::User(handle) => self.session.contains(handle),
                Handle::Address(handle) => self.session.contains(handle),
                Handle::Part(handle) => self.session.contains(handle),
            };
            assert_eq!(contained, thing.is_live(), "whether #{at} is there: {thing:?}");
            if !contained {
                continue;
            }
            match thing.handle {
                Handle::User(handle) => assert_eq!(self.session[handle].name, thing.now.text, "#{at}"),
                Handle::Address(handle) => {
                    assert_eq!(self.session[handle].email_address, thing.now.text, "#{at}");
                    let key = thing.now.parent.and_then(|parent| self.user_id(parent));
                    // A parent has no key before it is flushed, and one that got it since is copied by the flush.
                    if thing.flushed.as_ref() == Some(&thing.now) || key.is_none() {
                        assert_eq!(self.session[handle].user_id, key, "the key of #{at}");
                    }
                }
                Handle::Part(handle) => {
                    assert_eq!(self.session[handle].code, thing.now.text, "#{at}");
                    let key = thing.now.parent.map(|parent| self.things[parent].now.text.clone());
                    assert_eq!(self.session[handle].parent_code, key, "the key of #{at}");
                }
            }
        }
        let pending = self.live(|thing| thing.state == State::Pending).len();
        let marked = self.live(|thing| thing.state == State::Marked).len();
        assert_eq!((self.session.pending().len(), self.session.deleted().len()), (pending, marked));
    }

    /// Both sides of every relationship, which a flush has put in order.
    pub(super) fn compare_relatives(&mut self) {
        self.flush();
        for at in 0..self.things.len() {
            if !self.things[at].is_live() {
                continue;
            }
            let parent = self.things[at].now.parent.map(|parent| self.things[parent].handle);
            let mut children: Vec<Handle> = Vec::new();
            let found = match self.things[at].handle {
                Handle::User(handle) => {
                    children.extend(
                        self.session.related(handle, User::addresses).unwrap().into_iter().map(Handle::Address),
                    );
                    None
                }
                Handle::Address(handle) => self.session.related(handle, Address::user).unwrap().map(Handle::User),
                Handle::Part(handle) => {
                    children.extend(self.session.related(handle, Part::parts).unwrap().into_iter().map(Handle::Part));
                    self.session.related(handle, Part::parent).unwrap().map(Handle::Part)
                }
            };
            assert_eq!(found, parent, "the parent of #{at}");
            let wanted: Vec<Handle> = self
                .live(|thing| thing.now.parent == Some(at))
                .into_iter()
                .map(|child| self.things[child].handle)
                .collect();
            let same = wanted.len() == children.len() && wanted.iter().all(|child| children.contains(child));
            assert!(same, "the children of #{at}: {children:?}, and {wanted:?} were expected");
        }
    }
}
