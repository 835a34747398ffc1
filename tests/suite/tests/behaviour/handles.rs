//! Handles that outlive their object, or are another session's: caught, with a message that says which.

use std::panic::{AssertUnwindSafe, catch_unwind};

use aludel::{ErrorKind, Session};
use aludel_suite::{
    everywhere,
    models::{Account, User},
    where_two_can_connect,
};

fn account(owner: &str) -> Account {
    Account::new().owner(owner).build()
}

/// What a misuse panics with.
fn panic_of<R>(misuse: impl FnOnce() -> R) -> String {
    let payload = catch_unwind(AssertUnwindSafe(|| drop(misuse()))).unwrap_err();
    payload
        .downcast_ref::<String>()
        .cloned()
        .or_else(|| payload.downcast_ref::<&str>().map(ToString::to_string))
        .unwrap()
}

#[test]
fn handles_of_another_session() {
    everywhere(|lab| {
        let (mut session, mut other) = (lab.session(), lab.session());
        let handle = other.add(account("a"));
        let mine = session.add(account("b"));
        assert_ne!(handle, mine);
        assert_eq!(session.get_tracked(handle), None);
        assert!(!session.contains(handle) && !session.pending().contains(handle));
        let wanted =
            "this `Tracked<Account>` belongs to another session: use it there, or `get` the object here by its key";
        assert_eq!(panic_of(|| session[handle].balance), wanted);
        assert_eq!(panic_of(|| session[handle].balance = 1), wanted);
        assert_eq!(panic_of(|| session.delete(handle)), wanted);
        assert_eq!(panic_of(|| session.edit(handle, |_, _| ())), wanted);
        assert_eq!(
            panic_of(|| {
                session.pair_mut(mine, handle);
            }),
            wanted
        );
        assert_eq!(session.key(handle).unwrap_err().kind(), ErrorKind::NotInSession);
        assert_eq!(session.expunge(handle).unwrap_err().kind(), ErrorKind::NotInSession);
        assert_eq!(session.refresh(handle).unwrap_err().to_string(), wanted);
        assert_eq!(session[mine].owner, "b");
        Ok(())
    });
}

#[test]
fn a_place_used_again_does_not_bring_an_old_handle_to_life() {
    everywhere(|lab| {
        let mut session = lab.session();
        let old = session.add(account("old"));
        session.commit()?;
        session.delete(old);
        session.commit()?;
        let new = session.add(account("new"));
        assert_ne!(old, new);
        assert_eq!(session.get_tracked(old), None);
        assert!(panic_of(|| session[old].balance).contains("has left the session"));
        session.commit()?;
        assert_eq!(session[new].owner, "new");

        // An expunged object's place, too.
        let taken = session.expunge(new)?;
        let third = session.add(taken.clone());
        assert!(!session.contains(new) && session.contains(third));
        session.expunge(third)?;
        for _ in 0..3 {
            let handle = session.add(account("again"));
            assert!(!session.contains(old) && !session.contains(new) && !session.contains(third));
            session.delete(handle);
        }
        Ok(())
    });
}

#[test]
fn handles_of_a_closed_session_are_dead() {
    everywhere(|lab| {
        let mut session = lab.session();
        let handles = session.add_all(["a", "b"].map(account));
        session.commit()?;
        session.close()?;
        let new = session.add_all(["c", "d", "e"].map(account));
        assert!(handles.iter().all(|&handle| !session.contains(handle)));
        assert!(new.iter().all(|&handle| session.contains(handle)));
        session.commit()?;
        assert_eq!(lab.rows("SELECT owner FROM accounts ORDER BY id"), ["a", "b", "c", "d", "e"]);
        Ok(())
    });
}

#[test]
fn a_key_that_is_not_there_yet_is_an_error() {
    everywhere(|lab| {
        let mut session = lab.session();
        let a = session.add(account("a"));
        let error = session.key(a).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        assert!(error.to_string().contains("has no key yet"), "{error}");
        session.flush()?;
        assert_eq!(session.key(a)?, 1);
        Ok(())
    });
}

#[test]
fn two_objects_at_once() {
    everywhere(|lab| {
        let mut session = lab.session();
        let [a, b] = ["a", "b"].map(|owner| session.add(Account::new().owner(owner).balance(10)));
        let user = session.add(User::new().name("ed").fullname("ed").password("x"));
        session.commit()?;
        let (from, to) = session.pair_mut(a, b);
        from.balance -= 3;
        to.balance += 3;
        let (account, user_) = session.pair_mut(b, user);
        user_.fullname = format!("{} and {}", user_.name, account.owner);
        let length = session.edit(user, |user, session| {
            user.name = session[a].owner.clone();
            user.fullname.len()
        });
        assert_eq!((length, session.dirty().len()), (8, 3));
        assert!(
            panic_of(|| {
                session.pair_mut(a, a);
            })
            .contains("both handles are of one Account")
        );
        session.commit()?;
        assert_eq!(lab.rows("SELECT balance FROM accounts ORDER BY id"), ["7", "13"]);
        assert_eq!(lab.rows("SELECT name, fullname FROM users"), ["a|ed and b"]);
        Ok(())
    });
}

#[test]
fn a_session_goes_from_thread_to_thread() {
    where_two_can_connect(|lab| {
        let mut session = lab.session();
        let a = session.add(account("a"));
        session.flush()?;
        let mut session: Session = std::thread::spawn(move || {
            session[a].balance = 5;
            session.flush().unwrap();
            session
        })
        .join()
        .unwrap();
        assert_eq!(session[a].balance, 5);
        session.commit()?;
        assert_eq!(lab.rows("SELECT balance FROM accounts"), ["5"]);
        Ok(())
    });
}

#[test]
fn expunge_gives_the_object_back() {
    everywhere(|lab| {
        let mut session = lab.session();
        let a = session.add(account("a"));
        assert_eq!(session.expunge(a)?.owner, "a");
        assert!(session.pending().is_empty());
        session.commit()?;
        assert_eq!(lab.rows("SELECT count(*) FROM accounts"), ["0"]);
        assert_eq!(session.expunge(a).unwrap_err().kind(), ErrorKind::NotInSession);
        Ok(())
    });
}
