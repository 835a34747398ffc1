//! Aludel beside hand-written driver code, in one run: `cargo bench --bench against_drivers [-- WORDS]`, where the words
//! may be `sqlite` or `postgresql`, `graphs`, `bulk` or `queries` for those alone, a number of runs, part of a line's text, and
//! `by-hand` or `aludel` for one side alone, which a profiler may want: `valgrind --tool=callgrind
//! --toggle-collect='*::timed*' target/release/deps/against_drivers-... sqlite graphs written aludel` counts the
//! instructions of what is measured, which others on the machine do not disturb.
//!
//! Each line is the median of paired runs: nanoseconds a row of the hand-written code, of Aludel, their ratio, that of
//! the best run of each (which a busy machine disturbs least), and the lowest and highest ratio of a pair. The
//! hand-written side prepares once, works in one transaction, and takes the
//! fastest form that we know of: `last_insert_rowid` on SQLite, one array statement on PostgreSQL.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a measurement, not a library")]

mod aludel_side;
mod bulk;
mod graphs;
mod measure;
mod postgres_side;
mod queries;
mod sqlite_side;

#[allow(unused)]
mod models {
    aludel::include_models!();
}

use measure::{Pairs, Side};

/// Rows of the large loads.
const LARGE: usize = 100_000;
/// Rows of everything else.
const ROWS: usize = 10_000;

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    let said = |word: &str| words.iter().any(|said| said == word);
    let wants = |database: &str, other: &str| said(database) || !said(other);
    let asked = |part: &str| said(part) || !["graphs", "bulk", "queries"].into_iter().any(said);
    let side = [Side::ByHand, Side::Aludel].into_iter().find(|side| said(side.name()));
    let known = ["sqlite", "postgresql", "graphs", "bulk", "queries", Side::ByHand.name(), Side::Aludel.name()];
    let runs = words.iter().find_map(|word| word.parse::<usize>().ok());
    let part = words
        .iter()
        .filter(|word| word.parse::<usize>().is_err())
        .find(|word| !known.contains(&word.as_str()))
        .map_or("", String::as_str);
    let heading = "ns a row (median of pairs)";
    println!("{heading:<48} {:>9} {:>9} {:>6} {:>6}   spread", "by hand", "aludel", "ratio", "best");
    if wants("sqlite", "postgresql") {
        let pairs = Pairs::new("sqlite", runs.unwrap_or(15), side, part);
        if asked("graphs") {
            graphs::on_sqlite(&pairs);
        }
        if asked("bulk") {
            bulk::on_sqlite(&pairs);
        }
        if asked("queries") {
            queries::on_sqlite(&pairs);
        }
        if asked("") {
            sqlite_side::run(&pairs);
        }
    }
    if wants("postgresql", "sqlite") {
        let pairs = Pairs::new("postgresql", runs.unwrap_or(9), side, part);
        if asked("graphs") {
            graphs::on_postgres(&pairs);
        }
        if asked("bulk") {
            bulk::on_postgres(&pairs);
        }
        if asked("queries") {
            queries::on_postgres(&pairs);
        }
        if asked("") {
            postgres_side::run(&pairs);
        }
    }
}
