//! Temporary folders and files, and the folder that outlives a run.

use std::env;
use std::fs;
use std::io::ErrorKind;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::{self, Command};
use std::sync::atomic::{AtomicU32, Ordering};

use crate::programs::run;

/// A folder of its own, removed with all it holds when this is dropped.
#[derive(Debug)]
pub struct TempDir {
    path: PathBuf,
}

impl TempDir {
    /// Makes an empty folder whose name says what it is for.
    ///
    /// # Panics
    /// When the folder cannot be made.
    pub fn new(purpose: &str) -> Self {
        match new_folder(purpose) {
            Ok(path) => Self { path },
            Err(message) => panic!("{message}"),
        }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for TempDir {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.path); // what is left in /tmp is no reason to fail a test
    }
}

/// Makes a folder in `/tmp`, which every account can reach (root's own TMPDIR may be closed to the
/// server's account) and whose short name leaves a Unix socket its 107 bytes.
fn new_folder(purpose: &str) -> Result<PathBuf, String> {
    let tmp = Path::new("/tmp");
    new_folder_in(if tmp.is_dir() { tmp.to_owned() } else { env::temp_dir() }, purpose)
}

/// The same for files by the hundred, of which every PostgreSQL database is made: in memory where
/// there is plenty, because some disks take a millisecond for each.
pub(crate) fn new_fast_folder(purpose: &str) -> Result<PathBuf, String> {
    let memory = Path::new("/dev/shm");
    // The server's account removes the folder, which it may only where all accounts may make one.
    let open = fs::metadata(memory).is_ok_and(|folder| folder.mode() & 0o002 != 0);
    match free_kilobytes(memory) {
        Some(free) if open && free > 3_000_000 => new_folder_in(memory.to_owned(), purpose),
        _ => new_folder(purpose),
    }
}

fn free_kilobytes(folder: &Path) -> Option<u64> {
    let table = run(Command::new("df").arg("-Pk").arg(folder)).ok()?;
    table.lines().nth(1)?.split_whitespace().nth(3)?.parse().ok()
}

fn new_folder_in(parent: PathBuf, purpose: &str) -> Result<PathBuf, String> {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    loop {
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let path = parent.join(format!("aludel-{purpose}-{}-{number}", process::id()));
        match fs::create_dir(&path) {
            Ok(()) => return Ok(path),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {} // left by an earlier process of this number
            Err(error) => return Err(format!("cannot make {}: {error}", path.display())),
        }
    }
}

/// An SQLite database file that does not exist yet; it goes, with its journal, when this is dropped.
#[derive(Debug)]
pub struct TempDb {
    folder: TempDir,
}

/// A fresh [`TempDb`].
///
/// # Panics
/// When its folder cannot be made.
pub fn sqlite_file() -> TempDb {
    TempDb { folder: TempDir::new("sqlite") }
}

impl TempDb {
    /// The file.
    pub fn path(&self) -> PathBuf {
        self.folder.path().join("test.db")
    }

    /// Its URL, `sqlite:////tmp/.../test.db`.
    pub fn url(&self) -> String {
        format!("sqlite:///{}", self.path().display())
    }
}

/// Cargo's target folder: where this test lies, marked by the tag cargo puts there.
pub fn target_directory() -> PathBuf {
    let here = env::current_exe().unwrap_or_default();
    match here.ancestors().find(|folder| folder.join("CACHEDIR.TAG").is_file()) {
        Some(folder) => folder.to_owned(),
        None => PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../target")),
    }
}
