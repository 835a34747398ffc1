//! Spans of time, in the words of ISO 8601.

/// Months, days and microseconds.
type Span = (i32, i32, i64);

/// `P1Y2M3DT4H5M6.5S`, each number with a sign of its own; `None` where a text is none, or out of range.
pub(super) fn parse(text: &str) -> Option<Span> {
    let (negative, rest) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text),
    };
    let rest = rest.strip_prefix('P')?;
    let (date, time) = match rest.split_once('T') {
        Some((_, "")) => return None,
        Some((date, time)) => (date, time),
        None => (rest, ""),
    };
    if date.is_empty() && time.is_empty() {
        return None;
    }
    const SECOND: i64 = 1_000_000;
    let [years, months, weeks, days] = numbers(date, ['Y', 'M', 'W', 'D'])?;
    let [hours, minutes, seconds] = numbers(time, ['H', 'M', 'S'])?;
    // Microseconds so far: only seconds have a fraction.
    let whole = |number: i64| (number % SECOND == 0).then_some(number / SECOND);
    let months = whole(years)?.checked_mul(12)?.checked_add(whole(months)?)?;
    let days = whole(weeks)?.checked_mul(7)?.checked_add(whole(days)?)?;
    let time = whole(hours)?.checked_mul(3600 * SECOND)?.checked_add(whole(minutes)?.checked_mul(60 * SECOND)?)?;
    let narrow = |number: i64| i32::try_from(number * i64::from(negative)).ok();
    Some((narrow(months)?, narrow(days)?, time.checked_add(seconds)?.checked_mul(i64::from(negative))?))
}

/// Numbers in millionths, each before its letter, in that order.
fn numbers<const N: usize>(text: &str, letters: [char; N]) -> Option<[i64; N]> {
    let mut found = [0; N];
    let mut rest = text;
    let mut next = 0;
    while !rest.is_empty() {
        let end = rest.find(|c: char| c.is_ascii_alphabetic())?;
        let (number, letter) = (&rest[..end], rest[end..].chars().next()?);
        let place = next + letters[next..].iter().position(|&known| known == letter)?;
        found[place] = millionths(number)?;
        next = place + 1;
        rest = &rest[end + 1..];
    }
    Some(found)
}

fn millionths(number: &str) -> Option<i64> {
    let (negative, digits) = match number.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, number),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let plain = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !plain(whole) || !plain(fraction) || fraction.len() > 6 {
        return None;
    }
    let all: i64 = format!("{whole}{fraction:0<6}").parse().ok()?;
    Some(if negative { -all } else { all })
}

/// The same as text.
pub(crate) fn text((months, days, microseconds): Span) -> String {
    let mut text = String::from("P");
    for (number, unit) in [(months, 'M'), (days, 'D')] {
        if number != 0 {
            text.push_str(&format!("{number}{unit}"));
        }
    }
    if microseconds != 0 || text == "P" {
        let sign = if microseconds < 0 { "-" } else { "" };
        let (whole, rest) = (microseconds.unsigned_abs() / 1_000_000, microseconds.unsigned_abs() % 1_000_000);
        text.push_str(&format!("T{sign}{whole}"));
        if rest != 0 {
            text.push_str(&format!(".{}", format!("{rest:06}").trim_end_matches('0')));
        }
        text.push('S');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_read() {
        assert_eq!(parse("P1Y2M3DT4H5M6.5S"), Some((14, 3, 14_706_500_000)));
        assert_eq!(parse("P2W"), Some((0, 14, 0)));
        assert_eq!(parse("-P1M"), Some((-1, 0, 0)));
        assert_eq!(parse("P1MT-0.000001S"), Some((1, 0, -1)));
        for text in ["", "P", "PT", "1D", "P1", "P1.5D", "PT1.0000001S", "P1D1M", "P1H", "P99999999999D", "P1é"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn and_written() {
        for span in [(0, 0, 0), (14, 0, 0), (-1, 2, -3_500_000), (0, 0, 1)] {
            assert_eq!(parse(&text(span)), Some(span));
        }
        assert_eq!(text((0, 0, 0)), "PT0S");
    }
}
