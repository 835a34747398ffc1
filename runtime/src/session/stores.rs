//! The stores of a session, found by the model's number.

use std::any::Any;

use super::{
    Place,
    flush::hash_of,
    head::{Link, State},
    store::{AnyStore, Store},
    undo::Entry,
};
use crate::{Model, ValueRef, model::ModelInfo};

/// A store for every model that the session has met.
#[derive(Default)]
pub(crate) struct Stores {
    session: u64,
    by_model: Vec<Option<Box<dyn AnyStore>>>,
}

impl std::fmt::Debug for Stores {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.iter().map(|(_, store)| store.info().name)).finish()
    }
}

impl Stores {
    pub(crate) fn new(session: u64) -> Self {
        Stores { session, by_model: Vec::new() }
    }

    /// The index of the model's store, which is made at first use.
    pub(crate) fn ensure(&mut self, info: &'static ModelInfo) -> usize {
        let index = info.id.get();
        if self.by_model.len() <= index {
            self.by_model.resize_with(index + 1, || None);
        }
        if self.by_model[index].is_none() {
            self.by_model[index] = Some((info.store)(self.session));
        }
        index
    }

    /// The store at an index that [`Stores::ensure`] gave.
    #[allow(clippy::panic, reason = "indices come from `ensure`, and stores are never taken away")]
    pub(crate) fn get(&self, index: usize) -> &dyn AnyStore {
        match self.by_model.get(index) {
            Some(Some(store)) => &**store,
            _ => panic!("no store {index}"),
        }
    }

    /// The same, to be changed.
    #[allow(clippy::panic, reason = "as above")]
    pub(crate) fn get_mut(&mut self, index: usize) -> &mut dyn AnyStore {
        match self.by_model.get_mut(index) {
            Some(Some(store)) => &mut **store,
            _ => panic!("no store {index}"),
        }
    }

    pub(crate) fn typed<M: Model>(&self) -> Option<&Store<M>> {
        let store = self.by_model.get(M::info().id.get())?.as_deref()?;
        (store as &dyn Any).downcast_ref()
    }

    pub(crate) fn typed_mut<M: Model>(&mut self) -> Option<&mut Store<M>> {
        let store = self.by_model.get_mut(M::info().id.get())?.as_deref_mut()?;
        (store as &mut dyn Any).downcast_mut()
    }

    /// The store of `M`, which is made at first use.
    #[allow(clippy::panic, reason = "as above: a model's description names the model's own store")]
    pub(crate) fn made<M: Model>(&mut self) -> &mut Store<M> {
        self.ensure(M::info());
        match self.typed_mut::<M>() {
            Some(store) => store,
            None => panic!("the store of {} is of another type", M::info().name),
        }
    }

    /// Two different objects at once.
    pub(crate) fn pair_mut<A: Model, B: Model>(&mut self, a: u32, b: u32, epoch: u32) -> Option<(&mut A, &mut B)> {
        let (first, second) = (A::info().id.get(), B::info().id.get());
        if first == second {
            let (a, b) = self.typed_mut::<A>()?.pair_mut(a, b, epoch)?;
            return Some((a, (b as &mut dyn Any).downcast_mut()?));
        }
        let [first, second] = self.by_model.get_disjoint_mut([first, second]).ok()?;
        let first: &mut Store<A> = (first.as_deref_mut()? as &mut dyn Any).downcast_mut()?;
        let second: &mut Store<B> = (second.as_deref_mut()? as &mut dyn Any).downcast_mut()?;
        Some((first.object_mut(a, epoch)?, second.object_mut(b, epoch)?))
    }

    /// The parent to which a child is linked, unless its foreign key has been written since.
    pub(crate) fn linked(&self, child: Place, foreign_key: usize) -> Option<Place> {
        let store = self.get(child.store);
        let link = store.head().links.get(&(child.slot, foreign_key))?;
        let parent = &self.get(link.parent.store).head().metas[link.parent.slot as usize];
        if parent.deleted && parent.state == State::Pending {
            // It leaves with this flush.
            return None;
        }
        self.stands(child, foreign_key, link).then_some(link.parent)
    }

    /// Whether a child's foreign key has not been written since it was linked.
    pub(crate) fn stands(&self, child: Place, foreign_key: usize, link: &Link) -> bool {
        let store = self.get(child.store);
        let key = &store.info().table.foreign_keys[foreign_key];
        match link.keyed {
            false => key.columns.iter().any(|&column| store.value(child.slot, column).is_null()),
            true => {
                let parent = |column: usize| self.get(link.parent.store).value(link.parent.slot, column);
                let mut pairs = key.columns.iter().zip(key.target_columns);
                pairs.all(|(&column, &target)| store.value(child.slot, column).same(parent(target)))
                    || hash_of(key.columns, |column| store.value(child.slot, column)) == link.key
            }
        }
    }

    /// Whether a foreign key of the child refers to the parent: by the link that will give it a value, or else by the
    /// value that it has.
    pub(crate) fn refers(&self, child: Place, foreign_key: usize, parent: Place) -> bool {
        self.referring(child.store, foreign_key, parent)(child.slot)
    }

    /// The same for many children of one store.
    pub(crate) fn referring(&self, store: usize, foreign_key: usize, parent: Place) -> impl Fn(u32) -> bool + '_ {
        let (children, parents) = (self.get(store), self.get(parent.store));
        let key = &children.info().table.foreign_keys[foreign_key];
        let first = parents.value(parent.slot, key.target_columns[0]);
        let no_links = children.head().links.is_empty();
        let same = move |slot: u32, column: usize, value: ValueRef<'_>| {
            let own = children.value(slot, column);
            !own.is_null() && own.same(value)
        };
        let (meta, metas) = (&parents.head().metas[parent.slot as usize], &children.head().metas);
        let edited =
            |&column: &usize| !parents.value(parent.slot, column).same(parents.base_value(parent.slot, column));
        let has_new_key = meta.touched && meta.state == State::Persistent && key.target_columns.iter().any(edited);
        // Who is a child of the key that the flush is about to change goes with it.
        let follows = move |slot: u32| {
            let mut pairs = key.columns.iter().zip(key.target_columns);
            has_new_key
                && metas[slot as usize].state == State::Persistent
                && key.columns.iter().all(|&it| children.value(slot, it).same(children.base_value(slot, it)))
                && pairs.all(|(&column, &target)| same(slot, column, parents.base_value(parent.slot, target)))
        };
        move |slot| {
            if !no_links && let Some(linked) = self.linked(Place { store, slot }, foreign_key) {
                return linked == parent;
            }
            let mut others = key.columns.iter().zip(key.target_columns).skip(1);
            let refers = same(slot, key.columns[0], first)
                && others.all(|(&column, &target)| same(slot, column, parents.value(parent.slot, target)));
            refers || follows(slot)
        }
    }

    /// The store of a model, if the session has met it.
    pub(crate) fn typed_by(&self, info: &ModelInfo) -> Option<&dyn AnyStore> {
        self.by_model.get(info.id.get())?.as_deref()
    }

    /// Puts every object back as it was, latest change first; those whose values change expire.
    pub(crate) fn put_back(&mut self, log: Vec<Entry>) {
        let mut deleted = Vec::new();
        for entry in log.into_iter().rev() {
            match entry {
                Entry::Base(place, logged, old) => {
                    let store = self.get_mut(place.store);
                    store.restore(place.slot, old);
                    let meta = &mut store.head_mut().metas[place.slot as usize];
                    meta.logged = logged;
                    meta.epoch = 0;
                }
                Entry::Inserted(index, slots) => {
                    let store = self.get_mut(index);
                    for &slot in &slots {
                        store.unindex(slot);
                        store.leave(slot);
                    }
                }
                Entry::Deleted(place) => {
                    self.get_mut(place.store).head_mut().metas[place.slot as usize].state = State::Persistent;
                    deleted.push(place);
                }
            }
        }
        // By now whatever took their keys has given them back. A row that had come again and was read keeps its new
        // object: a row has one.
        for place in deleted {
            let store = self.get_mut(place.store);
            let is_back = store.head().metas[place.slot as usize].state == State::Persistent;
            if is_back && !matches!(store.index(place.slot), Ok(None)) {
                store.leave(place.slot);
            }
        }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (usize, &dyn AnyStore)> {
        self.by_model.iter().enumerate().filter_map(|(index, store)| Some((index, &**store.as_ref()?)))
    }

    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = (usize, &mut (dyn AnyStore + 'static))> {
        self.by_model.iter_mut().enumerate().filter_map(|(index, store)| Some((index, &mut **store.as_mut()?)))
    }

    /// Store indices, referenced tables first; otherwise by name.
    pub(crate) fn by_rank(&self) -> Vec<usize> {
        let mut order: Vec<usize> = self.iter().map(|(index, _)| index).collect();
        order.sort_by_key(|&index| {
            let table = self.get(index).info().table;
            (table.rank, table.name, index)
        });
        order
    }
}
