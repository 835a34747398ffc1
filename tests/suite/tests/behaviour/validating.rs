//! Validation by the program, before a flush writes anything.

use aludel::{ErrorKind, Result, Session};
use aludel_suite::{
    everywhere,
    models::{Claim, Keeper},
};

fn fields(error: &aludel::Error) -> Vec<(&str, Option<&str>, &str)> {
    error.validation_errors().iter().map(|error| (error.model(), error.field(), error.message())).collect()
}

#[test]
fn the_errors_of_all_objects_come_together_by_field() {
    everywhere(|lab| {
        let mut session = lab.session();
        session.add(Keeper::new().name("k"));
        let fine = session.add(Claim::new().title("fine").seats(2).taken(1));
        session.commit()?;
        session.refresh(fine)?;
        lab.lines();

        session[fine].taken = 3;
        let new = session.add(Claim::new().title("  ").seats(0).pin("1234"));
        session.add(Claim::new().title("good"));
        let error = session.commit().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid);
        assert_eq!(
            fields(&error),
            [
                ("Claim", None, "more seats are taken than there are"),
                ("Claim", Some("title"), "must not be empty"),
                ("Claim", Some("seats"), "must be at least 1, and is 0"),
            ]
        );
        assert_eq!(
            error.to_string(),
            "nothing was written, for these objects are not valid:\n\
             Claim: more seats are taken than there are (<Claim(title='fine', seats=2)> (id=1))\n\
             Claim.title: must not be empty (<Claim(title='', seats=0)>)\n\
             Claim.seats: must be at least 1, and is 0 (<Claim(title='', seats=0)>)"
        );
        assert_eq!(error.validation_errors()[0].object(), Some("<Claim(title='fine', seats=2)> (id=1)"));
        lab.assert_heard(&[]);
        assert_eq!(session[new].title, "  ", "the session is as it was, without what hooks did");

        session[fine].taken = 2;
        session[new].title = " new ".into();
        session[new].seats = 1;
        session.commit()?;
        assert_eq!(lab.rows("SELECT title, seats, taken FROM claims ORDER BY id"), ["fine|2|2", "new|1|0", "good|1|0"]);
        Ok(())
    });
}

#[test]
fn only_what_will_be_written_is_asked() {
    everywhere(|lab| {
        let mut session = lab.session();
        session.add(Keeper::new().name("k"));
        session.flush()?;
        // Past the session, rows may be what they are.
        session.commit()?;
        lab.run(
            "INSERT INTO claims (title, seats, taken, pin) VALUES ('', 0, 9, 'x'), ('', 0, 9, 'x'), ('', 0, 9, 'x')",
        );
        let claims = session.query::<Claim>().all()?;
        session[claims[0]].pin = "y".into();
        session[claims[0]].pin = "x".into();
        session[claims[1]].title = "z".into();
        session.delete(claims[1]);
        session.commit()?;
        assert_eq!(lab.rows("SELECT count(*) FROM claims"), ["2"]);
        session[claims[2]].pin = "y".into();
        assert_eq!(session.commit().unwrap_err().validation_errors().len(), 3);
        session.rollback()
    });
}

#[test]
fn a_query_says_that_the_flush_before_it_was_refused() {
    everywhere(|lab| {
        let mut session = lab.session();
        let claim = session.add(Claim::new().title(""));
        let error = session.query::<Keeper>().all().unwrap_err();
        assert_eq!((error.kind(), error.validation_errors().len()), (ErrorKind::Invalid, 1));
        assert!(error.to_string().starts_with("the flush before a query failed"), "{error}");
        session[claim].title = "t".into();
        session.query::<Keeper>().all()?;
        session.rollback()
    });
}

#[test]
fn rollback_brings_back_a_session_that_works() {
    everywhere(|lab| {
        let mut session = Session::new(lab.engine());
        session.add(Claim::new().title(""));
        assert_eq!(session.flush().unwrap_err().kind(), ErrorKind::Invalid);
        session.rollback()?;
        session.add(Claim::new().title("t"));
        session.commit()?;
        assert_eq!(lab.rows("SELECT title FROM claims"), ["t"]);
        Ok(())
    });
}

#[test]
fn one_object_may_be_asked_by_itself() -> Result<()> {
    aludel::validate(&Claim::new().title("t").build())?;
    let error = aludel::validate(&Claim::new().title("").build()).unwrap_err();
    assert_eq!(fields(&error), [("Claim", Some("title"), "must not be empty")]);
    assert!(Session::new(&aludel::Engine::new("sqlite://")?).flush().is_ok());
    Ok(())
}
