//! A session's transaction as a guard and as a closure.

use aludel::{ErrorKind, Session};
use aludel_suite::{
    everywhere,
    models::{Account, User},
};

fn user(name: &str) -> User {
    User::new().name(name).fullname(name).password("x").build()
}

#[test]
fn begin_gives_a_guard_that_commits_or_rolls_back() {
    everywhere(|lab| {
        let mut session = lab.session();
        session.add(user("before"));
        let mut transaction = session.begin()?;
        assert!(transaction.in_transaction());
        lab.assert_heard(&[]);
        transaction.add(user("ed"));
        transaction.commit()?;
        lab.assert_heard(&["BEGIN", "INSERT users", "COMMIT"]);
        assert!(!session.in_transaction());

        let mut transaction = session.begin()?;
        let lost = transaction.add(user("lost"));
        transaction.flush()?;
        transaction.rollback()?;
        lab.assert_heard(&["BEGIN", "INSERT users", "ROLLBACK"]);
        assert!(!session.contains(lost));

        let mut transaction = session.begin()?;
        let lost = transaction.add(user("lost"));
        drop(transaction);
        lab.assert_heard(&[]);
        assert!(!session.contains(lost) && session.pending().is_empty() && !session.in_transaction());
        assert_eq!(lab.rows("SELECT name FROM users ORDER BY id"), ["before", "ed"]);
        Ok(())
    });
}

#[test]
fn a_second_begin_is_refused() {
    everywhere(|lab| {
        let mut session = lab.session();
        let mut transaction = session.begin()?;
        let error = transaction.begin().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        assert!(error.to_string().contains("begin_nested()"), "{error}");
        drop(transaction);
        session.query::<User>().count()?;
        assert!(session.begin().is_err(), "a statement has begun one");
        session.rollback()?;
        session.begin()?.rollback()?;
        Ok(())
    });
}

#[test]
fn what_ends_the_transaction_within_leaves_its_guard_nothing_to_do() {
    everywhere(|lab| {
        let mut session = lab.session();
        let mut transaction = session.begin()?;
        transaction.add(user("ed"));
        Session::commit(&mut transaction)?;
        assert_eq!(transaction.commit().unwrap_err().kind(), ErrorKind::InvalidRequest);
        let error = session.transaction(|session| session.rollback()).unwrap_err();
        assert!(error.to_string().contains("this transaction has ended already"), "{error}");
        let mut transaction = session.begin()?;
        transaction.add(user("lost"));
        Session::rollback(&mut transaction)?;
        transaction.add(user("wendy"));
        lab.lines();
        drop(transaction);
        session.commit()?;
        lab.assert_heard(&["BEGIN", "INSERT users", "COMMIT"]);
        assert_eq!(lab.rows("SELECT name FROM users ORDER BY id"), ["ed", "wendy"]);
        Ok(())
    });
}

#[test]
fn a_commit_of_the_guard_that_fails_leaves_a_session_that_works() {
    everywhere(|lab| {
        let mut session = lab.session();
        let mut transaction = session.begin()?;
        transaction.add_all([1, 1].map(|id| Account::new().id(id).owner("x")));
        assert!(transaction.commit().unwrap_err().is_unique_violation());
        assert!(!session.in_transaction());
        session.transaction(|session| {
            session.add(user("ed"));
            Ok(())
        })?;
        let error = session.transaction(|session| {
            session.add(user("lost"));
            session.query::<User>().filter_by(User::name, "nobody").one()
        });
        assert_eq!(error.unwrap_err().kind(), ErrorKind::NoResultFound);
        assert_eq!(lab.rows("SELECT name FROM users ORDER BY id"), ["ed"]);
        Ok(())
    });
}
