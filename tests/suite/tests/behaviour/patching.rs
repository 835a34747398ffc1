//! Patches: changes from outside, written to an object all at once or not at all.

use aludel::{ErrorKind, Patch, Session, Tracked, rust_decimal::Decimal, serde_json::json, uuid::Uuid};
use aludel_suite::{
    everywhere,
    hooks::calls,
    models::{Claim, Document, Keeper, Line, Mood, Note, Sample},
};

#[test]
fn only_differences_are_written() {
    everywhere(|lab| {
        let mut session = lab.session();
        let sample = session.add(Sample::new().number(1).words("a").code("x"));
        session.commit()?;
        session.refresh(sample)?;
        lab.lines();
        let patch = Patch::<Sample>::new().set(Sample::number, 1).set(Sample::code, Some("x"));
        session.apply(sample, patch.clone())?;
        assert!(!session.dirty().contains(sample));
        session.apply(sample, patch.set(Sample::words, None::<String>).set(Sample::code, "y"))?;
        session.flush()?;
        lab.assert_heard(&["UPDATE samples(code, words)"]);
        session.commit()?;
        assert_eq!(lab.rows("SELECT number, words, code FROM samples"), ["1|NULL|y"]);
        session.apply(sample, Patch::new())?;
        assert!(session.dirty().is_empty());
        Ok(())
    });
}

#[test]
fn values_of_every_type_are_taken() {
    everywhere(|lab| {
        let mut session = lab.session();
        let sample = session.add(Sample::new());
        session.commit()?;
        let patch = Patch::<Sample>::new()
            .set(Sample::small, 7_i16)
            .set(Sample::big, 1_i64 << 60)
            .set(Sample::flag, true)
            .set(Sample::short, 0.1_f32)
            .set(Sample::double, 0.1)
            .set(Sample::price, 9.5)
            .set(Sample::bytes, vec![0, 255])
            .set(Sample::token, Uuid::from_u128(7))
            .set(Sample::data, json!({ "a": null }))
            .set(Sample::mood, Mood::ALL[1]);
        session.apply(sample, patch)?;
        session.commit()?;
        session.refresh(sample)?;
        assert_eq!(session[sample].price, Some(Decimal::new(95, 1)));
        assert_eq!((session[sample].mood, session[sample].big), (Some(Mood::ALL[1]), Some(1 << 60)));
        assert_eq!(session[sample].data, Some(json!({ "a": null })));
        assert_eq!((session[sample].short, session[sample].bytes.as_deref()), (Some(0.1), Some(&[0, 255][..])));
        Ok(())
    });
}

#[test]
fn an_expired_object_is_patched_and_guarded() {
    everywhere(|lab| {
        let mut session = lab.session();
        let sample = session.add(Sample::new().number(1).words("a"));
        session.commit()?;
        session.apply(sample, Patch::new().set(Sample::number, 2))?;
        session.commit()?;
        assert_eq!(lab.rows("SELECT number, words FROM samples"), ["2|a"]);
        lab.run("UPDATE samples SET number = 9");
        session.apply(sample, Patch::new().set(Sample::number, 3))?;
        assert!(session.commit().unwrap_err().is_stale());
        session.rollback()?;
        assert_eq!(lab.rows("SELECT number FROM samples"), ["9"]);
        Ok(())
    });
}

#[test]
fn what_is_wrong_is_refused_at_once_and_nothing_is_changed() {
    everywhere(|lab| {
        let mut session = lab.session();
        let document = session.add(Document::new().title("a"));
        session.commit()?;
        lab.lines();
        let patch = Patch::<Document>::new()
            .set(Document::body, "new")
            .set(Document::id, 7)
            .set(Document::revision, 7)
            .set(Document::title, "x".repeat(21));
        let error = session.apply(document, patch).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid);
        assert_eq!(
            error.to_string(),
            "this patch was not applied:\n\
             Document.id: is of the key, which a patch leaves alone (<Document(id=1)>)\n\
             Document.revision: is the version, which the flush sets (<Document(id=1)>)\n\
             Document.title: holds at most 20 characters, and the value has 21 (<Document(id=1)>)"
        );
        assert!(session.dirty().is_empty() && session[document].body.is_none());
        session.commit()?;
        lab.assert_heard(&[]);

        // Every column of a key of several, and a foreign key that is one of them.
        let mut beside = lab.session();
        let line = beside.add(Line::new().order_id(1).position(1).alias("x"));
        for patch in [Patch::<Line>::new().set(Line::order_id, 2), Patch::new().set(Line::position, 2)] {
            assert_eq!(beside.apply(line, patch).unwrap_err().kind(), ErrorKind::Invalid);
        }
        Ok(())
    });
}

#[test]
fn hooks_and_validation_see_what_was_patched() {
    everywhere(|lab| {
        let mut session = lab.session();
        let keeper = session.add(Keeper::new().name("k"));
        let note = session.append(keeper, Keeper::notes, Note::new().words("a"))?;
        let claim = session.add(Claim::new().title("t"));
        session.commit()?;
        session.apply(note, Patch::new().set(Note::words, "b"))?;
        session.apply(claim, Patch::new().set(Claim::seats, 0).set(Claim::pin, "1234"))?;
        let error = session.commit().unwrap_err();
        assert_eq!(error.validation_errors()[0].field(), Some("seats"));
        assert!(!format!("{error} {error:?}").contains("1234"));
        session.apply(claim, Patch::new().set(Claim::seats, 2))?;
        session.commit()?;
        assert_eq!(lab.rows("SELECT words, edits FROM notes"), ["b|2"]);
        assert_eq!(lab.rows("SELECT seats, pin FROM claims"), ["2|1234"]);
        calls();
        Ok(())
    });
}

#[test]
fn a_pending_object_is_patched_and_an_absent_one_refused() {
    everywhere(|lab| {
        let mut session = lab.session();
        let claim = session.add(Claim::new().title("a"));
        session.apply(claim, Patch::new().set(Claim::title, "b"))?;
        session.commit()?;
        assert_eq!(lab.rows("SELECT title FROM claims"), ["b"]);

        let patch = || Patch::<Claim>::new().set(Claim::title, "c");
        let refused = |session: &mut Session, claim: Tracked<Claim>| session.apply(claim, patch()).unwrap_err();
        let mut other = lab.session();
        assert_eq!(refused(&mut other, claim).kind(), ErrorKind::NotInSession);
        session.expunge(claim)?;
        assert_eq!(refused(&mut session, claim).kind(), ErrorKind::NotInSession);
        Ok(())
    });
}
