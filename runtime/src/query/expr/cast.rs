//! Types that an expression can be cast to.

use crate::{
    Value, jiff,
    query::{
        func::known,
        tree::{CallKind, CastType, Function, Node},
    },
    rust_decimal::Decimal,
    serde_json,
    table::Kind,
    uuid::Uuid,
};

/// A type that `.cast::<T>()` can make of an expression.
#[diagnostic::on_unimplemented(message = "an expression cannot be cast to `{Self}`", label = "not a type of columns")]
pub trait CastTo {
    #[doc(hidden)]
    const TYPE: CastType;
}

macro_rules! casts {
    ($($type:ty: $sqlite:literal, $postgresql:literal;)*) => { $(
        impl CastTo for $type {
            const TYPE: CastType = CastType { sqlite: $sqlite, postgresql: $postgresql };
        }
    )* };
}

casts! {
    i16: "INTEGER", "SMALLINT";
    i32: "INTEGER", "INTEGER";
    i64: "INTEGER", "BIGINT";
    f32: "REAL", "REAL";
    f64: "REAL", "DOUBLE PRECISION";
    bool: "INTEGER", "BOOLEAN";
    Decimal: "NUMERIC", "NUMERIC";
    String: "TEXT", "TEXT";
    Vec<u8>: "BLOB", "BYTEA";
    jiff::civil::Date: "TEXT", "DATE";
    jiff::civil::Time: "TEXT", "TIME";
    jiff::civil::DateTime: "TEXT", "TIMESTAMP";
    jiff::Timestamp: "TEXT", "TIMESTAMPTZ";
    crate::Interval: "TEXT", "INTERVAL";
    ipnet::IpNet: "TEXT", "INET";
    Uuid: "TEXT", "UUID";
    serde_json::Value: "TEXT", "JSONB";
}

/// `CAST`. A fraction is rounded to an integer. Dates and times are texts on SQLite, of which others are made by their parts; on PostgreSQL a point in time has the
/// day and the hour of UTC, whatever the connection's time zone is.
pub(super) fn cast(operand: Node, to: CastType) -> Node {
    let sqlite = match to.postgresql {
        "DATE" => call("substr", vec![operand.clone(), Node::Words("1"), Node::Words("10")]),
        "TIME" => call("substr", vec![call("rtrim", vec![operand.clone(), Node::Words("'Z'")]), Node::Words("-15")]),
        "TIMESTAMP" => filled(operand.clone(), "' 00:00:00.000000'", "26"),
        "TIMESTAMPTZ" => filled(operand.clone(), "' 00:00:00.000000Z'", "27"),
        "SMALLINT" | "INTEGER" | "BIGINT" if is_fractional(&operand) => {
            // SQLite's CAST cuts off what PostgreSQL's rounds.
            Node::Cast { operand: call("round", vec![operand.clone()]).boxed(), to }
        }
        _ => return Node::Cast { operand: operand.boxed(), to },
    };
    let in_utc = |node| call("timezone", vec![Node::Words("'UTC'"), node]);
    let postgresql = match (kind_of_time(&operand), to.postgresql) {
        (Some(Kind::TimestampTz), "DATE" | "TIME" | "TIMESTAMP") => Node::Cast { operand: in_utc(operand).boxed(), to },
        (Some(Kind::Date | Kind::DateTime), "TIMESTAMPTZ") => {
            in_utc(Node::Cast { operand: operand.boxed(), to: CastType { postgresql: "TIMESTAMP", ..to } })
        }
        _ => Node::Cast { operand: operand.boxed(), to },
    };
    Node::Either { sqlite: sqlite.boxed(), postgresql: postgresql.boxed() }
}

/// What of `rest` is behind a text's length is put behind it.
fn filled(text: Node, rest: &'static str, length: &'static str) -> Node {
    let behind = Node::Binary {
        left: call("length", vec![text.clone()]).boxed(),
        operator: "-",
        right: Node::Words("9").boxed(),
    };
    let rest = call("substr", vec![Node::Words(rest), behind]);
    let whole = Node::Binary { left: text.boxed(), operator: "||", right: rest.boxed() };
    call("substr", vec![whole, Node::Words("1"), Node::Words(length)])
}

fn call(name: &'static str, arguments: Vec<Node>) -> Node {
    known(name, CallKind::Plain, arguments)
}

/// The type of a date or a time, as far as the tree tells it.
fn kind_of_time(node: &Node) -> Option<Kind> {
    match node {
        Node::Column(column) => Some(column.table.columns[column.index].kind),
        Node::DerivedColumn { source, index } => kind_of_time(&source.columns[*index].node),
        Node::Label { node, .. } => kind_of_time(node),
        Node::Value { value: Value::Timestamp(_), .. } => Some(Kind::TimestampTz),
        Node::Value { value: Value::DateTime(_), .. } => Some(Kind::DateTime),
        Node::Value { value: Value::Date(_), .. } => Some(Kind::Date),
        Node::Cast { to, .. } => match to.postgresql {
            "TIMESTAMPTZ" => Some(Kind::TimestampTz),
            "TIMESTAMP" => Some(Kind::DateTime),
            "DATE" => Some(Kind::Date),
            _ => None,
        },
        Node::Either { postgresql, .. } => kind_of_time(postgresql),
        Node::Case { branches, .. } => branches.iter().find_map(|(_, value)| kind_of_time(value)),
        Node::Call(call) => match call.name {
            Function::Known("now") => Some(Kind::TimestampTz),
            Function::Known(
                "max" | "min" | "coalesce" | "nullif" | "greatest" | "least" | "lag" | "lead" | "first_value"
                | "last_value" | "nth_value",
            ) => call.arguments.iter().find_map(kind_of_time),
            _ => None,
        },
        _ => None,
    }
}

/// Whether a number may have a fraction, as far as the tree tells it.
fn is_fractional(node: &Node) -> bool {
    match node {
        Node::Column(column) => match column.table.columns[column.index].kind {
            // Numerics of more digits are no numbers on SQLite.
            Kind::Numeric { precision, .. } => precision <= 15,
            kind => matches!(kind, Kind::Real | Kind::Double),
        },
        Node::DerivedColumn { source, index } => is_fractional(&source.columns[*index].node),
        Node::Label { node, .. } => is_fractional(node),
        Node::Value { value, .. } => matches!(value, Value::F32(_) | Value::F64(_) | Value::Decimal(_)),
        Node::Cast { to, operand } => match to.sqlite {
            "" => is_fractional(operand),
            name => matches!(name, "REAL" | "NUMERIC"),
        },
        Node::Binary { left, right, .. } => is_fractional(left) || is_fractional(right),
        Node::Prefix { operand, .. } => is_fractional(operand),
        Node::Either { sqlite, .. } => is_fractional(sqlite),
        Node::Case { branches, otherwise } => {
            branches.iter().any(|(_, value)| is_fractional(value)) || otherwise.as_deref().is_some_and(is_fractional)
        }
        Node::Call(call) => match call.name {
            Function::Known("avg") => true,
            Function::Known(
                "sum" | "max" | "min" | "coalesce" | "nullif" | "abs" | "round" | "lag" | "lead" | "first_value"
                | "last_value" | "nth_value",
            ) => call.arguments.iter().any(is_fractional),
            _ => false,
        },
        _ => false,
    }
}
