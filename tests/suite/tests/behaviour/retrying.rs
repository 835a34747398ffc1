//! Work that is done again where another transaction came between.

use std::{sync::Barrier, time::Duration};

use aludel::{ErrorKind, IsolationLevel, Result, Retry, Session};
use aludel_suite::{
    everywhere,
    models::{Account, Document, User},
    where_two_can_connect,
};

const QUICK: Retry =
    Retry { attempts: 4, first_pause: Duration::from_millis(1), longest_pause: Duration::from_millis(2) };

fn account(owner: &str, balance: i32) -> Account {
    Account::new().owner(owner).balance(balance).build()
}

#[test]
fn work_that_succeeds_is_done_once_and_committed() {
    everywhere(|lab| {
        let mut session = lab.session();
        let key = session.retry(|session| {
            let account = session.add(account("ed", 1));
            session.flush()?;
            session.key(account)
        })?;
        lab.assert_heard(&["BEGIN", "INSERT accounts", "COMMIT"]);
        assert_eq!(lab.rows("SELECT id, balance FROM accounts"), [format!("{key}|1")]);
        Ok(())
    });
}

#[test]
fn a_stale_version_is_read_again() {
    where_two_can_connect(|lab| {
        let mut session = lab.session();
        let document = session.add(Document::new().title("first"));
        session.commit()?;
        let mut attempts = 0;
        session.retry(|session| {
            attempts += 1;
            session.refresh(document)?;
            if attempts < 3 {
                lab.run("UPDATE documents SET revision = revision + 1");
            }
            session[document].body = Some(format!("attempt {attempts}"));
            Ok(())
        })?;
        assert_eq!(attempts, 3);
        assert_eq!(lab.rows("SELECT body, revision FROM documents"), ["attempt 3|4"]);
        Ok(())
    });
}

#[test]
fn the_last_error_says_how_many_attempts_there_were() {
    where_two_can_connect(|lab| {
        let mut session = lab.session();
        session.add(Document::new().title("only"));
        session.commit()?;
        let mut attempts = 0;
        let error = session
            .retry_with(QUICK, |session| {
                attempts += 1;
                let document = session.query::<Document>().one()?;
                lab.run("UPDATE documents SET revision = revision + 1");
                session[document].title = "mine".into();
                session.flush()
            })
            .unwrap_err();
        assert_eq!(attempts, 4);
        assert!(error.is_stale() && error.is_retryable());
        assert!(error.to_string().starts_with("gave up after 4 attempts: "), "{error}");
        assert!(!session.in_transaction());
        session.commit()
    });
}

#[test]
fn what_cannot_be_mended_by_trying_again_is_returned_at_once() {
    everywhere(|lab| {
        let mut session = lab.session();
        let mut attempts = 0;
        let error = session
            .retry(|session| {
                attempts += 1;
                session.add_all([1, 1].map(|id| Account::new().id(id).owner("x")));
                session.flush()
            })
            .unwrap_err();
        assert!(error.is_unique_violation() && attempts == 1, "{error}");
        assert_eq!(session.query::<Account>().count()?, 0, "the session works");
        Ok(())
    });
}

#[test]
fn it_is_refused_where_more_than_the_work_would_be_lost() {
    everywhere(|lab| {
        let mut session = lab.session();
        session.query::<User>().count()?;
        let error = session.retry(|_| Ok(())).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        assert!(error.to_string().contains("a transaction is open"), "{error}");
        session.rollback()?;
        session.add(account("pending", 1));
        let error = session.retry(|_| Ok(())).unwrap_err();
        assert!(error.to_string().contains("changes that are not flushed"), "{error}");
        let mut transaction = session.begin()?;
        assert!(transaction.retry(|_| Ok(())).is_err());
        transaction.commit()?;
        session.retry(|_| Ok(()))?;
        assert_eq!(lab.rows("SELECT owner FROM accounts"), ["pending"]);
        Ok(())
    });
}

/// The rule is that the two balances together stay above zero. Both transactions read both before either writes.
#[test]
fn a_write_skew_is_found_and_done_again() {
    where_two_can_connect(|lab| {
        let mut session = lab.session();
        session.add_all([account("a", 1), account("b", 1)]);
        session.commit()?;
        let maker = Session::builder(lab.engine()).isolation_level(IsolationLevel::Serializable);
        let both_have_read = Barrier::new(2);
        let take = |owner: &'static str| {
            let (maker, both_have_read) = (&maker, &both_have_read);
            move || -> Result<(u32, bool)> {
                let mut attempts = 0;
                let retry = Retry { attempts: 20, ..Retry::default() };
                let taken = maker.build().retry_with(retry, |session| {
                    attempts += 1;
                    let accounts = session.query::<Account>().order_by(Account::id).all()?;
                    if attempts == 1 {
                        both_have_read.wait();
                    }
                    let sum: i32 = accounts.iter().map(|&account| session[account].balance).sum();
                    let mine = accounts.into_iter().find(|&account| session[account].owner == owner);
                    let enough = sum > 1;
                    if let (true, Some(mine)) = (enough, mine) {
                        session[mine].balance -= 1;
                    }
                    Ok(enough)
                })?;
                Ok((attempts, taken))
            }
        };
        let (a, b) = std::thread::scope(|scope| {
            let (a, b) = (scope.spawn(take("a")), scope.spawn(take("b")));
            (a.join().unwrap(), b.join().unwrap())
        });
        let (a, b) = (a?, b?);
        assert!(a.1 != b.1, "one of them found enough: {a:?} {b:?}");
        assert!(a.0 + b.0 >= 3, "one of them had to try again: {a:?} {b:?}");
        assert_eq!(lab.rows("SELECT sum(balance) FROM accounts"), ["1"]);
        Ok(())
    });
}

/// A writer that holds the database longer than the others wait for it.
#[test]
fn a_busy_database_is_tried_again() {
    where_two_can_connect(|lab| {
        if lab.is_postgresql() {
            return Ok(());
        }
        let impatient = aludel::Engine::new(format!("{}?timeout=0.01", lab.url()).as_str())?;
        let mut holder = lab.session();
        holder.add(account("holder", 1));
        holder.flush()?;
        let mut session = Session::new(&impatient);
        let mut attempts = 0;
        session.retry(|session| {
            attempts += 1;
            if attempts == 3 {
                holder.commit()?;
            }
            session.add(account("waited", 1));
            session.flush()
        })?;
        assert_eq!(attempts, 3);
        assert_eq!(lab.rows("SELECT owner FROM accounts ORDER BY id"), ["holder", "waited"]);
        Ok(())
    });
}
