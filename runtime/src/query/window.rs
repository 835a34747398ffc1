//! Windows of rows, over which window functions and aggregates are computed.

use super::expr::{Expression, IntoOrdering, Node, Ordering};

/// `OVER (PARTITION BY ... ORDER BY ...)`: made by [`window`], given to `.over(...)`.
#[derive(Clone, Debug, Default)]
#[must_use = "a window does nothing until `.over(...)` gets it"]
pub struct Window {
    pub(crate) partition: Vec<Node>,
    pub(crate) order: Vec<Ordering>,
    pub(crate) frame: Option<String>,
}

/// The window of all rows, to be divided and ordered.
pub fn window() -> Window {
    Window::default()
}

impl Window {
    /// Adds to PARTITION BY.
    pub fn partition_by(mut self, expression: impl Expression) -> Self {
        self.partition.push(expression.into_operand().0);
        self
    }

    /// Adds to ORDER BY.
    pub fn order_by(mut self, ordering: impl IntoOrdering) -> Self {
        ordering.into_ordering(&mut self.order);
        self
    }

    pub(super) fn children<'n>(&'n self, each: &mut dyn FnMut(&'n Node)) {
        self.partition.iter().for_each(&mut *each);
        self.order.iter().for_each(|ordering| each(&ordering.node));
    }
}
