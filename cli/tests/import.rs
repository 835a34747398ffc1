//! `aludel import`: a database read, and what its schema files make compared with what made the database.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a test may

#[path = "import/chinook.rs"]
mod chinook;
#[path = "import/foreign.rs"]
mod foreign;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use aludel::Engine;
use aludel_codegen::model::Dialect;
use aludel_codegen::source::Sources;
use aludel_codegen::{ddl, load, order, read};
use aludel_test_support::{TempDir, assert_golden, postgres};

/// An empty database, and a folder for what is made of it.
struct Place {
    url: String,
    folder: TempDir,
}

/// What the command did.
struct Done {
    code: i32,
    out: String,
    err: String,
}

impl Place {
    fn new(dialect: Dialect) -> Place {
        let folder = TempDir::new("import");
        let url = match dialect {
            Dialect::Sqlite => format!("sqlite:///{}", folder.path().join("app.db").display()),
            Dialect::Postgresql => postgres().url(&postgres().create_database()),
        };
        Place { url, folder }
    }

    fn execute(&self, statements: &[String]) {
        let engine = Engine::new(self.url.as_str()).unwrap();
        let mut connection = engine.connect().unwrap();
        for statement in statements {
            connection.execute(statement, &[]).unwrap_or_else(|error| panic!("{error}\n{statement}"));
        }
    }

    fn schema(&self) -> PathBuf {
        self.folder.path().join("schema")
    }

    fn import(&self, options: &[&str]) -> Done {
        let mut command = Command::new(env!("CARGO_BIN_EXE_aludel"));
        command.current_dir(self.folder.path()).args(["import", &self.url]).args(options);
        let output = command.output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Done { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
    }

    /// What the imported files make.
    fn script(&self, dialect: Dialect) -> String {
        script(&read::folder(self.schema()).unwrap_or_else(|told| panic!("{told}")), dialect)
    }

    fn read(&self, name: &str) -> String {
        let path = self.schema().join(name);
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }
}

fn script(sources: &Sources, dialect: Dialect) -> String {
    let schema = load(sources).unwrap_or_else(|told| panic!("{told}"));
    ddl::script(&schema, &order::order(&schema.tables), dialect)
}

/// The folders of schemas without mistakes.
fn folders() -> Vec<PathBuf> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let inside = |folder: &str| -> Vec<PathBuf> {
        let entries = fs::read_dir(here.join(folder)).unwrap().map(|entry| entry.unwrap().path());
        entries.filter(|path| path.is_dir()).collect()
    };
    let mut all = inside("codegen/tests/schemas");
    all.extend(inside("tests/suite").into_iter().filter(|path| path.to_str().unwrap().contains("/schema")));
    all.extend(["schema", "schema_cascading", "examples/chinook/schema"].map(|folder| here.join(folder)));
    all.sort();
    assert!(all.len() > 15, "{all:?}");
    all.into_iter().map(|path| path.strip_prefix(here).unwrap().to_owned()).collect()
}

/// What PostgreSQL does not keep of what made the database: a part of the line that made it, and why it is lost. What comes
/// instead stands in `import/lost.txt`.
const LOST: &[(&str, &str)] = &[
    ("MINVALUE 1 ", "a number that is the usual one is not kept as said"),
    (" CACHE 1", "a number that is the usual one is not kept as said"),
    ("START WITH 100 MINVALUE 100", "a sequence starts with its least number anyway"),
    ("ON DELETE NO ACTION", "NO ACTION is what is done where nothing is said"),
    ("ON UPDATE NO ACTION", "NO ACTION is what is done where nothing is said"),
    ("USING btree", "the method is btree where nothing is said"),
    ("DEFAULT ('[1]')", "brackets around a constant are not kept"),
    ("SELECT ", "the query of a view is kept as a tree, and written anew"),
    ("FROM ", "the query of a view is kept as a tree, and written anew"),
    ("GROUP BY ", "the query of a view is kept as a tree, and written anew"),
    ("       max(", "the query of a view is kept as a tree, and written anew"),
];

/// The lines that differ, with what was lost by each; those that nothing explains.
fn differences(before: &str, after: &str) -> (String, Vec<String>) {
    let (mut lost, mut wrong) = (String::new(), Vec::new());
    for change in similar::TextDiff::from_lines(before, after).iter_all_changes() {
        let line = change.value().trim_end();
        match change.tag() {
            similar::ChangeTag::Equal => {}
            similar::ChangeTag::Insert => lost.push_str(&format!("+ {line}\n")),
            similar::ChangeTag::Delete => {
                match LOST.iter().find(|(part, _)| line.contains(part)) {
                    Some((_, why)) => lost.push_str(&format!("{why}:\n")),
                    None if line.is_empty() => {}
                    None => wrong.push(line.to_owned()),
                }
                lost.push_str(&format!("- {line}\n"));
            }
        }
    }
    (lost, wrong)
}

/// What is lost where a database is read that each of the schemas made.
fn come_back(dialect: Dialect) -> String {
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let (mut all, mut wrong) = (String::new(), String::new());
    for folder in folders() {
        let sources = read::folder(here.join(&folder)).unwrap_or_else(|told| panic!("{told}"));
        let Ok(statements) = aludel_codegen::statements(&sources, dialect) else { continue };
        let place = Place::new(dialect);
        place.execute(&statements);
        let done = place.import(&[]);
        assert_eq!(done.code, 0, "{}\n{}", folder.display(), done.err);
        let (lost, unexplained) = differences(&script(&sources, dialect), &place.script(dialect));
        if !lost.is_empty() {
            all.push_str(&format!("# {}\n\n{lost}\n", folder.display()));
        }
        if !unexplained.is_empty() {
            wrong.push_str(&format!("# {}\n{}\n{lost}\n", folder.display(), unexplained.join("\n")));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    all
}

#[test]
fn sqlite_comes_back_byte_for_byte() {
    assert_eq!(come_back(Dialect::Sqlite), "");
}

#[test]
fn postgresql_comes_back_byte_for_byte_but_for_what_it_does_not_keep() {
    let lost = come_back(Dialect::Postgresql);
    for (part, _) in LOST {
        assert!(lost.contains(part), "comes back: {part}");
    }
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/import/lost.txt");
    assert_golden(golden, &lost);
}
