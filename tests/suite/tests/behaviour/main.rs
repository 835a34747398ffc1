//! One behaviour suite, run for SQLite in memory, SQLite in a file and PostgreSQL. Tests called `s04_...` are about the
//! line S04 of what SQLAlchemy's unit of work does, or about what was decided in its place; `t69_...` of its tutorial.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

mod adding;
mod bulk;
mod busy;
mod cascades;
mod changes;
mod corners;
mod crud;
mod cycles;
mod deleting;
mod expunging;
mod foreign_keys;
mod guarding;
mod handles;
mod handover;
mod hostile;
mod identity;
mod key_changes;
mod lazy;
mod linking;
mod links;
mod locking;
mod many_to_many;
mod merging;
mod model_hooks;
mod operators;
mod outages;
mod patching;
mod random;
mod refreshing;
mod relating;
mod retrying;
mod row_switch;
mod rows;
mod savepoints;
mod schema;
mod session_hooks;
mod session_options;
mod states;
mod transaction_guards;
mod transactions;
mod updating;
mod validating;
mod warnings;
mod writers;
