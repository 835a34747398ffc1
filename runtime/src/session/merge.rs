//! Merging: what an object says is copied into the one of the same key.

use super::{
    Place, Session,
    head::State,
    relate::{place_of, touch},
    store::{AnyStore, key_of},
};
use crate::{Error, ErrorKind, Mergeable, Model, Result, Tracked, ValueRef, draft::ColumnSet, model::Lazy};

impl Session {
    /// Copies what a plain struct or a draft says into the session's object of the same key, and gives its handle.
    ///
    /// Of a struct every column is copied, except that an empty field of a NOT NULL column counts as not set; of a draft
    /// those columns that were set, a NULL among them. An object that is here and not expired costs no round trip, any
    /// other one. Where there is no row of that key, or no key at all, the object is new: pending, as by
    /// [`add`](Session::add). An object that was to be deleted is kept.
    ///
    /// The relatives of a draft are merged too, and a collection that was set has them for its members afterwards, for
    /// which it is loaded: who was a member before leaves, as by [`set`](Session::set). Where something may have to be
    /// read, what changed before is flushed first if the session does so.
    ///
    /// # Errors
    /// [`ErrorKind::StaleData`] where the version that is given is not that of the object here;
    /// [`ErrorKind::NotFilled`] where a new object is needed and the draft lacks required columns;
    /// [`ErrorKind::InvalidRequest`] for relatives by a relationship that does not cascade merge; what the database
    /// says, and what a flush may give.
    pub fn merge<D: Mergeable>(&mut self, source: D) -> Result<Tracked<D::Model>> {
        self.usable()?;
        source.merge_into(self)
    }

    /// Keeps the object that is here if it was to be deleted, and flushes if something may have to be read.
    pub(crate) fn begin_merge<M: Model>(
        &mut self,
        object: &M,
        set: Option<&ColumnSet>,
        has_relatives: bool,
    ) -> Result<()> {
        let Some(key) = given_key(object, set) else {
            return if has_relatives { self.autoflush() } else { Ok(()) };
        };
        let epoch = self.epoch;
        let store = self.stores.made::<M>();
        let known = store.find_key(&key);
        let is_fresh = known.is_some_and(|slot| store.fresh(slot, epoch) && store.key(slot).as_ref() == Some(&key));
        if let Some(slot) = known {
            store.head_mut().undelete(slot);
        }
        if is_fresh && !has_relatives { Ok(()) } else { self.autoflush() }
    }

    pub(crate) fn merge_object<M: Model>(
        &mut self,
        object: M,
        set: Option<&ColumnSet>,
        missing: &[&'static str],
    ) -> Result<Tracked<M>> {
        if let Some(key) = given_key(&object, set) {
            let known = match self.get_by_key::<M>(&key)? {
                Some(handle) => Some(handle.slot),
                None => self.pending_with(&object),
            };
            if let Some(slot) = known {
                self.copy_columns(Place { store: M::info().id.get(), slot }, set, &|column| object.value(column))?;
                return Ok(self.stores.made::<M>().handle(slot));
            }
        }
        if !missing.is_empty() {
            return Err(lacking(&object, missing));
        }
        Ok(self.place(object))
    }

    /// The new object that is to have the key of this one.
    fn pending_with<M: Model>(&self, object: &M) -> Option<u32> {
        let store = self.stores.typed::<M>()?;
        let primary_key = M::info().table.primary_key;
        let same = |other: &M| primary_key.iter().all(|&column| object.value(column).same(other.value(column)));
        let is_it = |slot: &u32| store.state(*slot) == State::Pending && store.object(*slot).is_some_and(same);
        store.head().pending.iter().copied().find(is_it)
    }

    /// Copies columns into an object, those that differ.
    fn copy_columns<'v>(
        &mut self,
        place: Place,
        set: Option<&ColumnSet>,
        value: &dyn Fn(usize) -> ValueRef<'v>,
    ) -> Result<()> {
        let epoch = self.epoch;
        let store = self.stores.get_mut(place.store);
        let slot = place.slot;
        let table = store.info().table;
        let is_set = |column: usize| set.is_none_or(|set| set.contains(column));
        let is_new = store.head().metas[slot as usize].state == State::Pending;
        if let Some(version) = table.version.filter(|&version| is_set(version) && !is_new)
            && !store.value(slot, version).same(value(version))
        {
            return Err(stale(store, slot, version, value(version)));
        }
        for (column, description) in table.columns.iter().enumerate() {
            let value = value(column);
            let counts = is_set(column) && !description.computed && (description.nullable || !value.is_null());
            if counts && !store.value(slot, column).same(value) {
                touch(store, slot, epoch);
                store.assign(slot, column, value.to_value())?;
            }
        }
        Ok(())
    }

    /// Loads a collection whose members are about to be merged: by one statement what they would be by one each.
    pub(crate) fn load_for_merge<M: Model>(&mut self, owner: Tracked<M>, relationship: usize) -> Result<()> {
        self.slot_of(owner)?;
        if M::info().relationships[relationship].lazy != Lazy::WriteOnly {
            self.related_slots(M::info(), owner.slot, relationship)?;
        }
        Ok(())
    }

    /// Makes these the members of a collection; those of one that is never loaded join it.
    pub(crate) fn merge_members<M: Model>(
        &mut self,
        owner: Tracked<M>,
        relationship: usize,
        members: &[u32],
    ) -> Result<()> {
        let info = &M::info().relationships[relationship];
        self.slot_of(owner)?;
        let place = place_of(owner);
        if info.lazy == Lazy::WriteOnly {
            let store = info.target.id.get();
            members.iter().for_each(|&slot| self.adopt_at(place, relationship, Place { store, slot }, false));
            return Ok(());
        }
        let current = self.current_slots(M::info(), owner.slot, relationship)?;
        self.replace_members(place, relationship, &current, members, false)
    }
}

/// The key that was given, if it was given whole: one that `new()` made is that of a new object.
fn given_key<M: Model>(object: &M, set: Option<&ColumnSet>) -> Option<M::Key> {
    let mut primary_key = M::info().table.primary_key.iter();
    if set.is_some_and(|set| !primary_key.all(|&column| set.contains(column))) {
        return None;
    }
    key_of(object)
}

#[cold]
fn lacking<M: Model>(object: &M, missing: &[&'static str]) -> Error {
    let names: Vec<String> = missing.iter().map(|name| format!("`.{}(...)`", name.trim_start_matches("r#"))).collect();
    let info = M::info();
    let key = info.key_text(|column| object.value(column));
    Error::new(
        ErrorKind::NotFilled,
        format!("no row of {} has the key ({key}), and a new one needs {}", info.name, names.join(", ")),
    )
}

#[cold]
fn stale(store: &dyn AnyStore, slot: u32, version: usize, given: ValueRef<'_>) -> Error {
    let info = store.info();
    let show = |value: ValueRef<'_>| {
        let mut text = String::new();
        crate::echo::parameters::value(&mut text, value);
        text
    };
    Error::new(
        ErrorKind::StaleData,
        format!(
            "what is merged has {} {} and the object of that key has {}: it was changed since. A draft that leaves the \
             version unset is merged into whatever there is. The object is {}",
            info.table.columns[version].field,
            show(given),
            show(store.value(slot, version)),
            store.shown(slot)
        ),
    )
}
