//! What a generated builder holds: an object in the making, and the relatives that will come with it.

use std::fmt;

use super::{Draft, DraftOf};
use crate::{BelongsTo, Error, ErrorKind, HasMany, HasOne, Model, Result, Session, Tracked, model::Cascade};

/// What a generated builder holds: the object, and the relatives that will come with it.
pub struct Seed<M> {
    object: M,
    /// The columns that setters have set; `None` where the object was given whole.
    set: Option<ColumnSet>,
    relatives: Vec<Box<dyn Relatives<M>>>,
}

/// A set of columns; of the first 128 without an allocation.
#[derive(Debug, Default)]
pub(crate) struct ColumnSet {
    first: [u64; 2],
    others: Vec<usize>,
}

impl ColumnSet {
    fn insert(&mut self, column: usize) {
        match self.first.get_mut(column / 64) {
            Some(bits) => *bits |= 1 << (column % 64),
            None => self.others.push(column),
        }
    }

    pub(crate) fn contains(&self, column: usize) -> bool {
        match self.first.get(column / 64) {
            Some(bits) => bits & 1 << (column % 64) != 0,
            None => self.others.contains(&column),
        }
    }
}

impl<M: fmt::Debug> fmt::Debug for Seed<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Seed").field("object", &self.object).field("relatives", &self.relatives.len()).finish()
    }
}

impl<M: Model> Seed<M> {
    /// An object whose required columns are still to be set.
    #[inline]
    pub fn new(object: M) -> Self {
        Seed { object, set: Some(ColumnSet::default()), relatives: Vec::new() }
    }

    /// An object whose columns are all what they are to be.
    pub fn whole(object: M) -> Self {
        Seed { object, set: None, relatives: Vec::new() }
    }

    /// Sets the field of a column.
    #[must_use]
    pub fn set(mut self, column: usize, set: impl FnOnce(&mut M)) -> Self {
        set(&mut self.object);
        if let Some(columns) = &mut self.set {
            columns.insert(column);
        }
        self
    }

    /// Brings the members of a collection.
    #[must_use]
    pub fn children<B: Model, D: DraftOf<B>>(
        mut self,
        relationship: HasMany<M, B>,
        children: impl IntoIterator<Item = D>,
    ) -> Self {
        self.relatives.push(Box::new(Children {
            relationship: HasMany::new(relationship.index()),
            members: children.into_iter().collect(),
        }));
        self
    }

    /// Brings the one object that will refer to this one.
    #[must_use]
    pub fn child<B: Model, D: DraftOf<B>>(mut self, relationship: HasOne<M, B>, child: D) -> Self {
        self.relatives.push(Box::new(Child { relationship: HasOne::new(relationship.index()), child }));
        self
    }

    /// Brings the object that this one will refer to.
    #[must_use]
    pub fn parent<B: Model, D: DraftOf<B>>(mut self, relationship: BelongsTo<M, B>, parent: D) -> Self {
        self.relatives.push(Box::new(Parent { relationship: BelongsTo::new(relationship.index()), parent }));
        self
    }

    /// The object, where there are no relatives.
    pub fn into_object(self) -> M {
        self.object
    }

    /// Takes object and relatives into the session.
    #[inline]
    pub fn enter(self, session: &mut Session) -> Tracked<M> {
        let handle = session.place(self.object);
        for relatives in self.relatives {
            relatives.enter(session, handle);
        }
        handle
    }

    /// Why object and relatives cannot enter. Generated code calls it.
    #[doc(hidden)]
    pub fn refused_by(&self, session: &Session) -> Option<Error> {
        self.relatives.iter().find_map(|relatives| relatives.refused_by(session))
    }

    /// Merges object and relatives into the session; `missing` are the required columns that were not set.
    fn merge_all(self, session: &mut Session, missing: &[&'static str]) -> Result<Tracked<M>> {
        let Seed { object, set, relatives } = self;
        let info = M::info();
        if let Some(it) =
            relatives.iter().map(|it| &info.relationships[it.relationship()]).find(|it| !it.cascade.has(Cascade::Merge))
        {
            return Err(not_merged(info.name, it.name));
        }
        let handle = session.merge_object(object, set.as_ref(), missing)?;
        // A setter may be repeated: the members of a relationship are all that were brought along by it.
        let mut members: Vec<(usize, Vec<u32>)> = Vec::new();
        for relatives in relatives {
            let relationship = relatives.relationship();
            let Some(merged) = relatives.merge(session, handle)? else { continue };
            match members.iter_mut().find(|(known, _)| *known == relationship) {
                Some((_, others)) => others.extend(merged),
                None => members.push((relationship, merged)),
            }
        }
        for (relationship, members) in members {
            session.merge_members(handle, relationship, &members)?;
        }
        Ok(handle)
    }

    /// Merges object and relatives into the session. Generated code calls it.
    ///
    /// # Errors
    /// As [`Session::merge`].
    #[doc(hidden)]
    pub fn merge(self, session: &mut Session, missing: &[&'static str]) -> Result<Tracked<M>> {
        session.begin_merge(&self.object, self.set.as_ref(), !self.relatives.is_empty())?;
        // A graph is half linked meanwhile.
        session.no_autoflush(|session| self.merge_all(session, missing))
    }
}

/// What comes along by one relationship.
trait Relatives<M>: Send {
    fn relationship(&self) -> usize;
    fn refused_by(&self, session: &Session) -> Option<Error>;
    fn enter(self: Box<Self>, session: &mut Session, owner: Tracked<M>);
    /// Merges them, and links those that are no collection; of a collection it gives the members.
    fn merge(self: Box<Self>, session: &mut Session, owner: Tracked<M>) -> Result<Option<Vec<u32>>>;
}

struct Children<M, D: Draft> {
    relationship: HasMany<M, D::Model>,
    members: Vec<D>,
}

impl<M: Model, D: Draft> Relatives<M> for Children<M, D> {
    fn relationship(&self) -> usize {
        self.relationship.index()
    }

    fn refused_by(&self, session: &Session) -> Option<Error> {
        self.members.iter().find_map(|member| member.refused_by(session))
    }

    fn enter(self: Box<Self>, session: &mut Session, owner: Tracked<M>) {
        let number = self.relationship.index();
        let members = self.members.into_iter().map(|member| member.enter(session));
        if D::NEW {
            let members: Vec<u32> = members.map(|member| member.slot).collect();
            session.adopt_new::<M, D::Model>(owner, &members, number);
        } else {
            let members: Vec<Tracked<D::Model>> = members.collect();
            members.into_iter().for_each(|member| session.adopt(owner, member, number, false));
        }
    }

    fn merge(self: Box<Self>, session: &mut Session, owner: Tracked<M>) -> Result<Option<Vec<u32>>> {
        session.load_for_merge(owner, self.relationship.index())?;
        let members = self.members.into_iter().map(|member| Ok(member.merge_into(session)?.slot));
        members.collect::<Result<_>>().map(Some)
    }
}

struct Child<M, D: Draft> {
    relationship: HasOne<M, D::Model>,
    child: D,
}

impl<M: Model, D: Draft> Relatives<M> for Child<M, D> {
    fn relationship(&self) -> usize {
        self.relationship.index()
    }

    fn refused_by(&self, session: &Session) -> Option<Error> {
        self.child.refused_by(session)
    }

    fn enter(self: Box<Self>, session: &mut Session, owner: Tracked<M>) {
        let child = self.child.enter(session);
        session.adopt_only(owner, child, self.relationship.index(), D::NEW);
    }

    fn merge(self: Box<Self>, session: &mut Session, owner: Tracked<M>) -> Result<Option<Vec<u32>>> {
        let child = self.child.merge_into(session)?;
        session.merge_members(owner, self.relationship.index(), &[child.slot])?;
        Ok(None)
    }
}

struct Parent<M, D: Draft> {
    relationship: BelongsTo<M, D::Model>,
    parent: D,
}

impl<M: Model, D: Draft> Relatives<M> for Parent<M, D> {
    fn relationship(&self) -> usize {
        self.relationship.index()
    }

    fn refused_by(&self, session: &Session) -> Option<Error> {
        self.parent.refused_by(session)
    }

    fn enter(self: Box<Self>, session: &mut Session, owner: Tracked<M>) {
        let parent = self.parent.enter(session);
        session.refer(owner, parent, self.relationship.index(), true);
    }

    fn merge(self: Box<Self>, session: &mut Session, owner: Tracked<M>) -> Result<Option<Vec<u32>>> {
        let parent = self.parent.merge_into(session)?;
        session.slot_of(owner)?;
        session.refer(owner, parent, self.relationship.index(), false);
        Ok(None)
    }
}

#[cold]
fn not_merged(model: &str, relationship: &str) -> Error {
    let message = format!(
        "the draft brings `{relationship}` of {model}, which does not cascade merge: merge those objects by \
         themselves, or have the schema say `cascade = \"save-update, merge\"` there"
    );
    Error::new(ErrorKind::InvalidRequest, message)
}
