//! `aludel init` and `aludel new model`, on real folders.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a test may

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use aludel_test_support::TempDir;

/// The repository's root.
const CHECKOUT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

const MANIFEST: &str =
    "# mine\n[package]\nname   = \"x\" # aligned\nedition = \"2024\"\n\n[dependencies]\n# none yet\n";
const MAIN: &str = "//! A program.\n\nfn main() {}\n";

/// A new folder with these files.
fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new("init");
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

/// The exit code, what was said, and what was complained of.
fn aludel(folder: &TempDir, arguments: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_aludel"));
    let output = command.args(arguments).current_dir(folder.path()).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

fn init(folder: &TempDir) -> (i32, String, String) {
    aludel(folder, &["init", "--path", CHECKOUT])
}

#[track_caller]
fn refused(done: (i32, String, String), saying: &[&str]) {
    assert_eq!((done.0, done.1.as_str()), (2, ""), "{}", done.2);
    assert!(saying.iter().all(|text| done.2.contains(text)), "{}", done.2);
}

/// Every file by its path.
fn files(folder: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.insert(path.display().to_string(), fs::read_to_string(&path).unwrap());
        }
    }
    found
}

#[test]
fn a_new_crate_gets_everything_once() {
    let folder = folder(&[("Cargo.toml", MANIFEST), ("src/main.rs", MAIN)]);
    let (code, said, err) = init(&folder);
    assert_eq!((code, err.as_str()), (0, ""));
    assert_eq!(
        said,
        "edited Cargo.toml: added `aludel` in [dependencies] and `aludel-codegen` in [build-dependencies]\n\
         wrote build.rs\n\
         wrote schema/user.toml: a first model, `User`\n\
         wrote schema/aludel.schema.json: completion in editors\n\
         edited src/main.rs: added `mod models`\n\
         next: edit the model in schema/ and run `cargo build`\n"
    );
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
    let manifest = read("Cargo.toml");
    let kept = ["# mine\n", "name   = \"x\" # aligned\n", "# none yet\n"];
    assert!(kept.iter().all(|line| manifest.contains(line)), "{manifest}");
    assert!(manifest.contains(&format!("\naludel = {{ path = \"{CHECKOUT}/runtime\" }}\n")), "{manifest}");
    assert!(manifest.contains("\n[build-dependencies]\naludel-codegen = { path = "), "{manifest}");
    assert!(read("schema/user.toml").starts_with("#:schema ./aludel.schema.json\n"));
    assert!(read("src/main.rs").ends_with("    aludel::include_models!();\n}\n\nfn main() {}\n"));
    let (code, ddl, err) = aludel(&folder, &["ddl", "--dialect", "sqlite"]);
    assert!(code == 0 && ddl.contains("CREATE TABLE users"), "{ddl}{err}");

    let before = files(folder.path());
    let (code, said, _) = aludel(&folder, &["init"]);
    assert_eq!(code, 0);
    assert!(said.ends_with("nothing was changed: this crate has what Aludel needs\n"), "{said}");
    assert!(!said.contains("wrote") && !said.contains("edited"), "{said}");
    assert_eq!(files(folder.path()), before);
}

#[test]
fn what_is_the_owners_stays_and_is_left_to_them() {
    let build = "fn main() {\n    println!(\"cargo::rerun-if-changed=a\");\n}\n";
    let model = "[model.A]\ntable = \"a\"\n[model.A.columns]\nid = { type = \"integer\", primary_key = true }\n";
    let folder = folder(&[
        ("Cargo.toml", MANIFEST),
        ("build.rs", build),
        ("schema/a.toml", model),
        ("src/lib.rs", "mod models {}\n"),
    ]);
    let (code, said, err) = init(&folder);
    assert_eq!((code, err.as_str()), (0, ""));
    let left = "left to you: build.rs is yours: add `aludel_codegen::build(\"schema\");` to its `main`\n";
    assert!(said.contains(left) && said.contains("schema/ has schema files\n"), "{said}");
    assert!(said.contains("src/lib.rs has `mod models`\n"), "{said}");
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
    assert_eq!((read("build.rs").as_str(), read("schema/a.toml").as_str()), (build, model));
    assert!(!folder.path().join("schema/user.toml").exists());
    let (_, again, _) = init(&folder);
    assert!(again.contains(left) && again.ends_with("\nnothing was changed\n"), "{again}");
}

#[test]
fn what_cannot_be_done_is_said_before_anything_is_written() {
    let workspace = "[workspace]\nmembers = []\n";
    let no_build = MANIFEST.replace("[dependencies]", "build = false\n[dependencies]");
    for (manifest, saying) in [
        (None, ["there is no Cargo.toml", "help: `cargo new NAME`"]),
        (Some(workspace), ["has no [package]", "help: run `aludel init` in the folder of the crate"]),
        (Some("[package\n"), ["Cargo.toml is not TOML", ""]),
        (Some(&no_build), ["`build` in Cargo.toml allows no build script", "help: remove that line"]),
    ] {
        let folder = folder(&[("src/main.rs", MAIN)]);
        if let Some(text) = manifest {
            fs::write(folder.path().join("Cargo.toml"), text).unwrap();
        }
        let before = files(folder.path());
        refused(init(&folder), &saying);
        assert_eq!(files(folder.path()), before);
    }
    let folder = folder(&[("Cargo.toml", MANIFEST), ("src/main.rs", MAIN)]);
    let before = files(folder.path());
    refused(aludel(&folder, &["init"]), &["not yet on crates.io", "aludel init --path ../aludel"]);
    refused(aludel(&folder, &["init", "--path", "src"]), &["src is no checkout of Aludel"]);
    fs::write(folder.path().join("schema"), "").unwrap();
    refused(init(&folder), &["schema cannot be read"]);
    fs::remove_file(folder.path().join("schema")).unwrap();
    assert_eq!(files(folder.path()), before);
}

#[test]
fn a_file_that_cannot_be_written_is_named_and_a_later_run_goes_on() {
    let folder = folder(&[("Cargo.toml", MANIFEST), ("src/main.rs", MAIN)]);
    fs::create_dir_all(folder.path().join("schema/user.toml")).unwrap();
    let (code, said, err) = init(&folder);
    assert_eq!(code, 2);
    assert!(said.ends_with("wrote build.rs\n"), "{said}");
    assert!(err.starts_with("error: schema/user.toml cannot be written: ") && err.contains("\nhelp: "), "{err}");
    fs::remove_dir(folder.path().join("schema/user.toml")).unwrap();
    let (code, said, _) = init(&folder);
    assert!(code == 0 && said.starts_with("Cargo.toml has the dependencies\nbuild.rs calls"), "{said}");
}

#[test]
fn a_new_model_is_a_file_that_fits_the_schema() {
    let folder = folder(&[("Cargo.toml", MANIFEST), ("src/main.rs", MAIN)]);
    refused(aludel(&folder, &["new", "model", "Order"]), &["there is no folder schema", "`aludel init` makes one"]);
    init(&folder);
    for (name, file, table) in [
        ("OrderLine", "order_line", "order_lines"),
        ("Category", "category", "categories"),
        ("Address", "address", "addresses"),
    ] {
        let (code, said, err) = aludel(&folder, &["new", "model", name]);
        assert_eq!((code, said.as_str()), (0, format!("wrote schema/{file}.toml\n").as_str()), "{err}");
        let text = fs::read_to_string(folder.path().join(format!("schema/{file}.toml"))).unwrap();
        assert!(text.contains(&format!("[model.{name}]\ntable = \"{table}\" ")), "{text}");
    }
    let before = files(folder.path());
    refused(aludel(&folder, &["new", "model", "OrderLine"]), &["schema/order_line.toml exists"]);
    for name in ["order_line", "Order-Line", "../Order", "9Lives", "Größe"] {
        refused(aludel(&folder, &["new", "model", name]), &["is no name of a model", "`OrderLine`"]);
    }
    assert_eq!(files(folder.path()), before);

    let path = folder.path().join("schema/order_line.toml");
    fs::rename(&path, folder.path().join("schema/shop.toml")).unwrap();
    refused(
        aludel(&folder, &["new", "model", "OrderLine"]),
        &["schema/shop.toml", "schema/order_line.toml", "OrderLine"],
    );
    assert!(!path.exists());
}
