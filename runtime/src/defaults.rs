//! Values that a client gives columns. Generated code calls these; the documentation of `default` in a schema file
//! says what each is.

use ipnet::IpNet;
use jiff::{Timestamp, civil, tz::Offset};
use uuid::Uuid;

use crate::{ColumnType, Field, FromJiff, Value};

/// The clock, in microseconds, which both databases keep.
pub fn now_timestamp() -> Timestamp {
    let now = Timestamp::now();
    Timestamp::from_microsecond(now.as_microsecond()).unwrap_or(now)
}

/// The clock in UTC, without saying so.
pub fn now_datetime() -> civil::DateTime {
    Offset::UTC.to_datetime(now_timestamp())
}

/// Today's date in UTC.
pub fn today() -> civil::Date {
    now_datetime().date()
}

/// The time of day in UTC.
pub fn now_time() -> civil::Time {
    now_datetime().time()
}

/// What jiff's value is in the library that the schema's settings name.
pub fn from_jiff<T: FromJiff>(value: T::Jiff) -> T {
    T::from_jiff(value)
}

/// A random UUID.
pub fn uuid_v4() -> Uuid {
    Uuid::new_v4()
}

/// A UUID that begins with the time.
pub fn uuid_v7() -> Uuid {
    Uuid::now_v7()
}

/// JSON as a schema file has it, where it was checked.
pub fn json(text: &str) -> serde_json::Value {
    serde_json::from_str(text).unwrap_or_default()
}

/// A network address as a schema file has it, where it was checked.
pub fn inet(text: &str) -> IpNet {
    text.parse().unwrap_or_default()
}

/// The default of a column that has a type of the program's own.
///
/// # Panics
/// Where the type does not take it: the schema and the program disagree, which the first new object shows.
#[track_caller]
#[allow(clippy::panic, reason = "a misuse that the documentation of `rust_type` names")]
pub fn stored<T: ColumnType>(stored: T::Stored) -> T {
    match T::from_stored(stored) {
        Some(value) => value,
        None => panic!("the schema's default is no {}", T::name()),
    }
}

/// A value as an UPDATE sends it.
pub fn value<T: Field>(value: T) -> Value {
    value.to_ref().to_value()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_has_no_more_than_the_databases_keep() {
        assert_eq!(now_timestamp().subsec_nanosecond() % 1000, 0);
        assert_eq!(now_datetime().subsec_nanosecond() % 1000, 0);
        assert_eq!(now_time().subsec_nanosecond() % 1000, 0);
    }

    #[test]
    fn the_date_is_that_of_utc() {
        let (before, date, after) = (now_datetime().date(), today(), now_datetime().date());
        assert!(before <= date && date <= after);
    }

    #[test]
    fn uuids_are_of_the_version_asked_for() {
        assert_eq!((uuid_v4().get_version_num(), uuid_v7().get_version_num()), (4, 7));
        assert!(uuid_v7() != uuid_v7());
    }

    #[test]
    fn json_is_read() {
        assert_eq!(json(r#"{"a":[1,null]}"#), serde_json::json!({ "a": [1, null] }));
    }
}
