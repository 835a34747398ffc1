//! Rows locked while they are read: two sessions at one row.

use std::time::{Duration, Instant};

use aludel::{ErrorKind, ObjectState, Session};
use aludel_suite::{
    Lab, everywhere,
    models::{Account, Address, Document, User},
    where_two_can_connect,
};

fn account(owner: &str) -> Account {
    Account::new().owner(owner).balance(1).build()
}

/// Two sessions, and what both know of one row.
fn two(lab: &Lab) -> aludel::Result<(Session, Session)> {
    let (mut first, mut second) = (lab.session(), lab.session());
    first.add_all(["a", "b"].map(account));
    first.commit()?;
    second.get::<Account>(1)?;
    second.commit()?;
    lab.lines();
    Ok((first, second))
}

#[test]
fn a_get_that_locks_reads_again_what_is_fresh() {
    everywhere(|lab| {
        let mut session = Session::builder(lab.engine()).expire_on_commit(false).build();
        let a = session.add(account("a"));
        session.commit()?;
        lab.run("UPDATE accounts SET balance = 5");
        lab.lines();
        assert_eq!(session.with_for_update().get::<Account>(1)?, Some(a));
        assert_eq!(session[a].balance, 5);
        let lines = lab.lines();
        if lab.is_postgresql() {
            assert!(lines[1].ends_with("WHERE accounts.id = $1 FOR UPDATE"), "{lines:#?}");
        } else {
            assert!(lines[1].ends_with("WHERE accounts.id = ?"), "{lines:#?}");
        }
        assert_eq!(session.with_for_update().get::<Account>(9)?, None);
        assert_eq!(session.with_for_update().get::<Account>(None::<i32>)?, None);
        session.rollback()?;
        assert_eq!(session[a].balance, 1);
        Ok(())
    });
}

#[test]
fn edits_are_flushed_before_a_lock_and_kept_without_autoflush() {
    everywhere(|lab| {
        let mut session = lab.session();
        let a = session.add(account("a"));
        session.flush()?;
        session[a].owner = "mine".into();
        lab.lines();
        session.with_for_update().get::<Account>(1)?;
        lab.assert_heard(&["UPDATE accounts(owner)", "SELECT accounts"]);
        session.commit()?;

        let mut session = Session::builder(lab.engine()).autoflush(false).build();
        let a = session.get::<Account>(1)?.unwrap();
        session.commit()?;
        session.refresh(a)?;
        session.commit()?;
        lab.run("UPDATE accounts SET balance = 5");
        session[a].owner = "edited".into();
        session.with_for_update().get::<Account>(1)?;
        assert_eq!((session[a].owner.as_str(), session[a].balance), ("edited", 5));
        session.commit()?;
        assert_eq!(lab.rows("SELECT owner, balance FROM accounts"), ["edited|5"]);
        Ok(())
    });
}

#[test]
fn a_row_that_is_gone_leaves_with_a_lock_as_with_get() {
    everywhere(|lab| {
        let mut session = lab.session();
        let a = session.add(account("a"));
        session.commit()?;
        lab.run("DELETE FROM accounts");
        assert_eq!(session.with_for_update().refresh(a).unwrap_err().kind(), ErrorKind::NoResultFound);
        assert_eq!(session.with_for_update().get::<Account>(1)?, None);
        assert_eq!(session.inspect(a), ObjectState::Deleted);
        session.rollback()?;
        let pending = session.add(account("b"));
        assert_eq!(session.with_for_update().refresh(pending).unwrap_err().kind(), ErrorKind::InvalidRequest);
        Ok(())
    });
}

#[test]
fn a_locked_row_is_a_conflict_that_can_be_tried_again() {
    where_two_can_connect(|lab| {
        let (mut first, mut second) = two(lab)?;
        let mine = first.with_for_update().get::<Account>(1)?.unwrap();
        first[mine].balance += 10;
        let began = Instant::now();
        let error = second.with_for_update().nowait().get::<Account>(1).unwrap_err();
        assert!(began.elapsed() < Duration::from_secs(2));
        assert_eq!((error.kind(), error.is_retryable()), (ErrorKind::Conflict, true), "{error:?}");
        second.rollback()?;
        first.commit()?;
        let theirs = second.with_for_update().nowait().get::<Account>(1)?.unwrap();
        assert_eq!(second[theirs].balance, 11);
        second[theirs].balance += 10;
        second.commit()?;
        assert_eq!(lab.rows("SELECT balance FROM accounts ORDER BY id"), ["21", "1"]);
        Ok(())
    });
}

#[test]
fn a_transaction_that_read_before_it_met_a_lock_is_lost() {
    where_two_can_connect(|lab| {
        let (mut first, mut second) = two(lab)?;
        let theirs = second.get::<Account>(1)?.unwrap();
        first.with_for_update().get::<Account>(1)?;
        let error = second.with_for_update().nowait().refresh(theirs).unwrap_err();
        assert_eq!((error.kind(), error.is_retryable()), (ErrorKind::Conflict, true), "{error:?}");
        // Nothing can be done in it any more.
        assert!(second.refresh(theirs).is_err() && second.commit().is_err());
        second.rollback()?;
        first.rollback()?;
        second.with_for_update().nowait().refresh(theirs)?;
        second.commit()
    });
}

#[test]
fn nobody_loses_an_update_who_locks_before_reading() {
    where_two_can_connect(|lab| {
        let (first, second) = two(lab)?;
        let add = |mut session: Session| {
            for _ in 0..20 {
                let account = session.with_for_update().get::<Account>(1).unwrap().unwrap();
                session[account].balance += 1;
                session.commit().unwrap();
            }
        };
        std::thread::scope(|scope| {
            scope.spawn(|| add(first));
            scope.spawn(|| add(second));
        });
        assert_eq!(lab.rows("SELECT balance FROM accounts ORDER BY id"), ["41", "1"]);
        Ok(())
    });
}

#[test]
fn rows_that_others_have_locked_are_skipped() {
    where_two_can_connect(|lab| {
        let (mut first, mut second) = two(lab)?;
        if !lab.is_postgresql() {
            let error = second.with_for_update().skip_locked().get::<Account>(1).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidRequest);
            assert!(error.to_string().starts_with("SQLite has no SKIP LOCKED"), "{error}");
            assert!(!second.in_transaction());
            return Ok(());
        }
        first.with_for_update().get::<Account>(1)?;
        let known = second.get::<Account>(1)?.unwrap();
        assert_eq!(second.with_for_update().skip_locked().get::<Account>(1)?, None);
        // It is not taken for gone.
        assert!(second.contains(known));
        let error = second.with_for_update().skip_locked().refresh(known).unwrap_err();
        assert_eq!((error.kind(), error.is_retryable()), (ErrorKind::Conflict, true), "{error:?}");
        assert!(error.to_string().starts_with("the row of this Account is locked, or gone: <Account("), "{error}");
        assert!(second.with_for_update().skip_locked().get::<Account>(2)?.is_some());
        second.commit()
    });
}

#[test]
fn readers_share_a_lock_on_postgresql() {
    where_two_can_connect(|lab| {
        let (mut first, mut second) = two(lab)?;
        first.with_for_update().read().get::<Account>(1)?;
        let shared = second.with_for_update().read().nowait().get::<Account>(1);
        if lab.is_postgresql() {
            assert!(shared?.is_some());
            assert!(lab.lines().iter().any(|line| line.ends_with("FOR SHARE NOWAIT")));
            let error = second.with_for_update().nowait().get::<Account>(1).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Conflict);
        } else {
            assert_eq!(shared.unwrap_err().kind(), ErrorKind::Conflict);
        }
        Ok(())
    });
}

#[test]
fn rows_that_refer_to_a_locked_one_can_be_inserted() {
    where_two_can_connect(|lab| {
        if !lab.is_postgresql() {
            return Ok(());
        }
        let (mut first, mut second) = (lab.session(), lab.session());
        first.add(User::new().name("ed").fullname("ed").password("x"));
        first.commit()?;
        first.with_for_update().key_share().get::<User>(1)?;
        second.add(Address::new().email_address("e").user_id(1));
        second.commit()?;
        first.with_for_update().key_share().read().get::<User>(1)?;
        let lines = lab.lines();
        for lock in ["FOR NO KEY UPDATE", "FOR KEY SHARE"] {
            assert!(lines.iter().any(|line| line.ends_with(lock)), "{lines:#?}");
        }
        Ok(())
    });
}

#[test]
fn a_session_that_only_reads_locks_nothing() {
    everywhere(|lab| {
        let mut session = Session::builder(lab.engine()).read_only(true).build();
        let error = session.with_for_update().get::<Document>(1).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{error}");
        Ok(())
    });
}
