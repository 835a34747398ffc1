//! Aludel at build time.

pub mod ddl;
pub mod model;
pub mod order;
pub mod source;
