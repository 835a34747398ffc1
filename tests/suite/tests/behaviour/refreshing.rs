//! Rows read again: some columns, many objects, and rows that are gone.

use aludel::{ErrorKind, ObjectState, Session};
use aludel_suite::{
    everywhere,
    models::{Account, Address, Cell, Document, Job, Node, User},
};

fn account(owner: &str) -> Account {
    Account::new().owner(owner).balance(1).build()
}

#[test]
fn s98_a_refresh_of_some_columns_reads_these_and_keeps_other_edits() {
    everywhere(|lab| {
        let mut session = Session::builder(lab.engine()).autoflush(false).expire_on_commit(false).build();
        let user = session.add(User::new().name("ed").fullname("Ed").password("x"));
        session.commit()?;
        lab.run("UPDATE users SET name = 'ed2', fullname = 'Ed 2', password = 'y'");
        session[user].name = "mine".into();
        session[user].fullname = "Mine".into();
        lab.lines();
        session.refresh_columns(user, (User::name, User::password))?;
        let text = lab.lines()[1].clone();
        assert!(text.starts_with("SELECT users.name, users.password FROM users WHERE users.id = "), "{text}");
        let it = &session[user];
        assert_eq!((it.name.as_str(), it.fullname.as_str(), it.password.as_str()), ("ed2", "Mine", "y"));
        assert_eq!(session.changes(user)?, ["fullname"]);
        session.commit()?;
        lab.assert_heard(&["UPDATE users(fullname)", "COMMIT"]);
        assert_eq!(lab.rows("SELECT name, fullname, password FROM users"), ["ed2|Mine|y"]);
        Ok(())
    });
}

#[test]
fn s98_a_refresh_of_some_columns_flushes_the_other_edits_first() {
    everywhere(|lab| {
        let mut session = lab.session();
        let user = session.add(User::new().name("ed").fullname("Ed").password("x"));
        session.flush()?;
        lab.lines();
        session[user].name = "lost".into();
        session.set(user, User::password, "x")?;
        session[user].fullname = "Mine".into();
        session.refresh_columns(user, (User::name, (User::password, User::name)))?;
        lab.assert_heard(&["UPDATE users(fullname)", "SELECT users"]);
        assert_eq!((session[user].name.as_str(), session[user].fullname.as_str()), ("ed", "Mine"));
        // What was read is undone as all else.
        session.rollback()?;
        assert_eq!(lab.rows("SELECT count(*) FROM users"), ["0"]);
        Ok(())
    });
}

#[test]
fn s98_an_object_that_is_expired_stays_so_but_for_what_was_read() {
    everywhere(|lab| {
        let mut session = lab.session();
        let a = session.add(account("a"));
        let job = session.add(Job::new().name("j"));
        session.commit()?;
        lab.run("UPDATE accounts SET owner = 'other', balance = 5");
        session.refresh_columns(a, Account::balance)?;
        assert_eq!((session[a].owner.as_str(), session[a].balance), ("a", 5));
        assert!(session.is_expired(a)?);
        session.refresh_columns(job, (Job::made, Job::state, Job::priority))?;
        assert_eq!(session[job].state.as_deref(), Some("new"));
        lab.lines();
        session.get::<Account>(1)?;
        assert_eq!(session[a].owner, "other");
        lab.assert_heard(&["SELECT accounts"]);
        Ok(())
    });
}

#[test]
fn a_parent_that_was_given_is_discarded_with_its_column() {
    everywhere(|lab| {
        let mut session = Session::builder(lab.engine()).autoflush(false).build();
        let address = session.add(Address::new().email_address("e"));
        session.commit()?;
        let user = session.add(User::new().name("ed").fullname("Ed").password("x"));
        session.append(user, User::addresses, address)?;
        session[address].email_address = "mine".into();
        session.refresh_columns(address, Address::user_id)?;
        session.commit()?;
        assert_eq!(lab.rows("SELECT email_address, user_id FROM addresses"), ["mine|NULL"]);
        Ok(())
    });
}

#[test]
fn a_rollback_puts_back_what_a_refresh_of_columns_has_read() {
    everywhere(|lab| {
        let mut session = Session::builder(lab.engine()).expire_on_commit(false).build();
        let a = session.add(account("a"));
        session.commit()?;
        lab.run("UPDATE accounts SET balance = 5");
        session.refresh_columns(a, Account::balance)?;
        assert_eq!(session[a].balance, 5);
        session.rollback()?;
        assert_eq!(session[a].balance, 1);
        assert!(session.is_expired(a)?);
        Ok(())
    });
}

#[test]
fn s98_columns_are_expired_and_other_edits_stay() {
    everywhere(|lab| {
        let mut session = Session::builder(lab.engine()).autoflush(false).expire_on_commit(false).build();
        let a = session.add(account("a"));
        session.commit()?;
        lab.run("UPDATE accounts SET balance = 5");
        session[a].balance = 9;
        session[a].owner = "mine".into();
        lab.lines();
        session.expire_columns(a, Account::balance)?;
        assert_eq!((session[a].balance, session[a].owner.as_str()), (1, "mine"));
        session.get::<Account>(1)?;
        assert_eq!((session[a].balance, session[a].owner.as_str()), (5, "mine"));
        session.commit()?;
        lab.assert_heard(&["BEGIN", "SELECT accounts", "UPDATE accounts(owner)", "COMMIT"]);
        assert_eq!(lab.rows("SELECT owner, balance FROM accounts"), ["mine|5"]);
        Ok(())
    });
}

#[test]
fn many_objects_are_refreshed_by_a_statement_for_each_500() {
    everywhere(|lab| {
        let mut session = Session::builder(lab.engine()).expire_on_commit(false).build();
        let mut accounts = session.add_all((0..1001).map(|n| account(&n.to_string())));
        let cells = session.add_all([(1, 1), (1, 2), (2, 1)].map(|(row, col)| Cell::new().row(row).col(col)));
        session.commit()?;
        lab.run("UPDATE accounts SET balance = 5");
        session[accounts[3]].owner = "lost".into();
        accounts.push(accounts[0]);
        lab.lines();
        session.refresh_all(&accounts)?;
        session.refresh_all(&cells)?;
        session.refresh_all::<Account>(&[])?;
        lab.assert_heard(&["BEGIN", "SELECT accounts", "SELECT accounts", "SELECT accounts", "SELECT cells"]);
        assert!(accounts.iter().all(|&account| session[account].balance == 5));
        assert_eq!(session[accounts[3]].owner, "3");
        Ok(())
    });
}

#[test]
fn s96_objects_whose_rows_are_gone_are_named_and_the_others_are_read() {
    everywhere(|lab| {
        let mut session = lab.session();
        let accounts = session.add_all(["a", "b", "c"].map(account));
        session.commit()?;
        lab.run("DELETE FROM accounts WHERE owner = 'a'");
        lab.run("UPDATE accounts SET balance = 5");
        let error = session.refresh_all(&accounts).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NoResultFound);
        assert_eq!(
            error.to_string(),
            "the row of this Account is gone: <Account(owner='a', balance=1)> (id=1). `expunge` takes the object out"
        );
        assert_eq!(session[accounts[1]].balance, 5);
        let error = session.refresh_columns(accounts[0], Account::balance).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NoResultFound);
        session.rollback()?;
        lab.run("DELETE FROM accounts WHERE owner = 'b'");
        let error = session.refresh_all(&accounts).unwrap_err().to_string();
        assert!(error.starts_with("the rows of 2 objects of Account are gone: <Account(owner='a'"), "{error}");
        Ok(())
    });
}

#[test]
fn an_object_that_the_flush_before_a_refresh_deletes_is_not_read() {
    everywhere(|lab| {
        let mut session = lab.session();
        let a = session.add(account("a"));
        session.commit()?;
        session.delete(a);
        assert_eq!(session.refresh(a).unwrap_err().kind(), ErrorKind::NotInSession);
        session.rollback()?;
        session.delete(a);
        assert_eq!(session.refresh_columns(a, Account::owner).unwrap_err().kind(), ErrorKind::NotInSession);
        Ok(())
    });
}

#[test]
fn s97_pending_objects_have_no_columns_to_refresh_or_expire() {
    everywhere(|lab| {
        let mut session = lab.session();
        let document = session.add(Document::new().title("t"));
        lab.lines();
        let error = session.refresh_columns(document, Document::title).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        assert_eq!(session.expire_columns(document, Document::title).unwrap_err().kind(), ErrorKind::InvalidRequest);
        assert_eq!(session.refresh_all(&[document]).unwrap_err().kind(), ErrorKind::InvalidRequest);
        lab.assert_heard(&[]);
        Ok(())
    });
}

#[test]
fn s69_expire_and_refresh_follow_what_is_loaded_and_new_members_leave() {
    everywhere(|lab| {
        let mut session = lab.session();
        let root = session.add(Node::new().name("root").children(["a", "b"].map(|name| Node::new().name(name))));
        session.commit()?;
        let members = session.related(root, Node::children)?;
        let new = session.append(root, Node::children, Node::new().name("new"))?;
        session[members[0]].name = "lost".into();
        lab.lines();
        session.expire(root)?;
        assert_eq!(session.inspect(new), ObjectState::Detached);
        assert_eq!(session[members[0]].name, "a");
        assert!(session.is_expired(members[0])? && session.is_expired(members[1])?);
        lab.assert_heard(&[]);
        // The members are read with the collection.
        assert_eq!(session.related(root, Node::children)?, members);
        lab.lines();
        session[members[0]].name = "lost".into();
        session.refresh(root)?;
        lab.assert_heard(&["SELECT nodes"]);
        assert!(session.is_expired(members[0])? && session.dirty().is_empty());
        session.commit()?;
        assert_eq!(lab.rows("SELECT name FROM nodes ORDER BY id"), ["root", "a", "b"]);
        Ok(())
    });
}

#[test]
fn s69_without_the_cascade_members_keep_their_edits() {
    everywhere(|lab| {
        let mut session = Session::builder(lab.engine()).autoflush(false).build();
        let ed = session.add(User::new().name("ed").fullname("Ed").password("x"));
        let address = session.append(ed, User::addresses, Address::new().email_address("e"))?;
        session.commit()?;
        session.related(ed, User::addresses)?;
        let new = session.append(ed, User::addresses, Address::new().email_address("new"))?;
        session[address].email_address = "edited".into();
        session.refresh(ed)?;
        assert!(session.contains(new));
        session.commit()?;
        assert_eq!(lab.rows("SELECT email_address, user_id FROM addresses ORDER BY id"), ["edited|1", "new|1"]);
        Ok(())
    });
}
