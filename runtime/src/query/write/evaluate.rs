//! Conditions evaluated on the session's objects: exactly as the database would, or not at all.

use std::cmp::Ordering;

use rust_decimal::Decimal;

use crate::{
    Dialect, Error, ErrorKind, Result, Session, Value, ValueRef,
    query::tree::{
        Function, Node,
        named::{name_of, name_of_column},
    },
    table::{Kind, Table},
};

/// Why nothing is said of the order of texts.
const COLLATED: &str = "texts sort by the database's collation, so that only `eq`, `ne` and `in_` are told here";

/// A condition that needs no database.
#[derive(Debug)]
pub(crate) enum Test {
    Compare {
        left: Operand,
        operator: Comparison,
        right: Operand,
    },
    IsNull(Operand),
    In {
        operand: Operand,
        list: Vec<Value>,
    },
    /// What is true or false itself.
    Is(Operand),
    Not(Box<Test>),
    And(Vec<Test>),
    Or(Vec<Test>),
}

#[derive(Debug)]
pub(crate) enum Operand {
    Column(usize),
    Value(Value),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    /// `IS NOT DISTINCT FROM`
    Same,
    /// `IS DISTINCT FROM`
    Distinct,
}

/// What a condition says of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Truth {
    True,
    False,
    Null,
    /// That cannot be told: the object is expired, or the databases differ in such values.
    Unknown,
}

/// What of a type's values can be told without the database.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Class {
    Nothing,
    /// Which are equal: collations sort, and this code has none.
    Equality,
    Order,
}

/// What conditions are made tests of.
#[derive(Clone, Copy)]
pub(crate) struct Conditions<'s> {
    pub(crate) table: &'static Table,
    pub(crate) dialect: Dialect,
    pub(crate) session: &'s Session,
}

impl Conditions<'_> {
    /// The test for all of some conditions.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`], which names what cannot be evaluated.
    pub(crate) fn all(self, conditions: &[Node]) -> Result<Test> {
        Ok(Test::And(self.each(conditions)?))
    }

    fn each(self, nodes: &[Node]) -> Result<Vec<Test>> {
        nodes.iter().map(|node| self.test(node)).collect()
    }

    fn test(self, node: &Node) -> Result<Test> {
        let negated = |test: Test, negated: bool| if negated { Test::Not(Box::new(test)) } else { test };
        Ok(match node {
            Node::And(nodes) => Test::And(self.each(nodes)?),
            Node::Or(nodes) => Test::Or(self.each(nodes)?),
            Node::Not(inner) => Test::Not(Box::new(self.test(inner)?)),
            // `all_of` and `any_of` of nothing.
            Node::Words("1 = 1") => Test::And(Vec::new()),
            Node::Words("1 = 0") => Test::Or(Vec::new()),
            Node::Binary { left, operator, right } => match Comparison::of(operator) {
                Some(operator) => self.comparison(left, operator, right)?,
                None => return Err(unknown(&format!("`{operator}`"), None)),
            },
            Node::Between { operand, low, high, negated: not } => {
                let low = self.comparison(operand, Comparison::GreaterOrEqual, low)?;
                negated(Test::And(vec![low, self.comparison(operand, Comparison::LessOrEqual, high)?]), *not)
            }
            Node::IsNull { operand, negated: not } => {
                negated(Test::IsNull(self.operand(operand, Class::Nothing)?), *not)
            }
            Node::In { operand, list, negated: not, .. } => {
                let operand = self.operand(operand, Class::Equality)?;
                negated(Test::In { operand, list: list.clone() }, *not)
            }
            Node::Either { sqlite, postgresql } => match self.dialect {
                Dialect::Sqlite => self.test(sqlite)?,
                Dialect::Postgresql => self.test(postgresql)?,
            },
            Node::Column(_) | Node::Value { .. } => Test::Is(self.operand(node, Class::Equality)?),
            other => return Err(self.refused(other)),
        })
    }

    fn comparison(self, left: &Node, operator: Comparison, right: &Node) -> Result<Test> {
        use Comparison::{Distinct, Equal, NotEqual, Same};
        let wanted = match operator {
            Equal | NotEqual | Same | Distinct => Class::Equality,
            _ => Class::Order,
        };
        Ok(Test::Compare { left: self.operand(left, wanted)?, operator, right: self.operand(right, wanted)? })
    }

    fn operand(self, node: &Node, wanted: Class) -> Result<Operand> {
        match node {
            Node::Column(column) if std::ptr::eq(column.table, self.table) && column.alias.is_none() => {
                let kind = self.table.columns[column.index].kind;
                match class(kind) {
                    // Whether a column holds JSON's null or SQL's is the database's to say.
                    class if class >= wanted && kind != Kind::Json => Ok(Operand::Column(column.index)),
                    Class::Equality => {
                        Err(unknown(&format!("the order of {}", name_of_column(column)), Some(COLLATED)))
                    }
                    _ => {
                        let why = "what is equal among values of its type is the database's to say";
                        Err(unknown(&name_of_column(column), Some(why)))
                    }
                }
            }
            Node::Value { value: Value::Text(_), .. } if wanted == Class::Order => {
                Err(unknown("the order of texts", Some(COLLATED)))
            }
            Node::Value { value, .. } => Ok(Operand::Value(value.clone())),
            Node::OfHandle { handle, column } => Ok(Operand::Value(handle.value(self.session, *column)?)),
            other => Err(self.refused(other)),
        }
    }

    fn refused(self, node: &Node) -> Error {
        let what = match node {
            Node::Refused(message) => return Error::new(ErrorKind::InvalidRequest, message.clone()),
            Node::Like { operand, .. } => format!("LIKE of {}", name_of(operand, None)),
            Node::Column(_) | Node::DerivedColumn { .. } => name_of(node, None),
            Node::Call(call) => match &call.name {
                Function::Known(name) => format!("the function {name}"),
                Function::Named(name) => format!("the function {name}"),
            },
            Node::InQuery { .. } | Node::Exists { .. } | Node::Scalar(_) => "a subquery".to_owned(),
            Node::Related { path, .. } => format!("a condition along {}.{}", path.owner.name, path.info.name),
            Node::Linked { between, .. } => format!("the links in {}", between.name),
            Node::Text(_) | Node::Words(_) => "literal SQL".to_owned(),
            Node::Binary { operator, .. } | Node::Prefix { operator, .. } => format!("`{operator}`"),
            Node::Cast { .. } => "CAST".to_owned(),
            Node::Case { .. } => "CASE".to_owned(),
            Node::Collate { .. } => "COLLATE".to_owned(),
            Node::Tuple(_) | Node::TupleIn { .. } => "a tuple".to_owned(),
            _ => "this expression".to_owned(),
        };
        unknown(&what, None)
    }
}

#[cold]
fn unknown(what: &str, why: Option<&str>) -> Error {
    let why = why.unwrap_or(
        "comparisons of the model's own columns with values and each other, `in_`, `between`, `is_null`, `&`, `|` and `!` are",
    );
    Error::new(
        ErrorKind::InvalidRequest,
        format!(
            "Synchronize::Evaluate: {what} is not evaluated on the session's objects; {why}. Synchronize::Fetch has the \
             database name the rows that it wrote; Synchronize::Auto does so where evaluating is not possible"
        ),
    )
}

impl Comparison {
    fn of(operator: &str) -> Option<Comparison> {
        Some(match operator {
            "=" => Comparison::Equal,
            "!=" => Comparison::NotEqual,
            "<" => Comparison::Less,
            "<=" => Comparison::LessOrEqual,
            ">" => Comparison::Greater,
            ">=" => Comparison::GreaterOrEqual,
            "IS" | "IS NOT DISTINCT FROM" => Comparison::Same,
            "IS NOT" | "IS DISTINCT FROM" => Comparison::Distinct,
            _ => return None,
        })
    }

    fn holds(self, order: Ordering) -> bool {
        match self {
            Comparison::Equal | Comparison::Same => order.is_eq(),
            Comparison::NotEqual | Comparison::Distinct => order.is_ne(),
            Comparison::Less => order.is_lt(),
            Comparison::LessOrEqual => order.is_le(),
            Comparison::Greater => order.is_gt(),
            Comparison::GreaterOrEqual => order.is_ge(),
        }
    }
}

fn class(kind: Kind) -> Class {
    match kind {
        Kind::SmallInt | Kind::Integer | Kind::BigInt | Kind::Boolean | Kind::Real | Kind::Double => Class::Order,
        Kind::Numeric { .. } | Kind::Bytes | Kind::Uuid => Class::Order,
        Kind::Date | Kind::Time | Kind::DateTime | Kind::TimestampTz => Class::Order,
        // PostgreSQL has the order of an enum's declaration, SQLite that of its labels.
        Kind::String { .. } | Kind::Text | Kind::Enum(_) => Class::Equality,
        Kind::Json | Kind::Interval | Kind::Inet | Kind::Cidr | Kind::Array(_) => Class::Nothing,
    }
}

impl Test {
    /// What the test says of an object, whose columns `column` gives: `None` where a column is not known.
    pub(crate) fn truth<'v>(&'v self, column: &dyn Fn(usize) -> Option<ValueRef<'v>>) -> Truth {
        let value = |operand: &'v Operand| match operand {
            Operand::Column(index) => column(*index),
            Operand::Value(value) => Some(value.as_ref()),
        };
        match self {
            Test::Compare { left, operator, right } => match (value(left), value(right)) {
                (Some(left), Some(right)) => compared(left, *operator, right),
                _ => Truth::Unknown,
            },
            Test::IsNull(operand) => {
                value(operand).map_or(Truth::Unknown, |value| Truth::of(matches!(value.to_value(), Value::Null)))
            }
            Test::In { list, .. } if list.is_empty() => Truth::False,
            Test::In { operand, list } => {
                let Some(value) = value(operand) else { return Truth::Unknown };
                Truth::any(list.iter().map(|member| compared(value, Comparison::Equal, member.as_ref())))
            }
            Test::Is(operand) => match value(operand).map(ValueRef::to_value) {
                Some(Value::Bool(held)) => Truth::of(held),
                Some(Value::Null) => Truth::Null,
                _ => Truth::Unknown,
            },
            Test::Not(test) => test.truth(column).not(),
            // Not all is what one is not.
            Test::And(tests) => Truth::any(tests.iter().map(|test| test.truth(column).not())).not(),
            Test::Or(tests) => Truth::any(tests.iter().map(|test| test.truth(column))),
        }
    }
}

impl Truth {
    fn of(held: bool) -> Self {
        if held { Truth::True } else { Truth::False }
    }

    fn not(self) -> Self {
        match self {
            Truth::True => Truth::False,
            Truth::False => Truth::True,
            other => other,
        }
    }

    fn any(all: impl Iterator<Item = Truth>) -> Self {
        let mut any = Truth::False;
        for one in all {
            any = match (any, one) {
                (Truth::True, _) | (_, Truth::True) => return Truth::True,
                (Truth::Unknown, _) | (_, Truth::Unknown) => Truth::Unknown,
                (Truth::Null, _) | (_, Truth::Null) => Truth::Null,
                (Truth::False, Truth::False) => Truth::False,
            };
        }
        any
    }
}

fn compared(left: ValueRef<'_>, operator: Comparison, right: ValueRef<'_>) -> Truth {
    if let ValueRef::Stored(stored) = left {
        return compared(stored.stored().as_ref(), operator, right);
    }
    if let ValueRef::Stored(stored) = right {
        return compared(left, operator, stored.stored().as_ref());
    }
    match (left.is_null(), right.is_null(), operator) {
        (false, false, _) => order(left, right).map_or(Truth::Unknown, |order| Truth::of(operator.holds(order))),
        (a, b, Comparison::Same) => Truth::of(a == b),
        (a, b, Comparison::Distinct) => Truth::of(a != b),
        _ => Truth::Null,
    }
}

/// The order of two values that are not NULL; `None` where the databases may have another.
fn order(left: ValueRef<'_>, right: ValueRef<'_>) -> Option<Ordering> {
    use ValueRef::*;
    if let (Some(left), Some(right)) = (integer(left), integer(right)) {
        return Some(left.cmp(&right));
    }
    Some(match (left, right) {
        (Bool(a), Bool(b)) => a.cmp(&b),
        (F32(a), F32(b)) => floats(a.into(), b.into()),
        (F64(a), F64(b)) => floats(a, b),
        (Decimal(a), Decimal(b)) if is_short(a) && is_short(b) => a.cmp(&b),
        // Of texts whether they are equal is all that is asked.
        (Text(a), Text(b)) => a.cmp(b),
        (Bytes(a), Bytes(b)) => a.cmp(b),
        (Uuid(a), Uuid(b)) => a.cmp(&b),
        (Date(a), Date(b)) => a.cmp(&b),
        // Databases know microseconds.
        (Time(_), Time(_)) | (DateTime(_), DateTime(_)) | (Timestamp(_), Timestamp(_)) if left.same(right) => {
            Ordering::Equal
        }
        (Time(a), Time(b)) => a.cmp(&b),
        (DateTime(a), DateTime(b)) => a.cmp(&b),
        (Timestamp(a), Timestamp(b)) => a.cmp(&b),
        _ => return None,
    })
}

fn integer(value: ValueRef<'_>) -> Option<i64> {
    match value {
        ValueRef::I16(v) => Some(v.into()),
        ValueRef::I32(v) => Some(v.into()),
        ValueRef::I64(v) => Some(v),
        _ => None,
    }
}

/// NaN is equal to itself and above all, as PostgreSQL has it; SQLite takes none.
fn floats(a: f64, b: f64) -> Ordering {
    a.partial_cmp(&b).unwrap_or_else(|| a.is_nan().cmp(&b.is_nan()))
}

/// Whether SQLite keeps the number as one, not as text.
fn is_short(value: Decimal) -> bool {
    let value = value.normalize();
    value.mantissa().unsigned_abs() < 10_u128.pow(15) && value.scale() <= 22
}
