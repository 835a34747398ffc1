//! PostgreSQL through postgres.
use super::Target;
use crate::{Dialect, Error, ErrorKind, Result, Url, url::PostgresOptions};

pub(super) fn target(url: &Url) -> Result<Target> {
    PostgresOptions::from_url(url)?;
    Ok(Target {
        dialect: Dialect::Postgresql,
        only_one: false,
        open: Box::new(|| Err(Error::new(ErrorKind::Connection, "being built"))),
    })
}

pub(super) fn tasks_move_between_threads() -> bool {
    false
}
