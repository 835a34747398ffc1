//! The feature `serde`: models and enums that go to JSON and back. The other crates here are built without it, and need
//! nothing of serde.

use crate::package::Package;

#[test]
fn models_go_to_json_and_back() {
    let package = Package::copy_of("serde", "round-trip");
    assert_eq!(package.run(&[]).succeeded().stdout, "1\n");
    package.edit("Cargo.toml", "\"serde\", ", "");
    package.build().failed_saying(&["the trait bound `Parcel: serde", "Serialize` is not satisfied"]);
}
