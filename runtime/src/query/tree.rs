//! The untyped tree of a query: expressions, and the SELECT that they stand in, which may stand in expressions. Data alone; what is
//! done with it is in the files above.

pub(crate) mod core;
pub(crate) mod handle;
pub(crate) mod named;
pub(crate) mod place;
pub(crate) mod text;
pub(crate) mod walk;

use std::sync::Arc;

use crate::{
    Value,
    model::ModelInfo,
    query::tree::{
        handle::Handle,
        place::{Alias, Along, ColumnRef, TableRef},
        text::Text,
    },
    table::Table,
};

/// The tree under every expression.
#[derive(Clone, Debug)]
pub(crate) enum Node {
    Column(ColumnRef),
    /// A column of a subquery or a common table expression, by its position there.
    DerivedColumn {
        source: Arc<Derived>,
        index: usize,
    },
    /// What was given a name, in an order: by its name where it is selected, as itself elsewhere.
    Label {
        name: &'static str,
        node: Box<Node>,
    },
    Value {
        value: Value,
        sensitive: bool,
    },
    /// Words that stand as they are: `*`, `CURRENT_TIMESTAMP`.
    Words(&'static str),
    /// `left operator right`
    Binary {
        left: Box<Node>,
        operator: &'static str,
        right: Box<Node>,
    },
    /// `operator operand`
    Prefix {
        operator: &'static str,
        operand: Box<Node>,
    },
    IsNull {
        operand: Box<Node>,
        negated: bool,
    },
    In {
        operand: Box<Node>,
        list: Vec<Value>,
        sensitive: bool,
        negated: bool,
    },
    InQuery {
        operand: Box<Node>,
        query: Box<Core>,
        negated: bool,
    },
    Like {
        operand: Box<Node>,
        pattern: Box<Node>,
        insensitive: bool,
        escape: bool,
        negated: bool,
    },
    Between {
        operand: Box<Node>,
        low: Box<Node>,
        high: Box<Node>,
        negated: bool,
    },
    Not(Box<Node>),
    And(Vec<Node>),
    Or(Vec<Node>),
    Call(Box<Call>),
    /// `CASE WHEN condition THEN value ... ELSE otherwise END`
    Case {
        branches: Vec<(Node, Node)>,
        otherwise: Option<Box<Node>>,
    },
    Cast {
        operand: Box<Node>,
        to: CastType,
    },
    /// `(array)[place]`
    Subscript {
        operand: Box<Node>,
        place: Box<Node>,
    },
    Collate {
        operand: Box<Node>,
        collation: String,
    },
    /// What each dialect writes in its own way.
    Either {
        sqlite: Box<Node>,
        postgresql: Box<Node>,
    },
    Tuple(Vec<Node>),
    /// `(a, b) IN` a list of tuples: a list of values for each part, of equal length.
    TupleIn {
        operands: Vec<Node>,
        lists: Vec<Vec<Value>>,
        negated: bool,
    },
    Exists {
        query: Box<Core>,
        negated: bool,
    },
    /// The one value that a query gives.
    Scalar(Box<Core>),
    /// Whether an object that a relationship leads to passes a condition.
    Related {
        path: Along,
        condition: Option<Box<Node>>,
        negated: bool,
    },
    /// Whether a row of a table between links the row to one object: columns of that table equal values, and others columns
    /// of the row.
    Linked {
        between: &'static Table,
        values: Vec<(usize, Node)>,
        columns: Vec<(usize, ColumnRef)>,
        negated: bool,
    },
    /// What a column of a session's object holds when the query is run.
    OfHandle {
        handle: Handle,
        column: usize,
    },
    /// What is said of a table, of an alias of it: within, the table's columns are the alias's.
    Under {
        said: TableRef,
        alias: Alias,
        node: Box<Node>,
    },
    Text(Text),
    /// A mistake that types cannot see; the statement that holds it is refused with this message.
    Refused(String),
}

/// A function's call.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(crate) name: Function,
    pub(crate) arguments: Vec<Node>,
    pub(crate) kind: CallKind,
    /// Each value once.
    pub(crate) distinct: bool,
    /// Of an aggregate: what is in order within it, or by `WITHIN GROUP` behind it.
    pub(crate) order: Vec<Ordering>,
    pub(crate) within_group: bool,
    /// Of an aggregate: the rows that count.
    pub(crate) filter: Option<Node>,
    pub(crate) over: Option<Window>,
}

/// A function's name.
#[derive(Clone, Debug)]
pub(crate) enum Function {
    /// One of ours, as it stands.
    Known(&'static str),
    /// One that the program names.
    Named(String),
}

/// What a function makes its value of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CallKind {
    /// Its arguments.
    Plain,
    /// A group of rows.
    Aggregate,
    /// A window of rows, for which it needs `.over(...)`.
    Window,
    /// Not known: a function that the program names.
    Unknown,
}

/// A type to cast to, in each dialect's words; empty where no cast is needed.
#[derive(Clone, Copy, Debug)]
pub struct CastType {
    pub(crate) sqlite: &'static str,
    pub(crate) postgresql: &'static str,
}

/// `OVER (PARTITION BY ... ORDER BY ...)`: made by [`window`](crate::window()), given to `.over(...)`.
#[derive(Clone, Debug, Default)]
#[must_use = "a window does nothing until `.over(...)` gets it"]
pub struct Window {
    pub(crate) partition: Vec<Node>,
    pub(crate) order: Vec<Ordering>,
    pub(crate) frame: Option<String>,
}

/// An element of ORDER BY.
#[derive(Clone, Debug)]
pub struct Ordering {
    pub(crate) node: Node,
    pub(crate) descending: bool,
    /// Where NULL stands: first or last, where it is said.
    pub(crate) nulls_first: Option<bool>,
}

/// What a statement selects and how.
#[derive(Clone, Debug, Default)]
pub(crate) struct Core {
    pub(crate) items: Vec<Item>,
    pub(crate) distinct: Distinct,
    /// What the program asked to select from, beside what the items are of.
    pub(crate) from: Vec<Source>,
    pub(crate) joins: Vec<Join>,
    pub(crate) filters: Vec<Node>,
    pub(crate) group_by: Vec<Node>,
    pub(crate) having: Vec<Node>,
    pub(crate) order: Vec<Ordering>,
    pub(crate) limit: Option<u64>,
    pub(crate) offset: Option<u64>,
    pub(crate) lock: Option<Lock>,
    /// Queries that are made one, in place of what is above `order`; the first without an operation.
    pub(crate) compounds: Vec<(Option<SetOperation>, Arc<Core>)>,
    /// SQL of the program's own, in place of all the rest.
    pub(crate) statement: Option<Text>,
    /// What is loaded along.
    pub(crate) options: Options,
    /// Whether rows overwrite objects that the session has.
    pub(crate) populate_existing: bool,
    /// Of a query that loads a relationship: the models from which it leads here.
    pub(crate) path: Vec<&'static ModelInfo>,
}

/// Something selected. Made by [`Selection`](crate::Selection).
#[derive(Clone, Debug)]
pub struct Item {
    pub(crate) kind: ItemKind,
    pub(crate) label: Option<&'static str>,
}

#[derive(Clone, Debug)]
pub(crate) enum ItemKind {
    /// A whole object, `of` a subquery where it is not of a table.
    Entity {
        info: &'static ModelInfo,
        alias: Option<Alias>,
        of: Option<Arc<Derived>>,
        optional: bool,
    },
    Expr {
        node: Node,
        nullable: bool,
    },
}

/// Which rows are given once.
#[derive(Clone, Debug, Default)]
pub(crate) enum Distinct {
    #[default]
    No,
    Rows,
    /// PostgreSQL's `DISTINCT ON`.
    On(Vec<Node>),
}

/// How two queries become one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SetOperation {
    Union,
    UnionAll,
    Intersect,
    IntersectAll,
    Except,
    ExceptAll,
}

/// `FOR UPDATE` and its like.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lock {
    pub(crate) read: bool,
    pub(crate) key_share: bool,
    /// The tables whose rows are locked: all, where there are none.
    pub(crate) of: Vec<Source>,
    pub(crate) wait: Wait,
}

/// What is done about a row that is locked already.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Wait {
    #[default]
    ForIt,
    No,
    Skip,
}

/// An element of FROM.
#[derive(Clone, Debug)]
pub(crate) enum Source {
    Table(TableRef),
    Derived(Arc<Derived>),
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

/// What is joined, and on which condition.
#[derive(Clone, Debug)]
pub(crate) enum Link {
    /// Along a relationship, and on a further condition.
    Along(Along, Option<Node>),
    /// On a condition; without one, on the one foreign key that there is between it and what is there already.
    On(Source, Option<Node>),
}

/// A relationship that is loaded with its owners, and what is loaded with the objects that it leads to.
#[derive(Clone, Debug)]
pub(crate) struct Step {
    pub(crate) along: Along,
    pub(crate) condition: Option<Node>,
    pub(crate) order: Vec<Ordering>,
    pub(crate) how: How,
    pub(crate) then: Vec<Step>,
    /// What holds for relationships of the objects that it leads to, and on from them, that nothing is said of.
    pub(crate) others: Option<How>,
}

/// How a relationship is loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum How {
    Selectin,
    Joined,
    ContainsEager,
    Lazy,
    Raise,
}

/// The options of a query. Made by [`LoadOptions`](crate::LoadOptions).
#[derive(Clone, Debug, Default)]
pub struct Options {
    pub(crate) steps: Vec<Step>,
    /// What holds for relationships that nothing is said of.
    pub(crate) others: Option<How>,
}
