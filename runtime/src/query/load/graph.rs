//! Objects with their relationships, read once and never written.

use std::{fmt, ops};

use super::{
    LoadOptions, Loadable,
    eager::steps_for,
    selectinload,
    untracked::{BoundUntracked, Reads, UntrackedQuery},
};
use crate::{
    Model, Relationship, Result, Session, Tracked,
    model::RelationshipKind,
    query::{
        expr::column::Entity,
        run::{multiple_results, no_result},
        select::Query,
        tree::{How, Step},
    },
};

/// A query for a [`Graph`]. Made by [`UntrackedQuery::with`].
#[must_use = "a query does nothing until it is run by `all`, `first`, `one`, ..."]
pub struct GraphQuery<M> {
    query: UntrackedQuery<Entity<M>>,
}

impl<M> Clone for GraphQuery<M> {
    fn clone(&self) -> Self {
        GraphQuery { query: self.query.clone() }
    }
}

impl<M> fmt::Debug for GraphQuery<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GraphQuery").finish_non_exhaustive()
    }
}

impl<M: Model> UntrackedQuery<Entity<M>> {
    /// The objects with what a relationship leads to, as a [`Graph`]: `.with(User::addresses)`, or several in a row,
    /// `.with(Keyword::posts.then(BlogPost::author))`.
    pub fn with<P: Loadable<From = M>>(self, path: P) -> GraphQuery<M> {
        GraphQuery { query: self }.with(path)
    }
}

impl<M: Model> GraphQuery<M> {
    /// And with what another relationship leads to.
    pub fn with<P: Loadable<From = M>>(mut self, path: P) -> Self {
        selectinload(path).add_to(&mut self.query.core.options);
        self
    }

    /// Runs the query: one statement, and one more for each relationship and 500 objects.
    ///
    /// # Errors
    /// As [`Query::all`].
    pub fn all(&self, reads: impl Reads) -> Result<Graph<M>> {
        let query = Query::<Entity<M>>::from_core(self.query.core.clone());
        self.graph(reads, |session| query.all(session))
    }

    /// The same with the first object alone, or none.
    ///
    /// # Errors
    /// As [`Query::all`].
    pub fn first(&self, reads: impl Reads) -> Result<Graph<M>> {
        let query = Query::<Entity<M>>::from_core(self.query.core.clone());
        self.graph(reads, |session| Ok(query.first(session)?.into_iter().collect()))
    }

    /// The same with the only object.
    ///
    /// # Errors
    /// As [`Query::one`].
    pub fn one(&self, reads: impl Reads) -> Result<Graph<M>> {
        let graph = self.all(reads)?;
        match graph.roots.len() {
            0 => Err(no_result()),
            1 => Ok(graph),
            count => Err(multiple_results(count)),
        }
    }

    fn graph(&self, reads: impl Reads, run: impl FnOnce(&mut Session) -> Result<Vec<Tracked<M>>>) -> Result<Graph<M>> {
        let (session, roots) = reads.lend(|session| {
            session.for_reading = true;
            run(session)
        })?;
        let options = &self.query.core.options;
        let steps = steps_for(M::info(), None, options.steps.clone(), options.others, &[]);
        Ok(Graph { session, roots, steps })
    }
}

/// A [`GraphQuery`] bound to the session that will run it.
#[must_use = "a query does nothing until it is run by `all`, `first`, `one`"]
#[derive(Debug)]
pub struct BoundGraph<'s, M> {
    session: &'s mut Session,
    query: GraphQuery<M>,
}

impl<'s, M: Model> BoundUntracked<'s, Entity<M>> {
    /// As [`UntrackedQuery::with`].
    pub fn with<P: Loadable<From = M>>(self, path: P) -> BoundGraph<'s, M> {
        BoundGraph { session: self.session, query: self.query.with(path) }
    }
}

impl<M: Model> BoundGraph<'_, M> {
    /// As [`GraphQuery::with`].
    pub fn with<P: Loadable<From = M>>(mut self, path: P) -> Self {
        self.query = self.query.with(path);
        self
    }

    /// As [`GraphQuery::all`].
    ///
    /// # Errors
    /// As [`Query::all`].
    pub fn all(self) -> Result<Graph<M>> {
        self.query.all(self.session)
    }

    /// As [`GraphQuery::first`].
    ///
    /// # Errors
    /// As [`Query::all`].
    pub fn first(self) -> Result<Graph<M>> {
        self.query.first(self.session)
    }

    /// As [`GraphQuery::one`].
    ///
    /// # Errors
    /// As [`Query::one`].
    pub fn one(self) -> Result<Graph<M>> {
        self.query.one(self.session)
    }
}

/// Objects with their relationships, as a query found them: to be read, by the same handles as in a session, and sent to
/// another thread. It holds no connection. With the feature `serde` it is the list of its roots in JSON, each with what was
/// asked for by `with` under the relationship's name.
pub struct Graph<M> {
    session: Session,
    roots: Vec<Tracked<M>>,
    steps: Vec<Step>,
}

impl<M: Model> fmt::Debug for Graph<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.roots.iter().map(|&root| &self.session[root])).finish()
    }
}

impl<M: Model> Graph<M> {
    /// The objects that the query selected, in its order.
    pub fn roots(&self) -> &[Tracked<M>] {
        &self.roots
    }

    /// What a relationship of an object leads to: handles of this graph.
    ///
    /// # Panics
    /// Where the query did not load the relationship, and where the handle is not of this graph.
    #[allow(clippy::panic, reason = "a misuse that the documentation names; `is_loaded` tells")]
    pub fn loaded<A: Model, R: Relationship<A>>(&self, handle: Tracked<A>, relationship: R) -> R::Out {
        if let Some(found) = self.session.at_hand(handle, relationship) {
            return found;
        }
        let (model, info) = (A::info().name, &A::info().relationships[relationship.position()]);
        // A reference whose row is not there is loaded, though nobody knows.
        if !(info.kind == RelationshipKind::BelongsTo && self.asked(&self.steps, model, info.name)) {
            panic!("`{model}::{0}` is not in this graph: ask for it by `.with({model}::{0})`", info.name);
        }
        self.session.loaded(handle, relationship)
    }

    /// Whether the query loaded a relationship of an object.
    ///
    /// # Panics
    /// Where the handle is not of this graph.
    pub fn is_loaded<A: Model, R: Relationship<A>>(&self, handle: Tracked<A>, relationship: R) -> bool {
        self.session.is_loaded(handle, relationship)
    }

    /// The object of a handle; `None` where the handle is not of this graph.
    pub fn get<A: Model>(&self, handle: Tracked<A>) -> Option<&A> {
        self.session.get_tracked(handle)
    }

    fn asked(&self, steps: &[Step], model: &str, name: &str) -> bool {
        steps.iter().any(|step| {
            step.along.owner.name == model && step.along.info.name == name || self.asked(&step.then, model, name)
        })
    }
}

impl<M: Model, A: Model> ops::Index<Tracked<A>> for Graph<M> {
    type Output = A;

    /// The object.
    ///
    /// # Panics
    /// Where the handle is not of this graph.
    fn index(&self, handle: Tracked<A>) -> &A {
        &self.session[handle]
    }
}

#[cfg(feature = "serde")]
impl<M: Model> serde::Serialize for Graph<M> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        use serde::{ser::Error as _, ser::SerializeSeq as _};
        let mut list = serializer.serialize_seq(Some(self.roots.len()))?;
        for root in &self.roots {
            let json = json(&self.session, M::info(), root.slot, &self.steps).map_err(S::Error::custom)?;
            list.serialize_element(&json)?;
        }
        list.end()
    }
}

/// An object in JSON, with what is loaded by some steps.
#[cfg(feature = "serde")]
fn json(
    session: &Session,
    info: &'static crate::model::ModelInfo,
    slot: u32,
    steps: &[Step],
) -> serde_json::Result<serde_json::Value> {
    let mut object = session.stores.get(info.id.get()).json(slot)?;
    let steps = steps.iter().filter(|step| !matches!(step.how, How::Raise | How::Lazy));
    for step in steps {
        let target = step.along.info.target;
        let found = session.slots_of(info, slot, step.number()).into_iter();
        let mut found =
            found.map(|slot| json(session, target, slot, &step.then)).collect::<serde_json::Result<Vec<_>>>()?;
        let value = match step.along.info.kind {
            RelationshipKind::HasMany | RelationshipKind::ManyToMany => serde_json::Value::Array(found),
            _ => found.pop().unwrap_or_default(),
        };
        if let Some(object) = object.as_object_mut() {
            object.insert(step.along.info.name.to_owned(), value);
        }
    }
    Ok(object)
}

#[cfg(not(feature = "serde"))]
const _: How = How::Selectin;
