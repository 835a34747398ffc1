//! Paired runs: both sides alternate, so that what disturbs the machine disturbs both.

use std::time::{Duration, Instant};

/// Prints one line a comparison.
pub struct Pairs {
    database: &'static str,
    runs: usize,
    only: Option<Side>,
    part: String,
}

/// Who does the work.
#[derive(Clone, Copy, PartialEq)]
pub enum Side {
    ByHand,
    Aludel,
}

impl Side {
    pub fn name(self) -> &'static str {
        match self {
            Side::ByHand => "by-hand",
            Side::Aludel => "aludel",
        }
    }
}

impl Pairs {
    /// Compares by so many pairs of runs, or has one side run alone, so that it can be profiled; only what has `part`
    /// in its name.
    pub fn new(database: &'static str, runs: usize, only: Option<Side>, part: &str) -> Self {
        Pairs { database, runs, only, part: part.to_owned() }
    }

    /// Times `by_hand` and `aludel`, each of which prepares its own ground and returns the time of the measured part.
    pub fn compare(
        &self,
        name: &str,
        rows: usize,
        mut by_hand: impl FnMut() -> Duration,
        mut aludel: impl FnMut() -> Duration,
    ) {
        if !name.contains(&self.part) {
            return;
        }
        if let Some(side) = self.only {
            let mut run = || if side == Side::ByHand { by_hand() } else { aludel() };
            let all = (0..self.runs).map(|_| run().as_nanos() as f64 / rows as f64);
            println!(
                "{:<48} {:>9.0} ns a row, {} alone",
                format!("{} {name}", self.database),
                median(all),
                side.name()
            );
            return;
        }
        // The first pair warms caches and is not counted.
        by_hand();
        aludel();
        let pairs: Vec<(f64, f64)> = (0..self.runs)
            .map(|run| {
                let (hand, ours) = if run % 2 == 0 {
                    let hand = by_hand();
                    (hand, aludel())
                } else {
                    let ours = aludel();
                    (by_hand(), ours)
                };
                (hand.as_nanos() as f64 / rows as f64, ours.as_nanos() as f64 / rows as f64)
            })
            .collect();
        let hand = median(pairs.iter().map(|pair| pair.0));
        let ours = median(pairs.iter().map(|pair| pair.1));
        let ratios: Vec<f64> = pairs.iter().map(|pair| pair.1 / pair.0).collect();
        let (low, high) = ratios.iter().fold((f64::MAX, 0_f64), |(low, high), &r| (low.min(r), high.max(r)));
        // Of runs that nobody disturbed, where there were any.
        let best = |side: fn(&(f64, f64)) -> f64| pairs.iter().map(side).fold(f64::MAX, f64::min);
        println!(
            "{:<48} {hand:>9.0} {ours:>9.0} {:>6.2} {:>6.2}   {low:.2} to {high:.2}",
            format!("{} {name}", self.database),
            median(ratios.iter().copied()),
            best(|pair| pair.1) / best(|pair| pair.0),
        );
    }

    /// A figure without a counterpart.
    pub fn alone(&self, name: &str, mut aludel: impl FnMut() -> Duration) {
        if !name.contains(&self.part) {
            return;
        }
        aludel();
        let all: Vec<f64> = (0..self.runs * 3).map(|_| aludel().as_nanos() as f64).collect();
        println!("{:<48} {:>9} {:>9.0}", format!("{} {name}", self.database), "", median(all.into_iter()));
    }
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// The time that `work` takes; its result is dropped after the clock has stopped.
#[inline(never)]
pub fn timed<R>(work: impl FnOnce() -> R) -> Duration {
    let start = Instant::now();
    let result = work();
    let elapsed = start.elapsed();
    std::hint::black_box(&result);
    elapsed
}
