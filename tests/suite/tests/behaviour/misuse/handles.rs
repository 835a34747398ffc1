//! Handles of other sessions, and of objects that have left.

use std::panic::{AssertUnwindSafe, catch_unwind};

use aludel::{ErrorKind, Patch};
use aludel_suite::{
    everywhere,
    models::{Address, BlogPost, Keyword, User},
};

use super::{Act, OTHER, Scene, account, check, rows, scene, works};

#[test]
fn handles_that_are_not_of_this_session() {
    let misuses: &[Act] = &[
        |it| it.session.key(it.other_ed).map(drop),
        |it| it.session.expire(it.other_ed),
        |it| it.session.expire_columns(it.other_ed, User::name),
        |it| it.session.refresh(it.other_ed),
        |it| it.session.refresh_columns(it.other_ed, User::name),
        |it| it.session.refresh_all(&[it.ed, it.other_ed]),
        |it| it.session.with_for_update().refresh(it.other_ed),
        |it| it.session.expunge(it.other_ed).map(drop),
        |it| it.session.undelete(it.other_ed),
        |it| it.session.set(it.other_ed, User::name, "x"),
        |it| it.session.apply(it.other_ed, Patch::new().set(User::name, "x")),
        |it| it.session.changed(it.other_ed, User::name).map(drop),
        |it| it.session.changes(it.other_ed).map(drop),
        |it| it.session.is_modified(it.other_ed).map(drop),
        |it| it.session.is_expired(it.other_ed).map(drop),
        |it| it.session.related(it.other_ed, User::addresses).map(drop),
        |it| it.session.related_all(&[it.ed, it.other_ed], User::addresses).map(drop),
        |it| it.session.query_related(it.other_ed, User::posts).all().map(drop),
        |it| it.session.append(it.other_ed, User::addresses, Address::new().email_address("x")).map(drop),
        |it| it.session.append(it.other_ed, User::addresses, it.address).map(drop),
        |it| it.session.remove(it.other_ed, User::addresses, it.address),
        |it| it.session.clear(it.other_ed, User::addresses),
        |it| it.session.set(it.address, Address::user, it.other_ed),
        |it| it.session.set(it.address, Address::user, Some(it.other_ed)),
        |it| it.session.set(it.other_ed, User::addresses, [it.address]),
        // Brought along by a draft, of which nothing enters.
        |it| it.session.append(it.ed, User::addresses, Address::new().email_address("x").user(it.other_ed)).map(drop),
        |it| it.session.set(it.ed, User::addresses, [Address::new().email_address("x").user(it.other_ed)]),
        |it| {
            let deep = BlogPost::new().headline("x").author(it.other_ed);
            it.session
                .append(
                    it.ed,
                    User::posts,
                    BlogPost::new().headline("y").keywords([Keyword::new().keyword("z").posts([deep])]),
                )
                .map(drop)
        },
    ];
    check(&misuses.iter().map(|&act| (act, ErrorKind::NotInSession, OTHER)).collect::<Vec<_>>());
}

#[test]
fn handles_whose_object_has_left() {
    const LEFT: &str = "this User has left the session: it was deleted, expunged, or the session was closed. `get` or a \
                        query finds its row, if there is one";
    check(&[
        (
            |it| {
                it.session.expunge(it.ed)?;
                it.session.key(it.ed).map(drop)
            },
            ErrorKind::NotInSession,
            LEFT,
        ),
        (
            |it| {
                it.session.expunge(it.ed)?;
                it.session.expunge(it.ed).map(drop)
            },
            ErrorKind::NotInSession,
            LEFT,
        ),
        (
            |it| {
                it.session.close()?;
                it.session.refresh(it.ed)
            },
            ErrorKind::NotInSession,
            LEFT,
        ),
        (
            |it| {
                it.session.delete(it.wendy);
                it.session.flush()?;
                it.session.refresh(it.wendy)
            },
            ErrorKind::NotInSession,
            "<User(name='wendy', fullname='wendy', password='x')> (id=2) was deleted by the open transaction: only a \
             rollback brings it back",
        ),
        (
            |it| {
                it.session.delete(it.wendy);
                it.session.flush()?;
                it.session.append(it.wendy, User::addresses, Address::new().email_address("x")).map(drop)
            },
            ErrorKind::NotInSession,
            "<User(name='wendy', fullname='wendy', password='x')> (id=2) was deleted by the open transaction: only a \
             rollback brings it back",
        ),
        (
            |it| {
                it.session.delete(it.address);
                it.session.flush()?;
                it.session.append(it.wendy, User::addresses, it.address).map(drop)
            },
            ErrorKind::NotInSession,
            "<Address(email_address='e@d')> (id=1) was deleted by the open transaction: only a rollback brings it back",
        ),
        (
            |it| {
                let new = it.session.add(account("new"));
                it.session.rollback()?;
                it.session.refresh(new)
            },
            ErrorKind::NotInSession,
            "<Account(owner='new', balance=0)> left the session when its transaction was rolled back: \
             `session.expunge(handle)` takes it out, and `add` makes it pending again",
        ),
        (
            |it| {
                it.session.delete(it.token);
                it.session.flush()?;
                it.session.undelete(it.token)
            },
            ErrorKind::NotInSession,
            "<Token(name='t')> (secret=***) was deleted by the open transaction: only a rollback brings it back",
        ),
    ]);
}

#[test]
fn handles_that_panic_when_the_documentation_says_so() {
    everywhere(|lab| {
        rows(lab)?;
        type Panics = (fn(&mut Scene<'_>), &'static str);
        let panics: &[Panics] = &[
            (|it| assert!(it.session[it.other_ed].name.is_empty()), OTHER),
            (|it| it.session[it.other_ed].name.clear(), OTHER),
            (|it| it.session.delete(it.other_ed), OTHER),
            (|it| assert_eq!(it.session.add(it.other_ed), it.ed), OTHER),
            (|it| assert_eq!(it.session.add(Address::new().email_address("x").user(it.other_ed)), it.address), OTHER),
            (|it| it.session.edit(it.other_ed, |_, _| ()), OTHER),
            (
                |it| {
                    let _ = it.session.pair_mut(it.ed, it.other_ed);
                },
                OTHER,
            ),
            (
                |it| {
                    let _ = it.session.pair_mut(it.ed, it.ed);
                },
                "pair_mut wants two objects, and both handles are of one User",
            ),
            (|it| drop(it.session.loaded(it.other_ed, User::addresses)), OTHER),
            (|it| assert!(it.session.is_loaded(it.other_ed, User::addresses)), OTHER),
        ];
        for (misuse, text) in panics {
            let mut scene = scene(lab)?;
            let payload = catch_unwind(AssertUnwindSafe(|| misuse(&mut scene))).expect_err(text);
            assert_eq!(payload.downcast_ref::<String>().map(String::as_str), Some(*text));
            assert!(scene.session.pending().is_empty(), "a draft that is refused enters as a whole or not at all");
            works(&mut scene)?;
        }
        Ok(())
    });
}
