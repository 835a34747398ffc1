//! Objects without rows, and relatives that are none.

use aludel::{ErrorKind, Result, Session, Tracked};
use aludel_suite::{
    everywhere,
    models::{Account, BlogPost, Entry, Keeper, Ledger, Note, Student, User},
};

use super::{account, check, rows, scene, works};

#[test]
fn new_objects_taken_for_rows() {
    check(&[
        (
            |it| {
                let new = it.session.add(account("new"));
                it.session.key(new).map(drop)
            },
            ErrorKind::InvalidRequest,
            "<Account(owner='new', balance=0)> has no key yet: `flush` gives it one",
        ),
        (
            |it| {
                let new = it.session.add(Keeper::new().name("new"));
                it.session.append(new, Keeper::notes, it.note)?;
                it.session.changed(it.note, Note::keeper_id).map(drop)
            },
            ErrorKind::InvalidRequest,
            "Note.keeper_id is empty until `flush` fills it: <Note(words='n')> (id=1)",
        ),
        (
            |it| it.session.attach(account("new")).map(drop),
            ErrorKind::InvalidRequest,
            "this Account has no key, and so no row: `add` takes new objects. It is <Account(owner='new', balance=0)>",
        ),
        (
            |it| {
                let copy = it.session[it.account].clone();
                it.session.attach(copy).map(drop)
            },
            ErrorKind::IdentityConflict,
            "the session has an object with the key of this Account: <Account(owner='a', balance=1)>. `merge` copies <Account(owner='a', balance=1)> into it",
        ),
    ]);
}

#[test]
fn new_objects_have_no_row_to_read() {
    type OfNew = fn(&mut Session, Tracked<Account>) -> Result<()>;
    let misuses: &[OfNew] = &[
        |session, new| session.refresh(new),
        |session, new| session.refresh_columns(new, Account::owner),
        |session, new| session.refresh_all(&[new]),
        |session, new| session.with_for_update().refresh(new),
        |session, new| session.expire(new),
        |session, new| session.expire_columns(new, Account::owner),
    ];
    everywhere(|lab| {
        rows(lab)?;
        for misuse in misuses {
            let mut scene = scene(lab)?;
            let new = scene.session.add(account("new"));
            let error = misuse(&mut scene.session, new).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidRequest);
            assert_eq!(
                error.to_string(),
                "<Account(owner='new', balance=0)> is pending: it has no row to be read again until `flush` writes it"
            );
            works(&mut scene)?;
        }
        Ok(())
    });
}

#[test]
fn relatives_that_are_none() {
    check(&[
        (
            |it| it.session.remove(it.wendy, User::addresses, it.address),
            ErrorKind::InvalidRequest,
            "<Address(email_address='e@d')> (id=1) is not in `User::addresses` of <User(name='wendy', fullname='wendy', \
             password='x')> (id=2), and cannot be taken out of it: `related` says what is",
        ),
        (
            |it| {
                it.session.remove(it.ed, User::addresses, it.address)?;
                it.session.remove(it.ed, User::addresses, it.address)
            },
            ErrorKind::InvalidRequest,
            "<Address(email_address='e@d')> (id=1) is not in `User::addresses` of <User(name='ed', fullname='Ed', \
             password='x')> (id=1), and cannot be taken out of it: `related` says what is",
        ),
        (
            |it| {
                it.session.remove(it.student, Student::courses, it.course)?;
                it.session.flush()
            },
            ErrorKind::StaleData,
            "0 of 1 links in \"attendances\" could be deleted: someone else has changed the others since they were read, or they were never there: <Student(name='s')> (id=1) to <Course(title='c')> (id=1). Roll back, and read the collection again",
        ),
        (
            |it| it.session.related(it.ed, User::posts).map(drop),
            ErrorKind::InvalidRequest,
            "`User::posts` is write-only and never loaded as a whole: query it with `query_related`",
        ),
        (
            |it| it.session.related_all(&[it.ed], User::posts).map(drop),
            ErrorKind::InvalidRequest,
            "`User::posts` is write-only and never loaded as a whole: query it with `query_related`",
        ),
        (
            |it| it.session.set(it.ed, User::posts, Vec::<Tracked<BlogPost>>::new()),
            ErrorKind::InvalidRequest,
            "`User::posts` is write-only and never loaded as a whole: query it with `query_related`",
        ),
        (
            |it| it.session.clear(it.ed, User::posts),
            ErrorKind::InvalidRequest,
            "`User::posts` is write-only and never loaded as a whole: query it with `query_related`",
        ),
        (
            |it| it.session.related(it.ledger, Ledger::strict).map(drop),
            ErrorKind::InvalidRequest,
            "`Ledger::strict` of <Ledger(id=1)> is not loaded, and its `lazy` in the schema forbids loading it one by one: load it with `related_all`",
        ),
        (
            |it| {
                it.session.append(it.ledger, Ledger::strict, Entry::new().words("x"))?;
                it.session.related(it.ledger, Ledger::strict).map(drop)
            },
            ErrorKind::InvalidRequest,
            "`Ledger::strict` of <Ledger(id=1)> is not loaded, and its `lazy` in the schema forbids loading it one by one: load it with `related_all`",
        ),
    ]);
}
