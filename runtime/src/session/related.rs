//! Following relationships: what memory knows, and the lazy loads that cannot become one a row.

use std::collections::{HashMap, HashSet};

use foldhash::fast::RandomState;

use super::{
    Place, Session,
    flush::find_by,
    head::{Collection, State},
    relate::foreign_key,
    store::Absorb,
};
use crate::{
    Model, Relationship, Result, Tracked, Value, ValueRef,
    driver::Param,
    model::{ModelInfo, RelationshipInfo, RelationshipKind},
    query::reader::Handed,
    sql,
};

/// How many objects a lazy load serves at most.
const CHUNK: usize = 500;

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
        Ok(R::gather(self, &slots))
    }

    fn related_slots(&mut self, owner: &'static ModelInfo, slot: u32, number: usize) -> Result<Vec<u32>> {
        let place = Place { store: owner.id.get(), slot };
        let info = &owner.relationships[number];
        self.stores.ensure(info.target);
        match info.kind {
            RelationshipKind::BelongsTo => Ok(self.parent(place, info)?.into_iter().collect()),
            RelationshipKind::HasMany | RelationshipKind::HasOne | RelationshipKind::ManyToMany => {
                self.collection(place, number, info)
            }
        }
    }

    fn collection(&mut self, place: Place, number: usize, info: &'static RelationshipInfo) -> Result<Vec<u32>> {
        if self.state(place) == State::Pending {
            return Ok(self.members(place, number, info).collect());
        }
        if !self.loaded_fresh(place, number, info) {
            self.autoflush()?;
            self.load_collections(place, number, info)?;
        }
        Ok(self.members(place, number, info).collect())
    }

    /// The members of a collection as far as it is loaded: those that still belong to it.
    fn members<'s>(
        &'s self,
        owner: Place,
        number: usize,
        info: &'static RelationshipInfo,
    ) -> impl Iterator<Item = u32> + 's {
        let owners = self.stores.get(owner.store);
        let store = info.target.id.get();
        let target = self.stores.get(store);
        let foreign_key = foreign_key(info.target.table, info.target_columns);
        let belongs = move |slot: &u32| {
            let live = matches!(target.head().metas[*slot as usize].state, State::Pending | State::Persistent);
            let mut pairs = info.columns.iter().zip(info.target_columns);
            live && (pairs.all(|(&column, &target_column)| {
                let key = owners.value(owner.slot, column);
                !key.is_null() && key.same(target.value(*slot, target_column))
            }) || foreign_key.and_then(|number| self.stores.linked(Place { store, slot: *slot }, number))
                == Some(owner))
        };
        let collection = owners.head().collections.get(&(owner.slot, number));
        collection.map(|it| it.members.as_slice()).unwrap_or_default().iter().copied().filter(belongs)
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

    fn load_collections(&mut self, place: Place, number: usize, info: &'static RelationshipInfo) -> Result<()> {
        let owners = self.batch(place, |session, owner| {
            session.state(owner) == State::Persistent && !session.loaded_fresh(owner, number, info)
        });
        let found = self.load_rows(place.store, &owners, info)?;
        let owner_store = self.stores.get(place.store);
        let target = self.stores.get(info.target.id.get());
        let mut members: Vec<Vec<u32>> = vec![Vec::new(); owners.len()];
        let positions: HashMap<u32, usize, RandomState> =
            owners.iter().enumerate().map(|(position, &slot)| (slot, position)).collect();
        for slot in found {
            // Where the child belongs is what memory says: it may have been edited since its row was written.
            let value = |part: usize| target.value(slot, info.target_columns[part]);
            let owner = find_by(owner_store, info.columns, &mut { value });
            if let Some(&position) = owner.and_then(|owner| positions.get(&owner)) {
                members[position].push(slot);
            }
        }
        let (epoch, level) = (self.epoch, self.undo.level());
        let head = self.stores.get_mut(place.store).head_mut();
        for (&owner, mut members) in owners.iter().zip(members) {
            let key = (owner, number);
            for &queued in head.queued.get(&key).map(Vec::as_slice).unwrap_or_default() {
                if !members.contains(&queued) {
                    members.push(queued);
                }
            }
            head.collections.insert(key, Collection { epoch, level, members });
        }
        Ok(())
    }

    fn parent(&mut self, place: Place, info: &'static RelationshipInfo) -> Result<Option<u32>> {
        if let Some(found) = self.known_parent(place, info) {
            return Ok(found);
        }
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
        let store = self.stores.get(place.store);
        let number = foreign_key(store.info().table, info.columns)?;
        if let Some(parent) = self.stores.linked(place, number) {
            return Some(Some(parent.slot));
        }
        if info.columns.iter().any(|&column| store.value(place.slot, column).is_null()) {
            return Some(None);
        }
        let target = self.stores.get(info.target.id.get());
        let value = |part: usize| store.value(place.slot, info.columns[part]);
        let slot = find_by(target, info.target_columns, &mut { value })?;
        (target.head().metas[slot as usize].epoch == self.epoch).then_some(Some(slot))
    }

    fn state(&self, place: Place) -> State {
        self.stores.get(place.store).head().metas[place.slot as usize].state
    }

    /// The object and those after it in the result that handed it out, which a lazy load serves with it.
    fn batch(&self, place: Place, lacks: impl Fn(&Self, Place) -> bool) -> Vec<u32> {
        let meta = &self.stores.get(place.store).head().metas[place.slot as usize];
        let mut slots = vec![place.slot];
        let mut seen: HashSet<u32, RandomState> = slots.iter().copied().collect();
        for &slot in self.results.from(meta.result, meta.position) {
            if slots.len() == CHUNK {
                break;
            }
            if self.results_agree(place.store, slot, meta.result)
                && lacks(self, Place { store: place.store, slot })
                && seen.insert(slot)
            {
                slots.push(slot);
            }
        }
        slots
    }

    /// Whether the slot still holds the object that the result handed out.
    fn results_agree(&self, store: usize, slot: u32, result: u32) -> bool {
        self.stores.get(store).head().metas[slot as usize].result == result
    }

    /// Loads the rows of a relationship's target that belong to any of the objects, and gives their slots in the order
    /// of the rows.
    fn load_rows(&mut self, store: usize, slots: &[u32], info: &'static RelationshipInfo) -> Result<Vec<u32>> {
        let RelationshipInfo { columns, target_columns, .. } = *info;
        let any = self.stores.get(store);
        let complete = |&&slot: &&u32| columns.iter().all(|&column| !any.value(slot, column).is_null());
        let slots: Vec<u32> = slots.iter().filter(complete).copied().collect();
        if slots.is_empty() {
            return Ok(Vec::new());
        }
        let values: Vec<Vec<Value>> = columns
            .iter()
            .map(|&column| slots.iter().map(|&slot| any.value(slot, column).to_value()).collect())
            .collect();
        let lists: Vec<Vec<ValueRef<'_>>> =
            values.iter().map(|list| list.iter().map(Value::as_ref).collect()).collect();
        let dialect = self.engine.dialect();
        let table = info.target.table;
        let single = slots.len() == 1;
        let mut text = if single {
            sql::select_by_values(table, target_columns, dialect)
        } else {
            sql::select_by_lists(table, target_columns, dialect)
        };
        sql::order_by(&mut text, table, info.order_by);
        let sensitive = |part: usize| table.columns[target_columns[part]].sensitive;
        let params: Vec<Param<'_>> = lists
            .iter()
            .enumerate()
            .map(|(part, list)| Param {
                value: if single { list[0] } else { ValueRef::List(list) },
                sensitive: sensitive(part),
            })
            .collect();
        let target = info.target.id.get();
        let mut found = Vec::new();
        let (connection, context) = self.reading()?;
        let mut absorb = Absorb { undo: context.undo, epoch: context.epoch, store: target };
        let store = context.stores.get_mut(target);
        let result = connection.query_params(&text, &params, &mut |row| {
            found.push(store.absorb_row(&mut absorb, row, 0)?);
            Ok(())
        });
        self.after_reading(result)?;
        // What is loaded together is walked together: the relatives of these are loaded in batches too.
        if found.len() > 1 {
            self.register_results(vec![Handed { store: target, slots: found.clone() }]);
        }
        Ok(found)
    }
}
