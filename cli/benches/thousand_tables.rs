//! How long the commands take for a schema of a thousand tables, and how much memory: `cargo bench -p aludel-cli`.
//!
//! Each table has a model of eleven columns and a relationship both ways, in a file of its own. Each command runs five
//! times; it fails where one computes for two seconds or more, whatever else the machine does meanwhile.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a measurement, not a library")]

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use aludel_test_support::TempDir;

const TABLES: usize = 1000;
const RUNS: usize = 5;
const LIMIT: Duration = Duration::from_secs(2);

fn main() {
    let folder = TempDir::new("thousand-tables");
    fs::create_dir(folder.path().join("schema")).unwrap();
    for table in 0..TABLES {
        fs::write(folder.path().join(format!("schema/model{table}.toml")), schema(table)).unwrap();
    }
    let mut slow = Vec::new();
    for line in ["generate --out models", "check --out models0", "ddl --dialect postgresql", "docs"] {
        let mut runs: Vec<Run> = (0..RUNS)
            .map(|number| match line.starts_with("generate") {
                // Each time into a folder of its own: all files are new.
                true => run(folder.path(), &format!("{line}{number}")),
                false => run(folder.path(), line),
            })
            .collect();
        runs.sort_by_key(|run| run.computed);
        let Run { whole, computed, memory } = runs[RUNS / 2];
        let (whole, megabytes) = (whole.as_secs_f64(), memory / 1024);
        println!("{line:<26} {whole:>6.2} s, of which {:.2} s computing, {megabytes} MB", computed.as_secs_f64());
        slow.extend((computed >= LIMIT).then_some(line));
    }
    assert!(slow.is_empty(), "too slow: {slow:?}");
}

/// What a command took; on Linux, which tells it of a process.
#[derive(Default)]
struct Run {
    whole: Duration,
    computed: Duration,
    /// The most that it had, in kilobytes.
    memory: u64,
}

fn run(folder: &Path, line: &str) -> Run {
    let mut command = Command::new(env!("CARGO_BIN_EXE_aludel"));
    command.args(line.split(' ')).current_dir(folder).stdout(Stdio::null());
    let start = Instant::now();
    let mut child = command.spawn().unwrap();
    let process = PathBuf::from(format!("/proc/{}", child.id()));
    let mut run = Run::default();
    loop {
        // Each is told as it is so far: the last answer is nearly the whole.
        let told = fs::read_to_string(process.join("status")).unwrap_or_default();
        let peak = told.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let peak = peak.and_then(|rest| rest.trim().trim_end_matches(" kB").parse().ok());
        run.memory = run.memory.max(peak.unwrap_or(0));
        let told = fs::read_to_string(process.join("stat")).unwrap_or_default();
        let fields = told.rsplit(") ").next().unwrap_or_default().split(' ');
        // User and system time, in hundredths of a second.
        let ticks: u64 = fields.skip(11).take(2).filter_map(|field| field.parse::<u64>().ok()).sum();
        run.computed = run.computed.max(Duration::from_millis(10 * ticks));
        if let Some(status) = child.try_wait().unwrap() {
            assert!(status.success(), "{line}");
            run.whole = start.elapsed();
            return run;
        }
        sleep(Duration::from_millis(1));
    }
}

fn schema(table: usize) -> String {
    // Ten in a row, each below the one before; the first of a row below the first of the row before.
    let parent = |table: usize| table.saturating_sub(if table.is_multiple_of(10) { 10 } else { 1 });
    let mut text = format!(
        "[model.Model{table}]\ndoc = \"The model number {table}.\"\ntable = \"model{table}\"\nunique = [[\"name\", \"title\"]]\n\n\
         [model.Model{table}.columns]\nid = {{ type = \"integer\", primary_key = true }}\n\
         name = {{ type = \"string\", length = 80 }}\ntitle = \"string\"\nbody = {{ type = \"text\", nullable = true }}\n\
         count = \"integer\"\nactive = {{ type = \"boolean\", default = true }}\n\
         price = {{ type = \"numeric\", precision = 12, scale = 2 }}\ncreated = {{ type = \"timestamptz\", default = \"now\" }}\n\
         score = {{ type = \"double\", nullable = true }}\nstate = {{ enum = \"State{}\", default = \"open\" }}\n\
         parent_id = {{ type = \"integer\", nullable = true, references = \"model{}.id\" }}\n\n\
         [model.Model{table}.relationships]\n\
         parent = {{ belongs_to = \"Model{}\", back_populates = \"children{table}\" }}\n",
        table % 10,
        parent(table),
        parent(table),
    );
    for child in (table..=table + 10).filter(|&child| child < TABLES && parent(child) == table) {
        let _ = writeln!(text, "children{child} = {{ has_many = \"Model{child}\", back_populates = \"parent\" }}");
    }
    if table < 10 {
        let _ = write!(text, "\n[enum.State{table}]\nvalues = [\"open\", \"paid\", \"shipped\"]\n");
    }
    text
}
