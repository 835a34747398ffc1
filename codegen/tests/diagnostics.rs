//! Golden screens: a folder holds bad schema files and the screen that they bring forth.
//!
//! `ALUDEL_ACCEPT=1 cargo test -p aludel-codegen` writes the screens anew; where `CI` is set that is refused.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)] // tests

#[path = "support/golden.rs"]
mod golden;

use std::fs;
use std::path::{Path, PathBuf};

use aludel_codegen::diagnostic::{Code, Diagnostics};
use aludel_codegen::source::Sources;
use aludel_codegen::{load, read};

/// The folders of the cases. Cargo runs tests in the crate's folder, so that the paths on the screens are short.
fn cases() -> Vec<PathBuf> {
    let mut cases: Vec<PathBuf> = fs::read_dir("tests/diagnostics")
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .collect();
    cases.sort();
    cases
}

fn mistakes(folder: &Path) -> Diagnostics {
    match read::folder(folder).and_then(|sources| load(&sources)) {
        Err(mistakes) => mistakes,
        Ok(_) => panic!("{} has no mistake", folder.display()),
    }
}

#[test]
fn every_case_has_its_screen() {
    let mut wrong = golden::Golden::default();
    for case in cases() {
        let found = mistakes(&case);
        let id = case.file_name().unwrap().to_string_lossy()[..5].to_owned();
        if id.starts_with('A') {
            assert!(
                found.mistakes().iter().any(|mistake| mistake.code.id() == id),
                "{} has no {id}:\n{found}",
                case.display()
            );
        }
        wrong.compare(&case.join("screen.txt"), &found.to_string());
    }
    wrong.finish();
}

#[test]
fn every_code_has_a_case() {
    let cases: Vec<String> =
        cases().iter().map(|case| case.file_name().unwrap().to_string_lossy().into_owned()).collect();
    for code in Code::ALL {
        // A defect cannot be brought about, and what cannot be read is another test's.
        if ![Code::Defect, Code::Unreadable].contains(code) {
            assert!(cases.iter().any(|case| case.starts_with(code.id())), "{code}: {}", code.title());
        }
        assert!(code.page().ends_with('.') && !code.title().is_empty());
    }
}

#[test]
fn what_cannot_be_read_is_a_mistake_with_a_place() {
    let found = read::folder("tests/no such folder").unwrap_err().to_string();
    assert!(found.starts_with("error[A0001]: this folder cannot be read: "), "{found}");
    assert!(found.contains("\n --> tests/no such folder\n"), "{found}");
}

#[cfg(unix)]
#[test]
fn folders_in_folders_are_read_once_each_and_hidden_names_are_not() {
    let root = std::env::temp_dir().join(format!("aludel-read-{}", std::process::id()));
    let _ = fs::remove_dir_all(&root);
    fs::create_dir_all(root.join("b/c")).unwrap();
    for name in ["z.toml", "b/a.toml", "b/c/x.toml", ".#z.toml", "b/notes.md"] {
        fs::write(root.join(name), "# nothing\n").unwrap();
    }
    std::os::unix::fs::symlink(&root, root.join("b/loop")).unwrap();
    let sources = read::folder(&root).unwrap();
    let prefix = format!("{}/", root.display());
    let names: Vec<&str> = sources.files().iter().map(|file| file.name.strip_prefix(&prefix).unwrap()).collect();
    assert_eq!(names, ["b/a.toml", "b/c/x.toml", "z.toml"]);
    fs::remove_dir_all(&root).unwrap();
}

/// The mistakes of a parent and a child, as they are said, where the parent's relationship is the one given.
fn said_of(relationship: &str) -> Vec<String> {
    let schema = format!(
        "[model.Parent]\ntable = \"parents\"\n[model.Parent.columns]\nid = {{ type = \"integer\", primary_key = true }}\n\
         [model.Parent.relationships]\nchildren = {relationship}\n\
         [model.Child]\ntable = \"children\"\n[model.Child.columns]\nid = {{ type = \"integer\", primary_key = true }}\n\
         parent_id = {{ type = \"integer\", nullable = true, references = \"parents.id\" }}\n\
         [table.links.columns]\nparent_id = {{ type = \"integer\", primary_key = true, references = \"parents.id\" }}\n\
         child_id = {{ type = \"integer\", primary_key = true, references = \"children.id\" }}\n"
    );
    let found = load(&Sources::new([("schema/a.toml", schema.as_str())])).err();
    found.iter().flat_map(|found| found.mistakes()).map(|mistake| mistake.message.clone()).collect()
}

#[test]
fn s66_delete_orphan_is_for_what_has_one_parent() {
    assert!(said_of("{ has_many = \"Child\", cascade = \"all, delete-orphan\" }").is_empty());
    let many = "{ has_many = \"Child\", through = \"links\", cascade = \"all, delete-orphan\" }";
    assert_eq!(said_of(many), ["`delete-orphan` is for what belongs to one parent"]);
    let schema = "[model.A]\ntable = \"a\"\n[model.A.columns]\nid = { type = \"integer\", primary_key = true }\n\
                  a_id = { type = \"integer\", nullable = true, references = \"a.id\" }\n[model.A.relationships]\n\
                  a = { belongs_to = \"A\", cascade = \"all, delete-orphan\" }\n";
    let found = load(&Sources::new([("schema/a.toml", schema)])).unwrap_err();
    assert_eq!(found.mistakes()[0].message, "`delete-orphan` is for what belongs to one parent");
    assert_eq!(found.mistakes().len(), 1);
}

#[test]
fn s67_delete_orphan_takes_delete_and_unknown_cascades_are_mistakes() {
    let with = |cascade: &str| said_of(&format!("{{ has_many = \"Child\", cascade = \"{cascade}\" }}"));
    assert_eq!(with("save-update, delete-orphan"), ["`delete-orphan` needs `delete`"]);
    assert_eq!(with("all, delete-orphans"), ["unknown cascade `delete-orphans`"]);
    assert_eq!(with("al"), ["unknown cascade `al`"]);
    for cascade in ["all", "none", "delete, delete-orphan", "save-update, merge, refresh-expire, expunge, delete"] {
        assert!(with(cascade).is_empty(), "{cascade}: {:?}", with(cascade));
    }
}

#[test]
fn five_mistakes_in_three_files_come_in_the_order_of_the_files() {
    let sources = Sources::new([
        (
            "schema/c.toml",
            "[model.C]\ntable = \"c\"\n[model.C.columns]\nid = { type = \"integr\", primary_key = true }\n",
        ),
        (
            "schema/a.toml",
            "[model.A]\ntable = \"a\"\ndisplai = []\n[model.A.columns]\nid = { type = \"integer\", primary_key = \"yes\" }\n",
        ),
        ("schema/b.toml", "[model.B]\n[model.B.columns]\nid = { type = \"integer\", primary_kye = true }\n"),
    ]);
    let found = load(&sources).unwrap_err();
    let places: Vec<String> = found
        .to_string()
        .lines()
        .filter_map(|line| line.trim_start().strip_prefix("--> "))
        .map(str::to_owned)
        .collect();
    assert_eq!(
        places,
        ["schema/a.toml:3:1", "schema/a.toml:5:40", "schema/b.toml:1:8", "schema/b.toml:3:26", "schema/c.toml:4:15"]
    );
}

#[test]
fn colours_change_nothing_but_colours() {
    let found = mistakes(Path::new("tests/diagnostics/A0703-one-sided"));
    let coloured = found.coloured();
    assert!(coloured.contains("\u{1b}[1;31merror[A0703]\u{1b}[0m"));
    let mut plain = String::new();
    let mut rest = coloured.as_str();
    while let Some((before, after)) = rest.split_once('\u{1b}') {
        plain.push_str(before);
        rest = after.split_once('m').unwrap().1;
    }
    plain.push_str(rest);
    let lines = |text: &str| text.lines().map(|line| line.trim_end().to_owned()).collect::<Vec<_>>();
    assert_eq!(lines(&plain), lines(&found.to_string()));
}
