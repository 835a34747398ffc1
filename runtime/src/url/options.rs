//! What may be wrong with an option.

use super::render::{HIDDEN, is_secret};
use super::suggest::did_you_mean;
use super::{UrlError, UrlErrorKind};

/// `sslmode=require needs TLS`.
pub(super) fn unsupported(key: &str, value: &str, reason: &str) -> UrlError {
    UrlError::new(UrlErrorKind::UnsupportedOption, format!("{} {reason}", pair(key, value)))
}

/// `sslmode=maybe is not possible: expected disable, allow or prefer`.
pub(super) fn bad_value(key: &str, value: &str, expected: &str) -> UrlError {
    let message = format!("{} is not possible: expected {expected}", pair(key, value));
    UrlError::new(UrlErrorKind::BadOptionValue, message)
}

pub(super) fn unknown(dialect: &str, key: &str, known: &[&str]) -> UrlError {
    let message = format!("{dialect} has no option `{key}`{}", did_you_mean(key, known));
    UrlError::new(UrlErrorKind::UnknownOption, message)
}

pub(super) fn given_twice(key: &str) -> UrlError {
    UrlError::new(UrlErrorKind::BadOptionValue, format!("the option `{key}` is given more than once"))
}

pub(super) fn has_nul(key: &str) -> UrlError {
    UrlError::new(UrlErrorKind::BadOptionValue, format!("`{key}` has a NUL character in it"))
}

fn pair(key: &str, value: &str) -> String {
    format!("{key}={}", if is_secret(key) { HIDDEN } else { value })
}
