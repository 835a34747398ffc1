//! What a query selects from, and what is joined to it.

pub(crate) mod along;
pub(crate) mod join;
pub(crate) mod plan;
pub(crate) mod scalar;
pub(crate) mod signposts;
pub(crate) mod source;
pub(crate) mod subquery;
