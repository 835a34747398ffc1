//! From a [`Url`] to text.

use std::fmt;

use super::{Url, percent};

/// What stands in place of a secret.
pub(super) const HIDDEN: &str = "***";

/// Words that make an option's value a secret: `password`, `sslpassword`, the keys of encrypting SQLite builds.
const SECRETS: [&str; 6] = ["password", "passwd", "pwd", "secret", "hexkey", "textkey"];

pub(super) fn is_secret(key: &str) -> bool {
    let key = key.to_ascii_lowercase();
    SECRETS.iter().any(|word| key.contains(word))
}

pub(super) fn render(url: &Url, hide: bool) -> String {
    let mut out = format!("{}://", url.driver);
    if let Some(username) = &url.username {
        out += &percent::encode(username, " +");
        if let Some(password) = &url.password {
            out.push(':');
            out += &if hide { HIDDEN.to_owned() } else { percent::encode(password, " +") };
        }
        out.push('@');
    }
    if let Some(host) = &url.host {
        out += &render_host(host);
    }
    if let Some(port) = url.port {
        out += &format!(":{port}");
    }
    if let Some(database) = &url.database {
        out.push('/');
        out += &percent::encode(database, " +/");
    }
    let mut separator = '?';
    for (key, values) in &url.query {
        for value in values {
            let value = if hide && is_secret(key) { HIDDEN.to_owned() } else { percent::encode_form(value) };
            out += &format!("{separator}{}={value}", percent::encode_form(key));
            separator = '&';
        }
    }
    out
}

/// An IPv6 address in brackets as it is; of another host only what would not be read as one is encoded.
fn render_host(host: &str) -> String {
    if host.contains(':') && host.chars().all(|c| c.is_ascii_alphanumeric() || ":.%-_~".contains(c)) {
        return format!("[{host}]");
    }
    host.chars()
        .map(|c| if c.is_alphanumeric() { c.to_string() } else { percent::encode(&c.to_string(), ",") })
        .collect()
}

/// With the password hidden.
impl fmt::Display for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&render(self, true))
    }
}

/// With the password hidden.
impl fmt::Debug for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Url").field(&render(self, true)).finish()
    }
}
