//! Crates outside the workspace, as users write them, through a real cargo: one in each mode, one with
//! every key, and the README's example.
#![allow(
    clippy::expect_used,
    clippy::panic,
    unreachable_pub,
    reason = "a test fails by panicking, and the modules of a test have no outside"
)]

mod built;
mod every_key;
mod init;
mod kept;
mod mistakes;
mod package;
mod readme;
mod serde;
