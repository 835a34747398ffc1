//! Values that a schema file gives for a column, as values of the column's type.

mod calendar;
pub(crate) mod span;

use std::net::IpAddr;

use super::Enum;
use crate::diagnostic::{Code, suggest};
use crate::model::kind::{ClientDefault, Kind, Literal, ServerDefault};
use crate::syntax::{ServerValue, Value};

/// Why a value is none of the type.
pub(crate) struct Fault {
    pub(crate) code: Code,
    pub(crate) label: String,
    pub(crate) help: Option<String>,
}

impl Fault {
    fn new(label: impl Into<String>) -> Fault {
        Fault { code: Code::DefaultValue, label: label.into(), help: None }
    }

    fn help(self, help: impl Into<String>) -> Fault {
        Fault { help: Some(help.into()), ..self }
    }
}

/// A type, and whether it is that of an array's members.
type Typed = (Kind, bool);

/// A client default: a clock, a UUID to be made, or a literal.
pub(crate) fn client(value: &Value, (kind, array): Typed, enums: &[Enum<'_>]) -> Result<ClientDefault, Fault> {
    if array {
        return list(value, kind, enums).map(ClientDefault::Literal);
    }
    if let Value::Text(word) = value {
        match (word.as_str(), kind) {
            ("now", kind) if kind.is_time() => return Ok(ClientDefault::Now),
            ("uuid_v4", Kind::Uuid) => return Ok(ClientDefault::UuidV4),
            ("uuid_v7", Kind::Uuid) => return Ok(ClientDefault::UuidV7),
            (_, kind) if kind.is_time() => return Err(no_time(word, kind)),
            (_, Kind::Uuid) if uuid(word).is_none() => {
                let fault = Fault::new("no UUID, and neither `uuid_v4` nor `uuid_v7`");
                let near = match word.to_ascii_lowercase().trim_end_matches("()") {
                    "uuid" | "uuid4" | "uuid.uuid4" | "uuidv4" | "gen_random_uuid" | "uuid_generate_v4" => {
                        Some("uuid_v4")
                    }
                    "uuid7" | "uuidv7" => Some("uuid_v7"),
                    word => suggest::nearest(word, ["uuid_v4", "uuid_v7"]),
                };
                return Err(match near {
                    Some(meant) => fault.help(format!("did you mean `{meant}`?")),
                    None => fault,
                });
            }
            _ => {}
        }
    }
    literal(value, kind, enums).map(ClientDefault::Literal)
}

/// A server default: a clock, a literal, or SQL.
pub(crate) fn server(value: &ServerValue, (kind, array): Typed, enums: &[Enum<'_>]) -> Result<ServerDefault, Fault> {
    match value {
        // Which sequence it is, and whether the type takes its numbers, a rule of its own says.
        ServerValue::Next(_) if array => Err(Fault::new("a list is no number of a sequence")),
        ServerValue::Next(_) => Ok(ServerDefault::Next(0)),
        ServerValue::Sql(text) => Ok(ServerDefault::Sql(text.trimmed())),
        ServerValue::Value(value) if array => list(value, kind, enums).map(ServerDefault::Literal),
        ServerValue::Value(Value::Text(word)) if kind.is_time() => {
            if word == "now" {
                Ok(ServerDefault::Now)
            } else {
                Err(no_time(word, kind))
            }
        }
        ServerValue::Value(Value::Text(word)) if kind == Kind::Uuid && uuid(word).is_none() => {
            Err(Fault::new("no UUID")
                .help("for a UUID made by PostgreSQL: `{ postgresql = \"gen_random_uuid()\", sqlite = \"...\" }`"))
        }
        ServerValue::Value(value) => literal(value, kind, enums).map(ServerDefault::Literal),
    }
}

fn no_time(word: &str, kind: Kind) -> Fault {
    let fault = Fault::new("neither `now` nor a date or time without quotes");
    let plain = word.to_ascii_lowercase().replace(['(', ')', '_', ' '], "");
    let clocks =
        ["now", "currenttimestamp", "currentdate", "currenttime", "utcnow", "today", "timezone.now", "func.now"];
    if clocks.contains(&plain.as_str()) || suggest::nearest(word, ["now"]).is_some() {
        return fault.help("did you mean `now`?");
    }
    fault.help(match kind {
        Kind::Date => "write it without quotes: `2026-01-31`",
        Kind::Time => "write it without quotes: `23:59:59`",
        Kind::DateTime => "write it without quotes: `2026-01-31T23:59:59`",
        _ => "write it without quotes: `2026-01-31T23:59:59Z`",
    })
}

/// Values of the type.
fn list(value: &Value, kind: Kind, enums: &[Enum<'_>]) -> Result<Literal, Fault> {
    let Value::List(members) = value else {
        return Err(Fault::new(format!("this is {}", value.noun())).help("an array's value is a list, as `[]`"));
    };
    let member = |(index, member)| {
        literal(member, kind, enums).map_err(|fault: Fault| match fault.code {
            Code::DefaultValue => Fault { label: format!("member {}: {}", index + 1, fault.label), ..fault },
            _ => fault,
        })
    };
    members.iter().enumerate().map(member).collect::<Result<_, _>>().map(Literal::List)
}

/// A value of the type.
fn literal(value: &Value, kind: Kind, enums: &[Enum<'_>]) -> Result<Literal, Fault> {
    match (kind, value) {
        (Kind::SmallInt, Value::Integer(number)) => integer(*number, i16::MIN.into(), i16::MAX.into()),
        (Kind::Integer, Value::Integer(number)) => integer(*number, i32::MIN.into(), i32::MAX.into()),
        (Kind::BigInt, Value::Integer(number)) => integer(*number, i64::MIN, i64::MAX),
        (Kind::Boolean, Value::Boolean(flag)) => Ok(Literal::Boolean(*flag)),
        (Kind::Real | Kind::Double, Value::Integer(Some(number))) => float(&number.to_string(), kind),
        (Kind::Real | Kind::Double, Value::Float(number)) => float(number, kind),
        (Kind::Numeric { precision, scale }, Value::Integer(Some(number))) => {
            decimal(&number.to_string(), precision, scale)
        }
        (Kind::Numeric { precision, scale }, Value::Float(number) | Value::Text(number)) => {
            decimal(number, precision, scale)
        }
        (Kind::String { length }, Value::Text(text)) => characters(text, length),
        (Kind::Text, Value::Text(text)) => characters(text, None),
        (Kind::Bytes, Value::Text(text)) => bytes(text),
        (Kind::Date | Kind::Time | Kind::DateTime | Kind::TimestampTz, Value::Moment(moment)) => {
            calendar::literal(*moment, kind).map_err(|(label, help)| Fault { help, ..Fault::new(label) })
        }
        (Kind::Uuid, Value::Text(text)) => uuid(text).map(Literal::Uuid).ok_or_else(|| Fault::new("no UUID")),
        (Kind::Interval, Value::Text(text)) => match span::parse(text) {
            Some((months, days, microseconds)) => Ok(Literal::Interval(months, days, microseconds)),
            None => Err(Fault::new("no span of time").help("write it as ISO 8601 does: `P1DT2H30M`")),
        },
        (Kind::Inet | Kind::Cidr, Value::Text(text)) => address(text, kind),
        (Kind::Json, value) => {
            let mut text = String::new();
            json(value, &mut text).map_err(Fault::new)?;
            Ok(Literal::Json(text))
        }
        (Kind::Enum(index), Value::Text(text)) => enum_value(text, enums.get(index)),
        (_, value) => {
            let fault = Fault::new(format!("this is {}", value.noun()));
            Err(match (kind, value) {
                (Kind::Boolean, Value::Text(text)) if text == "true" || text == "false" => {
                    fault.help(format!("leave out the quotes: `{text}`"))
                }
                (Kind::Boolean, Value::Integer(Some(0))) => fault.help("write `false`"),
                (Kind::Boolean, Value::Integer(Some(1))) => fault.help("write `true`"),
                (_, Value::Table(_)) => {
                    fault.help("SQL is of the database: `server_default = { sqlite = \"...\", postgresql = \"...\" }`")
                }
                (_, Value::Text(text)) if kind.is_integer() && text.parse::<i64>().is_ok() => {
                    fault.help(format!("leave out the quotes: `{text}`"))
                }
                _ => fault,
            })
        }
    }
}

fn integer(number: Option<i64>, least: i64, greatest: i64) -> Result<Literal, Fault> {
    match number {
        Some(number) if (least..=greatest).contains(&number) => Ok(Literal::Integer(number)),
        _ => Err(Fault::new(format!("out of range: from {least} to {greatest}"))),
    }
}

fn float(text: &str, kind: Kind) -> Result<Literal, Fault> {
    let number = text.parse::<f64>().map_err(|_| Fault::new("no number"))?;
    let fits = if kind == Kind::Real { (number as f32).is_finite() } else { number.is_finite() };
    if fits {
        Ok(Literal::Float(number))
    } else {
        Err(Fault::new("neither infinite nor too large numbers are values here"))
    }
}

fn decimal(text: &str, precision: u32, scale: u32) -> Result<Literal, Fault> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = |part: &str| part.chars().all(|c| c.is_ascii_digit());
    if whole.is_empty() || !all_digits(whole) || !all_digits(fraction) || digits.ends_with('.') {
        return Err(Fault::new("must be digits, with or without a point").help("write it as `12.50`"));
    }
    let whole = whole.trim_start_matches('0');
    let before = (precision - scale) as usize;
    if whole.len() > before {
        return Err(Fault::new(format!("has {} digits before the point, and there is room for {before}", whole.len())));
    }
    if fraction.len() > scale as usize {
        return Err(Fault::new(format!(
            "has {} digits behind the point, and there is room for {scale}",
            fraction.len()
        )));
    }
    let sign = if text.starts_with('-') { "-" } else { "" };
    let point = if fraction.is_empty() { "" } else { "." };
    let whole = if whole.is_empty() { "0" } else { whole };
    Ok(Literal::Decimal(format!("{sign}{whole}{point}{fraction}")))
}

fn characters(text: &str, length: Option<u32>) -> Result<Literal, Fault> {
    let count = text.chars().count();
    if length.is_some_and(|length| count > length as usize) {
        return Err(Fault::new(format!("has {count} characters, more than the column's length")));
    }
    if text.contains('\0') {
        return Err(Fault::new("has a NUL in it, which PostgreSQL cannot hold"));
    }
    Ok(Literal::Text(text.to_owned()))
}

/// Two hexadecimal digits a byte.
fn bytes(text: &str) -> Result<Literal, Fault> {
    let digits: Option<Vec<u8>> =
        text.chars().map(|digit| digit.to_digit(16).and_then(|digit| u8::try_from(digit).ok())).collect();
    let pairs = digits
        .filter(|digits| digits.len() % 2 == 0)
        .map(|digits| digits.chunks(2).map(|pair| pair.iter().fold(0, |byte, digit| byte * 16 + digit)).collect());
    pairs
        .map(Literal::Bytes)
        .ok_or_else(|| Fault::new("must be two hexadecimal digits a byte").help("write it as `\"00ff\"`"))
}

/// A UUID in lower case with hyphens, from either way of writing.
fn uuid(text: &str) -> Option<String> {
    let digits: String = text.chars().filter(|&c| c != '-').collect::<String>().to_ascii_lowercase();
    let shaped =
        text.len() == 32 || (text.len() == 36 && [8, 13, 18, 23].iter().all(|&at| text.get(at..=at) == Some("-")));
    if !shaped || digits.len() != 32 || !digits.chars().all(|c| c.is_ascii_hexdigit()) {
        return None;
    }
    let part = |from: usize, to: usize| digits.get(from..to);
    Some([part(0, 8)?, part(8, 12)?, part(12, 16)?, part(16, 20)?, part(20, 32)?].join("-"))
}

/// An address with its prefix, which is all of it where none is said.
fn address(text: &str, kind: Kind) -> Result<Literal, Fault> {
    let (address, prefix) = text.split_once('/').map_or((text, None), |(address, prefix)| (address, Some(prefix)));
    let fault = || Fault::new("no network address").help("write it as `192.168.0.1`, `10.0.0.0/8` or `2001:db8::/32`");
    let address: IpAddr = address.parse().map_err(|_| fault())?;
    let (bits, width) = match address {
        IpAddr::V4(address) => (u128::from(address.to_bits()) << 96, 32),
        IpAddr::V6(address) => (address.to_bits(), 128),
    };
    let plain = |prefix: &str| prefix.bytes().all(|byte| byte.is_ascii_digit());
    let prefix = match prefix {
        None => width,
        Some(prefix) => prefix.parse::<u32>().ok().filter(|bits| *bits <= width && plain(prefix)).ok_or_else(fault)?,
    };
    if kind == Kind::Cidr && bits.checked_shl(prefix).is_some_and(|rest| rest != 0) {
        return Err(Fault::new("has bits behind its prefix, which a network has not"));
    }
    Ok(Literal::Inet(format!("{address}/{prefix}")))
}

fn enum_value(text: &str, known: Option<&Enum<'_>>) -> Result<Literal, Fault> {
    let Some(known) = known else { return Err(Fault::new("no such value")) };
    let values = &known.written.values.value;
    match values.iter().position(|value| value.value.value == text) {
        Some(index) => Ok(Literal::Enum(index)),
        None => {
            let fault = Fault {
                code: Code::UnknownValue,
                ..Fault::new(format!("enum `{}` has no value `{text}`", known.written.name.value))
            };
            // Rust's path of a variant.
            let text = text.rsplit("::").next().unwrap_or(text);
            Err(match suggest::nearest(text, values.iter().map(|value| value.value.value.as_str())) {
                Some(meant) => fault.help(format!("did you mean `{meant}`?")),
                None => fault,
            })
        }
    }
}

/// JSON text without needless spaces.
pub(super) fn json(value: &Value, text: &mut String) -> Result<(), &'static str> {
    match value {
        Value::Text(string) => quote(string, text)?,
        Value::Integer(Some(number)) => text.push_str(&number.to_string()),
        Value::Integer(None) => return Err("a number in it does not fit 64 bits"),
        Value::Float(number) => match number.parse::<f64>() {
            Ok(parsed) if parsed.is_finite() => text.push_str(number.trim_start_matches('+')),
            _ => return Err("JSON has no infinite numbers and no NaN"),
        },
        Value::Boolean(flag) => text.push_str(if *flag { "true" } else { "false" }),
        Value::Moment(_) => return Err("JSON has no dates and times: write a string"),
        Value::List(items) => {
            text.push('[');
            for (index, item) in items.iter().enumerate() {
                text.push_str(if index > 0 { "," } else { "" });
                json(item, text)?;
            }
            text.push(']');
        }
        Value::Table(entries) => {
            text.push('{');
            for (index, (key, item)) in entries.iter().enumerate() {
                text.push_str(if index > 0 { "," } else { "" });
                quote(key, text)?;
                text.push(':');
                json(item, text)?;
            }
            text.push('}');
        }
    }
    Ok(())
}

fn quote(string: &str, text: &mut String) -> Result<(), &'static str> {
    text.push('"');
    for letter in string.chars() {
        match letter {
            '\0' => return Err("has a NUL in it, which PostgreSQL cannot hold"),
            '"' | '\\' => text.extend(['\\', letter]),
            letter if letter.is_control() && letter.is_ascii() => {
                text.push_str(&format!("\\u{:04x}", u32::from(letter)));
            }
            letter => text.push(letter),
        }
    }
    text.push('"');
    Ok(())
}
