//! Random sequences of what a program can do with a session, beside a plain model of what must come of it.
//!
//! `ALUDEL_SEQUENCES=10000` runs more of them than the few hundred that are run as a rule, `ALUDEL_SEED=7` one.

mod compare;
mod steps;

use aludel::{Session, Tracked};
use aludel_suite::{
    Lab, everywhere,
    models::{Address, Part, User},
};

use crate::dice::{Dice, seeds};

#[derive(Clone, Copy, Debug, PartialEq)]
enum Handle {
    User(Tracked<User>),
    Address(Tracked<Address>),
    Part(Tracked<Part>),
}

/// What the columns should hold: a text (name, e-mail address, code) and a parent, by its number.
#[derive(Clone, Debug, PartialEq, Default)]
struct Fields {
    text: String,
    parent: Option<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum State {
    Pending,
    Persistent,
    Marked,
    /// Deleted, flushed and not committed.
    Deleted,
    Gone,
}

#[derive(Clone, Debug)]
struct Thing {
    handle: Handle,
    state: State,
    now: Fields,
    flushed: Option<Fields>,
    committed: Option<Fields>,
}

impl Thing {
    fn is_live(&self) -> bool {
        matches!(self.state, State::Pending | State::Persistent | State::Marked)
    }
}

struct World<'l> {
    lab: &'l Lab,
    session: Session,
    autoflush: bool,
    things: Vec<Thing>,
    dice: Dice,
    log: Vec<String>,
    texts: usize,
}

impl World<'_> {
    fn step(&mut self) {
        match self.dice.below(30) {
            0..=6 => self.add(),
            7..=11 => self.edit(),
            12..=15 => self.append(),
            16..=18 => self.delete(),
            19 => self.keep(),
            20 | 21 => self.expire(),
            22 => self.flush(),
            23 | 24 => self.look(),
            25 => self.compare_relatives(),
            26 | 27 => self.commit(),
            28 => self.rollback(),
            _ => match self.dice.below(6) {
                0 => self.close(),
                1 => self.fail(),
                _ => self.look(),
            },
        }
        self.compare_memory();
    }
}

fn sequence(lab: &Lab, seed: u64) {
    let (autoflush, expire) = (seed % 4 != 3, seed % 5 != 4);
    let session = Session::builder(lab.engine()).autoflush(autoflush).expire_on_commit(expire).build();
    let mut world =
        World { lab, session, autoflush, things: Vec::new(), dice: Dice::of(seed), log: Vec::new(), texts: 0 };
    let steps = 20 + world.dice.below(60);
    let mut run = || {
        for _ in 0..steps {
            world.step();
        }
        world.compare_relatives();
        world.commit();
        world.compare_memory();
    };
    let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(&mut run));
    if let Err(failure) = outcome {
        eprintln!("seed {seed}: {:#?}", world.log);
        std::panic::resume_unwind(failure);
    }
    drop(world);
    for table in ["addresses", "users", "parts"] {
        lab.run(&format!("DELETE FROM {table}"));
    }
    lab.lines();
}

#[test]
fn random_sequences_do_what_the_model_says() {
    everywhere(|lab| {
        seeds(lab, 200, 40).for_each(|seed| sequence(lab, seed));
        Ok(())
    });
}
