//! What a program runs around flushes and transactions.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicUsize, Ordering::Relaxed},
};

use aludel::{Error, ErrorKind, Session};
use aludel_suite::{
    Lab, everywhere,
    models::{Account, City, Country, User},
};

fn user(name: &str) -> User {
    User::new().name(name).fullname(name).password("x").build()
}

fn country(code: &str) -> Country {
    Country::new().code(code).name(code).build()
}

type Log = Arc<Mutex<Vec<&'static str>>>;

/// A session whose hooks write down that they were called.
fn logging(lab: &Lab, log: &Log) -> Session {
    let note = |what: &'static str| {
        let log = log.clone();
        move || log.lock().unwrap().push(what)
    };
    let (before, after) = (note("before_flush"), note("after_flush"));
    let (commit, rollback) = (note("after_commit"), note("after_rollback"));
    Session::builder(lab.engine())
        .before_flush(move |_| {
            before();
            Ok(())
        })
        .after_flush(move |_| {
            after();
            Ok(())
        })
        .after_commit(move |_| commit())
        .after_rollback(move |_| rollback())
        .build()
}

fn taken(log: &Log) -> Vec<&'static str> {
    std::mem::take(&mut *log.lock().unwrap())
}

#[test]
fn each_is_called_when_it_says() {
    everywhere(|lab| {
        let log = Log::default();
        let mut session = logging(lab, &log);
        session.flush()?;
        session.commit()?;
        session.rollback()?;
        assert!(taken(&log).is_empty(), "nothing happened");
        let ed = session.add(user("ed"));
        session.flush()?;
        assert_eq!(taken(&log), ["before_flush", "after_flush"]);
        session[ed].name = "ed".into();
        session.query::<User>().count()?;
        assert_eq!(taken(&log), ["before_flush"], "nothing had to be sent");
        session[ed].name = "edward".into();
        session.commit()?;
        assert_eq!(taken(&log), ["before_flush", "after_flush", "after_commit"]);
        session.query::<User>().count()?;
        session.commit()?;
        assert_eq!(taken(&log), ["after_commit"]);
        session.query::<User>().count()?;
        session.close()?;
        assert_eq!(taken(&log), ["after_rollback"]);
        session.add(user("lost"));
        session.flush()?;
        drop(session);
        assert_eq!(taken(&log), ["before_flush", "after_flush"]);
        Ok(())
    });
}

#[test]
fn a_flush_that_fails_rolls_back_once() {
    everywhere(|lab| {
        let log = Log::default();
        let mut session = logging(lab, &log);
        session.add_all([country("fr"), country("de")]);
        session.commit()?;
        taken(&log);
        session.expunge_all();
        session.add(country("fr"));
        assert!(session.commit().unwrap_err().is_unique_violation());
        assert_eq!(taken(&log), ["before_flush", "after_rollback"]);
        session.rollback()?;
        assert!(taken(&log).is_empty(), "it was rolled back then");
        session.add(City::new().name("nowhere"));
        assert_eq!(session.flush().unwrap_err().kind(), ErrorKind::NotFilled);
        assert_eq!(taken(&log), ["before_flush"]);
        Ok(())
    });
}

#[test]
fn savepoints_are_not_the_transaction() {
    everywhere(|lab| {
        let log = Log::default();
        let mut session = logging(lab, &log);
        session.nested(|session| session.nested(|session| Ok(session.add(user("ed")))))?;
        let mut savepoint = session.begin_nested()?;
        savepoint.add(user("lost"));
        savepoint.flush()?;
        savepoint.rollback()?;
        let flushes = ["before_flush", "after_flush"];
        assert_eq!(taken(&log), [flushes, flushes].concat());
        session.transaction(|_| Ok(())).unwrap_err();
        session.commit()?;
        assert_eq!(taken(&log), ["after_commit"]);
        Ok(())
    });
}

#[test]
fn s11_a_hook_cannot_flush_commit_or_roll_back() {
    everywhere(|lab| {
        let calls = Arc::new(AtomicUsize::new(0));
        let counted = calls.clone();
        let refused = move |session: &mut Session| {
            counted.fetch_add(1, Relaxed);
            // Its queries do not flush.
            session.query::<User>().count()?;
            let errors = [
                session.commit().unwrap_err(),
                session.rollback().unwrap_err(),
                session.close().unwrap_err(),
                session.begin().map(drop).unwrap_err(),
                session.begin_nested().map(drop).unwrap_err(),
                session.retry(|_| Ok(())).unwrap_err(),
            ];
            assert!(errors.iter().all(|error| error.kind() == ErrorKind::InvalidRequest), "{errors:?}");
            assert!(errors[0].to_string().contains("a flush is under way"), "{errors:?}");
            Ok(())
        };
        let mut session = Session::builder(lab.engine())
            .before_flush(refused.clone())
            .before_flush(|session| {
                let error = session.flush().unwrap_err();
                assert_eq!(error.kind(), ErrorKind::InvalidRequest);
                Ok(())
            })
            .after_flush(refused)
            .build();
        session.add(user("ed"));
        session.commit()?;
        assert_eq!(calls.load(Relaxed), 2);
        lab.assert_heard(&["BEGIN", "COUNT users", "INSERT users", "COUNT users", "COMMIT"]);
        assert_eq!(lab.rows("SELECT name FROM users"), ["ed"]);
        Ok(())
    });
}

#[test]
fn s12_commit_flushes_until_nothing_is_left() {
    everywhere(|lab| {
        let left = Arc::new(AtomicUsize::new(3));
        let maker = Session::builder(lab.engine()).after_flush(move |session| {
            if left.fetch_update(Relaxed, Relaxed, |left| left.checked_sub(1)).is_ok() {
                session.add(Account::new().owner("later"));
            }
            Ok(())
        });
        let mut session = maker.build();
        session.add(user("ed"));
        session.commit()?;
        lab.assert_heard(&["BEGIN", "INSERT users", "INSERT accounts", "INSERT accounts", "INSERT accounts", "COMMIT"]);
        assert_eq!(lab.rows("SELECT owner FROM accounts"), ["later"; 3]);
        Ok(())
    });
}

#[test]
fn s12_commit_gives_up_after_a_hundred_flushes() {
    everywhere(|lab| {
        let flushes = Arc::new(AtomicUsize::new(0));
        let counted = flushes.clone();
        let maker = Session::builder(lab.engine()).after_flush(move |session| {
            counted.fetch_add(1, Relaxed);
            session.add(Account::new().owner("more"));
            Ok(())
        });
        let mut session = maker.build();
        session.add(user("ed"));
        let error = session.commit().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        assert!(error.to_string().contains("after 100 flushes there is still something to flush"), "{error}");
        assert_eq!(flushes.load(Relaxed), 100);
        session.rollback()?;
        assert_eq!(lab.rows("SELECT count(*) FROM users"), ["0"]);
        Ok(())
    });
}

#[test]
fn s13_before_flush_adds_to_the_plan() {
    everywhere(|lab| {
        let mut session = Session::builder(lab.engine())
            .before_flush(|session| {
                let new: Vec<_> = session.pending().of::<Country>().collect();
                for country in new {
                    session.append(country, Country::cities, City::new().name("capital"))?;
                    session[country].name.push('!');
                }
                let known = session.query::<Account>().all()?;
                known.into_iter().for_each(|account| session.delete(account));
                Ok(())
            })
            .build();
        lab.run("INSERT INTO accounts (owner, balance) VALUES ('ed', 1)");
        session.add_all([country("de"), country("fr")]);
        session.commit()?;
        assert_eq!(
            lab.heard(),
            ["BEGIN", "SELECT accounts", "INSERT countries", "INSERT cities", "DELETE accounts", "COMMIT"]
        );
        assert_eq!(lab.rows("SELECT code, name FROM countries ORDER BY code"), ["de|de!", "fr|fr!"]);
        assert_eq!(lab.rows("SELECT name, country_code FROM cities ORDER BY id"), ["capital|de", "capital|fr"]);
        assert_eq!(lab.rows("SELECT count(*) FROM accounts"), ["0"]);
        Ok(())
    });
}

#[test]
fn s13_an_error_of_before_flush_stops_the_flush_before_anything_is_sent() {
    everywhere(|lab| {
        let mut session = Session::builder(lab.engine())
            .before_flush(|session| match session.pending().len() {
                0 | 1 => Ok(()),
                _ => Err(Error::other("one at a time")),
            })
            .build();
        let ed = session.add(user("ed"));
        let wendy = session.add(user("wendy"));
        let error = session.commit().unwrap_err();
        assert_eq!((error.kind(), error.to_string()), (ErrorKind::Other, "one at a time".to_owned()));
        lab.assert_heard(&[]);
        assert!(session.pending().contains(ed) && session.pending().contains(wendy));
        session.delete(wendy);
        session.commit()?;
        assert_eq!(lab.rows("SELECT name FROM users"), ["ed"]);
        Ok(())
    });
}

#[test]
fn an_error_of_after_flush_rolls_back() {
    everywhere(|lab| {
        let mut session = Session::builder(lab.engine()).after_flush(|_| Err(Error::other("not today"))).build();
        let ed = session.add(user("ed"));
        let error = session.flush().unwrap_err();
        assert_eq!(error.to_string(), "not today");
        lab.assert_heard(&["BEGIN", "INSERT users", "ROLLBACK"]);
        assert!(!session.contains(ed));
        let error = session.query::<User>().count().unwrap_err();
        assert!(error.to_string().contains("not today"), "{error}");
        session.rollback()?;
        assert_eq!(session.query::<User>().count()?, 0);
        // In a savepoint, it is the savepoint that is rolled back.
        let mut savepoint = session.begin_nested()?;
        savepoint.add(user("ed"));
        savepoint.commit().unwrap_err();
        assert!(session.in_transaction());
        session.commit()
    });
}
