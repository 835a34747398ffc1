//! Columns of PostgreSQL: types and defaults.

use aludel::{Connection, Result};
use aludel_codegen::model::database::Identity;

use super::Known;
use super::catalog::{self, Attribute};
use crate::import::found::{Column, Computed, Default, Found, Kind};
use crate::import::toml;

/// Reads the columns of tables and views. One whose type schema files do not have is left out.
pub(super) fn read(connection: &mut Connection, found: &mut Found, known: &mut Known, views: &[i64]) -> Result<()> {
    for attribute in catalog::attributes(connection)? {
        let table = known.tables.get(&attribute.table).copied();
        let view = views.iter().position(|view| *view == attribute.table);
        let name = match (table, view) {
            (Some(table), _) => found.tables[table].full_name(),
            (None, Some(view)) => found.views[view].name.clone(),
            (None, None) => continue,
        };
        let place = format!("{name}.{}", attribute.name);
        let (owner, number) = (attribute.table, attribute.number);
        let Some(column) = column(found, known, &place, attribute) else { continue };
        if let Some(table) = table {
            known.columns.insert((owner, number), found.tables[table].columns.len());
            found.tables[table].columns.push(column);
        } else if let Some(view) = view {
            found.views[view].columns.push(column);
        }
    }
    Ok(())
}

fn column(found: &mut Found, known: &Known, place: &str, attribute: Attribute) -> Option<Column> {
    let described = match known.enums.get(&attribute.kind_oid) {
        Some(&index) => Some((Kind::Enum(index), None)),
        None => kind(&attribute.kind, attribute.modifier),
    };
    let Some((kind, lost)) = described else {
        let declared = &attribute.declared;
        let needed = attribute.not_null && attribute.default.is_none();
        let so = if needed { "left out, and an INSERT would need it" } else { "left out" };
        found.remark(place, format!("is of the type `{declared}`, which schema files do not have: {so}"));
        return None;
    };
    if let Some(lost) = lost {
        found.remark(place, lost);
    }
    if attribute.is_domain {
        found.remark(place, format!("is of the domain `{}`: described as what that is made of", attribute.declared));
    }
    if let Some(collation) = attribute.collation {
        found.remark(place, format!("compares by the collation {collation}, which schema files cannot say"));
    }
    let is_computed = !attribute.generated.is_empty();
    if attribute.generated == "v" {
        found.remark(place, "is computed when it is read: described as stored");
    }
    let (default, computed) = match attribute.default {
        Some(sql) if is_computed => (None, Some(Computed { sql, stored: true })),
        Some(sql) if attribute.array => (Some(list(&sql, kind).map_or(Default::Sql(sql), Default::Value)), None),
        Some(sql) => (default(&sql, kind), None),
        None => (None, None),
    };
    Some(Column {
        name: attribute.name,
        kind,
        array: attribute.array,
        of_any_width: false,
        nullable: !attribute.not_null,
        default,
        computed,
        identity: (!attribute.identity.is_empty())
            .then(|| Identity { always: attribute.identity == "a", ..Identity::default() }),
        autoincrement: false,
        comment: attribute.comment,
    })
}

/// The type that PostgreSQL's own means, and what is lost by it. None where there is none for it.
pub(super) fn kind(name: &str, modifier: i32) -> Option<(Kind, Option<String>)> {
    let lost = |kind, what: &str| Some((kind, Some(what.to_owned())));
    let length = u32::try_from(modifier - 4).ok().filter(|length| (1..=10_485_760).contains(length));
    let plain = match name {
        "int2" => "smallint",
        "int4" => "integer",
        "int8" => "bigint",
        "bool" => "boolean",
        "float4" => "real",
        "float8" => "double",
        "text" => "text",
        "bytea" => "bytes",
        "date" => "date",
        "time" | "timestamp" | "timestamptz" if modifier >= 0 => {
            let word = if name == "timestamp" {
                "datetime"
            } else if name == "time" {
                "time"
            } else {
                "timestamptz"
            };
            return lost(Kind::Word(word), "keeps fewer digits of a second than six, which cannot be said");
        }
        "time" => "time",
        "timestamp" => "datetime",
        "timestamptz" => "timestamptz",
        "uuid" => "uuid",
        "interval" => "interval",
        "inet" => "inet",
        "cidr" => "cidr",
        "jsonb" => "json",
        "json" => return lost(Kind::Word("json"), "is JSON: described as json, which is JSONB in a table made anew"),
        "varchar" => return Some((Kind::String(length), None)),
        "bpchar" => return lost(Kind::String(length), "is CHAR, filled up with spaces: described as string"),
        "numeric" => {
            let (precision, scale) = ((modifier - 4) >> 16 & 0xffff, (modifier - 4) & 0x7ff);
            let numbers = (u32::try_from(precision).ok(), u32::try_from(scale).ok());
            return match numbers {
                (Some(precision @ 1..=28), Some(scale)) if modifier >= 4 && scale <= precision => {
                    Some((Kind::Numeric(precision, scale), None))
                }
                _ => lost(
                    Kind::Numeric(28, 10),
                    "has no precision that schema files can say: described as numeric with 28 digits, 10 of them behind the point",
                ),
            };
        }
        _ => return None,
    };
    Some((Kind::Word(plain), None))
}

/// PostgreSQL's clock, as Aludel's DDL asks for it, without brackets and spaces.
const CLOCKS: [(&str, &str); 4] = [
    ("timestamptz", "CURRENT_TIMESTAMP"),
    ("datetime", "CURRENT_TIMESTAMPATTIMEZONE'UTC'"),
    ("date", "CURRENT_TIMESTAMPATTIMEZONE'UTC'::date"),
    ("time", "CURRENT_TIMESTAMPATTIMEZONE'UTC'::timewithouttimezone"),
];

/// What a column is filled with; what begins as the catalog has it.
pub(super) fn default(text: &str, kind: Kind) -> Option<Default> {
    let bare: String = text.replace("::text", "").chars().filter(|c| !matches!(c, '(' | ')' | ' ')).collect();
    let clock = CLOCKS.iter().any(|(word, clock)| Kind::Word(word) == kind && *clock == bare);
    if clock || (bare == "now" && kind == Kind::Word("timestamptz")) {
        return Some(Default::Now);
    }
    if text == "NULL" || text.starts_with("NULL::") {
        return None;
    }
    if let Some(name) = text.strip_prefix("nextval('").and_then(|rest| rest.strip_suffix("'::regclass)")) {
        return Some(Default::Next(unquoted(&name.replace("''", "'"))));
    }
    Some(match literal(text).and_then(|literal| value(&literal, kind)) {
        Some(value) => Default::Value(value),
        None => Default::Sql(text.to_owned()),
    })
}

/// A name with its schema, without quotes.
fn unquoted(name: &str) -> String {
    name.replace('"', "")
}

/// The members of a constant array, as TOML.
fn list(text: &str, kind: Kind) -> Option<String> {
    if text.starts_with("'{}'::") {
        return Some("[]".to_owned());
    }
    let inner = text.trim_start_matches('(').strip_prefix("ARRAY[")?;
    let (mut members, mut member, mut quoted) = (Vec::new(), String::new(), false);
    for letter in inner.chars() {
        match letter {
            ']' if !quoted => break,
            ',' if !quoted => members.push(std::mem::take(&mut member)),
            _ => member.push(letter),
        }
        quoted ^= letter == '\'';
    }
    members.extend((!member.is_empty()).then_some(member));
    let members = members.iter().map(|member| value(&literal(member.trim())?, kind));
    Some(format!("[{}]", members.collect::<Option<Vec<_>>>()?.join(", ")))
}

/// The text of a constant without its cast.
fn literal(text: &str) -> Option<String> {
    let (inner, cast) = match text
        .strip_prefix('\'')
        .map(|rest| (rest, false))
        .or_else(|| text.strip_prefix("E'").map(|rest| (rest, true)))
    {
        Some((rest, escapes)) => {
            let mut inner = String::new();
            let mut letters = rest.chars();
            loop {
                match letters.next()? {
                    '\\' if escapes => inner.extend(letters.next()),
                    '\'' => match letters.as_str().strip_prefix('\'') {
                        Some(after) => {
                            inner.push('\'');
                            letters = after.chars();
                        }
                        None => break,
                    },
                    letter => inner.push(letter),
                }
            }
            (inner, letters.as_str())
        }
        None => {
            let (number, cast) =
                text.split_once("::").map_or((text, ""), |(number, _)| (number, &text[number.len()..]));
            let inner = number.strip_prefix('(').and_then(|number| number.strip_suffix(')')).unwrap_or(number);
            let is_plain = inner.parse::<f64>().is_ok() || matches!(inner, "true" | "false");
            (is_plain.then(|| inner.to_owned())?, cast)
        }
    };
    let is_cast = cast.is_empty()
        || cast
            .strip_prefix("::")
            .is_some_and(|kind| kind.chars().all(|c| c.is_alphanumeric() || "_ .,()\"".contains(c)));
    is_cast.then_some(inner)
}

/// A constant as TOML, where it is a value of the type.
fn value(text: &str, kind: Kind) -> Option<String> {
    match kind {
        Kind::Word("smallint" | "integer" | "bigint") => text.parse::<i64>().ok().map(|number| number.to_string()),
        Kind::Word("boolean") => matches!(text, "true" | "false").then(|| text.to_owned()),
        Kind::Word("real" | "double") => {
            text.parse::<f64>().ok().filter(|number| number.is_finite()).map(|number| format!("{number:?}"))
        }
        Kind::Numeric(precision, scale) => toml::decimal(text, precision, scale).then(|| toml::quote(text)),
        Kind::String(_) | Kind::Word("text" | "uuid" | "interval" | "inet" | "cidr") | Kind::Enum(_) => {
            Some(toml::quote(text))
        }
        Kind::Word("bytes") => text.strip_prefix("\\x").map(toml::quote),
        Kind::Word("date" | "time") => is_moment(text).then(|| text.to_owned()),
        Kind::Word("datetime") => is_moment(text).then(|| text.replace(' ', "T")),
        Kind::Word("timestamptz") => {
            let moment = text.strip_suffix("+00")?;
            is_moment(moment).then(|| format!("{}Z", moment.replace(' ', "T")))
        }
        Kind::Word("json") => json(text),
        Kind::Word(_) => None,
    }
}

fn is_moment(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_digit())
        && text.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | ':' | '.' | ' '))
}

/// JSON as TOML: only the colons differ. TOML has no null.
fn json(text: &str) -> Option<String> {
    let mut written = String::with_capacity(text.len());
    let (mut in_string, mut escaped) = (false, false);
    for letter in text.chars() {
        match letter {
            ':' if !in_string => written.push_str(" ="),
            '/' if escaped => {
                written.pop();
                written.push('/');
            }
            _ => written.push(letter),
        }
        in_string ^= letter == '"' && !escaped;
        escaped = letter == '\\' && !escaped;
    }
    let line = format!("x = {written}");
    line.parse::<toml_edit::DocumentMut>().is_ok().then_some(written)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constants() {
        let integer = Kind::Word("integer");
        for (text, kind, toml) in [
            ("'-5'::integer", integer, "-5"),
            ("5", integer, "5"),
            ("(-5)", integer, "-5"),
            ("'it''s'::character varying", Kind::String(None), "\"it's\""),
            ("E'a\\\\b'::text", Kind::Word("text"), "\"a\\\\b\""),
            ("'red'::kinds.\"Colour\"", Kind::Enum(0), "\"red\""),
            ("1.50", Kind::Numeric(8, 2), "\"1.50\""),
            (
                "'2026-01-31 23:59:58.25+00'::timestamp with time zone",
                Kind::Word("timestamptz"),
                "2026-01-31T23:59:58.25Z",
            ),
            ("'{\"a\": [1, \"x:y\"]}'::jsonb", Kind::Word("json"), "{\"a\" = [1, \"x:y\"]}"),
        ] {
            assert_eq!(default(text, kind), Some(Default::Value(toml.to_owned())), "{text}");
        }
        assert_eq!(
            list("ARRAY['a'::text, 'it''s, so'::text]", Kind::Word("text")).as_deref(),
            Some("[\"a\", \"it's, so\"]")
        );
        assert_eq!(list("ARRAY[]::text[]", Kind::Word("text")).as_deref(), Some("[]"));
        let made = "gen_random_uuid()";
        assert_eq!(default(made, Kind::Word("uuid")), Some(Default::Sql(made.to_owned())));
        assert_eq!(default("(1 + 1)", integer), Some(Default::Sql("(1 + 1)".to_owned())));
        assert_eq!(default("NULL::character varying", Kind::String(None)), None);
        assert_eq!(default("nextval('\"Shop 1\".n'::regclass)", integer), Some(Default::Next("Shop 1.n".to_owned())));
    }
}
