//! Enums that are called as PostgreSQL's types and keywords are: refused where PostgreSQL would not find them, and
//! otherwise what they say in a real database.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)] // tests

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;

use aludel_codegen::model::Dialect;
use aludel_codegen::{read, statements};
use aludel_test_support::{TempDir, postgres};

/// The DDL of a table that has a column of an enum for each word, which is called so; or what is wrong with it.
fn ddl(settings: &str, words: &BTreeSet<String>) -> Result<String, String> {
    let folder = TempDir::new("type-names");
    let mut text =
        format!("[settings]\ndialects = [\"postgresql\"]\n{settings}\n[settings.lints]\nreserved_word = \"allow\"\n");
    let mut columns = "[table.words.columns]\n".to_owned();
    for (number, word) in words.iter().enumerate() {
        writeln!(text, "[enum.E{number}]\nname = \"{word}\"\nvalues = [\"a\", \"b\"]").unwrap();
        writeln!(columns, "c{number} = {{ enum = \"E{number}\", server_default = \"a\" }}").unwrap();
    }
    fs::write(folder.path().join("words.toml"), text + &columns).unwrap();
    let sources = read::folder(folder.path()).map_err(|mistakes| mistakes.to_string())?;
    let statements = statements(&sources, Dialect::Postgresql).map_err(|failure| failure.to_string())?;
    Ok(statements.into_iter().map(|statement| format!("{statement};\n")).collect())
}

/// Every word that might be found before an enum of that name.
fn words() -> BTreeSet<String> {
    let server = postgres();
    let words = "SELECT word FROM pg_get_keywords() UNION SELECT typname FROM pg_type \
                 WHERE typnamespace = 'pg_catalog'::regnamespace AND typname !~ '^_?pg_'";
    let words = server.psql(&server.create_database(), words);
    words.split_whitespace().map(str::to_owned).collect()
}

/// Makes the table, writes a row, and counts the columns that are enums.
fn enums(ddl: &str, table: &str) -> usize {
    let server = postgres();
    let database = server.create_database();
    let count = format!(
        "SELECT 'enums', count(*) FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid AND t.typtype = 'e' \
         WHERE attrelid = '{table}'::regclass"
    );
    let file = TempDir::new("type-names-ddl");
    let path = file.path().join("all.sql");
    fs::write(&path, format!("{ddl}INSERT INTO {table} DEFAULT VALUES;\n{count};\n")).unwrap();
    let said = server.psql(&database, &format!("\\i {}", path.display()));
    said.rsplit('|').next().unwrap().trim().parse().unwrap_or_else(|_| panic!("{said}"))
}

#[test]
fn an_enum_that_postgresql_would_not_find_is_refused_and_no_other() {
    let words = words();
    assert!(words.len() > 500, "{words:?}");
    let mistakes = ddl("", &words).unwrap_err();
    let refused = |word: &&String| mistakes.contains(&format!("enum `{word}` cannot be called so"));
    let taken: BTreeSet<String> = words.iter().filter(refused).cloned().collect();
    for word in ["date", "line", "name", "_text", "time"] {
        assert!(taken.contains(word), "{word}");
    }
    let server = postgres();
    let types = "SELECT typname FROM pg_type WHERE typnamespace = 'pg_catalog'::regnamespace AND typname !~ '^_?pg_'";
    let types = server.psql(&server.create_database(), types);
    for word in types.split_whitespace() {
        assert!(taken.contains(word), "PostgreSQL has a type `{word}`");
    }

    let free: BTreeSet<String> = words.difference(&taken).cloned().collect();
    assert!(free.contains("position") && free.contains("integer") && free.contains("user"));
    assert_eq!(enums(&ddl("", &free).unwrap(), "words"), free.len());
}

#[test]
fn in_a_schema_an_enum_may_have_any_name() {
    let words = words();
    assert_eq!(enums(&ddl("schema = \"time\"", &words).unwrap(), "time.words"), words.len());
}
