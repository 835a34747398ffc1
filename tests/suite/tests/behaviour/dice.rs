//! Numbers that look random and are the same every time, and which of the random tests' sequences are run.

use std::ops::Range;

use aludel_suite::Lab;

/// What decides in a random sequence.
pub struct Dice(u64);

impl Dice {
    pub fn of(seed: u64) -> Self {
        Dice(seed << 20)
    }

    pub fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ (mixed >> 31)) % limit as u64) as usize
    }

    /// True once in so many times.
    pub fn one_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    pub fn pick<T: Copy>(&mut self, from: &[T]) -> Option<T> {
        if from.is_empty() { None } else { Some(from[self.below(from.len())]) }
    }
}

/// The seeds to run on a database: so many of them, `ALUDEL_SEQUENCES` of them, or `ALUDEL_SEED` alone.
pub fn seeds(lab: &Lab, in_memory: u64, elsewhere: u64) -> Range<u64> {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    match number("ALUDEL_SEED") {
        Some(seed) => seed..seed + 1,
        None => {
            let usual = if lab.two_can_connect() { elsewhere } else { in_memory };
            0..number("ALUDEL_SEQUENCES").unwrap_or(usual)
        }
    }
}
