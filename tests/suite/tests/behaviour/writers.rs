//! Several writers at once: no lost update, and no error but one that says to try again.

use std::thread;

use aludel::{Engine, Error, Session};
use aludel_suite::{
    models::{Account, Document},
    where_two_can_connect,
};

const TIMES: i32 = 1000;

/// Adds 1 to a balance: reads, then writes.
fn add_one(session: &mut Session) -> Result<(), Error> {
    let account = session.get::<Account>(1)?.unwrap();
    session[account].balance += 1;
    session.commit()
}

/// How often it had to be tried again.
fn write(engine: &Engine, work: impl Fn(&mut Session) -> Result<(), Error>) -> usize {
    let mut session = Session::new(engine);
    let mut again = 0;
    for _ in 0..TIMES {
        while let Err(error) = work(&mut session) {
            assert!(error.is_retryable(), "{error:?}");
            session.rollback().unwrap();
            again += 1;
        }
    }
    again
}

#[test]
fn two_writers_that_read_then_write_lose_nothing() {
    where_two_can_connect(|lab| {
        if lab.is_postgresql() {
            // READ COMMITTED lets one transaction read what another then writes; a version tells (below).
            return Ok(());
        }
        let mut session = lab.session();
        session.add(Account::new().owner("a"));
        session.commit()?;
        let engines = [lab.url(); 2].map(|url| Engine::new(url).unwrap());
        thread::scope(|scope| {
            let writers = engines.each_ref().map(|engine| scope.spawn(|| write(engine, add_one)));
            for writer in writers {
                writer.join().unwrap();
            }
        });
        assert_eq!(lab.rows("SELECT balance FROM accounts"), [(2 * TIMES).to_string()]);
        Ok(())
    });
}

#[test]
fn two_writers_of_a_versioned_row_lose_nothing() {
    where_two_can_connect(|lab| {
        let mut session = lab.session();
        session.add(Document::new().title("0"));
        session.commit()?;
        let add_one = |session: &mut Session| {
            let document = session.get::<Document>(1)?.unwrap();
            let number: i32 = session[document].title.parse().unwrap();
            session[document].title = (number + 1).to_string();
            session.commit()
        };
        let engine = Engine::new(lab.url())?;
        thread::scope(|scope| {
            let writers = [(); 2].map(|()| scope.spawn(|| write(&engine, add_one)));
            for writer in writers {
                writer.join().unwrap();
            }
        });
        assert_eq!(lab.rows("SELECT title, revision FROM documents"), [format!("{0}|{1}", 2 * TIMES, 2 * TIMES + 1)]);
        Ok(())
    });
}
