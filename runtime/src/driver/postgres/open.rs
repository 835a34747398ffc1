//! Opening a connection to PostgreSQL.

use postgres::config::{ChannelBinding, LoadBalanceHosts, SslMode, TargetSessionAttrs};
use postgres::{Config, NoTls};

use super::error;
use super::thread::Seat;
use crate::url::{Host, PostgresOptions, TargetSessionAttrs as Wanted};
use crate::{Error, ErrorKind, Result};

/// Connects to the first of the hosts that answers and will do.
pub(super) fn connect(options: &PostgresOptions) -> Result<Seat> {
    let endpoints = options
        .endpoints()
        .map_err(|missing| Error::new(ErrorKind::Connection, missing.to_string()).with_source(missing))?;
    let config = config(options, &endpoints);
    match Seat::open(move || config.connect(NoTls))? {
        Ok(seat) => Ok(seat),
        Err(refused) => Err(unreachable(refused, &endpoints)),
    }
}

fn config(options: &PostgresOptions, endpoints: &[(Host, u16)]) -> Config {
    let mut config = Config::new();
    for (host, port) in endpoints {
        match host {
            Host::Tcp(name) => config.host(name),
            Host::Unix(directory) => config.host_path(directory),
        };
        config.port(*port);
    }
    config.user(&options.user).dbname(&options.dbname);
    // There is no TLS here, and so nothing to bind to: a server that insists on it refuses.
    config.ssl_mode(SslMode::Disable).channel_binding(ChannelBinding::Disable);
    config.keepalives(options.keepalives);
    config.target_session_attrs(match options.target_session_attrs {
        Wanted::Any => TargetSessionAttrs::Any,
        Wanted::ReadWrite => TargetSessionAttrs::ReadWrite,
        Wanted::ReadOnly => TargetSessionAttrs::ReadOnly,
    });
    if options.load_balance_hosts {
        config.load_balance_hosts(LoadBalanceHosts::Random);
    }
    if let Some(password) = &options.password {
        config.password(password);
    }
    if let Some(name) = &options.application_name {
        config.application_name(name);
    }
    if let Some(options) = &options.options {
        config.options(options);
    }
    if let Some(timeout) = options.connect_timeout {
        config.connect_timeout(timeout);
    }
    if let Some(timeout) = options.tcp_user_timeout {
        config.tcp_user_timeout(timeout);
    }
    if let Some(idle) = options.keepalives_idle {
        config.keepalives_idle(idle);
    }
    if let Some(interval) = options.keepalives_interval {
        config.keepalives_interval(interval);
    }
    if let Some(retries) = options.keepalives_retries {
        config.keepalives_retries(retries);
    }
    config
}

/// Says where a server was looked for; the password is in none of it.
#[cold]
fn unreachable(refused: postgres::Error, endpoints: &[(Host, u16)]) -> Error {
    let tried: Vec<String> = endpoints
        .iter()
        .map(|(host, port)| match host {
            Host::Tcp(name) if name.contains(':') => format!("[{name}]:{port}"),
            Host::Tcp(name) => format!("{name}:{port}"),
            Host::Unix(directory) => directory.join(format!(".s.PGSQL.{port}")).display().to_string(),
        })
        .collect();
    error::from_postgres(refused, None)
        .of_kind(ErrorKind::Connection)
        .context(&format!("cannot connect to PostgreSQL at {}", tried.join(", ")))
}
