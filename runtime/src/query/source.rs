//! What a query selects from: tables, aliases of them, subqueries and common table expressions.

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

use super::{core::Core, expr::Node, join::Link};
use crate::table::Table;

/// The name under which a table, or a subquery, stands in a query beside others.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Alias(pub(crate) AliasName);

impl fmt::Debug for Alias {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            AliasName::Named(name) => f.write_str(name),
            AliasName::Numbered(number) => write!(f, "#{number}"),
        }
    }
}

/// A name, or a number for which each statement finds a name of its own, `users_1`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AliasName {
    Named(&'static str),
    Numbered(u32),
}

impl Alias {
    /// The alias of that name. Generated code calls it.
    #[doc(hidden)]
    pub const fn named(name: &'static str) -> Self {
        Alias(AliasName::Named(name))
    }

    /// A new alias, which no other is equal to. Generated code calls it.
    #[doc(hidden)]
    pub fn numbered() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        Alias(AliasName::Numbered(NEXT.fetch_add(1, Ordering::Relaxed)))
    }
}

/// A table of FROM, or an alias of one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TableRef {
    pub(crate) table: &'static Table,
    pub(crate) alias: Option<Alias>,
}

impl PartialEq for TableRef {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.table, other.table) && self.alias == other.alias
    }
}

/// An element of FROM.
#[derive(Clone, Debug)]
pub(crate) enum Source {
    Table(TableRef),
    Derived(Arc<Derived>),
}

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

/// A query that stands in the FROM of another: a subquery, or a common table expression.
#[derive(Debug)]
pub(crate) struct Derived {
    pub(crate) name: &'static str,
    pub(crate) core: Core,
    /// What it selects, as the outer query names it.
    pub(crate) columns: Vec<DerivedColumn>,
    pub(crate) kind: DerivedKind,
}

impl Derived {
    pub(crate) fn is_lateral(&self) -> bool {
        matches!(self.kind, DerivedKind::Subquery { lateral: true })
    }
}

/// A column of a subquery.
#[derive(Clone, Debug)]
pub(crate) struct DerivedColumn {
    pub(crate) name: String,
    /// What it is within.
    pub(crate) node: Node,
}

#[derive(Debug)]
pub(crate) enum DerivedKind {
    Subquery {
        lateral: bool,
    },
    /// `WITH`: its recursive part, which names itself, and whether it is `MATERIALIZED`.
    Cte {
        recursive: Option<Box<Core>>,
        materialized: Option<bool>,
    },
    /// A common table expression within its own recursive part.
    Itself,
}

/// A join as the program asked for it.
#[derive(Clone, Debug)]
pub(crate) struct Join {
    pub(crate) kind: JoinKind,
    pub(crate) link: Link,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum JoinKind {
    Inner,
    LeftOuter,
    FullOuter,
    Cross,
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
