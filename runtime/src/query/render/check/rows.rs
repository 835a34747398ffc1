//! Rows that are locked, and rows that are given once.

use super::{aggregate_in, selected};
use crate::{
    Result,
    error::invalid,
    query::{
        from::plan::Plan,
        tree::{
            Core, Distinct, ItemKind, JoinKind, Node,
            named::{name_of, same_column},
            place::{Alias, ColumnRef},
        },
    },
};

/// Refuses locks of rows that are none of a table's, or that an outer join may leave out.
pub(super) fn locks(core: &Core, plan: &Plan<'_>) -> Result<()> {
    let Some(lock) = &core.lock else { return Ok(()) };
    let mut made = selected(core).find_map(aggregate_in).map(|name| format!("the aggregate {name}"));
    for node in selected(core) {
        node.walk(&mut |node| match node {
            Node::Call(call) if call.over.is_some() => {
                made.get_or_insert_with(|| format!("{} over a window", call.shown()));
            }
            _ => {}
        });
    }
    if !core.group_by.is_empty() || !core.having.is_empty() {
        made = Some("groups".to_owned());
    } else if !matches!(core.distinct, Distinct::No) {
        made = Some("`distinct`".to_owned());
    }
    if let Some(made) = made {
        return Err(invalid(format!(
            "rows are locked, and those of a query with {made} are no table's: lock the table's own, by a query for them, \
             whose key may be `.in_(...)` this one"
        )));
    }
    let outer = plan.chains.iter().find_map(|chain| {
        let mut outer =
            chain.joins.iter().filter(|join| matches!(join.kind, JoinKind::LeftOuter | JoinKind::FullOuter));
        let join = match lock.of.is_empty() {
            true => outer.next(),
            false => outer.find(|join| lock.of.iter().any(|own| own.element().is(join.source))),
        }?;
        Some((chain.head, join.source))
    });
    match outer {
        Some((head, source)) => Err(invalid(format!(
            "\"{}\" is outer-joined, and what may be missing is not locked: say whose rows are, such as those of \"{}\", by \
             `.lock_of(...)`",
            source.shown(),
            head.shown()
        ))),
        None => Ok(()),
    }
}

/// Refuses orders of rows that are given once by what several rows in one may have several of.
pub(super) fn distinct(core: &Core) -> Result<()> {
    let is_column = |node: &Node| matches!(node, Node::Column(_) | Node::DerivedColumn { .. });
    let mut ordered = core.order.iter().map(|ordering| &ordering.node);
    match &core.distinct {
        Distinct::No => Ok(()),
        Distinct::Rows => match ordered.find(|node| is_column(node) && !selects(core, node)) {
            None => Ok(()),
            Some(node) => Err(invalid(format!(
                "{} orders rows that are given once, and is not among what is selected, so that one row may have several: \
                 select it too, or make the query a `.subquery(...)` and order what selects from that",
                name_of(node, None)
            ))),
        },
        Distinct::On(on) if !on.iter().all(is_column) => Ok(()),
        Distinct::On(on) => {
            let mut first = ordered.take(on.len());
            match first.find(|node| is_column(node) && !on.iter().any(|own| same_column(own, node))) {
                None => Ok(()),
                Some(node) => Err(invalid(format!(
                    "`distinct_on` gives the first row of each of its values, and {} orders rows before them: begin \
                     `.order_by(...)` with what `distinct_on` has, and order the rows of its `.subquery(...)` otherwise",
                    name_of(node, None)
                ))),
            }
        }
    }
}

/// Whether a column is selected, by itself or with its object.
fn selects(core: &Core, node: &Node) -> bool {
    core.items.iter().any(|item| match (&item.kind, node) {
        (ItemKind::Expr { node: own, .. }, _) => same_column(own, node),
        (ItemKind::Entity { info, alias, of: None, .. }, Node::Column(ColumnRef { table, alias: own, .. })) => {
            std::ptr::eq(info.table, *table) && alias == own
        }
        (ItemKind::Entity { of: Some(of), .. }, Node::DerivedColumn { source, .. }) => {
            std::sync::Arc::ptr_eq(of, source)
        }
        (ItemKind::Entity { of: Some(of), .. }, Node::Column(ColumnRef { alias, .. })) => {
            *alias == Some(Alias::named(of.name))
        }
        _ => false,
    })
}
