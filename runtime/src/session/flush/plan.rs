//! The plan of a flush: a function from the state of the objects to a list of steps. It sends nothing and changes
//! nothing.

use std::collections::HashSet;

use super::{
    handover::Handover,
    links::{self, Links, Severed},
    order::Groups,
    rekey::{Follow, Rekey},
    row_graph::Postponed,
    saves::Planner,
    work::{Switch, Work},
};
use crate::{
    Result,
    session::{Session, associations::Associations, stores::Stores},
    sql::Guard,
};

/// What a flush does, in order.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    pub(crate) steps: Vec<Step>,
}

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

impl Session {
    /// The plan of the next flush, or what cannot be written. Reads what has to be known for it.
    pub(super) fn planned(&mut self) -> Result<Plan> {
        let mut work = self.gathered()?;
        if self.load_followers(&work)? {
            work = self.gathered()?;
        }
        plan(&self.stores, &self.associations, work)
    }

    fn gathered(&mut self) -> Result<Work> {
        match Work::gather(&self.stores, self.epoch) {
            Err(error) if self.let_go_of_lost_holders(&error)? => Work::gather(&self.stores, self.epoch),
            gathered => gathered,
        }
    }
}

/// Plans a flush, or says what cannot be written.
fn plan(stores: &Stores, associations: &Associations, mut work: Work) -> Result<Plan> {
    let rekey = Rekey::of(stores, &mut work)?;
    let handover = Handover::of(stores, &work);
    let groups = Groups::of(stores, &work);
    let (made, taken_away) =
        links::steps(stores, associations).into_iter().partition(|step| matches!(step, Step::Link(_)));
    let mut planner = Planner {
        stores,
        work: &work,
        handover,
        rekey: &rekey,
        links: LinkSteps { taken_away, made },
        saved: Vec::new(),
        done: HashSet::default(),
        at_last: Postponed::default(),
        steps: Vec::new(),
    };
    for group in groups.iter() {
        planner.saves(group)?;
    }
    planner.rows_between();
    for group in groups.iter().rev() {
        planner.deletes(group)?;
    }
    Ok(Plan { steps: planner.steps })
}

/// The rows between: those that go, and those that come.
pub(super) struct LinkSteps {
    pub(super) taken_away: Vec<Step>,
    pub(super) made: Vec<Step>,
}
