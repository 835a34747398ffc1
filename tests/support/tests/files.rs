//! Temporary files and golden texts.

use std::fs;
use std::panic::catch_unwind;

use aludel_test_support::{TempDir, assert_golden, sqlite_file, target_directory};

#[test]
fn a_temporary_folder_goes_with_all_it_holds() {
    let folder = TempDir::new("files");
    let path = folder.path().to_owned();
    fs::create_dir(path.join("below")).expect("a folder");
    fs::write(path.join("below/file"), "text").expect("a file");
    drop(folder);
    assert!(!path.exists());
}

#[test]
fn two_sqlite_files_are_two() {
    let (one, two) = (sqlite_file(), sqlite_file());
    assert_ne!(one.path(), two.path());
    assert!(one.url().starts_with("sqlite:////"), "{}", one.url());
    assert!(one.path().parent().is_some_and(|folder| folder.is_dir()));
}

#[test]
fn the_target_folder_holds_this_test() {
    let here = std::env::current_exe().expect("this test's own program");
    assert!(here.starts_with(target_directory()));
}

#[test]
fn a_golden_text_that_differs_is_told_by_its_line() {
    let folder = TempDir::new("golden");
    let path = folder.path().join("golden.txt");
    fs::write(&path, "one\ntwo\n").expect("a file");
    assert_golden(&path, "one\ntwo\n");
    for (actual, says) in [
        ("one\n2\n", "line 2:\n  expected \"two\\n\"\n  actual   \"2\\n\""),
        ("one\ntwo", "line 2:"),
        ("one\n", "actual   (the end)"),
        ("one\ntwo\nthree\n", "line 3:\n  expected (the end)"),
    ] {
        let failure = catch_unwind(|| assert_golden(&path, actual)).expect_err("they differ");
        let message = failure.downcast_ref::<String>().expect("a message");
        assert!(message.contains(says), "{message}");
    }
}
