//! Objects that follow a statement by criteria which were evaluated on them.

use crate::{
    Error, ErrorKind, Result, Session,
    query::{
        tree::Node,
        write::{
            change::{Synchronize, Write, WriteKind},
            evaluate::{Conditions, Truth},
        },
    },
};

/// The objects whose rows a statement writes.
#[derive(Debug, Default)]
pub(crate) struct Followers {
    /// Those of which the conditions hold.
    matched: Vec<u32>,
    /// Those to be read again: nothing can be told of them.
    unknown: Vec<u32>,
}

impl Session {
    /// The objects whose rows a statement is about to write; `None` where that is not to be evaluated.
    pub(super) fn followers(&self, write: &Write) -> Result<Option<Followers>> {
        let asked = matches!(write.synchronize, Synchronize::Evaluate | Synchronize::Auto);
        if !asked || !write.changes_rows() {
            return Ok(None);
        }
        if let WriteKind::Insert { .. } = write.kind {
            return match write.synchronize {
                Synchronize::Auto => Ok(None),
                _ => Err(Error::new(
                    ErrorKind::InvalidRequest,
                    "Synchronize::Evaluate: which rows are there already is the database's to say; Synchronize::Fetch has it \
                     name the rows that it wrote",
                )),
            };
        }
        let table = write.info.table;
        let conditions = Conditions { table, dialect: self.engine().dialect(), session: self };
        let test = match conditions.all(&write.core.filters) {
            Err(_) if write.synchronize == Synchronize::Auto => return Ok(None),
            test => test?,
        };
        let mut followers = Followers::default();
        let Some(store) = self.stores.typed_by(write.info) else { return Ok(Some(followers)) };
        for (slot, known) in self.objects_with_rows(write.info) {
            // Of an expired object its key is known.
            let column =
                |column| (known || table.primary_key.contains(&column)).then(|| store.base_value(slot, column));
            match test.truth(&column) {
                Truth::True if known || matches!(write.kind, WriteKind::Delete) => followers.matched.push(slot),
                Truth::True | Truth::Unknown => followers.unknown.push(slot),
                Truth::False | Truth::Null => {}
            }
        }
        Ok(Some(followers))
    }

    /// Has collections of the model, and the objects that were evaluated, follow a statement that wrote so many rows.
    pub(super) fn follow_write(&mut self, write: &Write, followers: Option<Followers>, written: u64) -> Result<()> {
        self.expire_collections_of(write.info);
        let Some(Followers { mut matched, mut unknown }) = followers else { return Ok(()) };
        if matched.len() as u64 > written {
            // Rows have changed since they were read, so that they passed no more.
            unknown.append(&mut matched);
        }
        let number = write.info.id.get();
        match &write.kind {
            WriteKind::Delete if !matched.is_empty() => self.removed(number, &matched),
            WriteKind::Update(sets) => match values(write, sets) {
                Some(values) => self.rewrite(number, &matched, &values)?,
                None => unknown.append(&mut matched),
            },
            _ => {}
        }
        if !unknown.is_empty() {
            self.expire_slots(number, &unknown);
        }
        Ok(())
    }
}

/// What is set, where every row gets the same and no more.
fn values(write: &Write, sets: &[(usize, Node)]) -> Option<Vec<(usize, crate::Value)>> {
    let value = |(column, node): &(usize, Node)| match node {
        Node::Value { value, .. } => Some((*column, value.clone())),
        _ => None,
    };
    if write.info.table.computes() { None } else { sets.iter().map(value).collect() }
}
