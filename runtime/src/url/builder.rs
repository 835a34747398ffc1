//! A [`Url`] from its parts.

use std::fmt;

use super::parse::{check_driver, port_out_of_range};
use super::{Url, UrlError};

/// Builds a [`Url`] from its parts, none of them percent-encoded; see [`Url::builder`].
#[derive(Clone)]
pub struct UrlBuilder {
    url: Url,
}

impl UrlBuilder {
    pub(super) fn new(url: Url) -> UrlBuilder {
        UrlBuilder { url }
    }

    /// The user to log in as.
    #[must_use]
    pub fn username(mut self, username: impl Into<String>) -> UrlBuilder {
        self.url.username = Some(username.into());
        self
    }

    /// The password. Given without a user name, the user name is empty.
    #[must_use]
    pub fn password(mut self, password: impl Into<String>) -> UrlBuilder {
        self.url.password = Some(password.into());
        self
    }

    /// The host's name or address, or the directory of a Unix socket. An empty one is the same as none.
    #[must_use]
    pub fn host(mut self, host: impl Into<String>) -> UrlBuilder {
        self.url.host = Some(host.into()).filter(|host| !host.is_empty());
        self
    }

    /// The port.
    #[must_use]
    pub fn port(mut self, port: u16) -> UrlBuilder {
        self.url.port = Some(port);
        self
    }

    /// The database's name; for SQLite its file.
    #[must_use]
    pub fn database(mut self, database: impl Into<String>) -> UrlBuilder {
        self.url.database = Some(database.into());
        self
    }

    /// Adds an option. A key given twice keeps both values; an empty value says nothing and is left out, as it is when
    /// a URL is parsed.
    #[must_use]
    pub fn query(mut self, key: impl Into<String>, value: impl Into<String>) -> UrlBuilder {
        let value = value.into();
        if !value.is_empty() {
            self.url.query.entry(key.into()).or_default().push(value);
        }
        self
    }

    /// The URL.
    ///
    /// # Errors
    ///
    /// [`ParseError`](crate::UrlErrorKind::ParseError) where the driver's name has other characters than letters,
    /// digits, `_` and `+`; [`PortOutOfRange`](crate::UrlErrorKind::PortOutOfRange) for port 0.
    pub fn build(mut self) -> Result<Url, UrlError> {
        check_driver(&self.url.driver)?;
        if self.url.port == Some(0) {
            return Err(port_out_of_range("0"));
        }
        if self.url.password.is_some() {
            self.url.username.get_or_insert_default();
        }
        Ok(self.url)
    }
}

/// With the password hidden.
impl fmt::Debug for UrlBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("UrlBuilder").field(&self.url.to_string()).finish()
    }
}
