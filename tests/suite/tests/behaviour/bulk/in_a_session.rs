use aludel::{ErrorKind, Session};
use aludel_suite::{
    everywhere,
    models::{Account, Address, Site, User, Voucher},
};

use super::{user, voucher};

#[test]
fn rows_belong_to_the_sessions_transaction() {
    everywhere(|lab| {
        let mut session = lab.session();
        let ed = session.add(user(0));
        // The flush comes first.
        let addresses = (0..10).map(|n| Address::new().email_address(n.to_string()).user_id(1));
        assert_eq!(Address::insert_many(addresses.clone()).execute(&mut session)?, 10);
        let copy = lab.either("INSERT addresses", "COPY addresses");
        let (savepoint, release) = ("SAVEPOINT aludel_savepoint_1", "RELEASE SAVEPOINT aludel_savepoint_1");
        lab.assert_heard(&["BEGIN", "INSERT users", savepoint, copy, release]);
        assert_eq!(session.related(ed, User::addresses)?.len(), 10);
        session.rollback()?;
        assert_eq!(lab.rows("SELECT count(*) FROM addresses"), ["0"]);

        let mut session = lab.session();
        assert_eq!(User::insert_many((1..5).map(user)).execute(&mut session)?, 4);
        assert_eq!(session.query::<User>().count()?, 4);
        session.commit()?;
        drop(session);
        assert_eq!(lab.rows("SELECT count(*) FROM users"), ["4"]);
        Ok(())
    });
}

#[test]
fn guards_of_a_session_take_it_too() {
    everywhere(|lab| {
        let mut session = lab.session();
        let mut transaction = session.begin()?;
        assert_eq!(User::insert_many((0..2).map(user)).execute(&mut transaction)?, 2);
        {
            let mut savepoint = transaction.begin_nested()?;
            assert_eq!(User::delete_many([1]).execute(&mut savepoint)?, 1);
            assert_eq!(savepoint.query::<User>().count()?, 1);
        }
        assert_eq!(transaction.query::<User>().count()?, 2);
        transaction.commit()?;
        session.transaction(|session| User::delete_many([1]).execute(session).map(drop))?;
        drop(session);
        assert_eq!(lab.rows("SELECT name FROM users"), ["u1"]);
        Ok(())
    });
}

#[test]
fn an_error_leaves_the_session_as_it_was() {
    everywhere(|lab| {
        let mut session = lab.session();
        let kept = session.add(voucher("kept"));
        session.flush()?;
        let error = Voucher::insert_many(["a", "b", "a"].map(voucher)).execute(&mut session).unwrap_err();
        assert!(error.is_unique_violation(), "{error:?}");
        let error = Voucher::update_many(["a", "b"].map(|code| Voucher { state: Some("x".into()), ..voucher(code) }))
            .execute(&mut session)
            .unwrap_err();
        assert!(error.is_stale(), "{error:?}");
        session[kept].number = Some(3);
        session.commit()?;
        drop(session);
        assert_eq!(lab.rows("SELECT code, number FROM vouchers"), ["kept|3"]);
        Ok(())
    });
}

#[test]
fn objects_follow_what_is_written_past_them() {
    everywhere(|lab| {
        let mut session = lab.session();
        let accounts = session.add_all((0..4).map(|n| Account::new().owner(n.to_string())));
        session.flush()?;
        let raised: Vec<Account> =
            accounts[..2].iter().map(|&it| Account { balance: 5, ..session[it].clone() }).collect();
        Account::update_many(&raised).execute(&mut session)?;
        assert_eq!(session[accounts[0]].balance, 0, "reading a field asks nobody");
        lab.lines();
        assert_eq!(session.get::<Account>(1)?, Some(accounts[0]));
        assert_eq!(session.get::<Account>(3)?, Some(accounts[2]));
        lab.assert_heard(&["SELECT accounts"]);
        assert_eq!(session[accounts[0]].balance, 5);

        Account::upsert([Account { balance: 6, ..raised[1].clone() }]).execute(&mut session)?;
        session.get::<Account>(2)?;
        assert_eq!(session[accounts[1]].balance, 6);

        assert_eq!(Account::delete_many([1, 3, 9]).execute(&mut session)?, 2);
        lab.lines();
        assert_eq!(session.get::<Account>(1)?, None);
        assert_eq!(session.get::<Account>(2)?, Some(accounts[1]));
        session.rollback()?;
        assert_eq!(session.query::<Account>().count()?, 0);
        Ok(())
    });
}

#[test]
fn deleted_objects_come_back_in_a_rollback() {
    everywhere(|lab| {
        let mut session = lab.session();
        let accounts = session.add_all((0..3).map(|n| Account::new().owner(n.to_string())));
        session.commit()?;
        Account::delete_many([1, 2]).execute(&mut session)?;
        assert_eq!(session.query::<Account>().all()?, [accounts[2]]);
        session.rollback()?;
        assert_eq!(session.query::<Account>().order_by(Account::id).all()?, accounts);
        assert_eq!(Account::delete_many([1, 2]).execute(&mut session)?, 2);
        session.commit()?;
        assert!(session.get_tracked(accounts[0]).is_none());
        assert_eq!(session.get_tracked(accounts[2]).map(|it| it.owner.as_str()), Some("2"));
        drop(session);
        assert_eq!(lab.rows("SELECT owner FROM accounts"), ["2"]);
        Ok(())
    });
}

#[test]
fn edits_that_were_not_flushed_are_guarded() {
    everywhere(|lab| {
        let mut session = Session::builder(lab.engine()).autoflush(false).build();
        let account = session.add(Account::new().owner("a"));
        session.commit()?;
        session.refresh(account)?;
        session[account].balance = 1;
        let other = Account { balance: 2, ..session[account].clone() };
        Account::update_many([other]).execute(&mut session)?;
        let error = session.commit().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::StaleData, "no update is lost: {error}");
        session.rollback()?;
        Ok(())
    });
}

#[test]
fn loaded_collections_are_read_again() {
    everywhere(|lab| {
        let mut session = lab.session();
        let ed = session.add(user(0).clone());
        session.flush()?;
        assert_eq!(session.related(ed, User::addresses)?, []);
        let addresses = (0..3).map(|n| Address::new().email_address(n.to_string()).user_id(1));
        let addresses = Address::insert_many(addresses).returning(&mut session)?;
        assert_eq!(session.related(ed, User::addresses)?.len(), 3);
        Address::delete_many([addresses[0].id]).execute(&mut session)?;
        assert_eq!(session.related(ed, User::addresses)?.len(), 2);
        let moved = Address { user_id: None, ..addresses[1].clone() };
        Address::update_many([moved]).execute(&mut session)?;
        assert_eq!(session.related(ed, User::addresses)?.len(), 1);
        Site::upsert([Site::new().host("x")]).execute(&mut session)?;
        session.commit()?;
        Ok(())
    });
}
