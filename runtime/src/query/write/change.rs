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
    Insert { columns: Vec<usize>, rows: Inserted, conflict: Option<Conflict> },
}

/// What is inserted.
#[derive(Clone, Debug)]
pub(crate) enum Inserted {
    Query(Box<Core>),
    Values(Vec<Vec<Node>>),
}

/// What becomes of a row that is there already.
#[derive(Clone, Debug)]
pub(crate) struct Conflict {
    /// The columns by which it is known; any unique ones, where there are none.
    pub(crate) target: Vec<usize>,
    /// How it is updated; it is left, where that is not said.
    pub(crate) update: Option<ConflictUpdate>,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct ConflictUpdate {
    pub(crate) sets: Vec<(usize, Node)>,
    pub(crate) filters: Vec<Node>,
}

impl Write {
    /// Whether rows that are there already may be given something else.
    pub(crate) fn changes_rows(&self) -> bool {
        match &self.kind {
            WriteKind::Update(_) | WriteKind::Delete => true,
            WriteKind::Insert { conflict, .. } => conflict.as_ref().is_some_and(|conflict| conflict.update.is_some()),
        }
    }
}

/// How the session's objects follow a statement that writes past them: SQLAlchemy's `synchronize_session`.
///
/// Either way it takes one statement. SQLAlchemy's default is what is `Auto` here; here it is `Fetch`, which is right of rows too
/// that others have changed since the session read them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Synchronize {
    /// The rows that were written come back by RETURNING: objects of changed rows hold what those hold now, objects of deleted
    /// rows are deleted. Where the session has no objects of the model, nothing comes back. The default.
    #[default]
    Fetch,
    /// The conditions are evaluated on the session's objects, and nothing comes back: for statements that write many rows of
    /// which the session has few. Objects of which they hold are given the values that were set, or expire where an expression
    /// was set or the database computes a column; where it deletes, they are deleted. Objects that are expired are read again
    /// when they are next met, as ever.
    ///
    /// It is exact as far as the objects hold what their rows do: comparisons of the model's columns with values and with each
    /// other, `in_`, `between`, `is_null`, `&`, `|` and `!`, with the logic of NULL; texts only by `eq`, `ne` and `in_`, since
    /// they sort by the database's collation. Any other condition is an error, and nothing is sent.
    Evaluate,
    /// `Evaluate` where the conditions can be evaluated, otherwise `Fetch`.
    Auto,
    /// Objects are left as they are, until they expire.
    None,
}
