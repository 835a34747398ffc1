//! Aludel beside hand-written driver code, in one run: `cargo bench --bench against_drivers [-- sqlite|postgresql]`.
//!
//! Each line is the median of paired runs: nanoseconds a row of the hand-written code, of Aludel, their ratio, and the
//! lowest and highest ratio of a pair. The hand-written side prepares once, works in one transaction, and takes the
//! fastest form that we know of: `last_insert_rowid` on SQLite, one array statement on PostgreSQL.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a measurement, not a library")]

mod aludel_side;
mod measure;
mod postgres_side;
mod sqlite_side;

#[allow(unused)]
mod models {
    aludel::include_models!();
}

use measure::Pairs;

/// Rows of the large loads.
const LARGE: usize = 100_000;
/// Rows of everything else.
const ROWS: usize = 10_000;

fn main() {
    let wanted = std::env::args().skip(1).find(|argument| !argument.starts_with('-'));
    let wants = |name: &str| wanted.as_deref().is_none_or(|wanted| wanted == name);
    println!("{:<40} {:>9} {:>9} {:>6}   spread", "ns a row (median of pairs)", "by hand", "aludel", "ratio");
    if wants("sqlite") {
        let pairs = Pairs::new("sqlite", 15);
        sqlite_side::run(&pairs);
    }
    if wants("postgresql") {
        let pairs = Pairs::new("postgresql", 9);
        postgres_side::run(&pairs);
    }
}
