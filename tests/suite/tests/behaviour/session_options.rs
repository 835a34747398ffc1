//! What a session is made with: isolation, reading only, autoflush for a while.

use aludel::{ErrorKind, IsolationLevel, Result, Session, SessionMaker};
use aludel_suite::{
    Lab, everywhere,
    models::{Account, User},
    where_two_can_connect,
};

fn user(name: &str) -> User {
    User::new().name(name).fullname(name).password("x").build()
}

fn maker(lab: &Lab) -> SessionMaker {
    Session::builder(lab.engine())
}

#[test]
fn a_level_is_asked_for_where_a_transaction_begins() {
    use IsolationLevel::{ReadCommitted, ReadUncommitted, RepeatableRead, Serializable};
    everywhere(|lab| {
        for level in [ReadUncommitted, ReadCommitted, RepeatableRead, Serializable] {
            let mut session = maker(lab).isolation_level(level).build();
            let found = session.query::<User>().count();
            if lab.is_postgresql() || level == Serializable {
                assert_eq!(found?, 0);
                assert_eq!(lab.lines()[0], format!("BEGIN ISOLATION LEVEL {level} (implicit)"));
                session.add(user("ed"));
                session.flush()?;
                session.rollback()?;
                lab.lines();
                continue;
            }
            let error = found.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidRequest);
            assert!(error.to_string().contains(&format!("SQLite has no isolation level {level}")), "{error}");
            session.add(user("kept"));
            assert_eq!(session.flush().unwrap_err().kind(), ErrorKind::InvalidRequest);
            assert_eq!(session.pending().len(), 1, "nothing was begun");
            lab.lines();
        }
        Ok(())
    });
}

#[test]
fn a_repeatable_read_sees_what_it_saw() {
    where_two_can_connect(|lab| {
        let mut session = match lab.is_postgresql() {
            true => maker(lab).isolation_level(IsolationLevel::RepeatableRead).build(),
            false => maker(lab).isolation_level(IsolationLevel::Serializable).build(),
        };
        assert_eq!(session.query::<User>().count()?, 0);
        lab.run("INSERT INTO users (name, fullname, password) VALUES ('ed', 'x', 'x')");
        assert_eq!(session.query::<User>().count()?, 0);
        session.rollback()?;
        assert_eq!(session.query::<User>().count()?, 1);
        Ok(())
    });
}

/// Two transactions read both rows, and each changes another one: only one of them can have been first.
#[test]
fn a_write_skew_is_a_conflict_where_serializable_was_asked_for() {
    where_two_can_connect(|lab| {
        let mut session = lab.session();
        session.add_all(["a", "b"].map(|owner| Account::new().owner(owner).balance(1)));
        session.commit()?;
        let maker = maker(lab).isolation_level(IsolationLevel::Serializable);
        let (mut first, mut second) = (maker.build(), maker.build());
        let mine = first.query::<Account>().order_by(Account::id).all()?;
        let theirs = second.query::<Account>().order_by(Account::id).all()?;
        first[mine[0]].balance = 0;
        first.commit()?;
        second[theirs[1]].balance = 0;
        let error = second.commit().unwrap_err();
        assert_eq!((error.kind(), error.is_retryable()), (ErrorKind::Conflict, true), "{error}");
        let refused = second.query::<Account>().count().unwrap_err();
        assert_eq!((refused.kind(), refused.is_retryable()), (ErrorKind::PendingRollback, true), "{refused}");
        second.rollback()?;
        assert_eq!(lab.rows("SELECT balance FROM accounts ORDER BY id"), ["0", "1"]);
        Ok(())
    });
}

#[test]
fn a_session_that_reads_only_refuses_a_flush_before_anything_is_sent() {
    everywhere(|lab| {
        lab.run("INSERT INTO users (name, fullname, password) VALUES ('ed', 'x', 'x')");
        let mut session = maker(lab).read_only(true).build();
        let ed = session.query::<User>().one()?;
        assert_eq!(lab.lines()[0], "BEGIN READ ONLY (implicit)");
        let mut savepoint = session.begin_nested()?;
        assert_eq!(savepoint.query::<User>().count()?, 1);
        savepoint.rollback()?;
        // Nothing differs: nothing to write.
        session[ed].name = "ed".into();
        session.flush()?;
        lab.lines();
        session[ed].name = "edward".into();
        let error = session.flush().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        assert!(error.to_string().contains("read-only"), "{error}");
        lab.assert_heard(&[]);
        // It is as it was: the edit can be taken back, and reading goes on.
        session[ed].name = "ed".into();
        assert_eq!(session.query::<User>().count()?, 1);
        let new = session.add(user("new"));
        assert_eq!(session.commit().unwrap_err().kind(), ErrorKind::InvalidRequest);
        session.delete(ed);
        session.delete(new);
        assert_eq!(session.commit().unwrap_err().kind(), ErrorKind::InvalidRequest);
        session.rollback()?;
        session.commit()?;
        assert_eq!(lab.rows("SELECT name FROM users"), ["ed"]);
        Ok(())
    });
}

#[test]
fn a_connection_that_has_read_only_can_write_again() {
    everywhere(|lab| {
        let engine = lab.engine_with(|builder| builder.pool_size(1));
        let mut reader =
            Session::builder(&engine).read_only(true).isolation_level(IsolationLevel::Serializable).build();
        if !lab.two_can_connect() {
            return Ok(());
        }
        assert_eq!(reader.query::<User>().count()?, 0);
        assert_eq!(lab.lines()[0], "BEGIN ISOLATION LEVEL SERIALIZABLE READ ONLY (implicit)");
        reader.commit()?;
        let mut writer = Session::new(&engine);
        writer.add(user("ed"));
        writer.commit()?;
        assert_eq!(lab.rows("SELECT name FROM users"), ["ed"]);
        Ok(())
    });
}

#[test]
fn no_autoflush_ends_with_its_closure() {
    everywhere(|lab| {
        let mut session = lab.session();
        session.add(user("ed"));
        let count = |session: &mut Session| session.query::<User>().count();
        assert_eq!(session.no_autoflush(count)?, 0);
        let failed: Result<()> = session.no_autoflush(|session| {
            session.no_autoflush(count)?;
            assert_eq!(count(session)?, 0, "nested, it is still off");
            session.query::<User>().one().map(drop)
        });
        assert_eq!(failed.unwrap_err().kind(), ErrorKind::NoResultFound);
        let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            session.no_autoflush(|_| panic!("for the test"));
        }));
        assert!(panicked.is_err());
        assert_eq!(count(&mut session)?, 1);
        Ok(())
    });
}
