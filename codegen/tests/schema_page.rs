//! The reference of the schema language: its tables are those of the table of keys, and its examples are schemas.
//! `ALUDEL_ACCEPT=1` writes the tables anew.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a test may

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use aludel_codegen::keys::{PLACES, Place, Shape, TYPES};
use aludel_codegen::source::Sources;
use aludel_codegen::{generate, load, statements};
use aludel_test_support::assert_golden;

fn path() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/schema.md")
}

fn page() -> String {
    fs::read_to_string(path()).expect("the page")
}

#[test]
fn every_place_has_its_table() {
    let mut page = page();
    for place in PLACES {
        let start = format!("<!-- keys: {} -->\n", place.name);
        let (before, rest) = page.split_once(&start).unwrap_or_else(|| panic!("the page has no {start}"));
        let (_, after) = rest.split_once("<!-- end -->").expect("a table ends");
        page = format!("{before}{start}\n{}\n<!-- end -->{after}", table(place));
    }
    assert_eq!(page.matches("<!-- keys: ").count(), PLACES.len(), "the page has a place that is gone");
    assert_golden(path(), &page);
}

#[test]
fn every_type_is_explained() {
    let page = page();
    for word in TYPES.words {
        assert!(page.contains(&format!("\n| `{word}` | `")), "the page has no row for the type {word}");
    }
}

#[test]
fn every_example_is_a_schema_that_works() {
    let page = page();
    let blocks: Vec<&str> =
        page.split("```toml\n").skip(1).map(|rest| rest.split_once("```").expect("a block ends").0).collect();
    assert!(blocks.len() > 3);
    for block in blocks {
        let sources = Sources::new([("example.toml", block)]);
        generate(&sources).unwrap_or_else(|failure| panic!("{failure}"));
        for dialect in load(&sources).expect("a schema").settings.dialects {
            statements(&sources, dialect).unwrap_or_else(|failure| panic!("{failure}"));
        }
    }
}

fn table(place: &Place) -> String {
    let mut table = "| Key | Value | |\n| --- | --- | --- |\n".to_owned();
    for key in place.keys {
        let name = if key.required { format!("**`{}`**", key.name) } else { format!("`{}`", key.name) };
        // A line of a table ends at a bar, even one in code.
        writeln!(table, "| {name} | {} | {} |", shape(&key.shape), key.doc.replace('|', "\\|")).unwrap();
    }
    table
}

/// The values of a shape, as a person says them.
fn shape(shape: &Shape) -> String {
    match shape {
        Shape::Text => "a string".to_owned(),
        Shape::Word(words) if words.noun == TYPES.noun => "a [type](#types)".to_owned(),
        Shape::Word(words) => words.words.iter().map(|word| format!("`\"{word}\"`")).collect::<Vec<_>>().join(", "),
        Shape::WordList(words) => format!("words with commas between: {}", words.words.join(", ")),
        Shape::Flag => "`true` or `false`".to_owned(),
        Shape::Number(least, greatest) => format!("a number from {least} to {greatest}"),
        Shape::Value => "a value of the column's type".to_owned(),
        Shape::List(item) => match item {
            Shape::Text => "a list of strings".to_owned(),
            Shape::Word(words) => format!("a list of {}", self::shape(&Shape::Word(words))),
            item => format!("a list; each item {}", self::shape(item)),
        },
        Shape::Table(place) => format!("a table: {}", place.name),
        Shape::Named(item) => format!("a table by names; each {}", self::shape(item)),
        Shape::Any(shapes) => shapes.iter().map(self::shape).collect::<Vec<_>>().join(", or "),
    }
}
