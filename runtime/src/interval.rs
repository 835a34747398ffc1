//! [`Interval`]: PostgreSQL's spans of time.

use std::fmt;

use jiff::{SignedDuration, Span};

/// A span of time as PostgreSQL has it: months, days and microseconds, each with a sign of its own, since a month is 28
/// to 31 days long and a day 23 to 25 hours. The type of columns of type `interval`.
///
/// Two intervals are equal where all three are. PostgreSQL itself compares them as if a month were thirty days and a day
/// 24 hours long; [`total_microseconds`](Interval::total_microseconds) is that length.
///
/// ```
/// use aludel::{Interval, jiff::{Span, ToSpan}};
///
/// let interval = Interval::try_from(1.year().days(3).minutes(90))?;
/// assert_eq!(interval, Interval { months: 12, days: 3, microseconds: 5_400_000_000 });
/// assert_eq!(interval.to_string(), "P12M3DT5400S");
/// assert_eq!(Span::try_from(interval)?.fieldwise(), 12.months().days(3).microseconds(5_400_000_000_i64));
/// # Ok::<(), aludel::jiff::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Interval {
    /// Months; a year is twelve.
    pub months: i32,
    /// Days.
    pub days: i32,
    /// Microseconds.
    pub microseconds: i64,
}

impl Interval {
    /// No time at all.
    pub const ZERO: Interval = Interval::new(0, 0, 0);

    /// So many months, days and microseconds.
    pub const fn new(months: i32, days: i32, microseconds: i64) -> Self {
        Interval { months, days, microseconds }
    }

    /// The length that PostgreSQL orders and compares intervals by: a month is thirty days, a day 24 hours.
    pub fn total_microseconds(self) -> i128 {
        let days = i128::from(self.months) * 30 + i128::from(self.days);
        days * 86_400_000_000 + i128::from(self.microseconds)
    }
}

/// ISO 8601: `P1M2DT3.5S`. What is negative has a minus before it.
impl fmt::Display for Interval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self == Interval::ZERO {
            return f.write_str("PT0S");
        }
        f.write_str("P")?;
        for (number, unit) in [(self.months, 'M'), (self.days, 'D')] {
            if number != 0 {
                write!(f, "{number}{unit}")?;
            }
        }
        if self.microseconds != 0 {
            let sign = if self.microseconds < 0 { "-" } else { "" };
            let (whole, rest) =
                (self.microseconds.unsigned_abs() / 1_000_000, self.microseconds.unsigned_abs() % 1_000_000);
            write!(f, "T{sign}{whole}")?;
            if rest != 0 {
                write!(f, ".{}", format!("{rest:06}").trim_end_matches('0'))?;
            }
            f.write_str("S")?;
        }
        Ok(())
    }
}

/// Years and months become months, weeks and days days, everything smaller microseconds.
///
/// An error where one of them is out of range, and where there are nanoseconds that are no whole microsecond.
impl TryFrom<Span> for Interval {
    type Error = jiff::Error;

    fn try_from(span: Span) -> Result<Self, jiff::Error> {
        let out_of_range = || jiff::Error::from_args(format_args!("the span is no interval of PostgreSQL's"));
        let months = i32::from(span.get_years()) * 12 + span.get_months();
        let days = span.get_weeks() * 7 + span.get_days();
        let seconds = i64::from(span.get_hours()) * 3600 + span.get_minutes() * 60 + span.get_seconds();
        let parts = i128::from(seconds) * 1_000_000_000
            + i128::from(span.get_milliseconds()) * 1_000_000
            + i128::from(span.get_microseconds()) * 1000
            + i128::from(span.get_nanoseconds());
        if parts % 1000 != 0 {
            return Err(out_of_range());
        }
        let microseconds = i64::try_from(parts / 1000).map_err(|_| out_of_range())?;
        Ok(Interval { months, days, microseconds })
    }
}

/// An error where one of the three is out of the range of a [`Span`], or their signs differ.
impl TryFrom<Interval> for Span {
    type Error = jiff::Error;

    fn try_from(interval: Interval) -> Result<Self, jiff::Error> {
        let signs = [i64::from(interval.months), i64::from(interval.days), interval.microseconds].map(i64::signum);
        if signs.contains(&1) && signs.contains(&-1) {
            return Err(jiff::Error::from_args(format_args!("the parts of the interval have different signs")));
        }
        let span = Span::new().try_months(interval.months)?.try_days(interval.days)?;
        span.try_microseconds(interval.microseconds)
    }
}

/// An error where it is out of range, or has nanoseconds that are no whole microsecond.
impl TryFrom<SignedDuration> for Interval {
    type Error = jiff::Error;

    fn try_from(duration: SignedDuration) -> Result<Self, jiff::Error> {
        let nanoseconds = duration.as_nanos();
        match i64::try_from(nanoseconds / 1000) {
            Ok(microseconds) if nanoseconds % 1000 == 0 => Ok(Interval { months: 0, days: 0, microseconds }),
            _ => Err(jiff::Error::from_args(format_args!("the duration is no interval of PostgreSQL's"))),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

    use jiff::ToSpan;

    use super::*;

    #[test]
    fn shown_as_iso_8601() {
        assert_eq!(Interval::ZERO.to_string(), "PT0S");
        assert_eq!(Interval::new(-1, 2, -3_500_000).to_string(), "P-1M2DT-3.5S");
        assert_eq!(Interval::new(0, 0, 1).to_string(), "PT0.000001S");
        assert_eq!(Interval::new(0, 0, i64::MIN).to_string(), "PT-9223372036854.775808S");
    }

    #[test]
    fn to_spans_and_back() {
        for span in [Span::new(), 14.months().days(-1).negate().negate(), -3.days().hours(25), 1.nanosecond() * 1000] {
            let interval = Interval::try_from(span).unwrap();
            let back = Span::try_from(interval).unwrap();
            assert_eq!(Interval::try_from(back).unwrap(), interval);
        }
        assert!(Interval::try_from(1.nanosecond()).is_err());
        assert!(Span::try_from(Interval::new(1, -1, 0)).is_err(), "two signs");
        assert!(Span::try_from(Interval::new(i32::MAX, 0, 0)).is_err());
        assert!(Interval::try_from(SignedDuration::MAX).is_err());
        assert_eq!(Interval::try_from(SignedDuration::from_micros(-5)).unwrap(), Interval::new(0, 0, -5));
    }

    #[test]
    fn lengths_do_not_overflow() {
        let total = Interval::new(i32::MIN, i32::MIN, i64::MIN).total_microseconds();
        assert!(total < 0);
        assert_eq!(Interval::new(1, -30, 0).total_microseconds(), 0);
    }
}
