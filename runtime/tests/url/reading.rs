//! Reading, building and printing.

use std::collections::HashSet;
use std::error::Error as _;

use aludel::{Error, ErrorKind, Url, UrlErrorKind};

fn kind(text: &str) -> UrlErrorKind {
    Url::parse(text).map(|url| panic!("{text} was read as {url}")).unwrap_err().kind()
}

/// User, password, host and port of a URL.
fn authority(text: &str) -> (Option<String>, Option<String>, Option<String>, Option<u16>) {
    let url = Url::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
    let own = |part: Option<&str>| part.map(str::to_owned);
    (own(url.username()), own(url.password()), own(url.host()), url.port())
}

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

#[test]
fn an_at_sign_in_the_query_is_not_a_host() {
    for text in ["postgres://h/db?application_name=me@here", "postgres://h?application_name=me@here"] {
        assert_eq!(authority(text), (None, None, some("h"), None), "{text}");
    }
    let text = "postgres://h:5432/db?application_name=me@here";
    assert_eq!(authority(text), (None, None, some("h"), Some(5432)));
    let text = "postgres://u:p@h?application_name=me@here&b=c/d@e";
    assert_eq!(authority(text), (some("u"), some("p"), some("h"), None));
    assert_eq!(Url::parse(text).unwrap().query_value("application_name"), Some("me@here"));
    assert_eq!(authority("sqlite:///home/me@work/x.db"), (None, None, None, None));
    assert_eq!(authority("postgres://[::1]:5432/a@b"), (None, None, some("::1"), Some(5432)));
}

#[test]
fn a_password_may_hold_what_cannot_be_a_host() {
    for (password, text) in [
        ("pa/ss", "postgres://u:pa/ss@h:1/db"),
        ("/", "postgres://u:/@h:1/db"),
        ("pa?ss", "postgres://u:pa?ss@h:1/db"),
        ("12?34", "postgres://u:12?34@h:1/db"),
        ("a:b:c", "postgres://u:a:b:c@h:1/db"),
        ("12", "postgres://u:12@h:1/db"),
        ("%", "postgres://u:%@h:1/db"),
        ("ü%zz", "postgres://u:%C3%BC%zz@h:1/db"),
    ] {
        assert_eq!(authority(text), (some("u"), some(password), some("h"), Some(1)), "{text}");
    }
}

#[test]
fn what_can_be_read_in_two_ways_is_refused() {
    for text in [
        "postgres://u:p@ss@h/db",
        "postgres://u@v:p@h/db",
        "postgres://u:5432/word@h/db",
        "postgres://u:5432?a=b@h/db",
        "postgres://u:pa/s?s@h/db",
        "postgres://u:pa?s/s@h/db",
        "postgres://u/secret@h/db",
        "postgres://u:p@ss?secret@h/db",
    ] {
        assert_eq!(kind(text), UrlErrorKind::AmbiguousAuthority, "{text}");
    }
}

#[test]
fn what_is_no_url_is_refused() {
    for text in ["x", "://h", "postgres:/h/db", " postgres://h", "a.b://h", "p://[]", "p://[::1]x", "p://h/a\nb"] {
        assert_eq!(kind(text), UrlErrorKind::ParseError, "{text}");
    }
    for text in ["p://u%FF@h", "p://u:%FF@h", "p://%FF", "p://h/%C3", "p://h/?a=%80", "p://h/?%80=a"] {
        assert_eq!(kind(text), UrlErrorKind::ParseError, "{text}");
    }
    for text in ["p://::1/db", "p://h: 1/db", "p://h:+1/db", "p://h:1,g:2/db", "p://[::1]:/db", "p://h:-/db"] {
        assert_eq!(kind(text), UrlErrorKind::NonIntegerPort, "{text}");
    }
    for text in ["p://h:65536", "p://h:00", "p://[::1]:99999999999999999999"] {
        assert_eq!(kind(text), UrlErrorKind::PortOutOfRange, "{text}");
    }
}

#[test]
fn no_error_repeats_what_may_be_a_password() {
    for text in [
        "postgres://scott:SECRET",
        "postgres://scott:SECRET/db",
        "postgres://scott:SEC@SECRET:x/db",
        "postgres://scott:x@SECRET@h/db",
        "postgres://scott:%FFSECRET@h/db",
        "postgres://scott:SECRET@h:port/db",
        "postgres://scott/SECRET@h/db",
        "postgres://scott:12345678901SECRET",
        "postgres:scott:SECRET@h",
        "postgres-x://scott:SECRET@h",
        "postgres://scott:SECRET\u{7}@h",
        "postgres://[scott:SECRET",
        "postgres://h/?a=%FF&password=SECRET",
    ] {
        let error = Url::parse(text).map(|url| panic!("{text} was read as {url}")).unwrap_err();
        assert!(!format!("{error} {error:?}").contains("SECRET"), "{text}: {error:?}");
    }
}

#[test]
fn secrets_are_hidden_wherever_they_stand() {
    let url = Url::parse("postgres://u:SECRET@h/db?password=SECRET&sslpassword=SECRET&key=val").unwrap();
    assert_eq!(url.to_string(), "postgres://u:***@h/db?key=val&password=***&sslpassword=***");
    for shown in [format!("{url:?}"), format!("{:?}", url.to_builder()), format!("{:?}", url.arguments().unwrap())] {
        assert!(!shown.contains("SECRET") && shown.contains("***"), "{shown}");
    }
    assert_eq!(Url::parse(&url.render_with_password()).unwrap(), url);
}

#[test]
fn copies_differ_in_one_part() {
    let url = Url::parse("postgresql://u:p@h:1/db?a=1&a=2").unwrap();
    let text = |url: Url| url.render_with_password();
    assert_eq!(text(url.with_driver("postgres+psycopg").unwrap()), "postgres+psycopg://u:p@h:1/db?a=1&a=2");
    assert_eq!(text(url.with_username("@")), "postgresql://%40:p@h:1/db?a=1&a=2");
    assert_eq!(text(url.with_password("")), "postgresql://u:@h:1/db?a=1&a=2");
    assert_eq!(text(url.without_password()), "postgresql://u@h:1/db?a=1&a=2");
    assert_eq!(text(url.with_host("::1")), "postgresql://u:p@[::1]:1/db?a=1&a=2");
    assert_eq!(text(url.with_host("")), "postgresql://u:p@:1/db?a=1&a=2");
    assert_eq!(text(url.with_port(2).unwrap()), "postgresql://u:p@h:2/db?a=1&a=2");
    assert_eq!(text(url.with_database("")), "postgresql://u:p@h:1/?a=1&a=2");
    assert_eq!(text(url.with_query("a", "3")), "postgresql://u:p@h:1/db?a=3");
    assert_eq!(text(url.with_query("a", "")), "postgresql://u:p@h:1/db");
    assert_eq!(url.with_port(0).unwrap_err().kind(), UrlErrorKind::PortOutOfRange);
    assert_eq!(url.with_driver("a-b").unwrap_err().kind(), UrlErrorKind::ParseError);
    assert_eq!(url.query_values("a"), ["1", "2"]);
    assert!(url.query_values("b").is_empty());
}

#[test]
fn urls_compare_by_their_parts() {
    let one = Url::parse("postgresql://h/db?a=1&b=2").unwrap();
    let other: Url = "postgresql://h/db?b=2&a=1".parse().unwrap();
    assert_eq!(one, other);
    assert_eq!(HashSet::from([one.clone(), other]).len(), 1);
    assert_ne!(one, one.with_database("x"));
    assert_ne!(Url::try_from("p://u:a@h").unwrap(), Url::try_from("p://u:b@h".to_owned()).unwrap());
}

#[test]
fn dialects_are_known_by_their_names() {
    let dialect = |text: &str| Url::parse(text).unwrap().dialect().map(|dialect| dialect.to_string());
    for driver in ["", "+psycopg2", "+psycopg", "+postgres"] {
        assert_eq!(dialect(&format!("postgresql{driver}://")).unwrap(), "postgresql");
        assert_eq!(dialect(&format!("postgres{driver}://")).unwrap(), "postgresql");
    }
    for driver in ["", "+pysqlite", "+rusqlite"] {
        assert_eq!(dialect(&format!("sqlite{driver}://")).unwrap(), "sqlite");
    }
    for text in ["sqlite+psycopg2://", "postgresql+asyncpg://", "sqlite+://", "SQLite://", "oracle://", "+sqlite://"] {
        assert_eq!(dialect(text).unwrap_err().kind(), UrlErrorKind::UnknownDialect, "{text}");
    }
    let message = dialect("postgrsql://h").unwrap_err().to_string();
    assert!(message.contains("did you mean `postgresql`?"), "{message}");
    let message = dialect("oracle://h").unwrap_err().to_string();
    assert!(!message.contains("did you mean"), "{message}");
}

#[test]
fn a_url_error_becomes_an_error() {
    let error = Error::from(Url::parse("x").unwrap_err());
    assert_eq!(error.kind(), ErrorKind::Url);
    let source = error.source().and_then(|source| source.downcast_ref::<aludel::UrlError>()).unwrap();
    assert_eq!(source.kind(), UrlErrorKind::ParseError);
    assert_eq!(error.to_string(), source.to_string());
}
