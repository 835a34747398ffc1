//! [`IdentitySet`]: what `dirty`, `pending` and `deleted` give.

use std::fmt;

use super::{Place, stores::Stores};
use crate::{Model, Tracked};

/// A set of objects of any models, as `session.dirty()` gives it. It prints as SQLAlchemy's does:
/// `IdentitySet([<User(name='ed')>])`.
pub struct IdentitySet<'s> {
    pub(crate) stores: &'s Stores,
    pub(crate) places: Vec<Place>,
}

impl IdentitySet<'_> {
    /// Whether the object is in the set.
    pub fn contains<M: Model>(&self, handle: Tracked<M>) -> bool {
        let slot = self.stores.typed::<M>().and_then(|store| store.slot(handle));
        slot.is_some_and(|slot| self.places.contains(&Place { store: M::info().id.get(), slot }))
    }

    /// The objects of one model: what a `before_flush` hook looks through.
    pub fn of<M: Model>(&self) -> impl Iterator<Item = Tracked<M>> + '_ {
        let store = self.stores.typed::<M>();
        let places = self.places.iter().filter(|place| place.store == M::info().id.get());
        places.filter_map(move |place| Some(store?.handle(place.slot)))
    }

    /// How many objects there are.
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }
}

impl fmt::Display for IdentitySet<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("IdentitySet([")?;
        for (index, place) in self.places.iter().enumerate() {
            if index > 0 {
                f.write_str(", ")?;
            }
            f.write_str(&self.stores.get(place.store).display(place.slot))?;
        }
        f.write_str("])")
    }
}

impl fmt::Debug for IdentitySet<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
