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

/// What is not looked into: what is built, hidden, or has mistakes.
fn is_passed_over(path: &Path) -> bool {
    let name = path.file_name().unwrap().to_string_lossy();
    name == "target" || name.starts_with('.') || path.ends_with("tests/diagnostics")
}

fn path(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The schema folders below one: those with TOML files that are called `schema` or so, or lie in a folder `schemas`.
fn folders(root: &Path, found: &mut Vec<PathBuf>) {
    let name = |path: &Path| path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let is_one = name(root) != "schemas" && name(root).starts_with("schema")
        || root.parent().is_some_and(|parent| name(parent) == "schemas");
    if is_one && read::folder(root).is_ok_and(|sources| !sources.files().is_empty()) {
        return found.push(root.to_owned());
    }
    let inside = fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path());
    for path in inside.filter(|path| path.is_dir() && !path.is_symlink() && !is_passed_over(path)) {
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
    folders(&path("..").canonicalize().unwrap(), &mut found);
    for known in ["schema_cascading", "tests/sqlalchemy/schema", "examples/chinook/schema", "tests/suite/schema_time"] {
        assert!(found.iter().any(|folder| folder.ends_with(known)), "{known}: {found:?}");
    }
    assert!(found.len() > 20, "{found:?}");
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

/// Dialects of patterns do not agree on what is blank.
#[test]
fn what_is_blank_between_words_is_the_same_to_editors() {
    for blank in [" ", "\\t", "\\n", "\\uFEFF", "\\u00A0", "\\u0085", "\\u3000"] {
        let text = format!(
            "[model.A]\ntable = \"a\"\n[model.A.columns]\nid = {{ type = \"integer\", primary_key = true }}\n\
             a_id = {{ type = \"integer\", nullable = true, references = \"a.id\" }}\n[model.A.relationships]\n\
             all = {{ has_many = \"A\", cascade = \"merge{blank}, delete\" }}\n"
        );
        editor::assert_agrees(&Sources::new([("a.toml", text.as_str())]));
    }
}
