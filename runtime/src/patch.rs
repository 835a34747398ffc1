//! [`Patch`]: changes to an object that come from outside, as a value.

use std::{borrow::Cow, fmt, marker::PhantomData};

use crate::{
    Column, Error, Field, IntoField, Model, Nullability, Result, Session, Tracked, ValidationError, Value, ValueRef,
    Writable, model::ModelInfo, repr::Repr, table::limits::fits,
};

#[cfg(feature = "serde")]
pub(crate) mod json;

/// Values for some columns of a `M`: what a form or a PATCH request says of an object.
///
/// It is built column by column, or read from JSON by `Patch::from_json` with the feature `serde`. [`Session::apply`]
/// writes it to an object. Keys and versions are not patched.
///
/// ```
/// # mod models { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../codegen/tests/golden/shop/mod.rs")); }
/// # use models::Customer;
/// # use aludel::{Engine, ErrorKind, Patch, Result, Session};
/// # fn main() -> Result<()> {
/// # let engine = Engine::new("sqlite://")?;
/// # models::metadata().create_all(&engine)?;
/// # let mut session = Session::new(&engine);
/// let ed = session.add(Customer::new().email("ed@example.com").nickname("ed"));
/// session.commit()?;
///
/// let patch = Patch::<Customer>::new().set(Customer::email, "edward@example.com").set(Customer::nickname, None::<String>);
/// assert_eq!(patch.columns().collect::<Vec<_>>(), ["email", "nickname"]);
/// session.apply(ed, patch)?;
/// assert_eq!((session[ed].email.as_str(), session[ed].nickname.as_ref()), ("edward@example.com", None));
/// session.commit()?;
///
/// let error = session.apply(ed, Patch::new().set(Customer::id, 7)).unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::Invalid);
/// assert_eq!(error.validation_errors()[0].field(), Some("id"));
/// # Ok(())
/// # }
/// ```
pub struct Patch<M> {
    /// Columns with their new values, each once.
    changes: Vec<(usize, Value)>,
    marker: PhantomData<fn() -> M>,
}

impl<M> Clone for Patch<M> {
    fn clone(&self) -> Self {
        Patch { changes: self.changes.clone(), marker: PhantomData }
    }
}

impl<M: Model> Default for Patch<M> {
    fn default() -> Self {
        Patch::new()
    }
}

impl<M: Model> Patch<M> {
    /// A patch that changes nothing.
    pub const fn new() -> Self {
        Patch { changes: Vec::new(), marker: PhantomData }
    }

    /// The same, with that value for a column; a column that may be NULL takes an Option too. The last one counts.
    #[must_use]
    pub fn set<T, N: Nullability>(mut self, column: Column<M, T, N>, value: impl IntoField<N::Row<T>>) -> Self
    where
        N::Row<T>: Field,
    {
        self.put(column.column.index, value.into_field().to_ref().to_value());
        self
    }

    /// Whether it changes nothing.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// The names of the fields that it has values for, in the order in which they came.
    pub fn columns(&self) -> impl ExactSizeIterator<Item = &'static str> {
        self.changes.iter().map(|&(column, _)| M::info().table.columns[column].field)
    }

    pub(crate) fn into_changes(self) -> Vec<(usize, Value)> {
        self.changes
    }

    fn put(&mut self, column: usize, value: Value) {
        self.changes.retain(|(other, _)| *other != column);
        self.changes.push((column, value));
    }
}

impl Session {
    /// Writes a patch to an object, all of it or nothing. It is an edit as any other: what differs is written by the next
    /// flush, after hooks and validation; an expired object is compared with its last known values. No round trip.
    ///
    /// # Errors
    /// [`ErrorKind::Invalid`](crate::ErrorKind::Invalid), with every column that cannot be patched or does not hold
    /// the value that it is given, by [`Error::validation_errors`]; [`ErrorKind::NotInSession`](crate::ErrorKind);
    /// [`ErrorKind::PendingRollback`](crate::ErrorKind) after a failed flush.
    pub fn apply<M: Writable>(&mut self, handle: Tracked<M>, patch: Patch<M>) -> Result<()> {
        self.usable()?;
        let Some(object) = self.get_tracked(handle) else { return Err(self.absent(handle)) };
        let mut patched = object.clone();
        let mut errors = Vec::new();
        let info = M::info();
        for (column, value) in patch.changes {
            let refused = refusal(info, column).map_or_else(|| misfit(info, column, value.as_ref()), Some);
            let why = refused.or_else(|| match patched.assign(column, value) {
                Some(()) => None,
                None => Some("does not hold such values".to_owned()),
            });
            if let Some(message) = why {
                let field = Some(Cow::Borrowed(info.table.columns[column].field));
                errors.push(ValidationError { model: info.name, object: Some(object.to_string()), field, message });
            }
        }
        if !errors.is_empty() {
            return Err(Error::invalid("this patch was not applied", errors));
        }
        let mut columns = Vec::new();
        patched.changed(object, &mut columns);
        if !columns.is_empty() {
            self[handle] = patched;
        }
        Ok(())
    }
}

/// Why a column is not patched.
fn refusal(info: &ModelInfo, column: usize) -> Option<String> {
    let why = match column {
        _ if info.table.primary_key.contains(&column) => "is of the key, which a patch leaves alone",
        _ if info.table.version == Some(column) => "is the version, which the flush sets",
        _ if info.table.columns[column].computed => "is computed by the database",
        _ => return None,
    };
    Some(why.to_owned())
}

/// Why a column cannot hold a value.
fn misfit(info: &ModelInfo, column: usize, value: ValueRef<'_>) -> Option<String> {
    fits(&info.table.columns[column], value).err()
}

impl<M: Model> fmt::Debug for Patch<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let info = M::info();
        let mut patch = f.debug_struct(info.name);
        for (column, value) in &self.changes {
            let column = &info.table.columns[*column];
            match column.sensitive {
                true => patch.field(column.field, &format_args!("***")),
                false => patch.field(column.field, &format_args!("{}", Repr(value.as_ref()))),
            };
        }
        patch.finish_non_exhaustive()
    }
}
