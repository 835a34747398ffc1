//! What the tests of every crate share: databases to run on, temporary directories, golden texts.
//!
//! ```no_run
//! let server = aludel_test_support::postgres(); // this process's own, started once, stopped at its end
//! let database = server.create_database();
//! println!("{}", server.url(&database));
//!
//! for database in aludel_test_support::databases() {
//!     println!("{} at {}", database.name(), database.url());
//! }
//! ```
//!
//! Whatever cannot be had fails the test with a message that says what to do; nothing is skipped.
//! The crate runs on Unix: it stands on Unix sockets, process groups and `/bin/sh`.
#![allow(
    clippy::panic,
    reason = "a test that cannot have its database or its files must fail, and a panic is how a test fails"
)]

mod account;
mod database;
mod golden;
mod programs;
mod server;
mod supervisor;
mod temp;
mod template;

use std::path::PathBuf;
use std::sync::OnceLock;

use programs::Programs;

pub use database::{Database, databases};
pub use golden::assert_golden;
pub use server::{PASSWORD, Server, USER};
pub use temp::{TempDb, TempDir, sqlite_file, target_directory};

/// The PostgreSQL server of this test process: started by the first call, shared by all, stopped
/// when the process ends, in whatever way it ends.
///
/// # Panics
/// When PostgreSQL is not installed or does not start, with a message that says what to do.
pub fn postgres() -> &'static Server {
    static SERVER: OnceLock<Result<Server, String>> = OnceLock::new();
    match SERVER.get_or_init(|| Server::try_start(&[])) {
        Ok(server) => server,
        Err(message) => panic!("{message}"),
    }
}

/// The folder of PostgreSQL's programs, or a message that says how to get them.
pub fn find_postgresql() -> Result<PathBuf, String> {
    Programs::find().map(|programs| programs.path(""))
}
