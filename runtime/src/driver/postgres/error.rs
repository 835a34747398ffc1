//! What PostgreSQL's errors mean.

use std::error::Error as _;
use std::fmt;

use postgres::error::{DbError, ErrorPosition, Severity};

use crate::error::{TABLE_MISSING, Violation};
use crate::{Error, ErrorKind};

/// An error of the driver's; `sql` where a statement was sent.
#[cold]
pub(super) fn from_postgres(error: postgres::Error, sql: Option<&str>) -> Error {
    let mapped = match error.as_db_error() {
        Some(told) => from_server(told),
        None => from_client(&error),
    };
    let mapped = match error.as_db_error() {
        // What says more may quote values: `Key (email)=(...) already exists.`
        Some(told) if holds_values(told) => mapped.with_source(Report::without_values(told)),
        _ => mapped.with_source(error),
    };
    match sql {
        Some(sql) => mapped.with_statement(sql),
        None => mapped,
    }
}

#[cold]
pub(super) fn closed() -> Error {
    Error::new(ErrorKind::Connection, "the connection is closed")
}

/// "cached plan must not change result type", or a statement that something (DISCARD, a proxy) has removed, or one with a
/// parameter of a type that is gone.
pub(super) fn is_stale_plan(error: &Error) -> bool {
    match error.sqlstate() {
        Some("26000") => true,
        Some("0A000") => error.to_string().contains("cached plan"),
        Some("XX000") => error.to_string().contains("cache lookup failed for type"),
        _ => false,
    }
}

fn from_server(told: &DbError) -> Error {
    let code = told.code().code();
    let fatal = matches!(told.parsed_severity(), Some(Severity::Fatal | Severity::Panic));
    let kind = if fatal { ErrorKind::Connection } else { kind(code) };
    let mut message = message(told);
    if let Some(ErrorPosition::Original(position)) = told.position() {
        message.push_str(&format!(" (at character {position} of the statement)"));
    }
    if let Some(hint) = told.hint() {
        message.push_str(&format!(" ({hint})"));
    }
    // The code is that of an alias that is missing in FROM, too.
    if code == "42P01" && message.starts_with("relation ") {
        message.push_str(TABLE_MISSING);
    }
    let error = Error::new(kind, message).with_sqlstate(code);
    let error = match violation(code) {
        Some(violation) => error.with_violation(violation),
        None => error,
    };
    match told.where_().and_then(copied_row) {
        Some(row) => error.of_row(row),
        None => error,
    }
}

/// The row of a COPY at which the server was: `COPY users, line 3, column name`, where it speaks English.
fn copied_row(context: &str) -> Option<usize> {
    let (_, line) = context.strip_prefix("COPY ")?.split_once(", line ")?;
    let digits = line.split(|c: char| !c.is_ascii_digit()).next()?;
    digits.parse::<usize>().ok()?.checked_sub(1)
}

/// An error before anything was sent, or because nothing can be.
fn from_client(error: &postgres::Error) -> Error {
    let text = error.to_string();
    let cause = error.source().map_or_else(String::new, |source| format!(": {source}"));
    // Too much for a message, or a NUL in the statement's text.
    let unsent = text.starts_with("error encoding");
    Error::new(if unsent { ErrorKind::Data } else { ErrorKind::Connection }, format!("{text}{cause}"))
}

/// The kind of error that an SQLSTATE stands for.
fn kind(code: &str) -> ErrorKind {
    match (code, &code[..2.min(code.len())]) {
        // Serialization failure, deadlock, lock not available.
        ("40001" | "40P01" | "55P03", _) => ErrorKind::Conflict,
        ("57P01" | "57P02" | "57P03" | "57P05", _) | (_, "08") => ErrorKind::Connection,
        (_, "23") => ErrorKind::Integrity,
        (_, "22") => ErrorKind::Data,
        // Syntax and names; features that are not there; privileges, states and objects that do not fit.
        (_, "42" | "0A" | "26" | "25" | "2B" | "3D" | "3F" | "28" | "34" | "44") => ErrorKind::Programming,
        // Out of resources, cancelled, locked, failed: 53, 55, 57, 58, XX, and what functions raise (P0).
        _ => ErrorKind::Operational,
    }
}

fn violation(code: &str) -> Option<Violation> {
    Some(match code {
        // An exclusion constraint is a unique one of another operator.
        "23505" | "23P01" => Violation::Unique,
        "23503" | "23001" => Violation::ForeignKey,
        "23502" => Violation::NotNull,
        "23514" => Violation::Check,
        _ => return None,
    })
}

fn holds_values(told: &DbError) -> bool {
    told.detail().is_some() || told.where_().is_some() || told.code().code().starts_with("22")
}

/// The message; without the value that one about bad input ends with.
fn message(told: &DbError) -> String {
    match told.message().split_once(": \"") {
        Some((what, _)) if told.code().code().starts_with("22") => what.to_owned(),
        _ => told.message().to_owned(),
    }
}

/// What the server said, without what may quote a row's values.
#[derive(Debug)]
struct Report(String);

impl Report {
    fn without_values(told: &DbError) -> Self {
        let constraint = told.constraint().map_or_else(String::new, |name| format!(" (constraint \"{name}\")"));
        Report(format!("{} {}: {}{constraint}", told.severity(), told.code().code(), message(told)))
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Report {}
