//! Lists as one-dimensional arrays.

use bytes::{BufMut, BytesMut};
use postgres::types::{Kind, Type};

use super::misfit::Misfit;
use super::{scalar, types};
use crate::ValueRef;

/// Writes the array's binary form: dimensions, a flag for NULLs, the members' type, how many from which index on,
/// and each member behind its length.
pub(super) fn write(members: &[ValueRef<'_>], wanted: &Type, out: &mut BytesMut) -> Result<(), Misfit> {
    let wanted = types::base(wanted);
    let Kind::Array(member) = wanted.kind() else { return Err(Misfit::wanted("a list", wanted)) };
    out.put_i32(if members.is_empty() { 0 } else { 1 });
    out.put_i32(members.iter().any(|member| member.is_null()).into());
    out.put_u32(member.oid());
    if members.is_empty() {
        return Ok(());
    }
    let count =
        i32::try_from(members.len()).map_err(|_| Misfit::new("the list has more than 2 147 483 647 members"))?;
    out.put_i32(count);
    out.put_i32(1);
    for (index, value) in members.iter().enumerate() {
        if value.is_null() {
            out.put_i32(-1);
            continue;
        }
        let start = out.len();
        out.put_i32(0);
        scalar::write(*value, member, out).map_err(|misfit| misfit.of_member(index))?;
        let length =
            i32::try_from(out.len() - start - 4).map_err(|_| Misfit::new("a member of the list is too long"))?;
        out[start..start + 4].copy_from_slice(&length.to_be_bytes());
    }
    Ok(())
}
