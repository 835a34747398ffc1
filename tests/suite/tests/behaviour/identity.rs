//! One object per row: what reading a row does to an object that is here.

use aludel::{ErrorKind, Session};
use aludel_suite::{
    everywhere,
    models::{Account, Country, Line, Order, Page, Site, User},
    where_two_can_connect,
};

fn account(owner: &str) -> Account {
    Account::new().owner(owner).balance(1).build()
}

#[test]
fn a_row_has_one_object_whichever_way_it_is_found() {
    everywhere(|lab| {
        let mut session = lab.session();
        session.add_all(["a", "b"].map(account));
        session.commit()?;
        session.close()?;
        let first = session.query::<Account>().filter_by(Account::owner, "a").one()?;
        let all = session.query::<Account>().order_by(Account::id).all()?;
        assert_eq!(all[0], first);
        lab.lines();
        assert_eq!(session.get::<Account>(2)?, Some(all[1]));
        lab.assert_heard(&[]);
        assert_eq!(session.get::<Account>(None::<i32>)?, None);
        assert_eq!(session.get::<Account>(9)?, None);
        lab.assert_heard(&["SELECT accounts"]);
        Ok(())
    });
}

#[test]
fn s93_a_row_never_overwrites_an_object_that_is_not_expired() {
    everywhere(|lab| {
        let mut session = Session::builder(lab.engine()).expire_on_commit(false).build();
        let a = session.add(account("a"));
        session.commit()?;
        lab.run("UPDATE accounts SET balance = 100");
        lab.lines();
        session.query::<Account>().all()?;
        assert_eq!(session[a].balance, 1);
        // What reads it again all the same discards edits.
        session[a].balance = 7;
        session.refresh(a)?;
        assert_eq!((session[a].balance, session.is_modified(a)?), (100, false));
        session[a].balance = 8;
        session.refresh_all(&[a])?;
        assert_eq!(session[a].balance, 100);
        session.commit()?;
        lab.assert_heard(&["BEGIN", "SELECT accounts", "SELECT accounts", "SELECT accounts", "COMMIT"]);
        assert_eq!(lab.rows("SELECT balance FROM accounts"), ["100"]);
        Ok(())
    });
}

#[test]
fn s94_a_query_refreshes_what_is_expired_and_keeps_edits_made_since() {
    everywhere(|lab| {
        let mut session = Session::builder(lab.engine()).autoflush(false).build();
        let a = session.add(account("a"));
        session.commit()?;
        lab.run("UPDATE accounts SET balance = 100");
        session[a].owner = "edited".into();
        session.query::<Account>().all()?;
        assert_eq!((session[a].balance, session[a].owner.as_str()), (100, "edited"));
        lab.lines();
        session.commit()?;
        lab.assert_heard(&["UPDATE accounts(owner)", "COMMIT"]);
        assert_eq!(lab.rows("SELECT owner, balance FROM accounts"), ["edited|100"]);
        Ok(())
    });
}

#[test]
fn s95_get_on_an_expired_object_reads_once() {
    everywhere(|lab| {
        let mut session = lab.session();
        let a = session.add(account("a"));
        session.commit()?;
        lab.lines();
        assert_eq!(session.get::<Account>(1)?, Some(a));
        assert_eq!(session.get::<Account>(1)?, Some(a));
        lab.assert_heard(&["BEGIN", "SELECT accounts"]);
        session.commit()?;
        assert_eq!(lab.rows("SELECT owner FROM accounts"), ["a"]);
        Ok(())
    });
}

#[test]
fn s95_an_expired_object_whose_row_is_gone_leaves_until_a_rollback() {
    everywhere(|lab| {
        let mut session = Session::builder(lab.engine()).autoflush(false).build();
        let a = session.add(account("a"));
        session.commit()?;
        lab.run("DELETE FROM accounts");
        session[a].owner = "edited".into();
        assert_eq!(session.get::<Account>(1)?, None);
        assert!(!session.contains(a) && session.dirty().is_empty());
        session.rollback()?;
        assert!(session.contains(a));
        assert_eq!(session[a].owner, "a", "an edit that was never written is not brought back");
        assert_eq!(session.get::<Account>(1)?, None);
        session.commit()?;
        let b = session.add(account("b"));
        session.commit()?;
        assert!(!session.contains(a) && session.contains(b));
        assert_eq!(lab.rows("SELECT owner FROM accounts"), ["b"]);
        Ok(())
    });
}

#[test]
fn an_object_marked_deleted_whose_row_is_gone_leaves_once() {
    everywhere(|lab| {
        let mut session = Session::builder(lab.engine()).autoflush(false).build();
        let a = session.add(account("a"));
        session.commit()?;
        lab.run("DELETE FROM accounts");
        session.delete(a);
        assert_eq!(session.get::<Account>(1)?, None);
        assert!(session.deleted().is_empty());
        session.commit()?;
        // Its place goes to a row that is read, which is deleted once, too.
        lab.run("INSERT INTO accounts (owner, balance) VALUES ('b', 1)");
        let b = session.query::<Account>().one()?;
        session.delete(b);
        session.commit()?;
        let [c, d] = ["c", "d"].map(|owner| session.add(account(owner)));
        session.commit()?;
        assert_eq!((session[c].owner.as_str(), session[d].owner.as_str()), ("c", "d"));
        assert_eq!(lab.rows("SELECT owner FROM accounts ORDER BY owner"), ["c", "d"]);
        Ok(())
    });
}

#[test]
fn s96_refresh_of_a_row_that_is_gone_is_an_error() {
    everywhere(|lab| {
        let mut session = lab.session();
        let a = session.add(account("a"));
        session.commit()?;
        lab.run("DELETE FROM accounts");
        // Reading a field asks nobody: it gives what was last known.
        lab.lines();
        assert_eq!((session[a].owner.as_str(), session.is_expired(a)?), ("a", true));
        lab.assert_heard(&[]);
        let error = session.refresh(a).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NoResultFound);
        assert!(error.to_string().contains("the row of this Account is gone"), "{error}");
        lab.assert_heard(&["BEGIN", "SELECT accounts"]);
        session.rollback()?;
        assert_eq!(lab.rows("SELECT count(*) FROM accounts"), ["0"]);
        Ok(())
    });
}

#[test]
fn s97_pending_and_foreign_objects_have_no_row_to_refresh() {
    everywhere(|lab| {
        let (mut session, mut other) = (lab.session(), lab.session());
        let pending = session.add(account("a"));
        for error in [session.refresh(pending).unwrap_err(), session.expire(pending).unwrap_err()] {
            assert_eq!(error.kind(), ErrorKind::InvalidRequest);
            assert!(error.to_string().contains("is pending: it has no row"), "{error}");
        }
        for error in [other.refresh(pending).unwrap_err(), other.expire(pending).unwrap_err()] {
            assert_eq!(error.kind(), ErrorKind::NotInSession);
        }
        lab.assert_heard(&[]);
        session.commit()?;
        assert_eq!(lab.rows("SELECT owner FROM accounts"), ["a"]);
        Ok(())
    });
}

#[test]
fn expire_discards_edits_and_has_the_row_read_again() {
    everywhere(|lab| {
        let mut session = lab.session();
        let [a, b] = ["a", "b"].map(|owner| session.add(account(owner)));
        session.commit()?;
        session.query::<Account>().all()?;
        session[a].owner = "x".into();
        session[b].owner = "y".into();
        session.expire(a)?;
        assert_eq!(session[a].owner, "a");
        assert_eq!((session.dirty().contains(a), session.dirty().len()), (false, 1));
        session[a].owner = "again".into();
        assert_eq!(session.dirty().len(), 2, "each object once");
        session.expire_all();
        assert!(session.dirty().is_empty());
        assert_eq!(session[b].owner, "b");
        lab.lines();
        session.get::<Account>(1)?;
        lab.assert_heard(&["SELECT accounts"]);
        Ok(())
    });
}

#[test]
fn s100_an_object_of_another_session_is_refused() {
    everywhere(|lab| {
        let (mut session, mut other) = (lab.session(), lab.session());
        let foreign = other.add(account("a"));
        let refused = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| session.add(foreign))).unwrap_err();
        let message = refused.downcast_ref::<String>().unwrap();
        assert!(message.contains("this `Tracked<Account>` belongs to another session"), "{message}");
        let parent = session.add(User::new().name("ed").fullname("ed").password("x"));
        let child = other.add(aludel_suite::models::Address::new().email_address("a"));
        assert_eq!(session.append(parent, User::addresses, child).unwrap_err().kind(), ErrorKind::NotInSession);
        assert!(session.related(parent, User::addresses)?.is_empty());
        session.commit()?;
        lab.assert_heard(&["BEGIN", "INSERT users", "COMMIT"]);
        assert_eq!(lab.rows("SELECT (SELECT count(*) FROM users), (SELECT count(*) FROM addresses)"), ["1|0"]);
        Ok(())
    });
}

/// A struct given whole is a new object, so that it is the flush that refuses a second one of a row.
#[test]
fn s100_a_second_object_of_one_row_is_refused() {
    everywhere(|lab| {
        let mut session = lab.session();
        let first = session.add(account("a"));
        session.commit()?;
        session.refresh(first)?;
        let second = session.add(session[first].clone());
        lab.lines();
        let error = session.flush().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::IdentityConflict);
        assert!(error.to_string().contains("the new Account has the key of an object"), "{error}");
        let refused = session.attach(Account { id: Some(1), ..account("b") }).unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::IdentityConflict);
        lab.assert_heard(&[]);
        session.expunge(second)?;
        session.commit()?;
        assert_eq!(session.get::<Account>(1)?, Some(first));
        session.commit()?;
        assert_eq!(lab.rows("SELECT owner FROM accounts"), ["a"]);
        Ok(())
    });
}

#[test]
fn s102_composite_keys_are_tuples_and_an_empty_part_finds_nothing() {
    everywhere(|lab| {
        lab.run("INSERT INTO customer (id, \"EMail\", created_at, updated_at) VALUES (1, 'a', '2024-01-01 00:00:00Z', '2024-01-01 00:00:00Z')");
        lab.run("INSERT INTO \"order\" (id, customer_id, status, total, revision) VALUES (5, 1, 'open', 2.50, 1)");
        lab.run("INSERT INTO line (order_id, position, alias) VALUES (5, 1, 'x')");
        let mut session = lab.session();
        let line = session.get::<Line>((5, 1))?.unwrap();
        assert_eq!((session[line].alias.as_str(), session.key(line)?), ("x", (5, 1)));
        let order = session.get::<Order>(5)?.unwrap();
        lab.lines();
        assert_eq!(session.get::<Line>((session[order].id, 1))?, Some(line));
        assert_eq!(session.get::<Line>((None::<i64>, 1))?, None);
        lab.assert_heard(&[]);
        assert_eq!(session.get::<Order>(None::<i64>)?, None);
        lab.assert_heard(&[]);
        assert_eq!(session.get::<Line>((5, 2))?, None);
        session.commit()?;
        assert_eq!(lab.rows("SELECT order_id, position FROM line"), ["5|1"]);
        Ok(())
    });
}

#[test]
fn a_row_that_comes_again_while_its_object_is_gone_has_one_object() {
    where_two_can_connect(|lab| {
        let mut session = lab.session();
        let old = session.add(Country::new().code("fr").name("1"));
        session.commit()?;
        lab.run("DELETE FROM countries");
        assert_eq!(session.get::<Country>("fr")?, None);
        lab.run("INSERT INTO countries (code, name) VALUES ('fr', '2')");
        let again = session.get::<Country>("fr")?;
        assert_eq!(again.is_some(), lab.is_postgresql(), "SQLite reads what was there when it began");
        session.rollback()?;
        let now = session.get::<Country>("fr")?.unwrap();
        assert_eq!(now, again.unwrap_or(old));
        assert_eq!(session.contains(old), !lab.is_postgresql());
        assert_eq!(session[now].name, "2");
        session.delete(now);
        session.commit()?;
        assert_eq!(lab.rows("SELECT count(*) FROM countries"), ["0"]);
        Ok(())
    });
}

#[test]
fn a_row_that_comes_again_after_its_deletion_has_one_object() {
    everywhere(|lab| {
        let mut session = lab.session();
        let fr = session.add(Country::new().code("fr").name("1"));
        session.commit()?;
        session.delete(fr);
        session.flush()?;
        let again = session.add(Country::new().code("fr").name("2"));
        session.flush()?;
        assert_eq!(session.get::<Country>("fr")?, Some(again));
        session.rollback()?;
        assert_eq!(session.get::<Country>("fr")?, Some(fr));
        assert_eq!((session[fr].name.as_str(), session.contains(again)), ("1", false));
        Ok(())
    });
}

#[test]
fn a_key_that_was_given_up_and_taken_comes_back_with_a_rollback() {
    everywhere(|lab| {
        let mut session = lab.session();
        let fr = session.add(Country::new().code("fr").name("1"));
        session.commit()?;
        // The other is written before the deletion, and takes the key after it.
        let other = session.add(Country::new().code("de").name("2"));
        session.delete(fr);
        session.flush()?;
        session[other].code = "fr".into();
        session.flush()?;
        assert_eq!(session.get::<Country>("fr")?, Some(other));
        session.rollback()?;
        assert!(session.contains(fr) && !session.contains(other));
        assert_eq!(session.get::<Country>("fr")?, Some(fr));
        assert_eq!(session.query::<Country>().all()?, [fr]);
        Ok(())
    });
}

#[test]
fn an_object_is_found_by_a_unique_column_wherever_its_value_came_from() {
    everywhere(|lab| {
        let mut session = Session::builder(lab.engine()).autoflush(false).build();
        let sites = session.add_all((0..20).map(|n| Site::new().host(n.to_string())));
        session.commit()?;
        session.refresh_all(&sites)?;
        let page = |host: &str| Page::new().path("/").site_host(host.to_owned());
        let pages = session.add_all(["1", "2", "3", "19", "4"].map(page));
        session.commit()?;
        session.refresh_all(&sites)?;
        session.refresh_all(&pages)?;
        session[pages[2]].site_host = Some("edited".into());
        session[pages[4]].site_host = Some("nowhere".into());
        let of = |session: &Session| pages.iter().map(|&page| session.loaded(page, Page::site)).collect::<Vec<_>>();
        assert_eq!(of(&session), [Some(sites[1]), Some(sites[2]), None, Some(sites[19]), None]);
        // Edited, edited again, edited back; gone; come.
        session[sites[1]].host = "edited".into();
        assert_eq!(of(&session), [None, Some(sites[2]), Some(sites[1]), Some(sites[19]), None]);
        session[sites[1]].host = "else".into();
        session[sites[2]].host = "1".into();
        assert_eq!(of(&session), [Some(sites[2]), None, None, Some(sites[19]), None]);
        session.expire(sites[1])?;
        session.refresh(sites[2])?;
        session.expunge(sites[19])?;
        assert_eq!(of(&session), [Some(sites[1]), Some(sites[2]), None, None, None]);
        let new = session.add(Site::new().host("nowhere"));
        assert_eq!(of(&session)[4], None);
        session[pages[2]].site_host = Some("3".into());
        session.flush()?;
        assert_eq!(of(&session)[4], Some(new));
        session.rollback()?;
        assert_eq!(of(&session), [Some(sites[1]), Some(sites[2]), Some(sites[3]), None, Some(sites[4])]);
        Ok(())
    });
}
