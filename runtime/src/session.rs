//! The session (being built).
pub(crate) mod store;
