//! Texts kept in the repository and compared with what the code says now.

use std::env;
use std::fs;
use std::path::Path;

/// Compares with the file. `ALUDEL_ACCEPT=1` writes the file instead, so that the difference can be
/// read and committed; where `CI` is set it is refused.
///
/// # Panics
/// When the texts differ, showing both at the first line that does, or the file is missing.
#[track_caller]
pub fn assert_golden(path: impl AsRef<Path>, actual: &str) {
    let path = path.as_ref();
    if env::var_os("ALUDEL_ACCEPT").is_some() {
        assert!(env::var_os("CI").is_none(), "ALUDEL_ACCEPT is refused in CI: what is accepted must be read first");
        let _ = path.parent().map(fs::create_dir_all);
        return fs::write(path, actual).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    }
    let expected = fs::read_to_string(path).unwrap_or_else(|error| {
        panic!("{}: {error}. ALUDEL_ACCEPT=1 writes it. It would be:\n{actual}", path.display())
    });
    if let Some(difference) = first_difference(&expected, actual) {
        panic!("{} differs, {difference}\nALUDEL_ACCEPT=1 accepts this text:\n{actual}", path.display());
    }
}

/// Where two texts part, as a message; None where they are the same.
fn first_difference(expected: &str, actual: &str) -> Option<String> {
    if expected == actual {
        return None;
    }
    // With their ends, so that a missing last newline shows.
    let mut pairs = expected.split_inclusive('\n').zip(actual.split_inclusive('\n'));
    let line = pairs.position(|(a, b)| a != b);
    let line = line.unwrap_or_else(|| expected.lines().count().min(actual.lines().count()));
    let at = |text: &str| {
        text.split_inclusive('\n').nth(line).map_or_else(|| "(the end)".to_owned(), |line| format!("{line:?}"))
    };
    Some(format!("line {}:\n  expected {}\n  actual   {}", line + 1, at(expected), at(actual)))
}
