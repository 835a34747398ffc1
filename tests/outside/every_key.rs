//! The two schemas that have every key: compiled under `deny(warnings, missing_docs)` in each edition, created, and a row of
//! each model written, read, changed and deleted.

use std::path::Path;

use aludel_test_support::databases;

use crate::package::{CHECKOUT, Package, aludel, copy};

/// The tables of the models that both databases have, and of those that only PostgreSQL has.
const BOTH: &str = "letters makers manuals places purchases tools words";
const POSTGRESQL: &str = "letters makers manuals places purchases tools trips wagons words";

fn with_schemas(test: &str) -> Package {
    let package = Package::copy_of("every_key", test);
    for (schema, folder) in [("every_key", "schema"), ("every_key_postgresql", "schema_postgresql")] {
        copy(&Path::new(CHECKOUT).join("codegen/tests/schemas").join(schema), &package.path().join(folder));
    }
    aludel(&package, &["generate"]).succeeded();
    package
}

#[test]
fn every_key_compiles_in_each_edition_and_works_on_every_database() {
    let package = with_schemas("editions");
    package.edit("Cargo.toml", "edition = \"2021\"", "edition = \"2024\"");
    package.clippy().succeeded();
    package.edit("Cargo.toml", "edition = \"2024\"", "edition = \"2021\"");
    package.clippy().succeeded();
    for database in databases() {
        let said = package.run(&[database.url()]).succeeded().stdout;
        let expected = if database.url().starts_with("postgresql") { POSTGRESQL } else { BOTH };
        assert_eq!(said, format!("{expected}\n"), "on {}", database.name());
    }
}
