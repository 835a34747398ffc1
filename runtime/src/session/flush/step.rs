//! The steps of a plan: data that is sent by others, and printed.

use crate::{
    Value,
    session::{Place, associations::Pair},
    sql::Guard,
    table::Table,
};

/// One batch: rows of one table and one shape.
#[derive(Debug)]
pub(crate) enum Step {
    /// New objects take over the rows of deleted ones. Nothing is sent.
    Switch {
        store: usize,
        switches: Vec<Switch>,
    },
    Update {
        store: usize,
        slots: Vec<u32>,
        /// The columns that were changed.
        changed: Vec<usize>,
        /// The columns to set: those, and the automatic ones.
        columns: Vec<usize>,
        /// The columns that are set by themselves: the version, and update defaults.
        automatic: Vec<usize>,
        guard: Guard,
        /// Foreign keys that are written by a later step, and are NULL as yet: object and number.
        later: Vec<(u32, usize)>,
    },
    /// Foreign keys become NULL, so that what they refer to can go or get another key.
    Blank {
        store: usize,
        slots: Vec<u32>,
        columns: Vec<usize>,
        guard: Guard,
    },
    /// Foreign keys in memory follow keys that have changed. Nothing is sent.
    Follow(Follow),
    Insert {
        store: usize,
        slots: Vec<u32>,
        /// The columns that are sent.
        columns: Vec<usize>,
        /// The columns that the database can fill.
        optional: Vec<usize>,
        /// Those of them that it does fill, and gives back.
        returning: Vec<usize>,
        /// As for an update.
        later: Vec<(u32, usize)>,
    },
    /// Rows between that go with deleted objects.
    Sever(Severed),
    /// Rows between that links taken away had.
    Unlink(Links),
    /// Rows between for new links.
    Link(Links),
    Delete {
        store: usize,
        slots: Vec<u32>,
    },
}

/// Foreign keys in memory that follow the keys they refer to. Nothing is sent.
#[derive(Clone, Debug)]
pub(crate) struct Follow {
    pub(crate) store: usize,
    /// The number of the foreign key.
    pub(crate) key: usize,
    /// The object in whose key they find their value, and what that was.
    pub(crate) parent: Place,
    pub(crate) old: Vec<Value>,
    /// Those who refer.
    pub(crate) slots: Vec<u32>,
    pub(crate) how: How,
}

/// What has happened to a foreign key whose target has another key now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum How {
    /// The database has written the new key.
    Cascaded,
    /// The database has written NULL.
    Nulled,
    /// The database has written a default.
    Defaulted,
    /// Nothing yet: the flush writes the new key.
    ToBeWritten,
}

/// A new object takes over the row of a deleted one that has its key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Switch {
    pub(crate) new: u32,
    pub(crate) old: u32,
    /// Whether the two differ, so that an update follows.
    pub(crate) differs: bool,
}

/// Rows of one table between.
#[derive(Debug)]
pub(crate) struct Links {
    pub(crate) table: &'static Table,
    /// The foreign keys to the two sides.
    pub(crate) sides: [usize; 2],
    pub(crate) pairs: Vec<Pair>,
}

/// All rows of one table between that refer to objects which are deleted.
#[derive(Debug)]
pub(crate) struct Severed {
    pub(crate) table: &'static Table,
    /// The foreign key to the objects.
    pub(crate) key: usize,
    pub(crate) owners: Vec<Place>,
}

/// The rows between: those that go, and those that come.
pub(super) struct LinkSteps {
    pub(super) taken_away: Vec<Step>,
    pub(super) made: Vec<Step>,
}
