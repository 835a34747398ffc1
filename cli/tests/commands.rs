//! The commands through the binary: exit codes, and what is said where.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a test may

use std::fs;
use std::path::Path;
use std::process::Command;

use aludel_test_support::TempDir;

const USER: &str = "[settings]\nout = \"src/models\"\n\n[model.User]\ntable = \"users\"\n\n[model.User.columns]\n\
                    id = { type = \"integer\", primary_key = true }\nname = \"string\"\n";
const POST: &str = "[model.Post]\ntable = \"posts\"\n\n[model.Post.columns]\n\
                    id = { type = \"integer\", primary_key = true }\nstate = { enum = \"State\" }\n\n\
                    [enum.State]\nvalues = [\"open\", \"done\"]\n";

/// A crate with a schema folder.
struct Krate {
    folder: TempDir,
}

/// What a command did.
struct Done {
    code: i32,
    out: String,
    err: String,
}

impl Krate {
    fn new() -> Krate {
        let krate = Krate { folder: TempDir::new("cli") };
        krate.write("Cargo.toml", "[package]\nname = \"x\"\n");
        krate.write("schema/user.toml", USER);
        krate
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path().join(name)).unwrap()
    }

    fn run(&self, line: &str) -> Done {
        self.run_in(self.path(), line)
    }

    fn run_in(&self, folder: &Path, line: &str) -> Done {
        let mut command = Command::new(env!("CARGO_BIN_EXE_aludel"));
        let output = command.args(line.split_whitespace()).current_dir(folder).output().unwrap();
        Done {
            code: output.status.code().unwrap(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

impl Done {
    #[track_caller]
    fn expect(self, code: i32, out: &str, err: &str) -> Done {
        assert_eq!(self.code, code, "out: {}\nerr: {}", self.out, self.err);
        assert!(self.out.contains(out) && self.err.contains(err), "out: {}\nerr: {}", self.out, self.err);
        assert!(out.is_empty() == self.out.is_empty(), "out: {}", self.out);
        assert!(err.is_empty() == self.err.is_empty(), "err: {}", self.err);
        self
    }
}

#[test]
fn generate_writes_what_differs_and_removes_what_is_stale() {
    let krate = Krate::new();
    krate.write("schema/z.toml", POST);
    krate.run("generate").expect(
        0,
        "wrote src/models/enums.rs\nwrote src/models/mod.rs\nwrote src/models/post.rs\n",
        "",
    );
    krate.run("generate").expect(0, "src/models is what the schema generates", "");
    krate.write("src/models/mine.rs", "// not generated\n");
    fs::remove_file(krate.path().join("schema/z.toml")).unwrap();
    let done = krate.run("generate").expect(0, "removed src/models/enums.rs\nremoved src/models/post.rs\n", "");
    assert!(!done.out.contains("user.rs"), "{}", done.out);
    assert_eq!(krate.read("src/models/mine.rs"), "// not generated\n");
}

#[test]
fn generate_does_not_overwrite_what_it_did_not_write() {
    let krate = Krate::new();
    krate.write("src/models/user.rs", "struct Mine;\n");
    krate.run("generate").expect(2, "", "src/models/user.rs was not generated");
    assert_eq!(krate.read("src/models/user.rs"), "struct Mine;\n");
    assert!(!krate.path().join("src/models/mod.rs").exists());
}

#[test]
fn check_tells_same_from_changed_missing_and_orphaned() {
    let krate = Krate::new();
    krate.run("generate").expect(0, "wrote", "");
    krate.run("check").expect(0, "src/models is what the schema generates\n", "");

    let user = krate.read("src/models/user.rs");
    krate.write("src/models/user.rs", &user.replace("name: String", "name: Text"));
    let done = krate.run("check").expect(1, "\n  changed: user.rs\nhelp: `aludel generate` mends it\n", "");
    assert!(done.out.contains("--- src/models/user.rs (kept)\n+++ src/models/user.rs (generated)\n"), "{}", done.out);
    assert!(done.out.contains("\n-    pub name: Text,\n+    pub name: String,\n"), "{}", done.out);

    fs::remove_file(krate.path().join("src/models/user.rs")).unwrap();
    krate.write("src/models/old.rs", &user);
    krate.run("check").expect(1, "\n  missing: user.rs\n  orphaned: old.rs\n", "");
    krate.run("generate").expect(0, "wrote src/models/user.rs\nremoved src/models/old.rs\n", "");
    krate.run("check").expect(0, "src/models is what", "");
}

#[test]
fn editors_find_a_json_schema_beside_the_schema_files() {
    let krate = Krate::new();
    let path = "schema/aludel.schema.json";
    krate.run("generate").expect(0, "\nwrote schema/aludel.schema.json\n", "");
    assert!(krate.read(path).starts_with("{\n  \"$schema\": \"http://json-schema.org/draft-07/schema#\""));
    krate.write(path, "{}");
    krate.run("check").expect(1, "schema/aludel.schema.json is not what this version", "");
    krate.run("generate").expect(0, "wrote schema/aludel.schema.json\n", "");
    krate.write(path, &krate.read(path).replace('\n', "\r\n"));
    krate.run("check").expect(0, "src/models is what", "");
    fs::remove_file(krate.path().join(path)).unwrap();
    krate.run("check").expect(0, "src/models is what", "");
}

#[test]
fn check_reads_line_ends_as_a_checkout_may_have_made_them() {
    let krate = Krate::new();
    krate.run("generate").expect(0, "wrote", "");
    for file in ["schema/user.toml", "src/models/user.rs", "src/models/mod.rs"] {
        krate.write(file, &krate.read(file).replace('\n', "\r\n"));
    }
    krate.run("check").expect(0, "src/models is what", "");
}

#[test]
fn check_fails_where_it_cannot_tell() {
    let krate = Krate::new();
    krate.run("check").expect(2, "", "no generated code is kept in src/models\nhelp: `aludel generate` writes it");
    krate.run("generate").expect(0, "wrote", "");
    krate.write("src/other", "a file");
    krate.run("check --out src/other").expect(2, "", "error: src/other: ");
    krate.write("schema/user.toml", &USER.replace("primary_key", "primary_kee"));
    let done = krate.run("check").expect(2, "", "error[A0101]: unknown key `primary_kee`");
    assert!(done.err.contains("schema/user.toml:8:26"), "{}", done.err);
    assert!(done.err.contains("did you mean `primary_key`?"), "{}", done.err);
}

#[test]
fn the_folders_can_be_named() {
    let krate = Krate::new();
    let line = "--schema ../schema --out kept";
    let elsewhere = krate.path().join("elsewhere");
    fs::create_dir(&elsewhere).unwrap();
    krate.run_in(&elsewhere, &format!("generate {line}")).expect(0, "wrote kept/user.rs", "");
    krate.run_in(&elsewhere, &format!("check {line}")).expect(0, "kept is what", "");
    // The same bytes from another place.
    krate.run("check --out elsewhere/kept").expect(0, "elsewhere/kept is what", "");
    // What the settings say is relative to the crate.
    krate.run_in(&elsewhere, "generate --schema ../schema").expect(0, "src/models/user.rs", "");
    assert!(krate.path().join("src/models/user.rs").exists());
    // The command that mends names what was named.
    krate.write("elsewhere/kept/user.rs", &format!("{}\n", krate.read("elsewhere/kept/user.rs")));
    krate.run_in(&elsewhere, &format!("check {line}")).expect(1, &format!("help: `aludel generate {line}` mends"), "");
}

#[test]
fn warnings_are_told_and_can_be_denied() {
    let krate = Krate::new();
    krate.write("schema/post.toml", &POST.replace("state = { enum = \"State\" }", ""));
    let warning = "warning[W0004]: enum `State` is not used\n --> schema/post.toml:8:7\n";
    krate.run("generate").expect(0, "wrote src/models/post.rs", warning);
    krate.run("check").expect(0, "src/models is what the schema generates\n", warning);
    krate.run("ddl --dialect sqlite").expect(0, "CREATE TABLE", warning);
    let done = krate.run("check --deny warnings").expect(2, "", "error[W0004]: enum `State` is not used");
    assert!(!done.err.contains("warning"), "{}", done.err);
    krate.run("explain unused_enum").expect(0, "W0004: an enum that nothing uses\n", "");
    krate.write("schema/user.toml", &USER.replace("[model.User]", "lints = { unused_enum = \"allow\" }\n[model.User]"));
    krate.run("generate").expect(0, "wrote src/models/mod.rs", "");
    krate.run("check --deny warnings").expect(0, "src/models is what", "");
    krate.write("schema/user.toml", &USER.replace("[model.User]", "lints = { unused_enum = \"deny\" }\n[model.User]"));
    krate.run("ddl").expect(2, "", "error[W0004]: enum `State` is not used");
}

#[test]
fn schema_prints_a_model_with_everything_resolved() {
    let krate = Krate::new();
    krate.write("schema/post.toml", POST);
    let post = "# schema/post.toml:1\n[model.Post]\ntable = \"posts\"\ndisplay = [\"id\"]\nprimary_key = [\"id\"]\n\n\
                [model.Post.columns]\nid = { type = \"integer\", nullable = false }\n\
                state = { enum = \"State\", nullable = false }\n\n\
                # schema/post.toml:8\n[enum.State]\nname = \"state\"\nvalues = [\n    \"open\",\n    \"done\",\n]\n";
    assert_eq!(krate.run("schema Post").out, post);
    assert_eq!(krate.run("schema posts --schema schema").out, post);
    krate.run("schema State").expect(0, "# schema/post.toml:8\n[enum.State]\n", "");
    krate.run("schema Posst").expect(2, "", "there is no model, table or enum `Posst`\nhelp: did you mean `Post`?");
    krate.run("schema Nothing").expect(2, "", "help: the models are Post, User\n");
    // What is printed is a schema file.
    krate.write("other/post.toml", post);
    let again =
        post.replace("schema/post.toml:1\n", "other/post.toml:2\n").replace("schema/post.toml:8", "other/post.toml:12");
    assert_eq!(krate.run("schema Post --schema other").out, again);
}

#[test]
fn without_a_place_to_keep_code_the_rest_is_kept() {
    let krate = Krate::new();
    krate.write("schema/user.toml", &USER.replace("out = \"src/models\"", ""));
    krate.run("generate").expect(0, "\nno code is kept: builds make it, or `[settings] out` says where", "");
    assert!(!krate.path().join("src").exists());
    krate.run("check").expect(0, "what is kept in schema is what the schema generates\n", "");
    fs::remove_file(krate.path().join("schema/ERD.md")).unwrap();
    krate.run("check").expect(1, "what is kept in schema is not what the schema generates:\n  missing: ERD.md\n", "");
}

#[test]
fn what_is_reviewed_is_kept_beside_the_schema_files() {
    let krate = Krate::new();
    let done = krate.run("generate").expect(0, "wrote schema/ddl/postgresql.sql\nwrote schema/ddl/sqlite.sql\n", "");
    assert!(done.out.contains("wrote schema/ERD.md\n"), "{}", done.out);
    assert!(krate.read("schema/schema.lock").contains("\nid = { type = \"integer\", nullable = false }\n"));
    let ddl = krate.run("ddl --dialect sqlite").out;
    assert!(krate.read("schema/ddl/sqlite.sql").ends_with(&format!(".\n\n{ddl}")), "what `aludel ddl` prints");

    // A change of the schema that says no more for the models shows in all of them.
    krate.write("schema/user.toml", &USER.replace("name = \"string\"", "name = { type = \"string\", index = true }"));
    let done = krate.run("check").expect(1, "\nhelp: `aludel generate` mends it\n", "");
    assert!(done.out.contains("what is kept in schema is not what the schema generates:\n"), "{}", done.out);
    for changed in ["ddl/postgresql.sql", "ddl/sqlite.sql", "schema.lock"] {
        assert!(done.out.contains(&format!("\n  changed: {changed}\n")), "{}", done.out);
    }
    assert!(done.out.contains("\n+    { columns = [\"name\"], name = \"ix_users_name\" },\n"), "{}", done.out);
    krate.run("generate").expect(0, "wrote schema/schema.lock\n", "");
    krate.run("check").expect(0, "src/models is what", "");

    // A database that is left out takes its file along.
    krate.write("schema/user.toml", &USER.replace("[settings]", "[settings]\ndialects = [\"sqlite\"]"));
    krate.run("check").expect(1, "\n  orphaned: ddl/postgresql.sql\n", "");
    krate.run("generate").expect(0, "removed schema/ddl/postgresql.sql\n", "");

    // What somebody wrote by hand stays.
    krate.write("schema/ERD.md", "# Ours\n");
    krate.run("generate").expect(2, "", "schema/ERD.md was not generated by aludel");
    assert_eq!(krate.read("schema/ERD.md"), "# Ours\n");
}

#[test]
fn ddl_prints_statements_that_end() {
    let krate = Krate::new();
    krate.write("schema/post.toml", POST);
    let done = krate.run("ddl --dialect sqlite").expect(0, "CREATE TABLE users (\n    id INTEGER NOT NULL,\n", "");
    assert_eq!(done.out.matches(";\n").count(), 2, "{}", done.out);
    let done = krate.run("ddl --dialect=postgresql").expect(0, "CREATE TYPE state AS ENUM ('open', 'done');\n\n", "");
    assert_eq!(done.out.matches(";\n").count(), 3, "{}", done.out);
    krate.run("ddl").expect(2, "", "for which database?");
    krate.run("ddl --dialect oracle").expect(2, "", "`oracle` is no dialect");
    krate.write("schema/user.toml", &USER.replace("[settings]", "[settings]\ndialects = [\"sqlite\"]"));
    krate.run("ddl").expect(0, "CREATE TABLE users", "");
    krate.run("ddl --dialect postgresql").expect(2, "", "the schema is not written for postgresql");
}

#[test]
fn mistakes_of_all_files_are_told_at_once() {
    let krate = Krate::new();
    krate.write("schema/user.toml", &USER.replace("string", "strin"));
    krate.write("schema/post.toml", &POST.replace("\"open\"", "1"));
    let done = krate.run("generate").expect(2, "", "error[");
    let (post, user) = (done.err.find("schema/post.toml"), done.err.find("schema/user.toml"));
    assert!(post.is_some() && post < user, "{}", done.err);
    assert!(!krate.path().join("src").exists());
    krate.run("generate --schema nowhere").expect(2, "", "nowhere");
}

#[test]
fn help_version_and_what_is_not_known() {
    let krate = Krate::new();
    krate.run("--help").expect(0, "Usage: aludel COMMAND", "");
    krate.run("check --help").expect(0, "Usage: aludel check [OPTIONS]", "");
    krate.run("--version").expect(0, concat!("aludel ", env!("CARGO_PKG_VERSION"), "\n"), "");
    krate.run("").expect(2, "", "which command?");
    krate.run("make").expect(2, "", "there is no command `make`\nhelp: `aludel --help`");
    krate.run("check --loud").expect(2, "", "there is no option `--loud`");
    krate.run("explain a0101").expect(0, "A0101: a key that is not known here\n\nEach place", "");
    let done = krate.run("explain A0101").expect(0, "\n\nAn example, and what mends it:\n\n     [model.User]\n", "");
    assert!(done.out.contains("\n    -name = { type = \"string\", nulable = true }\n    +name"), "{}", done.out);
    assert!(done.out.ends_with("\n      = help: did you mean `nullable`?\n"), "{}", done.out);
    krate.run("explain B1").expect(2, "", "there is no code `B1`");
}
