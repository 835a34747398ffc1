//! The rows that these tests query: five users, their addresses, posts and keywords.

use aludel::{Result, Session};
use aludel_suite::{
    Lab,
    models::{Address, BlogPost, Keyword, User},
};

/// ed and fred have no addresses, jack has two, wendy and mary one each; wendy wrote two posts, ed one.
pub fn fill(lab: &Lab) -> Result<Session> {
    let mut session = lab.session();
    let user = |name: &str| User::new().name(name).fullname(format!("{name} J.")).password("secret");
    session.add(user("ed"));
    let wendy = session.add(user("wendy"));
    let mary = session.add(user("mary"));
    session.add(user("fred"));
    let jack = session.add(user("jack"));
    for (owner, address) in
        [(jack, "jack@google.com"), (jack, "j25@yahoo.com"), (wendy, "wendy@google.com"), (mary, "m@x")]
    {
        session.add(Address::new().email_address(address).user(owner));
    }
    let keywords = session.add_all(["rust", "sql", "rare"].map(|word| Keyword::new().keyword(word)));
    for (headline, words) in [("Both", &keywords[..2]), ("Rust alone", &keywords[..1])] {
        let post = session.add(BlogPost::new().headline(headline).author(wendy));
        for &word in words {
            session.append(post, BlogPost::keywords, word)?;
        }
    }
    session.commit()?;
    lab.lines();
    Ok(session)
}

/// Asserts that two lists of rows are the same, each row as a text with its columns parted by `|`.
#[track_caller]
pub fn same<R: std::fmt::Debug>(lab: &Lab, rows: Vec<R>, shown: impl Fn(R) -> String, sql: &str) {
    let statement = lab.lines();
    let rows: Vec<String> = rows.into_iter().map(shown).collect();
    assert_eq!(rows, lab.rows(sql), "{sql}: {statement:#?}");
}
