//! Objects that leave the session, and objects with a row that come to it.

use aludel::{ErrorKind, ObjectState};
use aludel_suite::{
    everywhere,
    models::{Account, Address, Document, Node, Trailer, Truck, User},
};

fn account(owner: &str) -> Account {
    Account::new().owner(owner).balance(1).build()
}

fn user(name: &str) -> User {
    User::new().name(name).fullname(name).password("x").build()
}

#[test]
fn what_was_expunged_is_attached_as_persistent() {
    everywhere(|lab| {
        let mut session = lab.session();
        let a = session.add(account("a"));
        session.commit()?;
        session[a].balance = 9;
        let taken = session.expunge(a)?;
        // Its committed values.
        assert_eq!((taken.id, taken.balance), (Some(1), 1));
        lab.lines();
        let a = session.attach(taken)?;
        assert_eq!((session.inspect(a), session.is_expired(a)?), (ObjectState::Persistent, true));
        session[a].balance = 2;
        session.commit()?;
        lab.assert_heard(&["BEGIN", "UPDATE accounts(balance)", "COMMIT"]);
        assert_eq!(session.get::<Account>(1)?, Some(a));
        session.rollback()?;
        assert_eq!(lab.rows("SELECT balance FROM accounts"), ["2"]);
        Ok(())
    });
}

#[test]
fn s33_a_detached_object_is_attached_and_deleted() {
    everywhere(|lab| {
        let mut session = lab.session();
        session.add_all(["a", "b"].map(account));
        session.commit()?;
        session.close()?;
        let found = Account::find(lab.engine(), 1)?.unwrap();
        lab.lines();
        let a = session.attach(found)?;
        session.delete(a);
        session.commit()?;
        lab.assert_heard(&["BEGIN", "DELETE accounts", "COMMIT"]);
        assert_eq!(lab.rows("SELECT owner FROM accounts"), ["b"]);
        // Not where the session has an object of that identity.
        let found = Account::find(lab.engine(), 2)?.unwrap();
        let b = session.get::<Account>(2)?.unwrap();
        let error = session.attach(found).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::IdentityConflict);
        assert!(error.to_string().contains("an object with the key of this Account: <Account(owner='b'"), "{error}");
        assert!(session.contains(b));
        Ok(())
    });
}

#[test]
fn s106_an_object_without_a_key_is_not_attached_and_nothing_is_sent() {
    everywhere(|lab| {
        let mut session = lab.session();
        let error = session.attach(account("a")).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        assert_eq!(
            error.to_string(),
            "this Account has no key, and so no row: `add` takes new objects. It is <Account(owner='a', balance=1)>"
        );
        let a = session.attach(Account { id: Some(7), ..account("a") })?;
        assert!(!session.is_modified(a)? && session.dirty().is_empty());
        session.commit()?;
        lab.assert_heard(&[]);
        assert_eq!(lab.rows("SELECT count(*) FROM accounts"), ["0"]);
        Ok(())
    });
}

#[test]
fn an_edit_of_what_was_attached_is_guarded() {
    everywhere(|lab| {
        let mut session = lab.session();
        session.add(account("a"));
        session.add(Document::new().title("t"));
        session.commit()?;
        session.close()?;
        let old = Account::find(lab.engine(), 1)?.unwrap();
        let document = Document::find(lab.engine(), 1)?.unwrap();
        lab.run("UPDATE accounts SET balance = 5");
        lab.run("UPDATE documents SET revision = 2");
        let a = session.attach(old)?;
        session[a].owner = "mine".into();
        session.commit()?;
        session.expire(a)?;
        assert_eq!(session[a].balance, 1);
        session[a].balance = 2;
        assert_eq!(session.commit().unwrap_err().kind(), ErrorKind::StaleData);
        session.rollback()?;
        let document = session.attach(document)?;
        session.delete(document);
        assert_eq!(session.commit().unwrap_err().kind(), ErrorKind::StaleData);
        session.rollback()?;
        assert_eq!(lab.rows("SELECT owner, balance FROM accounts"), ["mine|5"]);
        Ok(())
    });
}

#[test]
fn what_was_attached_stays_after_a_rollback() {
    everywhere(|lab| {
        let mut session = lab.session();
        session.add(account("a"));
        session.commit()?;
        session.close()?;
        let a = session.attach(Account::find(lab.engine(), 1)?.unwrap())?;
        session[a].balance = 7;
        session.flush()?;
        session.rollback()?;
        assert_eq!((session.inspect(a), session[a].balance), (ObjectState::Persistent, 1));
        session.refresh(a)?;
        Ok(())
    });
}

#[test]
fn s99_what_left_is_a_plain_struct_and_what_is_new_has_empty_collections() {
    everywhere(|lab| {
        let mut session = lab.session();
        let ed = session.add(user("ed").clone());
        session.append(ed, User::addresses, Address::new().email_address("e"))?;
        session.commit()?;
        let taken = session.expunge(ed)?;
        assert_eq!(taken.name, "ed");
        assert_eq!(session.related(ed, User::addresses).unwrap_err().kind(), ErrorKind::NotInSession);
        assert_eq!(session.refresh(ed).unwrap_err().kind(), ErrorKind::NotInSession);
        lab.lines();
        let new = session.add(user("wendy"));
        assert_eq!(session.related(new, User::addresses)?, []);
        lab.assert_heard(&[]);
        session.commit()?;
        assert_eq!(lab.rows("SELECT name FROM users ORDER BY id"), ["ed", "wendy"]);
        Ok(())
    });
}

#[test]
fn s101_objects_stay_in_the_session_until_they_are_let_go() {
    everywhere(|lab| {
        let mut session = lab.session();
        session.add_all((0..100).map(|n| account(&n.to_string())));
        session.commit()?;
        // No handle was kept.
        session.query::<Account>().all()?;
        lab.lines();
        let all = (1..=100).map(|key| session.get::<Account>(key)).collect::<aludel::Result<Vec<_>>>()?;
        assert!(all.iter().all(Option::is_some));
        lab.assert_heard(&[]);
        session.expunge_all();
        assert!(all.iter().flatten().all(|&account| session.inspect(account) == ObjectState::Detached));
        assert!(session.get::<Account>(1)?.is_some());
        lab.assert_heard(&["SELECT accounts"]);
        session.commit()?;
        assert_eq!(lab.rows("SELECT count(*) FROM accounts"), ["100"]);
        Ok(())
    });
}

#[test]
fn expunge_all_in_an_open_transaction_leaves_what_was_flushed() {
    everywhere(|lab| {
        let mut session = lab.session();
        let [a, b] = ["a", "b"].map(|owner| session.add(account(owner)));
        session.commit()?;
        session[a].balance = 5;
        session.delete(b);
        session.add(account("c"));
        session.flush()?;
        session.add(account("never"));
        session.expunge_all();
        assert!(session.in_transaction());
        assert!(!session.contains(a));
        session.commit()?;
        assert_eq!(lab.rows("SELECT owner, balance FROM accounts ORDER BY id"), ["a|5", "c|1"]);

        let a = session.get::<Account>(1)?.unwrap();
        session[a].balance = 6;
        session.flush()?;
        session.expunge_all();
        let again = session.get::<Account>(1)?.unwrap();
        assert_eq!(session[again].balance, 6);
        session.rollback()?;
        // The object came in this transaction, and what it read there is expired.
        assert!(session.is_expired(again)?);
        session.refresh(again)?;
        assert_eq!(session[again].balance, 5);
        Ok(())
    });
}

#[test]
fn s70_expunge_follows_what_is_loaded_where_the_relationship_says_so() {
    everywhere(|lab| {
        let mut session = lab.session();
        let below = Node::new().name("below").children([Node::new().name("leaf")]);
        let root = session.add(Node::new().name("root").children([below]));
        session.commit()?;
        let below = session.related(root, Node::children)?[0];
        let leaf = session.related(below, Node::children)?[0];
        let new = session.append(below, Node::children, Node::new().name("new"))?;
        session[leaf].name = "edited".into();
        lab.lines();
        assert_eq!(session.expunge(below)?.name, "below");
        lab.assert_heard(&[]);
        for node in [below, leaf, new] {
            assert_eq!(session.inspect(node), ObjectState::Detached);
        }
        // The parent's side does not follow.
        assert_eq!(session.inspect(root), ObjectState::Persistent);
        assert!(session.pending().is_empty() && session.dirty().is_empty());
        session.commit()?;
        assert_eq!(lab.rows("SELECT name FROM nodes ORDER BY id"), ["root", "below", "leaf"]);
        assert!(session.get::<Node>(3)?.is_some_and(|node| session[node].name == "leaf"));
        Ok(())
    });
}

#[test]
fn s70_without_the_cascade_members_stay() {
    everywhere(|lab| {
        let mut session = lab.session();
        let ed = session.add(user("ed"));
        session.append(ed, User::addresses, Address::new().email_address("e"))?;
        session.commit()?;
        let address = session.related(ed, User::addresses)?[0];
        let new = session.append(ed, User::addresses, Address::new().email_address("new"))?;
        session.expunge(ed)?;
        assert!(session.contains(address) && session.contains(new));
        session.commit()?;
        assert_eq!(lab.rows("SELECT email_address, user_id FROM addresses ORDER BY id"), ["e|1", "new|1"]);
        Ok(())
    });
}

#[test]
fn s70_a_reference_can_be_followed_too() {
    everywhere(|lab| {
        let mut session = lab.session();
        let truck = session.add(Truck::new().trailer(Trailer::new()));
        let trailer = session.loaded(truck, Truck::trailer).unwrap();
        assert_eq!(session.inspect(trailer), ObjectState::Pending);
        session.expunge(truck)?;
        assert_eq!(session.inspect(trailer), ObjectState::Detached);
        session.commit()?;
        assert_eq!(lab.rows("SELECT count(*) FROM trailers"), ["0"]);
        Ok(())
    });
}
