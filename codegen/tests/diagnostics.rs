//! Golden screens: a folder holds bad schema files and the screen that they bring forth.
//!
//! `ALUDEL_ACCEPT=1 cargo test -p aludel-codegen` writes the screens anew; where `CI` is set that is refused.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)] // tests

#[path = "support/golden.rs"]
mod golden;

use std::fs;
use std::path::{Path, PathBuf};

use aludel_codegen::diagnostic::example::Example;
use aludel_codegen::diagnostic::{Code, Diagnostics};
use aludel_codegen::keys::LINTS;
use aludel_codegen::source::Sources;
use aludel_codegen::{lint, load, load_with_warnings, read};

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

/// The mistakes of a folder, or its warnings.
fn mistakes(folder: &Path) -> Diagnostics {
    match read::folder(folder).and_then(|sources| load_with_warnings(&sources)) {
        Err(mistakes) => mistakes,
        Ok((_, warnings)) if warnings.is_empty() => panic!("{} has no mistake", folder.display()),
        Ok((_, warnings)) => warnings,
    }
}

#[test]
fn every_case_has_its_screen() {
    let mut wrong = golden::Golden::default();
    for case in cases() {
        let found = mistakes(&case);
        let id = case.file_name().unwrap().to_string_lossy()[..5].to_owned();
        if id[1..].bytes().all(|letter| letter.is_ascii_digit()) {
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
fn every_code_has_an_example_that_is_mended() {
    let mut wrong = Vec::new();
    for &code in Code::ALL {
        let Some(example) = Example::of(code) else {
            let is_no_schema = [Code::Unreadable, Code::NoSchema, Code::NotUtf8, Code::Defect].contains(&code);
            if !is_no_schema {
                wrong.push(format!("{code} has no example in docs/mistakes"));
            }
            continue;
        };
        let found = match load_with_warnings(&example.wrong()) {
            Ok((_, warnings)) => warnings,
            Err(mistakes) => mistakes,
        };
        if found.is_empty() || found.mistakes().iter().any(|it| it.code != code) {
            wrong.push(format!("{code}:\n{found}"));
        }
        match load_with_warnings(&example.mended()) {
            Ok((_, warnings)) if warnings.is_empty() => {}
            Ok((_, mistakes)) | Err(mistakes) => wrong.push(format!("{code}, mended:\n{mistakes}")),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_lint_has_its_key_and_its_code() {
    let keys: Vec<&str> = LINTS.keys.iter().map(|key| key.name).collect();
    let lints: Vec<&str> = lint::ALL.iter().map(|lint| lint.name).collect();
    assert_eq!(keys, lints);
    let codes: Vec<Code> = Code::ALL.iter().copied().filter(|code| code.is_lint()).collect();
    assert_eq!(codes, lint::ALL.iter().map(|lint| lint.code).collect::<Vec<_>>());
    for (key, lint) in LINTS.keys.iter().zip(lint::ALL) {
        assert!(key.doc.contains(lint.code.id()), "{}", key.doc);
    }
}

#[test]
fn a_lint_is_told_denied_or_passed_over() {
    let found = |settings: &str| {
        let text = format!("{settings}[enum.Colour]\nvalues = [\"red\"]\n");
        load_with_warnings(&Sources::new([("schema/a.toml", text)])).map(|(_, warnings)| warnings)
    };
    let warnings = found("").unwrap();
    assert!(warnings.to_string().starts_with("warning[W0004]: enum `Colour` is not used\n"), "{warnings}");
    assert!(warnings.clone().denied().unwrap_err().to_string().starts_with("error[W0004]: "));
    assert!(found("[settings.lints]\nunused_enum = \"warn\"\n").unwrap().mistakes().len() == 1);
    let allowed = found("[settings.lints]\nunused_enum = \"allow\"\n").unwrap();
    assert!(allowed.is_empty() && allowed.denied().is_ok());
    let denied = found("[settings.lints]\nunused_enum = \"deny\"\n").unwrap_err();
    assert!(denied.to_string().ends_with("  = note: the lint `unused_enum`, which is denied\n"), "{denied}");
    // Nothing is warned of while there are mistakes.
    let mistaken = found("[settings]\nsize = 1\n").unwrap_err();
    assert_eq!(mistaken.mistakes().len(), 1, "{mistaken}");
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
