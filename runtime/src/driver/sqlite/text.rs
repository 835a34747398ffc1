//! Dates, times and what else SQLite has no type for, as text: of fixed width, so that it sorts as the values do.

use std::fmt::{self, Write};

use jiff::civil::{Date, DateTime, Time};
use jiff::{Timestamp, tz::Offset};
use uuid::Uuid;

/// Room to write one value in, used again for the next.
pub(super) struct Text {
    short: [u8; 36],
    long: String,
}

/// A year before 0, which as text would not sort.
#[derive(Debug, PartialEq)]
pub(super) struct Unwritable(i16);

impl fmt::Display for Unwritable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SQLite stores dates as text, which has no place for the year {}: it may be 0 to 9999", self.0)
    }
}

impl Text {
    pub(super) fn new() -> Self {
        Text { short: [0; 36], long: String::new() }
    }

    /// `2024-02-29`
    pub(super) fn date(&mut self, date: Date) -> Result<&[u8], Unwritable> {
        self.put_date(date)?;
        Ok(&self.short[..10])
    }

    /// `23:59:59.000001`
    pub(super) fn time(&mut self, time: Time) -> &[u8] {
        self.put_time(0, time);
        &self.short[..15]
    }

    /// `2024-02-29 23:59:59.000001`
    pub(super) fn datetime(&mut self, datetime: DateTime) -> Result<&[u8], Unwritable> {
        self.put_date(datetime.date())?;
        self.short[10] = b' ';
        self.put_time(11, datetime.time());
        Ok(&self.short[..26])
    }

    /// `2024-02-29 23:59:59.000001Z`
    pub(super) fn timestamp(&mut self, timestamp: Timestamp) -> Result<&[u8], Unwritable> {
        // UTC's civil time keeps the nanoseconds, of which `put_time` drops what is below a microsecond: that is
        // the floor, before 1970 too.
        self.datetime(Offset::UTC.to_datetime(timestamp))?;
        self.short[26] = b'Z';
        Ok(&self.short[..27])
    }

    /// `67e55044-10b1-426f-9247-bb680e5fe0c8`
    pub(super) fn uuid(&mut self, uuid: Uuid) -> &[u8] {
        uuid.hyphenated().encode_lower(&mut self.short).as_bytes()
    }

    /// Anything else, as it displays.
    pub(super) fn long(&mut self, value: impl fmt::Display) -> &[u8] {
        self.long.clear();
        // Writing to a String cannot fail.
        let _ = write!(self.long, "{value}");
        self.long.as_bytes()
    }

    fn put_date(&mut self, date: Date) -> Result<(), Unwritable> {
        let year = u32::try_from(date.year()).map_err(|_| Unwritable(date.year()))?;
        self.put::<4>(0, year);
        self.short[4] = b'-';
        self.put::<2>(5, date.month() as u32);
        self.short[7] = b'-';
        self.put::<2>(8, date.day() as u32);
        Ok(())
    }

    fn put_time(&mut self, at: usize, time: Time) {
        self.put::<2>(at, time.hour() as u32);
        self.short[at + 2] = b':';
        self.put::<2>(at + 3, time.minute() as u32);
        self.short[at + 5] = b':';
        self.put::<2>(at + 6, time.second() as u32);
        self.short[at + 8] = b'.';
        self.put::<6>(at + 9, time.subsec_nanosecond() as u32 / 1000);
    }

    /// A number in `N` digits.
    #[inline]
    fn put<const N: usize>(&mut self, at: usize, mut number: u32) {
        for digit in self.short[at..at + N].iter_mut().rev() {
            *digit = b'0' + (number % 10) as u8;
            number /= 10;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fixed_width_and_floored_to_microseconds() {
        let mut text = Text::new();
        assert_eq!(text.date(jiff::civil::date(24, 2, 9)), Ok(b"0024-02-09".as_slice()));
        assert_eq!(text.time(jiff::civil::time(1, 2, 3, 4_999)), b"01:02:03.000004");
        let datetime = jiff::civil::date(2024, 2, 29).at(23, 59, 59, 999_999_999);
        assert_eq!(text.datetime(datetime), Ok(b"2024-02-29 23:59:59.999999".as_slice()));
        let before_1970 = Timestamp::from_nanosecond(-1).unwrap_or_default();
        assert_eq!(text.timestamp(before_1970), Ok(b"1969-12-31 23:59:59.999999Z".as_slice()));
        assert_eq!(text.timestamp(Timestamp::MAX), Ok(b"9999-12-30 22:00:00.999999Z".as_slice()));
        let uuid = Uuid::from_u128(0x67e55044_10b1_426f_9247_bb680e5fe0c8);
        assert_eq!(text.uuid(uuid), b"67e55044-10b1-426f-9247-bb680e5fe0c8");
    }

    #[test]
    fn years_that_would_not_sort_are_refused() {
        let mut text = Text::new();
        assert_eq!(text.date(jiff::civil::date(-1, 1, 1)), Err(Unwritable(-1)));
        assert_eq!(text.timestamp(Timestamp::MIN), Err(Unwritable(-9999)));
        assert!(text.date(jiff::civil::date(0, 1, 1)).is_ok());
    }
}
