//! Numbers, as the type that a statement wants, where they fit.

use bytes::{BufMut, BytesMut};
use postgres::types::{ToSql, Type};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::misfit::Misfit;

/// An integer into any numeric type.
pub(super) fn write_integer(value: i64, wanted: &Type, out: &mut BytesMut) -> Result<(), Misfit> {
    match *wanted {
        Type::INT8 => out.put_i64(value),
        Type::INT4 => out.put_i32(i32::try_from(value).map_err(|_| too_large(wanted))?),
        Type::INT2 => out.put_i16(i16::try_from(value).map_err(|_| too_large(wanted))?),
        Type::OID => out.put_u32(u32::try_from(value).map_err(|_| too_large(wanted))?),
        Type::NUMERIC => write_numeric(Decimal::from(value), out)?,
        // Beyond 2^53 a float has no place for each integer, and beyond 2^24 a real has none.
        Type::FLOAT8 if value.unsigned_abs() <= 1 << f64::MANTISSA_DIGITS => out.put_f64(value as f64),
        Type::FLOAT4 if value.unsigned_abs() <= 1 << f32::MANTISSA_DIGITS => out.put_f32(value as f32),
        Type::FLOAT8 | Type::FLOAT4 => return Err(Misfit::new(format!("the integer cannot be a {wanted} exactly"))),
        _ => return Err(Misfit::wanted("an integer", wanted)),
    }
    Ok(())
}

/// A float into a float or a numeric.
pub(super) fn write_float(value: f64, wanted: &Type, out: &mut BytesMut) -> Result<(), Misfit> {
    match *wanted {
        Type::FLOAT8 => out.put_f64(value),
        Type::FLOAT4 if value.is_finite() && !(value as f32).is_finite() => return Err(too_large(wanted)),
        Type::FLOAT4 => out.put_f32(value as f32),
        Type::NUMERIC => match value.to_string().parse() {
            Ok(decimal) => write_numeric(decimal, out)?,
            Err(_) => return Err(too_large(wanted)),
        },
        _ => return Err(Misfit::wanted("a float", wanted)),
    }
    Ok(())
}

/// A decimal into a numeric, a float, or, where it is whole, an integer.
pub(super) fn write_decimal(value: Decimal, wanted: &Type, out: &mut BytesMut) -> Result<(), Misfit> {
    match *wanted {
        Type::NUMERIC => write_numeric(value, out),
        Type::FLOAT8 | Type::FLOAT4 => match value.to_f64() {
            Some(float) => write_float(float, wanted, out),
            None => Err(too_large(wanted)),
        },
        Type::INT8 | Type::INT4 | Type::INT2 => match (value.is_integer(), value.to_i64()) {
            (true, Some(whole)) => write_integer(whole, wanted, out),
            (true, None) => Err(too_large(wanted)),
            (false, _) => Err(Misfit::new(format!("the number is not whole, and the statement wants {wanted}"))),
        },
        _ => Err(Misfit::wanted("a numeric", wanted)),
    }
}

fn write_numeric(value: Decimal, out: &mut BytesMut) -> Result<(), Misfit> {
    match value.to_sql(&Type::NUMERIC, out) {
        Ok(_) => Ok(()),
        Err(error) => Err(Misfit::new(error.to_string())),
    }
}

fn too_large(wanted: &Type) -> Misfit {
    Misfit::new(format!("the number is out of the range of {wanted}"))
}

/// A numeric exactly as it is; `None` for NaN, infinity, and more digits than a [`Decimal`] has.
pub(super) fn read_numeric(bytes: &[u8]) -> Option<Decimal> {
    let (head, digits) = bytes.split_at_checked(8)?;
    let half = |at: usize| u16::from_be_bytes([head[at], head[at + 1]]);
    let (count, weight, sign, shown) = (i32::from(half(0)), i32::from(half(2) as i16), half(4), u32::from(half(6)));
    let negative = match sign {
        0 => false,
        0x4000 => true,
        _ => return None,
    };
    let mut mantissa: i128 = 0;
    for digit in digits.chunks_exact(2) {
        let digit = i128::from(u16::from_be_bytes([digit[0], digit[1]]));
        mantissa = mantissa.checked_mul(10_000)?.checked_add(digit)?;
    }
    // The last group of four digits stands for multiples of 10 to the power of -scale.
    let scale = (count - 1 - weight) * 4;
    // PostgreSQL says how many digits to show after the point; the groups hold fewer, or zeros beyond.
    let mut shown = shown.min(Decimal::MAX_SCALE);
    let missing = shown as i32 - scale;
    let power = 10_i128.checked_pow(missing.unsigned_abs());
    if missing >= 0 {
        mantissa = mantissa.checked_mul(power?)?;
    } else if mantissa != 0 {
        let power = power?;
        if mantissa % power != 0 {
            return None;
        }
        mantissa /= power;
    }
    loop {
        let signed = if negative { -mantissa } else { mantissa };
        if let Ok(decimal) = Decimal::try_from_i128_with_scale(signed, shown) {
            return Some(decimal);
        }
        // Too many digits, unless the last are zeros.
        if shown == 0 || mantissa % 10 != 0 {
            return None;
        }
        mantissa /= 10;
        shown -= 1;
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

    use super::*;

    #[test]
    fn numerics_come_back_as_they_went() {
        for text in [
            "0",
            "1",
            "-1",
            "0.00",
            "12.50",
            "-0.0001",
            "10000",
            "12345678.9012",
            "100000000",
            "0.1",
            "79228162514264337593543950335",
            "0.0000000000000000000000000001",
            "-7.9228162514264337593543950335",
        ] {
            let number: Decimal = text.parse().unwrap();
            let mut out = BytesMut::new();
            write_numeric(number, &mut out).unwrap();
            assert_eq!(read_numeric(&out), Some(number), "{text}");
        }
    }

    #[test]
    fn what_a_decimal_cannot_hold_is_not_rounded() {
        let numeric = |weight: i16, sign: u16, shown: u16, digits: &[u16]| {
            let mut out = BytesMut::new();
            out.put_u16(digits.len() as u16);
            out.put_i16(weight);
            out.put_u16(sign);
            out.put_u16(shown);
            digits.iter().for_each(|digit| out.put_u16(*digit));
            out
        };
        assert_eq!(read_numeric(&numeric(0, 0xC000, 0, &[])), None, "NaN");
        assert_eq!(read_numeric(&numeric(20, 0, 0, &[1])), None, "1e80");
        assert_eq!(read_numeric(&numeric(-8, 0, 32, &[1])), None, "1e-32");
        assert_eq!(read_numeric(&numeric(i16::MIN, 0, 1, &[1])), None);
        assert_eq!(read_numeric(&numeric(1, 0, 2, &[12, 0, 5000])), "120000.50".parse().ok());
        assert_eq!(read_numeric(&numeric(0, 0, 1000, &[1])), Some(Decimal::ONE), "1.000...");
        assert_eq!(read_numeric(&numeric(0, 0, 3, &[])), Some(Decimal::ZERO), "0.000");
    }
}
