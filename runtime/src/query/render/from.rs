//! FROM: tables, joins, subqueries, and the common table expressions that they come to.

use std::sync::Arc;

use super::{Items, Writer, statement::Mark};
use crate::{
    Dialect, Result,
    error::invalid,
    query::{
        from::{
            plan::{Joined, Plan},
            source::Element,
        },
        tree::{
            Core, Derived, DerivedKind, Distinct, ItemKind, JoinKind, Link, Node, Source,
            place::{ColumnRef, TableRef},
        },
    },
};

impl<'q> Writer<'q, '_> {
    pub(super) fn from(&mut self, plan: &Plan<'q>) -> Result<()> {
        for (index, chain) in plan.chains.iter().enumerate() {
            self.push(if index == 0 { " FROM " } else { ", " });
            self.source(chain.head)?;
            for join in &chain.joins {
                self.join(join)?;
            }
        }
        Ok(())
    }

    fn join(&mut self, join: &Joined<'q>) -> Result<()> {
        self.push(join.kind.words());
        if let Some((along, through)) = &join.through {
            let name = self.scopes.free_name(through.table.name);
            let (local, remote) =
                (&through.table.foreign_keys[through.local], &through.table.foreign_keys[through.remote]);
            let owner = |index| ColumnRef { table: along.owner.table, alias: along.from, index };
            let other = |index| ColumnRef { table: along.info.target.table, alias: along.to, index };
            // An outer join to both as one is written only where it makes a difference: SQLite would read all of both first.
            let has_target = |&column: &usize| !through.table.columns[column].nullable;
            let one_by_one = match join.kind {
                JoinKind::Inner => true,
                JoinKind::LeftOuter => join.condition.is_none() && remote.columns.iter().all(has_target),
                _ => false,
            };
            self.push(if one_by_one { "" } else { "(" });
            self.push(through.table.sql);
            self.push(" AS ");
            self.statement.push_text(&name);
            if one_by_one {
                self.push(" ON ");
                self.between(local.columns, local.target_columns, &name, through.table, owner)?;
            }
            self.push(if one_by_one { join.kind.words() } else { " JOIN " });
            self.source(join.source)?;
            self.push(" ON ");
            self.between(remote.columns, remote.target_columns, &name, through.table, other)?;
            if !one_by_one {
                self.push(") ON ");
                self.between(local.columns, local.target_columns, &name, through.table, owner)?;
            }
            if let Some(condition) = join.condition {
                self.push(" AND ");
                self.condition(condition, true)?;
            }
            return Ok(());
        }
        self.source(join.source)?;
        for (index, (key, refers)) in join.ties.iter().enumerate() {
            self.push(if index == 0 { " ON " } else { " AND " });
            self.column(*key)?;
            self.push(" = ");
            self.column(*refers)?;
        }
        if let Some(condition) = join.condition {
            self.push(if join.ties.is_empty() { " ON " } else { " AND " });
            self.condition(condition, !join.ties.is_empty())?;
        }
        Ok(())
    }

    /// That columns of one side are those of the table between.
    fn between(
        &mut self,
        own: &'static [usize],
        targets: &'static [usize],
        name: &str,
        table: &'static crate::table::Table,
        column: impl Fn(usize) -> ColumnRef,
    ) -> Result<()> {
        for (index, (&own, &target)) in own.iter().zip(targets).enumerate() {
            self.push(if index > 0 { " AND " } else { "" });
            self.column(column(target))?;
            self.push(" = ");
            self.statement.push_text(name);
            self.push(".");
            self.push(table.columns[own].sql);
        }
        Ok(())
    }

    /// An element of FROM.
    fn source(&mut self, element: Element<'q>) -> Result<()> {
        match element {
            Element::Table(TableRef { table, alias }) => {
                self.push(table.sql);
                if alias.is_some() {
                    self.push(" AS ");
                    self.element_name(element);
                }
                Ok(())
            }
            Element::Derived(derived) => self.derived(derived),
        }
    }

    fn derived(&mut self, derived: &'q Arc<Derived>) -> Result<()> {
        let DerivedKind::Subquery { lateral } = derived.kind else {
            self.statement.push_quoted(derived.name);
            return Ok(());
        };
        if lateral && self.dialect() == Dialect::Sqlite {
            return Err(invalid(format!(
                "SQLite has no LATERAL, which \"{}\" asks for: select scalars by `.scalar_subquery()` instead",
                derived.name
            )));
        }
        self.push(if lateral { "LATERAL (" } else { "(" });
        let aside = if lateral { None } else { self.scopes.set_aside() };
        self.query(&derived.core, Items::Named(&derived.columns))?;
        self.scopes.put_back(aside);
        self.push(") AS ");
        self.statement.push_quoted(derived.name);
        Ok(())
    }

    /// The name by which an element of FROM goes.
    pub(super) fn element_name(&mut self, element: Element<'_>) {
        match element {
            Element::Table(TableRef { alias, .. }) if self.statement.is_key() => {
                let alias = self.scopes.number(alias);
                self.statement.mark(Mark::Alias, &alias);
            }
            element => {
                let name = self.scopes.made(element);
                self.statement.push_text(&name);
            }
        }
    }
}

/// The common table expressions of a query and of those in it, each behind those that it uses.
pub(super) fn expressions_of<'q>(core: &'q Core, found: &mut Vec<&'q Arc<Derived>>) -> Result<()> {
    if is_plain(core) {
        return Ok(());
    }
    let mut sources: Vec<&'q Arc<Derived>> = Vec::new();
    let mut queries: Vec<&'q Core> = Vec::new();
    let mut nodes: Vec<&'q Node> = Vec::new();
    sources.extend(core.from.iter().filter_map(derived));
    for join in &core.joins {
        match &join.link {
            Link::Along(_, condition) => nodes.extend(condition),
            Link::On(source, condition) => {
                sources.extend(derived(source));
                nodes.extend(condition);
            }
        }
    }
    for item in &core.items {
        match &item.kind {
            ItemKind::Expr { node, .. } => nodes.push(node),
            ItemKind::Entity { of, .. } => sources.extend(of),
        }
    }
    if let Distinct::On(on) = &core.distinct {
        nodes.extend(on);
    }
    nodes.extend(core.filters.iter().chain(&core.group_by).chain(&core.having));
    nodes.extend(core.order.iter().map(|ordering| &ordering.node));
    queries.extend(core.compounds.iter().map(|(_, part)| part.as_ref()));
    expressions_in(nodes, sources, queries, found)
}

/// The common table expressions of some expressions, elements of FROM and queries.
pub(super) fn expressions_in<'q>(
    nodes: impl IntoIterator<Item = &'q Node>,
    mut sources: Vec<&'q Arc<Derived>>,
    mut queries: Vec<&'q Core>,
    found: &mut Vec<&'q Arc<Derived>>,
) -> Result<()> {
    for node in nodes {
        node.walk(&mut |node| match node {
            Node::DerivedColumn { source, .. } => sources.push(source),
            Node::Exists { query, .. } | Node::InQuery { query, .. } | Node::Scalar(query) => queries.push(query),
            Node::Related { condition: Some(node), .. } | Node::Under { node, .. } => {
                nodes_in(node, &mut sources, &mut queries);
            }
            _ => {}
        });
    }
    for query in queries {
        expressions_of(query, found)?;
    }
    for source in sources {
        if found.iter().any(|known| Arc::ptr_eq(known, source)) {
            continue;
        }
        expressions_of(&source.core, found)?;
        if let DerivedKind::Cte { recursive, .. } = &source.kind {
            if let Some(step) = recursive {
                expressions_of(step, found)?;
            }
            if found.iter().any(|known| known.name == source.name) {
                return Err(invalid(format!(
                    "two common table expressions of one statement are named \"{}\"",
                    source.name
                )));
            }
            found.push(source);
        }
    }
    Ok(())
}

/// Whether a query is one of the most common kind, whose few parts have nothing in them that could be such an expression.
fn is_plain(core: &Core) -> bool {
    let simple = |node: &Node| match node {
        Node::Column(_) | Node::Value { .. } => true,
        Node::Binary { left, right, .. } => [left, right]
            .into_iter()
            .all(|side| matches!(**side, Node::Column(_) | Node::Value { .. } | Node::OfHandle { .. })),
        Node::In { operand, .. } | Node::IsNull { operand, .. } => matches!(**operand, Node::Column(_)),
        _ => false,
    };
    core.from.is_empty()
        && core.compounds.is_empty()
        && core.joins.iter().all(|join| matches!(join.link, Link::Along(_, None)))
        && core.items.iter().all(|item| match &item.kind {
            ItemKind::Entity { of, .. } => of.is_none(),
            ItemKind::Expr { node, .. } => simple(node),
        })
        && matches!(core.distinct, Distinct::No | Distinct::Rows)
        && core.filters.iter().chain(&core.group_by).chain(&core.having).all(simple)
        && core.order.iter().all(|ordering| simple(&ordering.node))
}

fn nodes_in<'q>(node: &'q Node, sources: &mut Vec<&'q Arc<Derived>>, queries: &mut Vec<&'q Core>) {
    node.walk(&mut |node| match node {
        Node::DerivedColumn { source, .. } => sources.push(source),
        Node::Exists { query, .. } | Node::InQuery { query, .. } | Node::Scalar(query) => queries.push(query),
        Node::Related { condition: Some(node), .. } | Node::Under { node, .. } => nodes_in(node, sources, queries),
        _ => {}
    });
}

fn derived(source: &Source) -> Option<&Arc<Derived>> {
    match source {
        Source::Derived(derived) => Some(derived),
        Source::Table(_) => None,
    }
}
