//! Network addresses and intervals in their binary forms.

use std::net::IpAddr;

use bytes::{BufMut, BytesMut};
use ipnet::IpNet;
use postgres::types::Type;

use super::misfit::Misfit;
use crate::Interval;

/// PostgreSQL's own numbers for the two families.
const V4: u8 = 2;
const V6: u8 = 3;

/// Writes family, length of the prefix, whether it is a network, and the address behind its length.
pub(super) fn write(value: IpNet, wanted: &Type, out: &mut BytesMut) -> Result<(), Misfit> {
    let is_network = *wanted == Type::CIDR;
    if is_network && value.addr() != value.network() {
        return Err(Misfit::new("the address has bits behind the prefix, which a cidr has not: `trunc()` drops them"));
    }
    out.put_u8(if value.addr().is_ipv4() { V4 } else { V6 });
    out.put_u8(value.prefix_len());
    out.put_u8(is_network.into());
    match value.addr() {
        IpAddr::V4(address) => {
            out.put_u8(4);
            out.put_slice(&address.octets());
        }
        IpAddr::V6(address) => {
            out.put_u8(16);
            out.put_slice(&address.octets());
        }
    }
    Ok(())
}

pub(super) fn read(raw: &[u8]) -> Option<IpNet> {
    let (&[family, prefix, _, _], address) = raw.split_first_chunk::<4>()?;
    let address = match family {
        V4 => IpAddr::from(<[u8; 4]>::try_from(address).ok()?),
        V6 => IpAddr::from(<[u8; 16]>::try_from(address).ok()?),
        _ => return None,
    };
    IpNet::new(address, prefix).ok()
}

/// Microseconds, days and months.
pub(super) fn read_interval(raw: &[u8]) -> Option<Interval> {
    let (microseconds, rest) = raw.split_first_chunk::<8>()?;
    let (days, months) = rest.split_first_chunk::<4>()?;
    Some(Interval {
        months: i32::from_be_bytes(months.try_into().ok()?),
        days: i32::from_be_bytes(*days),
        microseconds: i64::from_be_bytes(*microseconds),
    })
}
