//! Following relationships: what memory knows, and the lazy loads that cannot become one a row.

use std::collections::HashSet;

use foldhash::fast::RandomState;

use super::{
    Place, Session,
    find::find_by,
    head::{Collection, State},
    lazy::CHUNK,
    relate::{foreign_key, place_of},
};
use crate::{
    Error, ErrorKind, Model, Relationship, Result, Tracked,
    model::{Lazy, ModelInfo, RelationshipInfo, RelationshipKind},
};

impl Session {
    /// Follows a relationship: the handles of the related objects, in the order that the schema says.
    ///
    /// What is loaded costs nothing; nor does the parent of an object where the session has it. Otherwise one round
    /// trip loads it, for this object and the next 500 of the last result that handed it out and lack it: a loop over
    /// a result costs one statement a chunk, not one a row. Flushes first where the session does so.
    ///
    /// # Errors
    /// [`ErrorKind::NotInSession`](crate::ErrorKind::NotInSession), what the database says, and what a flush may give.
    pub fn related<M: Model, R: Relationship<M>>(&mut self, handle: Tracked<M>, relationship: R) -> Result<R::Out> {
        let slot = self.slot_of(handle)?;
        let slots = self.related_slots(M::info(), slot, relationship.position())?;
        self.load_defaults(R::To::info(), &slots, &[M::info()])?;
        // The flush before a loading may have deleted it.
        self.slot_of(handle)?;
        Ok(R::gather(self, &slots))
    }

    /// What memory knows of a relationship, without a round trip: of a collection that is expired, its last known members,
    /// of one that was never loaded, none; with both what was appended since the last flush; of a reference, the object
    /// if the session has it, expired or not.
    /// [`is_loaded`](Session::is_loaded) tells whether that is all.
    ///
    /// # Panics
    /// Where the handle's object is not in this session, as indexing.
    pub fn loaded<M: Model, R: Relationship<M>>(&self, handle: Tracked<M>, relationship: R) -> R::Out {
        let _ = &self[handle];
        let number = relationship.position();
        let info = &M::info().relationships[number];
        let place = place_of(handle);
        if self.stores.typed_by(info.target).is_none() {
            return R::gather(self, &[]);
        }
        if info.kind == RelationshipKind::BelongsTo {
            let parent = self.parent_in_memory(place, info).flatten();
            return R::gather(self, parent.as_slice());
        }
        let mut members = self.listed(place, number, info, false).unwrap_or_default();
        let queued = self.stores.get(place.store).head().queued.get(&(place.slot, number));
        for &slot in queued.map(Vec::as_slice).unwrap_or_default() {
            if !members.contains(&slot) && self.is_member(place, info, slot) {
                members.push(slot);
            }
        }
        R::gather(self, &members)
    }

    /// The relationship, where following it would cost nothing.
    pub(crate) fn at_hand<M: Model, R: Relationship<M>>(&self, handle: Tracked<M>, relationship: R) -> Option<R::Out> {
        let number = relationship.position();
        let info = &M::info().relationships[number];
        if info.kind == RelationshipKind::BelongsTo || self.stores.typed_by(info.target).is_none() {
            return self.is_loaded(handle, relationship).then(|| self.loaded(handle, relationship));
        }
        let _ = &self[handle];
        Some(R::gather(self, &self.listed(place_of(handle), number, info, true)?))
    }

    /// Whether following the relationship would cost nothing.
    ///
    /// # Panics
    /// As [`loaded`](Session::loaded).
    pub fn is_loaded<M: Model, R: Relationship<M>>(&self, handle: Tracked<M>, relationship: R) -> bool {
        let _ = &self[handle];
        let number = relationship.position();
        let info = &M::info().relationships[number];
        let place = place_of(handle);
        if self.stores.typed_by(info.target).is_none() {
            let store = self.stores.get(place.store);
            return match info.kind {
                RelationshipKind::BelongsTo => {
                    info.columns.iter().any(|&column| store.value(place.slot, column).is_null())
                }
                _ => info.lazy != Lazy::WriteOnly && self.state(place) == State::Pending,
            };
        }
        match info.kind {
            RelationshipKind::BelongsTo => self.known_parent(place, info).is_some(),
            // It is never followed.
            _ if info.lazy == Lazy::WriteOnly && !self.for_reading => false,
            _ => self.state(place) == State::Pending || self.loaded_fresh(place, number, info),
        }
    }

    /// [`related`](Session::related) for many objects, in their order: what is not loaded is loaded by one statement for
    /// each 500 of them. It loads what is declared `lazy = "raise"` too.
    ///
    /// # Errors
    /// As [`related`](Session::related).
    pub fn related_all<M: Model, R: Relationship<M>>(
        &mut self,
        handles: &[Tracked<M>],
        relationship: R,
    ) -> Result<Vec<R::Out>> {
        let slots = handles.iter().map(|&handle| self.slot_of(handle)).collect::<Result<Vec<u32>>>()?;
        let number = relationship.position();
        let info = &M::info().relationships[number];
        self.stores.ensure(info.target);
        if info.lazy == Lazy::WriteOnly {
            return Err(write_only(M::info(), info));
        }
        self.load_all(M::info(), &slots, number)?;
        self.load_defaults_of(M::info(), &slots, number)?;
        let store = M::info().id.get();
        let gather = |&slot: &u32| {
            let place = Place { store, slot };
            match info.kind {
                RelationshipKind::BelongsTo => R::gather(self, self.parent_in_memory(place, info).flatten().as_slice()),
                _ => R::gather(self, &self.listed(place, number, info, false).unwrap_or_default()),
            }
        };
        Ok(slots.iter().map(gather).collect())
    }

    /// Loads a relationship of many objects of one model, as far as it is not loaded.
    pub(crate) fn load_all(&mut self, owner: &'static ModelInfo, slots: &[u32], number: usize) -> Result<()> {
        let store = owner.id.get();
        let info = &owner.relationships[number];
        self.stores.ensure(info.target);
        let is_one = info.kind == RelationshipKind::BelongsTo;
        let lacks = |session: &Session, slot: u32| {
            let place = Place { store, slot };
            session.state(place) == State::Persistent
                && match is_one {
                    true => session.known_parent(place, info).is_none(),
                    false => !session.loaded_fresh(place, number, info),
                }
        };
        if !slots.iter().any(|&slot| lacks(self, slot)) {
            return Ok(());
        }
        self.autoflush()?;
        let mut seen: HashSet<u32, RandomState> = HashSet::default();
        let lacking: Vec<u32> = slots.iter().copied().filter(|&slot| lacks(self, slot) && seen.insert(slot)).collect();
        for chunk in lacking.chunks(CHUNK) {
            if !is_one {
                self.load_collections(store, chunk, number, info)?;
                continue;
            }
            // What the chunk before refers to may be what this one refers to.
            let chunk: Vec<u32> = chunk.iter().copied().filter(|&slot| lacks(self, slot)).collect();
            self.load_rows(store, &chunk, info)?;
        }
        Ok(())
    }

    pub(crate) fn related_slots(&mut self, owner: &'static ModelInfo, slot: u32, number: usize) -> Result<Vec<u32>> {
        let place = Place { store: owner.id.get(), slot };
        let info = &owner.relationships[number];
        self.stores.ensure(info.target);
        match info.kind {
            RelationshipKind::BelongsTo => Ok(self.parent(place, info)?.into_iter().collect()),
            _ => self.collection(place, number, info),
        }
    }

    /// Who is in a collection that is about to be changed: loaded where it is not, but without a flush, which would write
    /// what is half done, an object between two parents. Whether they are expired does not matter.
    pub(crate) fn current_slots(&mut self, owner: &'static ModelInfo, slot: u32, number: usize) -> Result<Vec<u32>> {
        let place = Place { store: owner.id.get(), slot };
        let info = &owner.relationships[number];
        self.stores.ensure(info.target);
        if info.kind != RelationshipKind::BelongsTo && info.lazy != Lazy::WriteOnly {
            let collection = self.stores.get(place.store).head().collections.get(&(slot, number));
            if collection.is_some_and(|it| it.epoch == self.epoch) {
                return Ok(self.members(place, number, info).collect());
            }
        }
        self.no_autoflush(|session| session.related_slots(owner, slot, number))
    }

    fn collection(&mut self, place: Place, number: usize, info: &'static RelationshipInfo) -> Result<Vec<u32>> {
        if info.lazy == Lazy::WriteOnly {
            return Err(write_only(self.stores.get(place.store).info(), info));
        }
        if self.state(place) != State::Pending {
            if let Some(members) = self.listed(place, number, info, true) {
                return Ok(members);
            }
            self.refuse_lazy(place, info)?;
            self.autoflush()?;
            let owners = self.batch(place, |session, owner| {
                session.state(owner) == State::Persistent && !session.loaded_fresh(owner, number, info)
            });
            self.load_collections(place.store, &owners, number, info)?;
        }
        Ok(self.listed(place, number, info, false).unwrap_or_default())
    }

    fn refuse_lazy(&self, place: Place, info: &'static RelationshipInfo) -> Result<()> {
        let store = self.stores.get(place.store);
        let said = self.results.said(store.head().metas[place.slot as usize].result, info);
        if !said.unwrap_or(matches!(info.lazy, Lazy::Raise | Lazy::RaiseOnSql)) {
            return Ok(());
        }
        if said == Some(true) {
            return Err(Error::new(
                ErrorKind::InvalidRequest,
                format!(
                    "`{0}::{1}` of {2} is not loaded, and the query that gave it has `raiseload({0}::{1})` or \
                     `raiseload_all()`: load it with `selectinload({0}::{1})` or `related_all`",
                    store.info().name,
                    info.name,
                    store.shown(place.slot)
                ),
            ));
        }
        Err(Error::new(
            ErrorKind::InvalidRequest,
            format!(
                "`{}::{}` of {} is not loaded, and its `lazy` in the schema forbids loading it one by one: load it \
                 with `related_all`",
                store.info().name,
                info.name,
                store.shown(place.slot)
            ),
        ))
    }

    /// Whether following a relationship takes no statement.
    pub(crate) fn is_here(&self, place: Place, number: usize, info: &'static RelationshipInfo) -> bool {
        match info.kind {
            RelationshipKind::BelongsTo => self.known_parent(place, info).is_some(),
            _ => self.loaded_fresh(place, number, info),
        }
    }

    /// The members of a collection as far as it is loaded: those that still belong to it.
    pub(crate) fn members<'s>(
        &'s self,
        owner: Place,
        number: usize,
        info: &'static RelationshipInfo,
    ) -> impl Iterator<Item = u32> + 's {
        let collection = self.stores.get(owner.store).head().collections.get(&(owner.slot, number));
        self.members_of(collection, owner, info)
    }

    fn members_of<'s>(
        &'s self,
        collection: Option<&'s Collection>,
        owner: Place,
        info: &'static RelationshipInfo,
    ) -> impl Iterator<Item = u32> + 's {
        let members = collection.map(|it| it.members.as_slice()).unwrap_or_default();
        let store = info.target.id.get();
        let metas = &self.stores.get(store).head().metas;
        // No foreign key leads to a view: its values say who belongs to it.
        let of_view = self.stores.get(owner.store).info().table.view.is_some();
        let key = match info.kind {
            RelationshipKind::ManyToMany => None,
            _ if of_view => None,
            _ => foreign_key(info.target.table, info.target_columns),
        };
        let refers = key.map(|key| self.stores.referring(store, key, owner));
        let shares = move |slot: u32| {
            let (own, other) = (self.stores.get(owner.store), self.stores.get(store));
            let mut pairs = info.columns.iter().zip(info.target_columns);
            pairs.all(|(&column, &target)| other.value(slot, target).same(own.value(owner.slot, column)))
        };
        members.iter().copied().filter(move |&slot| {
            matches!(metas[slot as usize].state, State::Pending | State::Persistent)
                && refers.as_ref().is_none_or(|refers| refers(slot))
                && (!of_view || shares(slot))
        })
    }

    /// The members of a collection; `None` where it is to be `fresh`, and is not loaded or some member is expired.
    fn listed(&self, owner: Place, number: usize, info: &'static RelationshipInfo, fresh: bool) -> Option<Vec<u32>> {
        let collection = self.stores.get(owner.store).head().collections.get(&(owner.slot, number));
        if fresh && collection.is_none_or(|it| it.epoch != self.epoch) {
            return None;
        }
        let metas = &self.stores.get(info.target.id.get()).head().metas;
        let mut members = Vec::with_capacity(collection.map_or(0, |it| it.members.len()));
        for slot in self.members_of(collection, owner, info) {
            let meta = &metas[slot as usize];
            if fresh && meta.epoch != self.epoch && meta.state != State::Pending {
                return None;
            }
            members.push(slot);
        }
        Some(members)
    }

    /// Whether an object of the target, which the lists of a collection name, is a member.
    fn is_member(&self, owner: Place, info: &RelationshipInfo, slot: u32) -> bool {
        let store = info.target.id.get();
        let state = self.stores.get(store).head().metas[slot as usize].state;
        matches!(state, State::Pending | State::Persistent)
            && (info.kind == RelationshipKind::ManyToMany
                || foreign_key(info.target.table, info.target_columns)
                    .is_some_and(|key| self.stores.refers(Place { store, slot }, key, owner)))
    }

    /// Whether a collection is loaded and none of its members is expired.
    fn loaded_fresh(&self, place: Place, number: usize, info: &'static RelationshipInfo) -> bool {
        let collection = self.stores.get(place.store).head().collections.get(&(place.slot, number));
        let metas = &self.stores.get(info.target.id.get()).head().metas;
        collection.is_some_and(|it| it.epoch == self.epoch)
            && self.members(place, number, info).all(|slot| {
                let meta = &metas[slot as usize];
                meta.epoch == self.epoch || meta.state == State::Pending
            })
    }

    fn parent(&mut self, place: Place, info: &'static RelationshipInfo) -> Result<Option<u32>> {
        if let Some(found) = self.known_parent(place, info) {
            return Ok(found);
        }
        self.refuse_lazy(place, info)?;
        self.autoflush()?;
        if let Some(found) = self.known_parent(place, info) {
            return Ok(found);
        }
        let children = self.batch(place, |session, child| {
            session.state(child) == State::Persistent && session.known_parent(child, info).is_none()
        });
        self.load_rows(place.store, &children, info)?;
        Ok(self.known_parent(place, info).flatten())
    }

    /// The parent where memory has it and it is not expired: `Some(None)` where there is none to have.
    fn known_parent(&self, place: Place, info: &RelationshipInfo) -> Option<Option<u32>> {
        let Some(slot) = self.parent_in_memory(place, info)? else { return Some(None) };
        let meta = &self.stores.get(info.target.id.get()).head().metas[slot as usize];
        (meta.epoch == self.epoch || meta.state == State::Pending).then_some(Some(slot))
    }

    /// The parent where memory has it, expired or not: `Some(None)` where there is none to have.
    pub(crate) fn parent_in_memory(&self, place: Place, info: &RelationshipInfo) -> Option<Option<u32>> {
        let store = self.stores.get(place.store);
        // A view has none: nothing links its objects but their values.
        let number = foreign_key(store.info().table, info.columns);
        if let Some(parent) = number.and_then(|number| self.stores.linked(place, number)) {
            return Some(Some(parent.slot));
        }
        if info.columns.iter().any(|&column| store.value(place.slot, column).is_null()) {
            return Some(None);
        }
        let target = self.stores.get(info.target.id.get());
        let value = |part: usize| store.value(place.slot, info.columns[part]);
        find_by(target, info.target_columns, &mut { value }).map(Some)
    }

    pub(crate) fn state(&self, place: Place) -> State {
        self.stores.get(place.store).head().metas[place.slot as usize].state
    }
}

#[cold]
pub(super) fn write_only(model: &ModelInfo, info: &RelationshipInfo) -> Error {
    let (model, name) = (model.name, info.name);
    Error::new(
        ErrorKind::InvalidRequest,
        format!("`{model}::{name}` is write-only and never loaded as a whole: query it with `query_related`"),
    )
}
