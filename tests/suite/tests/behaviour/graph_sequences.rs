//! Random sequences over graphs of objects, beside an oracle of plain maps and sets: links of every kind, trees, cycles,
//! unique columns, deletions that take others along, savepoints within savepoints.
//!
//! A sequence that fails is made as short as it can be and printed. `ALUDEL_SEQUENCES=10000` runs more of them than the
//! few hundred that are run as a rule, `ALUDEL_SEED=7` one.

mod chooser;
mod compare;
mod drafts;
mod flush;
mod kinds;
mod oracle;
mod perform;
mod relations;
mod steps;

use std::{
    any::Any,
    collections::BTreeMap,
    panic::{AssertUnwindSafe, catch_unwind},
};

use aludel::Session;
use aludel_suite::{Lab, everywhere};

use self::{
    chooser::Chooser,
    kinds::Kind,
    oracle::Oracle,
    perform::{Source, World},
    relations::BETWEEN,
    steps::Step,
};
use crate::dice::seeds;

/// How many shorter sequences are tried at most, when one has failed.
const TRIES: usize = 2_000;

/// What went wrong, and the steps that were done.
struct Failure {
    what: Box<dyn Any + Send>,
    steps: Vec<Step>,
}

fn run(lab: &Lab, seed: u64, kinds: &[Kind], source: Source) -> Result<(), Failure> {
    let autoflush = seed % 4 != 3;
    let mut session = Session::builder(lab.engine()).autoflush(autoflush).expire_on_commit(seed % 5 != 4).build();
    let mut world = World {
        lab,
        oracle: Oracle::default(),
        source,
        kinds: kinds.to_vec(),
        handles: BTreeMap::new(),
        keys: BTreeMap::new(),
        autoflush,
        mends_inside: seed % 3 != 2,
        log: Vec::new(),
    };
    let outcome = catch_unwind(AssertUnwindSafe(|| world.run(&mut session, 0)));
    drop(session);
    clean(lab, kinds);
    outcome.map(|_| ()).map_err(|what| Failure { what, steps: world.log })
}

fn clean(lab: &Lab, kinds: &[Kind]) {
    for (table, _) in BETWEEN {
        lab.run(&format!("DELETE FROM {table}"));
    }
    if kinds.contains(&Kind::Dept) {
        lab.run("UPDATE depts SET head_id = NULL");
    }
    for kind in kinds.iter().rev() {
        lab.run(&format!("DELETE FROM {}", kind.info().table));
    }
    lab.lines();
}

fn sequence(lab: &Lab, seed: u64) {
    let mut chooser = Chooser::new(seed);
    let kinds = chooser.kinds.clone();
    let left = 20 + chooser.dice.below(80);
    let Err(failure) = run(lab, seed, &kinds, Source::Chosen { chooser, left }) else { return };
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let failure = shorten(failure, |steps| run(lab, seed, &kinds, Source::Recorded(steps.into_iter())).err());
    std::panic::set_hook(hook);
    for (number, step) in failure.steps.iter().enumerate() {
        eprintln!("{number:3} {step:?}");
    }
    let text = failure.what.downcast_ref::<&str>().map(ToString::to_string);
    let what = failure.what.downcast::<String>().map_or(text.unwrap_or_default(), |what| *what);
    panic!("seed {seed}: {what}");
}

/// Leaves steps out as long as the rest fails: halves, quarters, and so on down to single ones.
fn shorten(mut failure: Failure, fails: impl Fn(Vec<Step>) -> Option<Failure>) -> Failure {
    let mut tries = 0;
    let mut size = failure.steps.len() / 2;
    while size > 0 && tries < TRIES {
        let (mut at, mut shorter) = (0, false);
        while at < failure.steps.len() && tries < TRIES {
            let end = failure.steps.len().min(at + size);
            let rest = [&failure.steps[..at], &failure.steps[end..]].concat();
            tries += 1;
            match fails(rest) {
                Some(found) => (failure, shorter) = (found, true),
                None => at += size,
            }
        }
        if !(size == 1 && shorter) {
            size /= 2;
        }
    }
    failure
}

#[test]
fn random_sequences_over_graphs_do_what_the_oracle_says() {
    everywhere(|lab| {
        seeds(lab, 300, 60).for_each(|seed| sequence(lab, seed));
        Ok(())
    });
}
