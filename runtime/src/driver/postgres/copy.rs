//! Rows in the binary form of COPY.

use bytes::{BufMut, Bytes, BytesMut};
use postgres::types::Type;

use super::misfit::Misfit;
use super::scalar;
use crate::driver::contract::Batch;
use crate::{Error, ErrorKind, Result};

/// A signature, flags and the length of an extension that there is not.
const HEADER: &[u8] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";

/// Puts all rows of a batch into their form: what cannot be is known before anything is sent.
pub(super) fn encode(batch: &dyn Batch, wanted: &[Type]) -> Result<Bytes> {
    let mut out = BytesMut::with_capacity(4096);
    out.put_slice(HEADER);
    let columns = i16::try_from(wanted.len())
        .map_err(|_| Error::new(ErrorKind::Programming, "the statement has more columns than COPY takes"))?;
    let mut params = Vec::with_capacity(wanted.len());
    for index in 0..batch.len() {
        params.clear();
        batch.bind(index, &mut params);
        if params.len() != wanted.len() {
            let message = format!("the statement takes {} columns and was given {}", wanted.len(), params.len());
            return Err(Error::new(ErrorKind::Programming, message));
        }
        out.put_i16(columns);
        for (parameter, (param, wanted)) in params.iter().zip(wanted).enumerate() {
            if param.value.is_null() {
                out.put_i32(-1);
                continue;
            }
            let start = out.len();
            out.put_i32(0);
            let written = scalar::write(param.value, wanted, &mut out)
                .and_then(|()| i32::try_from(out.len() - start - 4).map_err(|_| Misfit::new("the value is too long")));
            match written {
                Ok(length) => out[start..start + 4].copy_from_slice(&length.to_be_bytes()),
                Err(misfit) => {
                    let error = Error::new(ErrorKind::Data, format!("parameter {}: {misfit}", parameter + 1));
                    return Err(error.of_row(index).of_parameter(parameter));
                }
            }
        }
    }
    out.put_i16(-1);
    Ok(out.freeze())
}
