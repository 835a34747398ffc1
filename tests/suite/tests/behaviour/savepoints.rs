//! Savepoints: what they take back, and what they leave.

use aludel::{ErrorKind, Session};
use aludel_suite::{
    everywhere,
    models::{Account, Address, Country, User},
    where_two_can_connect,
};

fn user(name: &str) -> User {
    User::new().name(name).fullname(name).password("x").build()
}

fn country(code: &str) -> Country {
    Country::new().code(code).name(code).build()
}

#[test]
fn s86_a_savepoint_flushes_first_and_is_sent_with_the_next_statement() {
    everywhere(|lab| {
        let mut session = Session::builder(lab.engine()).autoflush(false).build();
        session.add(user("ed"));
        let mut savepoint = session.begin_nested()?;
        lab.assert_heard(&["BEGIN", "INSERT users"]);
        savepoint.add(user("wendy"));
        lab.assert_heard(&[]);
        savepoint.commit()?;
        lab.assert_heard(&["SAVEPOINT aludel_savepoint_1", "INSERT users", "RELEASE SAVEPOINT aludel_savepoint_1"]);
        session.commit()?;
        assert_eq!(lab.rows("SELECT name FROM users ORDER BY id"), ["ed", "wendy"]);
        Ok(())
    });
}

#[test]
fn s86_a_savepoint_in_which_nothing_is_sent_costs_nothing() {
    everywhere(|lab| {
        let mut session = lab.session();
        session.begin_nested()?.commit()?;
        session.begin_nested()?.rollback()?;
        drop(session.begin_nested()?);
        session.nested(|session| session.nested(|_| Ok(())))?;
        assert!(!session.in_transaction());
        session.commit()?;
        lab.assert_heard(&[]);
        Ok(())
    });
}

#[test]
fn s86_a_query_is_a_statement_too() {
    everywhere(|lab| {
        let mut session = lab.session();
        let mut outer = session.begin_nested()?;
        let mut inner = outer.begin_nested()?;
        assert_eq!(inner.query::<User>().count()?, 0);
        lab.assert_heard(&["BEGIN", "SAVEPOINT aludel_savepoint_1", "SAVEPOINT aludel_savepoint_2", "COUNT users"]);
        inner.add(user("ed"));
        inner.commit()?;
        outer.rollback()?;
        lab.assert_heard(&[
            "INSERT users",
            "RELEASE SAVEPOINT aludel_savepoint_2",
            "ROLLBACK TO SAVEPOINT aludel_savepoint_1",
        ]);
        session.commit()?;
        lab.assert_heard(&["COMMIT"]);
        assert_eq!(lab.rows("SELECT count(*) FROM users"), ["0"]);
        Ok(())
    });
}

#[test]
fn s87_a_nested_rollback_restores_what_was_touched_and_leaves_the_rest_loaded() {
    everywhere(|lab| {
        let mut session = lab.session();
        let [edited, flushed, deleted, still] =
            ["edited", "flushed", "deleted", "still"].map(|name| session.add(user(name)));
        session.flush()?;
        session[flushed].name = "before".into();
        let mut savepoint = session.begin_nested()?;
        savepoint[flushed].name = "within".into();
        savepoint.delete(deleted);
        let new = savepoint.add(user("new"));
        savepoint.flush()?;
        savepoint[flushed].name = "within, not flushed".into();
        savepoint[edited].name = "not flushed".into();
        let pending = savepoint.add(user("pending"));
        savepoint.delete(still);
        lab.lines();
        savepoint.rollback()?;
        lab.assert_heard(&["ROLLBACK TO SAVEPOINT aludel_savepoint_1"]);

        assert_eq!(session[edited].name, "edited");
        assert_eq!(session[flushed].name, "before");
        assert!(session.contains(deleted) && !session.contains(new) && !session.contains(pending));
        assert!(session.dirty().is_empty() && session.deleted().is_empty() && session.pending().is_empty());
        // Untouched: not read again. Touched: expired.
        for fresh in [deleted, still] {
            let key = session.key(fresh)?;
            assert_eq!(session.get::<User>(key)?, Some(fresh));
        }
        lab.assert_heard(&[]);
        for expired in [edited, flushed] {
            let key = session.key(expired)?;
            assert_eq!(session.get::<User>(key)?, Some(expired));
            lab.assert_heard(&["SELECT users"]);
        }
        assert_eq!(session.expunge(new)?.name, "new", "what left can be taken out");
        session.commit()?;
        let rows = lab.rows("SELECT name FROM users ORDER BY id");
        assert_eq!(rows, ["edited", "before", "deleted", "still"]);
        Ok(())
    });
}

#[test]
fn s87_changed_keys_are_what_they_were_and_the_identity_map_knows() {
    everywhere(|lab| {
        let mut session = lab.session();
        let fr = session.add(country("fr"));
        let de = session.add(country("de"));
        session.commit()?;
        session.query::<Country>().all()?;
        let mut savepoint = session.begin_nested()?;
        savepoint[fr].code = "FR".into();
        savepoint.flush()?;
        savepoint.delete(de);
        savepoint.flush()?;
        let taker = savepoint.add(country("de"));
        let other = savepoint.add(country("fr"));
        savepoint.flush()?;
        assert_eq!(savepoint.get::<Country>("fr")?, Some(other));
        savepoint.rollback()?;
        assert_eq!(session.get::<Country>("fr")?, Some(fr));
        assert_eq!(session.get::<Country>("de")?, Some(de));
        assert_eq!(session.get::<Country>("FR")?, None);
        assert!(!session.contains(taker) && !session.contains(other));
        session[fr].name = "France".into();
        session.commit()?;
        assert_eq!(lab.rows("SELECT code, name FROM countries ORDER BY code"), ["de|de", "fr|France"]);
        Ok(())
    });
}

#[test]
fn s87_collections_are_as_they_were() {
    everywhere(|lab| {
        let mut session = lab.session();
        let ed = session.add(user("ed"));
        session.append(ed, User::addresses, Address::new().email_address("a@x"))?;
        session.commit()?;
        let first = session.related(ed, User::addresses)?;
        lab.lines();
        let mut savepoint = session.begin_nested()?;
        savepoint.append(ed, User::addresses, Address::new().email_address("b@x"))?;
        savepoint.flush()?;
        assert_eq!(savepoint.related(ed, User::addresses)?.len(), 2);
        savepoint.append(ed, User::addresses, Address::new().email_address("c@x"))?;
        savepoint.rollback()?;
        assert_eq!(session.related(ed, User::addresses)?, first);

        // Loaded before and not touched within: loaded after.
        let mut savepoint = session.begin_nested()?;
        savepoint.add(user("other"));
        savepoint.rollback()?;
        lab.lines();
        assert_eq!(session.related(ed, User::addresses)?, first);
        lab.assert_heard(&[]);
        session.commit()?;
        assert_eq!(lab.rows("SELECT email_address FROM addresses"), ["a@x"]);
        Ok(())
    });
}

#[test]
fn s88_a_nested_commit_expires_nothing_and_an_outer_rollback_undoes_it() {
    everywhere(|lab| {
        let mut session = lab.session();
        let ed = session.add(user("ed"));
        let wendy = session.add(user("wendy"));
        session.commit()?;
        session.query::<User>().all()?;
        session[ed].name = "outer".into();
        let mut savepoint = session.begin_nested()?;
        savepoint[ed].name = "inner".into();
        savepoint.delete(wendy);
        let new = savepoint.add(user("new"));
        savepoint.commit()?;
        lab.lines();
        let keys = (session.key(ed)?, session.key(new)?);
        assert_eq!((session.get::<User>(keys.0)?, session.get::<User>(keys.1)?), (Some(ed), Some(new)));
        lab.assert_heard(&[]);
        session[new].name = "newer".into();
        session.flush()?;
        session.rollback()?;
        assert_eq!(session[ed].name, "ed");
        assert!(session.contains(wendy) && !session.contains(new));
        assert_eq!(session.expunge(new)?.name, "newer", "a new object keeps what it was given");
        assert_eq!(lab.rows("SELECT name FROM users ORDER BY id"), ["ed", "wendy"]);
        Ok(())
    });
}

/// Three levels: each keeps the oldest value that it saw, whatever those within did.
#[test]
fn s88_levels_hand_their_entries_to_the_level_around() {
    everywhere(|lab| {
        let mut session = lab.session();
        let ed = session.add(user("0"));
        session.commit()?;
        let set = |session: &mut Session, name: &str| {
            session[ed].name = name.into();
            session.flush()
        };
        set(&mut session, "1")?;
        let mut a = session.begin_nested()?;
        set(&mut a, "2")?;
        let mut b = a.begin_nested()?;
        set(&mut b, "3")?;
        let mut c = b.begin_nested()?;
        set(&mut c, "4")?;
        c.commit()?;
        set(&mut b, "5")?;
        b.rollback()?;
        assert_eq!(a[ed].name, "2");
        let mut b = a.begin_nested()?;
        set(&mut b, "6")?;
        b.commit()?;
        set(&mut a, "7")?;
        let mut b = a.begin_nested()?;
        set(&mut b, "8")?;
        drop(b);
        assert_eq!(a[ed].name, "7");
        a.rollback()?;
        assert_eq!(session[ed].name, "1");
        assert_eq!(session.select(User::name).one()?, "1");
        let mut a = session.begin_nested()?;
        set(&mut a, "9")?;
        a.commit()?;
        session.rollback()?;
        assert_eq!(session[ed].name, "0");
        assert_eq!(session.select(User::name).one()?, "0");
        Ok(())
    });
}

#[test]
fn s89_commit_of_the_session_ends_every_savepoint() {
    everywhere(|lab| {
        let mut session = lab.session();
        let mut outer = session.begin_nested()?;
        outer.add(user("ed"));
        let mut inner = outer.begin_nested()?;
        inner.add(user("wendy"));
        // What a function does that is handed a session.
        Session::commit(&mut inner)?;
        assert!(!inner.in_nested_transaction() && !inner.in_transaction());
        assert_eq!(lab.rows("SELECT name FROM users ORDER BY id"), ["ed", "wendy"]);
        let error = inner.commit().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        assert!(error.to_string().contains("this savepoint has ended"), "{error}");
        outer.rollback()?;
        session.commit()?;
        assert_eq!(lab.rows("SELECT name FROM users ORDER BY id"), ["ed", "wendy"]);
        Ok(())
    });
}

#[test]
fn s89_rollback_of_the_session_ends_every_savepoint() {
    everywhere(|lab| {
        let mut session = lab.session();
        session.add(user("before"));
        let mut savepoint = session.begin_nested()?;
        savepoint.add(user("ed"));
        savepoint.flush()?;
        Session::rollback(&mut savepoint)?;
        savepoint.add(user("after"));
        savepoint.flush()?;
        lab.lines();
        drop(savepoint);
        lab.assert_heard(&[]);
        session.commit()?;
        assert_eq!(lab.rows("SELECT name FROM users ORDER BY id"), ["after"]);
        Ok(())
    });
}

#[test]
fn the_closure_form_commits_or_rolls_back() {
    everywhere(|lab| {
        let mut session = lab.session();
        let ed = session.nested(|session| {
            let ed = session.add(user("ed"));
            session.flush()?;
            session.key(ed)
        })?;
        let error = session.nested(|session| {
            session.add(user("wendy"));
            session.flush()?;
            session.query::<User>().filter_by(User::name, "nobody").one()
        });
        assert_eq!(error.unwrap_err().kind(), ErrorKind::NoResultFound);
        let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            session.nested(|session| -> aludel::Result<()> {
                session.add(user("fred"));
                session.flush()?;
                panic!("for the test");
            })
        }));
        assert!(panicked.is_err());
        session.commit()?;
        assert_eq!(lab.rows("SELECT id, name FROM users"), [format!("{ed}|ed")]);
        Ok(())
    });
}

/// A savepoint may be the first thing of a transaction, also on SQLite, where others must not come between.
#[test]
fn a_savepoint_is_a_writers() {
    where_two_can_connect(|lab| {
        let mut session = lab.session();
        let mut other = lab.session();
        let ed = session.add(user("ed"));
        session.commit()?;
        session.refresh(ed)?;
        // Another connection comes between what was read and the savepoint.
        let theirs = other.get::<User>(1)?.unwrap();
        other[theirs].fullname = "theirs".into();
        other.commit()?;
        let mut savepoint = session.begin_nested()?;
        savepoint[ed].name = "mine".into();
        savepoint.commit()?;
        session.commit()?;
        assert_eq!(lab.rows("SELECT name, fullname FROM users"), ["mine|theirs"]);
        Ok(())
    });
}

#[test]
fn a_guard_that_was_forgotten_ends_with_the_one_around_it() {
    everywhere(|lab| {
        let mut session = lab.session();
        let mut outer = session.begin_nested()?;
        let mut inner = outer.begin_nested()?;
        inner.add(user("ed"));
        inner.flush()?;
        std::mem::forget(inner);
        outer.commit()?;
        assert!(!session.in_nested_transaction());
        let mut outer = session.begin_nested()?;
        let mut inner = outer.begin_nested()?;
        inner.add(user("wendy"));
        inner.flush()?;
        std::mem::forget(inner);
        outer.rollback()?;
        session.commit()?;
        assert_eq!(lab.rows("SELECT name FROM users"), ["ed"]);
        Ok(())
    });
}

/// What was written past the objects and read into them is gone with the savepoint: they are read again.
#[test]
fn s87_rows_that_were_written_in_bulk_are_not_believed_after_a_nested_rollback() {
    everywhere(|lab| {
        for fails in [false, true] {
            let mut session = lab.session();
            let ed = session.add(user("ed"));
            session.flush()?;
            let mut savepoint = session.begin_nested()?;
            savepoint.nested(|session| User::insert_many([user("phantom")]).execute(session).map(drop))?;
            let all = savepoint.query::<User>().order_by(User::id).all()?;
            let phantom = savepoint.key(all[1])?;
            if fails {
                savepoint.add_all([1, 1].map(|id| Account::new().id(id).owner("x")));
                savepoint.flush().unwrap_err();
            }
            savepoint.rollback()?;
            assert_eq!(session.get::<User>(phantom)?, None);
            assert_eq!(session.query::<User>().all()?, [ed]);
            session.rollback()?;
        }
        Ok(())
    });
}
