//! Values of unique columns, told apart as the database tells them.

use std::collections::HashSet;

use foldhash::fast::RandomState;

use super::{rows::Rows, shape::Shape};
use crate::{Value, ValueRef};

/// Where a run must end because a row has the key of another one of it: one statement of PostgreSQL's changes a row once.
pub(super) fn first_repeated(rows: &dyn Rows, shape: &Shape, columns: &[usize]) -> usize {
    let mut seen = Keys::with_capacity_and_hasher(shape.len(), RandomState::default());
    for row in shape.start..shape.end {
        // NULLs are no key.
        if let Some(key) = key(columns, |column| rows.value(row, column))
            && !seen.insert(key)
        {
            return row;
        }
    }
    shape.end
}

/// Keys in one form for all types.
pub(super) type Keys = HashSet<Vec<u8>, RandomState>;

/// Some columns of a row in a form that is the same where the database finds them equal; `None` where one is NULL.
pub(super) fn key<'a>(columns: &[usize], value: impl Fn(usize) -> ValueRef<'a>) -> Option<Vec<u8>> {
    let mut form = Vec::with_capacity(8 * columns.len());
    for &column in columns {
        let value = value(column);
        if value.is_null() {
            return None;
        }
        write(&mut form, value);
    }
    Some(form)
}

/// Puts what came back into the order of the rows that it is of: `value` gives the columns' values, by their position in
/// `columns`. What cannot be told apart comes back as it is.
pub(super) fn in_order<T>(
    rows: &dyn Rows,
    shape: &Shape,
    columns: &[usize],
    found: Vec<T>,
    value: impl Fn(&T, usize) -> Value,
) -> Result<Vec<T>, Vec<T>> {
    let sent: Vec<_> = (shape.start..shape.end).map(|row| key(columns, |column| rows.value(row, column))).collect();
    let parts: Vec<usize> = (0..columns.len()).collect();
    let form = |item: &T| {
        let values: Vec<Value> = parts.iter().map(|&part| value(item, part)).collect();
        key(&parts, |part| values[part].as_ref())
    };
    let Some(places) = places(&sent, found.iter().map(form)) else { return Err(found) };
    if places.is_sorted() {
        return Ok(found);
    }
    let mut placed: Vec<(usize, T)> = places.into_iter().zip(found).collect();
    placed.sort_by_key(|(place, _)| *place);
    Ok(placed.into_iter().map(|(_, item)| item).collect())
}

/// Where in `sent` each key stands that was found; `None` where one does not.
fn places(sent: &[Option<Vec<u8>>], found: impl Iterator<Item = Option<Vec<u8>>>) -> Option<Vec<usize>> {
    let mut next = 0;
    let place = |key: Option<Vec<u8>>| {
        // Mostly they come in order.
        let place = (next..sent.len()).chain(0..next).find(|&place| key.is_some() && sent[place] == key)?;
        next = place + 1;
        Some(place)
    };
    found.map(place).collect()
}

fn write(form: &mut Vec<u8>, value: ValueRef<'_>) {
    let mut integer = |value: i64| form.extend(value.to_be_bytes());
    match value {
        ValueRef::Null | ValueRef::List(_) | ValueRef::Unfit(_) => {}
        ValueRef::Bool(v) => integer(v.into()),
        ValueRef::I16(v) => integer(v.into()),
        ValueRef::I32(v) => integer(v.into()),
        ValueRef::I64(v) => integer(v),
        // Of equal floats only zero has two forms.
        ValueRef::F32(v) => form.extend((f64::from(v) + 0.0).to_bits().to_be_bytes()),
        ValueRef::F64(v) => form.extend((v + 0.0).to_bits().to_be_bytes()),
        ValueRef::Decimal(v) => text(form, &v.normalize().to_string()),
        ValueRef::Text(v) => text(form, v),
        ValueRef::Bytes(v) => bytes(form, v),
        ValueRef::Uuid(v) => form.extend(v.as_bytes()),
        ValueRef::Date(v) => text(form, &v.to_string()),
        // The database keeps microseconds.
        ValueRef::Time(v) => integer(v.duration_since(jiff::civil::Time::MIN).as_micros() as i64),
        ValueRef::DateTime(v) => {
            let time = v.time().duration_since(jiff::civil::Time::MIN).as_micros() as i64;
            form.extend(time.to_be_bytes());
            text(form, &v.date().to_string());
        }
        ValueRef::Timestamp(v) => form.extend(v.as_nanosecond().div_euclid(1000).to_be_bytes()),
        ValueRef::Json(v) => text(form, &v.to_string()),
        // A month is as long as thirty days.
        ValueRef::Interval(v) => form.extend(v.total_microseconds().to_be_bytes()),
        ValueRef::Inet(v) => text(form, &v.to_string()),
        ValueRef::Array(members) => {
            form.extend((members.len() as u64).to_be_bytes());
            members.iter().for_each(|member| write(form, member.as_ref()));
        }
        ValueRef::Stored(v) => write(form, v.stored().as_ref()),
    }
}

fn text(form: &mut Vec<u8>, text: &str) {
    bytes(form, text.as_bytes());
}

/// Behind their length, so that two values do not run into each other.
fn bytes(form: &mut Vec<u8>, bytes: &[u8]) {
    form.extend((bytes.len() as u64).to_be_bytes());
    form.extend(bytes);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_back_in_another_order_is_placed() {
        let form = |text: &str| key(&[0], |_| ValueRef::Text(text));
        let sent = ["a", "b", "c", "d"].map(form);
        assert_eq!(places(&sent, ["a", "c", "d"].map(form).into_iter()), Some(vec![0, 2, 3]));
        assert_eq!(places(&sent, ["d", "a", "c", "b"].map(form).into_iter()), Some(vec![3, 0, 2, 1]));
        assert_eq!(places(&sent, ["a", "A"].map(form).into_iter()), None);
        assert_eq!(places(&[None], [None].into_iter()), None, "NULLs are no key");
    }

    #[test]
    fn what_a_database_finds_equal_has_one_form() {
        let of = |value: ValueRef<'_>| {
            let mut form = Vec::new();
            write(&mut form, value);
            form
        };
        let number = |text: &str| ValueRef::Decimal(text.parse().unwrap_or_default());
        let time = |text: &str| ValueRef::Timestamp(text.parse().unwrap_or_default());
        assert_eq!(of(ValueRef::I16(-5)), of(ValueRef::I64(-5)));
        assert_eq!(of(number("1.50")), of(number("1.5")));
        assert_eq!(of(ValueRef::F64(0.0)), of(ValueRef::F64(-0.0)));
        assert_eq!(of(time("2024-01-01T00:00:00.123456789Z")), of(time("2024-01-01T00:00:00.123456Z")));
        // Two texts do not run into each other.
        let two = |a: &str, b: &str| key(&[0, 1], |part| ValueRef::Text(if part == 0 { a } else { b }));
        assert_ne!(two("ab", "c"), two("a", "bc"));
    }
}
