//! Why a value cannot be sent.

use std::fmt;

use postgres::types::Type;

/// Why a value cannot be what the statement wants. The value itself is not told: it may be a secret.
#[derive(Debug)]
pub(super) struct Misfit(String);

impl Misfit {
    pub(super) fn new(why: impl Into<String>) -> Self {
        Misfit(why.into())
    }

    pub(super) fn wanted(given: &str, wanted: &Type) -> Self {
        let wanted = wanted.name();
        Misfit(format!("the value is {given}, and the statement wants {wanted} (a cast can tell: `$1::{wanted}`)"))
    }
}

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
