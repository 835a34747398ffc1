//! The two schemas `every_key` and `every_key_postgresql`, held against the table of keys: together they have every key of
//! every place, and every word that a key takes. `tests/outside/every_key.rs` compiles and runs them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a test may

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use aludel_codegen::keys::{CASES, PLACES, Place, Shape, TOP};
use aludel_codegen::{load_with_warnings, read};
use toml::de::{DeTable, DeValue};

const SCHEMAS: [&str; 2] = ["tests/schemas/every_key", "tests/schemas/every_key_postgresql"];

/// Dates and times are of one library for a whole folder: these have the words for the others.
const LIBRARIES: [&str; 2] = ["../tests/suite/schema_chrono", "../tests/suite/schema_time"];

/// What of the table of keys is used: `a model: doc`, `type: integer`.
type Used = BTreeSet<String>;

/// What a value makes use of, and whether it has the shape at all.
fn walk(shape: &Shape, value: &DeValue<'_>, used: &mut Used) -> bool {
    match (shape, value) {
        (Shape::Word(words) | Shape::WordList(words), DeValue::String(text)) => {
            used.extend(text.split(", ").map(|word| format!("{}: {word}", words.noun)));
            text.split(", ").all(|word| words.words.contains(&word))
        }
        (Shape::List(item), DeValue::Array(values)) => {
            values.iter().filter(|value| !walk(item, value.get_ref(), used)).count() == 0
        }
        (Shape::Table(place), DeValue::Table(table)) => keys(place, table, used),
        (Shape::Named(item), DeValue::Table(table)) => {
            table.values().filter(|value| !walk(item, value.get_ref(), used)).count() == 0
        }
        // The first that fits: what only tries to fit uses nothing.
        (Shape::Any(shapes), value) => shapes.iter().any(|shape| {
            let mut more = Used::new();
            let fits = walk(shape, value, &mut more);
            used.extend(more.into_iter().filter(|_| fits));
            fits
        }),
        (Shape::Text, DeValue::String(_)) | (Shape::Flag, DeValue::Boolean(_)) => true,
        (Shape::Number(..), DeValue::Integer(_)) | (Shape::Value, _) => true,
        _ => false,
    }
}

fn keys(place: &Place, table: &DeTable<'_>, used: &mut Used) -> bool {
    table.iter().fold(true, |whole, (name, value)| {
        let key = place.keys.iter().find(|key| key.name == name.get_ref().as_ref());
        used.insert(format!("{}: {}", place.name, name.get_ref()));
        key.is_some_and(|key| walk(&key.shape, value.get_ref(), used)) && whole
    })
}

/// Every word that a shape takes.
fn words(shape: &Shape, all: &mut Used) {
    match shape {
        Shape::Word(words) | Shape::WordList(words) => {
            all.extend(words.words.iter().map(|word| format!("{}: {word}", words.noun)));
        }
        Shape::List(inner) | Shape::Named(inner) => words(inner, all),
        Shape::Any(shapes) => shapes.iter().for_each(|shape| words(shape, all)),
        // The keys of a table are those of its place.
        _ => {}
    }
}

#[test]
fn the_two_schemas_have_every_key_and_every_word() {
    let mut used = Used::new();
    for folder in SCHEMAS.into_iter().chain(LIBRARIES) {
        for file in read::folder(Path::new(folder)).unwrap_or_else(|mistakes| panic!("{mistakes}")).files() {
            let table = DeTable::parse(&file.text).unwrap_or_else(|error| panic!("{}: {error}", file.name));
            assert!(keys(&TOP, table.get_ref(), &mut used), "{} is not what the table of keys says", file.name);
        }
    }
    let mut all = Used::new();
    for key in PLACES.iter().flat_map(|place| place.keys.iter().map(move |key| (place, key))) {
        all.insert(format!("{}: {}", key.0.name, key.1.name));
        words(&key.1.shape, &mut all);
    }
    assert!(all.contains(&format!("{}: {}", CASES.noun, CASES.words[0])), "words are found");
    let missing: Vec<&String> = all.difference(&used).collect();
    assert!(
        missing.is_empty(),
        "no schema of codegen/tests/schemas/every_key (both databases) and every_key_postgresql (what PostgreSQL alone takes) \
         uses {missing:#?}\nput each of them there; tests/outside/crates/every_key writes and reads a row of each model"
    );
}

#[test]
fn the_two_schemas_have_no_mistake_and_no_warning() {
    for folder in SCHEMAS {
        let sources = read::folder(Path::new(folder)).unwrap_or_else(|mistakes| panic!("{mistakes}"));
        let (_, warnings) = load_with_warnings(&sources).unwrap_or_else(|mistakes| panic!("{mistakes}"));
        assert!(warnings.mistakes().is_empty(), "{warnings}");
    }
}

#[test]
fn a_row_of_each_model_is_written_and_read() {
    let program = Path::new("../tests/outside/crates/every_key/src/main.rs");
    let program = fs::read_to_string(program).unwrap();
    for folder in SCHEMAS {
        let sources = read::folder(Path::new(folder)).unwrap_or_else(|mistakes| panic!("{mistakes}"));
        let (schema, _) = load_with_warnings(&sources).unwrap_or_else(|mistakes| panic!("{mistakes}"));
        for model in &schema.models {
            let name = &model.name.ident;
            let used = [format!("{name}::new()"), format!("::<{name}>()")];
            assert!(used.iter().any(|text| program.contains(text)), "{folder}: no row of {name} in that program");
        }
    }
}
