//! Schema files with bytes and words lost, doubled and swapped: whatever comes of it, no panic, and a place for every
//! mistake. `PROPTEST_CASES` makes it search longer.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)] // tests

use aludel_codegen::load;
use aludel_codegen::source::Sources;
use proptest::prelude::*;

const FILES: [(&str, &str); 7] = [
    ("schema/address.toml", include_str!("../../schema/address.toml")),
    ("schema/blog.toml", include_str!("../../schema/blog.toml")),
    ("schema/user.toml", include_str!("../../schema/user.toml")),
    ("schema/shop.toml", include_str!("schemas/shop/shop.toml")),
    ("schema/names.toml", include_str!("schemas/names/names.toml")),
    ("schema/postgresql.toml", include_str!("schemas/postgresql/schemas.toml")),
    ("schema/mixins.toml", include_str!("schemas/mixins/mixins.toml")),
];

/// What is done to a file.
#[derive(Debug, Clone)]
enum Change {
    LoseBytes(usize, usize),
    LoseToken(usize),
    DoubleToken(usize),
    SwapTokens(usize, usize),
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
        (at(), 1..40usize).prop_map(|(at, length)| Change::LoseBytes(at, length)),
        at().prop_map(Change::LoseToken),
        at().prop_map(Change::DoubleToken),
        (at(), at()).prop_map(|(one, other)| Change::SwapTokens(one, other)),
        (at(), prop::sample::select(&SCRAPS[..])).prop_map(|(at, scrap)| Change::Insert(at, scrap)),
        (at(), prop::sample::select(&SCRAPS[..])).prop_map(|(at, scrap)| Change::Replace(at, scrap)),
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
        Change::Insert(at, scrap) => tokens.insert(at % count, scrap),
        Change::Replace(at, scrap) => tokens[at % count] = scrap,
    }
    tokens.concat()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn mutilated_files_never_panic(changes in prop::collection::vec((0..FILES.len(), change()), 1..6)) {
        let mut files = FILES.map(|(name, text)| (name, text.to_owned()));
        for (file, change) in &changes {
            files[*file].1 = apply(&files[*file].1, change);
        }
        let sources = Sources::new(files);
        if let Err(mistakes) = load(&sources) {
            let screen = mistakes.to_string();
            for mistake in mistakes.mistakes() {
                let source = sources.files().get(mistake.place.file).expect("a file");
                prop_assert!(mistake.place.span.end <= source.text.len() && mistake.place.span.start <= mistake.place.span.end);
                let start = source.position(mistake.place.span.start);
                let place = format!("--> {}:{}:{}\n", source.name, start.line, start.column);
                prop_assert!(screen.contains(&place), "{place}{screen}");
                prop_assert!(!mistake.message.is_empty() && mistake.code.id() != "A0009");
            }
        }
    }
}
