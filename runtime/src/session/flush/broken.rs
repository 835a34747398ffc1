//! Rules that are broken on purpose, to see that the random tests notice. Only with the feature `broken`, which is for
//! this project's own tests.

/// Whether a rule is broken in this run: `ALUDEL_BROKEN` names it.
pub(super) fn is_broken(rule: &str) -> bool {
    cfg!(feature = "broken") && std::env::var("ALUDEL_BROKEN").is_ok_and(|broken| broken == rule)
}
