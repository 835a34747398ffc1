//! What columns are called in messages, and whether two are the same.

use std::sync::Arc;

use super::{Node, place::ColumnRef};
use crate::query::from::source::Element;

/// How a message names an expression.
pub(crate) fn name_of(node: &Node, label: Option<&str>) -> String {
    match (label, node) {
        (Some(label), _) => format!("\"{label}\""),
        (None, Node::Column(column)) => name_of_column(column),
        (None, Node::DerivedColumn { source, index }) => format!("{}.{}", source.name, source.columns[*index].name),
        _ => "an expression".to_owned(),
    }
}

pub(crate) fn name_of_column(column: &ColumnRef) -> String {
    let source = Element::table(column.table, column.alias);
    format!("{}.{}", source.shown(), column.table.columns[column.index].name)
}

/// Whether both are one column.
pub(crate) fn same_column(a: &Node, b: &Node) -> bool {
    match (a, b) {
        (Node::Column(a), Node::Column(b)) => {
            std::ptr::eq(a.table, b.table) && a.alias == b.alias && a.index == b.index
        }
        (Node::DerivedColumn { source: a, index: i }, Node::DerivedColumn { source: b, index: j }) => {
            Arc::ptr_eq(a, b) && i == j
        }
        _ => false,
    }
}
