//! Whether memory and rows are what the oracle says.

use std::collections::BTreeSet;

use aludel::Session;

use super::{
    kinds::{Handle, Kind},
    oracle::{Id, Row, Rows},
    perform::World,
    relations::{BETWEEN, Order, RELATIONS, Relation, Shape},
};

impl World<'_> {
    /// What can be seen without a statement.
    pub(super) fn compare_memory(&mut self, session: &Session) {
        self.learn_keys(session);
        for (&id, &handle) in &self.handles {
            let here = self.oracle.here(id);
            assert_eq!(handle.contained(session), here, "whether #{id} is in the session");
            if here {
                let row = &self.oracle.now.rows[&id];
                let cells = handle.cells(session);
                let (values, keys) = cells.split_at(row.values.len());
                assert_eq!(values, row.values, "what #{id} holds");
                for (key, &parent) in keys.iter().zip(&row.parents) {
                    if !parent.is_some_and(|parent| self.may_differ(session, handle, parent)) {
                        assert_eq!(*key, parent.and_then(|parent| self.key(parent)), "what #{id} refers to");
                    }
                }
            }
        }
        let pending = self.oracle.all_here(|id, _| self.oracle.is_pending(id)).len();
        assert_eq!((session.pending().len(), session.deleted().len()), (pending, self.oracle.marked.len()));
        for relation in RELATIONS {
            if self.kinds.contains(&relation.owner) {
                self.compare_loaded(session, relation);
            }
        }
    }

    /// Whether a child may refer to something else in memory: a key that is to be changed is followed by the flush; one
    /// that the database changed and took back was never seen by who was read in between.
    fn may_differ(&self, session: &Session, child: Handle, parent: Id) -> bool {
        let is_keyed = self.oracle.now.rows.get(&parent).is_some_and(|row| row.kind.info().keyed);
        self.oracle.is_ambiguous(parent) || (is_keyed && child.is_expired(session))
    }

    /// Both sides of a relationship, as far as they are loaded.
    fn compare_loaded(&mut self, session: &Session, relation: &Relation) {
        for owner in self.oracle.all_here(|id, row| row.kind == relation.owner && !self.oracle.is_ambiguous(id)) {
            let found = (relation.loaded)(session, self.handles[&owner]);
            let is_loaded = (relation.is_loaded)(session, self.handles[&owner]);
            let found = self.distinct(session, &found);
            self.compare_members(relation, owner, &found, is_loaded);
        }
        let Some(back) = &relation.back else { return };
        for member in self.oracle.all_here(|_, row| row.kind == relation.member) {
            let parent = self.oracle.now.rows[&member].parents[relation.slot()];
            if parent.is_some_and(|parent| self.may_differ(session, self.handles[&member], parent)) {
                continue;
            }
            let found = (back.loaded)(session, self.handles[&member]).map(|handle| self.known(session, handle));
            let expected = parent.filter(|&parent| self.oracle.here(parent));
            assert_eq!(found, expected, "the loaded parent of #{member} by {}", relation.name);
        }
    }

    fn compare_members(&self, relation: &Relation, owner: Id, found: &[Id], all: bool) {
        let expected = self.oracle.now.members(relation, owner);
        let name = relation.name;
        let is_one = relation.many.is_none();
        assert!(
            found.iter().all(|member| expected.contains(member)) && !(is_one && found.len() > 1),
            "{name} of #{owner}: {found:?}, and {expected:?} were expected"
        );
        let by_hand = |member: &Id| match relation.shape {
            Shape::Children(slot) => self.oracle.by_hand.contains(&(*member, slot)),
            Shape::Linked { .. } => false,
        };
        let lacks = expected.iter().any(|member| !found.contains(member) && !by_hand(member));
        let lacks = lacks && !(is_one && found.len() == 1);
        assert!(!(all && lacks), "{name} of #{owner} is loaded: {found:?}, and {expected:?} were expected");
    }

    /// What `related` gave.
    pub(super) fn compare_related(
        &mut self,
        session: &Session,
        relation: &Relation,
        owner: Id,
        found: &[Handle],
        was_loaded: bool,
    ) {
        let found = self.distinct(session, found);
        self.compare_members(relation, owner, &found, true);
        if was_loaded || self.oracle.now != self.oracle.flushed {
            return;
        }
        self.learn_keys(session);
        let row = |id: &Id| &self.oracle.now.rows[id];
        let number = |id: &Id| self.key(*id).and_then(|key| key.parse::<i64>().ok());
        let in_order = match relation.order {
            Order::Unsaid => true,
            Order::Key => found.is_sorted_by_key(number),
            Order::Name => found.is_sorted_by(|a, b| row(a).values <= row(b).values),
            Order::NameDown => found.is_sorted_by(|a, b| row(a).values >= row(b).values),
        };
        assert!(in_order, "{} of #{owner} in the order of the schema: {found:?}", relation.name);
    }

    /// What a query for every row of a kind gave.
    pub(super) fn compare_found(&mut self, session: &Session, kind: Kind, found: &[Handle]) {
        let mut found = self.distinct(session, found);
        found.sort_unstable();
        let rows = self.oracle.flushed.rows.iter();
        let expected: Vec<Id> = rows.filter(|(_, row)| row.kind == kind).map(|(&id, _)| id).collect();
        assert_eq!(found, expected, "every {kind:?}");
    }

    fn distinct(&mut self, session: &Session, handles: &[Handle]) -> Vec<Id> {
        let ids: Vec<Id> = handles.iter().map(|&handle| self.known(session, handle)).collect();
        assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "each once: {ids:?}");
        ids
    }

    /// The object of a handle. One that was expunged comes back under a new one.
    pub(super) fn known(&mut self, session: &Session, handle: Handle) -> Id {
        if let Some((&id, _)) = self.handles.iter().find(|&(id, &it)| it == handle && !self.oracle.away.contains(id)) {
            return id;
        }
        let key = handle.key(session);
        let is_it = |id: &&Id| {
            let row = self.oracle.now.rows.get(id);
            row.is_some_and(|row| row.kind == handle.kind()) && self.key(**id) == key
        };
        let Some(&id) = self.oracle.away.iter().find(is_it) else { panic!("nobody knows {handle:?} ({key:?})") };
        self.oracle.away.remove(&id);
        self.handles.insert(id, handle);
        id
    }

    pub(super) fn learn_keys(&mut self, session: &Session) {
        for &id in self.oracle.flushed.rows.keys() {
            if !self.keys.contains_key(&id) && self.oracle.here(id) {
                self.keys.insert(id, self.handles[&id].key(session).unwrap());
            }
        }
    }

    /// The key of an object, once it has one.
    pub(super) fn key(&self, id: Id) -> Option<String> {
        key_in(&self.oracle.now, id, || self.keys.get(&id).filter(|_| !self.oracle.is_pending(id)).cloned())
    }

    /// The rows that the database has, after a commit or a rollback.
    pub(super) fn compare_rows(&mut self, session: &Session) {
        self.learn_keys(session);
        let committed = &self.oracle.committed;
        let key = |id: Id| key_in(committed, id, || self.keys.get(&id).cloned()).unwrap_or_else(|| "NULL".into());
        for kind in &self.kinds {
            let show = |(&id, row): (&Id, &Row)| {
                let values = row.values.iter().map(|value| value.clone().unwrap_or_else(|| "NULL".into()));
                let parents = row.parents.iter().map(|parent| parent.map_or_else(|| "NULL".into(), key));
                let cells: Vec<String> = [key(id)].into_iter().chain(values).chain(parents).collect();
                cells.join("|")
            };
            let expected = committed.rows.iter().filter(|(_, row)| row.kind == *kind).map(show).collect();
            self.compare_table(kind.info().table, kind.info().columns, expected);
        }
        for (table, (name, columns)) in BETWEEN.iter().enumerate() {
            let links = committed.links.iter().filter(|link| link.0 == table);
            let expected = links.map(|&(_, left, right)| format!("{}|{}", key(left), key(right))).collect();
            self.compare_table(name, columns, expected);
        }
    }

    fn compare_table(&self, table: &str, columns: &[&str], mut expected: Vec<String>) {
        let mut rows = self.lab.rows(&format!("SELECT {} FROM {table}", columns.join(", ")));
        rows.sort();
        expected.sort();
        assert_eq!(rows, expected, "the rows of {table}");
    }
}

fn key_in(rows: &Rows, id: Id, given: impl FnOnce() -> Option<String>) -> Option<String> {
    let row = rows.rows.get(&id)?;
    if row.kind.info().keyed { row.values[0].clone() } else { given() }
}
