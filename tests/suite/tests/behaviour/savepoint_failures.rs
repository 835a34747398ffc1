//! What a failure inside a savepoint costs.

use aludel::{ErrorKind, Session};
use aludel_suite::{
    everywhere,
    models::{Account, City, Country, User},
    where_two_can_connect,
};

fn user(name: &str) -> User {
    User::new().name(name).fullname(name).password("x").build()
}

fn country(code: &str) -> Country {
    Country::new().code(code).name(code).build()
}

#[test]
fn s90_a_failed_flush_in_a_savepoint_needs_only_that_savepoint_rolled_back() {
    everywhere(|lab| {
        let mut session = lab.session();
        session.add(user("ed"));
        session.add(country("fr"));
        session.flush()?;
        session.expunge_all();
        let ed = session.query::<User>().one()?;
        let mut savepoint = session.begin_nested()?;
        savepoint[ed].name = "within".into();
        savepoint.flush()?;
        let clash = savepoint.add(country("fr"));
        lab.lines();
        assert!(savepoint.flush().unwrap_err().is_unique_violation());
        lab.assert_heard(&["INSERT countries", "ROLLBACK TO SAVEPOINT aludel_savepoint_1"]);
        // Memory is as it was when the savepoint was set; work is refused.
        assert_eq!(savepoint[ed].name, "ed");
        assert!(!savepoint.contains(clash) && savepoint.in_transaction());
        let error = savepoint.query::<User>().count().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::PendingRollback);
        assert!(error.to_string().contains("roll back its guard"), "{error}");
        assert!(error.to_string().to_lowercase().contains("unique"), "{error}");
        assert_eq!(savepoint.begin_nested().unwrap_err().kind(), ErrorKind::PendingRollback);
        savepoint[ed].name = "discarded".into();
        lab.lines();
        savepoint.rollback()?;
        lab.assert_heard(&[]);
        assert_eq!(session[ed].name, "ed");
        session.add(user("wendy"));
        session.commit()?;
        assert_eq!(lab.rows("SELECT name FROM users ORDER BY id"), ["ed", "wendy"]);
        assert_eq!(lab.rows("SELECT code FROM countries"), ["fr"]);
        Ok(())
    });
}

#[test]
fn s90_dropping_or_committing_the_guard_mends_it_as_well() {
    everywhere(|lab| {
        let mut session = lab.session();
        session.add(user("ed"));
        for commit in [true, false] {
            let mut savepoint = session.begin_nested()?;
            savepoint.add_all([1, 1].map(|id| Account::new().id(id).owner("x")));
            if commit {
                assert!(savepoint.commit().unwrap_err().is_unique_violation());
            } else {
                savepoint.flush().unwrap_err();
                drop(savepoint);
            }
            assert_eq!(session.query::<Account>().count()?, 0);
        }
        let mut savepoint = session.begin_nested()?;
        savepoint.add_all([1, 1].map(|id| Account::new().id(id).owner("x")));
        savepoint.flush().unwrap_err();
        let error = savepoint.commit().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::PendingRollback, "{error}");
        session.commit()?;
        assert_eq!(lab.rows("SELECT name FROM users"), ["ed"]);
        Ok(())
    });
}

#[test]
fn s90_the_outer_savepoint_or_the_session_can_be_rolled_back_instead() {
    everywhere(|lab| {
        for whole in [false, true] {
            let mut session = lab.session();
            let ed = session.add(user("ed"));
            let mut outer = session.begin_nested()?;
            outer[ed].name = "outer".into();
            let mut inner = outer.begin_nested()?;
            inner.add_all([1, 1].map(|id| Account::new().id(id).owner("x")));
            inner.flush().unwrap_err();
            if whole {
                Session::rollback(&mut inner)?;
                inner.rollback()?;
                outer.rollback()?;
                assert!(!session.contains(ed));
                continue;
            }
            std::mem::forget(inner);
            outer.rollback()?;
            assert_eq!(session[ed].name, "ed");
            assert!(!session.in_nested_transaction());
            session.rollback()?;
        }
        assert_eq!(lab.rows("SELECT count(*) FROM users"), ["0"]);
        Ok(())
    });
}

#[test]
fn s90_what_is_refused_before_sql_leaves_the_savepoint_as_it_is() {
    everywhere(|lab| {
        let mut session = lab.session();
        let mut savepoint = session.begin_nested()?;
        let city = savepoint.add(City::new().name("Lyon"));
        assert_eq!(savepoint.flush().unwrap_err().kind(), ErrorKind::NotFilled);
        let fr = savepoint.add(country("fr"));
        savepoint.append(fr, Country::cities, city)?;
        savepoint.commit()?;
        session.commit()?;
        assert_eq!(lab.rows("SELECT name, country_code FROM cities"), ["Lyon|fr"]);
        Ok(())
    });
}

/// A statement of the program's own that fails: on PostgreSQL the savepoint is what saves the transaction.
#[test]
fn a_query_that_fails_is_mended_by_the_savepoint() {
    everywhere(|lab| {
        let mut session = lab.session();
        session.add(user("ed"));
        session.flush()?;
        // A pattern that PostgreSQL refuses, and the transaction with it.
        let result = session.nested(|session| session.query::<User>().filter(User::name.like("%\\")).all());
        assert_eq!(result.is_err(), lab.is_postgresql());
        session.add(user("wendy"));
        session.commit()?;
        assert_eq!(lab.rows("SELECT name FROM users ORDER BY id"), ["ed", "wendy"]);
        Ok(())
    });
}

#[test]
fn where_the_connection_is_lost_the_savepoint_says_so() {
    where_two_can_connect(|lab| {
        if !lab.is_postgresql() {
            return Ok(());
        }
        let mut session = lab.session();
        let ed = session.add(user("ed"));
        session.commit()?;
        session.refresh(ed)?;
        let mut savepoint = session.begin_nested()?;
        savepoint[ed].name = "lost".into();
        savepoint.flush()?;
        lab.run(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
             WHERE datname = current_database() AND pid <> pg_backend_pid()",
        );
        assert!(savepoint.query::<User>().count().is_err());
        let error = savepoint.rollback().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::PendingRollback);
        assert!(error.to_string().contains("the transaction has failed"), "{error}");
        assert_eq!(session[ed].name, "ed");
        session.rollback()?;
        assert_eq!(session.query::<User>().count()?, 1);
        Ok(())
    });
}
