//! Dates and times as PostgreSQL counts them: in days and microseconds from the year 2000.

use jiff::civil::{Date, DateTime, Time};
use jiff::{SignedDuration, Timestamp, tz::Offset};

use super::misfit::Misfit;

/// 2000-01-01 in microseconds from 1970.
const EPOCH: i64 = 946_684_800_000_000;
/// Microseconds of a day.
const DAY: i64 = 86_400_000_000;
/// The first day that PostgreSQL has, in 4714 BC, from 2000-01-01. The last is beyond the year 9999.
const FIRST_DAY: i64 = -2_451_545;

/// Microseconds, the rest dropped towards the past.
pub(super) fn from_timestamp(value: Timestamp) -> Result<i64, Misfit> {
    let micros = value.as_nanosecond().div_euclid(1000) as i64 - EPOCH;
    if micros < FIRST_DAY * DAY {
        return Err(Misfit::new("the date is before 4714 BC, where PostgreSQL's begin"));
    }
    Ok(micros)
}

/// The same for a time of no zone, as if it were UTC.
pub(super) fn from_datetime(value: DateTime) -> Result<i64, Misfit> {
    match Offset::UTC.to_timestamp(value) {
        Ok(timestamp) => from_timestamp(timestamp),
        // At the ends of the calendar, where other zones' hours would be outside.
        Err(_) => {
            let micros = i64::from(from_date(value.date())?) * DAY + from_time(value.time());
            Ok(micros)
        }
    }
}

pub(super) fn from_date(value: Date) -> Result<i32, Misfit> {
    let start = jiff::civil::date(2000, 1, 1);
    let days = value.duration_since(start).as_hours() / 24;
    match i32::try_from(days) {
        Ok(days) if i64::from(days) >= FIRST_DAY => Ok(days),
        _ => Err(Misfit::new("the date is before 4714 BC, where PostgreSQL's begin")),
    }
}

pub(super) fn from_time(value: Time) -> i64 {
    let seconds = i64::from(value.hour()) * 3600 + i64::from(value.minute()) * 60 + i64::from(value.second());
    seconds * 1_000_000 + i64::from(value.subsec_nanosecond()) / 1000
}

/// `None` for infinity, and for what is after the year 9999.
pub(super) fn to_timestamp(micros: i64) -> Option<Timestamp> {
    let micros = micros.checked_add(EPOCH)?;
    // Its `from_microsecond` refuses the calendar's last second.
    Timestamp::new(micros.div_euclid(1_000_000), (micros.rem_euclid(1_000_000) * 1000) as i32).ok()
}

/// The same.
pub(super) fn to_datetime(micros: i64) -> Option<DateTime> {
    if let Some(timestamp) = to_timestamp(micros) {
        return Some(Offset::UTC.to_datetime(timestamp));
    }
    Some(to_date(i32::try_from(micros.div_euclid(DAY)).ok()?)?.to_datetime(to_time(micros.rem_euclid(DAY))?))
}

/// The same.
pub(super) fn to_date(days: i32) -> Option<Date> {
    jiff::civil::date(2000, 1, 1).checked_add(SignedDuration::from_hours(i64::from(days) * 24)).ok()
}

/// `None` for 24:00:00, which PostgreSQL has.
pub(super) fn to_time(micros: i64) -> Option<Time> {
    if !(0..DAY).contains(&micros) {
        return None;
    }
    let seconds = micros / 1_000_000;
    let nanos = (micros % 1_000_000 * 1000) as i32;
    Time::new((seconds / 3600) as i8, (seconds / 60 % 60) as i8, (seconds % 60) as i8, nanos).ok()
}

/// As PostgreSQL reads it from text; `rest` stands before the era.
pub(super) fn date_text(value: Date, rest: &str) -> Result<String, Misfit> {
    from_date(value)?;
    let (year, era) = if value.year() > 0 { (value.year(), "") } else { (1 - value.year(), " BC") };
    Ok(format!("{year:04}-{:02}-{:02}{rest}{era}", value.month(), value.day()))
}

/// The same, the rest dropped towards the past.
pub(super) fn time_text(value: Time) -> String {
    let micros = value.subsec_nanosecond() / 1000;
    format!("{:02}:{:02}:{:02}.{micros:06}", value.hour(), value.minute(), value.second())
}

/// The same.
pub(super) fn datetime_text(value: DateTime) -> Result<String, Misfit> {
    date_text(value.date(), &format!(" {}", time_text(value.time())))
}

/// The same.
pub(super) fn timestamp_text(value: Timestamp) -> Result<String, Misfit> {
    let value = Offset::UTC.to_datetime(value);
    date_text(value.date(), &format!(" {}+00", time_text(value.time())))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

    use jiff::civil::{date, time};

    use super::*;

    #[test]
    fn there_and_back() {
        for day in [date(2000, 1, 1), date(1999, 12, 31), date(1, 1, 1), date(-4713, 11, 24), date(9999, 12, 31)] {
            assert_eq!(to_date(from_date(day).unwrap()), Some(day));
            let datetime = day.at(23, 59, 59, 999_999_000);
            assert_eq!(to_datetime(from_datetime(datetime).unwrap()), Some(datetime), "{datetime}");
        }
        for at in [Time::MIN, time(23, 59, 59, 999_999_000)] {
            assert_eq!(to_time(from_time(at)), Some(at));
        }
        for micros in [-62_135_596_800_000_001, -1, 0, 1, 253_402_207_199_999_999] {
            let stamp = Timestamp::from_microsecond(micros).unwrap();
            assert_eq!(to_timestamp(from_timestamp(stamp).unwrap()), Some(stamp));
        }
        assert!(to_timestamp(from_timestamp(Timestamp::MAX).unwrap()).is_some());
    }

    #[test]
    fn floored_to_microseconds() {
        assert_eq!(from_timestamp(Timestamp::from_nanosecond(-1).unwrap()).unwrap(), -EPOCH - 1);
        assert_eq!(from_time(time(0, 0, 0, 1_999)), 1);
        assert_eq!(from_datetime(date(1999, 12, 31).at(23, 59, 59, 999_999_999)).unwrap(), -1);
    }

    #[test]
    fn what_the_other_side_lacks() {
        assert!(from_date(date(-4713, 11, 23)).is_err());
        assert!(from_datetime(date(-9999, 1, 1).at(0, 0, 0, 0)).is_err());
        assert!(from_timestamp(Timestamp::MIN).is_err());
        assert_eq!(to_timestamp(i64::MAX), None);
        assert_eq!(to_datetime(i64::MIN), None);
        assert_eq!(to_date(i32::MAX), None);
        assert_eq!(to_time(DAY), None);
    }
}
