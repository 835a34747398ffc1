//! Crates of their own, made and built by cargo.

use std::{
    fs,
    path::Path,
    process::Command,
    time::{Duration, Instant},
};

pub fn build(folder: &Path, target: &Path) -> Duration {
    cargo(folder, target, "build")
}

pub fn cargo(folder: &Path, target: &Path, command: &str) -> Duration {
    let start = Instant::now();
    let status = Command::new(env!("CARGO"))
        .args(command.split(' '))
        .arg("--quiet")
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", target)
        .status()
        .unwrap();
    assert!(status.success(), "the crate does not build");
    start.elapsed()
}

pub fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

pub fn append(path: &Path, text: &str) {
    let old = fs::read_to_string(path).unwrap();
    write(path, &(old + text));
}
