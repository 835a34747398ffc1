//! A disk that is full, that fails, or that has lost the file: SQLite's own accidents.

use std::fs;
use std::process::Command;

use aludel::{Engine, ErrorKind};
use aludel_suite::models::Tile;
use aludel_test_support::{TempDb, sqlite_file};

use crate::{
    process::{another_process, assert_sound, orders},
    trap::Trap,
    work::{Way, World, generation},
};

/// A file of pages of that size.
fn database(journal: &str, page_size: usize) -> (TempDb, String) {
    let file = sqlite_file();
    let small = Engine::new(format!("{}?journal_mode=delete", file.url()).as_str()).unwrap();
    small.connect().unwrap().execute(&format!("PRAGMA page_size = {page_size}"), &[]).unwrap();
    small.connect().unwrap().execute("VACUUM", &[]).unwrap();
    let url = format!("{}?journal_mode={journal}", file.url());
    (file, url)
}

fn number(engine: &Engine, sql: &str) -> i64 {
    engine.connect().unwrap().query(sql, &[], |row| row.get(0)).unwrap()[0]
}

/// The session asks for a rollback, and rolls back: it and the database are where they were.
fn assert_undone(world: &mut World, reader: &Engine) {
    rolls_back(world);
    assert_sound(reader);
    assert_eq!(generation(reader), world.generation);
}

fn rolls_back(world: &mut World) {
    let error = world.session.query::<Tile>().all().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::PendingRollback, "{error}");
    world.session.rollback().unwrap();
    world.assert_as_before();
}

#[test]
fn the_disk_is_full() {
    for journal in ["wal", "delete", "truncate"] {
        // Small pages, so that many are wanted.
        let (_file, url) = database(journal, 512);
        let trap = Trap::default();
        let (engine, reader) = (trap.engine(&url), Engine::new(url.as_str()).unwrap());
        let mut world = World::create(&engine);
        let mut failures = 0;
        for way in [Way::Flush, Way::Nested] {
            // Without free pages each new one counts.
            engine.connect().unwrap().execute("VACUUM", &[]).unwrap();
            let pages = number(&engine, "PRAGMA page_count");
            for room in 0.. {
                // The session's transactions run on this connection: the pool has no other.
                number(&engine, &format!("PRAGMA max_page_count = {}", pages + room));
                let Err(error) = world.advance(way) else { break };
                assert_eq!(error.kind(), ErrorKind::Operational, "{error:?}");
                assert!(error.to_string().contains("full"), "{error}");
                assert!(!error.is_disconnect() && !error.is_retryable());
                assert_undone(&mut world, &reader);
                failures += 1;
            }
            number(&engine, "PRAGMA max_page_count = 1000000");
            world.advance(way).unwrap();
        }
        assert_eq!(generation(&reader), 4);
        assert!(failures > 20, "{failures}");
    }
}

/// Files may grow to so many blocks and no further: SQLite is told so where it writes, in the middle of a flush, of
/// COMMIT, and of taking pages back.
#[test]
fn writing_fails() {
    if let Some(orders) = orders() {
        return with_small_files(&orders);
    }
    // A log has what a flush writes, a file without one is itself written in many places.
    for (journal, step) in [("wal", 4), ("delete", 30), ("truncate", 30)] {
        let (_file, url) = database(journal, 4096);
        World::create(&Engine::new(url.as_str()).unwrap());
        let mut refused = 0;
        // The shared memory of a write-ahead log takes 64 of these blocks from the beginning.
        for blocks in (68..).step_by(step) {
            let before = generation(&Engine::new(url.as_str()).unwrap());
            let victim = another_process("disk::writing_fails", &url);
            let mut command = Command::new("/bin/sh");
            command.args(["-c", &format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\"")]);
            command.arg(victim.get_program()).args(victim.get_args());
            command.envs(victim.get_envs().filter_map(|(name, value)| Some((name, value?))));
            let output = command.output().unwrap();
            let said = String::from_utf8_lossy(&output.stdout);
            assert!(output.status.success(), "{journal}, {blocks}: {said}{}", String::from_utf8_lossy(&output.stderr));
            let reader = Engine::new(url.as_str()).unwrap();
            assert_sound(&reader);
            let written = said.contains("written");
            assert_eq!(generation(&reader), before + usize::from(written), "{journal}, {blocks}: {said}");
            if written {
                break;
            }
            refused += usize::from(said.contains("refused"));
        }
        assert!(refused > 3, "{journal}: {refused}");
        World::open(&Engine::new(url.as_str()).unwrap()).advance(Way::Flush).unwrap();
    }
}

fn with_small_files(orders: &[String]) {
    let [url] = orders else { panic!("{orders:?}") };
    let mut world = World::open(&Engine::new(url.as_str()).unwrap());
    match world.advance(Way::Flush) {
        Ok(()) => println!("written"),
        Err(error) => {
            assert!(!error.is_retryable(), "{error:?}");
            assert!(matches!(error.kind(), ErrorKind::Operational), "{error:?}");
            // Reading may fail here as well, where a journal must first be played back.
            rolls_back(&mut world);
            println!("refused {error:?}");
        }
    }
}

#[test]
fn the_file_is_gone() {
    let (file, url) = database("delete", 4096);
    let trap = Trap::default();
    let mut world = World::create(&trap.engine(&url));
    let away = file.path().with_extension("away");
    for way in [Way::Flush, Way::Nested] {
        fs::rename(file.path(), &away).unwrap();
        let error = world.advance(way).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Operational, "{error:?}");
        fs::rename(&away, file.path()).unwrap();
        assert_undone(&mut world, &Engine::new(url.as_str()).unwrap());
        world.advance(way).unwrap();
    }
    assert_eq!(generation(&Engine::new(url.as_str()).unwrap()), 2);
}
