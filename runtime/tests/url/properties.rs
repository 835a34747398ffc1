//! Nothing panics, nothing is lost on the way to text and back, no password is shown.

use aludel::Url;
use aludel::url::{PostgresOptions, SqliteOptions};
use proptest::option;
use proptest::prelude::*;

/// Everything that may be done with a URL, short of connecting.
fn exercise(text: &str) {
    let Ok(url) = Url::parse(text) else { return };
    assert_eq!(Url::parse(&url.render_with_password()).as_ref(), Ok(&url), "{text}");
    Url::parse(&url.to_string()).unwrap();
    let _ = (url.arguments(), PostgresOptions::from_url(&url), SqliteOptions::from_url(&url));
}

/// Any text, but often one made of what URLs give a meaning to.
fn part() -> impl Strategy<Value = String> {
    prop_oneof![any::<String>(), "[a:/?@%&=+,#0-9\\[\\] *\\\\\u{0}ü💥-]{0,8}"]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_built_url_reads_back(
        driver in "[a-z_]{1,8}(\\+[a-z0-9]{0,4})?",
        username in option::of(part()),
        password in option::of(part()),
        host in option::of(part()),
        port in option::of(1u16..),
        database in option::of(part()),
        query in prop::collection::vec((part(), part()), 0..4),
    ) {
        let mut builder = Url::builder(driver);
        if let Some(username) = username { builder = builder.username(username) }
        if let Some(password) = &password { builder = builder.password(password) }
        if let Some(host) = host { builder = builder.host(host) }
        if let Some(port) = port { builder = builder.port(port) }
        if let Some(database) = database { builder = builder.database(database) }
        for (key, value) in query { builder = builder.query(key, value) }
        let url = builder.build().unwrap();
        let read = Url::parse(&url.render_with_password());
        prop_assert_eq!(read.as_ref(), Ok(&url));

        // Without its password it is the same URL but for that, and printing hides nothing else but secret options.
        if url.query().all(|(key, _)| !key.contains("pass") && !key.contains("secret")) {
            let hidden = Url::parse(&url.to_string()).unwrap();
            let expected = if password.is_some() { url.with_password("***") } else { url };
            prop_assert_eq!(hidden, expected);
        }
    }

    #[test]
    fn a_password_is_never_shown(password in "QXZ[:/?@%&=+#0-9A-Z]{0,6}ZXQ", written in any::<bool>()) {
        // A whole other URL may be written in a password: `@host?key=`. Then its end is the value of an option.
        prop_assume!(!(written && password.contains('@') && password.contains('?') && password.contains('=')));
        let text = match written {
            true => format!("postgres://u:{password}@h/db"),
            false => Url::builder("postgres").username("u").password(&password).host("h").build().unwrap().render_with_password(),
        };
        let shown = match Url::parse(&text) {
            Err(error) => format!("{error} {error:?}"),
            Ok(url) => format!("{url} {url:?} {:?} {:?}", url.arguments(), PostgresOptions::from_url(&url)),
        };
        prop_assert!(!shown.contains("QXZ") && !shown.contains("ZXQ"), "{}", shown);
    }

    #[test]
    fn nothing_panics(driver in "postgres|sqlite|x|", rest in part(), tail in part()) {
        exercise(&format!("{driver}://{rest}"));
        exercise(&format!("{driver}://u:{rest}@{tail}"));
        exercise(&format!("{driver}:///{rest}?{tail}"));
        exercise(&format!("{driver}:///file:{rest}?uri=true&{tail}"));
        exercise(&format!("{driver}:///?host={rest}&host={tail}"));
        exercise(&rest);
    }
}

#[test]
fn a_damaged_row_never_panics() {
    for case in super::cases() {
        let text: Vec<char> = case["url"].as_str().unwrap().chars().collect();
        for at in 0..text.len() {
            let (before, after) = text.split_at(at);
            let joined = |middle: &str, after: &[char]| {
                [before.iter().collect(), middle.to_owned(), after.iter().collect()].concat()
            };
            exercise(&joined("", &after[1..]));
            exercise(&joined("", &[]));
            for put in ["@", ":", "/", "?", "[", "]", "%", "&", "=", ",", "ü", "\0"] {
                exercise(&joined(put, after));
            }
        }
    }
}
