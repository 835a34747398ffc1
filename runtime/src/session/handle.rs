//! Handles: what stands for an object that a session owns.

use std::{
    fmt,
    hash::{Hash, Hasher},
    marker::PhantomData,
};

/// A handle of an object that a [`Session`](crate::Session) owns: small, `Copy`, and good for that session only.
///
/// `session[handle]` is the object. A handle of another session, or of an object that has left this one, is caught:
/// indexing panics with a message that says which, [`Session::get_tracked`](crate::Session::get_tracked) gives `None`.
pub struct Tracked<M> {
    pub(crate) session: u64,
    pub(crate) slot: u32,
    pub(crate) generation: u32,
    pub(crate) marker: PhantomData<fn() -> M>,
}

impl<M> Clone for Tracked<M> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<M> Copy for Tracked<M> {}

impl<M> PartialEq for Tracked<M> {
    fn eq(&self, other: &Self) -> bool {
        (self.session, self.slot, self.generation) == (other.session, other.slot, other.generation)
    }
}

impl<M> Eq for Tracked<M> {}

impl<M> Hash for Tracked<M> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.session, self.slot, self.generation).hash(state);
    }
}

impl<M> fmt::Debug for Tracked<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = std::any::type_name::<M>().rsplit("::").next().unwrap_or_default();
        write!(f, "Tracked<{name}>({}.{})", self.slot, self.generation)
    }
}

/// A place in a session, without the model's type: the index of the store, and the slot in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Place {
    pub(crate) store: usize,
    pub(crate) slot: u32,
}
