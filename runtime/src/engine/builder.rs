//! The settings of an engine.

use std::sync::Arc;
use std::time::Duration;

use super::Engine;
use super::shared::Shared;
use crate::driver;
use crate::echo::Echo;
use crate::pool::{Pool, PoolSettings};
use crate::{Error, ErrorKind, Result, Url, UrlError};

/// The settings of an [`Engine`] that is to be built; see [`Engine::builder`].
///
/// ```
/// use std::time::Duration;
/// use aludel::Engine;
///
/// let engine = Engine::builder("sqlite:///shop.db").pool_size(2).pool_timeout(Duration::from_secs(3)).build()?;
/// assert_eq!(engine.url().database(), Some("shop.db"));
/// # Ok::<(), aludel::Error>(())
/// ```
#[must_use = "an engine is made by `build()`"]
pub struct EngineBuilder {
    url: Result<Url, UrlError>,
    echo: Option<Echo>,
    log_parameters: bool,
    pool: PoolSettings,
}

impl EngineBuilder {
    pub(super) fn new(url: Result<Url, UrlError>) -> Self {
        EngineBuilder { url, echo: None, log_parameters: false, pool: PoolSettings::default() }
    }

    /// Whether statements, their parameters, BEGIN, COMMIT and ROLLBACK are printed on standard output. Off by
    /// default. Values of columns marked `sensitive` print as `***`.
    pub fn echo(mut self, on: bool) -> Self {
        self.echo = on.then_some(Echo::Stdout);
        self
    }

    /// Hands each line that [`echo`](EngineBuilder::echo) would print to a function instead.
    pub fn echo_to(mut self, sink: impl Fn(&str) + Send + Sync + 'static) -> Self {
        self.echo = Some(Echo::Lines(Box::new(sink)));
        self
    }

    /// Whether errors show the parameters of the statement that failed. Off by default: they end up in logs. Values
    /// of columns marked `sensitive` are `***` in any case.
    pub fn log_parameters(mut self, on: bool) -> Self {
        self.log_parameters = on;
        self
    }

    /// How many connections may be open at a time: 5 by default, and always 1 for an in-memory database.
    pub fn pool_size(mut self, connections: usize) -> Self {
        self.pool.size = connections;
        self
    }

    /// How long to wait for a connection when all are in use: 30 seconds by default.
    pub fn pool_timeout(mut self, timeout: Duration) -> Self {
        self.pool.timeout = timeout;
        self
    }

    /// The age at which a connection is replaced instead of being handed out again: by default none is too old.
    pub fn pool_recycle(mut self, age: Duration) -> Self {
        self.pool.recycle = Some(age);
        self
    }

    /// Whether every connection is asked, in one round trip, whether it lives before it is handed out. Off by
    /// default, in which case those are asked that have been idle for a second.
    pub fn pool_pre_ping(mut self, on: bool) -> Self {
        self.pool.pre_ping = on;
        self
    }

    /// The engine. Nothing is opened yet.
    ///
    /// # Errors
    /// [`ErrorKind::Url`] where the URL cannot be read, or has an option that cannot be honoured;
    /// [`ErrorKind::InvalidRequest`] for a pool of no connections.
    pub fn build(self) -> Result<Engine> {
        let url = self.url?;
        let mut pool = self.pool;
        if pool.size == 0 {
            return Err(Error::new(ErrorKind::InvalidRequest, "pool_size is 0: a pool needs at least one connection"));
        }
        let target = driver::target(&url)?;
        if target.only_one {
            pool.size = 1;
            pool.only_one = true;
        }
        Ok(Engine(Arc::new(Shared {
            url,
            dialect: target.dialect,
            pool: Pool::new(pool, target.open),
            echo: self.echo,
            log_parameters: self.log_parameters,
            texts: Default::default(),
        })))
    }
}

/// With the password hidden.
impl std::fmt::Debug for EngineBuilder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let url = self.url.as_ref().map(ToString::to_string);
        f.debug_struct("EngineBuilder").field("url", &url).field("pool", &self.pool).finish_non_exhaustive()
    }
}
