//! How many rows a query gives, which, and in what order.

use aludel::{ErrorKind, Result, Session};
use aludel_suite::{Lab, everywhere, models::Account};

fn fill(lab: &Lab) -> Result<Session> {
    let mut session = lab.session();
    session.add_all((1..=9).map(|n| Account::new().owner(format!("o{}", n % 3)).balance(n)));
    session.commit()?;
    lab.lines();
    Ok(session)
}

fn balances(session: &mut Session, query: aludel::Query<aludel::Entity<Account>>) -> Vec<i32> {
    let found = query.all(session).unwrap();
    found.into_iter().map(|account| session[account].balance).collect()
}

#[test]
fn order() {
    everywhere(|lab| {
        let mut session = fill(lab)?;
        let by = Account::query().order_by(Account::owner.desc()).order_by(Account::balance);
        assert_eq!(balances(&mut session, by), [2, 5, 8, 1, 4, 7, 3, 6, 9]);
        let by = Account::query().order_by(Account::owner.asc()).order_by(Account::balance.desc());
        assert_eq!(balances(&mut session, by), [9, 6, 3, 7, 4, 1, 8, 5, 2]);
        // A condition orders, too: false before true.
        let by = Account::query().order_by(Account::balance.lt(8)).order_by(Account::balance);
        assert_eq!(balances(&mut session, by), [8, 9, 1, 2, 3, 4, 5, 6, 7]);
        Ok(())
    });
}

#[test]
fn t37_limits_offsets_and_slices() {
    everywhere(|lab| {
        let mut session = fill(lab)?;
        let all = || Account::query().order_by(Account::id);
        let mut gives = |query: aludel::Query<aludel::Entity<Account>>, expected: &[i32]| {
            assert_eq!(query.count(&mut session).unwrap(), expected.len() as i64);
            assert_eq!(balances(&mut session, query), expected);
        };
        gives(all().limit(2), &[1, 2]);
        gives(all().limit(0), &[]);
        gives(all().offset(7), &[8, 9]);
        gives(all().limit(2).offset(3), &[4, 5]);
        gives(all().offset(20), &[]);
        gives(all().limit(u64::MAX), &[1, 2, 3, 4, 5, 6, 7, 8, 9]);
        gives(all().offset(u64::MAX), &[]);
        gives(all().slice(1..3), &[2, 3]);
        gives(all().slice(7..100), &[8, 9]);
        gives(all().slice(3..3), &[]);
        gives(all().slice(2..8).slice(1..3), &[4, 5]);
        gives(all().slice(2..5).slice(1..9), &[4, 5]);
        gives(all().limit(4).slice(2..9), &[3, 4]);
        #[allow(clippy::reversed_empty_ranges, reason = "what is given, is given")]
        gives(all().slice(5..3), &[]);
        Ok(())
    });
}

#[test]
fn t49_first_adds_a_limit() {
    everywhere(|lab| {
        let mut session = fill(lab)?;
        let first = session.query::<Account>().order_by(Account::balance.desc()).first()?.unwrap();
        assert_eq!(session[first].balance, 9);
        let lines = lab.lines();
        assert!(lines[1].ends_with(lab.either("LIMIT ? OFFSET ?", "LIMIT $1")), "{lines:?}");
        assert_eq!(lines[2], lab.either("(1, 0)", "(1,)"));
        assert_eq!(session.query::<Account>().filter(Account::id.eq(99)).first()?, None);
        let second = Account::query().order_by(Account::id).slice(1..3).first(&mut session)?.unwrap();
        assert_eq!(session[second].balance, 2);
        assert_eq!(Account::query().limit(0).first(&mut session)?, None);
        Ok(())
    });
}

#[test]
fn t50_one_and_one_or_none() {
    everywhere(|lab| {
        let mut session = fill(lab)?;
        let with = |balance: i32| Account::query().filter(Account::balance.ge(balance));
        let nine = with(9).one(&mut session)?;
        assert_eq!(session[nine].balance, 9);
        assert!(!lab.lines().iter().any(|line| line.contains("LIMIT")));
        assert!(with(9).one_or_none(&mut session)?.is_some());
        assert_eq!(with(10).one_or_none(&mut session)?, None);
        assert_eq!(with(10).one(&mut session).unwrap_err().kind(), ErrorKind::NoResultFound);
        for error in [with(8).one(&mut session).unwrap_err(), with(8).one_or_none(&mut session).unwrap_err()] {
            assert_eq!(error.kind(), ErrorKind::MultipleResultsFound);
            assert_eq!(error.to_string(), "one row was wanted, and the query gives 2");
        }
        Ok(())
    });
}

#[test]
fn t57_count_wraps_the_query() {
    everywhere(|lab| {
        let mut session = fill(lab)?;
        assert_eq!(session.query::<Account>().filter(Account::owner.like("o1%")).count()?, 3);
        let statement = lab.lines().into_iter().find(|line| line.starts_with("SELECT")).unwrap();
        assert!(statement.starts_with("SELECT count(*) AS count_1 FROM (SELECT accounts.id"), "{statement}");
        assert!(statement.ends_with(") AS anon_1"), "{statement}");
        assert_eq!(session.select(Account::owner).distinct().count()?, 3);
        assert_eq!(session.select((Account::owner, Account::owner)).count()?, 9);
        Ok(())
    });
}
