//! What a query selects from: tables, aliases of them, subqueries and common table expressions.

use crate::{
    Result,
    error::invalid,
    query::tree::{
        Derived, DerivedColumn, DerivedKind, JoinKind, Node, Source,
        place::{Alias, AliasName, ColumnRef, TableRef},
    },
    table::Table,
};

use std::sync::Arc;

/// An element of FROM, borrowed from the query that names it.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Element<'q> {
    Table(TableRef),
    Derived(&'q Arc<Derived>),
}

impl Source {
    pub(crate) fn table(table: &'static Table, alias: Option<Alias>) -> Self {
        Source::Table(TableRef { table, alias })
    }

    pub(crate) fn element(&self) -> Element<'_> {
        match self {
            Source::Table(table) => Element::Table(*table),
            Source::Derived(derived) => Element::Derived(derived),
        }
    }
}

impl Element<'_> {
    pub(crate) fn table(table: &'static Table, alias: Option<Alias>) -> Self {
        Element::Table(TableRef { table, alias })
    }

    pub(crate) fn to_source(self) -> Source {
        match self {
            Element::Table(table) => Source::Table(table),
            Element::Derived(derived) => Source::Derived(derived.clone()),
        }
    }

    /// Whether a column of `table` under its alias is one of this element's.
    pub(crate) fn holds(&self, table: TableRef) -> bool {
        match self {
            Element::Table(own) => *own == table,
            // A model read from a subquery goes by the subquery's name.
            Element::Derived(derived) => table.alias == Some(Alias::named(derived.name)),
        }
    }

    pub(crate) fn is(&self, other: Element<'_>) -> bool {
        match (self, other) {
            (Element::Table(a), Element::Table(b)) => *a == b,
            (Element::Derived(a), Element::Derived(b)) => Arc::ptr_eq(a, b) || a.name == b.name,
            (Element::Table(a), Element::Derived(_)) => other.holds(*a),
            (Element::Derived(_), Element::Table(b)) => self.holds(b),
        }
    }

    /// Whether both are subqueries of one name, and not the same one.
    pub(crate) fn clashes_with(&self, other: Element<'_>) -> bool {
        let itself = |derived: &Derived| matches!(derived.kind, DerivedKind::Itself);
        match (self, other) {
            (Element::Derived(a), Element::Derived(b)) => {
                a.name == b.name && !Arc::ptr_eq(a, b) && !itself(a) && !itself(b)
            }
            _ => false,
        }
    }

    /// Whether the node is a column of this element.
    pub(crate) fn owns(&self, node: &Node) -> bool {
        match node {
            Node::Column(column) => self.holds(TableRef { table: column.table, alias: column.alias }),
            Node::DerivedColumn { source, .. } => self.is(Element::Derived(source)),
            _ => false,
        }
    }

    /// The name by which messages speak of it.
    pub(crate) fn shown(&self) -> &'static str {
        match self {
            Element::Table(TableRef { alias: Some(Alias(AliasName::Named(name))), .. }) => name,
            Element::Table(source) => source.table.name,
            Element::Derived(derived) => derived.name,
        }
    }
}

impl Derived {
    /// Which of its columns is that of a model that it selects whole.
    pub(crate) fn place_of(&self, column: ColumnRef) -> Result<usize> {
        let is_it = |own: &DerivedColumn| match &own.node {
            Node::Column(own) => std::ptr::eq(own.table, column.table) && own.index == column.index,
            _ => false,
        };
        let mut found = (0..self.columns.len()).filter(|&place| is_it(&self.columns[place]));
        let what = format!("{}.{}", column.table.name, column.table.columns[column.index].name);
        match (found.next(), found.next()) {
            (Some(place), None) => Ok(place),
            (Some(_), Some(_)) => Err(invalid(format!(
                "the subquery \"{}\" selects {what} more than once: objects come from a subquery that selects one of the model",
                self.name
            ))),
            (None, _) => Err(invalid(format!(
                "the subquery \"{}\" does not select {what}: objects come from a subquery that selects them whole, by \
                 `Model::query()` or `entity::<Model>()`",
                self.name
            ))),
        }
    }

    pub(crate) fn is_lateral(&self) -> bool {
        matches!(self.kind, DerivedKind::Subquery { lateral: true })
    }
}

impl JoinKind {
    pub(crate) fn words(self) -> &'static str {
        match self {
            JoinKind::Inner => " JOIN ",
            JoinKind::LeftOuter => " LEFT OUTER JOIN ",
            JoinKind::FullOuter => " FULL OUTER JOIN ",
            JoinKind::Cross => " CROSS JOIN ",
        }
    }
}
