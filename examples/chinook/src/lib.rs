//! The Chinook database, a shop for music: eleven tables described in `schema/`, made, and loaded through a session from a
//! folder of CSV files, with a header each, and `\N` where there is NULL; and twenty reports of it, each beside the SQL that finds the
//! same.
//!
//! The program takes a URL and such a folder: `sample/`, a few made-up rows, or the real data, 15 607 of them. It drops and makes
//! the tables, loads the files, prints the reports, and fails where one differs from its SQL:
//!
//! ```text
//! cargo run -p aludel-chinook -- sqlite:///:memory: examples/chinook/sample
//! cargo run -p aludel-chinook -- sqlite:///chinook.db ../shared/data/chinook
//! cargo run -p aludel-chinook -- postgresql://me:secret@localhost/chinook ../shared/data/chinook
//! ```
//!
//! The reports are in `src/reports/`, by topic; the SQL, report by report, in `reports/`.

use std::path::{Path, PathBuf};

mod load;
pub mod models {
    //! Made of `schema/`.
    aludel::include_models!();
}
pub mod reports;

pub use load::{FILES, Failure, load};

/// Where the real data is, where it is: in the folder that `ALUDEL_CHINOOK` names, or in `shared/data/chinook` beside the
/// repository. Relative paths begin at the repository.
pub fn real() -> Option<PathBuf> {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    match std::env::var_os("ALUDEL_CHINOOK") {
        Some(folder) => Some(repository.join(folder)),
        None => Some(repository.join("../shared/data/chinook")).filter(|folder| folder.is_dir()),
    }
}
