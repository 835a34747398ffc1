//! A statement that writes, as data.

use crate::{
    model::ModelInfo,
    query::tree::{Core, Node},
};

/// A statement that writes, without types.
#[derive(Clone, Debug)]
pub(crate) struct Write {
    pub(crate) info: &'static ModelInfo,
    pub(crate) kind: WriteKind,
    /// Its conditions, and what it gives back, as items.
    pub(crate) core: Core,
    pub(crate) synchronize: Synchronize,
    /// Why it cannot be sent.
    pub(crate) refused: Option<String>,
}

#[derive(Clone, Debug)]
pub(crate) enum WriteKind {
    Update(Vec<(usize, Node)>),
    Delete,
    Insert { columns: Vec<usize>, query: Box<Core> },
}

/// How the session's objects follow a statement that writes past them: SQLAlchemy's `synchronize_session`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Synchronize {
    /// The rows that were written come back by RETURNING: objects of changed rows hold what those hold now, objects of deleted
    /// rows are deleted. Where the session has no objects of the model, nothing comes back. The default.
    #[default]
    Fetch,
    /// Objects are left as they are, until they expire.
    None,
}
