//! The engine: a URL, a pool of connections to it, and where their statements are echoed.

use std::fmt;
use std::sync::Arc;

use crate::{Connection, Dialect, Error, ErrorKind, Result, Transaction, Url, UrlError};

mod builder;
pub(crate) mod shared;

pub use builder::EngineBuilder;
use shared::Shared;

/// A database that can be connected to: where it is, and a pool of connections to it.
///
/// An engine is made once and lives as long as the program; clones share its pool. Making one opens nothing: a
/// missing file or an unreachable server shows when a connection is first asked for.
///
/// ```
/// use aludel::Engine;
///
/// let engine = Engine::new("sqlite:///:memory:")?;
/// let mut connection = engine.connect()?;
/// connection.execute("CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT)", &[])?;
/// connection.execute("INSERT INTO users (name) VALUES (?)", &[&"ed"])?;
/// let names: Vec<String> = connection.query("SELECT name FROM users", &[], |row| row.get(0))?;
/// assert_eq!(names, ["ed"]);
///
/// let error = Engine::new("sqlite:///shop.db?chache=shared").unwrap_err();
/// assert!(error.to_string().contains("did you mean `cache`?"));
/// # Ok::<(), aludel::Error>(())
/// ```
#[derive(Clone)]
pub struct Engine(pub(crate) Arc<Shared>);

impl Engine {
    /// An engine for the database at `url`, with the defaults of [`EngineBuilder`].
    ///
    /// # Errors
    /// [`ErrorKind::Url`] where the URL cannot be read, or has an option that cannot be honoured.
    pub fn new<U>(url: U) -> Result<Engine>
    where
        U: TryInto<Url>,
        U::Error: Into<UrlError>,
    {
        Engine::builder(url).build()
    }

    /// Starts an engine whose settings are to be changed.
    pub fn builder<U>(url: U) -> EngineBuilder
    where
        U: TryInto<Url>,
        U::Error: Into<UrlError>,
    {
        EngineBuilder::new(url.try_into().map_err(Into::into))
    }

    /// An engine for the URL that the environment variable holds, `DATABASE_URL` as a rule.
    ///
    /// # Errors
    /// [`ErrorKind::Url`] where the variable is not set, and as [`new`](Engine::new).
    pub fn from_env(variable: &str) -> Result<Engine> {
        match std::env::var(variable) {
            Ok(url) => Engine::new(url.as_str()),
            Err(std::env::VarError::NotPresent) => {
                let message =
                    format!("the environment variable {variable} is not set: it should hold a database's URL");
                Err(Error::new(ErrorKind::Url, message))
            }
            Err(std::env::VarError::NotUnicode(_)) => {
                Err(Error::new(ErrorKind::Url, format!("the environment variable {variable} is not valid Unicode")))
            }
        }
    }

    /// A connection from the pool, or a new one. It goes back when it is dropped.
    ///
    /// # Errors
    /// [`ErrorKind::Connection`] where the database cannot be reached; [`ErrorKind::PoolTimeout`] where all
    /// connections stay in use for `pool_timeout`, and at once where this thread holds them all.
    pub fn connect(&self) -> Result<Connection> {
        Ok(Connection::new(self.0.clone(), self.0.pool.checkout()?))
    }

    /// A connection with a transaction begun on it, which rolls back when it is dropped without
    /// [`commit`](Transaction::commit).
    ///
    /// # Errors
    /// As [`connect`](Engine::connect).
    pub fn begin(&self) -> Result<Transaction<'static>> {
        Transaction::on(self.connect()?)
    }

    /// The kind of SQL that the database speaks.
    pub fn dialect(&self) -> Dialect {
        self.0.dialect
    }

    /// Where the database is.
    pub fn url(&self) -> &Url {
        &self.0.url
    }

    /// How many texts of queries this engine has made so far. A query that differs from an earlier one in nothing but its
    /// values is sent with the text of that one, and does not count.
    pub fn query_texts_built(&self) -> u64 {
        self.0.texts.built()
    }

    pub(crate) fn texts(&self) -> &crate::query::render::cache::Texts {
        &self.0.texts
    }

    /// Closes the pool's idle connections now, and those in use when they are returned. The engine stays usable; an
    /// in-memory database is gone.
    pub fn dispose(&self) {
        self.0.pool.dispose();
    }
}

/// With the password hidden.
impl fmt::Debug for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Engine({})", self.0.url)
    }
}
