//! What PostgreSQL's driver is told.

use std::path::PathBuf;
use std::time::Duration;
use std::{env, fs, io, process};

use aludel::url::{ChannelBinding, Host, PostgresOptions, SslMode, TargetSessionAttrs};
use aludel::{Url, UrlError, UrlErrorKind};

fn read(text: &str) -> Result<PostgresOptions, UrlError> {
    PostgresOptions::from_url(&Url::parse(text)?)
}

fn options(text: &str) -> PostgresOptions {
    read(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn error(text: &str) -> UrlError {
    read(text).map(|options| panic!("{text} gave {options:?}")).unwrap_err()
}

fn tcp(name: &str, port: u16) -> (Host, u16) {
    (Host::Tcp(name.to_owned()), port)
}

fn unix(directory: &str, port: u16) -> (Host, u16) {
    (Host::Unix(PathBuf::from(directory)), port)
}

fn usual(port: u16) -> Vec<(Host, u16)> {
    ["/var/run/postgresql", "/run/postgresql", "/tmp"].map(|directory| unix(directory, port)).to_vec()
}

#[test]
fn hosts_and_ports() {
    for (text, hosts) in [
        ("postgres://h/db", vec![tcp("h", 5432)]),
        ("postgres://h:1/db", vec![tcp("h", 1)]),
        ("postgres://h:1/db?port=2", vec![tcp("h", 2)]),
        ("postgres://h:1/db?host=g", vec![tcp("g", 1)]),
        ("postgres://h:1/db?host=g:2", vec![tcp("g", 2)]),
        ("postgres://h:1/db?host=a&host=b", vec![tcp("a", 5432), tcp("b", 5432)]),
        ("postgres://a,b:7/db", vec![tcp("a", 7), tcp("b", 7)]),
        ("postgres://a,b/db?port=1,2", vec![tcp("a", 1), tcp("b", 2)]),
        ("postgres:///db?host=a,b&port=1,", vec![tcp("a", 1), tcp("b", 5432)]),
        ("postgres:///db?host=a,b&port=1&port=2", vec![tcp("a", 1), tcp("b", 2)]),
        ("postgres:///db?host=a:1&host=b:&host=c", vec![tcp("a", 1), tcp("b", 5432), tcp("c", 5432)]),
        ("postgres://[::1]:1/db", vec![tcp("::1", 1)]),
        ("postgres://[fe80::1%25eth0]/db", vec![tcp("fe80::1%eth0", 5432)]),
        ("postgres:///db?host=::1", vec![tcp("::1", 5432)]),
        ("postgres:///db?host=[::1]:7", vec![tcp("::1", 7)]),
        ("postgres:///db?host=[::1]:7&host=::2&host=[::3]", vec![tcp("::1", 7), tcp("::2", 5432), tcp("::3", 5432)]),
        ("postgres:///db?host=/a/b&port=7", vec![unix("/a/b", 7)]),
        ("postgres://%2Fa%2Fb:7/db", vec![unix("/a/b", 7)]),
        ("postgres:///db?host=/cloud/a:b:c", vec![unix("/cloud/a:b:c", 5432)]),
        ("postgres:///db", usual(5432)),
        ("postgres://", usual(5432)),
        ("postgres:///db?port=7", usual(7)),
        ("postgres://u:p@:7/db", usual(7)),
        ("postgres:///db?host=a,&port=1,2", [vec![tcp("a", 1)], usual(2)].concat()),
        ("postgres://name/db?hostaddr=127.0.0.1", vec![tcp("127.0.0.1", 5432)]),
        ("postgres:///db?hostaddr=127.0.0.1,::1&port=1,2", vec![tcp("127.0.0.1", 1), tcp("::1", 2)]),
    ] {
        assert_eq!(options(text).hosts, hosts, "{text}");
    }
}

#[test]
fn hosts_and_ports_that_do_not_fit() {
    use UrlErrorKind::*;
    for (text, kind) in [
        ("postgres:///db?port=1,2", HostPortCountMismatch),
        ("postgres:///db?host=a,b&port=1", HostPortCountMismatch),
        ("postgres://h/db?port=1,2", HostPortCountMismatch),
        ("postgres://a,b/db?hostaddr=127.0.0.1", HostPortCountMismatch),
        ("postgres:///db?host=a:1&host=b&port=2,3", MixedMultihostFormats),
        ("postgres:///db?host=a&port=70000", PortOutOfRange),
        ("postgres:///db?host=a:0", PortOutOfRange),
        ("postgres:///db?host=a:1&port=2", NonIntegerPort),
        ("postgres:///db?host=a,b:1", NonIntegerPort),
        ("postgres:///db?hostaddr=localhost", BadOptionValue),
        ("postgres:///db?host=@abstract", UnsupportedOption),
        ("sqlite:///db", UnknownDialect),
    ] {
        assert_eq!(error(text).kind(), kind, "{text}");
    }
}

#[test]
fn every_option_that_is_honoured() {
    let options = options(
        "postgres://h/db?user=u&password=p&dbname=other&sslmode=disable&sslnegotiation=postgres&gssencmode=prefer\
         &channel_binding=disable&connect_timeout=10&application_name=a+b&fallback_application_name=c\
         &options=-c+search_path%3Dx&client_encoding=UTF8&keepalives=0&keepalives_idle=1&keepalives_interval=2\
         &keepalives_count=3&tcp_user_timeout=1500&target_session_attrs=read-write&load_balance_hosts=random",
    );
    assert_eq!(
        (options.user.as_str(), options.password.as_deref(), options.dbname.as_str()),
        ("u", Some("p"), "other")
    );
    assert_eq!((options.sslmode, options.channel_binding), (SslMode::Disable, ChannelBinding::Disable));
    assert_eq!(options.connect_timeout, Some(Duration::from_secs(10)));
    assert_eq!(options.application_name.as_deref(), Some("a b"));
    assert_eq!(options.options.as_deref(), Some("-c search_path=x"));
    assert!(!options.keepalives);
    assert_eq!(options.keepalives_idle, Some(Duration::from_secs(1)));
    assert_eq!(options.keepalives_interval, Some(Duration::from_secs(2)));
    assert_eq!(options.keepalives_retries, Some(3));
    assert_eq!(options.tcp_user_timeout, Some(Duration::from_millis(1500)));
    assert_eq!(options.target_session_attrs, TargetSessionAttrs::ReadWrite);
    assert!(options.load_balance_hosts);
}

#[test]
fn defaults_are_those_of_libpq() {
    let mut options = options("postgres://u:@h?connect_timeout=0&fallback_application_name=c&keepalives_idle=-1");
    assert_eq!((options.password.take(), options.dbname.as_str()), (None, "u"));
    assert_eq!((options.sslmode, options.channel_binding), (SslMode::Prefer, ChannelBinding::Prefer));
    assert_eq!((options.connect_timeout, options.keepalives_idle), (None, None));
    assert_eq!(options.application_name.as_deref(), Some("c"));
    assert!(options.keepalives && !options.load_balance_hosts);
    let anonymous = self::options("postgres://h");
    assert!(!anonymous.user.is_empty());
    assert_eq!(anonymous.user, anonymous.dbname);
}

#[test]
fn what_cannot_be_honoured_is_named() {
    use UrlErrorKind::*;
    for (option, kind, words) in [
        ("sslmode=require", UnsupportedOption, "sslmode=require needs TLS"),
        ("sslmode=verify-ca", UnsupportedOption, "use disable, allow or prefer"),
        ("sslmode=verify-full", UnsupportedOption, "sslmode=verify-full needs TLS"),
        ("sslmode=on", BadOptionValue, "expected disable, allow or prefer"),
        ("sslnegotiation=direct", UnsupportedOption, "TLS"),
        ("sslnegotiation=x", BadOptionValue, "sslnegotiation=x"),
        ("sslrootcert=/x", UnsupportedOption, "`sslrootcert` needs TLS"),
        ("sslcert=/x", UnsupportedOption, "`sslcert` needs TLS"),
        ("sslkey=/x", UnsupportedOption, "`sslkey` needs TLS"),
        ("service=x", UnsupportedOption, "`service`"),
        ("passfile=x", UnsupportedOption, "`passfile`"),
        ("gssencmode=require", UnsupportedOption, "GSSAPI"),
        ("channel_binding=require", UnsupportedOption, "TLS"),
        ("client_encoding=latin1", UnsupportedOption, "client_encoding=latin1"),
        ("target_session_attrs=standby", UnsupportedOption, "read-only"),
        ("target_session_attrs=x", BadOptionValue, "read-only"),
        ("load_balance_hosts=x", BadOptionValue, "random"),
        ("connect_timeout=1.5", BadOptionValue, "whole number"),
        ("connect_timeout=9999999999", BadOptionValue, "smaller"),
        ("keepalives=yes", BadOptionValue, "whole number"),
        ("database=x", UnsupportedOption, "`dbname`"),
        ("aplication_name=x", UnknownOption, "did you mean `application_name`?"),
        ("ssl_mode=x", UnknownOption, "did you mean `sslmode`?"),
        ("=x", UnknownOption, "``"),
        ("options=a&options=b", BadOptionValue, "more than once"),
        ("hostaddr=::1&hostaddr=::2", BadOptionValue, "more than once"),
        ("application_name=a%00b", BadOptionValue, "NUL"),
    ] {
        let error = error(&format!("postgres://u:p@h/db?{option}"));
        assert_eq!(error.kind(), kind, "{option}: {error}");
        assert!(error.to_string().contains(words), "{option}: {error}");
    }
    assert_eq!(error("postgres://h/a%00b").kind(), BadOptionValue);
    assert_eq!(error("postgres://u%00:p@h/a").kind(), BadOptionValue);
}

#[test]
fn secrets_are_hidden() {
    let shown = format!("{:?}", options("postgres://u:SECRET@h/db"));
    assert!(shown.contains("***") && !shown.contains("SECRET"), "{shown}");
    let error = error("postgres://u@h/db?password=SECRET&password=SECRET");
    assert!(!format!("{error:?}").contains("SECRET"));
    let error = self::error("postgres://u@h/db?sslpassword=SECRET");
    assert!(!format!("{error:?}").contains("SECRET"));
}

#[test]
fn of_sockets_those_are_tried_that_exist() {
    let directory = env::temp_dir().join(format!("aludel-url-{}", process::id()));
    fs::create_dir_all(&directory).unwrap();
    let path = directory.to_str().unwrap();
    let encoded = path.replace('/', "%2F");

    let options = options(&format!("postgres://u@{encoded}:7/db"));
    let error = options.endpoints().unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::NotFound);
    assert!(error.to_string().contains(&format!("{path}/.s.PGSQL.7")), "{error}");

    fs::write(directory.join(".s.PGSQL.7"), "").unwrap();
    assert_eq!(options.endpoints().unwrap(), [unix(path, 7)]);
    let several = self::options(&format!("postgres://u@/db?host=/nowhere,{path},name&port=7,7,8"));
    assert_eq!(several.endpoints().unwrap(), [unix(path, 7), tcp("name", 8)]);
    fs::remove_dir_all(&directory).unwrap();
}
