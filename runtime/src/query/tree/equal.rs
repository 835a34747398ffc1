//! Whether two expressions are the same, values and all.

use super::{Call, Function, Node, named::same_column};
use crate::{Value, ValueRef};

/// Whether an expression has values in it, which are parameters.
pub(crate) fn has_values(node: &Node) -> bool {
    let mut found = false;
    node.walk(&mut |node| found |= matches!(node, Node::Value { .. }));
    found
}

/// Whether two expressions are the same. Of those with queries, relationships and literal SQL in them it is not told.
pub(crate) fn same(a: &Node, b: &Node) -> bool {
    match (a, b) {
        (Node::Column(_), Node::Column(_)) | (Node::DerivedColumn { .. }, Node::DerivedColumn { .. }) => {
            same_column(a, b)
        }
        (Node::Value { value: a, .. }, Node::Value { value: b, .. }) => same_value(a, b),
        (Node::Words(a), Node::Words(b)) => a == b,
        (Node::Label { node: a, .. }, b) | (b, Node::Label { node: a, .. }) => same(a, b),
        (Node::Binary { left: a, operator: this, right: x }, Node::Binary { left: b, operator: that, right: y }) => {
            this == that && same(a, b) && same(x, y)
        }
        (Node::Prefix { operator: this, operand: a }, Node::Prefix { operator: that, operand: b }) => {
            this == that && same(a, b)
        }
        (Node::IsNull { operand: a, negated: this }, Node::IsNull { operand: b, negated: that }) => {
            this == that && same(a, b)
        }
        (Node::Not(a), Node::Not(b)) => same(a, b),
        (Node::And(a), Node::And(b)) | (Node::Or(a), Node::Or(b)) => all_same(a, b),
        (Node::Call(a), Node::Call(b)) => same_call(a, b),
        (Node::Case { branches: a, otherwise: x }, Node::Case { branches: b, otherwise: y }) => {
            let otherwise = match (x, y) {
                (Some(x), Some(y)) => same(x, y),
                (x, y) => x.is_none() && y.is_none(),
            };
            let mut pairs = a.iter().zip(b);
            otherwise && a.len() == b.len() && pairs.all(|((a, x), (b, y))| same(a, b) && same(x, y))
        }
        (Node::Cast { operand: a, to: this }, Node::Cast { operand: b, to: that }) => {
            this.postgresql == that.postgresql && this.sqlite == that.sqlite && same(a, b)
        }
        (Node::Collate { operand: a, collation: this }, Node::Collate { operand: b, collation: that }) => {
            this == that && same(a, b)
        }
        (Node::Either { sqlite: a, postgresql: x }, Node::Either { sqlite: b, postgresql: y }) => {
            same(a, b) && same(x, y)
        }
        _ => false,
    }
}

fn all_same(a: &[Node], b: &[Node]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
}

fn same_call(a: &Call, b: &Call) -> bool {
    let name = match (&a.name, &b.name) {
        (Function::Known(a), Function::Known(b)) => a == b,
        (Function::Named(a), Function::Named(b)) => a == b,
        _ => false,
    };
    let plain = |call: &Call| call.order.is_empty() && call.filter.is_none() && call.over.is_none();
    name && plain(a) && plain(b) && a.distinct == b.distinct && all_same(&a.arguments, &b.arguments)
}

/// Of floats by their bits, so that a value is the same as itself.
fn same_value(a: &Value, b: &Value) -> bool {
    match (a.as_ref(), b.as_ref()) {
        (ValueRef::F64(a), ValueRef::F64(b)) => a.to_bits() == b.to_bits(),
        (ValueRef::F32(a), ValueRef::F32(b)) => a.to_bits() == b.to_bits(),
        (ValueRef::Null, ValueRef::Null) => true,
        (ValueRef::Bool(a), ValueRef::Bool(b)) => a == b,
        (ValueRef::I16(a), ValueRef::I16(b)) => a == b,
        (ValueRef::I32(a), ValueRef::I32(b)) => a == b,
        (ValueRef::I64(a), ValueRef::I64(b)) => a == b,
        (ValueRef::Text(a), ValueRef::Text(b)) => a == b,
        (ValueRef::Decimal(a), ValueRef::Decimal(b)) => a == b && a.scale() == b.scale(),
        (ValueRef::Date(a), ValueRef::Date(b)) => a == b,
        (ValueRef::DateTime(a), ValueRef::DateTime(b)) => a == b,
        (ValueRef::Timestamp(a), ValueRef::Timestamp(b)) => a == b,
        _ => false,
    }
}
