//! The connection ends before each statement of queries: streams, eager loads, pages, and writes by criteria.

use aludel::{Result, Session, excluded, insert, select, selectinload};
use aludel_suite::models::{self, Account, Address, User};
use aludel_test_support::postgres;

use crate::server::{Place, terminate};

/// More rows than a cursor hands out at once.
const ADDRESSES: usize = 2_500;
const USERS: usize = 20;

type Asked = fn(&mut Session) -> Result<()>;

const QUERIES: [(&str, Asked); 8] = [
    ("streamed", |session| {
        let mut rows = 0;
        session.select(Address::email_address).order_by(Address::id).for_each(|_| {
            rows += 1;
            Ok(())
        })?;
        assert_eq!(rows, ADDRESSES);
        Ok(())
    }),
    ("selectinload", |session| {
        let users = session.query::<User>().options(selectinload(User::addresses)).all()?;
        assert!(users.iter().all(|&user| session.loaded(user, User::addresses).len() == ADDRESSES / USERS));
        Ok(())
    }),
    ("graph", |session| {
        let graph = session.query::<User>().untracked().with(User::addresses).all()?;
        assert_eq!(graph.roots().len(), USERS);
        Ok(())
    }),
    ("page", |session| {
        let page = session.query::<Address>().order_by(Address::id).page(3, 100)?;
        assert_eq!((page.rows.len(), page.total), (100, ADDRESSES as u64));
        Ok(())
    }),
    ("update", |session| {
        let written = session.update::<User>().set(User::fullname, User::name.concat("!")).execute()?;
        assert_eq!(written, USERS as u64);
        session.flush()
    }),
    ("delete", |session| {
        assert_eq!(session.delete_from::<Account>().returning(Account::owner)?.len(), 1);
        Ok(())
    }),
    ("upsert", |session| {
        let rows = insert((Account::id, Account::owner, Account::balance), [(1, "other", 1), (2, "new", 2)]);
        rows.on_conflict(Account::id).do_update().set(Account::owner, excluded(Account::owner)).execute(session)?;
        Ok(())
    }),
    ("insert of a query", |session| {
        let names = select((User::name, User::id)).filter(User::name.ne("nobody"));
        assert_eq!(insert((Account::owner, Account::balance), names).execute(session)?, USERS as u64);
        Ok(())
    }),
];

/// What the database has, as a text.
fn state(beside: &aludel::Engine) -> String {
    let mut session = Session::new(beside);
    let users = session.select((User::name, User::fullname)).order_by(User::id).all().unwrap();
    let accounts = session.select((Account::id, Account::owner)).order_by(Account::id).all().unwrap();
    let addresses = session.query::<Address>().count().unwrap();
    format!("{users:?} {accounts:?} {addresses}")
}

#[test]
fn connection_ended_before_each_statement_of_queries() {
    let place = Place::new(postgres());
    models::metadata().create_all(&place.engine).unwrap();
    let mut session = Session::new(&place.engine);
    for number in 0..USERS {
        let address = |place: usize| Address::new().email_address(format!("{number}.{place}@x"));
        let user = User::new().name(format!("{number}")).fullname("x").password("y");
        session.add(user.addresses((0..ADDRESSES / USERS).map(address)));
    }
    let account = session.add(Account::new().owner("ed"));
    session.commit().unwrap();
    let before = state(&place.beside);
    for (name, asked) in QUERIES {
        place.trap.heard();
        asked(&mut session).unwrap();
        session.rollback().unwrap();
        let statements = place.trap.heard();
        let statements = statements.iter().filter(|statement| *statement != "ROLLBACK").count();
        assert!(statements >= 2, "{name}: BEGIN, and what is asked");
        for statement in 0..statements {
            let beside = place.beside.clone();
            place.trap.set(statement, move || terminate(&beside));
            let error = asked(&mut session).expect_err("the connection was lost");
            assert!(error.is_disconnect() && !error.is_retryable(), "{name} at {statement}: {error:?}");
            session.rollback().unwrap();
            assert_eq!(state(&place.beside), before, "{name} at {statement}");
            assert_eq!(session[account].owner, "ed");
            // On another connection.
            asked(&mut session).unwrap_or_else(|error| panic!("{name} after {statement}: {error:?}"));
            session.rollback().unwrap();
        }
    }
    assert_eq!(session.query::<Address>().count().unwrap(), ADDRESSES as i64);
}
