//! The plan of a flush: a function from the state of the objects to a list of steps. It sends nothing and changes
//! nothing.

use super::{
    batch,
    links::{self, Links, Severed},
    order::{self, Groups},
    work::{Switch, Work},
};
use crate::{
    Result,
    session::{Place, Session, associations::Associations, stores::Stores},
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
    },
    Insert {
        store: usize,
        slots: Vec<u32>,
        /// The columns that are sent.
        columns: Vec<usize>,
        /// The columns that the database can fill.
        optional: Vec<usize>,
        /// Those of them that it does fill, and gives back.
        returning: Vec<usize>,
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
    /// The plan of the next flush, or what cannot be written.
    pub(super) fn planned(&mut self) -> Result<Plan> {
        match plan(&self.stores, &self.associations, self.epoch) {
            Err(error) if self.let_go_of_lost_holders(&error)? => plan(&self.stores, &self.associations, self.epoch),
            planned => planned,
        }
    }
}

/// Plans a flush, or says what cannot be written.
pub(crate) fn plan(stores: &Stores, associations: &Associations, epoch: u32) -> Result<Plan> {
    let mut plan = Plan::default();
    let work = Work::gather(stores, epoch)?;
    let groups = Groups::of(stores, &work.active);
    for group in groups.iter() {
        saves(stores, &work, group, &mut plan.steps)?;
    }
    plan.steps.append(&mut links::steps(stores, associations));
    for group in groups.iter().rev() {
        for place in order::deletes(stores, &work, group)? {
            batch::delete(place, &mut plan.steps);
        }
    }
    Ok(plan)
}

/// The updates and inserts of a group of tables.
fn saves(stores: &Stores, work: &Work, group: &[usize], steps: &mut Vec<Step>) -> Result<()> {
    let mut late = Vec::new();
    for &store in group {
        let rows = work.of(store);
        if !rows.switches.is_empty() {
            steps.push(Step::Switch { store, switches: rows.switches.clone() });
        }
        for &update in &rows.updates {
            let waits = order::waits_for_insert(stores, Place { store, slot: update.slot });
            let steps = if waits { &mut late } else { &mut *steps };
            batch::update(stores, store, update.slot, rows.changed(update), steps);
        }
    }
    for level in order::inserts(stores, work, group)? {
        for (position, place) in level.into_iter().enumerate() {
            // A batch is filled before it is sent: a parent and its child may not be in the same.
            batch::insert(stores, place, position == 0, steps);
        }
    }
    // Rows that will refer to rows of their own group which the inserts make.
    steps.append(&mut late);
    Ok(())
}
