//! What a query selects from: its elements of FROM in order, and which join stands where.

use super::{along::ties, source::Element};
use crate::{
    Error, Result,
    error::invalid,
    model::{ModelInfo, Through},
    query::tree::{
        Core, ItemKind, JoinKind, Link, Node, Source,
        place::{Alias, Along, ColumnRef, TableRef},
    },
};

/// The elements of FROM.
#[derive(Debug, Default)]
pub(crate) struct Plan<'q> {
    pub(crate) chains: Vec<Chain<'q>>,
    /// Models that are known to be among them, for what messages offer.
    pub(crate) models: Vec<(&'static ModelInfo, Option<Alias>)>,
    /// A subquery that has the name of another one.
    clash: Option<&'static str>,
}

/// An element of FROM, and what is joined to it.
#[derive(Debug)]
pub(crate) struct Chain<'q> {
    pub(crate) head: Element<'q>,
    pub(crate) joins: Vec<Joined<'q>>,
}

/// One join of a chain.
#[derive(Debug)]
pub(crate) struct Joined<'q> {
    pub(crate) kind: JoinKind,
    pub(crate) source: Element<'q>,
    /// Columns that are equal.
    pub(crate) ties: Vec<(ColumnRef, ColumnRef)>,
    pub(crate) condition: Option<&'q Node>,
    /// The table between, which is joined on the way.
    pub(crate) through: Option<(Along, Through)>,
}

impl<'q> Plan<'q> {
    pub(crate) fn of(core: &'q Core) -> Result<Plan<'q>> {
        let mut plan = Plan::default();
        for source in core.from.iter().map(Source::element) {
            if plan.has(source) {
                return Err(twice(source));
            }
            plan.chains.push(Chain { head: source, joins: Vec::new() });
        }
        for item in &core.items {
            match &item.kind {
                ItemKind::Entity { info, alias, of, .. } => {
                    plan.models.push((info, *alias));
                    let element = of.as_ref().map_or_else(|| Element::table(info.table, *alias), Element::Derived);
                    plan.imply(core, element);
                }
                ItemKind::Expr { node, .. } => {
                    node.walk(&mut |node| match node {
                        Node::Column(column) => plan.imply(core, Element::table(column.table, column.alias)),
                        Node::DerivedColumn { source, .. } => plan.imply(core, Element::Derived(source)),
                        _ => {}
                    });
                }
            }
        }
        for join in &core.joins {
            plan.join(core, join.kind, &join.link)?;
        }
        if let Some(name) = plan.clash {
            return Err(invalid(format!(
                "two subqueries of one query are named \"{name}\": give one another name or, where both are the same, make \
                 it once and clone it"
            )));
        }
        Ok(plan)
    }

    /// Selects from what an item is of, unless it is there or will be joined.
    fn imply(&mut self, core: &Core, source: Element<'q>) {
        self.clash = self.clash.or_else(|| self.clash_with(core, source));
        let is_joined = core.joins.iter().any(|join| target(&join.link).is(source));
        if !is_joined && !self.has(source) {
            self.chains.push(Chain { head: source, joins: Vec::new() });
        }
    }

    /// The name of a subquery that another one has as well.
    fn clash_with(&self, core: &Core, source: Element<'_>) -> Option<&'static str> {
        let mut others = self.sources().copied().chain(core.joins.iter().map(|join| target(&join.link)));
        others.any(|other| other.clashes_with(source)).then(|| source.shown())
    }

    pub(crate) fn has(&self, source: Element<'_>) -> bool {
        self.sources().any(|known| known.is(source))
    }

    /// Every element, heads and joined.
    pub(crate) fn sources(&self) -> impl Iterator<Item = &Element<'q>> {
        self.chains
            .iter()
            .flat_map(|chain| std::iter::once(&chain.head).chain(chain.joins.iter().map(|join| &join.source)))
    }

    fn chain_of(&self, source: Element<'_>) -> Option<usize> {
        self.chains
            .iter()
            .position(|chain| chain.head.is(source) || chain.joins.iter().any(|join| join.source.is(source)))
    }

    fn join(&mut self, core: &Core, kind: JoinKind, link: &'q Link) -> Result<()> {
        let source = target(link);
        if let Link::Along(along, _) = link
            && source.is(Element::table(along.owner.table, along.from))
        {
            return Err(to_itself(along, source));
        }
        if self.has(source) {
            return Err(twice(source));
        }
        let (chain, joined) = match link {
            Link::Along(along, condition) => {
                if kind == JoinKind::Cross {
                    return Err(invalid(format!(
                        "`cross_join` takes an entity or a subquery; `{}::{}` is a relationship, for `join`",
                        along.owner.name, along.info.name
                    )));
                }
                let left = Element::table(along.owner.table, along.from);
                self.models.push((along.owner, along.from));
                self.models.push((along.info.target, along.to));
                let chain = match self.chain_of(left) {
                    Some(chain) => chain,
                    // The query selects from the relationship's other side alone.
                    None if !core.joins.iter().any(|other| target(&other.link).is(left)) => {
                        self.chains.push(Chain { head: left, joins: Vec::new() });
                        self.chains.len() - 1
                    }
                    None => {
                        return Err(invalid(format!(
                            "`{}::{}` is joined before \"{}\", from which it leads: join that first",
                            along.owner.name,
                            along.info.name,
                            left.shown()
                        )));
                    }
                };
                let through = along.info.through.map(|through| (*along, through));
                let ties = if through.is_some() { Vec::new() } else { ties(along, along.from, along.to) };
                (chain, Joined { kind, source, ties, condition: condition.as_ref(), through })
            }
            Link::On(_, None) if kind == JoinKind::Cross => {
                if self.chains.is_empty() {
                    return Err(nothing_to_join(source));
                }
                let chain = self.chains.len() - 1;
                (chain, Joined { kind, source, ties: Vec::new(), condition: None, through: None })
            }
            Link::On(_, None) => {
                let (chain, ties) = self.by_foreign_key(source)?;
                (chain, Joined { kind, source, ties, condition: None, through: None })
            }
            Link::On(_, Some(condition)) => {
                let mut chain = None;
                condition.walk(&mut |node| {
                    let known = self.chains.iter().position(|chain| {
                        chain.head.owns(node) || chain.joins.iter().any(|join| join.source.owns(node))
                    });
                    chain = chain.or(known);
                });
                let last = self.chains.len().checked_sub(1).ok_or_else(|| nothing_to_join(source))?;
                let joined = Joined { kind, source, ties: Vec::new(), condition: Some(condition), through: None };
                (chain.unwrap_or(last), joined)
            }
        };
        self.chains[chain].joins.push(joined);
        Ok(())
    }

    /// The chain, and the columns, by which the one foreign key ties a table to what is there.
    fn by_foreign_key(&self, source: Element<'_>) -> Result<(usize, Vec<(ColumnRef, ColumnRef)>)> {
        let Element::Table(own) = source else {
            return Err(invalid(format!(
                "the subquery \"{}\" is joined without a condition: give it one by `.on(...)`",
                source.shown()
            )));
        };
        let mut found = Vec::new();
        for (chain, known) in self.chains.iter().enumerate() {
            let sources = std::iter::once(&known.head).chain(known.joins.iter().map(|join| &join.source));
            for other in sources {
                if let Element::Table(other) = other {
                    let keys = foreign_keys(own, *other).into_iter().chain(match own == *other {
                        true => Vec::new(),
                        false => foreign_keys(*other, own),
                    });
                    found.extend(keys.map(|ties| (chain, ties)));
                }
            }
        }
        if self.chains.is_empty() {
            return Err(nothing_to_join(source));
        }
        match found.len() {
            1 => Ok(found.remove(0)),
            0 => Err(invalid(format!(
                "\"{}\" has no foreign key to what the query selects from, nor the other way round: say the condition by \
                 `.on(...)`",
                source.shown()
            ))),
            several => Err(invalid(format!(
                "{several} foreign keys lead between \"{}\" and what the query selects from: join along a relationship, or \
                 say the condition by `.on(...)`",
                source.shown()
            ))),
        }
    }
}

/// The columns of each foreign key from one table to another, the key before what refers to it.
fn foreign_keys(from: TableRef, to: TableRef) -> Vec<Vec<(ColumnRef, ColumnRef)>> {
    let keys = from.table.foreign_keys.iter().filter(|key| std::ptr::eq(key.target, to.table));
    let column = |source: TableRef, index| ColumnRef { table: source.table, alias: source.alias, index };
    keys.map(|key| {
        let pairs = key.columns.iter().zip(key.target_columns);
        pairs.map(|(&own, &target)| (column(to, target), column(from, own))).collect()
    })
    .collect()
}

/// What a join brings.
pub(crate) fn target(link: &Link) -> Element<'_> {
    match link {
        Link::Along(along, _) => Element::table(along.info.target.table, along.to),
        Link::On(source, _) => source.element(),
    }
}

fn twice(source: Element<'_>) -> Error {
    invalid(format!(
        "\"{0}\" is twice in what the query selects from: let one be an alias, `Model::alias(\"other_{0}\")`",
        source.shown()
    ))
}

/// Of a relationship between rows of one table, joined without a name for the other side.
fn to_itself(along: &Along, source: Element<'_>) -> Error {
    let (model, relationship) = (along.owner.name, along.info.name);
    invalid(format!(
        "`{model}::{relationship}` leads from \"{0}\" to \"{0}\": give the other side a name of its own, \
         `let other = {model}::alias(\"other_{0}\")`, and join `{model}::{relationship}.to(&other)`",
        source.shown()
    ))
}

fn nothing_to_join(source: Element<'_>) -> Error {
    invalid(format!("\"{}\" is joined, and there is nothing to join it to: `.select_from(...)` says", source.shown()))
}
