//! The types of time, whose years are jiff's unless its feature `large-dates` is on.

use ::time::{Date, Month, OffsetDateTime, PrimitiveDateTime, Time};
use jiff::{Timestamp, civil};

use super::{FromJiff, OUT_OF_RANGE, ToJiff};

impl FromJiff for Date {
    type Jiff = civil::Date;

    fn from_jiff(value: civil::Date) -> Self {
        let month = Month::January.nth_next(value.month() as u8 - 1);
        Date::from_calendar_date(value.year().into(), month, value.day() as u8).unwrap_or(Date::MIN)
    }
}

impl ToJiff for Date {
    fn to_jiff(&self) -> Result<civil::Date, &'static str> {
        let year = i16::try_from(self.year()).map_err(|_| OUT_OF_RANGE)?;
        civil::Date::new(year, u8::from(self.month()) as i8, self.day() as i8).map_err(|_| OUT_OF_RANGE)
    }
}

impl FromJiff for Time {
    type Jiff = civil::Time;

    fn from_jiff(value: civil::Time) -> Self {
        let (hour, minute, second) = (value.hour() as u8, value.minute() as u8, value.second() as u8);
        Time::from_hms_nano(hour, minute, second, value.subsec_nanosecond() as u32).unwrap_or(Time::MIDNIGHT)
    }
}

impl ToJiff for Time {
    fn to_jiff(&self) -> Result<civil::Time, &'static str> {
        let (hour, minute, second, nanosecond) = self.as_hms_nano();
        civil::Time::new(hour as i8, minute as i8, second as i8, nanosecond as i32).map_err(|_| OUT_OF_RANGE)
    }
}

impl FromJiff for PrimitiveDateTime {
    type Jiff = civil::DateTime;

    fn from_jiff(value: civil::DateTime) -> Self {
        PrimitiveDateTime::new(Date::from_jiff(value.date()), Time::from_jiff(value.time()))
    }
}

impl ToJiff for PrimitiveDateTime {
    fn to_jiff(&self) -> Result<civil::DateTime, &'static str> {
        Ok(self.date().to_jiff()?.to_datetime(self.time().to_jiff()?))
    }
}

/// In UTC, whatever offset was written.
impl FromJiff for OffsetDateTime {
    type Jiff = Timestamp;

    fn from_jiff(value: Timestamp) -> Self {
        OffsetDateTime::from_unix_timestamp_nanos(value.as_nanosecond()).unwrap_or(OffsetDateTime::UNIX_EPOCH)
    }
}

impl ToJiff for OffsetDateTime {
    fn to_jiff(&self) -> Result<Timestamp, &'static str> {
        Timestamp::from_nanosecond(self.unix_timestamp_nanos()).map_err(|_| OUT_OF_RANGE)
    }
}

super::columns! {
    Date: Date civil::Date;
    Time: Time civil::Time;
    PrimitiveDateTime: DateTime civil::DateTime;
    OffsetDateTime: Timestamp Timestamp;
}

super::dated! {
    Date: civil::Date, Day;
    PrimitiveDateTime: civil::DateTime, Timed;
    OffsetDateTime: Timestamp, Timed;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Field, ValueRef};

    #[test]
    fn the_ends_of_jiffs_types_come_back() {
        for date in [civil::Date::MIN, civil::Date::ZERO, civil::Date::MAX] {
            assert_eq!(Date::from_jiff(date).to_jiff(), Ok(date));
        }
        for time in [civil::Time::MIN, civil::Time::MAX] {
            assert_eq!(Time::from_jiff(time).to_jiff(), Ok(time));
        }
        for datetime in [civil::DateTime::MIN, civil::DateTime::MAX] {
            assert_eq!(PrimitiveDateTime::from_jiff(datetime).to_jiff(), Ok(datetime));
        }
        let before_1970 = Timestamp::from_nanosecond(-1).unwrap_or_default();
        for timestamp in [Timestamp::MIN, before_1970, Timestamp::UNIX_EPOCH, Timestamp::MAX] {
            assert_eq!(OffsetDateTime::from_jiff(timestamp).to_jiff(), Ok(timestamp));
        }
    }

    #[test]
    fn what_no_database_keeps_is_unfit() {
        let last = PrimitiveDateTime::MAX.assume_utc();
        assert!(matches!(last.to_ref(), ValueRef::Unfit(_)), "jiff's last is a day before");
    }
}
