//! Queries within queries: subqueries and common table expressions in FROM, scalars, EXISTS.

use std::{collections::HashSet, sync::Arc};

use super::join::{Joinable, On};
use crate::{
    Model,
    query::{
        expr::{Expr, Expression, column::Entity, logic::Condition},
        select::{Query, Selection},
        tree::{
            Core, Derived, DerivedColumn, DerivedKind, ItemKind, Node, SetOperation, Source,
            named::{name_of, same_column},
            place::ColumnRef,
        },
    },
};

/// Rows of the same types as `R`, which a union or its like makes one list with.
#[diagnostic::on_unimplemented(
    message = "a query for rows `{Self}` cannot be made one with a query for rows `{R}`",
    label = "other rows",
    note = "both select the same types in the same order, NULL or not alike: `.cast::<T>()` and `.nullable()` change them"
)]
pub trait SameRow<R> {}

impl<R> SameRow<R> for R {}

/// A query that stands in FROM of another: made by [`Query::subquery`], [`Query::lateral`], [`Query::cte`] and
/// [`Query::recursive_cte`]. A clone is the same element of FROM.
#[derive(Clone, Debug)]
#[must_use = "a subquery does nothing until a query uses it"]
pub struct Subquery(pub(crate) Arc<Derived>);

impl Subquery {
    fn new(name: &'static str, core: Core, kind: DerivedKind) -> Self {
        let columns = columns_of(&core);
        Subquery(Arc::new(Derived { name, core, columns, kind }))
    }

    /// A column of the subquery: given as it was selected there, a column or a label. It makes the subquery one of the
    /// elements of FROM, where it is not joined.
    ///
    /// A column that the subquery does not select is refused when the statement is built.
    pub fn column<C: Expression>(&self, column: C) -> Expr<C::Sql, C::Null> {
        let name = column.label_name();
        let node = column.into_operand().0;
        let found = self.0.columns.iter().position(|own| match (name, &node) {
            (Some(name), _) => own.name == name,
            (None, node) => same_column(&own.node, node),
        });
        let found = found.or_else(|| self.within(&node));
        Expr::new(match found {
            Some(index) => Node::DerivedColumn { source: self.0.clone(), index },
            None => {
                let columns: Vec<&str> = self.0.columns.iter().map(|column| column.name.as_str()).collect();
                Node::refused(format!(
                    "the subquery \"{}\" does not select {}: it has {}. Columns are asked for as they were selected, \
                     expressions by their label",
                    self.0.name,
                    name_of(&node, name),
                    columns.join(", ")
                ))
            }
        })
    }

    /// The one column that another subquery within gives it.
    fn within(&self, node: &Node) -> Option<usize> {
        fn leads_to(own: &Node, node: &Node) -> bool {
            match own {
                Node::DerivedColumn { source, index } => {
                    let own = &source.columns[*index].node;
                    same_column(own, node) || leads_to(own, node)
                }
                _ => false,
            }
        }
        let mut found = (0..self.0.columns.len()).filter(|&place| leads_to(&self.0.columns[place].node, node));
        let place = found.next()?;
        found.next().is_none().then_some(place)
    }

    /// Of a common table expression: whether the database runs it once and keeps its rows, `MATERIALIZED`, or as a part of
    /// what uses it, `NOT MATERIALIZED`; where nothing is said it decides. To be said before columns are asked for:
    /// `query.cte("recent").materialized(true)`.
    ///
    /// Of a subquery it is refused when the statement is built.
    pub fn materialized(self, materialized: bool) -> Self {
        let Derived { name, core, columns, kind } = match Arc::try_unwrap(self.0) {
            Ok(derived) => derived,
            Err(shared) => {
                let message = format!(
                    "`.materialized(...)` of \"{}\" comes too late: say it behind `.cte(...)`, before it is cloned and its \
                     columns are asked for",
                    shared.name
                );
                return Subquery(Arc::new(refusing(shared.name, shared.core.clone(), message)));
            }
        };
        let DerivedKind::Cte { recursive, .. } = kind else {
            let message = format!("\"{name}\" is no common table expression: `.cte(...)` makes one to be materialized");
            return Subquery(Arc::new(refusing(name, core, message)));
        };
        let kind = DerivedKind::Cte { recursive, materialized: Some(materialized) };
        Subquery(Arc::new(Derived { name, core, columns, kind }))
    }

    /// To be joined on a condition.
    pub fn on(&self, condition: impl Condition) -> On {
        On::derived(&self.0, condition)
    }

    /// The objects of a model that the subquery selects whole: `recent.entity::<Address>()`. They are the session's own. It
    /// makes the subquery one of the elements of FROM, where it is not joined.
    ///
    /// A model that the subquery does not select whole is refused when the statement is built.
    pub fn entity<M: Model>(&self) -> Entity<M> {
        Entity::of_subquery(self.0.clone())
    }
}

impl Joinable for &Subquery {
    fn into_on(self) -> On {
        On::alone(Source::Derived(self.0.clone()))
    }
}

impl Joinable for Subquery {
    fn into_on(self) -> On {
        On::alone(Source::Derived(self.0))
    }
}

/// A subquery that is refused when the statement is built.
fn refusing(name: &'static str, mut core: Core, message: String) -> Derived {
    core.filters.push(Node::Refused(message));
    Derived { name, columns: columns_of(&core), core, kind: DerivedKind::Subquery { lateral: false } }
}

/// What a query's columns are called from outside: as the columns are, or the labels; a name that is taken gets a number.
pub(crate) fn columns_of(core: &Core) -> Vec<DerivedColumn> {
    let mut columns = Vec::new();
    let mut taken = HashSet::new();
    let mut add = |name: &str, node: Node| {
        let mut free = name.to_owned();
        let mut number = 1;
        while !taken.insert(free.clone()) {
            free = format!("{name}_{number}");
            number += 1;
        }
        columns.push(DerivedColumn { name: free, node });
    };
    for item in &core.items {
        match &item.kind {
            ItemKind::Entity { info, alias, .. } => {
                for (index, column) in info.table.columns.iter().enumerate() {
                    add(column.name, Node::Column(ColumnRef { table: info.table, alias: *alias, index }));
                }
            }
            ItemKind::Expr { node, .. } => {
                let name = match (item.label, node) {
                    (Some(label), _) => label,
                    (None, Node::Column(column)) => column.table.columns[column.index].name,
                    (None, Node::DerivedColumn { source, index }) => &source.columns[*index].name,
                    _ => "anon",
                };
                add(name, node.clone());
            }
        }
    }
    columns
}

impl<X: Selection> Query<X> {
    /// The query as an element of FROM of another, under a name.
    pub fn subquery(self, name: &'static str) -> Subquery {
        Subquery::new(name, *self.core, DerivedKind::Subquery { lateral: false })
    }

    /// The same, which may use columns of what stands before it in FROM: PostgreSQL's `LATERAL`. SQLite has none, and
    /// refuses it.
    pub fn lateral(self, name: &'static str) -> Subquery {
        Subquery::new(name, *self.core, DerivedKind::Subquery { lateral: true })
    }

    /// The query as a common table expression: `WITH name AS (...)`.
    pub fn cte(self, name: &'static str) -> Subquery {
        Subquery::new(name, *self.core, DerivedKind::Cte { recursive: None, materialized: None })
    }

    /// A recursive common table expression: this query gives the first rows, and `step` makes a query that gives further
    /// rows from those, which it knows as the expression itself.
    ///
    /// With `UNION ALL`: a step that comes back to where it was goes on for ever.
    pub fn recursive_cte<Y: Selection<Row: SameRow<X::Row>>>(
        self,
        name: &'static str,
        step: impl FnOnce(&Subquery) -> Query<Y>,
    ) -> Subquery {
        let outline = Core { items: self.core.items.clone(), ..Core::default() };
        let itself = Subquery::new(name, outline, DerivedKind::Itself);
        let step = step(&itself);
        Subquery::new(name, *self.core, DerivedKind::Cte { recursive: Some(step.core), materialized: None })
    }

    /// Rows of this query and of another, each once.
    pub fn union<Y: Selection<Row: SameRow<X::Row>>>(self, other: Query<Y>) -> Self {
        self.compound(SetOperation::Union, other.core)
    }

    /// Rows of this query and of another.
    pub fn union_all<Y: Selection<Row: SameRow<X::Row>>>(self, other: Query<Y>) -> Self {
        self.compound(SetOperation::UnionAll, other.core)
    }

    /// Rows that both queries give, each once.
    pub fn intersect<Y: Selection<Row: SameRow<X::Row>>>(self, other: Query<Y>) -> Self {
        self.compound(SetOperation::Intersect, other.core)
    }

    /// Rows that both queries give, as often as both do: PostgreSQL's.
    pub fn intersect_all<Y: Selection<Row: SameRow<X::Row>>>(self, other: Query<Y>) -> Self {
        self.compound(SetOperation::IntersectAll, other.core)
    }

    /// Rows of this query that another does not give, each once.
    pub fn except<Y: Selection<Row: SameRow<X::Row>>>(self, other: Query<Y>) -> Self {
        self.compound(SetOperation::Except, other.core)
    }

    /// Rows of this query, less those of another, one for one: PostgreSQL's.
    pub fn except_all<Y: Selection<Row: SameRow<X::Row>>>(self, other: Query<Y>) -> Self {
        self.compound(SetOperation::ExceptAll, other.core)
    }

    fn compound(self, operation: SetOperation, other: Box<Core>) -> Self {
        let mut core = self.core;
        let goes_on = core.compounds.len() > 1
            && core.compounds[1..].iter().all(|(own, _)| *own == Some(operation))
            && !core.is_finished()
            && matches!(operation, SetOperation::Union | SetOperation::UnionAll);
        if !goes_on {
            core =
                Core { items: core.items.clone(), compounds: vec![(None, Arc::from(core))], ..Core::default() }.into();
        }
        core.compounds.push((Some(operation), Arc::from(other)));
        Query::from_core(core)
    }
}

/// `EXISTS`: whether the query gives a row. Columns of the outer query may be used within.
pub fn exists<X>(query: Query<X>) -> Expr<bool> {
    Expr::new(Node::Exists { query: query.core, negated: false })
}
