//! What `inspect` tells of an object, and how it goes from state to state.

use aludel::{ErrorKind, ObjectState};
use aludel_suite::{
    everywhere,
    models::{Account, User},
};

fn account(owner: &str) -> Account {
    Account::new().owner(owner).build()
}

#[test]
fn an_object_from_state_to_state() {
    everywhere(|lab| {
        let mut session = lab.session();
        let a = session.add(account("a"));
        assert_eq!(session.inspect(a), ObjectState::Pending);
        assert!(!session.is_expired(a)?);
        session.flush()?;
        assert_eq!(session.inspect(a), ObjectState::Persistent);
        session.rollback()?;
        assert_eq!(session.inspect(a), ObjectState::Transient);
        assert_eq!(session.is_expired(a).unwrap_err().kind(), ErrorKind::NotInSession);
        let taken = session.expunge(a)?;
        assert_eq!(session.inspect(a), ObjectState::Detached);

        let a = session.add(taken);
        session.commit()?;
        assert_eq!(session.inspect(a), ObjectState::Persistent);
        assert!(session.is_expired(a)?);
        session.refresh(a)?;
        assert!(!session.is_expired(a)?);
        session.expunge(a)?;
        assert_eq!(session.inspect(a), ObjectState::Detached);
        assert_eq!(lab.session().inspect(a), ObjectState::Detached);
        Ok(())
    });
}

#[test]
fn s35_a_deleted_object_is_deleted_then_detached_or_persistent_again() {
    everywhere(|lab| {
        let mut session = lab.session();
        let [a, b] = ["a", "b"].map(|owner| session.add(account(owner)));
        session.commit()?;
        // Marked is not deleted yet.
        session.delete(a);
        assert_eq!(session.inspect(a), ObjectState::Persistent);
        assert!(session.deleted().contains(a) && session.contains(a));
        session.flush()?;
        assert_eq!(session.inspect(a), ObjectState::Deleted);
        assert!(!session.deleted().contains(a) && !session.contains(a));
        session.rollback()?;
        assert_eq!(session.inspect(a), ObjectState::Persistent);
        assert!(session.contains(a) && !session.deleted().contains(a));

        session.delete(b);
        session.flush()?;
        session.commit()?;
        assert_eq!(session.inspect(b), ObjectState::Detached);
        assert_eq!(lab.rows("SELECT owner FROM accounts"), ["a"]);
        Ok(())
    });
}

#[test]
fn s34_a_deletion_that_was_not_flushed_is_taken_back() {
    everywhere(|lab| {
        let mut session = lab.session();
        let [a, b] = ["a", "b"].map(|owner| session.add(account(owner)));
        session.commit()?;
        session.delete(a);
        session.delete(b);
        lab.lines();
        session.undelete(a)?;
        assert_eq!(session.add(b), b);
        assert!(session.deleted().is_empty());
        // Nothing to take back.
        session.undelete(a)?;
        session.commit()?;
        lab.assert_heard(&[]);
        assert_eq!(lab.rows("SELECT owner FROM accounts ORDER BY id"), ["a", "b"]);
        Ok(())
    });
}

#[test]
fn s36_a_deletion_that_was_flushed_is_not_taken_back() {
    everywhere(|lab| {
        let mut session = lab.session();
        let a = session.add(account("a"));
        session.commit()?;
        session.delete(a);
        session.flush()?;
        lab.lines();
        let error = session.undelete(a).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotInSession);
        assert_eq!(
            error.to_string(),
            "<Account(owner='a', balance=0)> (id=1) was deleted by the open transaction: only a rollback brings it back"
        );
        let adding = std::panic::AssertUnwindSafe(|| session.add(a));
        assert!(std::panic::catch_unwind(adding).is_err());
        session.rollback()?;
        lab.assert_heard(&["ROLLBACK"]);
        assert_eq!(lab.rows("SELECT owner FROM accounts"), ["a"]);
        Ok(())
    });
}

#[test]
fn s32_a_pending_object_that_is_deleted_leaves() {
    everywhere(|lab| {
        let mut session = lab.session();
        let user = session.add(User::new().name("ed").fullname("Ed").password("x"));
        session.delete(user);
        assert_eq!(session.inspect(user), ObjectState::Detached);
        assert_eq!(session.undelete(user).unwrap_err().kind(), ErrorKind::NotInSession);
        session.commit()?;
        assert_eq!(lab.rows("SELECT count(*) FROM users"), ["0"]);
        Ok(())
    });
}

/// What is in no session has no handle that could be given to `delete`, but one that has ended.
#[test]
fn s32_an_object_that_is_not_in_the_session_is_not_deleted() {
    everywhere(|lab| {
        let mut session = lab.session();
        let a = session.add(account("a"));
        session.commit()?;
        session.expunge(a)?;
        lab.lines();
        let deleting = std::panic::AssertUnwindSafe(|| session.delete(a));
        let message = std::panic::catch_unwind(deleting).unwrap_err();
        let message = message.downcast_ref::<String>().unwrap();
        assert!(message.contains("has left the session"), "{message}");
        session.commit()?;
        lab.assert_heard(&[]);
        assert_eq!(lab.rows("SELECT owner FROM accounts"), ["a"]);
        Ok(())
    });
}
