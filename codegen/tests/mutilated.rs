//! Good schemas with bytes, words and lines lost, doubled, swapped and put elsewhere: whatever comes of it builds or has a
//! message with a place, nothing panics, and an editor finds a mistake of a key or type where the reader does.
//! `ALUDEL_MUTATIONS=10000` makes it search longer.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)] // tests

#[path = "support/json_schema.rs"]
mod editor;

use std::fs;
use std::path::PathBuf;
use std::sync::LazyLock;

use aludel_codegen::source::Sources;
use aludel_codegen::{code, ddl, load_with_warnings, order, read};
use proptest::prelude::*;

/// Every good schema of the tests.
static SCHEMAS: LazyLock<Vec<Sources>> = LazyLock::new(|| {
    let cases = fs::read_dir("tests/schemas").expect("a folder").map(|entry| entry.expect("an entry").path());
    let mut folders: Vec<PathBuf> = cases.chain([PathBuf::from("../schema")]).collect();
    folders.sort();
    folders.iter().map(|folder| read::folder(folder).expect("a schema")).collect()
});

/// What is done to a file.
#[derive(Debug, Clone)]
enum Change {
    LoseBytes(usize, usize),
    LoseToken(usize),
    DoubleToken(usize),
    SwapTokens(usize, usize),
    LoseLine(usize),
    DoubleLine(usize, usize),
    /// A word takes the place of another of the same file: what is good where it stands is wrong elsewhere.
    Borrow(usize, usize),
    Insert(usize, &'static str),
    Replace(usize, &'static str),
}

/// What a careless hand may leave behind.
const SCRAPS: [&str; 22] = [
    "\"",
    "'''",
    "[",
    "]]",
    "{",
    "}",
    "=",
    ".",
    ",",
    "\n",
    "\0",
    "\u{feff}",
    "é",
    "𝒳",
    "\u{202e}",
    "0x",
    "-1",
    "99999999999999999999",
    "1979-05-27T07:32:00Z",
    "true",
    "\\",
    "# ",
];

fn change() -> impl Strategy<Value = Change> {
    let at = any::<usize>;
    prop_oneof![
        1 => (at(), 1..40usize).prop_map(|(at, length)| Change::LoseBytes(at, length)),
        1 => at().prop_map(Change::LoseToken),
        1 => at().prop_map(Change::DoubleToken),
        1 => (at(), at()).prop_map(|(one, other)| Change::SwapTokens(one, other)),
        4 => at().prop_map(Change::LoseLine),
        1 => (at(), at()).prop_map(|(from, to)| Change::DoubleLine(from, to)),
        16 => (at(), at()).prop_map(|(from, to)| Change::Borrow(from, to)),
        1 => (at(), prop::sample::select(&SCRAPS[..])).prop_map(|(at, scrap)| Change::Insert(at, scrap)),
        1 => (at(), prop::sample::select(&SCRAPS[..])).prop_map(|(at, scrap)| Change::Replace(at, scrap)),
    ]
}

/// Words, numbers, strings and marks, with what lies between.
fn tokens(text: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut start = 0;
    let mut before = None;
    for (index, letter) in text.char_indices() {
        let word = letter.is_alphanumeric() || letter == '_';
        if before.is_some_and(|before| before != word || !word) {
            tokens.push(&text[start..index]);
            start = index;
        }
        before = Some(word);
    }
    tokens.push(&text[start..]);
    tokens
}

fn apply(text: &str, change: &Change) -> String {
    let mut tokens = tokens(text);
    let count = tokens.len();
    match *change {
        Change::LoseBytes(at, length) => {
            let bytes = text.as_bytes();
            let at = at % (bytes.len() + 1);
            let kept = [&bytes[..at], &bytes[(at + length).min(bytes.len())..]].concat();
            return String::from_utf8_lossy(&kept).into_owned();
        }
        Change::LoseToken(at) => {
            tokens.remove(at % count);
        }
        Change::DoubleToken(at) => tokens.insert(at % count, tokens[at % count]),
        Change::SwapTokens(one, other) => tokens.swap(one % count, other % count),
        Change::LoseLine(at) => {
            let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
            lines.remove(at % lines.len());
            return lines.concat();
        }
        Change::DoubleLine(from, to) => {
            let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
            let (from, to) = (from % lines.len(), to % lines.len());
            lines.insert(to, lines[from]);
            return lines.concat();
        }
        Change::Borrow(from, to) => {
            let is_word = |&at: &usize| tokens[at].chars().all(|letter| letter.is_alphanumeric() || letter == '_');
            let words: Vec<usize> = (0..count).filter(is_word).collect();
            tokens[words[to % words.len()]] = tokens[words[from % words.len()]];
        }
        Change::Insert(at, scrap) => tokens.insert(at % count, scrap),
        Change::Replace(at, scrap) => tokens[at % count] = scrap,
    }
    tokens.concat()
}

#[test]
fn without_a_change_they_are_good() {
    for sources in &*SCHEMAS {
        load_with_warnings(sources).unwrap_or_else(|mistakes| panic!("{mistakes}"));
    }
}

fn cases() -> u32 {
    std::env::var("ALUDEL_MUTATIONS").ok().and_then(|cases| cases.parse().ok()).unwrap_or(300)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: cases(), ..ProptestConfig::default() })]

    #[test]
    fn mutilated_files_build_or_have_a_message_with_a_place(
        schema in any::<usize>(),
        changes in prop::collection::vec((any::<usize>(), change()), 1..3),
    ) {
        let good = SCHEMAS[schema % SCHEMAS.len()].files();
        let mut files: Vec<(&str, String)> =
            good.iter().map(|file| (file.name.as_str(), file.text.clone())).collect();
        for (file, change) in &changes {
            let file = file % good.len();
            if !files[file].1.is_empty() {
                files[file].1 = apply(&files[file].1, change);
            }
        }
        let sources = Sources::new(files);
        // A date is a string to an editor, and to the reader it is not.
        if !sources.files().iter().any(|file| file.text.contains("1979")) {
            editor::assert_agrees(&sources);
        }
        let found = match load_with_warnings(&sources) {
            Ok((schema, warnings)) => {
                prop_assert!(code(&schema, &sources).is_ok());
                let order = order::order(&schema.tables);
                for dialect in schema.settings.dialects.iter() {
                    prop_assert!(!ddl::statements(&schema, &order, *dialect).is_empty() || schema.tables.is_empty());
                }
                warnings
            }
            Err(mistakes) => mistakes,
        };
        let screen = found.to_string();
        for mistake in found.mistakes() {
            let source = sources.files().get(mistake.place.file).expect("a file");
            let span = mistake.place.span;
            prop_assert!(span.end <= source.text.len() && span.start <= span.end);
            let start = source.position(span.start);
            let place = format!("--> {}:{}:{}\n", source.name, start.line, start.column);
            prop_assert!(screen.contains(&place), "{place}{screen}");
            prop_assert!(!mistake.message.is_empty() && mistake.code.id() != "A0009");
        }
    }
}
