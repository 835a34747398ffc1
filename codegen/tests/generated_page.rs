//! `docs/generated-code.md` shows a generated file as it is.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a test may

use std::fs;
use std::path::{Path, PathBuf};

use aludel_codegen::{generate, read};
use aludel_test_support::assert_golden;

fn path(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)
}

/// The texts of a page between its blocks of one language, and those blocks.
fn parted(page: &str, language: &str) -> (Vec<String>, Vec<String>) {
    let (mut texts, mut blocks) = (Vec::new(), Vec::new());
    let mut rest = page;
    while let Some((before, after)) = rest.split_once(&format!("```{language}\n")) {
        let (block, behind) = after.split_once("```\n").expect("the end of a block");
        texts.push(before.to_owned());
        blocks.push(block.to_owned());
        rest = behind;
    }
    texts.push(rest.to_owned());
    (texts, blocks)
}

/// A generated file in pieces, which begin with those lines; but for the first, which begins where the file does.
fn pieces(file: &str, beginnings: &[&str]) -> Vec<String> {
    let mut pieces = Vec::new();
    let mut rest = file;
    for beginning in beginnings.iter().skip(1) {
        let at = rest.find(&format!("\n{beginning}\n")).unwrap_or_else(|| {
            panic!("no piece of the generated file begins with `{beginning}`: give the page's block another first line")
        });
        pieces.push(format!("{}\n", rest[..at].trim_end()));
        rest = &rest[at + 1..];
    }
    pieces.push(rest.to_owned());
    pieces
}

/// `ALUDEL_ACCEPT=1` writes the blocks anew; what stands between them is for a person to read again.
#[test]
fn the_page_shows_what_is_generated() {
    let page = path("docs/generated-code.md");
    let text = fs::read_to_string(&page).unwrap();
    let sources = read::folder(path("schema")).unwrap_or_else(|mistakes| panic!("{mistakes}"));
    let files = generate(&sources).unwrap_or_else(|failure| panic!("{failure}"));
    let file = &files.iter().find(|file| file.name == "blog_post.rs").unwrap().text;

    let (texts, blocks) = parted(&text, "rust");
    let beginnings: Vec<&str> = blocks.iter().map(|block| block.lines().next().unwrap_or_default()).collect();
    let pieces = pieces(file, &beginnings);
    let whole: String = pieces.iter().enumerate().map(|(number, piece)| join(number, piece)).collect();
    assert_eq!(&whole, file, "the blocks together are the file");

    let mut current = String::new();
    for (index, before) in texts.iter().enumerate() {
        current.push_str(before);
        if let Some(piece) = pieces.get(index) {
            current.push_str(&format!("```rust\n{piece}```\n"));
        }
    }
    assert_golden(&page, &current);
}

/// Between two pieces there is an empty line.
fn join(number: usize, piece: &str) -> String {
    if number == 0 { piece.to_owned() } else { format!("\n{piece}") }
}

#[test]
fn the_page_shows_the_schema_that_it_comes_from() {
    let text = fs::read_to_string(path("docs/generated-code.md")).unwrap();
    let (_, blocks) = parted(&text, "toml");
    let schema = fs::read_to_string(path("schema/blog.toml")).unwrap();
    assert!(!blocks.is_empty() && blocks.iter().all(|block| schema.contains(block)), "{blocks:?}\n{schema}");
}
