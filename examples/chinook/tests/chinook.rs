//! The database, made and loaded: the sample, and the real data where it is.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a test may

use std::path::{Path, PathBuf};
use std::process::Command;

use aludel::Engine;
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

#[test]
fn the_sample_is_loaded_into_every_database() {
    for database in databases() {
        let engine = Engine::new(database.url()).unwrap();
        assert_eq!(loaded(&engine, &here("sample")), [4, 4, 2, 3, 8, 3, 11, 3, 3, 3, 6]);
        let sum = "SELECT CAST(round(100 * sum(unit_price * quantity)) AS BIGINT) FROM invoice_lines";
        assert_eq!(count(&engine, sum), 854);
        assert_eq!(count(&engine, "SELECT count(*) FROM employees WHERE manager_id = 1 AND birth_date IS NULL"), 1);
        assert_eq!(count(&engine, "SELECT count(*) FROM albums WHERE title = 'He said \"no\"'"), 1);
    }
}

#[test]
fn the_real_data_is_loaded_where_it_is() {
    let Some(folder) = real() else { return };
    for database in databases() {
        let engine = Engine::new(database.url()).unwrap();
        assert_eq!(loaded(&engine, &folder).iter().sum::<usize>(), 15_607);
    }
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
    let folder = aludel_test_support::TempDir::new("chinook");
    let url = format!("sqlite:///{}", folder.path().join("chinook.db").display());
    for _ in 0..2 {
        let output = Command::new(env!("CARGO_BIN_EXE_chinook")).arg(&url).arg(here("sample")).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let said = String::from_utf8(output.stdout).unwrap();
        assert!(said.contains("Track               8\n") && said.ends_with("in all             50\n"), "{said}");
    }
}
