//! The JSON Schema that editors read: it says what the reader says. `ALUDEL_ACCEPT=1` writes the tutorial's copy anew.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a test may

#[path = "support/json_schema.rs"]
mod editor;

use std::fs;
use std::path::{Path, PathBuf};

use aludel_codegen::keys::{CHOICES, PLACES};
use aludel_codegen::source::Sources;
use aludel_codegen::{json_schema, read};
use aludel_test_support::assert_golden;

/// Every schema folder in the repository that has no mistake.
const GOOD: [&str; 4] = ["../schema", "../schema_cascading", "../tests", "tests/schemas"];

fn path(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The folders below one that are called `schema` or so, or lie in a folder `schemas`.
fn folders(root: &Path, found: &mut Vec<PathBuf>) {
    let is_called = |path: &Path, name: &str| path.file_name().is_some_and(|n| n.to_string_lossy().starts_with(name));
    if is_called(root, "schema") && !is_called(root, "schemas")
        || root.parent().is_some_and(|p| is_called(p, "schemas"))
    {
        return found.push(root.to_owned());
    }
    for path in fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()) {
        folders(&path, found);
    }
}

#[test]
fn the_copy_of_the_tutorial_is_current() {
    assert_golden(path("../schema").join(json_schema::FILE), &json_schema::json_schema());
}

#[test]
fn every_good_schema_is_one_for_editors() {
    let mut found = Vec::new();
    GOOD.iter().for_each(|root| folders(&path(root), &mut found));
    assert!(found.len() > 10, "{found:?}");
    for folder in found {
        let sources = read::folder(&folder).unwrap();
        for source in sources.files() {
            let faults = editor::faults(source).unwrap();
            assert!(faults.is_empty(), "{}: {faults:?}", source.name);
        }
    }
    let page = fs::read_to_string(path("docs/schema.md")).unwrap();
    for block in page.split("```toml\n").skip(1).map(|rest| rest.split_once("```").unwrap().0) {
        editor::assert_agrees(&Sources::new([("example.toml", block)]));
    }
}

#[test]
fn every_mistake_of_a_key_or_a_type_is_one_for_editors() {
    let folders = fs::read_dir(path("tests/diagnostics")).unwrap().map(|entry| entry.unwrap().path());
    let readable: Vec<Sources> = folders.filter_map(|folder| read::folder(folder).ok()).collect();
    assert!(readable.len() > 60);
    readable.iter().for_each(editor::assert_agrees);
}

#[test]
fn every_choice_is_between_keys_of_its_place() {
    for choice in CHOICES {
        assert!(PLACES.iter().any(|place| place.name == choice.place.name));
        for key in choice.keys {
            let key = choice.place.keys.iter().find(|known| known.name == *key).expect("a key of the place");
            assert!(!key.required);
        }
    }
}
