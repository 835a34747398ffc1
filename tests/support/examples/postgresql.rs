//! A PostgreSQL to try things on: `cargo run -p aludel-test-support --example postgresql` starts
//! one, prints its URLs and stops it at Enter or Ctrl-C. With `where` it prints where PostgreSQL's
//! programs are, or fails and says how to get them.
#![allow(clippy::print_stdout, reason = "printing is what it is for")]

use std::env;
use std::io::stdin;
use std::process::ExitCode;

use aludel_test_support::{Server, find_postgresql};

fn main() -> ExitCode {
    if env::args().nth(1).as_deref() == Some("where") {
        return match find_postgresql() {
            Ok(folder) => {
                println!("{}", folder.display());
                ExitCode::SUCCESS
            }
            Err(message) => {
                eprintln!("{message}");
                ExitCode::FAILURE
            }
        };
    }
    let server = Server::start();
    let database = server.create_database();
    println!("{}\n{}", server.url(&database), server.socket_url(&database));
    println!("It runs until Enter is pressed.");
    match stdin().read_line(&mut String::new()) {
        Ok(_) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}
