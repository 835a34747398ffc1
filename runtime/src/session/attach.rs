//! Objects that have a row already, taken in without asking for it.

use super::{Session, store::key_of};
use crate::{Error, ErrorKind, Model, Result, Tracked, Writable};

impl Session {
    /// Takes in an object that has a row: one that [`expunge`](Session::expunge) gave back, that `User::find` read, or
    /// that comes from a cache. It is persistent at once, with its values as the last known ones of its row. No round
    /// trip (`merge(obj, load=False)` in SQLAlchemy).
    ///
    /// The object is expired: the query, `get` or `refresh` that next meets it reads its row, and an edit before that is
    /// written only if the row still has what the object had. What was changed in the object before it was attached is
    /// not known as a change, and not written: [`merge`](Session::merge) is for that.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`] where it has no key, so that it can have no row: that is for
    /// [`add`](Session::add). [`ErrorKind::IdentityConflict`] where the session has an object of that key.
    pub fn attach<M: Writable>(&mut self, object: M) -> Result<Tracked<M>> {
        self.usable()?;
        let store = self.stores.made::<M>();
        let Some(key) = key_of(&object) else { return Err(no_key(&object)) };
        match store.find_key(&key) {
            Some(other) => Err(held(&object, store.object(other))),
            None => Ok(store.take_known(key, object)),
        }
    }
}

#[cold]
fn no_key<M: Model>(object: &M) -> Error {
    let name = M::info().name;
    let message = format!("this {name} has no key, and so no row: `add` takes new objects. It is {object}");
    Error::new(ErrorKind::InvalidRequest, message)
}

#[cold]
fn held<M: Model>(object: &M, other: Option<&M>) -> Error {
    let other = other.map(ToString::to_string).unwrap_or_default();
    Error::new(
        ErrorKind::IdentityConflict,
        format!(
            "the session has an object with the key of this {}: {other}. `merge` copies {object} into it",
            M::info().name
        ),
    )
}
