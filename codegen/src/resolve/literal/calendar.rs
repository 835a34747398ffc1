//! Dates and times.

use crate::model::kind::{Kind, Literal};
use crate::syntax::Moment;

/// Year, month, day.
type Date = (u16, u8, u8);

/// Hour, minute, second, nanosecond.
type Time = (u8, u8, u8, u32);

/// Why a date or time is none, and what mends it.
type Fault = (String, Option<String>);

/// A date or time as a value of the type.
pub(super) fn literal(moment: Moment, kind: Kind) -> Result<Literal, Fault> {
    let Moment { date, time, offset } = moment;
    if let Some(date) = date {
        check_date(date)?;
    }
    if let Some(time) = time {
        check_time(time)?;
    }
    match (kind, date, time, offset) {
        (Kind::Date, Some(date), None, None) => Ok(Literal::Date(date_text(date))),
        (Kind::Time, None, Some(time), None) => Ok(Literal::Time(time_text(time))),
        (Kind::DateTime, Some(date), Some(time), None) => {
            Ok(Literal::DateTime(format!("{}T{}", date_text(date), time_text(time))))
        }
        (Kind::TimestampTz, Some(date), Some(time), Some(offset)) => {
            let (date, time) = to_utc(date, time, offset)?;
            Ok(Literal::TimestampTz(format!("{}T{}Z", date_text(date), time_text(time))))
        }
        (Kind::TimestampTz, Some(_), Some(_), None) => {
            fault("has no offset", Some("say which: a `Z` or `+01:00` behind it"))
        }
        (Kind::DateTime, Some(_), Some(_), Some(_)) => fault(
            "has an offset, which a datetime does not keep",
            Some("leave it out, or make the column a timestamptz"),
        ),
        (Kind::Date, ..) => fault("must be a date", Some("write it as `2026-01-31`")),
        (Kind::Time, ..) => fault("must be a time", Some("write it as `23:59:59`")),
        (Kind::DateTime, ..) => fault("must be a date with a time", Some("write it as `2026-01-31T23:59:59`")),
        _ => fault("must be a date with a time and an offset", Some("write it as `2026-01-31T23:59:59Z`")),
    }
}

fn fault<T>(label: &str, help: Option<&str>) -> Result<T, Fault> {
    Err((label.to_owned(), help.map(str::to_owned)))
}

fn check_date((year, month, day): Date) -> Result<(), Fault> {
    if year == 0 || !(1..=12).contains(&month) || !(1..=days_in(year, month)).contains(&day) {
        return fault("there is no such date", None);
    }
    Ok(())
}

fn check_time((hour, minute, second, nanosecond): Time) -> Result<(), Fault> {
    if hour > 23 || minute > 59 || second > 59 {
        return fault("there is no such time", None);
    }
    if nanosecond % 1000 != 0 {
        return fault("is finer than the microseconds that the database keeps", None);
    }
    Ok(())
}

fn days_in(year: u16, month: u8) -> u8 {
    match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

fn date_text((year, month, day): Date) -> String {
    format!("{year:04}-{month:02}-{day:02}")
}

fn time_text((hour, minute, second, nanosecond): Time) -> String {
    let whole = format!("{hour:02}:{minute:02}:{second:02}");
    if nanosecond == 0 {
        return whole;
    }
    let fraction = format!("{:06}", nanosecond / 1000);
    format!("{whole}.{}", fraction.trim_end_matches('0'))
}

/// The same moment in UTC. An offset is less than a day, so that at most one midnight lies between.
fn to_utc(
    (mut year, mut month, mut day): Date,
    (hour, minute, second, nanosecond): Time,
    offset: i16,
) -> Result<(Date, Time), Fault> {
    const DAY: i32 = 24 * 60;
    let minutes = i32::from(hour) * 60 + i32::from(minute) - i32::from(offset);
    if minutes < 0 {
        if day > 1 {
            day -= 1;
        } else {
            (year, month) = if month > 1 { (year, month - 1) } else { (year - 1, 12) };
            day = days_in(year, month);
        }
    } else if minutes >= DAY {
        if day < days_in(year, month) {
            day += 1;
        } else {
            (year, month, day) = if month < 12 { (year, month + 1, 1) } else { (year + 1, 1, 1) };
        }
    }
    if !(1..=9999).contains(&year) {
        return fault("there is no such date in UTC", None);
    }
    let minutes = minutes.rem_euclid(DAY);
    let part = |number: i32| u8::try_from(number).unwrap_or_default();
    Ok(((year, month, day), (part(minutes / 60), part(minutes % 60), second, nanosecond)))
}
