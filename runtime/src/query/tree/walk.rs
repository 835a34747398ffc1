//! Going over expressions.

use super::Node;

impl Node {
    pub(crate) fn boxed(self) -> Box<Node> {
        Box::new(self)
    }

    pub(crate) fn refused(message: impl Into<String>) -> Node {
        Node::Refused(message.into())
    }

    /// Calls `each` with every node directly below this one. Queries within are not entered.
    pub(crate) fn children<'n>(&'n self, each: &mut dyn FnMut(&'n Node)) {
        match self {
            Node::Column(_)
            | Node::DerivedColumn { .. }
            | Node::Value { .. }
            | Node::Words(_)
            | Node::Exists { .. }
            | Node::Scalar(_)
            | Node::Related { .. }
            | Node::Linked { .. }
            | Node::OfHandle { .. }
            | Node::Under { .. }
            | Node::Text(_)
            | Node::Refused(_) => {}
            Node::Binary { left, right, .. } => {
                each(left);
                each(right);
            }
            Node::Prefix { operand, .. }
            | Node::IsNull { operand, .. }
            | Node::In { operand, .. }
            | Node::InQuery { operand, .. }
            | Node::Cast { operand, .. }
            | Node::Collate { operand, .. }
            | Node::Label { node: operand, .. }
            | Node::Not(operand) => each(operand),
            Node::Like { operand, pattern: other, .. } | Node::Subscript { operand, place: other } => {
                each(operand);
                each(other);
            }
            Node::Between { operand, low, high, .. } => {
                each(operand);
                each(low);
                each(high);
            }
            Node::And(nodes) | Node::Or(nodes) | Node::Tuple(nodes) | Node::TupleIn { operands: nodes, .. } => {
                nodes.iter().for_each(each)
            }
            Node::Call(call) => {
                call.arguments.iter().for_each(&mut *each);
                call.order.iter().for_each(|ordering| each(&ordering.node));
                call.filter.iter().for_each(&mut *each);
                if let Some(window) = &call.over {
                    window.children(each);
                }
            }
            Node::Case { branches, otherwise } => {
                for (condition, value) in branches {
                    each(condition);
                    each(value);
                }
                otherwise.iter().for_each(|node| each(node));
            }
            Node::Either { sqlite, postgresql } => {
                each(sqlite);
                each(postgresql);
            }
        }
    }

    /// Calls `each` with this node and every one below it. Queries within are not entered.
    pub(crate) fn walk<'n>(&'n self, each: &mut dyn FnMut(&'n Node)) {
        each(self);
        self.children(&mut |child| child.walk(each));
    }
}
