//! From text to a [`Url`].
//!
//! The form is `driver://username:password@host:port/database?key=value`, each part but the driver optional. What is
//! taken for what follows SQLAlchemy, which lets a password hold `/`, `?` and `:` as they are. Where such a password
//! cannot be told from a host with a port, or from a query, the text is refused: guessing wrong would print the
//! password, or send it to the wrong host.

use std::collections::BTreeMap;

use super::error::{UrlError, UrlErrorKind};
use super::{Url, percent};

pub(super) fn parse(text: &str) -> Result<Url, UrlError> {
    if let Some((at, _)) = text.char_indices().find(|(_, c)| c.is_control()) {
        let message =
            format!("the URL has a control character at byte {at}: write it percent-encoded, %0A for a newline");
        return Err(UrlError::new(UrlErrorKind::ParseError, message));
    }
    let (driver, rest) = text.split_once("://").ok_or_else(|| {
        let form = "this is not a URL: expected driver://user:password@host:port/database, as in sqlite:///file.db";
        UrlError::new(UrlErrorKind::ParseError, form)
    })?;
    check_driver(driver)?;

    let (userinfo, rest) = split_userinfo(rest)?;
    let (username, password) = match userinfo.map(|info| (info, info.split_once(':'))) {
        None => (None, None),
        Some((name, None)) => (Some(decode(name, "user name")?), None),
        Some((_, Some((name, password)))) => (Some(decode(name, "user name")?), Some(decode(password, "password")?)),
    };

    let authority_end = rest.find(['/', '?']).unwrap_or(rest.len());
    let (authority, rest) = rest.split_at(authority_end);
    let (host, port) = split_port(authority)?;

    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    let database = path.strip_prefix('/').map(|path| decode(path, "database")).transpose()?;
    Ok(Url { driver: driver.to_owned(), username, password, host, port, database, query: parse_query(query)? })
}

/// A driver's name has letters, digits, `_` and `+`.
pub(super) fn check_driver(driver: &str) -> Result<(), UrlError> {
    if !driver.is_empty() && driver.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '+') {
        return Ok(());
    }
    let message = "the URL does not begin with a driver's name: letters, digits, `_` and `+` before `://`";
    Err(UrlError::new(UrlErrorKind::ParseError, message))
}

/// What stands before the `@` of the authority, and what comes after it.
fn split_userinfo(rest: &str) -> Result<(Option<&str>, &str), UrlError> {
    let Some(at) = rest.find('@') else { return Ok((None, rest)) };
    let before = &rest[..at];
    let first = &before[..before.find(['/', '?']).unwrap_or(at)];
    if first.len() < at && !is_userinfo(first, &before[first.len()..])? {
        return Ok((None, rest));
    }
    let after = &rest[at + 1..];
    let authority_end = after.find(['/', '?']).unwrap_or(after.len());
    let path_end = after.find('?').unwrap_or(after.len());
    // After a password, an `@` in the path may end it, and one in the options too where no host was named.
    let doubtful = match (before.contains(':'), authority_end) {
        (true, 0) => after,
        (true, _) => &after[..path_end.max(authority_end)],
        (false, _) => &after[..authority_end],
    };
    if doubtful.contains('@') {
        return Err(ambiguous());
    }
    Ok((Some(before), after))
}

/// Whether `first`, and what follows it up to the URL's first `@`, are a user and a password with `/` or `?` in it,
/// rather than a host and a path or a query. `follows` begins with that `/` or `?`.
fn is_userinfo(first: &str, follows: &str) -> Result<bool, UrlError> {
    if first.is_empty() || first.starts_with('[') {
        return Ok(false);
    }
    let in_query = follows.contains('?');
    let in_path = follows.contains('/');
    let Some((_, port)) = first.split_once(':') else {
        // host?key=a@b and host/database?key=a@b, but not user/password@host
        return if in_query { Ok(false) } else { Err(ambiguous()) };
    };
    let port_like = !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit());
    match (in_path, in_query) {
        // host:5432/database?key=a@b
        (true, true) if port_like && follows.starts_with('/') => Ok(false),
        // user:pass/word@host
        (true, false) if !port_like => Ok(true),
        // user:pass?word@host
        (false, _) if !(port_like && follows.contains('=')) => Ok(true),
        _ => Err(ambiguous()),
    }
}

fn ambiguous() -> UrlError {
    let message = "where the password ends and the host begins cannot be told: write %40 for @, %2F for / and %3F for ? \
                   in a user name, a password, a database or an option";
    UrlError::new(UrlErrorKind::AmbiguousAuthority, message)
}

/// Host and port. What is no port is not repeated: it is a password where `@host` was forgotten.
fn split_port(authority: &str) -> Result<(Option<String>, Option<u16>), UrlError> {
    let (host, port) = if let Some(bracketed) = authority.strip_prefix('[') {
        let Some((host, after)) = bracketed.split_once(']') else {
            let message = "the host begins with `[`, but `]` is missing before the port";
            return Err(UrlError::new(UrlErrorKind::NonIntegerPort, message));
        };
        let port = after.strip_prefix(':');
        if host.is_empty() || (port.is_none() && !after.is_empty()) {
            let message = "expected [IPv6 address] or [IPv6 address]:port as host";
            return Err(UrlError::new(UrlErrorKind::ParseError, message));
        }
        // As it stands, `%25` before a zone included: the options decode that.
        (host.to_owned(), port)
    } else {
        let (host, port) = match authority.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (authority, None),
        };
        (decode(host, "host")?, port)
    };
    let hint = "; a user and a password are followed by @host";
    let port = port.map(|port| parse_port(port, "of the URL", hint)).transpose()?;
    Ok((Some(host).filter(|host| !host.is_empty()), port))
}

/// `which`: what a message calls the port; `hint`: what to add where it is no number.
pub(super) fn parse_port(text: &str, which: &str, hint: &str) -> Result<u16, UrlError> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        let hint = if text.contains(',') {
            "; several hosts are written ?host=one:5432&host=two:5433"
        } else if text.contains(':') {
            "; an IPv6 address is written in [ ]"
        } else {
            hint
        };
        let message = format!("the port {which} is not a number{hint}");
        return Err(UrlError::new(UrlErrorKind::NonIntegerPort, message));
    }
    text.parse().ok().filter(|port| *port > 0).ok_or_else(|| port_out_of_range(which))
}

pub(super) fn port_out_of_range(which: &str) -> UrlError {
    UrlError::new(UrlErrorKind::PortOutOfRange, format!("the port {which} is not from 1 to 65535"))
}

/// A key without a value and a word without `=` are left out, as SQLAlchemy does; but such a word with an
/// `@` in it may be half a password.
fn parse_query(text: &str) -> Result<BTreeMap<String, Vec<String>>, UrlError> {
    let mut query: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for pair in text.split('&') {
        let Some((key, value)) = pair.split_once('=') else {
            if pair.contains('@') {
                return Err(ambiguous());
            }
            continue;
        };
        let not_utf8 = || not_utf8("query");
        let key = percent::decode_form(key).ok_or_else(not_utf8)?;
        let value = percent::decode_form(value).ok_or_else(not_utf8)?;
        if !value.is_empty() {
            query.entry(key).or_default().push(value);
        }
    }
    Ok(query)
}

fn decode(text: &str, part: &str) -> Result<String, UrlError> {
    percent::decode(text).ok_or_else(|| not_utf8(part))
}

fn not_utf8(part: &str) -> UrlError {
    UrlError::new(
        UrlErrorKind::ParseError,
        format!("the {part} of the URL is not UTF-8 once its percent signs are decoded"),
    )
}
