//! Values as they stand in generated code.

use super::text;
use crate::model::kind::{ClientDefault, Kind, Literal};
use crate::model::rust::Field;
use crate::model::{Schema, TimeLibrary};

/// What `new()` puts into a field.
pub(super) fn initial(schema: &Schema, field: &Field, own: &str) -> String {
    let own_type = field.rust_type.is_some();
    let value = match &field.default {
        Some(default) if own_type => {
            format!("aludel::defaults::stored({})", field_default(schema, field.kind, default))
        }
        Some(default) => field_default(schema, field.kind, default),
        None if field.filled => return "None".to_owned(),
        None if field.version => "1".to_owned(),
        None if own_type => "aludel::ColumnType::placeholder()".to_owned(),
        None if field.array => format!("{}::new()", super::rust::prelude("Vec", own)),
        None => empty(schema, field.kind, own),
    };
    if field.filled { format!("Some({value})") } else { value }
}

/// Stands in a required field until its setter is called, which the compiler demands.
fn empty(schema: &Schema, kind: Kind, own: &str) -> String {
    match kind {
        Kind::SmallInt | Kind::Integer | Kind::BigInt => "0".to_owned(),
        Kind::Boolean => "false".to_owned(),
        Kind::Real | Kind::Double => "0.0".to_owned(),
        Kind::Numeric { .. } => "aludel::rust_decimal::Decimal::ZERO".to_owned(),
        Kind::String { .. } | Kind::Text => format!("{}::new()", super::rust::prelude("String", own)),
        Kind::Bytes => format!("{}::new()", super::rust::prelude("Vec", own)),
        Kind::Date => in_library(schema, kind, "aludel::jiff::civil::Date::ZERO".to_owned()),
        Kind::Time => in_library(schema, kind, "aludel::jiff::civil::Time::MIN".to_owned()),
        Kind::DateTime => in_library(schema, kind, "aludel::jiff::civil::DateTime::ZERO".to_owned()),
        Kind::TimestampTz => in_library(schema, kind, "aludel::jiff::Timestamp::UNIX_EPOCH".to_owned()),
        Kind::Interval => "aludel::Interval::ZERO".to_owned(),
        Kind::Inet | Kind::Cidr => "aludel::defaults::inet(\"0.0.0.0/0\")".to_owned(),
        Kind::Uuid => "aludel::uuid::Uuid::nil()".to_owned(),
        Kind::Json => "aludel::serde_json::Value::Null".to_owned(),
        Kind::Enum(index) => variant(schema, index, 0),
    }
}

/// The expression for a value that the client gives, in the type of a field.
fn field_default(schema: &Schema, kind: Kind, default: &ClientDefault) -> String {
    match default {
        ClientDefault::Literal(Literal::List(members)) => {
            let member = |member| in_library(schema, kind, literal(schema, kind, member));
            format!("vec![{}]", members.iter().map(member).collect::<Vec<_>>().join(", "))
        }
        default => in_library(schema, kind, client_default(schema, kind, default)),
    }
}

/// Jiff's value in the type of the settings' library.
fn in_library(schema: &Schema, kind: Kind, jiff: String) -> String {
    let is_time = matches!(kind, Kind::Date | Kind::Time | Kind::DateTime | Kind::TimestampTz);
    let other = schema.settings.time != TimeLibrary::Jiff;
    if is_time && other { format!("aludel::defaults::from_jiff({jiff})") } else { jiff }
}

/// The expression for a value that the client gives; a date or time is jiff's.
pub(super) fn client_default(schema: &Schema, kind: Kind, default: &ClientDefault) -> String {
    match default {
        ClientDefault::Now => match kind {
            Kind::Date => "aludel::defaults::today()",
            Kind::Time => "aludel::defaults::now_time()",
            Kind::DateTime => "aludel::defaults::now_datetime()",
            _ => "aludel::defaults::now_timestamp()",
        }
        .to_owned(),
        ClientDefault::UuidV4 => "aludel::defaults::uuid_v4()".to_owned(),
        ClientDefault::UuidV7 => "aludel::defaults::uuid_v7()".to_owned(),
        ClientDefault::Literal(value) => literal(schema, kind, value),
    }
}

fn literal(schema: &Schema, kind: Kind, value: &Literal) -> String {
    match value {
        // With its type where an UPDATE's value is made, nothing else says it.
        Literal::Integer(number) => match kind {
            Kind::SmallInt => format!("{number}_i16"),
            Kind::BigInt => format!("{number}_i64"),
            _ => format!("{number}_i32"),
        },
        Literal::Boolean(value) => value.to_string(),
        Literal::Float(number) => match kind {
            Kind::Real => format!("{:?}_f32", *number as f32),
            _ => format!("{number:?}_f64"),
        },
        Literal::Decimal(number) => decimal(number),
        Literal::Text(value) => format!("{}.to_owned()", text::literal(value)),
        Literal::Bytes(bytes) => format!("b\"{}\".to_vec()", bytes.escape_ascii()),
        Literal::Date(date) => format!("aludel::jiff::civil::date({})", numbers(date, 3)),
        Literal::Time(time) => {
            let (time, nanoseconds) = split_fraction(time);
            format!("aludel::jiff::civil::time({}, {nanoseconds})", numbers(time, 3))
        }
        Literal::DateTime(time) => {
            let (time, nanoseconds) = split_fraction(time);
            format!("aludel::jiff::civil::datetime({}, {nanoseconds})", numbers(time, 6))
        }
        Literal::TimestampTz(time) => {
            let (time, nanoseconds) = split_fraction(time.trim_end_matches('Z'));
            timestamp(time, nanoseconds)
        }
        Literal::Interval(months, days, microseconds) => {
            format!("aludel::Interval::new({months}, {days}, {microseconds})")
        }
        Literal::Inet(address) => format!("aludel::defaults::inet({})", text::literal(address)),
        Literal::List(members) => {
            let members: Vec<String> = members.iter().map(|member| literal(schema, kind, member)).collect();
            format!("vec![{}]", members.join(", "))
        }
        Literal::Uuid(uuid) => format!("aludel::uuid::Uuid::from_u128(0x{})", uuid.replace('-', "_")),
        Literal::Json(json) => format!("aludel::defaults::json({})", text::literal(json)),
        Literal::Enum(index) => match kind {
            Kind::Enum(kind) => variant(schema, kind, *index),
            _ => "0".to_owned(),
        },
    }
}

fn variant(schema: &Schema, kind: usize, index: usize) -> String {
    let kind = &schema.enums[kind];
    format!("super::{}::{}", kind.name.ident, kind.values[index].variant)
}

/// `12.50` as 1250 with two digits behind the point.
fn decimal(number: &str) -> String {
    let scale = number.split_once('.').map_or(0, |(_, fraction)| fraction.len());
    let digits = number.replace('.', "");
    let (sign, digits) = digits.strip_prefix('-').map_or(("", digits.as_str()), |digits| ("-", digits));
    let digits = digits.trim_start_matches('0');
    let digits = if digits.is_empty() { "0" } else { digits };
    let function = if digits.len() <= 18 { "new" } else { "from_i128_with_scale" };
    format!("aludel::rust_decimal::Decimal::{function}({sign}{digits}, {scale})")
}

/// The seconds' fraction in nanoseconds, and what stands before it.
fn split_fraction(time: &str) -> (&str, u32) {
    let (whole, fraction) = time.split_once('.').unwrap_or((time, ""));
    (whole, format!("{fraction:0<9}").parse().unwrap_or(0))
}

/// The numbers in a date or time, which are divided by `-`, `T` or `:`.
fn parts(time: &str) -> Vec<i64> {
    time.split(['-', 'T', ' ', ':']).map(|part| part.parse().unwrap_or(0)).collect()
}

fn numbers(time: &str, count: usize) -> String {
    let parts = parts(time);
    let numbers: Vec<String> = (0..count).map(|index| parts.get(index).unwrap_or(&0).to_string()).collect();
    numbers.join(", ")
}

/// A point in time by the seconds since 1970; the nanoseconds have the sign of the seconds.
fn timestamp(time: &str, nanoseconds: u32) -> String {
    let parts = parts(time);
    let at = |index: usize| parts.get(index).copied().unwrap_or(0);
    let mut seconds = days_since_1970(at(0), at(1), at(2)) * 86_400 + at(3) * 3600 + at(4) * 60 + at(5);
    let mut nanoseconds = i64::from(nanoseconds);
    if seconds < 0 && nanoseconds > 0 {
        seconds += 1;
        nanoseconds -= 1_000_000_000;
    }
    format!("aludel::jiff::Timestamp::constant({seconds}, {nanoseconds})")
}

/// Howard Hinnant's `days_from_civil`: years begin in March, so that a leap day is a year's last.
fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals() {
        assert_eq!(decimal("12.50"), "aludel::rust_decimal::Decimal::new(1250, 2)");
        assert_eq!(decimal("-0.05"), "aludel::rust_decimal::Decimal::new(-5, 2)");
        assert_eq!(decimal("0"), "aludel::rust_decimal::Decimal::new(0, 0)");
        assert!(decimal("1234567890123456789.5").contains("from_i128_with_scale(12345678901234567895, 1)"));
    }

    #[test]
    fn times() {
        let schema = Schema::default();
        let of = |kind, value: Literal| literal(&schema, kind, &value);
        assert_eq!(of(Kind::Date, Literal::Date("2026-01-31".into())), "aludel::jiff::civil::date(2026, 1, 31)");
        assert_eq!(
            of(Kind::Time, Literal::Time("23:59:09.5".into())),
            "aludel::jiff::civil::time(23, 59, 9, 500000000)"
        );
        assert_eq!(
            of(Kind::DateTime, Literal::DateTime("2026-01-31T23:59:09".into())),
            "aludel::jiff::civil::datetime(2026, 1, 31, 23, 59, 9, 0)"
        );
        assert_eq!(timestamp("1970-01-01T00:00:00", 0), "aludel::jiff::Timestamp::constant(0, 0)");
        assert_eq!(timestamp("2024-02-29T12:00:00", 1000), "aludel::jiff::Timestamp::constant(1709208000, 1000)");
        assert_eq!(timestamp("1969-12-31T23:59:58", 500_000_000), "aludel::jiff::Timestamp::constant(-1, -500000000)");
    }

    #[test]
    fn days() {
        assert_eq!(days_since_1970(1970, 1, 1), 0);
        assert_eq!(days_since_1970(2000, 3, 1), 11_017);
        assert_eq!(days_since_1970(1, 1, 1), -719_162);
        assert_eq!(days_since_1970(9999, 12, 31), 2_932_896);
    }
}
