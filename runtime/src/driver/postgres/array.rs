//! Lists and arrays: one-dimensional arrays in binary form, and arrays as text where they are members of a list.

use std::fmt::Write as _;

use bytes::{BufMut, BytesMut};
use postgres::types::{Kind, Type};

use super::decode::{self, Code};
use super::misfit::Misfit;
use super::{time, types};
use crate::{Value, ValueRef};

/// Writes one value in the binary form of a type.
pub(super) type Write = fn(ValueRef<'_>, &Type, &mut BytesMut) -> Result<(), Misfit>;

/// Writes the array's binary form: dimensions, a flag for NULLs, the members' type, how many from which index on,
/// and each member, as `write` writes it, behind its length.
pub(super) fn write<'a>(
    members: impl ExactSizeIterator<Item = ValueRef<'a>> + Clone,
    wanted: &Type,
    out: &mut BytesMut,
    write: Write,
) -> Result<(), Misfit> {
    let wanted = types::base(wanted);
    let Kind::Array(member) = wanted.kind() else { return Err(Misfit::wanted("a list", wanted)) };
    out.put_i32(if members.len() == 0 { 0 } else { 1 });
    out.put_i32(members.clone().any(|member| member.is_null()).into());
    out.put_u32(member.oid());
    if members.len() == 0 {
        return Ok(());
    }
    let count =
        i32::try_from(members.len()).map_err(|_| Misfit::new("the list has more than 2 147 483 647 members"))?;
    out.put_i32(count);
    out.put_i32(1);
    for (index, value) in members.enumerate() {
        if value.is_null() {
            out.put_i32(-1);
            continue;
        }
        let start = out.len();
        out.put_i32(0);
        write(value, member, out).map_err(|misfit| misfit.of_member(index))?;
        let length =
            i32::try_from(out.len() - start - 4).map_err(|_| Misfit::new("a member of the list is too long"))?;
        out[start..start + 4].copy_from_slice(&length.to_be_bytes());
    }
    Ok(())
}

/// The members of an array in its binary form; or why they are none.
pub(super) fn read(array: &Type, raw: &[u8]) -> Result<Vec<Value>, &'static str> {
    const BROKEN: &str = "that cannot be read";
    let code = Code::of_members(types::base(array)).ok_or(BROKEN)?;
    let mut rest = raw;
    let dimensions = number(&mut rest).ok_or(BROKEN)?;
    // Whether there are NULLs, and the members' type.
    let _ = number(&mut rest).zip(number(&mut rest)).ok_or(BROKEN)?;
    let count = match dimensions {
        0 => return Ok(Vec::new()),
        1 => number(&mut rest).and_then(|count| usize::try_from(count).ok()).ok_or(BROKEN)?,
        _ => return Err("of several dimensions, and a Vec has one"),
    };
    // The index of the first member, which a Vec does not keep.
    let _ = number(&mut rest).ok_or(BROKEN)?;
    // Each takes four bytes at least.
    let mut members = Vec::with_capacity(count.min(rest.len() / 4));
    for _ in 0..count {
        let value = match number(&mut rest).ok_or(BROKEN)? {
            -1 => Value::Null,
            length => {
                let length = usize::try_from(length).map_err(|_| BROKEN)?;
                let (bytes, behind) = rest.split_at_checked(length).ok_or(BROKEN)?;
                rest = behind;
                decode::read(code, bytes).ok_or("with a member that is out of the range of its Rust type")?.to_value()
            }
        };
        members.push(value);
    }
    Ok(members)
}

fn number(rest: &mut &[u8]) -> Option<i32> {
    let (first, behind) = rest.split_first_chunk::<4>()?;
    *rest = behind;
    Some(i32::from_be_bytes(*first))
}

/// An array as text, `{"a","b"}`: the form in which it is a member of a list, since UNNEST flattens arrays of
/// arrays.
pub(super) fn text(members: &[Value]) -> Result<String, Misfit> {
    let mut text = String::from("{");
    for (index, member) in members.iter().enumerate() {
        text.push_str(if index > 0 { "," } else { "" });
        let member = match member {
            Value::Null => {
                text.push_str("NULL");
                continue;
            }
            member => as_text(member.as_ref())?,
        };
        text.push('"');
        for letter in member.chars() {
            text.push_str(if matches!(letter, '"' | '\\') { "\\" } else { "" });
            text.push(letter);
        }
        text.push('"');
    }
    text.push('}');
    Ok(text)
}

/// A member as PostgreSQL reads it from text, cut to what the database keeps.
fn as_text(value: ValueRef<'_>) -> Result<String, Misfit> {
    Ok(match value {
        ValueRef::Bool(v) => v.to_string(),
        ValueRef::I16(v) => v.to_string(),
        ValueRef::I32(v) => v.to_string(),
        ValueRef::I64(v) => v.to_string(),
        ValueRef::F32(v) => format!("{v:e}"),
        ValueRef::F64(v) => format!("{v:e}"),
        ValueRef::Decimal(v) => v.to_string(),
        ValueRef::Text(v) => v.to_owned(),
        ValueRef::Bytes(v) => {
            let mut text = String::from("\\x");
            for byte in v {
                // Writing to a String cannot fail.
                let _ = write!(text, "{byte:02x}");
            }
            text
        }
        ValueRef::Date(v) => time::date_text(v, "")?,
        ValueRef::Time(v) => time::time_text(v),
        ValueRef::DateTime(v) => time::datetime_text(v)?,
        ValueRef::Timestamp(v) => time::timestamp_text(v)?,
        ValueRef::Uuid(v) => v.to_string(),
        ValueRef::Json(v) => v.to_string(),
        ValueRef::Interval(v) => format!("{} months {} days {} microseconds", v.months, v.days, v.microseconds),
        ValueRef::Inet(v) => v.to_string(),
        ValueRef::Unfit(why) => return Err(Misfit::new(why)),
        ValueRef::Stored(v) => return as_text(v.stored().as_ref()),
        ValueRef::Null | ValueRef::Array(_) | ValueRef::List(_) => {
            return Err(Misfit::new("an array holds no arrays here"));
        }
    })
}
