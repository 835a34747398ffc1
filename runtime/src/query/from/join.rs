//! What can be joined: relationships, models, aliases and subqueries.

use super::along::Path;
use crate::{
    BelongsTo, HasMany, HasOne, Model,
    query::{
        expr::{column::Entity, logic::Condition},
        tree::{Derived, Link, Source},
    },
};

use std::sync::Arc;

/// What `join` and its like take: a relationship, `entity::<Model>()`, an alias's entity or a subquery, each with
/// `.on(condition)` where need be.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be joined",
    label = "not a relationship, an entity or a subquery",
    note = "join along a relationship, `.join(User::addresses)`, or on a condition, \
            `.join(entity::<Address>().on(Address::user_id.eq(User::id)))`",
    note = "an alias is joined along a relationship too, `.join(User::addresses.to(&other))`, or as `other.entity()`"
)]
pub trait Joinable {
    #[doc(hidden)]
    fn into_on(self) -> On;
}

/// Something to join, and the condition.
#[derive(Clone, Debug)]
#[must_use = "it does nothing until it is given to `join`"]
pub struct On(pub(crate) Link);

impl On {
    pub(crate) fn derived(source: &Arc<Derived>, condition: impl Condition) -> Self {
        On(Link::On(Source::Derived(source.clone()), Some(condition.into_condition().node)))
    }

    pub(crate) fn alone(source: Source) -> Self {
        On(Link::On(source, None))
    }
}

impl Joinable for On {
    fn into_on(self) -> On {
        self
    }
}

impl<M: Model> Joinable for Entity<M> {
    fn into_on(self) -> On {
        On::alone(self.source())
    }
}

impl<M: Model> Entity<M> {
    fn source(self) -> Source {
        self.of.map_or_else(|| Source::table(M::info().table, self.alias), Source::Derived)
    }

    /// To be joined on a condition: `.join(entity::<Address>().on(Address::user_id.eq(User::id)))`.
    pub fn on(self, condition: impl Condition) -> On {
        On(Link::On(self.source(), Some(condition.into_condition().node)))
    }
}

impl<A: Model, B: Model> Joinable for Path<A, B> {
    fn into_on(self) -> On {
        On(Link::Along(self.along, self.condition))
    }
}

macro_rules! joinable {
    ($($type:ident),*) => { $(
        impl<A: Model, B: Model> Joinable for $type<A, B> {
            fn into_on(self) -> On {
                Path::from(self).into_on()
            }
        }
    )* };
}

joinable!(HasMany, HasOne, BelongsTo);
