//! Transactions and flushes at the wrong time.

use aludel::{Error, ErrorKind, Patch, Result, Session};
use aludel_suite::{
    everywhere,
    models::{Claim, User},
};

use super::{Act, account, check, rows, scene, user, works};

#[test]
fn transactions_at_the_wrong_time() {
    check(&[
        (
            |it| {
                let mut transaction = it.session.begin()?;
                transaction.begin().map(drop)
            },
            ErrorKind::InvalidRequest,
            "a transaction is open on this session already: commit it or roll it back first, or set a savepoint with `begin_nested()`",
        ),
        (
            |it| {
                it.session.query::<User>().all()?;
                it.session.begin().map(drop)
            },
            ErrorKind::InvalidRequest,
            "a transaction is open on this session already: commit it or roll it back first, or set a savepoint with `begin_nested()`",
        ),
        (
            |it| {
                let mut transaction = it.session.begin()?;
                transaction.query::<User>().all()?;
                Session::commit(&mut transaction)?;
                transaction.commit()
            },
            ErrorKind::InvalidRequest,
            "this transaction has ended already: the session was committed or rolled back within it",
        ),
        (
            |it| {
                let mut savepoint = it.session.begin_nested()?;
                Session::commit(&mut savepoint)?;
                savepoint.commit()
            },
            ErrorKind::InvalidRequest,
            "this savepoint has ended: the transaction around it was committed or rolled back",
        ),
        (
            |it| {
                it.session.query::<User>().all()?;
                it.session.retry(|_| Ok(()))
            },
            ErrorKind::InvalidRequest,
            "a transaction is open on this session, which would be lost with the first attempt that fails: commit or roll back before `retry`",
        ),
        (
            |it| {
                it.session[it.ed].name = "edward".into();
                it.session.retry(|_| Ok(()))
            },
            ErrorKind::InvalidRequest,
            "this session has changes that are not flushed, which would be lost with the first attempt that fails: commit or roll back before `retry`",
        ),
        (
            |it| {
                let mut session = Session::builder(it.lab.engine()).read_only(true).build();
                session.add(account("x"));
                session.commit()
            },
            ErrorKind::InvalidRequest,
            "this transaction is read-only, as its session was made: nothing was written",
        ),
        (
            |it| {
                // A guard that never ends.
                std::mem::forget(it.session.begin()?);
                it.session.begin().map(drop)
            },
            ErrorKind::InvalidRequest,
            "a transaction is open on this session already: commit it or roll it back first, or set a savepoint with `begin_nested()`",
        ),
        (
            |it| {
                let mut savepoint = it.session.begin_nested()?;
                savepoint.add(Claim::new().title("t"));
                savepoint.flush()?;
                std::mem::forget(savepoint);
                it.session[it.note].words = "fail after_update".into();
                it.session.flush().unwrap_err();
                it.session.query::<User>().all().map(drop)
            },
            ErrorKind::PendingRollback,
            "the savepoint has failed and was rolled back; roll back its guard to go on before it, or call `rollback()` on the session for the whole transaction. The cause was: fail after_update",
        ),
        (
            |it| it.session.nested(Session::commit),
            ErrorKind::InvalidRequest,
            "this savepoint has ended: the transaction around it was committed or rolled back",
        ),
        (
            |it| it.session.transaction(Session::rollback),
            ErrorKind::InvalidRequest,
            "this transaction has ended already: the session was committed or rolled back within it",
        ),
        (|it| it.session.transaction(|_| Err(Error::other("no"))), ErrorKind::Other, "no"),
    ]);
}

#[test]
fn work_after_a_failed_flush() {
    let misuses: &[Act] = &[
        |it| it.session.query::<User>().all().map(drop),
        |it| it.session.query::<User>().count().map(drop),
        |it| it.session.query_related(it.ed, User::posts).all().map(drop),
        |it| it.session.get::<User>(1).map(drop),
        |it| it.session.with_for_update().get::<User>(1).map(drop),
        |it| it.session.commit(),
        |it| {
            it.session.add(account("late"));
            it.session.flush()
        },
        |it| it.session.flush_plan().map(drop),
        |it| it.session.refresh(it.ed),
        |it| it.session.refresh_all(&[it.ed]),
        |it| it.session.refresh_columns(it.ed, User::name),
        |it| it.session.related(it.ed, User::addresses).map(drop),
        |it| it.session.related_all(&[it.ed], User::addresses).map(drop),
        |it| it.session.begin().map(drop),
        |it| it.session.begin_nested().map(drop),
        |it| it.session.transaction(|_| Ok(())),
        |it| it.session.nested(|_| Ok(())),
        |it| it.session.retry(|_| Ok(())),
        |it| it.session.merge(user("x")).map(drop),
        |it| it.session.attach(User { id: Some(9), ..user("x") }).map(drop),
        |it| it.session.apply(it.ed, Patch::new().set(User::name, "x")),
    ];
    const FAILED: &str = "the transaction has failed and was rolled back; call `rollback()` to go on. The cause was: fail \
                          after_update";
    everywhere(|lab| {
        rows(lab)?;
        for misuse in misuses {
            let mut scene = scene(lab)?;
            scene.session[scene.note].words = "fail after_update".into();
            scene.session.flush().unwrap_err();
            let error = misuse(&mut scene).unwrap_err();
            assert_eq!((error.kind(), error.to_string().as_str()), (ErrorKind::PendingRollback, FAILED));
            works(&mut scene)?;
        }
        Ok(())
    });
}

#[test]
fn hooks_that_do_what_a_flush_does() {
    everywhere(|lab| {
        rows(lab)?;
        const FLUSH: &str = "a flush is under way, and what runs in it cannot flush: what `before_flush` changes is part of it, what \
         `after_flush` changes goes out with the next";
        const ENDS: &str =
            "a flush is under way, and a hook can neither end nor divide its transaction: return an error to stop it";
        type InHook = (fn(&mut Session) -> Result<()>, &'static str);
        let misuses: &[InHook] = &[
            (Session::flush, FLUSH),
            (Session::commit, ENDS),
            (Session::rollback, ENDS),
            (Session::close, ENDS),
            (|session| session.begin().map(drop), ENDS),
            (|session| session.begin_nested().map(drop), ENDS),
        ];
        for (misuse, text) in misuses {
            let mut scene = scene(lab)?;
            scene.session = Session::builder(lab.engine()).before_flush(*misuse).build();
            scene.session.add(account("x"));
            let error = scene.session.flush().unwrap_err();
            assert_eq!((error.kind(), error.to_string().as_str()), (ErrorKind::InvalidRequest, *text));
            scene.session = lab.session();
            works(&mut scene)?;
        }
        Ok(())
    });
}
