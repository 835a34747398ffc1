//! The query language: rows beside those of hand-written SQL, on every database, and the texts that are sent.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    unreachable_pub,
    reason = "a test fails by panicking, and the modules of a test have no outside"
)]

mod arrays;
mod functions;
mod handlers;
mod loading;
mod nesting;
mod people;
mod ported;
mod random;
mod refused;
mod relating;
mod rows;
mod sixty;
mod strangers;
mod synchronizing;
mod untracked;
mod upserting;
mod wildcards;
mod writing;
