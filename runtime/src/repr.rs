//! How the generated `Display` of a model shows a value.

use std::fmt::{self, Write as _};

use crate::{Field, ValueRef};

/// Shows a value as Python's `repr` would, for `<User(name='ed', id=None)>`. Generated code calls it.
pub fn repr<T: Field>(value: &T) -> impl fmt::Display + '_ {
    Repr(value.to_ref())
}

/// A value, shown as `repr` does.
pub(crate) struct Repr<'a>(pub(crate) ValueRef<'a>);

impl fmt::Display for Repr<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            ValueRef::Null => f.write_str("None"),
            ValueRef::Bool(v) => v.fmt(f),
            ValueRef::I16(v) => v.fmt(f),
            ValueRef::I32(v) => v.fmt(f),
            ValueRef::I64(v) => v.fmt(f),
            ValueRef::F32(v) => write!(f, "{v:?}"),
            ValueRef::F64(v) => write!(f, "{v:?}"),
            ValueRef::Decimal(v) => v.fmt(f),
            ValueRef::Text(v) => quoted(f, v),
            ValueRef::Bytes(v) => write!(f, "b\"{}\"", v.escape_ascii()),
            ValueRef::Date(v) => v.fmt(f),
            ValueRef::Time(v) => v.fmt(f),
            ValueRef::DateTime(v) => v.fmt(f),
            ValueRef::Timestamp(v) => v.fmt(f),
            ValueRef::Uuid(v) => v.fmt(f),
            ValueRef::Json(v) => v.fmt(f),
            ValueRef::Interval(v) => v.fmt(f),
            ValueRef::Inet(v) => v.fmt(f),
            ValueRef::Array(members) => {
                f.write_char('[')?;
                for (index, member) in members.iter().enumerate() {
                    f.write_str(if index > 0 { ", " } else { "" })?;
                    Repr(member.as_ref()).fmt(f)?;
                }
                f.write_char(']')
            }
            ValueRef::Unfit(why) => write!(f, "<{why}>"),
            // No column holds a list.
            ValueRef::List(_) => f.write_str("[...]"),
            ValueRef::Stored(v) => Repr(v.stored().as_ref()).fmt(f),
        }
    }
}

/// In single quotes, or in double ones where that saves an escape.
fn quoted(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    f.write_char(quote)?;
    for c in text.chars() {
        match c {
            '\\' => f.write_str("\\\\")?,
            '\n' => f.write_str("\\n")?,
            '\r' => f.write_str("\\r")?,
            '\t' => f.write_str("\\t")?,
            c if c == quote => write!(f, "\\{c}")?,
            c if c.is_control() => write!(f, "\\x{:02x}", c as u32)?,
            c => f.write_char(c)?,
        }
    }
    f.write_char(quote)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown<T: Field>(value: T) -> String {
        repr(&value).to_string()
    }

    #[test]
    fn values_show_as_in_python() {
        assert_eq!(shown("ed".to_owned()), "'ed'");
        assert_eq!(shown("it's".to_owned()), "\"it's\"");
        assert_eq!(shown("\"it's\"".to_owned()), "'\"it\\'s\"'");
        assert_eq!(shown("a\\b\n\u{7}".to_owned()), "'a\\\\b\\n\\x07'");
        assert_eq!(shown(5), "5");
        assert_eq!(shown(1.0_f64), "1.0");
        assert_eq!(shown(None::<i32>), "None");
        assert_eq!(shown(Some("x".to_owned())), "'x'");
        assert_eq!(shown(vec![0_u8, b'a']), "b\"\\x00a\"");
        assert_eq!(shown(jiff::civil::date(2026, 1, 31)), "2026-01-31");
    }
}
