//! Expressions: an untyped tree, and the typed skin over it.

use std::{marker::PhantomData, ops, sync::Arc};

use super::{
    core::Core,
    handle::Handle,
    nullability::{NotNull, Nullability},
    source::{Alias, Derived, TableRef},
    text::Text,
};
use crate::{
    Field, Value,
    model::{ModelInfo, RelationshipInfo},
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
    /// Of an aggregate: what is in order within it.
    pub(crate) order: Vec<Ordering>,
    /// Of an aggregate: the rows that count.
    pub(crate) filter: Option<Node>,
    pub(crate) over: Option<super::window::Window>,
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

/// A relationship, from one place in FROM to another.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Along {
    pub(crate) owner: &'static ModelInfo,
    pub(crate) info: &'static RelationshipInfo,
    /// The alias of the owner, where it is not the model itself.
    pub(crate) from: Option<Alias>,
    /// The alias of the target.
    pub(crate) to: Option<Alias>,
}

/// A column of a table, or of an alias of it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ColumnRef {
    pub(crate) table: &'static Table,
    pub(crate) alias: Option<Alias>,
    pub(crate) index: usize,
}

impl ColumnRef {
    pub(super) fn sensitive(&self) -> bool {
        self.table.columns[self.index].sensitive
    }
}

impl Node {
    pub(super) fn boxed(self) -> Box<Node> {
        Box::new(self)
    }

    pub(super) fn refused(message: impl Into<String>) -> Node {
        Node::Refused(message.into())
    }

    /// Calls `each` with every node directly below this one. Queries within are not entered.
    pub(super) fn children<'n>(&'n self, each: &mut dyn FnMut(&'n Node)) {
        match self {
            Node::Column(_)
            | Node::DerivedColumn { .. }
            | Node::Value { .. }
            | Node::Words(_)
            | Node::Exists { .. }
            | Node::Scalar(_)
            | Node::Related { .. }
            | Node::Linked { .. }
            | Node::OfHandle { .. }
            | Node::Under { .. }
            | Node::Text(_)
            | Node::Refused(_) => {}
            Node::Binary { left, right, .. } => {
                each(left);
                each(right);
            }
            Node::Prefix { operand, .. }
            | Node::IsNull { operand, .. }
            | Node::In { operand, .. }
            | Node::InQuery { operand, .. }
            | Node::Cast { operand, .. }
            | Node::Collate { operand, .. }
            | Node::Label { node: operand, .. }
            | Node::Not(operand) => each(operand),
            Node::Like { operand, pattern: other, .. } | Node::Subscript { operand, place: other } => {
                each(operand);
                each(other);
            }
            Node::Between { operand, low, high, .. } => {
                each(operand);
                each(low);
                each(high);
            }
            Node::And(nodes) | Node::Or(nodes) | Node::Tuple(nodes) | Node::TupleIn { operands: nodes, .. } => {
                nodes.iter().for_each(each)
            }
            Node::Call(call) => {
                call.arguments.iter().for_each(&mut *each);
                call.order.iter().for_each(|ordering| each(&ordering.node));
                call.filter.iter().for_each(&mut *each);
                if let Some(window) = &call.over {
                    window.children(each);
                }
            }
            Node::Case { branches, otherwise } => {
                for (condition, value) in branches {
                    each(condition);
                    each(value);
                }
                otherwise.iter().for_each(|node| each(node));
            }
            Node::Either { sqlite, postgresql } => {
                each(sqlite);
                each(postgresql);
            }
        }
    }

    /// Calls `each` with this node and every one below it. Queries within are not entered.
    pub(super) fn walk<'n>(&'n self, each: &mut dyn FnMut(&'n Node)) {
        each(self);
        self.children(&mut |child| child.walk(each));
    }
}

/// An operand of an operator: made by [`IntoExpr`].
#[derive(Clone, Debug)]
pub struct Operand(pub(crate) Node);

impl Operand {
    /// A value, which will be bound.
    pub fn value<T: Field>(value: &T) -> Self {
        Operand(Node::Value { value: value.to_ref().to_value(), sensitive: false })
    }

    pub(crate) fn null() -> Self {
        Operand(Node::Value { value: Value::Null, sensitive: false })
    }

    pub(super) fn is_null(&self) -> bool {
        matches!(&self.0, Node::Value { value: Value::Null, .. })
    }
}

/// What can stand where SQL wants a `T`: values, `Option`s of them, columns and expressions.
#[diagnostic::on_unimplemented(
    message = "a column of type `{T}` cannot be compared or combined with `{Self}`",
    label = "not a `{T}`",
    note = "values of its type, columns and expressions can stand here; `.cast::<{T}>()` makes an expression one"
)]
pub trait IntoExpr<T> {
    /// Whether it may be NULL.
    type Null: Nullability;
    /// The operand.
    fn into_operand(self) -> Operand;
}

/// What has its SQL type in its own: columns, expressions, labels.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a column or an expression",
    label = "not a column or an expression"
)]
pub trait Expression {
    /// The SQL type, as its Rust type.
    type Sql;
    /// Whether it may be NULL.
    type Null: Nullability;
    #[doc(hidden)]
    fn into_operand(self) -> Operand;
    #[doc(hidden)]
    fn label_name(&self) -> Option<&'static str> {
        None
    }
}

/// An expression of SQL type `T`; `N` says whether it may be NULL.
#[derive(Debug)]
#[must_use = "an expression does nothing until a query uses it"]
pub struct Expr<T, N = NotNull> {
    pub(crate) node: Node,
    marker: PhantomData<fn() -> (T, N)>,
}

impl<T, N> Clone for Expr<T, N> {
    fn clone(&self) -> Self {
        Expr::new(self.node.clone())
    }
}

impl<T, N> Expr<T, N> {
    pub(crate) fn new(node: Node) -> Self {
        Expr { node, marker: PhantomData }
    }

    pub(super) fn node(self) -> Node {
        self.node
    }
}

impl<T, N: Nullability> IntoExpr<T> for Expr<T, N> {
    type Null = N;

    fn into_operand(self) -> Operand {
        Operand(self.node)
    }
}

impl<T, N: Nullability> IntoExpr<T> for &Expr<T, N> {
    type Null = N;

    fn into_operand(self) -> Operand {
        Operand(self.node.clone())
    }
}

impl<T, N: Nullability> Expression for Expr<T, N> {
    type Sql = T;
    type Null = N;

    fn into_operand(self) -> Operand {
        Operand(self.node)
    }
}

impl<T, N: Nullability> Expression for &Expr<T, N> {
    type Sql = T;
    type Null = N;

    fn into_operand(self) -> Operand {
        Operand(self.node.clone())
    }
}

impl<N: Nullability> ops::Not for Expr<bool, N> {
    type Output = Expr<bool, N>;

    fn not(self) -> Self {
        Expr::new(match self.node {
            Node::IsNull { operand, negated } => Node::IsNull { operand, negated: !negated },
            Node::In { operand, list, sensitive, negated } => Node::In { operand, list, sensitive, negated: !negated },
            Node::InQuery { operand, query, negated } => Node::InQuery { operand, query, negated: !negated },
            Node::TupleIn { operands, lists, negated } => Node::TupleIn { operands, lists, negated: !negated },
            Node::Between { operand, low, high, negated } => Node::Between { operand, low, high, negated: !negated },
            Node::Exists { query, negated } => Node::Exists { query, negated: !negated },
            Node::Related { path, condition, negated } => Node::Related { path, condition, negated: !negated },
            Node::Linked { between, values, columns, negated } => {
                Node::Linked { between, values, columns, negated: !negated }
            }
            Node::Like { operand, pattern, insensitive, escape, negated } => {
                Node::Like { operand, pattern, insensitive, escape, negated: !negated }
            }
            Node::Not(inner) => *inner,
            Node::Refused(message) => Node::Refused(message),
            node => Node::Not(Box::new(node)),
        })
    }
}

impl<A: Nullability, B: Nullability> ops::BitAnd<Expr<bool, B>> for Expr<bool, A> {
    type Output = Expr<bool, A::Or<B>>;

    fn bitand(self, other: Expr<bool, B>) -> Self::Output {
        Expr::new(match self.node {
            Node::And(mut all) => {
                all.push(other.node);
                Node::And(all)
            }
            node => Node::And(vec![node, other.node]),
        })
    }
}

impl<A: Nullability, B: Nullability> ops::BitOr<Expr<bool, B>> for Expr<bool, A> {
    type Output = Expr<bool, A::Or<B>>;

    fn bitor(self, other: Expr<bool, B>) -> Self::Output {
        Expr::new(match self.node {
            Node::Or(mut any) => {
                any.push(other.node);
                Node::Or(any)
            }
            node => Node::Or(vec![node, other.node]),
        })
    }
}

/// What `filter`, `having` and their like take.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a condition",
    label = "a condition is made by `.eq(...)`, `.is_null()`, `&`, `|` and their like"
)]
pub trait Condition {
    /// The condition.
    fn into_condition(self) -> Expr<bool>;
}

impl<N> Condition for Expr<bool, N> {
    fn into_condition(self) -> Expr<bool> {
        Expr::new(self.node)
    }
}

impl<M, N> Condition for super::Column<M, bool, N> {
    fn into_condition(self) -> Expr<bool> {
        Expr::new(self.node())
    }
}

impl Condition for Text {
    fn into_condition(self) -> Expr<bool> {
        Expr::new(Node::Text(self))
    }
}

/// An element of ORDER BY.
#[derive(Clone, Debug)]
pub struct Ordering {
    pub(crate) node: Node,
    pub(crate) descending: bool,
    /// Where NULL stands: first or last, where it is said.
    pub(crate) nulls_first: Option<bool>,
}

impl Ordering {
    pub(crate) fn new(node: Node, descending: bool) -> Self {
        Ordering { node, descending, nulls_first: None }
    }

    /// `NULLS FIRST`
    pub fn nulls_first(mut self) -> Self {
        self.nulls_first = Some(true);
        self
    }

    /// `NULLS LAST`
    pub fn nulls_last(mut self) -> Self {
        self.nulls_first = Some(false);
        self
    }
}

/// What `order_by` takes: a column, an expression, a label, literal SQL, `.asc()` or `.desc()` of these, or a tuple.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not something to order by",
    label = "not a column",
    note = "columns, expressions, labels, `text(...)` and their `.desc()` are, and tuples of them"
)]
pub trait IntoOrdering {
    /// Adds the elements of ORDER BY.
    fn into_ordering(self, order: &mut Vec<Ordering>);
}

impl IntoOrdering for Ordering {
    fn into_ordering(self, order: &mut Vec<Ordering>) {
        order.push(self);
    }
}

impl<T, N> IntoOrdering for Expr<T, N> {
    fn into_ordering(self, order: &mut Vec<Ordering>) {
        order.push(Ordering::new(self.node, false));
    }
}

impl<T, N> IntoOrdering for &Expr<T, N> {
    fn into_ordering(self, order: &mut Vec<Ordering>) {
        order.push(Ordering::new(self.node.clone(), false));
    }
}

impl IntoOrdering for Text {
    fn into_ordering(self, order: &mut Vec<Ordering>) {
        order.push(Ordering::new(Node::Text(self), false));
    }
}
