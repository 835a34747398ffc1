//! The database, made and loaded: the sample, and the real data where it is.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a test may

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use aludel::{Engine, Session};
use aludel_chinook::reports::{Table, reports};
use aludel_chinook::{FILES, load, real};
use aludel_test_support::databases;

/// The tables, in the order of [`FILES`].
const TABLES: [&str; 11] = [
    "artists",
    "albums",
    "media_types",
    "genres",
    "tracks",
    "playlists",
    "playlist_tracks",
    "employees",
    "customers",
    "invoices",
    "invoice_lines",
];

fn here(folder: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)
}

fn count(engine: &Engine, sql: &str) -> i64 {
    engine.connect().unwrap().query(sql, &[], |row| row.get(0)).unwrap()[0]
}

fn loaded(engine: &Engine, folder: &Path) -> Vec<usize> {
    aludel_chinook::models::metadata().create_all(engine).unwrap();
    let mut counts = Vec::new();
    load(engine, folder, |file, rows, done| {
        if done {
            assert_eq!(file, FILES[counts.len()]);
            counts.push(rows);
        }
    })
    .unwrap_or_else(|failure| panic!("{failure}"));
    for (table, rows) in TABLES.iter().zip(&counts) {
        assert_eq!(count(engine, &format!("SELECT count(*) FROM {table}")), i64::try_from(*rows).unwrap(), "{table}");
    }
    counts
}

/// Every report's rows, which are those of its hand-written SQL, and not none.
fn reported(engine: &Engine) -> Vec<(&'static str, Table)> {
    let mut session = Session::new(engine);
    let mut run = |report: &aludel_chinook::reports::Report| {
        let answer = report.run(&mut session).unwrap_or_else(|error| panic!("{}: {error:?}", report.heading));
        assert_eq!(answer.difference, None, "{}", report.heading);
        assert!(!answer.table.is_empty(), "{} is empty", report.heading);
        (report.heading, answer.table)
    };
    reports().iter().map(&mut run).collect()
}

/// Loads and reports on every database; each tells the same.
fn reported_alike(folder: &Path, check: impl Fn(&Engine, &[usize])) {
    let mut first: Option<Vec<(&str, Table)>> = None;
    for database in databases() {
        let engine = Engine::new(database.url()).unwrap();
        check(&engine, &loaded(&engine, folder));
        let tables = reported(&engine);
        assert_eq!(tables.len(), 20);
        let first = first.get_or_insert_with(|| tables.clone());
        for ((heading, table), (_, other)) in tables.iter().zip(first) {
            assert!(table == other, "{heading} on {}:\n{table}\nelsewhere:\n{other}", database.name());
        }
    }
}

#[test]
fn the_sample_is_loaded_into_every_database_and_reported() {
    reported_alike(&here("sample"), |engine, rows| {
        assert_eq!(rows, [4, 4, 2, 3, 8, 3, 11, 4, 3, 3, 6]);
        let sum = "SELECT CAST(round(100 * sum(unit_price * quantity)) AS BIGINT) FROM invoice_lines";
        assert_eq!(count(engine, sum), 854);
        assert_eq!(count(engine, "SELECT count(*) FROM employees WHERE manager_id = 1 AND birth_date IS NULL"), 1);
        assert_eq!(count(engine, "SELECT count(*) FROM albums WHERE title = 'He said \"no\"'"), 1);
    });
}

#[test]
fn the_real_data_is_loaded_and_reported_where_it_is() {
    let Some(folder) = real() else {
        // Not by `println!`, which is kept back where a test passes.
        let _ = writeln!(std::io::stdout(), "the real Chinook data is not here: ALUDEL_CHINOOK names its folder");
        return;
    };
    reported_alike(&folder, |_, rows| assert_eq!(rows.iter().sum::<usize>(), 15_607));
}

#[test]
fn a_flaw_in_a_file_is_told_with_its_place_and_nothing_is_loaded() {
    let folder = aludel_test_support::TempDir::new("chinook");
    for file in FILES {
        std::fs::copy(here("sample").join(format!("{file}.csv")), folder.path().join(format!("{file}.csv"))).unwrap();
    }
    std::fs::write(
        folder.path().join("InvoiceLine.csv"),
        "InvoiceLineId,InvoiceId,TrackId,UnitPrice,Quantity\n1,1,1,0.99,many\n",
    )
    .unwrap();
    let engine = Engine::new("sqlite:///:memory:").unwrap();
    aludel_chinook::models::metadata().create_all(&engine).unwrap();
    let told = load(&engine, folder.path(), |_, _, _| {}).unwrap_err().to_string();
    assert!(told.ends_with("InvoiceLine.csv: line 2: Quantity is `many`: invalid digit found in string"), "{told}");
    assert_eq!(count(&engine, "SELECT count(*) FROM artists"), 0);
}

#[test]
fn the_program_says_what_it_does() {
    for database in databases() {
        for _ in 0..2 {
            let output =
                Command::new(env!("CARGO_BIN_EXE_chinook")).arg(database.url()).arg(here("sample")).output().unwrap();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            let said = String::from_utf8(output.stdout).unwrap();
            for part in ["Track               8\n", "in all             51 rows in ", "\n20. ", "\ndone in "] {
                assert!(said.contains(part), "{said}");
            }
        }
    }
}
