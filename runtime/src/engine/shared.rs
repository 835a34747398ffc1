//! What an engine's clones and connections share.

use crate::echo::Echo;
use crate::pool::Pool;
use crate::{Dialect, Url};

/// One engine's settings and its pool.
pub(crate) struct Shared {
    pub(super) url: Url,
    pub(crate) dialect: Dialect,
    pub(super) pool: Pool,
    pub(crate) echo: Option<Echo>,
    pub(crate) log_parameters: bool,
    /// The texts of queries.
    pub(crate) texts: crate::query::render::cache::Texts,
}
