//! A crate as `cargo new` leaves it, then `aludel init`, then one row committed.

use crate::package::{CHECKOUT, Package, aludel};

#[test]
fn what_init_made_builds_without_a_warning_and_commits_a_row() {
    let package = Package::empty("outside-init");
    let manifest = format!(
        "[package]\nname = \"{}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n",
        package.name()
    );
    package.write("Cargo.toml", &manifest);
    package.write("src/main.rs", "fn main() {\n    println!(\"Hello, world!\");\n}\n");
    aludel(&package, &["init", "--path", CHECKOUT]).succeeded();
    assert_eq!(package.run(&[]).succeeded().stdout, "Hello, world!\n");

    let program = "-> aludel::Result<()> {\n    let engine = aludel::Engine::new(\"sqlite:///:memory:\")?;\n    \
                   models::metadata().create_all(&engine)?;\n    let mut session = aludel::Session::new(&engine);\n    \
                   let ed = session.add(models::User::new().name(\"ed\"));\n    session.commit()?;\n    \
                   println!(\"{:?}\", session[ed].id);\n    Ok(())\n}\n";
    package.edit("src/main.rs", "{\n    println!(\"Hello, world!\");\n}\n", program);
    package.clippy().succeeded();
    assert_eq!(package.run(&[]).succeeded().stdout, "Some(1)\n");
}
