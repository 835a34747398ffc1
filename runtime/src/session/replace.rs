//! Setting a relationship as a whole: `session.set(address, Address::user, jack)`.

use std::collections::HashSet;

use foldhash::fast::RandomState;

use super::{
    Place, Session,
    head::State,
    relate::place_of,
    set::{Assign, Sealed},
};
use crate::{BelongsTo, Draft, DraftOf, HasMany, HasOne, Model, Result, Tracked, Writable};

impl<A, B> Sealed for BelongsTo<A, B> {}
impl<A, B> Sealed for HasOne<A, B> {}
impl<A, B> Sealed for HasMany<A, B> {}

impl<A: Writable, B: Writable, D: DraftOf<B>> Assign<A, D> for BelongsTo<A, B> {
    /// Refers to a new object, or to one that is here.
    fn assign(self, session: &mut Session, child: Tracked<A>, parent: D) -> Result<()> {
        session.slot_of(child)?;
        if let Some(error) = parent.refused_by(session) {
            return Err(error);
        }
        let parent = parent.enter(session);
        session.refer(child, parent, self.index(), false);
        Ok(())
    }
}

impl<A: Writable, B: Writable> Assign<A, Option<Tracked<B>>> for BelongsTo<A, B> {
    /// Refers to an object, or to none.
    fn assign(self, session: &mut Session, child: Tracked<A>, parent: Option<Tracked<B>>) -> Result<()> {
        match parent {
            Some(parent) => self.assign(session, child, parent),
            None => session.clear(child, self),
        }
    }
}

impl<A: Writable, B: Writable, D: DraftOf<B>> Assign<A, D> for HasOne<A, B> {
    /// Puts a new object, or one that is here, in the place of the one that there is.
    fn assign(self, session: &mut Session, owner: Tracked<A>, member: D) -> Result<()> {
        session.slot_of(owner)?;
        if let Some(error) = member.refused_by(session) {
            return Err(error);
        }
        let current = session.current_slots(A::info(), owner.slot, self.index())?;
        let member = member.enter(session);
        session.replace_members(place_of(owner), self.index(), &current, &[member.slot], D::NEW)
    }
}

impl<A: Writable, B: Writable> Assign<A, Option<Tracked<B>>> for HasOne<A, B> {
    /// Puts an object in the place of the one that there is, or none.
    fn assign(self, session: &mut Session, owner: Tracked<A>, member: Option<Tracked<B>>) -> Result<()> {
        match member {
            Some(member) => self.assign(session, owner, member),
            None => session.clear(owner, self),
        }
    }
}

impl<A: Writable, B: Writable, V> Assign<A, V> for HasMany<A, B>
where
    V: IntoIterator,
    V::Item: DraftOf<B>,
{
    /// Makes these the members, in that order: who is one already stays, the others that there are leave as by `remove`.
    fn assign(self, session: &mut Session, owner: Tracked<A>, members: V) -> Result<()> {
        session.slot_of(owner)?;
        let members: Vec<V::Item> = members.into_iter().collect();
        if let Some(error) = members.iter().find_map(|member| member.refused_by(session)) {
            return Err(error);
        }
        let current = session.current_slots(A::info(), owner.slot, self.index())?;
        let members: Vec<u32> = members.into_iter().map(|member| member.enter(session).slot).collect();
        session.replace_members(place_of(owner), self.index(), &current, &members, V::Item::NEW)
    }
}

impl Session {
    pub(crate) fn replace_members(
        &mut self,
        owner: Place,
        number: usize,
        current: &[u32],
        wanted: &[u32],
        are_new: bool,
    ) -> Result<()> {
        let info = &self.stores.get(owner.store).info().relationships[number];
        let (target, by_rows) = (info.target.id.get(), info.through.is_some());
        let there: HashSet<u32, RandomState> = current.iter().copied().collect();
        for &slot in wanted.iter().filter(|slot| !there.contains(slot)) {
            self.adopt_at(owner, number, Place { store: target, slot }, are_new);
        }
        // Whoever comes from below one that leaves must not leave with it: this is last.
        let stay: HashSet<u32, RandomState> = wanted.iter().copied().collect();
        self.part_all(owner, number, current.iter().copied().filter(|slot| !stay.contains(slot)))?;
        let level = self.undo.level();
        let head = self.stores.get_mut(owner.store).head_mut();
        if let Some(collection) = head.collections.get_mut(&(owner.slot, number)) {
            collection.level = level;
            // Those that leave stay in the list, whose readers ask their foreign keys: expiring may bring them back.
            let mut former = std::mem::take(&mut collection.members);
            if by_rows {
                former.clear();
            }
            let mut seen: HashSet<u32, RandomState> = HashSet::default();
            collection.members = wanted.iter().copied().chain(former).filter(|&slot| seen.insert(slot)).collect();
        }
        Ok(())
    }

    /// Makes an object the only one of a new owner that a draft brings it along with.
    pub(crate) fn adopt_only<A: Model, B: Model>(
        &mut self,
        owner: Tracked<A>,
        member: Tracked<B>,
        number: usize,
        is_new: bool,
    ) {
        let place = place_of(owner);
        debug_assert_eq!(self.state(place), State::Pending, "a draft has just entered");
        let current: Vec<u32> = self.members(place, number, &A::info().relationships[number]).collect();
        let parted = self.part_all(place, number, current.into_iter().filter(|&slot| slot != member.slot));
        debug_assert!(parted.is_ok(), "they were members");
        self.adopt(owner, member, number, is_new);
    }
}
