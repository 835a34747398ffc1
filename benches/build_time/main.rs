//! How long crates that use Aludel build: `cargo bench --bench build_time [-- models | queries]`; `queries` builds the same
//! with Diesel too, which cargo downloads.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a measurement, not a library")]

mod crates;
mod models;
mod queries;

use std::path::Path;

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let words: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    let asked = |part: &str| words.is_empty() || words.iter().any(|word| word == part);
    if asked("models") {
        models::run(root);
    }
    if asked("queries") {
        queries::run(root);
    }
}
