//! Connection URLs: reading, building and printing them, and what they tell a driver.
//!
//! A URL has the form `dialect+driver://username:password@host:port/database?key=value`, each part but the dialect
//! optional. [`Url`] is that text taken apart; [`Url::arguments`] merges its parts and its query into what a driver of
//! that dialect is told; [`PostgresOptions`] and [`SqliteOptions`] are these arguments checked and typed, which an
//! engine is opened with. An option that a driver cannot honour is an error that names it.
//!
//! All of it is as in SQLAlchemy, but for these, where it does better on purpose:
//!
//! - An unencoded `@` that might belong to a password, and what is not UTF-8 once decoded, is an error.
//!   `postgresql://host:5432/db?application_name=me@here` means the host that it seems to mean.
//! - A port is a number from 1 to 65535.
//! - A percent-encoded host is decoded, so that `%2Frun%2Fpostgresql` is the directory of a Unix socket.
//! - `postgres` is another name for `postgresql`.
//! - Printed, a URL hides the secrets among its options too: `?password=***`.
//! - Options that would be ignored are errors when an engine is built.

use std::collections::BTreeMap;

use crate::Dialect;

mod arguments;
mod builder;
mod convert;
mod error;
mod options;
mod parse;
mod percent;
mod postgres;
mod render;
mod sqlite;
mod suggest;

pub use arguments::{Argument, Arguments};
pub use builder::UrlBuilder;
pub use error::{UrlError, UrlErrorKind};
pub use postgres::{ChannelBinding, Host, PostgresOptions, SslMode, TargetSessionAttrs};
pub use sqlite::{JournalMode, SqliteBegin, SqliteOptions, SqliteStorage, Synchronous};

/// Where a database is and how to connect to it.
///
/// ```
/// use aludel::Url;
///
/// let url = Url::parse("postgresql+psycopg2://scott:a%40b@db.example:5432/shop?application_name=till")?;
/// assert_eq!(url.driver(), "postgresql+psycopg2");
/// assert_eq!(url.backend_name(), "postgresql");
/// assert_eq!(url.driver_name(), Some("psycopg2"));
/// assert_eq!(url.username(), Some("scott"));
/// assert_eq!(url.password(), Some("a@b"));
/// assert_eq!(url.host(), Some("db.example"));
/// assert_eq!(url.port(), Some(5432));
/// assert_eq!(url.database(), Some("shop"));
/// assert_eq!(url.query_value("application_name"), Some("till"));
///
/// // It prints without the password.
/// assert_eq!(url.to_string(), "postgresql+psycopg2://scott:***@db.example:5432/shop?application_name=till");
///
/// // What cannot be read is an error.
/// assert!(Url::parse("postgresql://localhost:abc/shop").is_err());
/// # Ok::<(), aludel::UrlError>(())
/// ```
///
/// Two URLs are equal when their parts are; the order of the options does not count, the order of one option's values
/// does.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Url {
    driver: String,
    username: Option<String>,
    password: Option<String>,
    host: Option<String>,
    port: Option<u16>,
    database: Option<String>,
    query: BTreeMap<String, Vec<String>>,
}

impl Url {
    /// Reads a URL. Whether its dialect and its options are known shows only in [`dialect`](Url::dialect) and when an
    /// engine is built.
    ///
    /// # Errors
    ///
    /// A text that does not have the form of a URL, a port that is not one, and a text whose password cannot be told
    /// from its host.
    pub fn parse(text: &str) -> Result<Url, UrlError> {
        parse::parse(text)
    }

    /// Starts a URL from its parts.
    ///
    /// ```
    /// use aludel::Url;
    ///
    /// let url = Url::builder("postgresql").username("scott").password("p@ss/word").host("::1").database("shop").build()?;
    /// assert_eq!(url.render_with_password(), "postgresql://scott:p%40ss%2Fword@[::1]/shop");
    /// assert!(Url::builder("no such:driver").build().is_err());
    /// # Ok::<(), aludel::UrlError>(())
    /// ```
    pub fn builder(driver: impl Into<String>) -> UrlBuilder {
        UrlBuilder::new(Url {
            driver: driver.into(),
            username: None,
            password: None,
            host: None,
            port: None,
            database: None,
            query: BTreeMap::new(),
        })
    }

    /// A builder that holds the parts of this URL, to change several.
    pub fn to_builder(&self) -> UrlBuilder {
        UrlBuilder::new(self.clone())
    }

    /// Dialect and driver as they were written: `postgresql+psycopg2`.
    pub fn driver(&self) -> &str {
        &self.driver
    }

    /// What stands before the `+`: `postgresql`.
    pub fn backend_name(&self) -> &str {
        self.driver.split_once('+').map_or(self.driver.as_str(), |(backend, _)| backend)
    }

    /// What stands after the `+`: `psycopg2`.
    pub fn driver_name(&self) -> Option<&str> {
        self.driver.split_once('+').map(|(_, driver)| driver)
    }

    /// The user to log in as, decoded.
    pub fn username(&self) -> Option<&str> {
        self.username.as_deref()
    }

    /// The password, decoded.
    pub fn password(&self) -> Option<&str> {
        self.password.as_deref()
    }

    /// The host's name, its address (IPv6 without the brackets), or the directory of a Unix socket.
    pub fn host(&self) -> Option<&str> {
        self.host.as_deref()
    }

    /// The port.
    pub fn port(&self) -> Option<u16> {
        self.port
    }

    /// The database, decoded: what follows the `/`, which for SQLite is a file. `Some("")` where nothing follows it.
    pub fn database(&self) -> Option<&str> {
        self.database.as_deref()
    }

    /// The options after the `?`, by key; the values of a repeated key stand in the order they were written.
    pub fn query(&self) -> impl Iterator<Item = (&str, &[String])> {
        self.query.iter().map(|(key, values)| (key.as_str(), values.as_slice()))
    }

    /// All values of one option; empty where it was not given.
    pub fn query_values(&self, key: &str) -> &[String] {
        self.query.get(key).map_or(&[], Vec::as_slice)
    }

    /// The value of one option: the first, where it was given more than once.
    pub fn query_value(&self, key: &str) -> Option<&str> {
        self.query_values(key).first().map(String::as_str)
    }

    /// The same URL with another driver.
    ///
    /// # Errors
    ///
    /// As [`UrlBuilder::build`].
    pub fn with_driver(&self, driver: impl Into<String>) -> Result<Url, UrlError> {
        UrlBuilder::new(Url { driver: driver.into(), ..self.clone() }).build()
    }

    /// The same URL with another user.
    #[must_use]
    pub fn with_username(&self, username: impl Into<String>) -> Url {
        Url { username: Some(username.into()), ..self.clone() }
    }

    /// The same URL with another password; without a user name, the user name becomes empty.
    #[must_use]
    pub fn with_password(&self, password: impl Into<String>) -> Url {
        let username = Some(self.username.clone().unwrap_or_default());
        Url { username, password: Some(password.into()), ..self.clone() }
    }

    /// The same URL without its password.
    #[must_use]
    pub fn without_password(&self) -> Url {
        Url { password: None, ..self.clone() }
    }

    /// The same URL with another host; with an empty one, without a host.
    #[must_use]
    pub fn with_host(&self, host: impl Into<String>) -> Url {
        Url { host: Some(host.into()).filter(|host| !host.is_empty()), ..self.clone() }
    }

    /// The same URL with another port.
    ///
    /// # Errors
    ///
    /// As [`UrlBuilder::build`].
    pub fn with_port(&self, port: u16) -> Result<Url, UrlError> {
        self.to_builder().port(port).build()
    }

    /// The same URL with another database.
    ///
    /// ```
    /// let url = aludel::Url::parse("postgresql://localhost/shop")?;
    /// assert_eq!(url.with_database("shop_test").to_string(), "postgresql://localhost/shop_test");
    /// # Ok::<(), aludel::UrlError>(())
    /// ```
    #[must_use]
    pub fn with_database(&self, database: impl Into<String>) -> Url {
        Url { database: Some(database.into()), ..self.clone() }
    }

    /// The same URL with this value, and no other, for an option; with an empty value, without the option.
    #[must_use]
    pub fn with_query(&self, key: &str, value: impl Into<String>) -> Url {
        let value = value.into();
        let mut url = self.clone();
        url.query.remove(key);
        if !value.is_empty() {
            url.query.insert(key.to_owned(), vec![value]);
        }
        url
    }

    /// The URL as text with its password in it, which reads back as the same URL.
    pub fn render_with_password(&self) -> String {
        render::render(self, false)
    }

    /// The database that speaks this URL: PostgreSQL for `postgresql` and `postgres`, alone or with `+psycopg2`,
    /// `+psycopg` or `+postgres`, which are all one driver here; SQLite for `sqlite`, alone or with `+pysqlite` or
    /// `+rusqlite`.
    ///
    /// ```
    /// use aludel::{Dialect, Url, UrlErrorKind};
    ///
    /// assert_eq!(Url::parse("sqlite:///shop.db")?.dialect()?, Dialect::Sqlite);
    /// assert_eq!(Url::parse("postgres://localhost/shop")?.dialect()?, Dialect::Postgresql);
    /// assert_eq!(Url::parse("mysql://localhost/shop")?.dialect().unwrap_err().kind(), UrlErrorKind::UnknownDialect);
    /// # Ok::<(), aludel::UrlError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`UnknownDialect`](UrlErrorKind::UnknownDialect) for any other.
    pub fn dialect(&self) -> Result<Dialect, UrlError> {
        let (dialect, drivers): (_, &[&str]) = match self.backend_name() {
            "postgresql" | "postgres" => (Dialect::Postgresql, &["psycopg2", "psycopg", "postgres"]),
            "sqlite" => (Dialect::Sqlite, &["pysqlite", "rusqlite"]),
            other => {
                let near = suggest::did_you_mean(other, &["postgresql", "postgres", "sqlite"]);
                let message = format!("no database is known as `{other}`{near}: use postgresql or sqlite");
                return Err(UrlError::new(UrlErrorKind::UnknownDialect, message));
            }
        };
        match self.driver_name() {
            Some(driver) if !drivers.contains(&driver) => {
                let message = format!("{dialect} has no driver `{driver}`: write {dialect}:// alone");
                Err(UrlError::new(UrlErrorKind::UnknownDialect, message))
            }
            _ => Ok(dialect),
        }
    }

    /// Options of one dialect are not read from a URL of the other.
    fn expect_dialect(&self, wanted: Dialect) -> Result<(), UrlError> {
        let dialect = self.dialect()?;
        if dialect == wanted {
            return Ok(());
        }
        let message = format!("this is a URL of {dialect}, where one of {wanted} is expected");
        Err(UrlError::new(UrlErrorKind::UnknownDialect, message))
    }

    /// What the URL tells its driver: its parts under the names that the database knows them by, overridden by its
    /// options.
    ///
    /// ```
    /// let url = aludel::Url::parse("postgresql://scott@localhost/shop?host=one:5432&host=two:5433")?;
    /// let arguments = url.arguments()?;
    /// assert_eq!(arguments.text("dbname"), Some("shop"));
    /// assert_eq!(arguments.text("host"), Some("one,two"));
    /// assert_eq!(arguments.text("port"), Some("5432,5433"));
    /// # Ok::<(), aludel::UrlError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// An unknown dialect, and options that do not fit together. Options that the driver does not know are not found
    /// here but by [`PostgresOptions::from_url`] and [`SqliteOptions::from_url`].
    pub fn arguments(&self) -> Result<Arguments, UrlError> {
        match self.dialect()? {
            Dialect::Postgresql => postgres::arguments(self),
            Dialect::Sqlite => sqlite::arguments(self),
        }
    }
}
