//! What a query loads along with its objects: the options that `.options(...)` takes.

pub(crate) mod eager;
pub(crate) mod gather;
pub(crate) mod graph;
pub(crate) mod partial;
pub(crate) mod untracked;

use crate::{
    BelongsTo, HasMany, HasOne, Model,
    query::{
        expr::IntoOrdering,
        from::along::Path,
        tree::{Core, How, ItemKind, Node, Options, Step, place::Along},
    },
};

use std::{fmt, marker::PhantomData};

impl Step {
    pub(crate) fn new(along: Along, how: How) -> Self {
        Step { along, condition: None, order: Vec::new(), how, then: Vec::new(), others: None }
    }

    /// Which of its owner's relationships it is.
    pub(crate) fn number(&self) -> usize {
        let is_it = |other: &crate::schema::RelationshipInfo| std::ptr::eq(other, self.along.info);
        self.along.owner.relationships.iter().position(is_it).unwrap_or_default()
    }

    /// An option of a model that the query selects under one other name alone, as an alias or from a subquery, is of that.
    pub(crate) fn find_owner(&mut self, core: &Core) {
        let owner = self.along.owner;
        let mut names = core.items.iter().filter_map(|item| match &item.kind {
            ItemKind::Entity { info, alias, .. } if std::ptr::eq(owner, *info) => Some(*alias),
            _ => None,
        });
        if let (None, Some(only), None) = (self.along.from, names.next(), names.next()) {
            self.along.from = only;
        }
    }

    /// The innermost step of a path.
    fn inner(&mut self, depth: usize) -> &mut Step {
        // The path's own step was there first; what `then` added is behind it.
        match depth {
            0 => self,
            _ => self.then[0].inner(depth - 1),
        }
    }

    /// How messages name the relationship.
    pub(crate) fn shown(&self) -> String {
        format!("{}::{}", self.along.owner.name, self.along.info.name)
    }
}

/// Adds an option to others; what is said of a relationship later is what holds.
pub(crate) fn add(steps: &mut Vec<Step>, step: Step) {
    let same = |own: &&mut Step| std::ptr::eq(own.along.info, step.along.info) && own.along.from == step.along.from;
    match steps.iter_mut().find(same) {
        None => steps.push(step),
        Some(own) => {
            let before = std::mem::replace(own, step);
            own.others = own.others.or(before.others);
            let later = std::mem::replace(&mut own.then, before.then);
            later.into_iter().for_each(|step| add(&mut own.then, step));
        }
    }
}

/// A relationship that an option can name: `User::addresses`, with criteria `User::addresses.and(...)`, or several in a row
/// `Keyword::posts.then(BlogPost::author)`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a relationship, so it cannot be loaded",
    label = "not a relationship",
    note = "options name relationships: `selectinload(User::addresses)`, or several in a row: \
            `selectinload(Keyword::posts.then(BlogPost::author))`"
)]
pub trait Loadable {
    /// The model whose relationship it is.
    type From: Model;
    /// The model that it leads to.
    type To: Model;
    #[doc(hidden)]
    fn into_chain(self) -> Chain<Self::From, Self::To>;
}

/// Relationships in a row, each of the model that the one before leads to.
#[must_use = "it does nothing until an option names it"]
pub struct Chain<A, Z> {
    first: (Along, Option<Node>),
    rest: Vec<(Along, Option<Node>)>,
    marker: PhantomData<fn() -> (A, Z)>,
}

impl<A, Z> Clone for Chain<A, Z> {
    fn clone(&self) -> Self {
        Chain { first: self.first.clone(), rest: self.rest.clone(), marker: PhantomData }
    }
}

impl<A, Z> fmt::Debug for Chain<A, Z> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = std::iter::once(&self.first).chain(&self.rest).map(|(along, _)| along.info.name);
        f.debug_list().entries(names).finish()
    }
}

impl<A, Y> Chain<A, Y> {
    /// The same, and on from there: `Keyword::posts.then(BlogPost::author).then(User::addresses)`.
    pub fn then<P: Loadable<From = Y>>(mut self, next: P) -> Chain<A, P::To> {
        let next = next.into_chain();
        self.rest.push(next.first);
        self.rest.extend(next.rest);
        Chain { first: self.first, rest: self.rest, marker: PhantomData }
    }
}

impl<A: Model, Z: Model> Loadable for Chain<A, Z> {
    type From = A;
    type To = Z;

    fn into_chain(self) -> Chain<A, Z> {
        self
    }
}

impl<A: Model, B: Model> Loadable for Path<A, B> {
    type From = A;
    type To = B;

    fn into_chain(self) -> Chain<A, B> {
        Chain { first: (self.along, self.condition), rest: Vec::new(), marker: PhantomData }
    }
}

impl<A: Model, B: Model> Path<A, B> {
    /// On to a relationship of what it leads to, where options name what to load.
    pub fn then<P: Loadable<From = B>>(self, next: P) -> Chain<A, P::To> {
        self.into_chain().then(next)
    }
}

macro_rules! loadable {
    ($($type:ident),*) => { $(
        impl<A: Model, B: Model> Loadable for $type<A, B> {
            type From = A;
            type To = B;

            fn into_chain(self) -> Chain<A, B> {
                Path::from(self).into_chain()
            }
        }

        impl<A: Model, B: Model> $type<A, B> {
            /// On to a relationship of what it leads to, where options name what to load:
            /// `selectinload(Keyword::posts.then(BlogPost::author))`.
            pub fn then<P: Loadable<From = B>>(self, next: P) -> Chain<A, P::To> {
                self.into_chain().then(next)
            }
        }
    )* };
}

loadable!(HasMany, HasOne, BelongsTo);

/// A loading option: relationships from `A` to `Z`, and how they are loaded. Made by [`selectinload`] and its like.
#[must_use = "it does nothing until a query has it by `.options(...)`"]
pub struct Load<A, Z> {
    step: Step,
    depth: usize,
    marker: PhantomData<fn() -> (A, Z)>,
}

impl<A, Z> Clone for Load<A, Z> {
    fn clone(&self) -> Self {
        Load { step: self.step.clone(), depth: self.depth, marker: PhantomData }
    }
}

impl<A, Z> fmt::Debug for Load<A, Z> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Load({}, {:?})", self.step.shown(), self.step.how)
    }
}

fn in_a_row(
    (along, condition): (Along, Option<Node>),
    rest: &mut std::vec::IntoIter<(Along, Option<Node>)>,
    how: How,
) -> Step {
    let mut step = Step { condition, ..Step::new(along, how) };
    step.then.extend(rest.next().map(|next| in_a_row(next, rest, how)));
    step
}

impl<A: Model, Z: Model> Load<A, Z> {
    fn new(path: impl Loadable<From = A, To = Z>, how: How) -> Self {
        let chain = path.into_chain();
        let depth = chain.rest.len();
        let mut steps = chain.rest.into_iter();
        let step = in_a_row(chain.first, &mut steps, how);
        Load { step, depth, marker: PhantomData }
    }

    /// What is loaded with the objects that this leads to, in a way of its own; may be said several times:
    /// `selectinload(Keyword::posts).then(joinedload(BlogPost::author))`.
    pub fn then<Y: Model>(mut self, next: Load<Z, Y>) -> Self {
        add(&mut self.step.inner(self.depth).then, next.step);
        self
    }

    /// The order of the objects that this leads to, in place of the schema's:
    /// `selectinload(User::addresses).order_by(Address::email_address)`.
    pub fn order_by(mut self, ordering: impl IntoOrdering) -> Self {
        ordering.into_ordering(&mut self.step.inner(self.depth).order);
        self
    }

    /// As [`raiseload_all`], for the objects that this leads to and on from them:
    /// `selectinload(User::posts).raiseload_all()`.
    pub fn raiseload_all(mut self) -> Self {
        self.step.inner(self.depth).others = Some(How::Raise);
        self
    }

    /// As [`lazyload_all`], for the objects that this leads to and on from them.
    pub fn lazyload_all(mut self) -> Self {
        self.step.inner(self.depth).others = Some(How::Lazy);
        self
    }
}

/// What `.options(...)` takes: a loading option, or a tuple of up to six of them.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a loading option",
    label = "not a loading option",
    note = "say how it is loaded: `selectinload(User::addresses)`, `joinedload(...)`, `contains_eager(...)`, `raiseload(...)`"
)]
pub trait LoadOptions {
    #[doc(hidden)]
    fn add_to(self, options: &mut Options);
}

impl<A: Model, Z: Model> LoadOptions for Load<A, Z> {
    fn add_to(self, options: &mut Options) {
        add(&mut options.steps, self.step);
    }
}

/// A loading option for every relationship that no other option names. Made by [`raiseload_all`] and [`lazyload_all`].
#[derive(Clone, Copy, Debug)]
#[must_use = "it does nothing until a query has it by `.options(...)`"]
pub struct LoadAll(How);

impl LoadOptions for LoadAll {
    fn add_to(self, options: &mut Options) {
        options.others = Some(self.0);
    }
}

macro_rules! tuples {
    ($(($($name:ident $index:tt),*);)*) => { $(
        impl<$($name: LoadOptions),*> LoadOptions for ($($name,)*) {
            fn add_to(self, options: &mut Options) {
                $(self.$index.add_to(options);)*
            }
        }
    )* };
}

tuples! {
    (A 0);
    (A 0, B 1);
    (A 0, B 1, C 2);
    (A 0, B 1, C 2, D 3);
    (A 0, B 1, C 2, D 3, E 4);
    (A 0, B 1, C 2, D 3, E 4, F 5);
}

/// Loads a relationship with its owners, by a second statement with the owners' keys, 500 at a time. What the session has
/// already loaded is not loaded again.
pub fn selectinload<P: Loadable>(path: P) -> Load<P::From, P::To> {
    Load::new(path, How::Selectin)
}

/// Loads a relationship with its owners, by a second statement. SQLAlchemy's name for a way that repeats the owners' query
/// as a subquery; here it is [`selectinload`], which gives the same objects, and reads the owners once.
pub fn subqueryload<P: Loadable>(path: P) -> Load<P::From, P::To> {
    Load::new(path, How::Selectin)
}

/// Loads a relationship with its owners, at once. SQLAlchemy's name for a way that takes a statement an owner; here it is
/// [`selectinload`], which takes one for 500.
pub fn immediateload<P: Loadable>(path: P) -> Load<P::From, P::To> {
    Load::new(path, How::Selectin)
}

/// Loads a relationship with its owners, in the same statement, by a LEFT OUTER JOIN to an alias that the query itself cannot
/// name: which rows the query gives, how many and in which order, does not depend on it.
///
/// Rows that differ in nothing but the members of a collection become one. Where the query has LIMIT, OFFSET, DISTINCT or
/// groups and a collection is joined, the query becomes a subquery, so that these count its own rows. In a query that locks
/// rows, and one of literal SQL, it is [`selectinload`].
pub fn joinedload<P: Loadable>(path: P) -> Load<P::From, P::To> {
    Load::new(path, How::Joined)
}

/// Loads a relationship from what the query joins itself: `.join(Address::user).options(contains_eager(Address::user))`; of
/// an alias, `contains_eager(User::addresses.to(&a1))`. A collection gets the members that the rows have, no others.
pub fn contains_eager<P: Loadable>(path: P) -> Load<P::From, P::To> {
    Load::new(path, How::ContainsEager)
}

/// Loads a relationship when it is first followed, whatever the schema says.
pub fn lazyload<P: Loadable>(path: P) -> Load<P::From, P::To> {
    Load::new(path, How::Lazy)
}

/// Makes following a relationship an error where that would take a statement, for the objects of this result, until another
/// result hands them out.
pub fn raiseload<P: Loadable>(path: P) -> Load<P::From, P::To> {
    Load::new(path, How::Raise)
}

/// Makes following any relationship that no other option names an error where that would take a statement, of the query's
/// objects and of what is loaded along with them, whatever the schema says:
/// `.options((selectinload(User::addresses), raiseload_all()))`. SQLAlchemy's `raiseload("*")`.
///
/// It holds for the objects of this result, until another result hands them out.
pub fn raiseload_all() -> LoadAll {
    LoadAll(How::Raise)
}

/// Loads every relationship that no other option names when it is first followed, of the query's objects and of what is loaded
/// along with them, whatever the schema says. SQLAlchemy's `lazyload("*")`.
pub fn lazyload_all() -> LoadAll {
    LoadAll(How::Lazy)
}
