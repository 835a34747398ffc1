//! From arguments to [`PostgresOptions`].

use std::time::Duration;

use super::{ChannelBinding, PostgresOptions, SslMode, TargetSessionAttrs, hosts, user};
use crate::url::arguments::{Argument, Arguments};
use crate::url::options::{bad_value, given_twice, has_nul, unknown, unsupported};
use crate::url::{UrlError, UrlErrorKind};

/// The options that are honoured, for suggestions.
const KNOWN: [&str; 23] = [
    "host",
    "hostaddr",
    "port",
    "user",
    "password",
    "dbname",
    "sslmode",
    "sslnegotiation",
    "gssencmode",
    "channel_binding",
    "connect_timeout",
    "application_name",
    "fallback_application_name",
    "options",
    "client_encoding",
    "keepalives",
    "keepalives_idle",
    "keepalives_interval",
    "keepalives_count",
    "keepalives_retries",
    "tcp_user_timeout",
    "target_session_attrs",
    "load_balance_hosts",
];

const NEEDS_TLS: &str = "needs TLS, which this driver has not";
const NEEDS_GSSAPI: &str = "needs GSSAPI, which this driver has not";
const NO_SERVICE_FILES: &str =
    "is not supported: service files are not read, write the host and the database in the URL";

/// libpq's other options, and why they are refused.
const REFUSED: [(&str, &str); 33] = [
    ("sslcert", NEEDS_TLS),
    ("sslcertmode", NEEDS_TLS),
    ("sslcompression", NEEDS_TLS),
    ("sslcrl", NEEDS_TLS),
    ("sslcrldir", NEEDS_TLS),
    ("sslkey", NEEDS_TLS),
    ("sslkeylogfile", NEEDS_TLS),
    ("sslpassword", NEEDS_TLS),
    ("sslrootcert", NEEDS_TLS),
    ("sslsni", NEEDS_TLS),
    ("ssl_max_protocol_version", NEEDS_TLS),
    ("ssl_min_protocol_version", NEEDS_TLS),
    ("requiressl", NEEDS_TLS),
    ("gssdelegation", NEEDS_GSSAPI),
    ("gsslib", NEEDS_GSSAPI),
    ("krbsrvname", NEEDS_GSSAPI),
    ("service", NO_SERVICE_FILES),
    ("servicefile", NO_SERVICE_FILES),
    ("passfile", "is not supported: password files are not read, write the password in the URL"),
    ("require_auth", "is not supported"),
    ("requirepeer", "is not supported"),
    ("replication", "is not supported: replication connections run no queries"),
    ("max_protocol_version", "is not supported"),
    ("min_protocol_version", "is not supported"),
    ("oauth_client_id", "is not supported"),
    ("oauth_client_secret", "is not supported"),
    ("oauth_issuer", "is not supported"),
    ("oauth_scope", "is not supported"),
    ("scram_client_key", "is not supported"),
    ("scram_server_key", "is not supported"),
    ("authtype", "is not supported"),
    ("database", "is called `dbname`"),
    ("username", "is called `user`"),
];

pub(super) fn read(arguments: &Arguments) -> Result<PostgresOptions, UrlError> {
    let mut options = PostgresOptions {
        hosts: hosts::read(arguments)?,
        user: String::new(),
        password: None,
        dbname: String::new(),
        sslmode: SslMode::default(),
        channel_binding: ChannelBinding::default(),
        connect_timeout: None,
        application_name: None,
        options: None,
        keepalives: true,
        keepalives_idle: None,
        keepalives_interval: None,
        keepalives_retries: None,
        tcp_user_timeout: None,
        target_session_attrs: TargetSessionAttrs::default(),
        load_balance_hosts: false,
    };
    for (key, value) in arguments.iter() {
        match value {
            Argument::Text(text) if text.contains('\0') => return Err(has_nul(key)),
            Argument::Text(text) => apply(&mut options, key, text)?,
            Argument::List(_) => return Err(given_twice(key)),
            // The port of the URL, which is read together with the hosts.
            _ => {}
        }
    }
    if options.user.is_empty() {
        options.user = user::name().ok_or_else(|| {
            let message = "the URL names no user, and the name of the user that runs this program is not known";
            UrlError::new(UrlErrorKind::BadOptionValue, message)
        })?;
    }
    if options.dbname.is_empty() {
        options.dbname.clone_from(&options.user);
    }
    Ok(options)
}

fn apply(options: &mut PostgresOptions, key: &str, text: &str) -> Result<(), UrlError> {
    let seconds = || whole(key, text).map(|number| duration(number, Duration::from_secs));
    match key {
        "host" | "port" | "hostaddr" => {}
        "user" => options.user = text.to_owned(),
        "password" => options.password = Some(text.to_owned()),
        "dbname" => options.dbname = text.to_owned(),
        "application_name" => options.application_name = Some(text.to_owned()),
        "fallback_application_name" => {
            options.application_name.get_or_insert_with(|| text.to_owned());
        }
        "options" => options.options = Some(text.to_owned()),
        "sslmode" => {
            options.sslmode = match text {
                "disable" => SslMode::Disable,
                "allow" => SslMode::Allow,
                "prefer" => SslMode::Prefer,
                "require" | "verify-ca" | "verify-full" => {
                    return Err(unsupported(key, text, &format!("{NEEDS_TLS}; use disable, allow or prefer")));
                }
                _ => return Err(bad_value(key, text, "disable, allow or prefer")),
            }
        }
        "sslnegotiation" => match text {
            "postgres" => {}
            "direct" => return Err(unsupported(key, text, NEEDS_TLS)),
            _ => return Err(bad_value(key, text, "postgres")),
        },
        "gssencmode" => match text {
            "disable" | "prefer" => {}
            "require" => return Err(unsupported(key, text, NEEDS_GSSAPI)),
            _ => return Err(bad_value(key, text, "disable or prefer")),
        },
        "channel_binding" => {
            options.channel_binding = match text {
                "disable" => ChannelBinding::Disable,
                "prefer" => ChannelBinding::Prefer,
                "require" => return Err(unsupported(key, text, NEEDS_TLS)),
                _ => return Err(bad_value(key, text, "disable or prefer")),
            }
        }
        "client_encoding" => match text.to_ascii_lowercase().as_str() {
            "utf8" | "utf-8" | "utf_8" | "unicode" => {}
            _ => {
                return Err(unsupported(key, text, "is not supported: text is UTF-8 here; write utf8 or leave it out"));
            }
        },
        "connect_timeout" => options.connect_timeout = seconds()?,
        "keepalives" => options.keepalives = whole(key, text)? != 0,
        "keepalives_idle" => options.keepalives_idle = seconds()?,
        "keepalives_interval" => options.keepalives_interval = seconds()?,
        "keepalives_count" | "keepalives_retries" => {
            options.keepalives_retries = u32::try_from(whole(key, text)?).ok().filter(|count| *count > 0);
        }
        // In milliseconds, as libpq has it.
        "tcp_user_timeout" => options.tcp_user_timeout = duration(whole(key, text)?, Duration::from_millis),
        "target_session_attrs" => {
            options.target_session_attrs = match text {
                "any" => TargetSessionAttrs::Any,
                "read-write" => TargetSessionAttrs::ReadWrite,
                "read-only" => TargetSessionAttrs::ReadOnly,
                "primary" | "standby" | "prefer-standby" => {
                    return Err(unsupported(key, text, "is not supported; use any, read-write or read-only"));
                }
                _ => return Err(bad_value(key, text, "any, read-write or read-only")),
            }
        }
        "load_balance_hosts" => {
            options.load_balance_hosts = match text {
                "disable" => false,
                "random" => true,
                _ => return Err(bad_value(key, text, "disable or random")),
            }
        }
        _ => match REFUSED.iter().find(|(name, _)| *name == key) {
            Some((_, reason)) => {
                return Err(UrlError::new(UrlErrorKind::UnsupportedOption, format!("the option `{key}` {reason}")));
            }
            None => return Err(unknown("PostgreSQL", key, &KNOWN)),
        },
    }
    Ok(())
}

fn whole(key: &str, text: &str) -> Result<i64, UrlError> {
    let number: i64 = text.parse().map_err(|_| bad_value(key, text, "a whole number"))?;
    match i32::try_from(number) {
        Ok(_) => Ok(number),
        Err(_) => Err(bad_value(key, text, "a smaller number")),
    }
}

/// Zero and less stand for the default.
fn duration(number: i64, unit: fn(u64) -> Duration) -> Option<Duration> {
    u64::try_from(number).ok().filter(|number| *number > 0).map(unit)
}
