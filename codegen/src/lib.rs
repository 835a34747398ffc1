//! Aludel at build time.

pub mod model;
pub mod source;
