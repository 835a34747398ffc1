//! The Chinook database, a shop for music: eleven tables described in `schema/`, made, and loaded through a session from a
//! folder of CSV files, with a header each, and `\N` where there is NULL.

mod load;
pub mod models {
    //! Made of `schema/`.
    aludel::include_models!();
}

pub use load::{FILES, Failure, load};

/// Where the real data is, where it is: in the folder that `ALUDEL_CHINOOK` names, or in `shared/data/chinook` beside the
/// repository.
pub fn real() -> Option<std::path::PathBuf> {
    if let Some(folder) = std::env::var_os("ALUDEL_CHINOOK") {
        return Some(folder.into());
    }
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/chinook");
    folder.is_dir().then_some(folder)
}
