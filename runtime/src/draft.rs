//! Drafts: what `User::new()...` builds, and whatever else can be added to a session.

mod seed;

pub(crate) use seed::ColumnSet;
pub use seed::Seed;

use crate::{Error, Model, Result, SameModel, Session, Tracked, Writable};

/// Whatever can stand where an object is wanted: a finished builder, a plain struct, or a handle.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an object of a model, a finished draft of one, or a handle",
    label = "not an object, a draft or a handle",
    note = "`session.add_all(...)` takes several; a view of the schema files is read, and not written"
)]
pub trait Draft: Send + 'static {
    /// The model it is of.
    type Model: Model;

    /// Whether it is an object that no session has yet.
    #[doc(hidden)]
    const NEW: bool = true;

    /// Takes it into the session, with the relatives that it brings.
    #[doc(hidden)]
    fn enter(self, session: &mut Session) -> Tracked<Self::Model>;

    /// As a relative of what is merged.
    #[doc(hidden)]
    fn merge_into(self, session: &mut Session) -> Result<Tracked<Self::Model>>;

    /// Why it cannot enter: a handle, itself or among the relatives, may be of another session.
    #[doc(hidden)]
    fn refused_by(&self, _: &Session) -> Option<Error> {
        None
    }
}

/// A [`Draft`] of the model `M`, for a relationship that leads there.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an object of `{M}`, a finished draft of one, or a handle",
    label = "not an object, a draft or a handle"
)]
pub trait DraftOf<M: Model>: Draft<Model: SameModel<M>> {}

impl<M: Model, D: Draft<Model: SameModel<M>>> DraftOf<M> for D {}

impl<M: Writable> Draft for Tracked<M> {
    type Model = M;

    const NEW: bool = false;

    fn enter(self, session: &mut Session) -> Tracked<M> {
        session.keep(self);
        self
    }

    fn merge_into(self, session: &mut Session) -> Result<Tracked<M>> {
        session.undelete(self)?;
        Ok(self)
    }

    fn refused_by(&self, session: &Session) -> Option<Error> {
        session.slot_of(*self).err()
    }
}

/// What [`Session::merge`] takes: a plain struct, or a builder, whose required columns need not all be set.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be merged: it is not an object of a model, nor a builder of one",
    label = "not an object or a builder",
    note = "a view of the schema files is read, and not written"
)]
pub trait Mergeable {
    /// The model it is of.
    type Model: Model;

    #[doc(hidden)]
    fn merge_into(self, session: &mut Session) -> Result<Tracked<Self::Model>>;
}

/// Marks a required column that has been set.
#[derive(Clone, Copy, Debug)]
pub enum Set {}

/// Implemented by [`Set`] alone: a builder that lacks a required column is not a [`Draft`].
#[diagnostic::on_unimplemented(
    message = "the required column `{Self}` has not been set",
    label = "`{Self}` has not been set",
    note = "call the builder's method of that name first"
)]
pub trait IsSet: Send + 'static {}

impl IsSet for Set {}

/// Which of a builder's required columns have not been set, from its state.
#[doc(hidden)]
pub trait Missing {
    fn missing(names: &mut Vec<&'static str>);
}

impl Missing for Set {
    fn missing(_: &mut Vec<&'static str>) {}
}

/// Implemented by tuples of what [`IsSet`]: the state of a builder whose required columns are all set.
pub trait AllSet: Send + 'static {}

/// A state of more required columns than a tuple holds: tuples in a tuple.
#[derive(Clone, Copy, Debug)]
pub struct Groups<T>(std::marker::PhantomData<T>);

impl<T: Missing> Missing for Groups<T> {
    fn missing(names: &mut Vec<&'static str>) {
        T::missing(names);
    }
}

macro_rules! all_set {
    ($($column:ident),*) => {
        impl<$($column: IsSet),*> AllSet for ($($column,)*) {}
        impl<$($column: AllSet),*> AllSet for Groups<($($column,)*)> {}

        impl<$($column: Missing),*> Missing for ($($column,)*) {
            fn missing(_names: &mut Vec<&'static str>) {
                $($column::missing(_names);)*
            }
        }
    };
}

all_set!();
all_set!(A);
all_set!(A, B);
all_set!(A, B, C);
all_set!(A, B, C, D);
all_set!(A, B, C, D, E);
all_set!(A, B, C, D, E, F);
all_set!(A, B, C, D, E, F, G);
all_set!(A, B, C, D, E, F, G, H);

/// Marks a builder that brings no relatives.
#[derive(Clone, Copy, Debug)]
pub enum Alone {}

/// Marks a builder that brings relatives.
#[derive(Clone, Copy, Debug)]
pub enum WithRelatives {}

/// Implemented by [`Alone`] only: what brings relatives is more than one row.
#[diagnostic::on_unimplemented(
    message = "a draft that brings relatives cannot be inserted as one row",
    label = "this draft has relatives",
    note = "add it to a session, which writes the whole graph: `session.add(...)`"
)]
pub trait IsAlone: Send + 'static {}

impl IsAlone for Alone {}
