//! Hooks of models: when a flush calls them, what they may do, and what their errors do.

use std::error::Error as _;
use std::panic::{AssertUnwindSafe, catch_unwind};

use aludel::{ErrorKind, Result, Session, Tracked};
use aludel_suite::{
    Lab, everywhere,
    hooks::calls,
    models::{Address, Keeper, Note, Slot, User},
};

/// A session with a committed keeper of these notes, which are not expired.
fn kept(lab: &Lab, words: &[&str]) -> Result<(Session, Tracked<Keeper>, Vec<Tracked<Note>>)> {
    let mut session = Session::builder(lab.engine()).expire_on_commit(false).build();
    let keeper = session.add(Keeper::new().name("k"));
    let notes = words.iter().map(|&words| session.append(keeper, Keeper::notes, Note::new().words(words)));
    let notes = notes.collect::<Result<_>>()?;
    session.commit()?;
    calls();
    lab.lines();
    Ok((session, keeper, notes))
}

#[test]
fn each_hook_is_called_once_around_its_row() {
    everywhere(|lab| {
        let mut session = lab.session();
        let keeper = session.add(Keeper::new().name("k"));
        let a = session.append(keeper, Keeper::notes, Note::new().words("a"))?;
        let b = session.append(keeper, Keeper::notes, Note::new().words("b"))?;
        assert!(calls().is_empty());
        session.flush()?;
        assert_eq!(calls(), ["before_insert a", "before_insert b", "after_insert a", "after_insert b"]);
        assert_eq!((session[a].edits, session[b].edits), (1, 1));
        lab.assert_heard(&["BEGIN", "INSERT keepers", "INSERT notes"]);

        session[a].words = "a2".into();
        session.delete(b);
        session.flush()?;
        assert_eq!(calls(), ["before_update a2", "before_delete b", "after_update a2", "after_delete b"]);
        lab.assert_heard(&["UPDATE notes(words, edits)", "DELETE notes"]);
        session.flush()?;
        session.commit()?;
        assert!(calls().is_empty());
        assert_eq!(lab.rows("SELECT words, edits FROM notes"), ["a2|2"]);
        Ok(())
    });
}

#[test]
fn a_flush_before_a_query_calls_them_too() {
    everywhere(|lab| {
        let (mut session, _, notes) = kept(lab, &["a"])?;
        session[notes[0]].words = "a2".into();
        session.query::<Keeper>().all()?;
        assert_eq!(calls(), ["before_update a2", "after_update a2"]);
        session.rollback()
    });
}

#[test]
fn an_object_without_a_net_change_is_not_updated_and_calls_nothing() {
    everywhere(|lab| {
        let (mut session, _, notes) = kept(lab, &["a"])?;
        session[notes[0]].words = "b".into();
        session[notes[0]].words = "a".into();
        assert!(session.dirty().contains(notes[0]));
        session.commit()?;
        assert!(calls().is_empty());
        lab.assert_heard(&[]);
        Ok(())
    });
}

#[test]
fn a_hook_that_undoes_the_change_leaves_nothing_to_write() {
    everywhere(|lab| {
        let (mut session, _, notes) = kept(lab, &["a"])?;
        session[notes[0]].words = "as it was".into();
        session.commit()?;
        assert_eq!(calls(), ["before_update as it was"]);
        lab.assert_heard(&[]);
        assert_eq!(session[notes[0]].words, "a");
        Ok(())
    });
}

#[test]
fn before_insert_may_fill_what_must_not_be_null() {
    everywhere(|lab| {
        let mut session = lab.session();
        session.add(Keeper::new().name("k"));
        session.commit()?;
        let note = session.add(Note::new().words("homeless"));
        session.commit()?;
        assert_eq!(session[note].keeper_id, Some(1));
        assert_eq!(lab.rows("SELECT words, keeper_id FROM notes"), ["homeless|1"]);
        calls();
        Ok(())
    });
}

#[test]
fn an_error_before_stops_the_flush_with_nothing_sent_and_nothing_changed() {
    for hook in ["before_insert", "before_update", "before_delete"] {
        everywhere(|lab| {
            let (mut session, keeper, notes) = kept(lab, &["a", "b", "fail before_delete"])?;
            let [a, b, c] = notes[..] else { panic!("three notes") };
            let fail = format!("fail {hook}");
            session[a].words = "a2".into();
            session[b].words = if hook == "before_update" { fail.clone() } else { "b2".into() };
            let words = if hook == "before_insert" { fail.clone() } else { "new".into() };
            let new = session.append(keeper, Keeper::notes, Note::new().words(words))?;
            if hook == "before_delete" {
                session.delete(c);
            }
            lab.lines();

            for _ in 0..2 {
                let error = session.commit().unwrap_err();
                assert_eq!((error.kind(), error.to_string()), (ErrorKind::Other, fail.clone()));
                assert!(error.source().is_some_and(|source| source.to_string() == fail) && !error.is_retryable());
                lab.assert_heard(&[]);
                assert_eq!([a, b, new].map(|note| session[note].edits), [1, 1, 0], "what other hooks did is undone");
                assert!(session.contains(new) && session.pending().contains(new) && session.dirty().contains(a));
                assert_eq!(session.deleted().contains(c), hook == "before_delete");
            }
            // Mended, it goes through.
            session[b].words = "b3".into();
            session[new].words = "new2".into();
            session.add(c);
            session.commit()?;
            assert_eq!(
                lab.rows("SELECT words, edits FROM notes ORDER BY id"),
                ["a2|2", "b3|2", "fail before_delete|1", "new2|1"]
            );
            calls();
            Ok(())
        });
    }
}

#[test]
fn what_is_refused_after_the_hooks_undoes_them_too() {
    everywhere(|lab| {
        let (mut session, _, notes) = kept(lab, &["a"])?;
        session[notes[0]].words = "a2".into();
        let new = session.add(Note::new().words("new"));
        assert_eq!(session.commit().unwrap_err().kind(), ErrorKind::NotFilled);
        assert_eq!((session[notes[0]].edits, session[new].edits), (1, 0));
        lab.assert_heard(&[]);
        session[new].keeper_id = Some(1);
        session.commit()?;
        assert_eq!(lab.rows("SELECT words, edits FROM notes ORDER BY id"), ["a2|2", "new|1"]);
        calls();
        Ok(())
    });
}

#[test]
fn an_error_after_fails_the_flush_and_rolls_back() {
    for hook in ["after_insert", "after_update", "after_delete"] {
        everywhere(|lab| {
            let (mut session, keeper, notes) = kept(lab, &["a", "fail after_delete"])?;
            let fail = format!("fail {hook}");
            match hook {
                "after_insert" => drop(session.append(keeper, Keeper::notes, Note::new().words(&fail))?),
                "after_update" => session[notes[0]].words = fail.clone(),
                _ => session.delete(notes[1]),
            }
            let error = session.commit().unwrap_err();
            assert_eq!((error.kind(), error.to_string()), (ErrorKind::Other, fail.clone()));
            let refused = session.query::<Keeper>().all().unwrap_err();
            assert_eq!(refused.kind(), ErrorKind::PendingRollback);
            assert!(refused.to_string().contains(&fail), "{refused}");
            session.rollback()?;
            assert_eq!(lab.rows("SELECT words, edits FROM notes ORDER BY id"), ["a|1", "fail after_delete|1"]);
            session[notes[0]].words = "b".into();
            session.commit()?;
            assert_eq!(lab.rows("SELECT words FROM notes ORDER BY id"), ["b", "fail after_delete"]);
            calls();
            Ok(())
        });
    }
}

#[test]
fn a_panic_before_loses_nothing() {
    everywhere(|lab| {
        let (mut session, keeper, notes) = kept(lab, &["a"])?;
        session[notes[0]].words = "panic before_update".into();
        let new = session.append(keeper, Keeper::notes, Note::new().words("new"))?;
        let flushed = catch_unwind(AssertUnwindSafe(|| session.flush()));
        assert!(flushed.is_err());
        lab.assert_heard(&[]);
        assert_eq!((session[notes[0]].words.as_str(), session[notes[0]].edits), ("panic before_update", 1));
        assert!(session.pending().contains(new));
        session[notes[0]].words = "b".into();
        session.commit()?;
        assert_eq!(lab.rows("SELECT words, edits FROM notes ORDER BY id"), ["b|2", "new|1"]);
        calls();
        Ok(())
    });
}

#[test]
fn a_panic_after_fails_the_flush_and_rolls_back() {
    everywhere(|lab| {
        let (mut session, _, notes) = kept(lab, &["a"])?;
        session[notes[0]].words = "panic after_update".into();
        assert!(catch_unwind(AssertUnwindSafe(|| session.commit())).is_err());
        let refused = session.query::<Keeper>().all().unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::PendingRollback);
        assert!(refused.to_string().contains("a panic cut the flush off"), "{refused}");
        session.rollback()?;
        session[notes[0]].words = "b".into();
        session.commit()?;
        assert_eq!(lab.rows("SELECT words, edits FROM notes"), ["b|2"]);
        calls();
        Ok(())
    });
}

#[test]
fn hooks_run_in_the_order_of_the_flush() {
    everywhere(|lab| {
        let (mut session, keeper, notes) = kept(lab, &["a", "b", "c"])?;
        session.append(keeper, Keeper::notes, Note::new().words("new"))?;
        session[notes[1]].words = "b2".into();
        session[notes[0]].words = "a2".into();
        session.delete(notes[2]);
        session.flush()?;
        let before = ["before_update a2", "before_update b2", "before_insert new", "before_delete c"];
        let after = ["after_update a2", "after_update b2", "after_insert new", "after_delete c"];
        assert_eq!(calls(), [before, after].concat());
        session.rollback()
    });
}

#[test]
fn s40b_an_object_both_edited_and_deleted_calls_only_the_hooks_of_its_deletion() {
    everywhere(|lab| {
        let (mut session, _, notes) = kept(lab, &["a"])?;
        session[notes[0]].words = "b".into();
        session.delete(notes[0]);
        session.commit()?;
        assert_eq!(calls(), ["before_delete b", "after_delete a"]);
        lab.assert_heard(&["BEGIN", "DELETE notes", "COMMIT"]);
        Ok(())
    });
}

#[test]
fn what_goes_with_its_parent_and_what_is_taken_from_it_calls_the_hooks_of_a_deletion() {
    everywhere(|lab| {
        let (mut session, keeper, notes) = kept(lab, &["a", "b"])?;
        session.remove(keeper, Keeper::notes, notes[1])?;
        session.flush()?;
        assert_eq!(calls(), ["before_delete b", "after_delete b"]);
        session.delete(keeper);
        session.commit()?;
        assert_eq!(calls(), ["before_delete a", "after_delete a"]);
        assert_eq!(lab.rows("SELECT count(*) FROM notes"), ["0"]);
        Ok(())
    });
}

#[test]
fn a_refused_flush_takes_back_what_followed_from_a_deletion() {
    everywhere(|lab| {
        let (mut session, keeper, notes) = kept(lab, &["a", "fail before_delete"])?;
        session.delete(keeper);
        assert_eq!(session.flush().unwrap_err().to_string(), "fail before_delete");
        assert!(session.deleted().contains(keeper) && session.deleted().len() == 1);
        session.undelete(keeper)?;
        session[notes[0]].words = "b".into();
        session.commit()?;
        assert_eq!(lab.rows("SELECT words FROM notes ORDER BY id"), ["b", "fail before_delete"]);

        // The same of foreign keys that a deletion empties.
        let ed = session.add(User::new().name("ed").fullname("Ed").password("x"));
        let address = session.append(ed, User::addresses, Address::new().email_address("a"))?;
        session.commit()?;
        session.delete(ed);
        let homeless = session.add(Note::new().words("x"));
        assert_eq!(session.commit().unwrap_err().kind(), ErrorKind::NotFilled);
        assert_eq!(session[address].user_id, session[ed].id);
        assert!(!session.dirty().contains(address));
        session.expunge(homeless)?;
        session.undelete(ed)?;
        session.commit()?;
        assert_eq!(lab.rows("SELECT count(user_id) FROM addresses"), ["1"]);
        session.delete(ed);
        session.commit()?;
        assert_eq!(lab.rows("SELECT count(*), count(user_id) FROM addresses"), ["1|0"]);
        calls();
        Ok(())
    });
}

#[test]
fn a_hook_that_fails_in_a_savepoint_costs_that_savepoint() {
    everywhere(|lab| {
        let (mut session, keeper, notes) = kept(lab, &["a"])?;
        session[notes[0]].words = "outer".into();
        let mut savepoint = session.begin_nested()?;
        savepoint.append(keeper, Keeper::notes, Note::new().words("fail after_insert"))?;
        assert_eq!(savepoint.flush().unwrap_err().kind(), ErrorKind::Other);
        savepoint.rollback()?;
        session.commit()?;
        assert_eq!(lab.rows("SELECT words FROM notes"), ["outer"]);
        calls();
        Ok(())
    });
}

#[test]
fn a_new_object_that_takes_over_a_row_is_inserted_as_its_hooks_see_it() {
    everywhere(|lab| {
        let mut session = lab.session();
        let old = session.add(Slot::new().name("x").words("old"));
        session.commit()?;
        session.refresh(old)?;
        calls();
        session.delete(old);
        session.add(Slot::new().name("x").words("new"));
        session.commit()?;
        assert_eq!(calls(), ["before_insert new", "after_insert new"]);
        assert_eq!(lab.rows("SELECT words FROM slots"), ["new"]);
        Ok(())
    });
}
