//! Makes the Chinook database, loads it, and prints twenty reports.
//!
//! ```text
//! cargo run -p aludel-chinook -- sqlite:///:memory: ../shared/data/chinook
//! cargo run -p aludel-chinook -- sqlite:///chinook.db examples/chinook/sample
//! cargo run -p aludel-chinook -- postgresql://me@localhost/chinook examples/chinook/sample
//! ```
//!
//! Each report is found twice, by a typed query and by hand-written SQL; where their rows differ, the program fails.
#![allow(clippy::print_stdout, reason = "printing is what it is for")]

use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use aludel::{Engine, Session};
use aludel_chinook::{Failure, load, models, reports};

/// How many rows of a report are printed.
const ROWS: usize = 8;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [url, folder] = &arguments[..] else {
        eprintln!(
            "usage: chinook URL FOLDER\nThe folder has a CSV file for each table. Tables that are there are dropped."
        );
        return ExitCode::FAILURE;
    };
    match run(url, Path::new(folder)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("error: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn run(url: &str, folder: &Path) -> Result<(), Failure> {
    let engine = Engine::new(url)?;
    models::metadata().drop_all(&engine)?;
    models::metadata().create_all(&engine)?;
    let (start, mut sum) = (Instant::now(), 0);
    let watched = io::stdout().is_terminal();
    let line_start = if watched { "\r" } else { "" };
    load(&engine, folder, |file, rows, done| {
        match done {
            true => {
                sum += rows;
                println!("{line_start}{file:<14}{rows:>7}");
            }
            false if watched => print!("{line_start}{file:<14}{rows:>7}"),
            false => {}
        }
        let _ = io::stdout().flush();
    })?;
    println!("{:<14}{sum:>7} rows in {:.1} s", "in all", start.elapsed().as_secs_f64());

    let mut session = Session::new(&engine);
    for (number, report) in reports::reports().iter().enumerate() {
        let answer = report.run(&mut session)?;
        println!("\n{}. {}\n\n{:.ROWS$}", number + 1, report.heading, answer.table);
        if let Some(difference) = answer.difference {
            return Err(Failure::Report(report.heading, difference));
        }
        println!("  rows: {}, the same as by hand", answer.table.len());
    }
    println!("\ndone in {:.1} s", start.elapsed().as_secs_f64());
    Ok(())
}
