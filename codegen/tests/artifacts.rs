//! What is kept beside the schema files.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a test may

use std::path::Path;

use aludel_codegen::artifacts::artifacts;
use aludel_codegen::ddl;
use aludel_codegen::model::{Dialect, Schema, Settings};
use aludel_codegen::source::Sources;
use aludel_codegen::{load, lock, order, read};

/// The folders of schemas without mistakes.
fn folders() -> Vec<Sources> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let tests = std::fs::read_dir(here.join("tests/schemas")).unwrap().map(|entry| entry.unwrap().path());
    let suite = std::fs::read_dir(here.join("../tests/suite")).unwrap().map(|entry| entry.unwrap().path());
    let suite = suite.filter(|path| path.file_name().unwrap().to_str().unwrap().starts_with("schema"));
    let all = tests.chain(suite).chain([here.join("../schema"), here.join("../schema_cascading")]);
    let all: Vec<Sources> = all.map(|path| read::folder(path).unwrap_or_else(|told| panic!("{told}"))).collect();
    assert!(all.len() > 10, "{}", all.len());
    all
}

fn loaded(name: &str, text: &str) -> Schema {
    load(&Sources::new([(name, text)])).unwrap_or_else(|mistakes| panic!("{mistakes}\n{text}"))
}

/// A schema as text, without the places in its files and what the lock writes elsewhere.
fn without_places(mut schema: Schema) -> String {
    schema.settings = Settings { dialects: schema.settings.dialects, ..Settings::default() };
    let mut text = String::new();
    let whole = format!("{schema:#?}");
    let mut lines = whole.lines();
    while let Some(line) = lines.next() {
        if line.trim() == "place: Place {" {
            let end = format!("{}}},", &line[..line.len() - line.trim_start().len()]);
            lines.by_ref().find(|line| *line == end).expect("an end");
        } else {
            text.push_str(line);
            text.push('\n');
        }
    }
    text
}

#[test]
fn a_lock_reads_back_as_the_schema() {
    for sources in folders() {
        let schema = load(&sources).unwrap_or_else(|mistakes| panic!("{mistakes}"));
        let text = lock::lock(&schema);
        let again = loaded("schema.lock", &text);
        assert_eq!(lock::lock(&again), text);
        let script = |schema: &Schema, dialect| ddl::script(schema, &order::order(&schema.tables), dialect);
        for &dialect in &schema.settings.dialects {
            assert_eq!(script(&again, dialect), script(&schema, dialect), "{text}");
        }
        // What a check was called before the convention is not told where the name stays as it is.
        let plain = |schema: Schema| {
            let text = without_places(schema);
            text.lines().filter(|line| !line.trim().starts_with("given: ")).map(|line| format!("{line}\n")).collect()
        };
        let (before, after): (String, String) = (plain(schema), plain(again));
        let differ = before.lines().zip(after.lines()).enumerate().find(|(_, (before, after))| before != after);
        assert!(before == after, "{differ:?}\n{text}");
    }
}

/// Names of checks that a convention makes of others, columns among them.
#[test]
fn a_lock_keeps_names_under_a_convention() {
    let schema = "
        [settings.naming]
        ck = 'ck_%(table_name)s_%(column_0_name)s_%(constraint_name)s'
        [model.A]
        table = 'a'
        check = [{ condition = 'b > 0', name = 'positive' }, 'b < 9']
        [model.A.columns]
        id = { type = 'integer', primary_key = true }
        b = { type = 'integer', check = 'b <> 5' }
    ";
    let schema = loaded("a.toml", schema);
    let names = |schema: &Schema| schema.tables[0].checks.iter().map(|c| c.name.clone()).collect::<Vec<_>>();
    assert_eq!(names(&schema), ["ck_a_b_b", "ck_a__positive", "ck_a__2"]);
    assert_eq!(names(&loaded("schema.lock", &lock::lock(&schema))), names(&schema));
}

/// How the files say it is nothing to the hash; what they say is.
#[test]
fn the_hash_is_that_of_what_is_meant() {
    let hash = |text: &str| lock::hash(&loaded("a.toml", text));
    let plain =
        hash("[model.A]\ntable = 'a'\n[model.A.columns]\nid = { type = 'integer', primary_key = true }\nb = 'text'\n");
    let other = hash(
        "# said otherwise\n[mixin.m.columns]\nid = { type = 'integer', nullable = false }\n\
         [model.A]\ntable = 'a'\nmixins = ['m']\nprimary_key = 'id'\n[model.A.columns]\nb = { type = 'text' }\n",
    );
    assert_eq!(plain, other);
    let changed = hash(
        "[model.A]\ntable = 'a'\n[model.A.columns]\nid = { type = 'integer', primary_key = true }\nb = 'string'\n",
    );
    assert_ne!(plain, changed);
    let schema =
        loaded("a.toml", "[model.A]\ntable = 'a'\n[model.A.columns]\nid = { type = 'integer', primary_key = true }\n");
    assert!(lock::lock(&schema).contains(&format!("# hash: {:016x}\n", lock::hash(&schema))));
}

#[test]
fn each_database_has_a_file() {
    let names = |dialects: &str| {
        let schema = format!("[settings]\ndialects = {dialects}\n[table.a.columns]\nb = 'text'\n");
        let schema = loaded("a.toml", &schema);
        let files = artifacts(&schema, &order::order(&schema.tables));
        files.into_iter().map(|file| file.name).collect::<Vec<_>>()
    };
    assert_eq!(names("['sqlite']"), ["ERD.md", "ddl/sqlite.sql", "schema.lock"]);
    let all = ["ERD.md", "ddl/postgresql.sql", "ddl/sqlite.sql", "schema.lock"];
    assert_eq!(names("['sqlite', 'postgresql']"), all);
    assert_eq!(Dialect::ALL.len() + 2, all.len(), "each dialect has one");
}

/// No diagram is longer than Mermaid draws: first the columns that are no keys go, then there are several.
#[test]
fn diagrams_are_as_long_as_can_be_drawn() {
    let page = |tables: usize, columns: usize| {
        let mut text = String::new();
        for table in 0..tables {
            text.push_str(&format!("[table.t{table}.columns]\nid = {{ type = 'integer', primary_key = true }}\n"));
            text.push_str(&format!("up = {{ type = 'integer', references = 't{}.id' }}\n", table / 2));
            (0..columns).for_each(|column| text.push_str(&format!("column{column} = 'text'\n")));
        }
        let schema = loaded("a.toml", &text);
        let files = artifacts(&schema, &order::order(&schema.tables));
        files.into_iter().find(|file| file.name == "ERD.md").unwrap().text
    };
    for (tables, columns, diagrams, whole) in
        [(0, 0, 1, true), (100, 10, 1, true), (100, 40, 1, false), (1000, 3, 2, false)]
    {
        let page = page(tables, columns);
        let found: Vec<&str> =
            page.split("```mermaid\n").skip(1).map(|rest| rest.split("```").next().unwrap()).collect();
        assert_eq!(found.len(), diagrams, "{tables} tables of {columns} columns");
        assert!(found.iter().all(|diagram| diagram.starts_with("erDiagram\n") && diagram.len() <= 50_000));
        assert_eq!(page.contains("of keys alone"), !whole);
        assert_eq!(page.contains("in 2 diagrams"), diagrams == 2);
        assert_eq!(page.contains("        text column0\n"), whole && columns > 0);
        assert_eq!(page.matches(" {\n").count(), tables, "each table once");
        assert_eq!(page.matches(" : \"up\"\n").count(), tables, "each line once");
    }
}
