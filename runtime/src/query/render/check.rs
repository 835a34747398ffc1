//! What types cannot see: mistakes that are refused when a statement is built.

mod rows;

use crate::{
    Result,
    error::invalid,
    query::{
        from::{plan::Plan, source::Element},
        tree::{
            CallKind, Core, Function, ItemKind, JoinKind, Node,
            named::{name_of, name_of_column, same_column},
            place::{Alias, AliasName, ColumnRef, TableRef},
        },
    },
};

/// Refuses a query that types let pass.
pub(crate) fn query(core: &Core, plan: &Plan<'_>) -> Result<()> {
    names(plan)?;
    windows(core)?;
    nested(core)?;
    aggregates(core, plan)?;
    groups(core)?;
    rows::locks(core, plan)?;
    rows::distinct(core)?;
    outer_joins(core, plan)?;
    connected(core, plan)
}

fn is_aggregate(node: &Node) -> bool {
    matches!(node, Node::Call(call) if call.kind == CallKind::Aggregate && call.over.is_none())
}

/// The name of the aggregate that an expression has in it, outside queries of its own.
fn aggregate_in(node: &Node) -> Option<String> {
    let mut found = None;
    node.walk(&mut |node| {
        if let (true, Node::Call(call)) = (is_aggregate(node), node) {
            found.get_or_insert_with(|| call.shown());
        }
    });
    found
}

/// Refuses aggregates where there are no groups yet, and columns beside them that no group has one value of.
fn aggregates(core: &Core, plan: &Plan<'_>) -> Result<()> {
    let conditions = plan.chains.iter().flat_map(|chain| chain.joins.iter().filter_map(|join| join.condition));
    let places = core.filters.iter().map(|node| (node, "`filter`"));
    let places = places.chain(conditions.map(|node| (node, "a join's condition")));
    for (node, place) in places.chain(core.group_by.iter().map(|node| (node, "`group_by`"))) {
        if let Some(name) = aggregate_in(node) {
            let instead = if place == "`filter`" { ": conditions on groups belong into `.having(...)`" } else { "" };
            return Err(invalid(format!("the aggregate {name} is in {place}, where there are no groups yet{instead}")));
        }
    }
    for node in core.filters.iter().chain(&core.having).chain(&core.group_by) {
        let mut window = None;
        node.walk(&mut |node| {
            if let Node::Call(call) = node
                && call.over.is_some()
            {
                window.get_or_insert_with(|| call.shown());
            }
        });
        if let Some(name) = window {
            return Err(invalid(format!(
                "{name} is over a window, which is made of the rows that conditions leave: select it in a subquery, and \
                 filter outside"
            )));
        }
    }
    let aggregate = selected(core).chain(core.order.iter().map(|ordering| &ordering.node)).find_map(aggregate_in);
    if aggregate.is_none() && core.group_by.is_empty() && core.having.is_empty() {
        return Ok(());
    }
    let beside = aggregate.map_or_else(|| "a query by groups".to_owned(), |name| format!("the aggregate {name}"));
    let ungrouped = core.items.iter().find_map(|item| match &item.kind {
        ItemKind::Entity { info, of: Some(of), .. } => Some((
            format!("{} of \"{}\"", info.name, of.name),
            "aggregate in a subquery of its own, and join that: what a subquery gives has no key".to_owned(),
        )),
        ItemKind::Entity { info, alias, .. } => {
            let entity = TableRef { table: info.table, alias: *alias };
            (!has_key(core, entity)).then(|| (info.name.to_owned(), grouped_by("its key")))
        }
        ItemKind::Expr { node, .. } => ungrouped(core, node).map(|column| (column, grouped_by("it"))),
    });
    if let Some((name, mend)) = ungrouped {
        return Err(invalid(format!("{name} is selected beside {beside}, and a group may have several: {mend}")));
    }
    Ok(())
}

fn grouped_by(what: &str) -> String {
    format!("add {what} to `.group_by(...)`, or select an aggregate of it, such as `func::max`")
}

/// The expressions that are selected.
fn selected(core: &Core) -> impl Iterator<Item = &Node> {
    core.items.iter().filter_map(|item| match &item.kind {
        ItemKind::Expr { node, .. } => Some(node),
        ItemKind::Entity { .. } => None,
    })
}

/// Refuses two elements of FROM that go by one name.
fn names(plan: &Plan<'_>) -> Result<()> {
    let named = |source: &&Element<'_>| match source {
        Element::Table(TableRef { alias: Some(Alias(name)), .. }) => matches!(name, AliasName::Named(_)),
        _ => true,
    };
    let mut known: Vec<&'static str> = Vec::new();
    for source in plan.sources().filter(named) {
        if known.contains(&source.shown()) {
            return Err(invalid(format!(
                "two elements of what the query selects from are named \"{}\": give an alias another name",
                source.shown()
            )));
        }
        known.push(source.shown());
    }
    Ok(())
}

/// Refuses functions of windows that have none.
fn windows(core: &Core) -> Result<()> {
    let conditions = core.filters.iter().chain(&core.having).chain(&core.group_by);
    let mut missing = None;
    for node in selected(core).chain(conditions).chain(core.order.iter().map(|ordering| &ordering.node)) {
        node.walk(&mut |node| {
            if let Node::Call(call) = node
                && call.kind == CallKind::Window
                && call.over.is_none()
            {
                missing.get_or_insert_with(|| call.shown());
            }
        });
    }
    match missing {
        Some(name) => Err(invalid(format!("{name} needs a window: `.over(window().order_by(...))`"))),
        None => Ok(()),
    }
}

/// Refuses aggregates of aggregates. One over a window may have one in it, which the groups were made by.
fn nested(core: &Core) -> Result<()> {
    let mut found = None;
    for node in selected(core).chain(&core.having).chain(core.order.iter().map(|ordering| &ordering.node)) {
        node.walk(&mut |node| {
            if let (true, Node::Call(call)) = (is_aggregate(node), node)
                && let Some(inner) = call.arguments.iter().find_map(aggregate_in)
            {
                found.get_or_insert_with(|| (call.shown(), inner));
            }
        });
    }
    match found {
        Some((outer, inner)) => Err(invalid(format!(
            "the aggregate {inner} is within the aggregate {outer}: select it in a `.subquery(...)`, and aggregate outside"
        ))),
        None => Ok(()),
    }
}

/// Refuses conditions on groups, and orders of them, by what a group may have several of.
fn groups(core: &Core) -> Result<()> {
    if core.group_by.is_empty() {
        return Ok(());
    }
    let order = core.order.iter().map(|ordering| (&ordering.node, "orders"));
    let having = core.having.iter().map(|node| (node, "is a condition on"));
    match order.chain(having).find_map(|(node, does)| ungrouped(core, node).map(|name| (name, does))) {
        Some((name, does)) => Err(invalid(format!(
            "{name} {does} groups, and a group may have several: add it to `.group_by(...)`, or use an aggregate of it, \
             such as `func::max`"
        ))),
        None => Ok(()),
    }
}

/// Whether the key of a table is among what is grouped by, so that a group has one row of it.
fn has_key(core: &Core, source: TableRef) -> bool {
    !source.table.primary_key.is_empty()
        && source.table.primary_key.iter().all(|&index| {
            let column = Node::Column(ColumnRef { table: source.table, alias: source.alias, index });
            core.group_by.iter().any(|node| same_column(node, &column))
        })
}

/// A column of an expression that is neither grouped by nor within an aggregate.
fn ungrouped(core: &Core, node: &Node) -> Option<String> {
    // An expression that is not a column may be grouped by as a whole: what it is equal to is not told here.
    let by_expression = core.group_by.iter().any(|node| !matches!(node, Node::Column(_) | Node::DerivedColumn { .. }));
    if is_aggregate(node) || by_expression {
        return None;
    }
    match node {
        Node::Column(column) => {
            let grouped = core.group_by.iter().any(|own| same_column(own, node))
                || has_key(core, TableRef { table: column.table, alias: column.alias });
            (!grouped).then(|| name_of_column(column))
        }
        Node::DerivedColumn { .. } => {
            let grouped = core.group_by.iter().any(|own| same_column(own, node));
            (!grouped).then(|| name_of(node, None))
        }
        node => {
            let mut found = None;
            node.children(&mut |child| found = found.take().or_else(|| ungrouped(core, child)));
            found
        }
    }
}

/// Refuses what an outer join may leave empty where it is read as if it were always there.
fn outer_joins(core: &Core, plan: &Plan<'_>) -> Result<()> {
    let mut empty: Vec<&Element<'_>> = Vec::new();
    for chain in &plan.chains {
        let mut before = vec![&chain.head];
        for join in &chain.joins {
            match join.kind {
                JoinKind::LeftOuter => empty.push(&join.source),
                JoinKind::FullOuter => {
                    empty.append(&mut before);
                    empty.push(&join.source);
                }
                JoinKind::Inner | JoinKind::Cross => {}
            }
            before.push(&join.source);
        }
    }
    if empty.is_empty() {
        return Ok(());
    }
    for item in &core.items {
        let (name, source, mend) = match &item.kind {
            ItemKind::Entity { info, alias, optional: false, .. } => {
                let table = TableRef { table: info.table, alias: *alias };
                let Some(source) = empty.iter().find(|source| source.holds(table)) else { continue };
                let mend = format!("`entity::<{0}>().nullable()`, or `query::<(..., Option<{0}>)>()`", info.name);
                (info.name.to_owned(), source, mend)
            }
            ItemKind::Expr { node, nullable: false } => {
                let mut found = None;
                strict_columns(node, &mut |column| {
                    found = found.or_else(|| Some((column, empty.iter().find(|source| source.owns(column))?)));
                });
                let Some((column, source)) = found else { continue };
                let name = match std::ptr::eq(column, node) {
                    true => name_of(node, None),
                    false => format!("an expression of {}", name_of(column, None)),
                };
                (name, source, "`.nullable()` behind it".to_owned())
            }
            _ => continue,
        };
        return Err(invalid(format!(
            "{name} may be missing from a row, since \"{}\" is outer-joined: select it by {mend}, which gives an `Option`",
            source.shown()
        )));
    }
    Ok(())
}

/// Calls `each` with the columns without which an expression is NULL.
fn strict_columns<'n>(node: &'n Node, each: &mut dyn FnMut(&'n Node)) {
    /// Functions that may make a value of NULL.
    const LENIENT: [&str; 7] = ["coalesce", "greatest", "least", "max", "min", "concat", "count"];
    match node {
        Node::Column(_) | Node::DerivedColumn { .. } => each(node),
        Node::Binary { operator, .. } if operator.starts_with("IS") => {}
        Node::Call(call) => match (&call.name, call.kind) {
            (Function::Known(name), CallKind::Plain) if !LENIENT.contains(name) && call.over.is_none() => {
                call.arguments.iter().for_each(|argument| strict_columns(argument, each));
            }
            _ => {}
        },
        Node::Binary { .. }
        | Node::Prefix { .. }
        | Node::Cast { .. }
        | Node::Collate { .. }
        | Node::Label { .. }
        | Node::Not(_)
        | Node::Like { .. }
        | Node::Between { .. }
        | Node::Either { .. } => node.children(&mut |child| strict_columns(child, each)),
        _ => {}
    }
}

/// Refuses elements of FROM that nothing connects with the others: each row of one with each of the other.
fn connected(core: &Core, plan: &Plan<'_>) -> Result<()> {
    if plan.chains.len() < 2 {
        return Ok(());
    }
    let mut group: Vec<usize> = (0..plan.chains.len()).collect();
    let chain_of = |node: &Node| {
        plan.chains
            .iter()
            .position(|chain| chain.head.owns(node) || chain.joins.iter().any(|join| join.source.owns(node)))
    };
    let conditions = plan.chains.iter().flat_map(|chain| chain.joins.iter().filter_map(|join| join.condition));
    for condition in core.filters.iter().chain(conditions) {
        for part in parts(condition) {
            let mut touched: Vec<usize> = Vec::new();
            columns_of(part, &mut |node| touched.extend(chain_of(node)));
            // What SQL of the program's own connects is not told here.
            if let Node::Text(_) = part {
                return Ok(());
            }
            if let Some(&first) = touched.first() {
                let into = group[first];
                for &chain in &touched {
                    let from = group[chain];
                    group.iter_mut().filter(|own| **own == from).for_each(|own| *own = into);
                }
            }
        }
    }
    let lateral = |element: &Element<'_>| match element {
        Element::Derived(derived) => derived.is_lateral(),
        Element::Table(_) => false,
    };
    let alone = plan.chains.iter().zip(&group).find(|(chain, own)| **own != group[0] && !lateral(&chain.head));
    match alone {
        None => Ok(()),
        Some((chain, _)) => Err(invalid(format!(
            "nothing connects \"{0}\" with \"{1}\": the query would give each row of one with each row of the other. Join \
             them by `.join(...)` or a condition, or ask for it by `.cross_join(...)` of \"{0}\"",
            chain.head.shown(),
            plan.chains[0].head.shown()
        ))),
    }
}

/// The parts of a condition that must all hold.
fn parts(node: &Node) -> Vec<&Node> {
    match node {
        Node::And(all) => all.iter().flat_map(parts).collect(),
        node => vec![node],
    }
}

/// Calls `each` with every column in an expression, those in conditions of its own queries among them.
fn columns_of<'n>(node: &'n Node, each: &mut dyn FnMut(&'n Node)) {
    node.walk(&mut |node| match node {
        Node::Column(_) | Node::DerivedColumn { .. } => each(node),
        Node::Exists { query, .. } | Node::InQuery { query, .. } | Node::Scalar(query) => {
            query.filters.iter().for_each(|filter| columns_of(filter, each));
        }
        Node::Related { condition: Some(condition), .. } => columns_of(condition, each),
        _ => {}
    });
}
