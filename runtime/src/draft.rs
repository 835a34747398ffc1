//! Drafts: what `User::new()...` builds, and whatever else can be added to a session.

use std::fmt;

use crate::{BelongsTo, Error, HasMany, HasOne, Model, Session, Tracked};

/// Whatever can stand where an object is wanted: a finished builder, a plain struct, or a handle.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an object of a model, a finished draft of one, or a handle",
    label = "not an object, a draft or a handle"
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

    /// Why it cannot enter: a handle may be of another session.
    #[doc(hidden)]
    fn refused_by(&self, _: &Session) -> Option<Error> {
        None
    }
}

impl<M: Model> Draft for Tracked<M> {
    type Model = M;

    const NEW: bool = false;

    fn enter(self, session: &mut Session) -> Tracked<M> {
        session.keep(self);
        self
    }

    fn refused_by(&self, session: &Session) -> Option<Error> {
        session.slot_of(*self).err()
    }
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

/// Implemented by tuples of what [`IsSet`]: the state of a builder whose required columns are all set.
pub trait AllSet: Send + 'static {}

/// A state of more required columns than a tuple holds: tuples in a tuple.
#[derive(Clone, Copy, Debug)]
pub struct Groups<T>(std::marker::PhantomData<T>);

macro_rules! all_set {
    ($($column:ident),*) => {
        impl<$($column: IsSet),*> AllSet for ($($column,)*) {}
        impl<$($column: AllSet),*> AllSet for Groups<($($column,)*)> {}
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

type Relatives<M> = Box<dyn FnOnce(&mut Session, Tracked<M>) + Send>;

/// What a generated builder holds: the object, and the relatives that will come with it.
pub struct Seed<M> {
    object: M,
    relatives: Vec<Relatives<M>>,
}

impl<M: fmt::Debug> fmt::Debug for Seed<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Seed").field("object", &self.object).field("relatives", &self.relatives.len()).finish()
    }
}

impl<M: Model> Seed<M> {
    /// An object whose required columns are still to be set.
    pub fn new(object: M) -> Self {
        Seed { object, relatives: Vec::new() }
    }

    /// Sets a field.
    #[must_use]
    pub fn set(mut self, set: impl FnOnce(&mut M)) -> Self {
        set(&mut self.object);
        self
    }

    /// Brings objects that will refer to this one.
    #[must_use]
    pub fn children<D: Draft>(
        mut self,
        relationship: HasMany<M, D::Model>,
        children: impl IntoIterator<Item = D>,
    ) -> Self {
        let children: Vec<D> = children.into_iter().collect();
        self.relatives.push(Box::new(move |session, parent| {
            for child in children {
                let child = child.enter(session);
                session.adopt(parent, child, relationship.index(), D::NEW);
            }
        }));
        self
    }

    /// Brings the one object that will refer to this one.
    #[must_use]
    pub fn child<D: Draft>(mut self, relationship: HasOne<M, D::Model>, child: D) -> Self {
        self.relatives.push(Box::new(move |session, parent| {
            let child = child.enter(session);
            session.adopt_only(parent, child, relationship.index(), D::NEW);
        }));
        self
    }

    /// Brings the object that this one will refer to.
    #[must_use]
    pub fn parent<D: Draft>(mut self, relationship: BelongsTo<M, D::Model>, parent: D) -> Self {
        self.relatives.push(Box::new(move |session, child| {
            let parent = parent.enter(session);
            session.refer(child, parent, relationship.index());
        }));
        self
    }

    /// The object, where there are no relatives.
    pub fn into_object(self) -> M {
        self.object
    }

    /// Takes object and relatives into the session.
    pub fn enter(self, session: &mut Session) -> Tracked<M> {
        let handle = session.place(self.object);
        for relatives in self.relatives {
            relatives(session, handle);
        }
        handle
    }
}
