//! Queries such as a shop's program makes, each beside SQL written by hand: the same rows, on every database, and the
//! texts that are sent, in a golden file.

use std::{collections::BTreeMap, fmt::Write as _};

use aludel::Result;
use aludel_suite::everywhere;
use aludel_test_support::assert_golden;

use self::room::Room;

mod aggregates;
mod expressions;
mod from;
mod items;
mod loading;
pub mod market;
mod nested;
mod pages;
mod postgresql;
mod room;
mod selecting;
mod values;
mod writing;

/// A query, by the name of its function.
type Shown = (&'static str, fn(&mut Room<'_>) -> Result<()>);

/// The queries of a topic.
macro_rules! queries {
    ($($name:ident),* $(,)?) => {
        pub const QUERIES: &[super::Shown] = &[$((stringify!($name), $name)),*];
    };
}
use queries;

const TOPICS: &[(&str, &[Shown])] = &[
    ("selecting", selecting::QUERIES),
    ("pages", pages::QUERIES),
    ("expressions", expressions::QUERIES),
    ("aggregates", aggregates::QUERIES),
    ("from", from::QUERIES),
    ("nested", nested::QUERIES),
    ("postgresql", postgresql::QUERIES),
    ("writing", writing::QUERIES),
    ("loading", loading::QUERIES),
    ("values", values::QUERIES),
];

#[test]
fn every_query_gives_what_sql_by_hand_gives() {
    let sent = std::sync::Mutex::new(BTreeMap::<(&str, &str), String>::new());
    let failed = std::sync::Mutex::new(Vec::new());
    let only = std::env::var("ALUDEL_QUERY").unwrap_or_default();
    everywhere(|lab| {
        market::fill(lab)?;
        for (name, query) in TOPICS.iter().flat_map(|(_, queries)| *queries).filter(|(name, _)| name.contains(&only)) {
            let told = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
                let mut room = Room::new(lab);
                query(&mut room)?;
                let told = room.sent();
                assert!(!told.is_empty(), "{name} sends nothing");
                let mut sent = sent.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                let before = sent.insert((*name, lab.either("SQLite", "PostgreSQL")), told.clone());
                assert!(
                    before.as_ref().is_none_or(|before| *before == told),
                    "{name} sends\n{told}instead of\n{before:?}"
                );
                Ok::<_, aludel::Error>(())
            }));
            match told {
                Ok(Ok(())) => {}
                Ok(Err(error)) => {
                    eprintln!("{name}: {error:?}");
                    failed.lock().unwrap().push((*name, lab.url().to_owned()));
                }
                Err(_) => failed.lock().unwrap().push((*name, lab.url().to_owned())),
            }
        }
        Ok(())
    });
    let failed = failed.into_inner().unwrap();
    assert!(failed.is_empty(), "{failed:#?}");
    if !only.is_empty() {
        return;
    }
    let sent = sent.into_inner().unwrap();
    let mut texts = String::new();
    for (topic, queries) in TOPICS {
        write!(texts, "== {topic}\n\n").unwrap();
        for (name, _) in *queries {
            let of = |database| &sent[&(*name, database)];
            let (sqlite, postgresql) = (of("SQLite"), of("PostgreSQL"));
            match sqlite == postgresql {
                true => write!(texts, "# {name}\n{sqlite}\n").unwrap(),
                false => write!(texts, "# {name}\n-- SQLite\n{sqlite}-- PostgreSQL\n{postgresql}\n").unwrap(),
            }
        }
    }
    assert_golden(concat!(env!("CARGO_MANIFEST_DIR"), "/../golden/sixty.txt"), &texts);
}

#[test]
fn every_item_of_the_language_is_shown() {
    let names: Vec<&str> = TOPICS.iter().flat_map(|(_, queries)| queries.iter().map(|(name, _)| *name)).collect();
    assert!(names.len() >= 60, "{}", names.len());
    assert!(names.iter().all(|name| names.iter().filter(|other| *other == name).count() == 1));
    for (phrase, shown_by) in items::SHOWN {
        assert!(!shown_by.is_empty(), "{phrase} is not shown");
        for name in *shown_by {
            assert!(names.contains(name), "{phrase} is said to be shown by {name}, which is no query");
        }
    }
    for name in names {
        assert!(items::SHOWN.iter().any(|(_, shown_by)| shown_by.contains(&name)), "{name} shows nothing");
    }
}
