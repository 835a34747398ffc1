//! A package outside the workspace: files in a temporary folder, and cargo run on them.

use std::env;
use std::fs;
use std::path::Path;
use std::process::Command;

use aludel_test_support::{TempDir, target_directory};

/// The repository's root.
pub const CHECKOUT: &str = env!("CARGO_MANIFEST_DIR");

pub struct Package {
    folder: TempDir,
    name: String,
}

impl Package {
    /// A copy of a folder of `crates/`, its dependencies pointing at the checkout. Its name is the test's alone:
    /// cargo would take two packages of one name for the same, in a target folder that they share.
    pub fn copy_of(template: &str, test: &str) -> Self {
        let package = Self::empty(&format!("outside-{template}-{test}"));
        copy(&Path::new(CHECKOUT).join("tests/outside/crates").join(template), package.path());
        package.edit("Cargo.toml", "CHECKOUT", CHECKOUT);
        package.edit("Cargo.toml", &format!("outside-{template}"), &package.name);
        package
    }

    /// A folder that holds nothing but the workspace's lock file, so that the dependencies are those
    /// the workspace was built with and need no network.
    pub fn empty(name: &str) -> Self {
        let package = Self { folder: TempDir::new(name), name: name.to_owned() };
        let lock = fs::read_to_string(Path::new(CHECKOUT).join("Cargo.lock")).expect("the workspace's lock file");
        package.write("Cargo.lock", &lock);
        package
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    pub fn write(&self, path: &str, text: &str) {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().expect("a file is in a folder")).expect("the folder can be made");
        fs::write(&path, text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    }

    /// Replaces a text that must be there.
    pub fn edit(&self, path: &str, from: &str, to: &str) {
        let text = self.read(path);
        assert!(text.contains(from), "{path} does not hold {from:?}");
        self.write(path, &text.replace(from, to));
    }

    pub fn remove(&self, path: &str) {
        fs::remove_file(self.path().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
    }

    /// Builds it, telling what ran.
    pub fn build(&self) -> Outcome {
        let mut outcome = self.cargo(&["build", "--verbose", "--offline"]);
        outcome.stderr =
            outcome.stderr.lines().filter(|line| !line.contains(" Fresh ")).map(|line| format!("{line}\n")).collect();
        outcome
    }

    /// Whether its build script ran in this build, and was not only compiled.
    pub fn ran_build_script(&self, build: &Outcome) -> bool {
        let program = |line: &str| line.trim().starts_with("Running ") && line.contains("build-script-build`");
        build.stderr.lines().any(|line| program(line) && line.contains(&format!("/build/{}-", self.name)))
    }

    /// Builds and runs it.
    pub fn run(&self, arguments: &[&str]) -> Outcome {
        self.cargo(&[&["run", "--quiet", "--offline", "--"], arguments].concat())
    }

    /// Clippy as it comes, every warning an error.
    pub fn clippy(&self) -> Outcome {
        self.cargo(&["clippy", "--offline", "--", "--deny", "warnings"])
    }

    /// Runs cargo in its folder.
    pub fn cargo(&self, arguments: &[&str]) -> Outcome {
        cargo(self.path(), arguments)
    }
}

/// The command `aludel` of this checkout, run in the package's folder.
pub fn aludel(package: &Package, arguments: &[&str]) -> Outcome {
    let manifest = format!("{CHECKOUT}/Cargo.toml");
    let command = ["run", "--quiet", "--offline", "--package", "aludel-cli", "--manifest-path", &manifest, "--"];
    package.cargo(&[&command, arguments].concat())
}

/// Cargo in the workspace's own target folder: what both need is built once. What the running cargo
/// tells this test about its package must not reach the other.
fn cargo(folder: &Path, arguments: &[&str]) -> Outcome {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    for (name, _) in env::vars_os() {
        let text = name.to_string_lossy();
        if ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_", "CARGO_CRATE_"].iter().any(|start| text.starts_with(start)) {
            command.env_remove(&name);
        }
    }
    command.args(arguments).current_dir(folder);
    command.env("CARGO_TARGET_DIR", target_directory()).env("CARGO_TERM_COLOR", "never");
    let output = command.output().expect("cargo runs");
    Outcome {
        success: output.status.success(),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// What a command did and said.
#[derive(Debug)]
pub struct Outcome {
    success: bool,
    pub stdout: String,
    pub stderr: String,
}

impl Outcome {
    #[track_caller]
    pub fn succeeded(self) -> Self {
        assert!(self.success, "it failed:\n{}{}", self.stdout, self.stderr);
        self
    }

    /// It failed, and said all this.
    #[track_caller]
    pub fn failed_saying(self, texts: &[&str]) -> Self {
        assert!(!self.success, "it succeeded:\n{}{}", self.stdout, self.stderr);
        for text in texts {
            assert!(self.stderr.contains(text), "it does not say {text:?}:\n{}", self.stderr);
        }
        self
    }
}

/// Copies a folder and what is in it.
pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("the template") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy(&path, &target);
        } else {
            // Not fs::copy: the copy is new, and cargo looks at the time.
            fs::write(target, fs::read(&path).expect("a file")).expect("a file");
        }
    }
}
