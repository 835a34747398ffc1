//! Setting a column or a relationship of an object by name.

use super::Session;
use crate::{Column, Field, IntoField, Model, Nullability, Result, Tracked, Writable};

mod sealed {
    pub trait Sealed {}
}

pub(crate) use sealed::Sealed;

/// What [`Session::set`] can set to a `V`: a column, to a value of its type; a relationship, to drafts and handles.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be set to `{V}` on an object of `{M}`",
    label = "not a column or a relationship of `{M}`, or of another type"
)]
pub trait Assign<M: Model, V>: Sealed {
    #[doc(hidden)]
    fn assign(self, session: &mut Session, handle: Tracked<M>, value: V) -> Result<()>;
}

impl Session {
    /// Sets a column or a relationship: `session.set(ed, User::name, "Ed")?`. No round trip for a column.
    ///
    /// A column that is set in this way is written by the next flush, also where it holds that value already; a field
    /// that is assigned, `session[ed].name = ...`, is written where it differs. As every edit of an expired object,
    /// the UPDATE then demands that the row still has its last known value.
    ///
    /// # Errors
    /// [`ErrorKind::NotInSession`](crate::ErrorKind::NotInSession).
    pub fn set<M: Writable, V>(&mut self, handle: Tracked<M>, what: impl Assign<M, V>, value: V) -> Result<()> {
        what.assign(self, handle, value)
    }
}

impl<M, T, N> Sealed for Column<M, T, N> {}

impl<M: Model, T, N: Nullability, V> Assign<M, V> for Column<M, T, N>
where
    N::Row<T>: Field,
    V: IntoField<N::Row<T>>,
{
    fn assign(self, session: &mut Session, handle: Tracked<M>, value: V) -> Result<()> {
        let place = session.place_of(handle)?;
        let epoch = session.epoch;
        let store = session.stores.get_mut(place.store);
        super::relate::touch(store, place.slot, epoch);
        store.assign(place.slot, self.column.index, value.into_field().to_ref().to_value())?;
        store.head_mut().force(place.slot, self.column.index);
        Ok(())
    }
}
