//! A SELECT as data: no types, no session.

use super::{Core, Item, ItemKind, Node, SetOperation};

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

impl SetOperation {
    /// Whether equal rows count as often as they are there, which SQLite knows of UNION alone.
    pub(crate) fn is_all(self) -> bool {
        matches!(self, SetOperation::IntersectAll | SetOperation::ExceptAll)
    }
}

impl Core {
    /// The same with `LIMIT 1`.
    pub(crate) fn first(&mut self) {
        self.limit = Some(self.limit.map_or(1, |limit| limit.min(1)));
        self.offset = Some(self.offset.unwrap_or(0));
    }

    /// Whether all that it selects is of tables, which nothing is joined to.
    pub(crate) fn is_of_tables(&self) -> bool {
        let of_table = |item: &Item| match &item.kind {
            ItemKind::Entity { of, .. } => of.is_none(),
            ItemKind::Expr { node, .. } => matches!(node, Node::Column(_)),
        };
        self.from.is_empty() && self.joins.is_empty() && self.items.iter().all(of_table)
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
