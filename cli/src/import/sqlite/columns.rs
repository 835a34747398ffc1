//! Columns of SQLite: types and defaults.

use super::tokens::unquoted;
use crate::import::found::{Default, Kind};
use crate::import::toml;

/// The type that a declaration means, and what is lost by it. Where another program made the table, a declaration says
/// no more than an affinity: whole numbers have 64 bits, and floats too.
pub(super) fn kind(declared: &str, by_aludel: bool) -> (Kind, Option<String>) {
    let (word, arguments) = match declared.split_once('(') {
        Some((word, rest)) => (word.trim(), rest.split(')').next().unwrap_or_default()),
        None => (declared, ""),
    };
    let mut numbers = arguments.split(',').map(|number| number.trim().parse::<u32>().ok());
    let (first, second) = (numbers.next().flatten(), numbers.next().flatten());
    let length = first.filter(|length| (1..=10_485_760).contains(length));
    if by_aludel {
        match word {
            "INTEGER" => return (Kind::Word("integer"), None),
            "REAL" => return (Kind::Word("real"), None),
            _ => {}
        }
    }
    let (kind, lost) = match word {
        "SMALLINT" | "INT2" | "TINYINT" => (Kind::Word("smallint"), None),
        "BOOLEAN" | "BOOL" => (Kind::Word("boolean"), None),
        "NUMERIC BLOB" => (Kind::Numeric(first.unwrap_or(28).clamp(1, 28), second.unwrap_or(0).min(28)), None),
        "NUMERIC" | "DECIMAL" | "MONEY" => match first {
            Some(precision @ 1..=28) => (Kind::Numeric(precision, second.unwrap_or(0).min(precision)), None),
            _ => (
                Kind::Numeric(15, 4),
                Some("has no precision: described as numeric with 15 digits, 4 of them behind the point".to_owned()),
            ),
        },
        "TEXT" | "CLOB" | "STRING" => (Kind::Word("text"), None),
        "UUID" | "GUID" => (Kind::Word("uuid"), None),
        "JSON" | "JSONB" => (Kind::Word("json"), None),
        "DATE" => (Kind::Word("date"), Some(moment("date", "2026-01-31"))),
        "TIME" => (Kind::Word("time"), Some(moment("time", "23:59:59.000000"))),
        "DATETIME" | "TIMESTAMP" => (Kind::Word("datetime"), Some(moment("datetime", "2026-01-31 23:59:59.000000"))),
        "BLOB" => (Kind::Word("bytes"), None),
        "" => (Kind::Word("bytes"), Some("has no type, and may hold values of any: described as bytes".to_owned())),
        // What SQLite itself goes by.
        _ if word.contains("INT") => (Kind::Word("bigint"), None),
        _ if word.contains("CHAR") => (Kind::String(length), None),
        _ if word.contains("CLOB") || word.contains("TEXT") => (Kind::Word("text"), None),
        _ if word.contains("BLOB") => (Kind::Word("bytes"), None),
        _ if word.contains("REAL") || word.contains("FLOA") || word.contains("DOUB") => (Kind::Word("double"), None),
        _ => (
            Kind::Word("double"),
            Some(format!("is declared `{declared}`, which is a number to SQLite: described as double")),
        ),
    };
    (kind, lost)
}

fn moment(kind: &str, shape: &str) -> String {
    format!("is described as {kind}: its values are read as text of the form `{shape}`")
}

/// SQLite's clock, as Aludel's DDL asks for it, and the type of which it is.
const CLOCKS: [(&str, &str); 4] = [
    ("(strftime('%Y-%m-%d', 'now'))", "date"),
    ("(strftime('%H:%M:%f000', 'now'))", "time"),
    ("(strftime('%Y-%m-%d %H:%M:%f000', 'now'))", "datetime"),
    ("(strftime('%Y-%m-%d %H:%M:%f000Z', 'now'))", "timestamptz"),
];

/// What a column is filled with, and of what type it is then.
pub(super) fn default(text: &str, kind: Kind) -> (Kind, Option<Default>) {
    if let Some((_, word)) = CLOCKS.iter().find(|(clock, _)| *clock == text) {
        return (Kind::Word(word), Some(Default::Now));
    }
    if text.eq_ignore_ascii_case("null") {
        return (kind, None);
    }
    let default = match value(text, kind) {
        Some(value) => Default::Value(value),
        None => {
            let inner = text.strip_prefix('(').and_then(|text| text.strip_suffix(')'));
            Default::Sql(inner.unwrap_or(text).trim().to_owned())
        }
    };
    (kind, Some(default))
}

/// A value as TOML, where it is one of the type.
fn value(text: &str, kind: Kind) -> Option<String> {
    let quoted = text.starts_with('\'').then(|| unquoted(text));
    match kind {
        Kind::Word("smallint" | "integer" | "bigint") => text.parse::<i64>().ok().map(|number| number.to_string()),
        Kind::Word("boolean") => match text.to_lowercase().as_str() {
            "0" | "false" => Some("false".to_owned()),
            "1" | "true" => Some("true".to_owned()),
            _ => None,
        },
        Kind::Word("real" | "double") => {
            text.parse::<f64>().ok().filter(|number| number.is_finite()).map(|number| format!("{number:?}"))
        }
        Kind::Numeric(precision, scale) => {
            let number = quoted.unwrap_or_else(|| text.to_owned());
            toml::decimal(&number, precision, scale).then(|| toml::quote(&number))
        }
        Kind::Word("bytes") => {
            let digits = text.strip_prefix(['x', 'X'])?;
            Some(toml::quote(&unquoted(digits).to_lowercase()))
        }
        Kind::Word("text") | Kind::String(_) | Kind::Enum(_) => quoted.map(|text| toml::quote(&text)),
        _ => None,
    }
}
