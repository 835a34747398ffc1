//! What SQLite's driver is told.

use std::time::Duration;

use aludel::url::{JournalMode, SqliteBegin, SqliteOptions, SqliteStorage, Synchronous};
use aludel::{Url, UrlError, UrlErrorKind};

fn read(text: &str) -> Result<SqliteOptions, UrlError> {
    SqliteOptions::from_url(&Url::parse(text)?)
}

fn options(text: &str) -> SqliteOptions {
    read(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn error(text: &str) -> UrlError {
    read(text).map(|options| panic!("{text} gave {options:?}")).unwrap_err()
}

#[test]
fn where_the_database_lives() {
    use SqliteStorage::*;
    for (text, storage, journal_mode) in [
        ("sqlite://", Private, None),
        ("sqlite:///", Private, None),
        ("sqlite:///:memory:", Private, None),
        ("sqlite:///:memory:?uri=true", Private, None),
        ("sqlite:///?uri=true", Private, None),
        ("sqlite:///a.db", File, Some(JournalMode::Wal)),
        ("sqlite:///a.db?uri=false", File, Some(JournalMode::Wal)),
        ("sqlite:///file:a.db?uri=true", File, Some(JournalMode::Wal)),
        ("sqlite:///file:///a.db?uri=1&mode=rwc", File, Some(JournalMode::Wal)),
        ("sqlite:///file://localhost/a.db?uri=1", File, Some(JournalMode::Wal)),
        ("sqlite:///file:a.db?uri=1&cache=shared", File, Some(JournalMode::Wal)),
        ("sqlite:///file:a.db?uri=1&mode=ro", File, None),
        ("sqlite:///file:a.db?uri=1&immutable=1", File, None),
        ("sqlite:///file:a.db?uri=1&nolock=1", File, None),
        ("sqlite:///file:a.db?uri=1&vfs=unix-none", File, None),
        ("sqlite:///file::memory:?uri=1", Private, None),
        ("sqlite:///file::memory:?uri=1&cache=shared", SharedMemory, None),
        ("sqlite:///file:a?uri=1&mode=memory", Private, None),
        ("sqlite:///file:a?uri=1&mode=memory&cache=shared", SharedMemory, None),
        ("sqlite:///file:a%3Fmode=memory&cache=shared?uri=1", SharedMemory, None),
        ("sqlite:///file:/a?uri=1&vfs=memdb", SharedMemory, None),
        ("sqlite:///file:a?uri=1&vfs=memdb", Private, None),
        ("sqlite:///file:/a?uri=1&vfs=memdb&mode=memory", Private, None),
        ("sqlite:///file:a?uri=1&vfs=memdb&cache=shared", SharedMemory, None),
        ("sqlite:///file:?uri=1&mode=memory&cache=shared", Private, None),
        ("sqlite:///file:?uri=1", Private, None),
    ] {
        let options = options(text);
        assert_eq!((options.storage, options.journal_mode), (storage, journal_mode), "{text}");
        assert_eq!(options.single_connection(), storage == Private, "{text}");
        assert_eq!(options.is_memory(), storage != File, "{text}");
    }
    assert!(options("sqlite:///file:a.db?uri=1&mode=ro").read_only);
    assert!(!options("sqlite:///a.db").read_only);
}

#[test]
fn what_sqlite_opens() {
    let opened = |text| {
        let options = options(text);
        (options.filename.to_str().unwrap().to_owned(), options.uri)
    };
    assert_eq!(opened("sqlite:////a/b c.db"), ("/a/b c.db".into(), false));
    assert_eq!(opened("sqlite:////a/b%3Fc.db"), ("/a/b?c.db".into(), false));
    assert_eq!(opened("sqlite:///:memory:?uri=true"), (":memory:".into(), false));
    assert_eq!(opened("sqlite:///file:a.db?uri=true&timeout=1&foreign_keys=0"), ("file:a.db".into(), true));
    let passed = "sqlite:///file:a.db?uri=true&vfs=own&b=%26%25%23&a=1";
    assert_eq!(opened(passed), ("file:a.db?a=1&b=%26%25%23&vfs=own".into(), true));
    let (relative, _) = opened("sqlite:///file-a.db");
    assert!(relative.starts_with('/') && relative.ends_with("/file-a.db"), "{relative}");
}

#[test]
fn every_option_that_is_honoured() {
    let options = options(
        "sqlite:////a.db?timeout=0.25&journal_mode=Delete&foreign_keys=off&synchronous=normal\
         &isolation_level=IMMEDIATE&cached_statements=7&check_same_thread=false",
    );
    assert_eq!(options.timeout, Duration::from_millis(250));
    assert_eq!(options.journal_mode, Some(JournalMode::Delete));
    assert!(!options.foreign_keys);
    assert_eq!(options.synchronous, Some(Synchronous::Normal));
    assert_eq!(options.begin, SqliteBegin::Immediate);
    assert_eq!(options.cached_statements, Some(7));

    let options = self::options("sqlite://");
    assert_eq!(options.timeout, Duration::from_secs(5));
    assert!(options.foreign_keys);
    assert_eq!((options.synchronous, options.begin), (None, SqliteBegin::Deferred));
    assert_eq!(self::options("sqlite://?journal_mode=off").journal_mode, Some(JournalMode::Off));
    assert_eq!(self::options("sqlite:///file:a?uri=1&nolock=1&journal_mode=wal").journal_mode, Some(JournalMode::Wal));
}

#[test]
fn what_cannot_be_honoured_is_named() {
    use UrlErrorKind::*;
    for (rest, kind, words) in [
        ("/a.db?cache=shared", UnsupportedOption, "`cache` is only understood with `uri=true`"),
        ("/:memory:?cache=shared", UnsupportedOption, "`cache`"),
        ("/a.db?mode=ro", UnsupportedOption, "`mode`"),
        ("/a.db?charset=utf8", UnknownOption, "`charset`"),
        ("/a.db?journalmode=wal", UnknownOption, "did you mean `journal_mode`?"),
        ("/file:a.db?uri=1&charset=utf8", UnknownOption, "`charset`"),
        ("/file:a.db?uri=1&mode=rx", BadOptionValue, "one of ro, rw, rwc, memory"),
        ("/file:a.db?uri=1&cache=x", BadOptionValue, "shared"),
        ("/file:a.db?uri=1&mode=ro&mode=rw", BadOptionValue, "more than once"),
        ("/a.db?timeout=1&timeout=2", BadOptionValue, "more than once"),
        ("/a.db?timeout=soon", BadOptionValue, "timeout=soon"),
        ("/a.db?timeout=-1", BadOptionValue, "seconds"),
        ("/a.db?timeout=nan", BadOptionValue, "seconds"),
        ("/a.db?timeout=inf", BadOptionValue, "seconds"),
        ("/a.db?timeout=1e9", BadOptionValue, "seconds"),
        ("/a.db?check_same_thread=perhaps", BadOptionValue, "true or false"),
        ("/a.db?foreign_keys=2", BadOptionValue, "true or false"),
        ("/a.db?journal_mode=x", BadOptionValue, "wal"),
        ("/?journal_mode=wal", UnsupportedOption, "memory"),
        ("/file:a.db?uri=1&mode=ro&journal_mode=wal", UnsupportedOption, "only read"),
        ("/a.db?synchronous=x", BadOptionValue, "normal"),
        ("/a.db?isolation_level=SERIALIZABLE", BadOptionValue, "immediate"),
        ("/a.db?cached_statements=-1", BadOptionValue, "whole number"),
        ("/a.db?detect_types=1", UnsupportedOption, "`detect_types`"),
        ("/a.db?uri=true", InvalidSqliteUrl, "`file:`"),
        ("/:memory:?uri=true&cache=shared", InvalidSqliteUrl, "`file:`"),
        ("/file:a.db", InvalidSqliteUrl, "`?uri=true`"),
        ("/file://host/a.db?uri=true", InvalidSqliteUrl, "host"),
        ("/a%00.db", BadOptionValue, "NUL"),
        ("/file:a%2500.db?uri=true", BadOptionValue, "NUL"),
        ("h/a.db", InvalidSqliteUrl, "sqlite:////absolute"),
        (":1/a.db", InvalidSqliteUrl, "port"),
        (":p@/a.db", InvalidSqliteUrl, "password"),
    ] {
        let error = error(&format!("sqlite://{rest}"));
        assert_eq!(error.kind(), kind, "{rest}: {error}");
        assert!(error.to_string().contains(words), "{rest}: {error}");
    }
    assert_eq!(error("postgres://h/db").kind(), UnknownDialect);
}
