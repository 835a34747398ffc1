//! Deleted objects, from the mark to the commit.

use aludel::ErrorKind;
use aludel_suite::{
    everywhere,
    models::{Account, Address, Country, Document, Part, User},
};

fn user(name: &str) -> User {
    User::new().name(name).fullname(name).password("x").build()
}

#[test]
fn s32_delete_only_marks() {
    everywhere(|lab| {
        let mut session = lab.session();
        let ed = session.add(user("ed"));
        session.commit()?;
        lab.lines();
        session.delete(ed);
        session.delete(ed);
        assert!(session.deleted().contains(ed) && session.contains(ed));
        assert_eq!(session.deleted().len(), 1);
        lab.assert_heard(&[]);
        session.flush()?;
        lab.assert_heard(&["BEGIN", "SELECT addresses", "DELETE users"]);
        assert!(session.deleted().is_empty());
        session.commit()?;
        assert_eq!(lab.rows("SELECT count(*) FROM users"), ["0"]);
        Ok(())
    });
}

#[test]
fn deleting_a_pending_object_lets_it_go() {
    everywhere(|lab| {
        let mut session = lab.session();
        let ed = session.add(User::new().name("ed").fullname("Ed").password("x"));
        let address = session.append(ed, User::addresses, Address::new().email_address("a"))?;
        session.delete(address);
        assert!(!session.contains(address));
        assert!(session.related(ed, User::addresses)?.is_empty());
        // Its place may be taken by another object, which is no child of ed.
        let other = session.add(Address::new().email_address("b"));
        assert!(session.related(ed, User::addresses)?.is_empty());
        session.delete(ed);
        let wendy = session.add(user("wendy"));
        session.commit()?;
        assert!(session.contains(other) && session.contains(wendy) && !session.contains(ed));
        assert_eq!(lab.rows("SELECT email_address, user_id FROM addresses"), ["b|NULL"]);
        assert_eq!(lab.rows("SELECT name FROM users"), ["wendy"]);
        Ok(())
    });
}

#[test]
fn the_children_of_a_pending_parent_that_is_deleted_are_free() {
    everywhere(|lab| {
        let mut session = lab.session();
        let ed = session.add(user("ed"));
        let address = session.append(ed, User::addresses, Address::new().email_address("a"))?;
        session.delete(ed);
        let wendy = session.add(user("wendy"));
        assert_eq!(session.related(address, Address::user)?, None, "wendy has ed's place, but not his children");
        session.commit()?;
        assert!(session.contains(wendy));
        assert_eq!(lab.rows("SELECT email_address, user_id FROM addresses"), ["a|NULL"]);
        Ok(())
    });
}

#[test]
fn s34_adding_an_object_that_was_to_be_deleted_keeps_it() {
    everywhere(|lab| {
        let mut session = lab.session();
        let ed = session.add(user("ed"));
        session.commit()?;
        session.delete(ed);
        assert_eq!(session.add(ed), ed);
        assert!(session.deleted().is_empty());
        session.commit()?;
        assert_eq!(lab.rows("SELECT name FROM users"), ["ed"]);
        // And once more it can be deleted, once.
        session.delete(ed);
        session.add(ed);
        session.delete(ed);
        assert_eq!(session.deleted().len(), 1);
        session.commit()?;
        assert_eq!(lab.rows("SELECT count(*) FROM users"), ["0"]);
        Ok(())
    });
}

#[test]
fn s35_a_deleted_object_is_out_after_the_flush_and_back_after_a_rollback() {
    everywhere(|lab| {
        let mut session = lab.session();
        let ed = session.add(user("ed"));
        session.commit()?;
        session[ed].fullname = "never written".into();
        session.delete(ed);
        session.flush()?;
        assert!(!session.contains(ed));
        assert_eq!(session.get_tracked(ed), None);
        let error = session.key(ed).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotInSession);
        assert!(error.to_string().contains("was deleted by the open transaction"), "{error}");

        session.rollback()?;
        assert!(session.contains(ed));
        assert_eq!(session[ed].fullname, "ed");
        assert_eq!(session.get::<User>(1)?, Some(ed));

        session.delete(ed);
        lab.lines();
        session.commit()?;
        lab.assert_heard(&["SELECT addresses", "DELETE users", "COMMIT"]);
        assert!(!session.contains(ed));
        session.rollback()?;
        assert!(!session.contains(ed), "a commit is final");
        assert_eq!(lab.rows("SELECT count(*) FROM users"), ["0"]);
        Ok(())
    });
}

#[test]
fn s37_a_row_that_is_gone_already_is_no_error_without_a_version() {
    everywhere(|lab| {
        let mut session = lab.session();
        let accounts = session.add_all(["a", "b"].map(|owner| Account::new().owner(owner)));
        let document = session.add(Document::new().title("a"));
        session.commit()?;
        lab.run("DELETE FROM accounts WHERE owner = 'a'");
        lab.run("DELETE FROM documents");
        // Expired or not makes no difference: a deletion reads nothing before it.
        session.refresh(accounts[1])?;
        accounts.iter().for_each(|&account| session.delete(account));
        lab.lines();
        session.commit()?;
        lab.assert_heard(&["DELETE accounts", "COMMIT"]);
        assert_eq!(lab.rows("SELECT count(*) FROM accounts"), ["0"]);

        session.delete(document);
        let error = session.commit().unwrap_err();
        assert!(error.is_stale(), "{error:?}");
        session.rollback()?;
        assert!(session.contains(document));
        Ok(())
    });
}

#[test]
fn s109_a_delete_with_an_older_version_is_stale() {
    everywhere(|lab| {
        let mut session = lab.session();
        let documents = session.add_all(["a", "b"].map(|title| Document::new().title(title)));
        session.commit()?;
        lab.run("UPDATE documents SET revision = 2 WHERE title = 'b'");
        documents.iter().for_each(|&document| session.delete(document));
        lab.lines();
        assert!(session.commit().unwrap_err().is_stale());
        // Which rows were not met is asked on PostgreSQL, for the message.
        let asked: &[&str] = lab.either(&[], &["SELECT documents"]);
        lab.assert_heard(&[&["BEGIN", "DELETE documents"], asked, &["ROLLBACK"]].concat());
        session.rollback()?;
        assert_eq!(lab.rows("SELECT count(*) FROM documents"), ["2"]);
        Ok(())
    });
}

#[test]
fn s38_get_finds_a_marked_object_until_the_flush() {
    everywhere(|lab| {
        let mut session = lab.session();
        let ed = session.add(user("ed"));
        session.commit()?;
        session.refresh(ed)?;
        session.delete(ed);
        lab.lines();
        assert_eq!(session.get::<User>(1)?, Some(ed));
        lab.assert_heard(&[]);
        assert_eq!(session.query::<User>().all()?, []);
        assert_eq!(session.get::<User>(1)?, None);
        session.commit()?;
        assert_eq!(lab.rows("SELECT count(*) FROM users"), ["0"]);
        Ok(())
    });
}

#[test]
fn a_get_that_flushes_the_deletion_of_an_expired_object_lets_it_go_once() {
    everywhere(|lab| {
        let mut session = lab.session();
        let ed = session.add(user("ed"));
        session.commit()?;
        session.delete(ed);
        assert_eq!(session.get::<User>(1)?, None);
        session.commit()?;
        // If its place had been given back twice, these two would share it.
        let (mary, fred) = (session.add(user("mary")), session.add(user("fred")));
        assert_ne!(mary, fred);
        assert_eq!((session[mary].name.as_str(), session[fred].name.as_str()), ("mary", "fred"));
        session.commit()?;
        assert_eq!(lab.rows("SELECT name FROM users ORDER BY name"), ["fred", "mary"]);
        Ok(())
    });
}

#[test]
fn s40_deleting_after_the_key_was_changed_in_memory_uses_the_old_one() {
    everywhere(|lab| {
        let mut session = lab.session();
        let [su, ru] = [("su", "a"), ("ru", "b")].map(|(code, name)| session.add(Country::new().code(code).name(name)));
        session.commit()?;
        session.query::<Country>().all()?;
        session[su].code = "ru".into();
        session.delete(su);
        lab.lines();
        session.commit()?;
        assert!(lab.lines().iter().any(|line| line.contains("('su',)")));
        assert_eq!(lab.rows("SELECT code FROM countries"), ["ru"]);
        assert!(session.contains(ru) && !session.contains(su));
        Ok(())
    });
}

#[test]
fn s40b_an_object_edited_and_deleted_gets_no_update() {
    everywhere(|lab| {
        let mut session = lab.session();
        let ed = session.add(user("ed"));
        session.commit()?;
        session[ed].name = "edward".into();
        session.delete(ed);
        assert!(session.dirty().is_empty() && session.deleted().contains(ed));
        lab.lines();
        session.commit()?;
        lab.assert_heard(&["BEGIN", "SELECT addresses", "DELETE users", "COMMIT"]);
        assert_eq!(lab.rows("SELECT count(*) FROM users"), ["0"]);
        Ok(())
    });
}

#[test]
fn children_go_before_their_parents() {
    everywhere(|lab| {
        let mut session = lab.session();
        let ed = session.add(
            User::new()
                .name("ed")
                .fullname("Ed")
                .password("x")
                .addresses([Address::new().email_address("a"), Address::new().email_address("b")]),
        );
        session.add(Part::new().code("m").parts([
            Part::new().code("a").parts([Part::new().code("z")]),
            Part::new().code("b").parts([Part::new().code("c")]),
        ]));
        session.commit()?;
        let addresses = session.related(ed, User::addresses)?;
        let parts = session.query::<Part>().order_by(Part::code).all()?;
        session.delete(ed);
        addresses.into_iter().for_each(|address| session.delete(address));
        parts.into_iter().for_each(|part| session.delete(part));
        lab.lines();
        session.flush()?;
        let heard = lab.heard();
        let at = |statement: &str| heard.iter().position(|heard| heard == statement).unwrap();
        assert!(at("DELETE addresses") < at("DELETE users"), "{heard:?}");
        session.commit()?;
        assert_eq!(lab.rows("SELECT count(*) FROM parts"), ["0"]);
        assert_eq!(lab.rows("SELECT count(*) FROM users"), ["0"]);
        Ok(())
    });
}
