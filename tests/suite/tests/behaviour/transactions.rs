//! Where transactions begin and end, and what a rollback puts back.

use aludel::{ErrorKind, ObjectState, Session};
use aludel_suite::{
    everywhere,
    models::{Account, Country, Flag, User},
};

fn user(name: &str) -> User {
    User::new().name(name).fullname(name).password("x").build()
}

#[test]
fn s77_a_transaction_begins_with_the_first_statement() {
    everywhere(|lab| {
        let mut session = lab.session();
        assert!(!session.in_transaction());
        let ed = session.add(user("ed"));
        assert!(!session.in_transaction(), "adding needs no transaction");
        lab.assert_heard(&[]);
        session.flush()?;
        assert!(session.in_transaction());
        session.commit()?;
        assert!(!session.in_transaction());
        session[ed].name = "x".into();
        lab.assert_heard(&["BEGIN", "INSERT users", "COMMIT"]);
        session.query::<Country>().all()?;
        lab.assert_heard(&["BEGIN", "UPDATE users(name)", "SELECT countries"]);
        session.rollback()?;
        lab.assert_heard(&["ROLLBACK"]);
        assert_eq!(lab.rows("SELECT name FROM users"), ["ed"]);
        Ok(())
    });
}

#[test]
fn s78_queries_and_gets_that_need_sql_flush_first() {
    everywhere(|lab| {
        let mut session = lab.session();
        let ed = session.add(user("ed"));
        assert_eq!(session.query::<User>().filter_by(User::name, "ed").one()?, ed);
        lab.assert_heard(&["BEGIN", "INSERT users", "SELECT users"]);
        session[ed].name = "edward".into();
        assert_eq!(session.get::<User>(1)?, Some(ed));
        lab.assert_heard(&[]);
        assert_eq!(session.get::<User>(2)?, None);
        lab.assert_heard(&["UPDATE users(name)", "SELECT users"]);
        session[ed].name = "eduard".into();
        assert_eq!(session.query::<User>().filter_by(User::name, "eduard").count()?, 1);
        lab.assert_heard(&["UPDATE users(name)", "COUNT users"]);
        session[ed].name = "ed".into();
        assert_eq!(session.related(ed, User::addresses)?, []);
        lab.assert_heard(&["UPDATE users(name)", "SELECT addresses"]);
        Ok(())
    });
}

#[test]
fn s78_refresh_flushes_what_else_has_changed() {
    everywhere(|lab| {
        let mut session = lab.session();
        let [ed, wendy] = ["ed", "wendy"].map(|name| session.add(user(name)));
        session.commit()?;
        session[ed].name = "lost".into();
        session[wendy].name = "kept".into();
        lab.lines();
        session.refresh(ed)?;
        lab.assert_heard(&["BEGIN", "UPDATE users(name)", "SELECT users"]);
        assert_eq!((session[ed].name.as_str(), session[wendy].name.as_str()), ("ed", "kept"));
        session.commit()?;
        assert_eq!(lab.rows("SELECT name FROM users ORDER BY id"), ["ed", "kept"]);
        Ok(())
    });
}

#[test]
fn without_autoflush_queries_see_what_was_flushed() {
    everywhere(|lab| {
        let mut session = Session::builder(lab.engine()).autoflush(false).build();
        let ed = session.add(user("ed"));
        assert_eq!(session.query::<User>().count()?, 0);
        assert!(session.pending().contains(ed));
        session.flush()?;
        assert_eq!(session.query::<User>().all()?, [ed]);
        session[ed].name = "edward".into();
        assert_eq!(session.query::<User>().filter_by(User::name, "ed").all()?, [ed]);
        assert_eq!(session[ed].name, "edward", "a row that is read does not overwrite an edit");
        session.commit()?;
        assert_eq!(lab.rows("SELECT name FROM users"), ["edward"]);
        Ok(())
    });
}

#[test]
fn s79_an_autoflush_that_fails_says_that_a_query_caused_it() {
    everywhere(|lab| {
        let mut session = lab.session();
        session.add_all([1, 1].map(|id| Account::new().id(id).owner("x")));
        let error = session.query::<User>().all().unwrap_err();
        assert!(error.is_unique_violation());
        assert!(error.to_string().contains("the flush before a query failed"), "{error}");
        lab.assert_heard(&["BEGIN", "INSERT accounts", "ROLLBACK"]);
        session.rollback()?;
        assert_eq!(lab.rows("SELECT count(*) FROM accounts"), ["0"]);
        Ok(())
    });
}

#[test]
fn s80_a_rollback_puts_everything_back() {
    everywhere(|lab| {
        let mut session = lab.session();
        let [ed, wendy] = ["ed", "wendy"].map(|name| session.add(user(name)));
        session.commit()?;
        let country = session.add(Country::new().code("su").name("x"));
        session.commit()?;
        session.refresh(country)?;
        session[country].code = "ru".into();
        session[ed].name = "flushed".into();
        session.delete(wendy);
        let flushed = session.add(user("new"));
        session.flush()?;
        session[ed].name = "not flushed".into();
        session[flushed].name = "newer".into();
        lab.lines();
        session.rollback()?;
        lab.assert_heard(&["ROLLBACK"]);

        assert_eq!(session[ed].name, "ed");
        assert!(session.contains(wendy) && session.deleted().is_empty() && session.dirty().is_empty());
        assert!(!session.contains(flushed));
        let error = session.key(flushed).unwrap_err();
        assert!(error.to_string().contains("left the session when its transaction was rolled back"), "{error}");
        // Expired: the next to meet them reads them again, by the keys that they had.
        assert!(session.is_expired(ed)? && session.is_expired(wendy)? && session.is_expired(country)?);
        assert_eq!(session[country].code, "su");
        assert_eq!(session.get::<Country>("su")?, Some(country));
        assert_eq!(session.get::<Country>("ru")?, None);
        assert_eq!(session.query::<User>().order_by(User::id).all()?, [ed, wendy]);
        let gone = session.expunge(flushed)?;
        assert_eq!(gone.id, Some(3), "it keeps the key that it had been given");
        session.commit()?;
        assert_eq!(lab.rows("SELECT name FROM users ORDER BY id"), ["ed", "wendy"]);
        assert_eq!(lab.rows("SELECT code FROM countries"), ["su"]);
        Ok(())
    });
}

#[test]
fn s81_a_pending_object_leaves_a_rollback_with_its_values() {
    everywhere(|lab| {
        let mut session = lab.session();
        let pending = session.add(user("ed"));
        session[pending].name = "edward".into();
        session.rollback()?;
        assert!(session.pending().is_empty() && !session.contains(pending));
        let back = session.expunge(pending)?;
        assert_eq!(back.name, "edward");
        let again = session.add(back);
        lab.assert_heard(&[]);
        session.commit()?;
        lab.assert_heard(&["BEGIN", "INSERT users", "COMMIT"]);
        assert!(session.contains(again));
        assert_eq!(lab.rows("SELECT name FROM users"), ["edward"]);
        Ok(())
    });
}

#[test]
fn s82_what_was_expunged_stays_out() {
    everywhere(|lab| {
        let mut session = lab.session();
        let [ed, wendy] = ["ed", "wendy"].map(|name| session.add(user(name)));
        session.commit()?;
        session[ed].name = "flushed".into();
        session.flush()?;
        session[ed].name = "not flushed".into();
        assert_eq!(session.expunge(ed)?.name, "flushed");
        session.delete(wendy);
        session.flush()?;
        session.expunge(wendy)?;
        lab.lines();
        session.rollback()?;
        lab.assert_heard(&["ROLLBACK"]);
        assert!(!session.contains(ed) && !session.contains(wendy));
        assert_eq!(lab.rows("SELECT name FROM users ORDER BY id"), ["ed", "wendy"]);
        Ok(())
    });
}

#[test]
fn s83_after_a_failed_flush_the_session_asks_for_rollback() {
    everywhere(|lab| {
        let mut session = lab.session();
        let fr = session.add(Country::new().code("fr").name("France"));
        session.commit()?;
        let fine = session.add(user("fine"));
        session.flush()?;
        session[fr].name = "edited".into();
        session.expunge(fr)?;
        let clash = session.add(Country::new().code("fr").name("again"));
        lab.lines();
        let error = session.flush().unwrap_err();
        assert!(error.is_unique_violation(), "{error:?}");
        assert_eq!(lab.heard().last().map(String::as_str), Some("ROLLBACK"));
        assert!(!session.in_transaction());
        // Memory is as it was when the transaction began.
        assert!(!session.contains(fine) && !session.contains(clash));

        for error in [
            session.commit().unwrap_err(),
            session.query::<User>().all().unwrap_err(),
            session.query::<User>().count().unwrap_err(),
            session.get::<User>(1).unwrap_err(),
        ] {
            assert_eq!(error.kind(), ErrorKind::PendingRollback);
            assert!(error.to_string().contains("call `rollback()`"), "{error}");
            assert!(error.to_string().to_lowercase().contains("unique"), "it names the cause: {error}");
        }
        session.flush()?;
        lab.assert_heard(&[]);
        session.rollback()?;
        assert_eq!(session.query::<User>().count()?, 0);
        session.add(user("after"));
        session.commit()?;
        assert_eq!(lab.rows("SELECT name FROM users"), ["after"]);
        Ok(())
    });
}

#[test]
fn what_a_failed_flush_had_inserted_leaves_once() {
    everywhere(|lab| {
        let mut session = lab.session();
        let inserted = session.add(Country::new().code("fr").name("France"));
        session.add_all([1, 1].map(|id| User::new().id(id).name("x").fullname("x").password("x")));
        session.flush().unwrap_err();
        session.rollback()?;
        session.commit()?;
        session.commit()?;
        let new = session.add_all(["a", "b", "c", "d"].map(|code| Country::new().code(code).name("x")));
        for (country, code) in new.iter().zip(["a", "b", "c", "d"]) {
            assert_eq!(session[*country].code, code, "each has a place of its own");
        }
        assert!(!session.contains(inserted));
        Ok(())
    });
}

#[test]
fn s84_edits_between_the_failure_and_the_rollback_are_discarded() {
    everywhere(|lab| {
        let mut session = lab.session();
        let ed = session.add(user("ed"));
        session.commit()?;
        let clash = session.add_all([1, 1].map(|id| Account::new().id(id).owner("x")))[0];
        session.flush().unwrap_err();
        session[ed].name = "lost".into();
        let pending = session.add(user("lost"));
        lab.lines();
        session.rollback()?;
        lab.assert_heard(&[]);
        assert_eq!(session[ed].name, "ed");
        assert!(!session.contains(pending));
        assert_eq!(session.expunge(clash)?.owner, "x", "what left with the failed flush can be taken out");
        session.commit()?;
        assert_eq!(lab.rows("SELECT name FROM users"), ["ed"]);
        Ok(())
    });
}

#[test]
fn s85_commit_expires_unless_told_not_to() {
    everywhere(|lab| {
        for expire in [true, false] {
            let mut session = Session::builder(lab.engine()).expire_on_commit(expire).build();
            let ed = session.add(user("ed"));
            session.commit()?;
            lab.lines();
            assert_eq!(session.get::<User>(session[ed].id)?, Some(ed));
            lab.assert_heard(if expire { &["BEGIN", "SELECT users"] } else { &[] });
            // It flushes, commits, and lets go of what was deleted.
            session[ed].name = "edward".into();
            let gone = session.add(user("gone"));
            session.flush()?;
            session.delete(gone);
            lab.lines();
            session.commit()?;
            lab.assert_heard(&["SELECT addresses", "DELETE users", "COMMIT"]);
            assert_eq!(session.inspect(gone), ObjectState::Detached);
            assert_eq!(session.is_expired(ed)?, expire);
            lab.run("UPDATE users SET name = 'edwin' WHERE name = 'edward'");
            let key = session.key(ed)?;
            session.get::<User>(key)?;
            assert_eq!(session[ed].name, if expire { "edwin" } else { "edward" });
            session.commit()?;
            assert_eq!(lab.rows("SELECT count(*) FROM users WHERE name = 'edwin'"), [if expire { "1" } else { "2" }]);
        }
        Ok(())
    });
}

#[test]
fn s91_close_rolls_back_lets_go_and_leaves_a_session_that_works() {
    everywhere(|lab| {
        let mut session = lab.session();
        let ed = session.add(user("ed"));
        session.commit()?;
        session[ed].name = "x".into();
        session.flush()?;
        lab.lines();
        session.close()?;
        lab.assert_heard(&["ROLLBACK"]);
        assert!(!session.contains(ed));
        let error = session.key(ed).unwrap_err();
        assert!(error.to_string().contains("has left the session"), "{error}");
        let again = session.get::<User>(1)?.unwrap();
        assert_ne!(again, ed, "the old handle stays dead");
        assert_eq!(session[again].name, "ed");
        session.close()?;
        assert_eq!(lab.rows("SELECT name FROM users"), ["ed"]);
        Ok(())
    });
}

#[test]
fn dropping_a_session_rolls_back() {
    everywhere(|lab| {
        let mut session = lab.session();
        session.add(user("ed"));
        session.flush()?;
        session.add(user("never flushed"));
        lab.lines();
        drop(session);
        lab.assert_heard(&["ROLLBACK"]);
        assert_eq!(lab.rows("SELECT count(*) FROM users"), ["0"]);
        Ok(())
    });
}

#[test]
fn edit_autoflush_rollback_and_edit_back_after_a_flush() {
    everywhere(|lab| {
        let mut session = lab.session();
        let ed = session.add(user("ed"));
        session.commit()?;
        let stored = |session: &mut Session| session.select(User::name).one();

        session[ed].name = "a".into();
        assert_eq!(stored(&mut session)?, "a", "the query flushed");
        assert_eq!(session[ed].name, "a");
        session[ed].name = "ed".into();
        assert_eq!(stored(&mut session)?, "ed", "back to the first value is a change after a flush");
        session[ed].name = "b".into();
        session.flush()?;
        session[ed].name = "c".into();
        session.rollback()?;
        assert_eq!(session[ed].name, "ed");
        assert_eq!(stored(&mut session)?, "ed");

        session[ed].name = "d".into();
        session.flush()?;
        session[ed].name = "ed".into();
        session.commit()?;
        assert_eq!(session[ed].name, "ed");
        assert_eq!(lab.rows("SELECT name FROM users"), ["ed"]);
        Ok(())
    });
}

/// What the flush had inserted before it failed leaves once, and its slot is given to one object.
#[test]
fn after_a_flush_that_failed_half_way_new_objects_have_slots_of_their_own() {
    everywhere(|lab| {
        let country = |code: &str| Country::new().code(code).name(code).build();
        let mut other = lab.session();
        let taken = other.add(country("XX"));
        let flag = other.add(Flag::new().colours("red").country(taken));
        other.commit()?;
        let key = other.key(flag)?;
        drop(other);

        let mut session = lab.session();
        let before = session.add_all([country("YA"), country("YB")]);
        session.add(Flag::new().id(key).colours("blue").country(before[0]));
        lab.heard();
        assert!(session.flush().unwrap_err().is_unique_violation());
        lab.assert_heard(&["BEGIN", "INSERT countries", "INSERT flags", "ROLLBACK"]);
        session.rollback()?;
        assert!(before.iter().all(|&country| !session.contains(country)));
        session.rollback()?;
        let after = session.add_all([country("ZA"), country("ZB"), country("ZC")]);
        assert_eq!(after.iter().map(|&country| session[country].code.as_str()).collect::<Vec<_>>(), ["ZA", "ZB", "ZC"]);
        session.commit()?;
        assert_eq!(session.query::<Country>().filter(Country::code.gt("Z")).order_by(Country::code).all()?, after);
        Ok(())
    });
}
