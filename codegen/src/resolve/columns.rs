//! The types of columns.

use super::Draft;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::kind::Kind;
use crate::syntax::{Column, KindName};

/// Gives each column its type.
pub(super) fn resolve(draft: &mut Draft<'_>, mistakes: &mut Vec<Diagnostic>) {
    for table in &mut draft.tables {
        for column in &mut table.columns {
            column.kind = match &column.written.kind.value {
                KindName::Type(word) => kind(word, column.written),
                KindName::Enum(name) => {
                    let found = draft.enums.iter().position(|known| known.written.name.value == *name);
                    if found.is_none() {
                        let place = column.written.kind.place;
                        let mistake = Diagnostic::new(Code::UnknownEnum, place, format!("there is no enum `{name}`"))
                            .label("no such enum");
                        let known = draft.enums.iter().map(|known| known.written.name.value.as_str());
                        let mistake = mistake.near(name, known);
                        mistakes.push(
                            mistake.or_help(|| format!("declare it: `[enum.{name}]`, and below it `values = [...]`")),
                        );
                    }
                    found.map(Kind::Enum)
                }
            };
        }
    }
}

/// The type that a word means, with what the column says beside it. `None` where that does not make a type.
fn kind(word: &str, column: &Column) -> Option<Kind> {
    Some(match word {
        "smallint" => Kind::SmallInt,
        "integer" => Kind::Integer,
        "bigint" => Kind::BigInt,
        "boolean" => Kind::Boolean,
        "real" => Kind::Real,
        "double" => Kind::Double,
        "numeric" => {
            let precision = column.precision.as_ref()?.value;
            let scale = column.scale.as_ref().map_or(0, |scale| scale.value);
            return (scale <= precision).then_some(Kind::Numeric { precision, scale });
        }
        "string" => Kind::String { length: column.length.as_ref().map(|length| length.value) },
        "text" => Kind::Text,
        "bytes" => Kind::Bytes,
        "date" => Kind::Date,
        "time" => Kind::Time,
        "datetime" => Kind::DateTime,
        "timestamptz" => Kind::TimestampTz,
        "interval" => Kind::Interval,
        "inet" => Kind::Inet,
        "cidr" => Kind::Cidr,
        "uuid" => Kind::Uuid,
        "json" => Kind::Json,
        _ => return None,
    })
}
