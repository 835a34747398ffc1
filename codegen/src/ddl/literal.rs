//! Values as they stand in SQL.

/// Text between single quotes, for a database that knows no escapes in them.
pub(super) fn text(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// Bytes as hexadecimal digits.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect()
}

/// A number with a point or an exponent, so that it is read as a float.
pub(super) fn float(number: f64) -> String {
    format!("{number:?}")
}

/// A time of day with six digits behind the point, as the runtime writes it for SQLite: text of one width sorts.
pub(super) fn microseconds(time: &str) -> String {
    let (whole, fraction) = time.split_once('.').unwrap_or((time, ""));
    format!("{whole}.{fraction:0<6}")
}

/// A decimal without zeros that say nothing, as the runtime writes it.
pub(super) fn shortest(decimal: &str) -> &str {
    match decimal.contains('.') {
        true => decimal.trim_end_matches('0').trim_end_matches('.'),
        false => decimal,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_closed_where_it_ends() {
        assert_eq!(text("it's"), "'it''s'");
        assert_eq!(text("'; DROP TABLE users; --"), "'''; DROP TABLE users; --'");
    }

    #[test]
    fn floats_are_floats() {
        assert_eq!(float(1.0), "1.0");
        assert_eq!(float(-0.5), "-0.5");
        assert_eq!(float(1e300), "1e300");
    }

    #[test]
    fn times_have_one_width() {
        assert_eq!(microseconds("23:59:59"), "23:59:59.000000");
        assert_eq!(microseconds("23:59:59.5"), "23:59:59.500000");
        assert_eq!(microseconds("23:59:59.000001"), "23:59:59.000001");
    }

    #[test]
    fn decimals_are_as_short_as_they_can_be() {
        assert_eq!(shortest("1.50"), "1.5");
        assert_eq!(shortest("100.00"), "100");
        assert_eq!(shortest("100"), "100");
        assert_eq!(shortest("-0.10"), "-0.1");
    }
}
