//! `tests/semantics.toml` says for each line of what SQLAlchemy's unit of work does, S01 to S118 and S40b, which tests
//! prove it here, or the decision in its place; or why no test does. This checks that it says so of every line, that the
//! tests are there, that no other test bears a line's number, and that the tests of a line look at statements and at rows
//! on every database.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

#[path = "semantics/sources.rs"]
mod sources;

use std::collections::BTreeSet;
use std::path::Path;

use sources::{Found, Test, folder};
use toml::de::{DeTable, DeValue};

/// How many lines may have a reason in place of tests.
const REASONS: usize = 20;

/// S01 to S118, and S40b after S40.
fn lines() -> Vec<String> {
    let number = |n: u8| {
        let line = format!("S{n:02}");
        if n == 40 { vec![line, "S40b".to_owned()] } else { vec![line] }
    };
    (1..=118).flat_map(number).collect()
}

/// What is wrong with a map: a text each.
fn mistakes(map: &str, lines: &[String], found: &Found) -> Vec<String> {
    // A line that is there twice is one of TOML's own mistakes.
    let map = match DeTable::parse(map) {
        Ok(map) => map.into_inner(),
        Err(error) => return vec![format!("the map is no TOML: {error}")],
    };
    let mut wrong = Vec::new();
    let mut named = BTreeSet::new();
    let mut reasons = 0;
    for (line, says) in &map {
        let line: &str = line.get_ref();
        if !lines.iter().any(|it| it == line) {
            wrong.push(format!("{line} is no line: they are S01 to S118, and S40b"));
            continue;
        }
        match says.get_ref() {
            DeValue::String(reason) => {
                reasons += 1;
                if !is_sentence(reason) {
                    wrong.push(format!("the reason of {line} is no sentence: {reason:?}"));
                }
            }
            DeValue::Array(names) => {
                let names: Vec<&str> = names.iter().filter_map(|name| name.get_ref().as_str()).collect();
                prove(line, &names, found, &mut wrong);
                named.extend(names.into_iter().map(str::to_owned));
            }
            _ => wrong.push(format!("{line} is neither a list of tests nor a reason")),
        }
    }
    if reasons > REASONS {
        wrong.push(format!("{reasons} lines have a reason in place of a test: at most {REASONS} may"));
    }
    for line in lines.iter().filter(|&line| !map.contains_key(line.as_str())) {
        wrong.push(format!("{line} is missing: name its tests, or a reason for there being none"));
    }
    for test in found.tests.iter().filter(|test| !named.contains(&test.name)) {
        let Some(line) = lines.iter().find(|line| is_named_after(&test.name, line)) else { continue };
        wrong.push(format!("{} in {} proves {line}, and the map does not name it there", test.name, test.file));
    }
    wrong
}

/// Whether the tests of a line are there, are named after it, and together look at statements and rows.
fn prove(line: &str, names: &[&str], found: &Found, wrong: &mut Vec<String>) {
    if names.is_empty() {
        wrong.push(format!("{line} names no test"));
    }
    let mut tests: Vec<&Test> = Vec::new();
    for (at, &name) in names.iter().enumerate() {
        if !is_named_after(name, line) {
            wrong.push(format!("{name} is not named after {line}: its name begins with `{}_`", line.to_lowercase()));
        }
        if names[..at].contains(&name) {
            wrong.push(format!("{line} names {name} twice"));
        }
        match found.tests.iter().filter(|test| test.name == name).collect::<Vec<_>>()[..] {
            [] => wrong.push(format!("{line} names {name}, which is no test of the suite")),
            [test] if test.ignored => wrong.push(format!("{name} in {} proves nothing: it is ignored", test.file)),
            [test] => tests.push(test),
            [a, b, ..] => wrong.push(format!("{name} is two tests, in {} and {}", a.file, b.file)),
        }
    }
    // What the build refuses is proved where builds are tested: no statement comes of it.
    let of_sessions: Vec<&&Test> = tests.iter().filter(|test| !test.of_builds).collect();
    for test in of_sessions.iter().filter(|test| !test.everywhere) {
        wrong.push(format!("{} in {} does not run on every database", test.name, test.file));
    }
    if !of_sessions.is_empty() {
        for (what, seen) in [
            ("what is sent", of_sessions.iter().any(|test| test.hears)),
            ("the rows", of_sessions.iter().any(|test| test.sees_rows)),
        ] {
            if !seen {
                wrong.push(format!("no test of {line} looks at {what}"));
            }
        }
    }
}

fn is_named_after(name: &str, line: &str) -> bool {
    name.strip_prefix(&line.to_lowercase()).is_some_and(|rest| rest.starts_with('_'))
}

fn is_sentence(text: &str) -> bool {
    text.starts_with(|first: char| first.is_uppercase()) && text.ends_with('.') && text.split(' ').count() > 4
}

#[test]
fn every_line_has_tests_or_a_reason() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let map = std::fs::read_to_string(root.join("../semantics.toml")).unwrap();
    let mut found = Found::default();
    folder(&root.join("tests/behaviour"), false, &mut found);
    folder(&root.join("../../codegen/tests"), true, &mut found);
    let wrong = mistakes(&map, &lines(), &found);
    assert!(wrong.is_empty(), "tests/semantics.toml:\n{}", wrong.join("\n"));
}

#[test]
fn a_map_with_a_mistake_is_refused() {
    let mut found = Found::default();
    let whole = "everywhere(|lab| { lab.assert_heard(&[]); lab.rows(\"\"); })";
    let ignore = "ignore";
    let source = format!(
        "#[test]\nfn s01_whole() {{\n    {whole}\n}}\n\
         #[{ignore} = \"slow\"]\n#[test]\nfn s01_ignored() {{\n    {whole}\n}}\n\
         #[test]\nfn s02_blind() {{\n    everywhere(|lab| {{\n        lab.lines();\n    }})\n}}\n\
         #[test]\nfn s02_alone() {{\n    let _ = (lab.heard(), lab.rows(\"\"));\n}}\n\
         fn s01_no_test() {{\n}}\n\
         fn links() {{\n    lab.rows(\"\")\n}}\n\
         #[test]\nfn s02_by_others() {{\n    everywhere(|lab| {{ let heard = lab.heard(); links() }})\n}}\n"
    );
    found.read("a.rs", &source, false);
    found.read("b.rs", "#[test]\nfn s03_builds() {\n}\n", true);
    let lines: Vec<String> = ["S01", "S02", "S03"].map(str::to_owned).into();
    let fine = "S01 = [\"s01_whole\"]\nS02 = [\"s02_by_others\"]\nS03 = [\"s03_builds\"]\n";
    for (map, says) in [
        ("S01 = [\"s01_whole\"]", "S02 is missing"),
        ("S01 = 1", "S01 is neither a list of tests nor a reason"),
        ("S01 = [\"s01_whole\"]\nS01 = [\"s01_whole\"]", "duplicate key"),
        ("S04 = \"It is no line at all.\"", "S04 is no line"),
        ("S01 = []", "S01 names no test"),
        ("S01 = [\"s01_no_test\"]", "which is no test"),
        ("S01 = [\"s01_nowhere\"]", "which is no test"),
        ("S01 = [\"s01_ignored\"]", "it is ignored"),
        ("S01 = [\"s01_whole\", \"s01_whole\"]", "S01 names s01_whole twice"),
        ("S02 = [\"s01_whole\"]", "s01_whole is not named after S02"),
        ("S02 = [\"s02_blind\"]", "no test of S02 looks at what is sent"),
        ("S02 = [\"s02_blind\"]", "no test of S02 looks at the rows"),
        ("S02 = [\"s02_alone\"]", "s02_alone in a.rs does not run on every database"),
        ("S02 = \"because\"", "the reason of S02 is no sentence"),
        (fine, "s02_blind in a.rs proves S02, and the map does not name it"),
        (fine, "s01_ignored in a.rs proves S01, and the map does not name it"),
    ] {
        let wrong = mistakes(map, &lines, &found);
        assert!(wrong.iter().any(|it| it.contains(says)), "{says:?} is not among {wrong:#?}");
    }
    let wrong = mistakes(fine, &lines, &found);
    assert!(wrong.iter().all(|it| it.ends_with("the map does not name it there")), "{wrong:#?}");

    let many: Vec<String> = (0..=REASONS).map(|n| format!("S{n:02}")).collect();
    let map: String = many.iter().map(|line| format!("{line} = \"Nothing here is of that kind.\"\n")).collect();
    assert_eq!(mistakes(&map, &many, &Found::default()), ["21 lines have a reason in place of a test: at most 20 may"]);
}
