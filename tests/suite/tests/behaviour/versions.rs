//! Versions: how they count, and what is said of rows that are not as they were.

use aludel::{ErrorKind, Result, Session, Tracked};
use aludel_suite::{
    Lab, everywhere,
    models::{Account, Document, House, Leaflet, Street, User},
};

fn documents<const N: usize>(lab: &Lab, titles: [&str; N]) -> Result<(Session, [Tracked<Document>; N])> {
    let mut session = lab.session();
    let documents = titles.map(|title| session.add(Document::new().title(title)));
    session.commit()?;
    session.query::<Document>().all()?;
    session.commit()?;
    lab.lines();
    Ok((session, documents))
}

#[test]
fn s107_a_version_can_be_a_time_and_only_grows() {
    everywhere(|lab| {
        let mut session = lab.session();
        let leaflet = session.add(Leaflet::new().title("a"));
        session.commit()?;
        let mut last = session[leaflet].written_at;
        for title in ["b", "c", "d"] {
            session[leaflet].title = title.into();
            session.flush()?;
            assert!(session[leaflet].written_at > last, "{} after {last}", session[leaflet].written_at);
            last = session[leaflet].written_at;
        }
        session[leaflet].title = "d".into();
        session.flush()?;
        assert_eq!(session[leaflet].written_at, last, "no net change");
        // A clock that goes wrong elsewhere.
        let future = aludel::jiff::Timestamp::from_second(9_000_000_000).unwrap();
        session[leaflet].written_at = future;
        session.commit()?;
        session[leaflet].title = "e".into();
        session.commit()?;
        assert!(session[leaflet].written_at > future);
        assert_eq!(lab.rows("SELECT title FROM leaflets"), ["e"]);
        session.refresh(leaflet)?;

        // It guards as a number does.
        let mut other = lab.either(None, Some(lab.session()));
        if let Some(other) = &mut other {
            let theirs = other.get::<Leaflet>(1)?.unwrap();
            other[theirs].title = "theirs".into();
            other.commit()?;
            session[leaflet].title = "mine".into();
            let error = session.commit().unwrap_err();
            assert!(error.is_stale() && error.to_string().contains("written_at="), "{error}");
        }
        session.rollback()
    });
}

#[test]
fn s28_a_stale_update_names_model_key_and_what_was_expected() {
    everywhere(|lab| {
        let (mut session, [document]) = documents(lab, ["a"])?;
        lab.run("UPDATE documents SET revision = 7");
        session[document].title = "b".into();
        let error = session.commit().unwrap_err();
        assert!(error.is_stale() && error.is_retryable());
        let message = error.to_string();
        assert!(message.contains("the UPDATE of Document (id=1) expected 1 row with revision=1"), "{message}");
        session.rollback()?;
        assert_eq!(lab.rows("SELECT title, revision FROM documents"), ["a|7"]);
        Ok(())
    });
}

#[test]
fn s28_a_stale_batch_names_the_rows_that_were_not_met() {
    everywhere(|lab| {
        let (mut session, all) = documents(lab, ["a", "b", "c", "d", "e"])?;
        lab.run("UPDATE documents SET revision = 7 WHERE id = 2");
        lab.run("DELETE FROM documents WHERE id = 5");
        for document in all {
            session[document].title = "new".into();
        }
        let error = session.commit().unwrap_err();
        assert!(error.is_stale() && error.is_retryable(), "{error:?}");
        let message = error.to_string();
        assert!(message.contains("Document") && message.contains("(id=2)"), "{message}");
        assert!(message.contains("revision=1"), "{message}");
        assert!(!message.contains("(id=1)") && !message.contains("(id=3)"), "{message}");
        if lab.is_postgresql() {
            assert!(message.contains("the UPDATE of 5 rows of Document matched 3: not (id=2)"), "{message}");
            assert!(message.contains("(id=5)"), "{message}");
        }
        session.rollback()?;
        assert_eq!(
            lab.rows("SELECT id, title, revision FROM documents ORDER BY id"),
            ["1|a|1", "2|b|7", "3|c|1", "4|d|1"]
        );
        Ok(())
    });
}

#[test]
fn s28_a_batch_without_versions_names_the_row_that_is_gone() {
    everywhere(|lab| {
        let mut session = lab.session();
        let all = session.add_all(["a", "b", "c"].map(|owner| Account::new().owner(owner)));
        session.commit()?;
        session.query::<Account>().all()?;
        session.commit()?;
        lab.run("DELETE FROM accounts WHERE owner = 'b'");
        for account in all {
            session[account].balance += 5;
        }
        let message = session.commit().unwrap_err().to_string();
        assert!(message.contains("(id=2)") && message.contains("gone"), "{message}");
        assert!(!message.contains("(id=1)") && !message.contains("(id=3)"), "{message}");
        session.rollback()?;
        assert_eq!(lab.rows("SELECT owner, balance FROM accounts ORDER BY id"), ["a|0", "c|0"]);
        Ok(())
    });
}

#[test]
fn s109_a_stale_batch_of_deletes_names_the_rows_that_are_there_still() {
    everywhere(|lab| {
        let (mut session, all) = documents(lab, ["a", "b", "c"])?;
        lab.run("UPDATE documents SET revision = 7 WHERE id = 2");
        for document in all {
            session.delete(document);
        }
        let error = session.commit().unwrap_err();
        assert!(error.is_stale(), "{error:?}");
        let message = error.to_string();
        assert!(
            message.contains("the DELETE of 3 rows of Document matched 2: not (id=2) with revision=1"),
            "{message}"
        );
        session.rollback()?;
        assert_eq!(lab.rows("SELECT count(*) FROM documents"), ["3"]);
        // One alone.
        session.delete(all[1]);
        let message = session.commit().unwrap_err().to_string();
        assert!(message.contains("the DELETE of Document (id=2) expected 1 row with revision=1"), "{message}");
        session.rollback()?;
        session.refresh(all[1])?;
        session.delete(all[1]);
        session.commit()?;
        assert_eq!(lab.rows("SELECT id FROM documents ORDER BY id"), ["1", "3"]);
        Ok(())
    });
}

#[test]
fn s31_rows_with_versions_are_one_batch_too() {
    everywhere(|lab| {
        let (mut session, all) = documents(lab, ["a", "b", "c"])?;
        session.query::<Document>().all()?;
        for document in all {
            session[document].title = "new".into();
        }
        lab.lines();
        session.commit()?;
        lab.assert_heard(&["UPDATE documents(title, revision)", "COMMIT"]);
        assert_eq!(lab.rows("SELECT title, revision FROM documents ORDER BY id"), ["new|2", "new|2", "new|2"]);
        Ok(())
    });
}

#[test]
fn s30_a_key_that_is_taken_out_of_an_object_is_refused_before_any_sql() {
    everywhere(|lab| {
        let mut session = lab.session();
        let ed = session.add(User::new().name("ed").fullname("Ed").password("x"));
        let street = session.add(Street::new().town("t").name("s").houses([House::new().number(1)]));
        session.commit()?;
        session.refresh(ed)?;
        let house = session.related(street, Street::houses)?[0];
        session[ed].id = None;
        lab.lines();
        let error = session.flush().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        lab.assert_heard(&[]);
        session.refresh(ed)?;
        lab.lines();
        // A deletion goes by the key that the row has, and so do those that it concerns.
        session[house].street_name = None;
        session.delete(house);
        session.commit()?;
        lab.assert_heard(&["SELECT lodgers", "DELETE houses", "COMMIT"]);
        assert_eq!(lab.rows("SELECT count(*) FROM houses"), ["0"]);
        Ok(())
    });
}

#[test]
fn s43_a_foreign_key_that_is_part_of_the_key_cannot_be_blanked_out() {
    everywhere(|lab| {
        let mut session = lab.session();
        let street = session.add(Street::new().town("t").name("s").houses([House::new().number(1)]));
        session.commit()?;
        session.query::<Street>().all()?;
        let house = session.related(street, Street::houses)?[0];
        session.remove(street, Street::houses, house)?;
        lab.lines();
        let error = session.flush().unwrap_err();
        assert!(error.is_not_null_violation(), "{error:?}");
        let message = error.to_string();
        assert!(message.contains("House.town") && message.contains("part of the key"), "{message}");
        lab.assert_heard(&[]);
        session.rollback()?;
        assert_eq!(lab.rows("SELECT street_name, number FROM houses"), ["s|1"]);
        Ok(())
    });
}
