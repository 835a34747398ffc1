//! Our DDL beside what SQLAlchemy's `create_all` gives for the same twenty tables: `docs/ddl-beside-sqlalchemy.md` lists
//! every difference of words, and this test finds those and no others.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a test may

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use aludel_codegen::model::Dialect;
use aludel_codegen::{read, statements};

/// A database, SQLAlchemy's words, and ours.
type Difference = (String, String, String);

fn path(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// What statements make, without regard to the order of tables and constraints, and to the names of constraints.
#[derive(Debug, Default)]
struct Made {
    /// For each column, by table and name without quotes, the name as written and its parts.
    columns: BTreeMap<(String, String), Column>,
    /// The constraints of each table, without names and quotes.
    constraints: BTreeSet<(String, String)>,
    /// Those of them that have a name.
    named: BTreeSet<(String, String)>,
    /// Indexes by name: what stands behind the name.
    indexes: BTreeMap<String, String>,
    /// Everything else.
    others: BTreeSet<String>,
}

#[derive(Debug)]
struct Column {
    table: String,
    name: String,
    kind: String,
    default: String,
    not_null: bool,
}

fn made(statements: &[String]) -> Made {
    let mut made = Made::default();
    for statement in statements {
        if let Some((table, body)) = statement.strip_prefix("CREATE TABLE ").and_then(|rest| rest.split_once(" (\n")) {
            for line in body.lines().map(|line| line.trim().trim_end_matches(',')).filter(|line| *line != ")") {
                made.line(table, line);
            }
        } else if let Some((name, rest)) =
            statement.strip_prefix("CREATE INDEX ").and_then(|rest| rest.split_once(" ON "))
        {
            made.indexes.insert(name.to_owned(), bare(rest));
        } else {
            made.others.insert(statement.clone());
        }
    }
    made
}

impl Made {
    fn line(&mut self, table: &str, line: &str) {
        let (is_named, rest) = match line.strip_prefix("CONSTRAINT ") {
            Some(rest) => (true, rest.split_once(' ').expect(line).1),
            None => (false, line),
        };
        if ["PRIMARY KEY", "UNIQUE", "CHECK", "FOREIGN KEY"].iter().any(|word| rest.starts_with(word)) {
            let constraint = (bare(table), bare(rest));
            if is_named {
                self.named.insert(constraint.clone());
            }
            self.constraints.insert(constraint);
            return;
        }
        let (name, rest) = line.split_once(' ').expect(line);
        let kind = rest.replacen(" NOT NULL", "", 1).replace("BY DEFAULT", "BY_DEFAULT");
        let (kind, default) = kind.split_once(" DEFAULT ").unwrap_or((&kind, ""));
        let column = Column {
            table: table.to_owned(),
            name: name.to_owned(),
            kind: kind.replace("BY_DEFAULT", "BY DEFAULT"),
            default: default.to_owned(),
            not_null: rest.contains(" NOT NULL"),
        };
        assert!(self.columns.insert((bare(table), bare(name)), column).is_none(), "{table}: {line}");
    }

    fn tables(&self) -> BTreeSet<&str> {
        self.columns.keys().map(|(table, _)| table.as_str()).collect()
    }
}

fn bare(text: &str) -> String {
    text.replace('"', "")
}

fn theirs(dialect: Dialect) -> Made {
    let text = fs::read_to_string(path("tests/sqlalchemy").join(format!("{}.sql", dialect.word()))).unwrap();
    made(&text.trim_end().trim_end_matches(';').split(";\n\n").map(str::to_owned).collect::<Vec<_>>())
}

fn ours(dialect: Dialect) -> Made {
    let sources = read::folder(path("tests/sqlalchemy/schema")).unwrap_or_else(|mistakes| panic!("{mistakes}"));
    made(&statements(&sources, dialect).unwrap_or_else(|failure| panic!("{failure}")))
}

/// Every difference of words, once.
fn differences(dialect: Dialect) -> BTreeSet<Difference> {
    let (theirs, ours) = (theirs(dialect), ours(dialect));
    let mut found = BTreeSet::new();
    let mut note = |theirs: &str, ours: &str| {
        if theirs != ours {
            found.insert((dialect.word().to_owned(), theirs.to_owned(), ours.to_owned()));
        }
    };
    assert_eq!(ours.columns.keys().collect::<Vec<_>>(), theirs.columns.keys().collect::<Vec<_>>());
    for (key, their) in &theirs.columns {
        let our = &ours.columns[key];
        assert_eq!(our.not_null, their.not_null, "{key:?}");
        note(&their.table, &our.table);
        note(&their.name, &our.name);
        note(&their.kind, &our.kind);
        if their.default != our.default {
            note(&format!("DEFAULT {}", their.default), &format!("DEFAULT {}", our.default));
        }
    }
    for (_, constraint) in theirs.constraints.difference(&ours.constraints) {
        note(constraint, "");
    }
    for (_, constraint) in ours.constraints.difference(&theirs.constraints) {
        note("", constraint);
    }
    for (name, their) in &theirs.indexes {
        note(their, ours.indexes.get(name).map_or("", String::as_str));
    }
    let (their, our): (Vec<_>, Vec<_>) =
        (theirs.others.difference(&ours.others).collect(), ours.others.difference(&theirs.others).collect());
    assert_eq!(their.len(), our.len(), "{their:?} {our:?}");
    their.iter().zip(our).for_each(|(their, our)| note(their, our));
    found
}

/// The rows of the document's table.
fn listed() -> BTreeSet<Difference> {
    let text = fs::read_to_string(path("../docs/ddl-beside-sqlalchemy.md")).unwrap();
    let mut rows = BTreeSet::new();
    for line in text.lines().filter(|line| line.starts_with("| sqlite |") || line.starts_with("| postgresql |")) {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [database, theirs, ours, why] = cells[..] else { panic!("four cells: {line}") };
        assert!(!why.is_empty(), "no reason: {line}");
        let words = |cell: &str| cell.trim_matches('`').to_owned();
        assert!(rows.insert((database.to_owned(), words(theirs), words(ours))), "twice: {line}");
    }
    rows
}

#[test]
fn the_document_lists_every_difference_and_no_other() {
    let found: BTreeSet<Difference> = Dialect::ALL.into_iter().flat_map(differences).collect();
    let listed = listed();
    let unlisted: Vec<_> = found.difference(&listed).collect();
    let stale: Vec<_> = listed.difference(&found).collect();
    assert!(unlisted.is_empty() && stale.is_empty(), "not listed: {unlisted:#?}\nno longer so: {stale:#?}");
}

#[test]
fn both_make_the_same_twenty_tables() {
    for dialect in Dialect::ALL {
        assert_eq!(theirs(dialect).tables().len(), 20);
        assert_eq!(theirs(dialect).tables(), ours(dialect).tables());
    }
}

#[test]
fn our_further_indexes_are_those_of_foreign_keys() {
    for dialect in Dialect::ALL {
        let (theirs, ours) = (theirs(dialect), ours(dialect));
        let further = ours.indexes.iter().filter(|(name, _)| !theirs.indexes.contains_key(*name));
        let mut count = 0;
        for (name, index) in further {
            let (table, columns) = index.split_once(' ').expect(index);
            let start = format!("FOREIGN KEY{columns} ");
            let keys = match dialect {
                // A foreign key of a circle is added afterwards.
                Dialect::Postgresql if name == "ix_departments_head_id" => continue,
                _ => ours.constraints.iter().filter(|(of, text)| of == table && text.starts_with(&start)).count(),
            };
            assert_eq!(keys, 1, "{name}: {index}");
            count += 1;
        }
        assert!(count > 10, "{count}");
    }
}

#[test]
fn our_constraints_have_names_but_for_the_rowid() {
    for ours in Dialect::ALL.map(ours) {
        for (table, constraint) in ours.constraints.difference(&ours.named) {
            let column = constraint.strip_prefix("PRIMARY KEY (").and_then(|rest| rest.strip_suffix(')'));
            let column = column.unwrap_or_else(|| panic!("{table}: {constraint}"));
            assert_eq!(ours.columns[&(table.clone(), column.to_owned())].kind, "INTEGER", "{table}: {constraint}");
        }
    }
}
