//! Makes the Chinook database and loads it.
//!
//! ```text
//! cargo run -p aludel-chinook -- sqlite:///chinook.db ../shared/data/chinook
//! cargo run -p aludel-chinook -- postgresql://me@localhost/chinook examples/chinook/sample
//! ```
#![allow(clippy::print_stdout, reason = "printing is what it is for")]

use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use aludel::Engine;
use aludel_chinook::{Failure, load, models};

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
    let mut sum = 0;
    load(&engine, folder, |file, rows, done| {
        print!("\r{file:<14}{rows:>7}");
        if done {
            println!();
            sum += rows;
        }
        let _ = io::stdout().flush();
    })?;
    println!("{:<14}{sum:>7}", "in all");
    // Reports follow here.
    Ok(())
}
