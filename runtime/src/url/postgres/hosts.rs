//! Hosts and their ports.

use std::io;
use std::net::{IpAddr, Ipv6Addr};
use std::path::{Path, PathBuf};

use super::Host;
use crate::url::arguments::{Argument, Arguments};
use crate::url::parse::parse_port;
use crate::url::{Url, UrlError, UrlErrorKind};

/// Where servers put their sockets: Debian's and Fedora's directories, then PostgreSQL's own default.
const USUAL_DIRECTORIES: [&str; 3] = ["/var/run/postgresql", "/run/postgresql", "/tmp"];

const DEFAULT_PORT: u16 = 5432;

/// Puts `host` and `port` of the query, in either form that several hosts are written in, over those of the URL:
/// `host=h1:p1&host=h2:p2` and `host=h1,h2&port=p1,p2` both become the second.
pub(super) fn merge(url: &Url, arguments: &mut Arguments) -> Result<(), UrlError> {
    let port_given = !url.query_values("port").is_empty();
    let mut inline = false;
    let mut ports: Vec<&str> = url.query_values("port").iter().flat_map(|port| port.split(',')).collect();
    let hosts: Vec<&str> = match url.query_values("host") {
        [] => Vec::new(),
        [one] => match split_one(one).filter(|_| !port_given) {
            Some((host, port)) => {
                (inline, ports) = (true, vec![port]);
                vec![host]
            }
            None => one.split(',').collect(),
        },
        several => {
            inline = true;
            let (hosts, inline_ports) = several.iter().map(|token| split_each(token)).unzip();
            if !port_given {
                ports = inline_ports;
            }
            hosts
        }
    };
    if inline && port_given {
        let message = "ports are given both inside `host` and in `port`: write either host=h1,h2&port=p1,p2 or \
                       host=h1:p1&host=h2:p2";
        return Err(UrlError::new(UrlErrorKind::MixedMultihostFormats, message));
    }
    for port in ports.iter_mut().filter(|port| !port.is_empty()) {
        named_port(port)?;
    }
    let host_count = match hosts.len() {
        0 => url.host().or(url.query_value("hostaddr")).map_or(1, |hosts| hosts.split(',').count()),
        several => several,
    };
    if !ports.is_empty() && ports.len() != host_count {
        let message = format!("{} for {}: give one port a host", count(ports.len(), "port"), count(host_count, "host"));
        return Err(UrlError::new(UrlErrorKind::HostPortCountMismatch, message));
    }

    if !hosts.is_empty() {
        ports.resize(hosts.len(), "");
        arguments.set("host", hosts.join(",").as_str());
    }
    let ports = ports.join(",");
    if !ports.is_empty() {
        arguments.set("port", ports.as_str());
    }
    Ok(())
}

fn named_port(text: &str) -> Result<u16, UrlError> {
    parse_port(text, &format!("`{text}`"), "")
}

fn count(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

/// The port of the only host: only behind what is certainly a host's name or a bracketed address, and only digits.
fn split_one(host: &str) -> Option<(&str, &str)> {
    let (name, port) = split_bracketed(host).or_else(|| host.split_once(':'))?;
    let is_name = name.starts_with('[') || name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'.');
    (is_name && port.bytes().all(|b| b.is_ascii_digit())).then_some((name, port))
}

/// The port of one host of several: what follows the colon, where there is one; an address with many has no port
/// unless it is bracketed.
fn split_each(host: &str) -> (&str, &str) {
    split_bracketed(host).unwrap_or_else(|| match host.split_once(':') {
        Some((name, port)) if !port.contains(':') => (name, port),
        _ => (host, ""),
    })
}

fn split_bracketed(host: &str) -> Option<(&str, &str)> {
    let end = host.starts_with('[').then(|| host.find("]:"))?? + 1;
    Some((&host[..end], &host[end + 1..]))
}

/// The typed hosts of merged arguments.
pub(super) fn read(arguments: &Arguments) -> Result<Vec<(Host, u16)>, UrlError> {
    let hosts = arguments.text("host").unwrap_or_default();
    let ports = match arguments.get("port") {
        Some(Argument::Integer(port)) => port.to_string(),
        Some(Argument::Text(ports)) => ports.clone(),
        _ => String::new(),
    };
    let mut addresses = Vec::new();
    if let Some(list) = arguments.text("hostaddr") {
        for text in list.split(',') {
            let address: IpAddr = text.parse().map_err(|_| {
                let message = format!("hostaddr={text} is not an IP address");
                UrlError::new(UrlErrorKind::BadOptionValue, message)
            })?;
            // A host's name serves TLS alone where its address is known.
            addresses.push(Host::Tcp(address.to_string()));
        }
    }
    let hosts: Vec<Vec<Host>> = match addresses.len() {
        0 => hosts.split(',').map(host).collect::<Result<_, _>>()?,
        several if !hosts.is_empty() && hosts.split(',').count() != several => {
            let message = "there are not as many addresses in `hostaddr` as hosts in `host`";
            return Err(UrlError::new(UrlErrorKind::HostPortCountMismatch, message));
        }
        _ => addresses.into_iter().map(|address| vec![address]).collect(),
    };
    let ports: Vec<u16> = ports
        .split(',')
        .map(|port| if port.is_empty() { Ok(DEFAULT_PORT) } else { named_port(port) })
        .collect::<Result<_, _>>()?;
    if ports.len() > 1 && ports.len() != hosts.len() {
        let message =
            format!("{} for {}: give one port a host", count(ports.len(), "port"), count(hosts.len(), "host"));
        return Err(UrlError::new(UrlErrorKind::HostPortCountMismatch, message));
    }
    let mut all = Vec::new();
    for (hosts, port) in hosts.into_iter().zip(ports.iter().cycle()) {
        all.extend(hosts.into_iter().map(|host| (host, *port)));
    }
    Ok(all)
}

/// One host as written; an empty one stands for the usual directories.
fn host(text: &str) -> Result<Vec<Host>, UrlError> {
    if text.is_empty() {
        return Ok(USUAL_DIRECTORIES.iter().map(|directory| Host::Unix(PathBuf::from(directory))).collect());
    }
    if text.starts_with('/') {
        return Ok(vec![Host::Unix(PathBuf::from(text))]);
    }
    if text.starts_with('@') {
        let message = format!("host={text}: a socket in the abstract namespace is not supported");
        return Err(UrlError::new(UrlErrorKind::UnsupportedOption, message));
    }
    if !text.contains(':') {
        return Ok(vec![Host::Tcp(text.to_owned())]);
    }
    // In a URL a zone's `%` is written `%25`, which the parser leaves as it is.
    let address = text.trim_start_matches('[').trim_end_matches(']').replace("%25", "%");
    if address.split('%').next().is_some_and(|address| address.parse::<Ipv6Addr>().is_ok()) {
        return Ok(vec![Host::Tcp(address)]);
    }
    let message = format!("host={text}: what follows the `:` is not a port, nor is this an IPv6 address");
    Err(UrlError::new(UrlErrorKind::NonIntegerPort, message))
}

/// The sockets that exist, and all that is not a socket.
pub(super) fn endpoints(hosts: &[(Host, u16)]) -> io::Result<Vec<(Host, u16)>> {
    let mut there = Vec::new();
    let mut missing = Vec::new();
    for (host, port) in hosts {
        match host {
            Host::Unix(directory) if !socket(directory, *port).exists() => {
                missing.push(socket(directory, *port).display().to_string());
            }
            _ => there.push((host.clone(), *port)),
        }
    }
    if !there.is_empty() {
        return Ok(there);
    }
    let message = format!("no PostgreSQL server listens on a Unix socket here: there is no {}", missing.join(", no "));
    Err(io::Error::new(io::ErrorKind::NotFound, message))
}

fn socket(directory: &Path, port: u16) -> PathBuf {
    directory.join(format!(".s.PGSQL.{port}"))
}
