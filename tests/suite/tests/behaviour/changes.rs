//! What has changed in an object, and columns that are written whether they differ or not.

use aludel::{Change, ErrorKind};
use aludel_suite::{
    everywhere,
    models::{Account, Address, BlogPost, Document, Job, User},
};

fn account(owner: &str) -> Account {
    Account::new().owner(owner).balance(1).build()
}

#[test]
fn before_and_after() {
    everywhere(|lab| {
        let mut session = lab.session();
        let a = session.add(account("a"));
        // A new object was nothing before.
        assert_eq!(session.changed(a, Account::owner)?, None);
        assert!(session.is_modified(a)?);
        assert!(session.changes(a)?.is_empty());
        session.flush()?;
        assert!(!session.is_modified(a)?);

        session[a].balance = 7;
        assert_eq!(session.changed(a, Account::balance)?, Some(Change { before: 1, after: 7 }));
        assert_eq!(session.changed(a, Account::owner)?, None);
        assert_eq!(session.changes(a)?, ["balance"]);
        // Edited back: dirty, and not modified.
        session[a].balance = 1;
        assert_eq!(session.changed(a, Account::balance)?, None);
        assert!(!session.is_modified(a)? && session.dirty().contains(a));
        lab.lines();
        session.flush()?;
        lab.assert_heard(&[]);
        Ok(())
    });
}

#[test]
fn a_column_that_may_be_null_changes_in_options() {
    everywhere(|lab| {
        let mut session = lab.session();
        let document = session.add(Document::new().title("t"));
        session.commit()?;
        session[document].body = Some("b".into());
        let change = session.changed(document, Document::body)?.unwrap();
        assert_eq!((change.before, change.after), (None, Some("b".to_owned())));
        session.commit()?;
        session[document].body = None;
        let change = session.changed(document, Document::body)?.unwrap();
        assert_eq!((change.before.as_deref(), change.after), (Some("b"), None));
        Ok(())
    });
}

#[test]
fn a_foreign_key_that_waits_for_its_parents_key_has_changed() {
    everywhere(|lab| {
        let mut session = lab.session();
        let [ed, wendy] = ["ed", "wendy"].map(|name| User::new().name(name).fullname(name).password("x"));
        let ed = session.add(ed.posts([BlogPost::new().headline("h")]));
        let address = session.add(Address::new().email_address("e").user(ed));
        let post = session.add(BlogPost::new().headline("h").author(ed));
        session.commit()?;
        let wendy = session.add(wendy);
        session.append(wendy, User::posts, post)?;
        session.append(wendy, User::addresses, address)?;
        assert_eq!(session.changes(post)?, ["user_id"]);
        assert!(session.is_modified(post)?);
        let change = session.changed(address, Address::user_id)?.unwrap();
        assert_eq!((change.before, change.after), (Some(1), None));
        let error = session.changed(post, BlogPost::user_id).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        assert_eq!(
            error.to_string(),
            "BlogPost.user_id is empty until `flush` fills it: <BlogPost(headline='h', body=None)> (id=2)"
        );
        session.commit()?;
        assert_eq!(lab.rows("SELECT user_id FROM posts ORDER BY id"), ["1", "2"]);
        Ok(())
    });
}

#[test]
fn what_is_not_in_the_session_has_no_changes() {
    everywhere(|lab| {
        let (mut session, other) = (lab.session(), lab.session());
        let a = session.add(account("a"));
        assert_eq!(other.is_modified(a).unwrap_err().kind(), ErrorKind::NotInSession);
        assert_eq!(other.changes(a).unwrap_err().kind(), ErrorKind::NotInSession);
        assert_eq!(other.changed(a, Account::owner).unwrap_err().kind(), ErrorKind::NotInSession);
        let mut other = other;
        assert_eq!(other.set(a, Account::owner, "b").unwrap_err().kind(), ErrorKind::NotInSession);
        Ok(())
    });
}

#[test]
fn s24_an_equal_value_is_not_written() {
    everywhere(|lab| {
        let mut session = lab.session();
        let a = session.add(account("a"));
        session.commit()?;
        session.refresh(a)?;
        lab.lines();
        session[a].owner = "a".into();
        session[a].balance = 9;
        session[a].balance = 1;
        session.flush()?;
        lab.assert_heard(&[]);
        Ok(())
    });
}

#[test]
fn s25_set_writes_an_expired_column_whatever_it_holds() {
    everywhere(|lab| {
        let mut session = lab.session();
        let a = session.add(account("a"));
        session.commit()?;
        assert!(session.is_expired(a)?);
        // An assignment of the last known value writes nothing (decision 5).
        session[a].owner = "a".into();
        lab.lines();
        session.commit()?;
        lab.assert_heard(&[]);
        session.set(a, Account::owner, "a")?;
        assert_eq!((session.is_modified(a)?, session.changes(a)?), (true, vec!["owner"]));
        assert_eq!(session.changed(a, Account::owner)?, None);
        session.commit()?;
        lab.assert_heard(&["BEGIN", "UPDATE accounts(owner)", "COMMIT"]);
        // Written once.
        session[a].balance = 2;
        session.commit()?;
        lab.assert_heard(&["BEGIN", "UPDATE accounts(balance)", "COMMIT"]);
        assert_eq!(lab.rows("SELECT owner, balance FROM accounts"), ["a|2"]);
        Ok(())
    });
}

#[test]
fn set_writes_a_fresh_column_beside_what_differs() {
    everywhere(|lab| {
        let mut session = lab.session();
        let job = session.add(Job::new().name("j"));
        let document = session.add(Document::new().title("t"));
        session.flush()?;
        lab.lines();
        session.set(job, Job::name, Some("j"))?;
        session.set(job, Job::tag, "none")?;
        session.set(job, Job::tag, "none")?;
        session.set(job, Job::priority, 4)?;
        session.set(document, Document::body, None::<&str>)?;
        session.flush()?;
        assert_eq!((session[job].priority, session[job].changed), (Some(4), 7));
        // A version that is counted, as with any UPDATE.
        assert_eq!(session[document].revision, 2);
        let heard = lab.heard();
        assert_eq!(heard, ["UPDATE documents(body, revision)", "UPDATE jobs(name, priority, tag, changed)"]);
        session.commit()?;
        assert_eq!(lab.rows("SELECT name, priority, tag, changed FROM jobs"), ["j|4|none|7"]);
        Ok(())
    });
}

#[test]
fn set_of_an_expired_column_is_guarded_as_every_edit() {
    everywhere(|lab| {
        let mut session = lab.session();
        let a = session.add(account("a"));
        session.commit()?;
        lab.run("UPDATE accounts SET owner = 'other'");
        session.set(a, Account::owner, "mine")?;
        assert_eq!(session.commit().unwrap_err().kind(), ErrorKind::StaleData);
        session.rollback()?;
        session.refresh(a)?;
        session.set(a, Account::owner, "mine")?;
        session.commit()?;
        assert_eq!(lab.rows("SELECT owner FROM accounts"), ["mine"]);
        Ok(())
    });
}

#[test]
fn what_was_set_is_discarded_as_any_edit() {
    everywhere(|lab| {
        let mut session = lab.session();
        let a = session.add(account("a"));
        session.commit()?;
        lab.lines();
        session.set(a, Account::owner, "a")?;
        session.refresh(a)?;
        assert!(!session.is_modified(a)?);
        session.set(a, Account::owner, "a")?;
        session.rollback()?;
        session[a].balance = 4;
        session.commit()?;
        lab.assert_heard(&["BEGIN", "SELECT accounts", "ROLLBACK", "BEGIN", "UPDATE accounts(balance)", "COMMIT"]);
        // A new object is written whole anyway.
        let b = session.add(account("b"));
        session.set(b, Account::balance, 3)?;
        session.flush()?;
        assert!(!session.is_modified(b)?);
        session[b].owner = "c".into();
        assert_eq!(session.changes(b)?, ["owner"]);
        session.commit()
    });
}
