//! Relationships in queries: joined along, asked about, compared with handles.

use std::marker::PhantomData;

use super::signposts::signposts;
use crate::{
    BelongsTo, HasMany, HasOne, Model, Relationship, Tracked,
    model::{RelationshipKind, Through},
    query::{
        expr::{Expr, column::AliasOf, logic::Condition},
        tree::{
            Node,
            handle::Handle,
            place::{Alias, Along, ColumnRef},
        },
    },
    table::Table,
};

/// A relationship on its way into a query: from an alias, to an alias, with a further condition.
#[derive(Debug)]
#[must_use = "it does nothing until a query uses it"]
pub struct Path<A, B> {
    pub(crate) along: Along,
    pub(crate) condition: Option<Node>,
    marker: PhantomData<fn() -> (A, B)>,
}

impl<A, B> Clone for Path<A, B> {
    fn clone(&self) -> Self {
        Path { along: self.along, condition: self.condition.clone(), marker: PhantomData }
    }
}

impl<A: Model, B: Model> Path<A, B> {
    pub(crate) fn new(relationship: impl Relationship<A, To = B>) -> Self {
        let owner = A::info();
        let along = Along { owner, info: &owner.relationships[relationship.position()], from: None, to: None };
        Path { along, condition: None, marker: PhantomData }
    }

    /// From an alias of the owner, rather than from the model itself.
    pub fn of(mut self, alias: &impl AliasOf<A>) -> Self {
        self.along.from = alias.alias();
        self
    }

    /// To an alias of the target, rather than to the model itself.
    pub fn to(mut self, alias: &impl AliasOf<B>) -> Self {
        self.along.to = alias.alias();
        self
    }

    /// On a further condition, beside the keys.
    pub fn and(mut self, condition: impl Condition) -> Self {
        let condition = condition.into_condition();
        self.condition = Some(match self.condition.take() {
            Some(before) => (Expr::<bool>::new(before) & condition).node,
            None => condition.node,
        });
        self
    }

    fn related(self, condition: Option<Node>) -> Expr<bool> {
        let condition = match (self.condition, condition) {
            (Some(a), Some(b)) => Some(Node::And(vec![a, b])),
            (a, b) => a.or(b),
        };
        Expr::new(Node::Related { path: self.along, condition: condition.map(Box::new), negated: false })
    }

    /// `EXISTS`: whether a member passes the condition.
    pub fn any(self, condition: impl Condition) -> Expr<bool> {
        let condition = condition.into_condition().node;
        self.related(Some(condition))
    }

    /// `EXISTS`: whether there is a member at all.
    pub fn exists(self) -> Expr<bool> {
        self.related(None)
    }

    /// Whether it leads to `other`: by keys, without a join.
    pub fn is(self, other: Tracked<B>) -> Expr<bool> {
        Expr::new(belonging(&self.along, Handle::new(other, true), false))
    }

    /// Whether it leads elsewhere, or nowhere.
    pub fn is_not(self, other: Tracked<B>) -> Expr<bool> {
        Expr::new(belonging(&self.along, Handle::new(other, true), true))
    }

    /// Whether `member` is in the collection.
    pub fn contains(self, member: Tracked<B>) -> Expr<bool> {
        let along = self.along;
        match along.info.kind {
            RelationshipKind::ManyToMany => Expr::new(linked(
                &along,
                |through| (through.remote, through.local),
                &Handle::new(member, true),
                TableSide { table: along.owner.table, alias: along.from },
            )),
            _ => Expr::new(belonging(&along, Handle::new(member, false), false)),
        }
    }

    /// Whether it leads nowhere: `IS NULL` of what it is known by; of what others know it by, `NOT EXISTS`.
    pub fn is_none(self) -> Expr<bool> {
        let along = self.along;
        if along.info.kind != RelationshipKind::BelongsTo {
            return Expr::new(Node::Related { path: along, condition: None, negated: true });
        }
        let null = |&column: &usize| Node::IsNull {
            operand: column_of(along.owner.table, along.from, column).boxed(),
            negated: false,
        };
        Expr::new(match along.info.columns {
            [column] => null(column),
            columns => Node::Or(columns.iter().map(null).collect()),
        })
    }
}

#[derive(Clone, Copy)]
struct TableSide {
    table: &'static Table,
    alias: Option<Alias>,
}

fn column_of(table: &'static Table, alias: Option<Alias>, index: usize) -> Node {
    Node::Column(ColumnRef { table, alias, index })
}

/// That the owner's columns are those of a handle's object.
fn belonging(along: &Along, handle: Handle, negated: bool) -> Node {
    let pairs = along.info.columns.iter().zip(along.info.target_columns);
    let sides = pairs.map(|(&own, &other)| (Node::OfHandle { handle, column: other }, (own, other)));
    let column = |own| column_of(along.owner.table, along.from, own);
    if !negated {
        return all(sides.map(|(value, (own, _))| equal(value, column(own))));
    }
    let differs = sides.flat_map(|(value, (own, _))| {
        let compared = Node::Binary { left: column(own).boxed(), operator: "!=", right: value.boxed() };
        let nullable = along.owner.table.columns[own].nullable;
        let null = nullable.then(|| Node::IsNull { operand: column(own).boxed(), negated: false });
        std::iter::once(compared).chain(null)
    });
    match differs.collect::<Vec<_>>() {
        mut one if one.len() == 1 => one.remove(0),
        many => Node::Or(many),
    }
}

fn equal(left: Node, right: Node) -> Node {
    Node::Binary { left: left.boxed(), operator: "=", right: right.boxed() }
}

fn all(nodes: impl Iterator<Item = Node>) -> Node {
    match nodes.collect::<Vec<_>>() {
        mut one if one.len() == 1 => one.remove(0),
        many => Node::And(many),
    }
}

/// That a row of the table between has the key of a handle's object on one side, and that of the row of `side` on the other.
fn linked(along: &Along, sides: impl Fn(&Through) -> (usize, usize), handle: &Handle, side: TableSide) -> Node {
    let Some(through) = &along.info.through else { return Node::refused("no table between") };
    let (of_handle, of_row) = sides(through);
    let keys = through.table.foreign_keys;
    let (of_handle, of_row) = (&keys[of_handle], &keys[of_row]);
    let value = |(&own, &column): (&usize, &usize)| (own, Node::OfHandle { handle: *handle, column });
    let column = |(&own, &index): (&usize, &usize)| (own, ColumnRef { table: side.table, alias: side.alias, index });
    Node::Linked {
        between: through.table,
        values: of_handle.columns.iter().zip(of_handle.target_columns).map(value).collect(),
        columns: of_row.columns.iter().zip(of_row.target_columns).map(column).collect(),
        negated: false,
    }
}

/// That the rows of the relationship's target belong to a handle's object.
pub(crate) fn members_of(along: &Along, owner: Handle) -> Node {
    if along.info.through.is_some() {
        let side = TableSide { table: along.info.target.table, alias: along.to };
        return linked(along, |through| (through.local, through.remote), &owner, side);
    }
    let pairs = along.info.columns.iter().zip(along.info.target_columns);
    all(pairs.map(|(&own, &other)| {
        let value = Node::OfHandle { handle: owner, column: own };
        equal(value, column_of(along.info.target.table, along.to, other))
    }))
}

/// The rows that a relationship of one object leads to, as a condition: `with_parent(jack, User::addresses)` in a query
/// for addresses is `? = addresses.user_id`.
///
/// Running the query is an error where the object is not in the session, or has no key.
pub fn with_parent<A: Model, B: Model>(parent: Tracked<A>, relationship: impl Relationship<A, To = B>) -> Expr<bool> {
    let path = Path::new(relationship);
    Expr::new(members_of(&path.along, Handle::new(parent, true)))
}

/// The columns by which a relationship ties its two sides, the key before what refers to it.
pub(crate) fn ties(along: &Along, from: Option<Alias>, to: Option<Alias>) -> Vec<(ColumnRef, ColumnRef)> {
    let info = along.info;
    let pairs = info.columns.iter().zip(info.target_columns);
    pairs
        .map(|(&own, &other)| {
            let own = ColumnRef { table: along.owner.table, alias: from, index: own };
            let other = ColumnRef { table: info.target.table, alias: to, index: other };
            if info.kind == RelationshipKind::BelongsTo { (other, own) } else { (own, other) }
        })
        .collect()
}

macro_rules! paths {
    ($($type:ident { $($method:item)* })*) => { $(
        impl<A: Model, B: Model> From<$type<A, B>> for Path<A, B> {
            fn from(relationship: $type<A, B>) -> Self {
                Path::new(relationship)
            }
        }

        impl<A: Model, B: Model> $type<A, B> {
            /// From an alias of the owner: `User::addresses.of(&boss)`.
            pub fn of(self, alias: &impl AliasOf<A>) -> Path<A, B> {
                Path::from(self).of(alias)
            }

            /// To an alias of the target: `User::addresses.to(&a1)`.
            pub fn to(self, alias: &impl AliasOf<B>) -> Path<A, B> {
                Path::from(self).to(alias)
            }

            /// With a further condition: `.join(User::addresses.and(Address::email_address.like("%@x")))`.
            pub fn and(self, condition: impl Condition) -> Path<A, B> {
                Path::from(self).and(condition)
            }

            /// `EXISTS`: whether it leads anywhere.
            pub fn exists(self) -> Expr<bool> {
                Path::from(self).exists()
            }

            $($method)*
        }

        signposts!($type);
    )* };
}

paths! {
    HasMany {
        /// `EXISTS`: whether a member passes the condition.
        pub fn any(self, condition: impl Condition) -> Expr<bool> {
            Path::from(self).any(condition)
        }

        /// Whether `member` is in the collection.
        pub fn contains(self, member: Tracked<B>) -> Expr<bool> {
            Path::from(self).contains(member)
        }

        /// `NOT EXISTS`: whether the collection is empty.
        pub fn is_none(self) -> Expr<bool> {
            Path::from(self).is_none()
        }
    }
    HasOne {
        /// `EXISTS`: whether the other object passes the condition.
        pub fn has(self, condition: impl Condition) -> Expr<bool> {
            Path::from(self).any(condition)
        }

        /// `NOT EXISTS`: whether it leads nowhere.
        pub fn is_none(self) -> Expr<bool> {
            Path::from(self).is_none()
        }
    }
    BelongsTo {
        /// `EXISTS`: whether the other object passes the condition.
        pub fn has(self, condition: impl Condition) -> Expr<bool> {
            Path::from(self).any(condition)
        }

        /// Whether it leads to `other`: by keys, without a join.
        pub fn is(self, other: Tracked<B>) -> Expr<bool> {
            Path::from(self).is(other)
        }

        /// Whether it leads elsewhere, or nowhere.
        pub fn is_not(self, other: Tracked<B>) -> Expr<bool> {
            Path::from(self).is_not(other)
        }

        /// `IS NULL`: whether it leads nowhere.
        pub fn is_none(self) -> Expr<bool> {
            Path::from(self).is_none()
        }
    }
}
