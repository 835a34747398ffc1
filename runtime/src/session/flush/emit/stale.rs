//! What is said of rows that are not as they were last seen.

use crate::{Error, ErrorKind, echo::parameters, session::store::AnyStore, sql::Guard};

pub(super) fn stale(store: &dyn AnyStore, slot: u32, guard: &Guard) -> Error {
    let info = store.info();
    let why = match guard {
        Guard::None => "its row is gone",
        Guard::Version(_) => "its row is gone or has another version: someone changed it since it was read",
        Guard::Columns(_) => {
            "its row is gone or was changed by someone since it was last read, and it was edited while expired: \
             `refresh` it first"
        }
    };
    let mut key = String::new();
    for &column in info.table.primary_key {
        key.push_str(if key.is_empty() { "" } else { ", " });
        key.push_str(info.table.columns[column].field);
        key.push('=');
        match info.table.columns[column].sensitive {
            true => key.push_str("***"),
            false => parameters::value(&mut key, store.base_value(slot, column)),
        }
    }
    Error::new(
        ErrorKind::StaleData,
        format!(
            "the UPDATE of {} ({key}) expected 1 row and matched 0: {why}. The object is {}",
            info.name,
            store.display(slot)
        ),
    )
}

pub(super) fn stale_batch(store: &dyn AnyStore, expected: usize, matched: u64, done: &str) -> Error {
    let info = store.info();
    Error::new(
        ErrorKind::StaleData,
        format!(
            "{expected} rows of {} were to be {done} and {matched} matched: the others are gone or were changed by \
             someone since they were read",
            info.name
        ),
    )
}
