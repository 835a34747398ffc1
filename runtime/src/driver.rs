//! The drivers. Each has a file and a folder of its own, and those alone name a driver crate.

use crate::{Dialect, Result, Url};

pub(crate) mod contract;
#[cfg(feature = "postgres")]
mod postgres;
#[cfg(feature = "sqlite")]
mod sqlite;

pub(crate) use contract::{Access, Batch, Begin, Driver, Executed, Open, Param, Target};

/// Reads a URL's options; nothing is opened.
pub(crate) fn target(url: &Url) -> Result<Target> {
    match url.dialect()? {
        #[cfg(feature = "sqlite")]
        Dialect::Sqlite => sqlite::target(url),
        #[cfg(feature = "postgres")]
        Dialect::Postgresql => postgres::target(url),
        #[cfg(not(all(feature = "sqlite", feature = "postgres")))]
        dialect => {
            let feature = if dialect == Dialect::Sqlite { "sqlite" } else { "postgres" };
            let message = format!("this program was built without {dialect}: turn on aludel's feature `{feature}`");
            Err(crate::Error::new(crate::ErrorKind::Url, message))
        }
    }
}

/// Whether what runs on this thread may go on on another one while this one waits: a task of an async runtime with
/// several threads.
pub(crate) fn tasks_move_between_threads() -> bool {
    #[cfg(feature = "postgres")]
    return postgres::tasks_move_between_threads();
    #[cfg(not(feature = "postgres"))]
    false
}
