//! The types of chrono, whose years go far beyond jiff's, and which knows leap seconds.

use ::chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, Timelike, Utc};
use jiff::{Timestamp, civil};

use super::{FromJiff, OUT_OF_RANGE, ToJiff};

const LEAP_SECOND: &str = "a leap second cannot be stored";

impl FromJiff for NaiveDate {
    type Jiff = civil::Date;

    fn from_jiff(value: civil::Date) -> Self {
        NaiveDate::from_ymd_opt(value.year().into(), value.month() as u32, value.day() as u32).unwrap_or_default()
    }
}

impl ToJiff for NaiveDate {
    fn to_jiff(&self) -> Result<civil::Date, &'static str> {
        let year = i16::try_from(self.year()).map_err(|_| OUT_OF_RANGE)?;
        civil::Date::new(year, self.month() as i8, self.day() as i8).map_err(|_| OUT_OF_RANGE)
    }
}

impl FromJiff for NaiveTime {
    type Jiff = civil::Time;

    fn from_jiff(value: civil::Time) -> Self {
        let (hour, minute, second) = (value.hour() as u32, value.minute() as u32, value.second() as u32);
        NaiveTime::from_hms_nano_opt(hour, minute, second, value.subsec_nanosecond() as u32).unwrap_or_default()
    }
}

impl ToJiff for NaiveTime {
    fn to_jiff(&self) -> Result<civil::Time, &'static str> {
        let (hour, minute, second) = (self.hour() as i8, self.minute() as i8, self.second() as i8);
        // One has a second's nanoseconds and more.
        civil::Time::new(hour, minute, second, self.nanosecond() as i32).map_err(|_| LEAP_SECOND)
    }
}

impl FromJiff for NaiveDateTime {
    type Jiff = civil::DateTime;

    fn from_jiff(value: civil::DateTime) -> Self {
        NaiveDateTime::new(NaiveDate::from_jiff(value.date()), NaiveTime::from_jiff(value.time()))
    }
}

impl ToJiff for NaiveDateTime {
    fn to_jiff(&self) -> Result<civil::DateTime, &'static str> {
        Ok(self.date().to_jiff()?.to_datetime(self.time().to_jiff()?))
    }
}

impl FromJiff for DateTime<Utc> {
    type Jiff = Timestamp;

    fn from_jiff(value: Timestamp) -> Self {
        let nanosecond = value.as_nanosecond();
        let (second, rest) = (nanosecond.div_euclid(1_000_000_000), nanosecond.rem_euclid(1_000_000_000));
        DateTime::from_timestamp(second as i64, rest as u32).unwrap_or_default()
    }
}

impl ToJiff for DateTime<Utc> {
    fn to_jiff(&self) -> Result<Timestamp, &'static str> {
        let nanosecond = i32::try_from(self.timestamp_subsec_nanos()).map_err(|_| LEAP_SECOND)?;
        if nanosecond >= 1_000_000_000 {
            return Err(LEAP_SECOND);
        }
        Timestamp::new(self.timestamp(), nanosecond).map_err(|_| OUT_OF_RANGE)
    }
}

super::columns! {
    NaiveDate: Date civil::Date;
    NaiveTime: Time civil::Time;
    NaiveDateTime: DateTime civil::DateTime;
    DateTime<Utc>: Timestamp Timestamp;
}

super::dated! {
    NaiveDate: civil::Date, Day;
    NaiveDateTime: civil::DateTime, Timed;
    DateTime<Utc>: Timestamp, Timed;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Field, ValueRef};

    #[test]
    fn the_ends_of_jiffs_types_come_back() {
        for date in [civil::Date::MIN, civil::Date::ZERO, civil::Date::MAX] {
            assert_eq!(NaiveDate::from_jiff(date).to_jiff(), Ok(date));
        }
        for time in [civil::Time::MIN, civil::Time::MAX] {
            assert_eq!(NaiveTime::from_jiff(time).to_jiff(), Ok(time));
        }
        for datetime in [civil::DateTime::MIN, civil::DateTime::MAX] {
            assert_eq!(NaiveDateTime::from_jiff(datetime).to_jiff(), Ok(datetime));
        }
        let before_1970 = Timestamp::from_nanosecond(-1).unwrap_or_default();
        for timestamp in [Timestamp::MIN, before_1970, Timestamp::UNIX_EPOCH, Timestamp::MAX] {
            assert_eq!(DateTime::<Utc>::from_jiff(timestamp).to_jiff(), Ok(timestamp));
        }
    }

    #[test]
    fn what_no_database_keeps_is_unfit() {
        let unfit = |value: ValueRef<'_>| matches!(value, ValueRef::Unfit(_));
        let leap = NaiveTime::from_hms_nano_opt(23, 59, 59, 1_000_000_000).unwrap_or_default();
        assert!(unfit(leap.to_ref()));
        assert!(unfit(NaiveDate::MAX.to_ref()) && unfit(NaiveDate::MIN.to_ref()));
        assert!(unfit(NaiveDate::default().and_time(leap).to_ref()));
        assert!(unfit(NaiveDate::default().and_time(leap).and_utc().to_ref()));
        assert!(unfit(DateTime::<Utc>::MAX_UTC.to_ref()) && unfit(DateTime::<Utc>::MIN_UTC.to_ref()));
    }
}
