//! One transaction in the way of another, and statements that the database refuses.

use std::time::Duration;

use aludel::{ErrorKind, Session};
use aludel_suite::{
    everywhere,
    models::{Account, Document, User},
    where_two_can_connect,
};

fn account(owner: &str) -> Account {
    Account::new().owner(owner).balance(1).build()
}

#[test]
fn a_writer_in_the_way_is_a_conflict_that_can_be_tried_again() {
    where_two_can_connect(|lab| {
        if lab.is_postgresql() {
            return Ok(());
        }
        let impatient = aludel::Engine::new(format!("{}?timeout=0.05", lab.url()).as_str())?;
        let mut first = lab.session();
        let mine = first.add(account("first"));
        first.flush()?;
        // Nothing was begun: the second keeps what it has, and can try again.
        let mut second = Session::new(&impatient);
        let new = second.add(account("second"));
        let error = second.commit().unwrap_err();
        assert_eq!((error.kind(), error.is_retryable()), (ErrorKind::Conflict, true), "{error:?}");
        assert!(second.pending().contains(new));
        first.commit()?;
        second.commit()?;
        // It had read: its transaction is lost, and it asks for a rollback.
        first[mine].balance = 5;
        first.flush()?;
        let seen = second.query::<Account>().filter_by(Account::owner, "second").one()?;
        second[seen].balance = 9;
        let error = second.commit().unwrap_err();
        assert!(error.is_retryable(), "{error:?}");
        assert_eq!(second.commit().unwrap_err().kind(), ErrorKind::PendingRollback);
        first.commit()?;
        second.rollback()?;
        second.refresh(seen)?;
        second[seen].balance = 9;
        second.commit()?;
        assert_eq!(lab.rows("SELECT owner, balance FROM accounts ORDER BY id"), ["first|5", "second|9"]);
        Ok(())
    });
}

#[test]
fn after_a_refused_statement_nothing_is_committed_by_halves() {
    everywhere(|lab| {
        let mut session = lab.session();
        session.add(account("flushed"));
        session.flush()?;
        let error = session.query::<User>().filter(User::name.like("%\\")).all();
        match (lab.is_postgresql(), error) {
            // PostgreSQL refuses the pattern, and with it the transaction.
            (true, Err(error)) => {
                assert_eq!(error.kind(), ErrorKind::Data, "{error:?}");
                assert!(session.commit().is_err());
                session.rollback()?;
                assert_eq!(lab.rows("SELECT count(*) FROM accounts"), ["0"]);
            }
            (_, found) => {
                found?;
                session.commit()?;
                assert_eq!(lab.rows("SELECT count(*) FROM accounts"), ["1"]);
            }
        }
        Ok(())
    });
}

#[test]
fn a_cell_that_does_not_fit_is_named() {
    everywhere(|lab| {
        if lab.is_postgresql() {
            return Ok(());
        }
        lab.run("INSERT INTO accounts (owner, balance) VALUES ('a', 1), ('b', 'much')");
        let mut session = lab.session();
        let error = session.query::<Account>().order_by(Account::id).all().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Data);
        assert!(error.to_string().contains("column \"balance\""), "{error}");
        let first = session.get::<Account>(1)?.unwrap();
        session[first].balance = 2;
        session.commit()?;
        assert_eq!(lab.rows("SELECT balance FROM accounts WHERE id = 1"), ["2"]);
        Ok(())
    });
}

#[test]
fn what_is_found_before_anything_is_sent_can_be_mended() {
    everywhere(|lab| {
        let mut session = lab.session();
        let document = session.add(Document::new().title("x".repeat(30)));
        lab.lines();
        let error = session.query::<User>().all().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Data);
        assert!(error.to_string().contains("the flush before a query failed"), "{error}");
        assert!(session.pending().contains(document));
        lab.assert_heard(&[]);
        session[document].title = "short".into();
        assert_eq!(session.query::<User>().all()?, []);
        session.commit()?;
        assert_eq!(lab.rows("SELECT title FROM documents"), ["short"]);
        Ok(())
    });
}

#[test]
fn a_pool_of_one_serves_a_session_that_gives_its_connection_back() {
    where_two_can_connect(|lab| {
        let engine = lab.engine_with(|builder| builder.pool_size(1).pool_timeout(Duration::from_secs(2)));
        let mut session = Session::new(&engine);
        let a = session.add(account("a"));
        session.flush()?;
        assert_eq!(engine.connect().unwrap_err().kind(), ErrorKind::PoolTimeout);
        session.commit()?;
        assert_eq!(Account::find(&engine, 1)?.unwrap().owner, "a");
        session.refresh(a)?;
        session.rollback()?;
        assert!(engine.connect().is_ok());
        Ok(())
    });
}
