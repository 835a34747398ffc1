//! What the rows of a query bring along with what is selected.

use std::collections::{HashMap, HashSet};

use foldhash::fast::RandomState;

use super::eager::{Eager, Owner};
use crate::{Result, Row, ValueRef, query::run::reader::Reader};

/// The objects that rows had behind what is selected.
pub(crate) struct Gather<'e> {
    eager: &'e Eager,
    /// Rows by what is selected, and how many there were before.
    seen: HashMap<Box<[u8]>, usize, RandomState>,
    /// What is selected of the row before, and its number.
    last: Option<(Vec<u8>, usize)>,
    /// The objects of the selection's entities, row by row.
    entities: Vec<Option<u32>>,
    hidden: Vec<Members>,
}

/// The objects of one hidden element.
#[derive(Debug, Default)]
pub(crate) struct Members {
    /// Who has which, in the order of the rows.
    pub(crate) pairs: Vec<(u32, Option<u32>)>,
    seen: HashSet<(u32, Option<u32>), RandomState>,
    last: Option<(u32, Option<u32>)>,
}

impl Members {
    fn add(&mut self, pair: (u32, Option<u32>)) {
        if self.last != Some(pair) && self.seen.insert(pair) {
            self.pairs.push(pair);
        }
        self.last = Some(pair);
    }

    /// The objects, each as often as it has an owner.
    pub(crate) fn slots(&self) -> impl Iterator<Item = u32> {
        self.pairs.iter().filter_map(|&(_, slot)| slot)
    }

    /// The owners, each with its members, in the order of the rows.
    pub(crate) fn by_owner(&self) -> (Vec<u32>, Vec<Vec<u32>>) {
        let (mut owners, mut members) = (Vec::new(), Vec::<Vec<u32>>::new());
        let mut places: HashMap<u32, usize, RandomState> = HashMap::default();
        for &(owner, member) in &self.pairs {
            let place = *places.entry(owner).or_insert_with(|| {
                owners.push(owner);
                members.push(Vec::new());
                owners.len() - 1
            });
            members[place].extend(member);
        }
        (owners, members)
    }
}

impl<'e> Gather<'e> {
    pub(crate) fn new(eager: &'e Eager) -> Self {
        Gather {
            eager,
            seen: HashMap::default(),
            last: None,
            entities: Vec::new(),
            hidden: eager.hidden.iter().map(|_| Members::default()).collect(),
        }
    }

    /// Reads a row: what is selected by `each`, unless the same was there before, and what is behind it.
    pub(crate) fn row(
        &mut self,
        reader: &mut Reader<'_>,
        row: &Row<'_>,
        each: &mut dyn FnMut(&mut Reader<'_>, &Row<'_>) -> Result<()>,
    ) -> Result<()> {
        if self.eager.hidden.is_empty() {
            return each(reader, row);
        }
        let width = self.eager.entities.len();
        let number = if self.eager.collapses { self.known(row)? } else { None };
        let start = match number {
            Some(number) => number * width,
            None => {
                let start = self.entities.len();
                each(reader, row)?;
                self.entities.extend_from_slice(reader.entities());
                // Who reads less than is selected knows no owners of the rest.
                self.entities.resize(start + width, None);
                start
            }
        };
        let mut found: Vec<Option<u32>> = Vec::with_capacity(self.hidden.len());
        for (hidden, members) in self.eager.hidden.iter().zip(&mut self.hidden) {
            let owner = match hidden.owner {
                Owner::Entity(index) => self.entities[start + index],
                Owner::Hidden(index) => found[index],
            };
            let slot = match owner {
                Some(_) => reader.untyped(hidden.along.info.target, hidden.at, row)?,
                None => None,
            };
            if let Some(owner) = owner {
                members.add((owner, slot));
            }
            found.push(slot);
        }
        Ok(())
    }

    /// The number of the row that had the same selected; notes it otherwise.
    fn known(&mut self, row: &Row<'_>) -> Result<Option<usize>> {
        let mut key = Vec::with_capacity(16);
        for &column in &self.eager.identity {
            push(&mut key, row.value(column)?);
        }
        if let Some((last, number)) = &self.last
            && *last == key
        {
            return Ok(Some(*number));
        }
        let next = self.seen.len();
        let known = self.seen.get(key.as_slice()).copied();
        if known.is_none() {
            self.seen.insert(key.as_slice().into(), next);
        }
        self.last = Some((key, known.unwrap_or(next)));
        Ok(known)
    }

    pub(crate) fn into_members(self) -> Vec<Members> {
        self.hidden
    }
}

/// Writes a value so that what is written of different values differs.
fn push(key: &mut Vec<u8>, value: ValueRef<'_>) {
    let mut sized = |tag: u8, bytes: &[u8]| {
        key.push(tag);
        key.extend_from_slice(&bytes.len().to_ne_bytes());
        key.extend_from_slice(bytes);
    };
    match value {
        ValueRef::Null => key.push(0),
        ValueRef::I16(number) => sized(1, &i64::from(number).to_ne_bytes()),
        ValueRef::I32(number) => sized(1, &i64::from(number).to_ne_bytes()),
        ValueRef::I64(number) => sized(1, &number.to_ne_bytes()),
        ValueRef::Text(text) => sized(2, text.as_bytes()),
        ValueRef::Bytes(bytes) => sized(3, bytes),
        ValueRef::F64(number) => sized(4, &number.to_bits().to_ne_bytes()),
        other => sized(5, format!("{other:?}").as_bytes()),
    }
}
