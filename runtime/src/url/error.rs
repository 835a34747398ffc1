//! What is wrong with a URL.

use std::convert::Infallible;
use std::{error, fmt};

use crate::{Error, ErrorKind};

/// A connection URL, or an option in it, that cannot be used.
///
/// The message never holds a password: of a URL that cannot be read, nothing is repeated that might be one.
///
/// ```
/// use aludel::{Url, UrlErrorKind};
///
/// let error = Url::parse("postgresql://scott:t@ger@localhost/test").unwrap_err();
/// assert_eq!(error.kind(), UrlErrorKind::AmbiguousAuthority);
/// assert!(error.to_string().contains("%40"));
/// assert!(!error.to_string().contains("ger"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UrlError {
    kind: UrlErrorKind,
    message: String,
}

impl UrlError {
    pub(crate) fn new(kind: UrlErrorKind, message: impl Into<String>) -> UrlError {
        let message = message.into();
        UrlError { kind, message }
    }

    /// What kind of mistake it is.
    pub fn kind(&self) -> UrlErrorKind {
        self.kind
    }
}

impl fmt::Display for UrlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl error::Error for UrlError {}

/// So that a function may take anything that becomes a [`Url`](crate::Url), a `Url` itself included.
impl From<Infallible> for UrlError {
    fn from(never: Infallible) -> UrlError {
        match never {}
    }
}

/// Of kind [`Url`](ErrorKind::Url), with the [`UrlError`] as its source.
impl From<UrlError> for Error {
    fn from(error: UrlError) -> Error {
        Error::new(ErrorKind::Url, error.message.clone()).with_source(error)
    }
}

/// The kinds of [`UrlError`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum UrlErrorKind {
    /// The text does not have the form of a URL.
    ParseError,
    /// Where the password ends and the host begins can be read in two ways.
    AmbiguousAuthority,
    /// A port is not a number.
    NonIntegerPort,
    /// A port is a number, but not one from 1 to 65535.
    PortOutOfRange,
    /// No database is known by the URL's first word, or no driver by the word after the `+`.
    UnknownDialect,
    /// There are not as many ports as hosts.
    HostPortCountMismatch,
    /// Ports were given both inside `host` and in `port`.
    MixedMultihostFormats,
    /// A SQLite URL with a user, a password, a host or a port, or one whose file cannot be what was meant.
    InvalidSqliteUrl,
    /// An option has a value that it cannot have.
    BadOptionValue,
    /// An option that does not exist.
    UnknownOption,
    /// An option, or a value of one, that exists but that this driver cannot honour.
    UnsupportedOption,
}
