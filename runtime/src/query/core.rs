//! A SELECT as data: no types, no session.

use std::sync::Arc;

use super::{
    expr::{Node, Ordering},
    load::Options,
    select::Item,
    source::{Join, Source},
    text::Text,
};
use crate::model::ModelInfo;

/// What a statement selects and how.
#[derive(Clone, Debug, Default)]
pub(crate) struct Core {
    pub(crate) items: Vec<Item>,
    pub(crate) distinct: Distinct,
    /// What the program asked to select from, beside what the items are of.
    pub(crate) from: Vec<Source>,
    pub(crate) joins: Vec<Join>,
    pub(crate) filters: Vec<Node>,
    pub(crate) group_by: Vec<Node>,
    pub(crate) having: Vec<Node>,
    pub(crate) order: Vec<Ordering>,
    pub(crate) limit: Option<u64>,
    pub(crate) offset: Option<u64>,
    pub(crate) lock: Option<Lock>,
    /// Queries that are made one, in place of what is above `order`; the first without an operation.
    pub(crate) compounds: Vec<(Option<SetOperation>, Arc<Core>)>,
    /// SQL of the program's own, in place of all the rest.
    pub(crate) statement: Option<Text>,
    /// What is loaded along.
    pub(crate) options: Options,
    /// Whether rows overwrite objects that the session has.
    pub(crate) populate_existing: bool,
    /// Of a query that loads a relationship: the models from which it leads here.
    pub(crate) path: Vec<&'static ModelInfo>,
}

/// Which rows are given once.
#[derive(Clone, Debug, Default)]
pub(crate) enum Distinct {
    #[default]
    No,
    Rows,
    /// PostgreSQL's `DISTINCT ON`.
    On(Vec<Node>),
}

/// How two queries become one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SetOperation {
    Union,
    UnionAll,
    Intersect,
    IntersectAll,
    Except,
    ExceptAll,
}

impl SetOperation {
    pub(crate) fn words(self) -> &'static str {
        match self {
            SetOperation::Union => " UNION ",
            SetOperation::UnionAll => " UNION ALL ",
            SetOperation::Intersect => " INTERSECT ",
            SetOperation::IntersectAll => " INTERSECT ALL ",
            SetOperation::Except => " EXCEPT ",
            SetOperation::ExceptAll => " EXCEPT ALL ",
        }
    }
}

/// `FOR UPDATE` and its like.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lock {
    pub(crate) read: bool,
    pub(crate) key_share: bool,
    /// The tables whose rows are locked: all, where there are none.
    pub(crate) of: Vec<Source>,
    pub(crate) wait: Wait,
}

/// What is done about a row that is locked already.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Wait {
    #[default]
    ForIt,
    No,
    Skip,
}

impl SetOperation {
    /// Whether equal rows count as often as they are there, which SQLite knows of UNION alone.
    pub(crate) fn is_all(self) -> bool {
        matches!(self, SetOperation::IntersectAll | SetOperation::ExceptAll)
    }
}

impl Core {
    /// The same with `LIMIT 1`.
    pub(crate) fn first(&self) -> Core {
        let limit = self.limit.map_or(1, |limit| limit.min(1));
        Core { limit: Some(limit), offset: Some(self.offset.unwrap_or(0)), ..self.clone() }
    }

    /// Whether it makes groups of rows.
    pub(crate) fn is_grouped(&self) -> bool {
        !self.group_by.is_empty() || !self.having.is_empty()
    }

    /// Whether it has what stands behind all operations of a compound.
    pub(crate) fn is_finished(&self) -> bool {
        !self.order.is_empty() || self.limit.is_some() || self.offset.is_some() || self.lock.is_some()
    }
}
