//! Rows that need each other: where the circle can be cut, and what is said where it cannot.

use super::{
    graph::Edge,
    handover,
    order::{Op, blankable},
};
use crate::{
    Error, ErrorKind, Result,
    session::{Place, stores::Stores},
    table::TableForeignKey,
};

/// Why one row waits for another.
#[derive(Clone, Copy, Debug)]
pub(super) enum Why {
    /// Its foreign key with that number will refer to the other, which is new.
    ForeignKey(usize),
    /// It takes the value of a unique constraint over these columns, which the other has.
    Value(&'static [usize]),
    /// The other refers to it by the foreign key with that number, and is deleted first.
    Referrer(usize),
    /// The other refers to it, and is to leave it first.
    Parent,
    /// It is to refer to the key that the other will have.
    Key,
}

/// Which edge of a circle to cut: that of the first row which can be without a reference for a while.
pub(super) fn cut(stores: &Stores, ops: &[Op], circle: &[Edge<Why>]) -> Result<usize> {
    let can_wait = |(at, edge): (usize, &Edge<Why>)| {
        let (node, number) = match edge.why {
            Why::ForeignKey(number) => (edge.after, number),
            Why::Referrer(number) => (edge.before, number),
            _ => return None,
        };
        let place = ops[node as usize].place();
        let key = &stores.get(place.store).info().table.foreign_keys[number];
        blankable(stores, place, key).map(|_| (node, at))
    };
    let chosen = circle.iter().enumerate().filter_map(can_wait).min();
    chosen.map(|(_, at)| at).ok_or_else(|| circular(stores, ops, circle))
}

fn circular(stores: &Stores, ops: &[Op], circle: &[Edge<Why>]) -> Error {
    let describe = |node: u32| {
        let place = ops[node as usize].place();
        stores.get(place.store).shown(place.slot)
    };
    let taken = circle.iter().find_map(|edge| match edge.why {
        Why::Value(columns) => Some((edge, columns)),
        _ => None,
    });
    if let Some((edge, columns)) = taken {
        let store = stores.get(ops[edge.after as usize].place().store);
        let message = format!(
            "{} takes {} from {}, which cannot give it up first: one of the two waits for the other. Give one of them \
             another value, flush, and give it the right one then",
            describe(edge.after),
            handover::names(store, columns),
            describe(edge.before),
        );
        return Error::new(ErrorKind::CircularDependency, message);
    }
    let message = match circle {
        [edge] => format!(
            "{} is to refer to itself by a column that cannot be NULL meanwhile, and has no key before it is written: \
             give it its key",
            describe(edge.after)
        ),
        [edge, ..] => format!(
            "{} and {} need each other: neither can be written first, and no foreign key between them can be NULL \
             meanwhile",
            describe(edge.before.min(edge.after)),
            describe(edge.before.max(edge.after))
        ),
        [] => "rows need each other: none can be written first".to_owned(),
    };
    Error::new(ErrorKind::CircularDependency, message)
}

/// A row must leave its parent before that can go, for the sake of a third; but the new parent is not written by then.
pub(super) fn too_late(stores: &Stores, place: Place, parent: Place, key: &TableForeignKey) -> Error {
    let store = stores.get(place.store);
    let fields: Vec<&str> = key.columns.iter().map(|&column| store.info().table.columns[column].field).collect();
    Error::new(
        ErrorKind::CircularDependency,
        format!(
            "{} is to refer to {} by {}, and is needed before that can be written: the row to which it refers now gives \
             a value or its key to another row. Flush in between",
            store.shown(place.slot),
            stores.get(parent.store).shown(parent.slot),
            fields.join(", ")
        ),
    )
}
