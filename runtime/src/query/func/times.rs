//! Functions of dates and times. Parts of a `timestamptz` are those of UTC on both databases.

use super::{
    super::{
        expr::{Expr, Expression, IntoExpr},
        tree::{CallKind, CastType, Node},
    },
    either, known,
};
use crate::{
    Value,
    jiff::{Timestamp, civil},
};

/// How SQLite writes a type, by `strftime`: as the session stores it.
const DATE: &str = "'%Y-%m-%d'";
const DATETIME: &str = "'%Y-%m-%d %H:%M:%f000'";
const TIMESTAMP: &str = "'%Y-%m-%d %H:%M:%f000Z'";

/// `date`, `datetime` and `timestamptz`: what has a day.
#[diagnostic::on_unimplemented(message = "`{Self}` is not a date or a point in time", label = "not a date")]
pub trait Dated {
    #[doc(hidden)]
    const FORMAT: &'static str;
    #[doc(hidden)]
    const CAST: &'static str;
    /// Whether it has a time of day.
    #[doc(hidden)]
    const TIMED: bool;
    /// Whether PostgreSQL must be told the time zone.
    #[doc(hidden)]
    const ZONED: bool;
}

/// `date`: a day without a time of day.
#[diagnostic::on_unimplemented(message = "`{Self}` is not a date", label = "not a date")]
pub trait Day: Dated {}

impl Day for civil::Date {}

impl Dated for civil::Date {
    const FORMAT: &'static str = DATE;
    const CAST: &'static str = "DATE";
    const TIMED: bool = false;
    const ZONED: bool = false;
}

impl Dated for civil::DateTime {
    const FORMAT: &'static str = DATETIME;
    const CAST: &'static str = "TIMESTAMP";
    const TIMED: bool = true;
    const ZONED: bool = false;
}

impl Dated for Timestamp {
    const FORMAT: &'static str = TIMESTAMP;
    const CAST: &'static str = "TIMESTAMPTZ";
    const TIMED: bool = true;
    const ZONED: bool = true;
}

/// `datetime` and `timestamptz`: what has a day and a time of day.
#[diagnostic::on_unimplemented(message = "`{Self}` has no time of day", label = "not a point in time")]
pub trait Timed: Dated {}

impl Timed for civil::DateTime {}
impl Timed for Timestamp {}

/// Now, as the database's clock has it: the beginning of the transaction on PostgreSQL, of the statement on SQLite, where it
/// is of milliseconds.
pub fn now() -> Expr<Timestamp> {
    let sqlite = known("strftime", CallKind::Plain, vec![Node::Words(TIMESTAMP), Node::Words("'now'")]);
    Expr::new(either(sqlite, known("now", CallKind::Plain, Vec::new())))
}

/// Today, in UTC.
pub fn current_date() -> Expr<civil::Date> {
    let sqlite = known("date", CallKind::Plain, vec![Node::Words("'now'")]);
    Expr::new(either(sqlite, Node::Words("CAST(now() AT TIME ZONE 'UTC' AS DATE)")))
}

/// What EXTRACT and `strftime` are given for a part.
fn part<E: Expression<Sql: Dated>>(of: E, sqlite: &'static str, postgresql: &'static str) -> Expr<i32, E::Null> {
    let of = of.into_operand().0;
    let integer = CastType { sqlite: "INTEGER", postgresql: "INTEGER" };
    let from_text = known("strftime", CallKind::Plain, vec![Node::Words(sqlite), of.clone()]);
    let extracted = known("date_part", CallKind::Plain, vec![Node::Words(postgresql), in_utc::<E::Sql>(of)]);
    let floor = known("floor", CallKind::Plain, vec![extracted]);
    Expr::new(Node::Cast { operand: either(from_text, floor).boxed(), to: integer })
}

/// PostgreSQL's `timestamptz` as the time that clocks in UTC show.
fn in_utc<T: Dated>(node: Node) -> Node {
    match T::ZONED {
        true => known("timezone", CallKind::Plain, vec![Node::Words("'UTC'"), node]),
        false => node,
    }
}

macro_rules! parts {
    ($bound:ident: $($(#[$doc:meta])* $name:ident $sqlite:literal $postgresql:literal;)*) => { $(
        $(#[$doc])*
        pub fn $name<E: Expression<Sql: $bound>>(of: E) -> Expr<i32, E::Null> {
            part(of, $sqlite, $postgresql)
        }
    )* };
}

parts! { Dated:
    /// The year.
    year "'%Y'" "'year'";
    /// The month, from 1 to 12.
    month "'%m'" "'month'";
    /// The day of the month, from 1 on.
    day "'%d'" "'day'";
    /// The day of the week, from 0, which is Sunday, to 6.
    day_of_week "'%w'" "'dow'";
    /// The day of the year, from 1 on.
    day_of_year "'%j'" "'doy'";
}

parts! { Timed:
    /// The hour, from 0 to 23.
    hour "'%H'" "'hour'";
    /// The minute, from 0 to 59.
    minute "'%M'" "'minute'";
    /// The second, from 0 to 59.
    second "'%S'" "'second'";
}

/// Seconds since 1970, whole ones.
pub fn epoch<E: Expression<Sql: Dated>>(of: E) -> Expr<i64, E::Null> {
    let of = of.into_operand().0;
    let from_text = known("strftime", CallKind::Plain, vec![Node::Words("'%s'"), of.clone()]);
    let extracted = known("date_part", CallKind::Plain, vec![Node::Words("'epoch'"), of]);
    let floor = known("floor", CallKind::Plain, vec![extracted]);
    let to = CastType { sqlite: "INTEGER", postgresql: "BIGINT" };
    Expr::new(Node::Cast { operand: either(from_text, floor).boxed(), to })
}

/// A unit of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unit {
    /// Years.
    Year,
    /// Months.
    Month,
    /// Days.
    Day,
    /// Hours.
    Hour,
    /// Minutes.
    Minute,
    /// Seconds.
    Second,
}

impl Unit {
    fn is_of_day(self) -> bool {
        matches!(self, Unit::Hour | Unit::Minute | Unit::Second)
    }
}

/// The beginning of the year, month, day, hour, minute or second in which something is.
pub fn date_trunc<E: Expression<Sql: Dated>>(unit: Unit, of: E) -> Expr<E::Sql, E::Null> {
    if unit.is_of_day() && !<E::Sql as Dated>::TIMED {
        return Expr::new(Node::refused("a date has no hours, minutes and seconds to be truncated"));
    }
    let of = of.into_operand().0;
    let (name, format) = match unit {
        Unit::Year => ("'year'", ["'%Y-01-01'", "'%Y-01-01 00:00:00.000000'", "'%Y-01-01 00:00:00.000000Z'"]),
        Unit::Month => ("'month'", ["'%Y-%m-01'", "'%Y-%m-01 00:00:00.000000'", "'%Y-%m-01 00:00:00.000000Z'"]),
        Unit::Day => ("'day'", [DATE, "'%Y-%m-%d 00:00:00.000000'", "'%Y-%m-%d 00:00:00.000000Z'"]),
        Unit::Hour => ("'hour'", [DATE, "'%Y-%m-%d %H:00:00.000000'", "'%Y-%m-%d %H:00:00.000000Z'"]),
        Unit::Minute => ("'minute'", [DATE, "'%Y-%m-%d %H:%M:00.000000'", "'%Y-%m-%d %H:%M:00.000000Z'"]),
        Unit::Second => ("'second'", [DATE, "'%Y-%m-%d %H:%M:%S.000000'", "'%Y-%m-%d %H:%M:%S.000000Z'"]),
    };
    let format = format[usize::from(<E::Sql as Dated>::TIMED) + usize::from(<E::Sql as Dated>::ZONED)];
    let sqlite = known("strftime", CallKind::Plain, vec![Node::Words(format), of.clone()]);
    let mut arguments = vec![Node::Words(name), of];
    if <E::Sql as Dated>::ZONED {
        arguments.push(Node::Words("'UTC'"));
    }
    let to = CastType { sqlite: "", postgresql: <E::Sql as Dated>::CAST };
    let postgresql = Node::Cast { operand: known("date_trunc", CallKind::Plain, arguments).boxed(), to };
    Expr::new(either(sqlite, postgresql))
}

/// A date or point in time, so many units later; earlier where `count` is negative. Of the last day of a month and a shorter
/// one, PostgreSQL makes the last day, SQLite goes on into the next.
pub fn date_add<E: Expression<Sql: Dated>>(to: E, count: impl IntoExpr<i32>, unit: Unit) -> Expr<E::Sql, E::Null> {
    if unit.is_of_day() && !<E::Sql as Dated>::TIMED {
        return Expr::new(Node::refused("a date has no hours, minutes and seconds to be added to"));
    }
    let (to, count) = (to.into_operand().0, count.into_operand().0);
    // Where `make_interval` has the unit: behind years, months, weeks and so on.
    let (words, place) = match unit {
        Unit::Year => ("' years'", 0),
        Unit::Month => ("' months'", 1),
        Unit::Day => ("' days'", 3),
        Unit::Hour => ("' hours'", 4),
        Unit::Minute => ("' minutes'", 5),
        Unit::Second => ("' seconds'", 6),
    };
    let modifier = Node::Binary { left: count.clone().boxed(), operator: "||", right: Node::Words(words).boxed() };
    let format = Node::Words(<E::Sql as Dated>::FORMAT);
    let sqlite = known("strftime", CallKind::Plain, vec![format, to.clone(), modifier]);
    // Days and months of UTC, whatever the connection's time zone is.
    let mut arguments = vec![Node::Words("0"); place];
    arguments.push(count);
    let interval = known("make_interval", CallKind::Plain, arguments);
    let mut later = Node::Binary { left: in_utc::<E::Sql>(to).boxed(), operator: "+", right: interval.boxed() };
    if <E::Sql as Dated>::ZONED {
        later = known("timezone", CallKind::Plain, vec![Node::Words("'UTC'"), later]);
    }
    let cast = CastType { sqlite: "", postgresql: <E::Sql as Dated>::CAST };
    Expr::new(either(sqlite, Node::Cast { operand: later.boxed(), to: cast }))
}

/// Whole days from one date or point in time to another; negative where the other is before.
pub fn days_between<E: Expression<Sql: Day>>(from: E, to: impl IntoExpr<E::Sql>) -> Expr<i32, E::Null> {
    let (from, to) = (from.into_operand().0, to.into_operand().0);
    let day = |node| known("julianday", CallKind::Plain, vec![node]);
    let sqlite = Node::Binary { left: day(to.clone()).boxed(), operator: "-", right: day(from.clone()).boxed() };
    let date = |node: Node| match node {
        Node::Value { value: Value::Date(_), .. } => {
            Node::Cast { operand: node.boxed(), to: CastType { sqlite: "", postgresql: "DATE" } }
        }
        node => node,
    };
    let postgresql = Node::Binary { left: date(to).boxed(), operator: "-", right: date(from).boxed() };
    let integer = CastType { sqlite: "INTEGER", postgresql: "" };
    Expr::new(Node::Cast { operand: either(sqlite, postgresql).boxed(), to: integer })
}
