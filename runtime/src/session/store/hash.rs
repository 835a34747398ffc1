//! The hash of the identity map's keys.

use std::hash::{BuildHasher, Hasher};

use foldhash::fast::{FoldHasher, RandomState};

/// Hashes integers so that those which follow each other lie beside each other: generated keys are read in order, and
/// the identity map of many rows does not fit a processor's cache. Other keys are hashed by foldhash.
#[derive(Clone, Debug, Default)]
pub(super) struct KeyHash(RandomState);

/// The bits that std's table takes for an index; by the others it tells the keys of one place apart.
const INDEX: u64 = (1 << 57) - 1;
/// The fraction of the golden ratio: a multiplication by it spreads every bit upwards.
const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;
/// Two to this many keys lie together. Such runs are spread, which the golden ratio does evenly where they follow each
/// other: longer ones would meet more often, for which inserting pays.
const RUN: u32 = 3;

pub(super) struct KeyHasher {
    /// The first integer, until something follows it.
    first: u64,
    parts: u32,
    others: FoldHasher<'static>,
}

impl BuildHasher for KeyHash {
    type Hasher = KeyHasher;

    fn build_hasher(&self) -> KeyHasher {
        KeyHasher { first: 0, parts: 0, others: self.0.build_hasher() }
    }
}

impl KeyHasher {
    #[inline]
    fn integer(&mut self, integer: i64) {
        if self.parts == 0 {
            self.first = integer.cast_unsigned();
        } else {
            self.others.write_u64(self.first);
            self.first = integer.cast_unsigned();
        }
        self.parts += 1;
    }
}

impl Hasher for KeyHasher {
    #[inline]
    fn write(&mut self, bytes: &[u8]) {
        self.parts += 2;
        self.others.write(bytes);
    }

    #[inline]
    fn write_i16(&mut self, integer: i16) {
        self.integer(integer.into());
    }

    #[inline]
    fn write_i32(&mut self, integer: i32) {
        self.integer(integer.into());
    }

    #[inline]
    fn write_i64(&mut self, integer: i64) {
        self.integer(integer);
    }

    #[inline]
    fn finish(&self) -> u64 {
        if self.parts == 1 {
            // The bits in the middle depend on every bit below them.
            let run = (self.first >> RUN).wrapping_mul(GOLDEN).rotate_left(26);
            let index = (run << RUN) | (self.first & ((1 << RUN) - 1));
            return (index & INDEX) | (self.first.wrapping_mul(GOLDEN) & !INDEX);
        }
        let mut others = self.others.clone();
        others.write_u64(self.first);
        others.finish()
    }
}

#[cfg(test)]
mod tests {
    use std::{collections::HashSet, hash::Hash};

    use super::*;

    fn hash(key: impl Hash) -> u64 {
        let state = KeyHash::default();
        assert_eq!(state.hash_one(&key), state.hash_one(&key));
        state.hash_one(&key)
    }

    #[test]
    fn keys_that_follow_each_other_lie_beside_each_other() {
        assert_eq!(hash(41_i32) & INDEX, (hash(40_i32) & INDEX) + 1);
        assert_eq!(hash(7_i16), hash(7_i64));
    }

    /// In a table of 2^16 places, no step between keys may put many of them in one.
    #[test]
    fn keys_with_a_step_between_them_spread() {
        for step in (0..40).map(|shift| 1_i64 << shift).chain([3, 10, 1000, 12_345, 1_000_003]) {
            let places: HashSet<u64> = (0..1 << 14).map(|key: i64| hash(key.wrapping_mul(step)) & 0xFFFF).collect();
            assert!(places.len() > 1 << 12, "step {step}: {} places for {} keys", places.len(), 1 << 14);
        }
    }

    #[test]
    fn every_part_of_a_key_counts() {
        let state = KeyHash::default();
        let hashes: HashSet<u64> =
            [(1_i64, 2_i16), (2, 1), (1, 1), (2, 2)].iter().map(|key| state.hash_one(key)).collect();
        assert_eq!(hashes.len(), 4);
        assert_ne!(state.hash_one(("a", 1_i32)), state.hash_one(("b", 1_i32)));
        assert_ne!(state.hash_one(("a", 1_i32)), state.hash_one(("a", 2_i32)));
    }
}
