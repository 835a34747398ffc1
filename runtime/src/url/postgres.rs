//! What a URL tells PostgreSQL's driver.
//!
//! The names are libpq's. Of its options those are honoured that can be without TLS, GSSAPI and files of passwords or
//! services; each of the others is an error that names it. The environment's `PG...` variables are not read.

use std::fmt;
use std::io;
use std::path::PathBuf;
use std::time::Duration;

use super::arguments::{Argument, Arguments};
use super::render::HIDDEN;
use super::{Url, UrlError};
use crate::Dialect;

mod hosts;
mod settings;
mod user;

/// Where a server listens.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Host {
    /// A name or an address (IPv6 without brackets).
    Tcp(String),
    /// The directory of the server's Unix socket.
    Unix(PathBuf),
}

/// `sslmode`, as far as it can be honoured without TLS: with each of these the connection is a plain one, and fails
/// where the server insists on TLS.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SslMode {
    /// No TLS.
    Disable,
    /// TLS only where the server insists.
    Allow,
    /// TLS where there is any.
    #[default]
    Prefer,
}

/// `channel_binding`, as far as it can be honoured without TLS.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ChannelBinding {
    /// None.
    Disable,
    /// Where there is TLS to bind to.
    #[default]
    Prefer,
}

/// `target_session_attrs`: which of several hosts will do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TargetSessionAttrs {
    /// The first that answers.
    #[default]
    Any,
    /// The first that lets its sessions write.
    ReadWrite,
    /// The first that does not.
    ReadOnly,
}

/// What PostgreSQL's driver is told: the arguments of a URL, checked and typed.
///
/// ```
/// use aludel::Url;
/// use aludel::url::{Host, PostgresOptions};
///
/// let url = Url::parse("postgresql://scott@one/shop?connect_timeout=10&application_name=till")?;
/// let options = PostgresOptions::from_url(&url)?;
/// assert_eq!(options.hosts, [(Host::Tcp("one".into()), 5432)]);
/// assert_eq!(options.application_name.as_deref(), Some("till"));
///
/// let url = Url::parse("postgresql://scott@one/shop?sslmode=require")?;
/// let error = PostgresOptions::from_url(&url).unwrap_err();
/// assert!(error.to_string().starts_with("sslmode=require needs TLS"));
/// # Ok::<(), aludel::UrlError>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct PostgresOptions {
    /// The hosts to try and their ports, never empty. A URL without a host gives the directories in which a server's
    /// socket usually is; [`endpoints`](PostgresOptions::endpoints) tells those that have one.
    pub hosts: Vec<(Host, u16)>,
    /// The user to log in as; by default the operating system's name of the user that runs this process.
    pub user: String,
    /// The password.
    pub password: Option<String>,
    /// The database; by default it has the user's name.
    pub dbname: String,
    /// Whether TLS is wanted.
    pub sslmode: SslMode,
    /// Whether the password exchange is bound to TLS.
    pub channel_binding: ChannelBinding,
    /// How long to wait for each address; `None`: as long as it takes.
    pub connect_timeout: Option<Duration>,
    /// The name that the server's logs and `pg_stat_activity` show.
    pub application_name: Option<String>,
    /// Command-line options for the server: `-c search_path=shop`.
    pub options: Option<String>,
    /// Whether TCP keepalives are sent.
    pub keepalives: bool,
    /// After how long a silence the first keepalive is sent.
    pub keepalives_idle: Option<Duration>,
    /// How long after an unanswered keepalive the next is sent.
    pub keepalives_interval: Option<Duration>,
    /// After how many unanswered keepalives the connection is given up.
    pub keepalives_retries: Option<u32>,
    /// How long sent data may stay unacknowledged.
    pub tcp_user_timeout: Option<Duration>,
    /// Which of several hosts will do.
    pub target_session_attrs: TargetSessionAttrs,
    /// Whether the hosts are tried in a random order.
    pub load_balance_hosts: bool,
}

impl PostgresOptions {
    /// Reads the options of a URL.
    ///
    /// # Errors
    ///
    /// A URL of another dialect; hosts and ports that do not fit together; an option that does not exist, that cannot
    /// be honoured, or whose value is wrong.
    pub fn from_url(url: &Url) -> Result<PostgresOptions, UrlError> {
        url.expect_dialect(Dialect::Postgresql)?;
        settings::read(&arguments(url)?)
    }

    /// The hosts to try now: of Unix sockets only those that are there.
    ///
    /// # Errors
    ///
    /// [`NotFound`](io::ErrorKind::NotFound) where none is left, with a message that names the sockets looked for.
    pub fn endpoints(&self) -> io::Result<Vec<(Host, u16)>> {
        hosts::endpoints(&self.hosts)
    }
}

/// With the password hidden.
impl fmt::Debug for PostgresOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PostgresOptions")
            .field("hosts", &self.hosts)
            .field("user", &self.user)
            .field("password", &self.password.as_ref().map(|_| HIDDEN))
            .field("dbname", &self.dbname)
            .field("sslmode", &self.sslmode)
            .field("application_name", &self.application_name)
            .finish_non_exhaustive()
    }
}

/// The URL's parts by libpq's names, overridden by its options; an empty part is as none.
pub(super) fn arguments(url: &Url) -> Result<Arguments, UrlError> {
    let mut arguments = Arguments::default();
    let parts =
        [("host", url.host()), ("user", url.username()), ("password", url.password()), ("dbname", url.database())];
    for (name, part) in parts {
        if let Some(part) = part.filter(|part| !part.is_empty()) {
            arguments.set(name, part);
        }
    }
    if let Some(port) = url.port() {
        arguments.set("port", Argument::Integer(port.into()));
    }
    for (key, values) in url.query() {
        arguments.set(key, values);
    }
    hosts::merge(url, &mut arguments)?;
    Ok(arguments)
}
