//! Windows of rows, over which window functions and aggregates are computed.

use super::IntoOrdering;
use crate::query::{
    select::{Expressions, nodes},
    tree::{Node, Window},
};

use std::fmt::Write as _;

/// The window of all rows, to be divided and ordered.
pub fn window() -> Window {
    Window::default()
}

/// Where a frame begins or ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// The first row of the window, or the last.
    Unbounded,
    /// So many rows, or groups of equal rows, before the current one.
    Preceding(u32),
    /// The current row.
    CurrentRow,
    /// So many after it.
    Following(u32),
}

impl Window {
    /// Adds to PARTITION BY.
    pub fn partition_by(mut self, expressions: impl Expressions) -> Self {
        self.partition.extend(nodes(expressions));
        self
    }

    /// Adds to ORDER BY.
    pub fn order_by(mut self, ordering: impl IntoOrdering) -> Self {
        ordering.into_ordering(&mut self.order);
        self
    }

    /// `ROWS BETWEEN ... AND ...`: the rows of the window that count.
    pub fn rows(self, from: Bound, to: Bound) -> Self {
        self.framed("ROWS", from, to)
    }

    /// `RANGE BETWEEN ... AND ...`: with rows that are equal in the order taken together. `Preceding` and `Following` are
    /// differences of the one number or date that orders.
    pub fn range(self, from: Bound, to: Bound) -> Self {
        self.framed("RANGE", from, to)
    }

    /// `GROUPS BETWEEN ... AND ...`: by groups of rows that are equal in the order.
    pub fn groups(self, from: Bound, to: Bound) -> Self {
        self.framed("GROUPS", from, to)
    }

    fn framed(mut self, kind: &str, from: Bound, to: Bound) -> Self {
        let mut frame = format!("{kind} BETWEEN ");
        for (bound, unbounded, joint) in [(from, "UNBOUNDED PRECEDING", " AND "), (to, "UNBOUNDED FOLLOWING", "")] {
            // Writing to a String cannot fail.
            let _ = match bound {
                Bound::Unbounded => write!(frame, "{unbounded}{joint}"),
                Bound::Preceding(rows) => write!(frame, "{rows} PRECEDING{joint}"),
                Bound::CurrentRow => write!(frame, "CURRENT ROW{joint}"),
                Bound::Following(rows) => write!(frame, "{rows} FOLLOWING{joint}"),
            };
        }
        self.frame = Some(frame);
        self
    }

    pub(crate) fn children<'n>(&'n self, each: &mut dyn FnMut(&'n Node)) {
        self.partition.iter().for_each(&mut *each);
        self.order.iter().for_each(|ordering| each(&ordering.node));
    }
}
