//! How parameters look in echo and errors: SQLAlchemy's tuples, on one line whatever the values hold.

use std::fmt::Write;

use crate::driver::{Batch, Param};
use crate::{Value, ValueRef};

/// Parameters of one execution that are shown; a statement with more says how many.
const PARAMETERS: usize = 50;
/// Members of a list that are shown.
const MEMBERS: usize = 10;
/// Rows of a batch that are shown: all of a small one, the first two of a large one.
const ROWS: (usize, usize) = (8, 2);
/// Characters of a text, and bytes of a blob, that are shown.
const CHARACTERS: usize = 200;
const BYTES: usize = 16;

/// `('ed', 1, 0)`, `('ed',)`, `()`.
pub(crate) fn tuple(out: &mut String, params: &[Param<'_>]) {
    out.push('(');
    for (index, param) in params.iter().take(PARAMETERS).enumerate() {
        if index > 0 {
            out.push_str(", ");
        }
        match param.sensitive {
            true => out.push_str("***"),
            false => value(out, param.value),
        }
    }
    more(out, params.len(), PARAMETERS, "... and ");
    // As Python prints a tuple of one.
    out.push_str(if params.len() == 1 { ",)" } else { ")" });
}

/// `[('ed', 1), ('wendy', 2), ... 9 998 more]`; a batch of one row looks like a single execution.
pub(crate) fn rows(out: &mut String, batch: &dyn Batch) {
    let shown = if batch.len() <= ROWS.0 { batch.len() } else { ROWS.1 };
    let single = batch.len() == 1;
    if !single {
        out.push('[');
    }
    for index in 0..shown {
        if index > 0 {
            out.push_str(", ");
        }
        let mut params = Vec::new();
        batch.bind(index, &mut params);
        tuple(out, &params);
    }
    more(out, batch.len(), shown, "... ");
    if !single {
        out.push(']');
    }
}

fn more(out: &mut String, all: usize, shown: usize, lead: &str) {
    if all > shown {
        let _ = write!(out, ", {lead}{} more", Grouped(all - shown));
    }
}

/// One value: `'ed'`, `1`, `NULL`.
pub(crate) fn value(out: &mut String, value: ValueRef<'_>) {
    // Writing to a String cannot fail.
    let _ = match value {
        ValueRef::Null => write!(out, "NULL"),
        ValueRef::Bool(v) => write!(out, "{v}"),
        ValueRef::I16(v) => write!(out, "{v}"),
        ValueRef::I32(v) => write!(out, "{v}"),
        ValueRef::I64(v) => write!(out, "{v}"),
        ValueRef::F32(v) => write!(out, "{v:?}"),
        ValueRef::F64(v) => write!(out, "{v:?}"),
        ValueRef::Decimal(v) => write!(out, "'{v}'"),
        ValueRef::Date(v) => write!(out, "'{v}'"),
        ValueRef::Time(v) => write!(out, "'{v}'"),
        ValueRef::DateTime(v) => write!(out, "'{} {}'", v.date(), v.time()),
        ValueRef::Timestamp(v) => write!(out, "'{v}'"),
        ValueRef::Uuid(v) => write!(out, "'{v}'"),
        ValueRef::Text(v) => {
            text(out, v);
            Ok(())
        }
        ValueRef::Json(v) => {
            text(out, &v.to_string());
            Ok(())
        }
        ValueRef::Bytes(v) => bytes(out, v),
        ValueRef::Interval(v) => write!(out, "'{v}'"),
        ValueRef::Inet(v) => write!(out, "'{v}'"),
        ValueRef::Unfit(why) => write!(out, "<{why}>"),
        ValueRef::Stored(v) => {
            self::value(out, v.stored().as_ref());
            Ok(())
        }
        ValueRef::List(members) => {
            list(out, members.len(), members.iter().copied());
            Ok(())
        }
        ValueRef::Array(members) => {
            list(out, members.len(), members.iter().map(Value::as_ref));
            Ok(())
        }
    };
}

fn list<'a>(out: &mut String, count: usize, members: impl Iterator<Item = ValueRef<'a>>) {
    out.push('[');
    for (index, member) in members.take(MEMBERS).enumerate() {
        if index > 0 {
            out.push_str(", ");
        }
        value(out, member);
    }
    more(out, count, MEMBERS, "... and ");
    out.push(']');
}

/// Quoted, and escaped so that no value ends its line or its quotes, or turns the text around.
fn text(out: &mut String, text: &str) {
    out.push('\'');
    for c in text.chars().take(CHARACTERS) {
        match c {
            '"' => out.push(c),
            c => out.extend(c.escape_debug()),
        }
    }
    out.push('\'');
    // Counting is linear: only where bytes say that it may matter.
    let rest = if text.len() > CHARACTERS { text.chars().count().saturating_sub(CHARACTERS) } else { 0 };
    if rest > 0 {
        let _ = write!(out, "... and {} characters more", Grouped(rest));
    }
}

fn bytes(out: &mut String, bytes: &[u8]) -> std::fmt::Result {
    write!(out, "{} bytes", Grouped(bytes.len()))?;
    if bytes.is_empty() {
        return Ok(());
    }
    out.push_str(" 0x");
    for byte in bytes.iter().take(BYTES) {
        write!(out, "{byte:02x}")?;
    }
    if bytes.len() > BYTES {
        out.push_str("...");
    }
    Ok(())
}

/// A number with a space between its thousands.
struct Grouped(usize);

impl std::fmt::Display for Grouped {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let digits = self.0.to_string();
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && (digits.len() - index).is_multiple_of(3) {
                f.write_char(' ')?;
            }
            f.write_char(digit)?;
        }
        Ok(())
    }
}

#[cfg(test)]
#[path = "parameters/tests.rs"]
mod tests;
