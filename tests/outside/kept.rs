//! Models that are kept in the repository, and verified by the build.

use std::fs;
use std::path::PathBuf;

use aludel_test_support::databases;

use crate::package::{Package, aludel};

/// The kept files and what they hold.
fn kept_files(package: &Package) -> Vec<(PathBuf, String)> {
    let folder = package.path().join("src/models");
    let paths = fs::read_dir(&folder).expect("the kept folder").map(|entry| entry.expect("a file").path());
    let mut files: Vec<_> = paths.map(|path| (path.clone(), fs::read_to_string(path).expect("a text"))).collect();
    files.sort();
    files
}

/// A model in a file of its own.
const EXTRA: &str =
    "[model.Extra]\ntable = \"extra\"\n[model.Extra.columns]\nid = { type = \"integer\", primary_key = true }\n";

/// The package as it is after the first `aludel generate`.
fn generated(test: &str) -> Package {
    let package = Package::copy_of("kept", test);
    aludel(&package, &["generate"]).succeeded();
    package
}

#[test]
fn builds_without_a_warning_and_runs_on_every_database() {
    let package = generated("runs");
    package.clippy().succeeded();
    for database in databases() {
        let said = package.run(&[database.url()]).succeeded().stdout;
        assert_eq!(said, "second of an order over 9.50\n", "on {}", database.name());
    }
}

#[test]
fn a_build_before_the_first_generate_says_what_to_run() {
    Package::copy_of("kept", "first").build().failed_saying(&["src/models", "aludel generate"]);
}

#[test]
fn a_stale_copy_fails_the_build_which_mends_nothing() {
    let package = generated("stale");
    package.write("schema/extra.toml", EXTRA);
    aludel(&package, &["generate"]).succeeded();
    package.build().succeeded();
    // What is kept for people is verified as well, where it is.
    let lock = fs::read_to_string(package.path().join("schema/schema.lock")).expect("the lock");
    package.write("schema/schema.lock", &lock.replace("nickname", "byname"));
    package.build().failed_saying(&["what is kept in schema", "changed: schema.lock", "aludel generate"]);
    package.write("schema/schema.lock", &lock);
    package.build().succeeded();
    assert!(!package.ran_build_script(&package.build().succeeded()), "nothing has changed");

    let kept = kept_files(&package);
    package.edit("schema/shop.toml", "nickname = {", "byname = {");
    let stale = package.build().failed_saying(&["src/models", "changed: customer.rs", "aludel generate"]);
    assert!(!stale.stderr.contains("extra.rs"), "a file that is as it should be is not named: {}", stale.stderr);
    assert_eq!(kept_files(&package), kept);

    aludel(&package, &["generate"]).succeeded();
    package.build().succeeded();
    assert_ne!(kept_files(&package), kept);
}

#[test]
fn a_kept_file_that_was_edited_or_lost_fails_the_build() {
    let package = generated("edited");
    package.build().succeeded();
    let text = package.read("src/models/order.rs");
    package.write("src/models/order.rs", &text.replace("pub struct Order ", "pub struct  Order "));
    package.build().failed_saying(&["src/models", "changed: order.rs"]);
    package.write("src/models/order.rs", &text);
    package.build().succeeded();
    package.remove("src/models/order.rs");
    package.build().failed_saying(&["src/models", "missing: order.rs"]);
}

#[test]
fn a_file_of_a_model_that_is_gone_fails_the_build_until_generate_removes_it() {
    let package = generated("orphan");
    package.build().succeeded();
    package.write("schema/extra.toml", EXTRA);
    aludel(&package, &["generate"]).succeeded();
    package.build().succeeded();
    package.remove("schema/extra.toml");
    package.build().failed_saying(&["src/models", "orphaned: extra.rs"]);
    aludel(&package, &["generate"]).succeeded();
    package.build().succeeded();
    assert!(!package.path().join("src/models/extra.rs").exists());
}
