//! A query with what is loaded along with its objects: columns behind its own, joins to aliases that it cannot name, and what is
//! left for further statements.

use std::sync::Arc;

use crate::{
    Result,
    error::invalid,
    model::{Lazy, ModelInfo, RelationshipKind},
    query::{
        from::{plan::target, source::Element, subquery::columns_of},
        tree::{
            Core, Derived, DerivedKind, Distinct, How, Item, ItemKind, Join, JoinKind, Link, Node, Ordering, Source,
            Step,
            named::same_column,
            place::{Alias, Along, ColumnRef, TableRef},
        },
    },
};

/// What is loaded along.
#[derive(Debug)]
pub(crate) struct Eager {
    /// What is sent in place of the query, where it is another.
    pub(crate) core: Option<Core>,
    pub(crate) hidden: Vec<Hidden>,
    /// What further statements load, or what is said of lazy loads.
    pub(crate) after: Vec<(Owner, Step)>,
    /// Whether rows that differ in hidden columns alone are to become one.
    pub(crate) collapses: bool,
    /// The columns by which rows of what is selected differ: keys of entities, and expressions.
    pub(crate) identity: Vec<usize>,
    /// The models of the query's entities.
    pub(crate) entities: Vec<&'static ModelInfo>,
    /// The models above the entities, by which defaults know where they have been.
    pub(crate) path: Vec<&'static ModelInfo>,
    /// Whether write-only collections are loaded.
    for_reading: bool,
}

/// An object that each row has behind what is selected.
#[derive(Clone, Debug)]
pub(crate) struct Hidden {
    pub(crate) owner: Owner,
    pub(crate) along: Along,
    pub(crate) number: usize,
    /// Its first column in the row.
    pub(crate) at: usize,
}

/// Whose relationship it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Owner {
    /// An entity of the selection.
    Entity(usize),
    /// A hidden object.
    Hidden(usize),
}

impl Hidden {
    pub(crate) fn is_collection(&self) -> bool {
        is_collection(self.along.info.kind)
    }
}

fn is_collection(kind: RelationshipKind) -> bool {
    matches!(kind, RelationshipKind::HasMany | RelationshipKind::ManyToMany)
}

/// The options for objects of a model: those that are given, and for the rest what is said of others, or the schema's defaults.
/// What leads back to a model of the path is no default.
pub(crate) fn steps_for(
    owner: &'static ModelInfo,
    alias: Option<Alias>,
    mut given: Vec<Step>,
    others: Option<How>,
    path: &[&'static ModelInfo],
) -> Vec<Step> {
    given.iter_mut().for_each(|step| step.others = step.others.or(others));
    for info in owner.relationships {
        let how = match info.lazy {
            Lazy::WriteOnly => None,
            _ if others.is_some() => others,
            Lazy::Joined => Some(How::Joined),
            Lazy::Selectin | Lazy::Subquery => Some(How::Selectin),
            Lazy::Select | Lazy::Raise | Lazy::RaiseOnSql => None,
        };
        let is_given = given.iter().any(|step| std::ptr::eq(step.along.info, info));
        let was_there = others.is_none() && path.iter().chain([&owner]).any(|model| std::ptr::eq(*model, info.target));
        if let (Some(how), false) = (how, is_given || was_there) {
            given.push(Step { others, ..Step::new(Along { owner, info, from: alias, to: None }, how) });
        }
    }
    given
}

/// Whether the schema has any relationship of the model loaded with it.
pub(crate) fn has_defaults(model: &ModelInfo) -> bool {
    model.relationships.iter().any(|info| matches!(info.lazy, Lazy::Joined | Lazy::Selectin | Lazy::Subquery))
}

/// An entity of the selection, or a hidden one, that relationships are loaded of.
struct Place {
    owner: Owner,
    info: &'static ModelInfo,
    alias: Option<Alias>,
    /// Its first column in the row of the query as it is, where it is one of the query's own.
    at: Option<usize>,
    path: Vec<&'static ModelInfo>,
}

/// A join to be made once it is known whether the query becomes a subquery.
struct Pending {
    place: Place,
    step: Step,
}

impl Eager {
    /// What a query loads along; `None` for most, which load nothing.
    pub(crate) fn of(core: &Core, for_reading: bool) -> Result<Option<Eager>> {
        let plain = core.options.steps.is_empty()
            && core.options.others.is_none()
            && core.items.iter().all(|item| match &item.kind {
                ItemKind::Entity { info, .. } => !has_defaults(info),
                ItemKind::Expr { .. } => true,
            });
        if plain { Ok(None) } else { Eager::made(core, for_reading).map(Some) }
    }

    fn made(core: &Core, for_reading: bool) -> Result<Eager> {
        let mut eager = Eager {
            core: None,
            hidden: Vec::new(),
            after: Vec::new(),
            collapses: false,
            identity: Vec::new(),
            entities: Vec::new(),
            path: core.path.clone(),
            for_reading,
        };
        let mut given = core.options.steps.clone();
        given.iter_mut().for_each(|step| step.find_owner(core));
        let mut places = Vec::new();
        let mut at = 0;
        for item in &core.items {
            let ItemKind::Entity { info, alias, .. } = &item.kind else {
                eager.identity.push(at);
                at += 1;
                continue;
            };
            let is_own = |step: &Step| std::ptr::eq(step.along.owner, *info) && step.along.from == *alias;
            let (own, others): (Vec<Step>, Vec<Step>) = given.into_iter().partition(is_own);
            given = others;
            let owner = Owner::Entity(eager.entities.len());
            eager.entities.push(info);
            let steps = steps_for(info, *alias, own, core.options.others, &core.path);
            let place = Place { owner, info, alias: *alias, at: Some(at), path: core.path.clone() };
            eager.identity.extend(info.table.primary_key.iter().map(|column| at + column));
            at += info.table.columns.len();
            places.push((place, steps));
        }
        if let Some(step) = given.first() {
            return Err(invalid(format!(
                "`{}` is to be loaded, but the query selects no `{}`{}",
                step.shown(),
                step.along.owner.name,
                if step.along.from.is_some() {
                    " of that alias: of the model itself it is named without `of`"
                } else {
                    ""
                }
            )));
        }
        let mut sent = core.clone();
        let mut joins = Vec::new();
        for (place, steps) in places {
            for step in steps {
                eager.take(&mut sent, &mut at, &place, step, &mut joins)?;
            }
        }
        if eager.hidden.is_empty() && joins.is_empty() {
            return Ok(eager);
        }
        let wraps = !core.compounds.is_empty()
            || core.is_grouped()
            || joins.iter().any(|pending| pending.step.leads_to_many())
                && (core.limit.is_some() || core.offset.is_some() || !matches!(core.distinct, Distinct::No));
        let derived = if wraps && !joins.is_empty() { Some(wrapped(&mut sent)) } else { None };
        for Pending { place, step } in joins {
            eager.join(&mut sent, &mut at, place, step, derived.as_ref());
        }
        eager.collapses = eager.hidden.iter().any(Hidden::is_collection);
        eager.core = Some(sent);
        Ok(eager)
    }

    /// Sorts an option of a query's own entity, or of one that it joins.
    fn take(
        &mut self,
        sent: &mut Core,
        at: &mut usize,
        place: &Place,
        mut step: Step,
        joins: &mut Vec<Pending>,
    ) -> Result<()> {
        if step.along.info.lazy == Lazy::WriteOnly && !self.for_reading && !matches!(step.how, How::Raise | How::Lazy) {
            return Err(invalid(format!(
                "`{0}` is write-only and never loaded as a whole: query it with `query_related`, or read it in a graph, by \
                 `.untracked().with({0})`",
                step.shown()
            )));
        }
        if step.condition.is_some()
            && step.along.info.kind == RelationshipKind::BelongsTo
            && step.how != How::ContainsEager
        {
            return Err(invalid(format!(
                "`{}` leads to one object, which is loaded or not whatever its columns hold: put the condition into \
                 `.filter(...)`",
                step.shown()
            )));
        }
        let cannot_join = sent.lock.is_some() || sent.statement.is_some();
        match step.how {
            How::Joined if !cannot_join => {
                let Place { owner, info, alias, at, ref path } = *place;
                let place = Place { owner, info, alias, at, path: path.clone() };
                joins.push(Pending { place, step });
            }
            How::ContainsEager => {
                if sent.statement.is_some() {
                    return Err(invalid(format!(
                        "`contains_eager({})` reads the columns of a join, and this query is literal SQL: `selectinload` \
                         loads it by a second statement",
                        step.shown()
                    )));
                }
                let element = Element::table(step.along.info.target.table, step.along.to);
                let is_there = sent.joins.iter().any(|join| target(&join.link).is(element))
                    || sent.from.iter().any(|source| source.element().is(element));
                if !is_there {
                    return Err(invalid(format!(
                        "`contains_eager({0})` reads the columns of a join that the query does not have: \
                         `.join({0})`, or `joinedload({0})`, which joins by itself",
                        step.shown()
                    )));
                }
                let Along { info, to, .. } = step.along;
                let start = *at;
                *at += info.target.table.columns.len();
                sent.items.push(hidden_item(info.target, to));
                let then = std::mem::take(&mut step.then);
                let owner = self.hide(place.owner, &step, start);
                let path = [place.path.as_slice(), &[place.info]].concat();
                let place = Place { owner, info: info.target, alias: to, at: Some(start), path };
                for next in self.then(&place, then, to, step.others) {
                    self.take(sent, at, &place, next, joins)?;
                }
            }
            _ => self.after.push((place.owner, step)),
        }
        Ok(())
    }

    /// The options of what a step leads to.
    fn then(&self, place: &Place, mut then: Vec<Step>, alias: Option<Alias>, others: Option<How>) -> Vec<Step> {
        // What leads on from an alias leads on from it, though nobody said so.
        then.iter_mut().for_each(|step| step.along.from = alias);
        steps_for(place.info, alias, then, others, &place.path)
    }

    fn hide(&mut self, owner: Owner, step: &Step, at: usize) -> Owner {
        self.hidden.push(Hidden { owner, along: step.along, number: step.number(), at });
        Owner::Hidden(self.hidden.len() - 1)
    }

    /// Joins what a step leads to.
    fn join(&mut self, sent: &mut Core, at: &mut usize, place: Place, mut step: Step, derived: Option<&Arc<Derived>>) {
        let info = step.along.info;
        let said = TableRef { table: info.target.table, alias: step.along.to };
        let to = Alias::numbered();
        let under = |node: Node| Node::Under { said, alias: to, node: Box::new(node) };
        let condition = step.condition.take().map(under);
        match (derived, place.at) {
            (Some(derived), Some(first)) => join_derived(sent, derived, first, &step.along, to, condition),
            _ => {
                let along = Along { owner: place.info, info, from: place.alias, to: Some(to) };
                sent.joins.push(Join { kind: JoinKind::LeftOuter, link: Link::Along(along, condition) });
            }
        }
        if step.order.is_empty() {
            let column = |&(index, descending): &(usize, bool)| {
                Ordering::new(Node::Column(ColumnRef { table: said.table, alias: Some(to), index }), descending)
            };
            sent.order.extend(info.order_by.iter().map(column));
        } else {
            let order = std::mem::take(&mut step.order).into_iter();
            sent.order.extend(order.map(|ordering| Ordering { node: under(ordering.node), ..ordering }));
        }
        sent.items.push(hidden_item(info.target, Some(to)));
        let start = *at;
        *at += info.target.table.columns.len();
        let then = std::mem::take(&mut step.then);
        let owner = self.hide(place.owner, &step, start);
        let path = [place.path.as_slice(), &[place.info]].concat();
        let here = |path| Place { owner, info: info.target, alias: Some(to), at: None, path };
        for next in self.then(&here(path.clone()), then, Some(to), step.others) {
            match next.how {
                How::Joined => self.join(sent, at, here(path.clone()), next, derived),
                _ => self.after.push((owner, next)),
            }
        }
    }
}

impl Step {
    /// Whether a row of the owner may become several by it.
    fn leads_to_many(&self) -> bool {
        is_collection(self.along.info.kind)
            || self.then.iter().any(|step| step.how == How::Joined && step.leads_to_many())
            || self
                .along
                .info
                .target
                .relationships
                .iter()
                .any(|info| info.lazy == Lazy::Joined && is_collection(info.kind))
    }
}

fn hidden_item(info: &'static ModelInfo, alias: Option<Alias>) -> Item {
    Item { kind: ItemKind::Entity { info, alias, of: None, optional: true }, label: None }
}

/// Makes the query a subquery of one that selects its columns, in its order.
fn wrapped(core: &mut Core) -> Arc<Derived> {
    let mut inner = std::mem::take(core);
    let (own, before) = (columns_of(&inner), inner.items.len());
    let mut order = Vec::new();
    for ordering in &inner.order {
        let place = match &ordering.node {
            Node::Label { name, .. } => own.iter().position(|column| column.name == *name),
            node => own.iter().position(|column| same_column(&column.node, node)),
        };
        // What is not selected is selected behind the rest.
        let added = inner.items.len() - before;
        order.push((place.unwrap_or(own.len() + added), ordering.descending, ordering.nulls_first));
        if place.is_none() {
            let kind = ItemKind::Expr { node: ordering.node.clone(), nullable: true };
            inner.items.push(Item { kind, label: None });
        }
    }
    let columns = columns_of(&inner);
    let kind = DerivedKind::Subquery { lateral: false };
    let derived = Arc::new(Derived { name: "anon_1", core: inner, columns, kind });
    let column = |index| Node::DerivedColumn { source: derived.clone(), index };
    let item = |index| Item { kind: ItemKind::Expr { node: column(index), nullable: true }, label: None };
    core.items = (0..own.len()).map(item).collect();
    core.order = order
        .into_iter()
        .map(|(index, descending, nulls_first)| Ordering { nulls_first, ..Ordering::new(column(index), descending) })
        .collect();
    derived
}

/// Joins what a relationship leads to, to columns of a subquery.
fn join_derived(
    sent: &mut Core,
    derived: &Arc<Derived>,
    first: usize,
    along: &Along,
    to: Alias,
    condition: Option<Node>,
) {
    let info = along.info;
    let own = |index: usize| Node::DerivedColumn { source: derived.clone(), index: first + index };
    let of = |table, alias, index| Node::Column(ColumnRef { table, alias: Some(alias), index });
    let equal = |left: Node, right: Node| Node::Binary { left: Box::new(left), operator: "=", right: Box::new(right) };
    let mut join = |table, alias, mut parts: Vec<Node>| {
        let condition = if parts.len() == 1 { parts.remove(0) } else { Node::And(parts) };
        let link = Link::On(Source::table(table, Some(alias)), Some(condition));
        sent.joins.push(Join { kind: JoinKind::LeftOuter, link });
    };
    let target = info.target.table;
    let Some(through) = &info.through else {
        let pairs = info.columns.iter().zip(info.target_columns);
        let ties = pairs.map(|(&column, &other)| equal(own(column), of(target, to, other)));
        return join(target, to, ties.chain(condition).collect());
    };
    let between = Alias::numbered();
    let (local, remote) = (&through.table.foreign_keys[through.local], &through.table.foreign_keys[through.remote]);
    let pairs = local.columns.iter().zip(local.target_columns);
    let ties = pairs.map(|(&column, &key)| equal(own(key), of(through.table, between, column)));
    join(through.table, between, ties.collect());
    let pairs = remote.columns.iter().zip(remote.target_columns);
    let ties = pairs.map(|(&column, &key)| equal(of(target, to, key), of(through.table, between, column)));
    join(target, to, ties.chain(condition).collect());
}
