//! Relationships as generated code declares them.

use std::{fmt, marker::PhantomData};

use crate::{Model, Session, Tracked};

macro_rules! relationship {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        pub struct $name<A, B> {
            index: usize,
            marker: PhantomData<fn() -> (A, B)>,
        }

        impl<A, B> Clone for $name<A, B> {
            fn clone(&self) -> Self {
                *self
            }
        }

        impl<A, B> Copy for $name<A, B> {}

        impl<A: Model, B> fmt::Debug for $name<A, B> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let info = A::info();
                write!(f, "{}.{}", info.name, info.relationships[self.index].name)
            }
        }

        impl<A, B> $name<A, B> {
            /// The relationship of the model `A` with that index. Generated code calls it.
            pub const fn new(index: usize) -> Self {
                $name { index, marker: PhantomData }
            }

            pub(crate) fn index(self) -> usize {
                self.index
            }
        }
    };
}

relationship! {
    /// A relationship to any number of `B`, whose table holds the foreign key.
    HasMany
}

relationship! {
    /// A relationship to at most one `B`, whose table holds the foreign key.
    HasOne
}

relationship! {
    /// A relationship to the `B` that the foreign key of `A`'s table refers to.
    BelongsTo
}

/// A relationship of the model `From`, which [`Session::related`] follows.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a relationship of `{From}`",
    label = "not a relationship of `{From}`"
)]
pub trait Relationship<From: Model>: Copy {
    /// The model it leads to.
    type To: Model;
    /// What following it gives: a `Vec` of handles, or an `Option` of one.
    type Out;
    #[doc(hidden)]
    fn position(self) -> usize;
    #[doc(hidden)]
    fn gather(session: &Session, slots: &[u32]) -> Self::Out;
}

fn handle<M: Model>(session: &Session, slot: u32) -> Option<Tracked<M>> {
    Some(session.stores.typed::<M>()?.handle(slot))
}

impl<A: Model, B: Model> Relationship<A> for HasMany<A, B> {
    type To = B;
    type Out = Vec<Tracked<B>>;

    fn position(self) -> usize {
        self.index()
    }

    fn gather(session: &Session, slots: &[u32]) -> Vec<Tracked<B>> {
        let Some(store) = session.stores.typed::<B>() else { return Vec::new() };
        slots.iter().map(|&slot| store.handle(slot)).collect()
    }
}

impl<A: Model, B: Model> Relationship<A> for HasOne<A, B> {
    type To = B;
    type Out = Option<Tracked<B>>;

    fn position(self) -> usize {
        self.index()
    }

    fn gather(session: &Session, slots: &[u32]) -> Option<Tracked<B>> {
        handle(session, *slots.first()?)
    }
}

impl<A: Model, B: Model> Relationship<A> for BelongsTo<A, B> {
    type To = B;
    type Out = Option<Tracked<B>>;

    fn position(self) -> usize {
        self.index()
    }

    fn gather(session: &Session, slots: &[u32]) -> Option<Tracked<B>> {
        handle(session, *slots.first()?)
    }
}
