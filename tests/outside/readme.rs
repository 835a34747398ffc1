//! The README's example is a program: its schema, its build script and its code, as they stand there.

use crate::package::{CHECKOUT, Package};

#[test]
fn the_readme_example_builds_and_runs() {
    let package = Package::empty("outside-readme");
    let manifest = block("toml", "[build-dependencies]").replace("../aludel", CHECKOUT);
    package.write("Cargo.toml", &format!("[package]\nname = \"{}\"\nedition = \"2024\"\n\n{manifest}", package.name()));
    package.write("build.rs", &block("rust,ignore", "aludel_codegen::build"));
    package.write("schema/user.toml", &block("toml", "[model.User]"));
    package.write("src/main.rs", &format!("#![deny(warnings)]\n{}", block("rust", "fn main()")));
    let said = package.run(&[]).succeeded().stdout;
    let user = "<User(name='jack', fullname='Jack Bean')>";
    assert_eq!(said, format!("{user}: jack@google.com\n{user}: j25@yahoo.com\n"));
}

/// The first block of the language that holds the text, without the indentation of the list it is in.
fn block(language: &str, holding: &str) -> String {
    let path = format!("{CHECKOUT}/README.md");
    let readme = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let mut lines = readme.lines();
    while let Some(line) = lines.find(|line| line.trim_start().starts_with("```")) {
        let (margin, name) = line.split_at(line.len() - line.trim_start().len());
        let body = lines.by_ref().take_while(|line| line.trim() != "```");
        let body: String = body.map(|line| format!("{}\n", line.strip_prefix(margin).unwrap_or(line))).collect();
        if name == format!("```{language}") && body.contains(holding) {
            return body;
        }
    }
    panic!("README.md has no block of {language} that holds {holding:?}")
}
