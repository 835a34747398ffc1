//! FNV-1a: a hash that is the same on every machine and in every version.

/// What the hash of nothing is.
pub(crate) const START: u64 = 0xcbf2_9ce4_8422_2325;

/// Hashes on from what was hashed before, [`START`] at first.
pub(crate) fn fnv(before: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(before, |hash, &byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3))
}
