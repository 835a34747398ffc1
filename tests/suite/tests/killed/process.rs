//! The program goes: a process of its own is killed by signal 9 just before each statement of a flush, and at any time.

use std::env;
use std::io::{BufRead, BufReader};
use std::os::unix::process::ExitStatusExt;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use aludel::{Dialect, Engine};
use aludel_test_support::{postgres, sqlite_file};

use crate::{
    some_of, thoroughly,
    trap::Trap,
    work::{Way, World, generation},
};

/// What a victim is to do, after the URL of its database.
const ORDERS: &str = "ALUDEL_VICTIM";

/// The test that is the victim's program as well: what its process does, if it has orders.
const VICTIM: &str = "process::signal_9_to_a_program_with_sqlite";

/// A process that runs the test of that name alone, with orders in its environment.
pub(crate) fn another_process(test: &str, orders: &str) -> Command {
    let mut command = Command::new(env::current_exe().unwrap());
    command.args([test, "--exact", "--nocapture", "--test-threads=1"]).env(ORDERS, orders);
    command
}

/// The orders of this process, if it has any: words.
pub(crate) fn orders() -> Option<Vec<String>> {
    Some(env::var(ORDERS).ok()?.split(' ').map(str::to_owned).collect())
}

/// Ends this process by signal 9.
fn kill_myself() {
    Command::new("/bin/sh").args(["-c", "kill -9 $PPID"]).status().unwrap();
    std::thread::sleep(Duration::from_secs(60));
}

/// Goes on by a generation and dies before the statement of a number, or after the last; or goes on until it is killed.
fn victim(orders: &[String]) {
    let [url, way, statement] = orders else { panic!("{orders:?}") };
    let trap = Trap::default();
    let mut world = World::open(&trap.engine(url));
    if way == "on" {
        loop {
            world.advance(Way::Flush).unwrap();
            println!("committed {}", world.generation);
        }
    }
    let way = if way == "nested" { Way::Nested } else { Way::Flush };
    trap.set(statement.parse().unwrap(), kill_myself);
    world.advance(way).unwrap();
    kill_myself();
}

/// All or nothing is in the database, which is sound.
fn found(url: &str) -> usize {
    let engine = Engine::new(url).unwrap();
    assert_sound(&engine);
    generation(&engine)
}

/// SQLite has nothing to say against its file.
pub(crate) fn assert_sound(engine: &Engine) {
    if engine.dialect() == Dialect::Sqlite {
        let mut connection = engine.connect().unwrap();
        let said: Vec<String> = connection.query("PRAGMA integrity_check", &[], |row| row.get(0)).unwrap();
        assert_eq!(said, ["ok"]);
        assert_eq!(connection.query("PRAGMA foreign_key_check", &[], |_| Ok(())).unwrap(), []);
    }
}

/// A session of this process goes on from what a victim has left.
fn goes_on(url: &str) {
    let trap = Trap::default();
    let mut world = World::open(&trap.engine(url));
    world.advance(Way::Flush).unwrap();
}

fn dies_before_each_statement(url: &str, way: Way, share: usize) {
    let trap = Trap::default();
    let engine = trap.engine(url);
    if way == Way::Flush {
        World::create(&engine);
    }
    let mut world = World::open(&engine);
    trap.heard();
    world.advance(way).unwrap();
    let statements = trap.heard().len();
    assert!(statements > 200, "{statements}");
    // No connection stays open: what a victim leaves is to be recovered by the next that opens the database.
    drop((world, engine));
    let mut before = found(url);
    // The last point is after COMMIT.
    for (number, statement) in some_of(statements + 1, share).into_iter().enumerate() {
        let word = if way == Way::Nested { "nested" } else { "flush" };
        let output = another_process(VICTIM, &format!("{url} {word} {statement}")).output().unwrap();
        assert_eq!(output.status.signal(), Some(9), "at {statement}: {}", String::from_utf8_lossy(&output.stderr));
        let committed = usize::from(statement == statements);
        assert_eq!(found(url), before + committed, "at {statement}");
        // The next victim reads what this one has left; now and then the work is done to its end.
        if number % 10 == 9 || committed == 1 || thoroughly() {
            goes_on(url);
            before += committed + 1;
            assert_eq!(found(url), before, "after {statement}");
        }
    }
}

/// Within a batch, within COMMIT, while it reads: wherever it is.
fn dies_at_any_time(url: &str, times: u64) {
    for time in 0..times {
        let mut victim = another_process(VICTIM, &format!("{url} on -")).stdout(Stdio::piped()).spawn().unwrap();
        let mut said = BufReader::new(victim.stdout.take().unwrap()).lines().map_while(Result::ok);
        let committed = |line: String| line.split_once("committed ").map(|(_, it)| it.parse::<usize>().unwrap());
        let first = said.by_ref().find_map(committed).expect("a first generation");
        // Times that differ by little, so that over the runs of this test they are many.
        let now = Instant::now();
        let random = u64::from(std::process::id()) * 7 + time * 13;
        std::thread::sleep(Duration::from_micros(random * 997 % 60_000));
        victim.kill().unwrap();
        assert_eq!(victim.wait().unwrap().signal(), Some(9));
        let last = said.filter_map(committed).last().unwrap_or(first);
        let found = found(url);
        assert!(found == last || found == last + 1, "{found}, {last} after {:?}", now.elapsed());
        goes_on(url);
    }
}

fn dies(url: &str) {
    dies_before_each_statement(url, Way::Flush, 1);
    dies_before_each_statement(url, Way::Nested, 25);
    dies_at_any_time(url, 10);
}

#[test]
fn signal_9_to_a_program_with_sqlite() {
    if let Some(orders) = orders() {
        return victim(&orders);
    }
    dies(&sqlite_file().url());
}

#[test]
fn signal_9_to_a_program_with_sqlite_without_a_write_ahead_log() {
    let file = sqlite_file();
    dies(&format!("{}?journal_mode=delete", file.url()));
}

#[test]
fn signal_9_to_a_program_with_postgresql() {
    let server = postgres();
    dies(&server.url(&server.create_database()));
}
