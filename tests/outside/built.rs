//! Models that cargo builds and nobody keeps.

use aludel_test_support::databases;

use crate::package::Package;

/// A program that compiles only where the generated models have what it names.
fn program_that_uses(what: &str) -> String {
    format!(
        "#![allow(unused)]\nmod models {{ aludel::include_models!(); }}\nuse models::*;\nfn main() {{ let _ = {what}; }}\n"
    )
}

#[test]
fn builds_without_a_warning_and_runs_on_every_database() {
    let package = Package::copy_of("built", "runs");
    package.clippy().succeeded();
    for database in databases() {
        let said = package.run(&[database.url()]).succeeded().stdout;
        let user = "<User(name='ed', fullname='Ed Jones', password='edspassword')>";
        let expected = ["ed@example.com", "jones@example.com"]
            .map(|email| format!("<Address(email_address='{email}')> of {user}\n"));
        assert_eq!(said, expected.concat(), "on {}", database.name());
    }
}

#[test]
fn the_build_script_runs_when_the_schema_folder_changes_and_only_then() {
    let package = Package::copy_of("built", "rebuilds");
    let ran = || package.ran_build_script(&package.build().succeeded());
    let first = package.build().succeeded();
    assert!(package.ran_build_script(&first), "the first time");
    let warning = format!("warning: {}@0.1.0: warning[W0002]: column `insert` is called as a word", package.name());
    assert!(first.stderr.contains(&warning), "{}", first.stderr);
    assert!(!ran(), "nothing has changed");

    package.write("src/main.rs", &program_that_uses("User::name"));
    assert!(!ran(), "only the program has changed");

    package.edit(
        "schema/user.toml",
        "fullname = \"string\"",
        "fullname = \"string\"\nnickname = { type = \"string\", nullable = true }",
    );
    package.write("src/main.rs", &program_that_uses("User::nickname"));
    assert!(ran(), "a file was changed");
    assert!(!ran(), "and nothing since");

    package.write(
        "schema/tag.toml",
        "[model.Tag]\ntable = \"tags\"\n[model.Tag.columns]\nid = { type = \"integer\", primary_key = true }\n",
    );
    package.write("src/main.rs", &program_that_uses("(User::nickname, Tag::id)"));
    assert!(ran(), "a file was added");

    package.remove("schema/tag.toml");
    let without_it = package.build().failed_saying(&["Tag"]);
    assert!(package.ran_build_script(&without_it), "a file was deleted");

    package.write("src/main.rs", &program_that_uses("User::nickname"));
    assert!(!ran(), "the build script had no part in that failure");
}

#[test]
fn five_mistakes_in_three_files_are_five_located_messages_of_one_build() {
    let package = Package::copy_of("built", "mistakes");
    package.write(
        "schema/address.toml",
        &package
            .read("schema/address.toml")
            .replace("\"string\"", "\"strng\"")
            .replace("back_populates", "back_populate"),
    );
    package.edit("schema/names.toml", "query = \"string\"", "query = { type = \"integr\" }");
    package.edit("schema/user.toml", "table = \"users\"", "tabel = \"users\"");
    package.edit("schema/user.toml", "fullname = \"string\"", "fullname = { type = \"string\", nulable = true }");
    let failed = package.build().failed_saying(&[
        &format!("error: {}@0.1.0:", package.name()),
        "string",
        "integer",
        "table",
        "nullable",
    ]);
    let places: Vec<_> = failed.stderr.lines().filter_map(place).collect();
    let files: Vec<_> = places.iter().map(|(file, _)| file.as_str()).collect();
    assert_eq!(
        files,
        ["schema/address.toml", "schema/address.toml", "schema/names.toml", "schema/user.toml", "schema/user.toml"],
        "{}",
        failed.stderr
    );
    assert!(places.is_sorted(), "{places:?}");
    assert!(!failed.stderr.contains("panicked"), "{}", failed.stderr);
    assert!(!failed.stderr.contains("process didn't exit successfully"), "{}", failed.stderr);
}

/// The file and line of a message's `--> schema/user.toml:3:1`.
fn place(line: &str) -> Option<(String, usize)> {
    let mut parts = line.split("--> ").nth(1)?.trim().split(':');
    Some((parts.next()?.to_owned(), parts.next()?.parse().ok()?))
}
