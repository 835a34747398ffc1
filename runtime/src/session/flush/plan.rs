//! The plan of a flush: a function from the state of the objects to a list of steps. It sends nothing and changes
//! nothing.

use std::collections::HashSet;

use super::{
    handover::Handover,
    links,
    order::Groups,
    rekey::Rekey,
    row_graph::Postponed,
    saves::Planner,
    step::{LinkSteps, Step},
    work::Work,
};
use crate::{
    Result,
    session::{Session, associations::Associations, stores::Stores},
};

/// What a flush does, in order.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    pub(crate) steps: Vec<Step>,
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
