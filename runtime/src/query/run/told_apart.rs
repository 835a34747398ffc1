//! Whether an order tells every two rows apart, as far as the schema says.

use crate::query::tree::{Core, Distinct, ItemKind, Node, named::name_of_column, place::ColumnRef};

/// Why rows may be equal in the query's order: the columns that it lacks. Queries of one table are looked into; of others nothing
/// is known.
pub(super) fn lacking(core: &Core) -> Option<String> {
    if !core.is_of_tables() || !matches!(core.distinct, Distinct::No) {
        return None;
    }
    let mut places = core.items.iter().filter_map(|item| match &item.kind {
        ItemKind::Entity { info, alias, .. } => Some(ColumnRef { table: info.table, alias: *alias, index: 0 }),
        ItemKind::Expr { node: Node::Column(column), .. } => Some(*column),
        ItemKind::Expr { .. } => None,
    });
    let of = places.next()?;
    let same = |column: &ColumnRef| std::ptr::eq(column.table, of.table) && column.alias == of.alias;
    if !places.all(|place| same(&place)) {
        return None;
    }
    let mut known = Vec::new();
    for ordering in &core.order {
        match &ordering.node {
            Node::Column(column) if !same(column) => return None,
            Node::Column(column) => known.push(column.index),
            _ => {}
        }
    }
    core.filters.iter().for_each(|filter| fixed(filter, &mut known));
    let has = |key: &&[usize]| !key.is_empty() && key.iter().all(|column| known.contains(column));
    if of.table.primary_key.is_empty() || has(&of.table.primary_key) || of.table.unique.iter().any(has) {
        return None;
    }
    let name = |&index: &usize| name_of_column(&ColumnRef { index, ..of });
    Some(of.table.primary_key.iter().filter(|column| !known.contains(column)).map(name).collect::<Vec<_>>().join(", "))
}

/// The columns that a condition compares with one value.
fn fixed(condition: &Node, known: &mut Vec<usize>) {
    match condition {
        Node::And(all) => all.iter().for_each(|condition| fixed(condition, known)),
        Node::Binary { left, operator: "=", right } => {
            if let (Node::Column(column), Node::Value { .. }) = (&**left, &**right) {
                known.push(column.index);
            }
        }
        _ => {}
    }
}
