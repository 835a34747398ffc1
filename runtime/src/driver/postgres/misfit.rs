//! Why a value cannot be sent.

use std::fmt;

use postgres::types::Type;

/// Why a value cannot be what the statement wants. The value itself is not told: it may be a secret.
#[derive(Debug)]
pub(super) struct Misfit {
    why: String,
    /// Of which member of a list.
    member: Option<usize>,
}

impl Misfit {
    pub(super) fn new(why: impl Into<String>) -> Self {
        Misfit { why: why.into(), member: None }
    }

    pub(super) fn wanted(given: &str, wanted: &Type) -> Self {
        let wanted = wanted.name();
        Misfit::new(format!("the value is {given}, and the statement wants {wanted} (a cast can tell: `$1::{wanted}`)"))
    }

    /// The same, of that member of a list.
    pub(super) fn of_member(self, index: usize) -> Self {
        Misfit { member: Some(index), ..self }
    }

    pub(super) fn member(&self) -> Option<usize> {
        self.member
    }
}

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.why)
    }
}
