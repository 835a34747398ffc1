//! No update is lost: what was edited while expired is written only where the row is as it was last seen.

use aludel::{
    Result, Session, Tracked,
    jiff::{Timestamp, civil},
    rust_decimal::Decimal,
    serde_json::json,
    uuid::Uuid,
};
use aludel_suite::{
    Lab, everywhere,
    models::{Account, Document, Job, Mood, Sample},
    where_two_can_connect,
};

/// Two sessions that have both seen a balance of 100 and committed.
fn two_sessions(lab: &Lab) -> Result<[(Session, Tracked<Account>); 2]> {
    let mut first = lab.session();
    let a = first.add(Account::new().owner("ed").balance(100));
    first.commit()?;
    let mut second = lab.session();
    let b = second.get::<Account>(1)?.unwrap();
    second.commit()?;
    lab.lines();
    Ok([(first, a), (second, b)])
}

#[test]
fn the_second_of_two_that_add_to_a_balance_is_told() {
    everywhere(|lab| {
        let [(mut first, a), (mut second, b)] = two_sessions(lab)?;
        first[a].balance += 10;
        first.commit()?;
        second[b].balance += 10;
        let error = second.commit().unwrap_err();
        assert!(error.is_stale() && error.is_retryable(), "{error:?}");
        assert!(error.to_string().contains("`refresh` it first"), "{error}");
        assert!(error.to_string().contains("Account (id=1)"), "{error}");
        second.rollback()?;
        assert_eq!(lab.rows("SELECT balance FROM accounts"), ["110"]);

        second.refresh(b)?;
        second[b].balance += 10;
        second.commit()?;
        assert_eq!(lab.rows("SELECT balance FROM accounts"), ["120"]);
        Ok(())
    });
}

#[test]
fn edits_of_different_columns_do_not_meet() {
    everywhere(|lab| {
        let [(mut first, a), (mut second, b)] = two_sessions(lab)?;
        first[a].balance += 10;
        first.commit()?;
        second[b].owner = "edward".into();
        second.commit()?;
        assert_eq!(lab.rows("SELECT owner, balance FROM accounts"), ["edward|110"]);
        Ok(())
    });
}

#[test]
fn an_object_read_again_is_not_guarded() {
    everywhere(|lab| {
        let [(mut first, a), (mut second, b)] = two_sessions(lab)?;
        first[a].balance += 10;
        first.commit()?;
        second.query::<Account>().all()?;
        second[b].balance += 10;
        lab.lines();
        second.commit()?;
        let update = lab.lines().into_iter().find(|line| line.starts_with("UPDATE")).unwrap();
        assert!(!update.contains(" IS ") && !update.contains("DISTINCT"), "{update}");
        assert_eq!(lab.rows("SELECT balance FROM accounts"), ["120"]);
        Ok(())
    });
}

#[test]
fn a_conflict_found_by_a_query_is_kept_for_the_flush() {
    everywhere(|lab| {
        let mut second = Session::builder(lab.engine()).autoflush(false).build();
        let b = second.add(Account::new().owner("ed").balance(100));
        second.commit()?;
        lab.run("UPDATE accounts SET balance = 110");
        second[b].balance += 10;
        second.query::<Account>().all()?;
        assert_eq!(second[b].balance, 110, "the edit stays, the last known value being 100");
        assert!(second.flush().unwrap_err().is_stale());
        second.rollback()?;
        assert_eq!(lab.rows("SELECT balance FROM accounts"), ["110"]);
        Ok(())
    });
}

#[test]
fn a_version_finds_a_conflict_even_after_a_query() {
    everywhere(|lab| {
        let mut session = Session::builder(lab.engine()).autoflush(false).build();
        let document = session.add(Document::new().title("a").body("one"));
        session.commit()?;
        lab.run("UPDATE documents SET title = 'theirs', revision = 2");
        session[document].title = "mine".into();
        session.query::<Document>().all()?;
        let error = session.commit().unwrap_err();
        assert!(error.is_stale() && error.to_string().contains("another version"), "{error}");
        session.rollback()?;

        // Another column's change is taken in, and the new version with it.
        session[document].body = Some("mine".into());
        session.query::<Document>().all()?;
        assert_eq!((session[document].title.as_str(), session[document].revision), ("theirs", 2));
        session.commit()?;
        assert_eq!(lab.rows("SELECT title, body, revision FROM documents"), ["theirs|mine|3"]);
        Ok(())
    });
}

#[test]
fn a_version_guards_whether_expired_or_not() {
    where_two_can_connect(|lab| {
        let mut session = lab.session();
        let document = session.add(Document::new().title("a"));
        session.commit()?;
        session.refresh(document)?;
        session.commit()?;
        lab.run("UPDATE documents SET revision = 2");
        session[document].title = "b".into();
        assert!(session.commit().unwrap_err().is_stale());
        session.rollback()
    });
}

#[test]
fn one_stale_row_of_a_batch_fails_all() {
    everywhere(|lab| {
        let mut session = lab.session();
        let accounts = session.add_all((0..5).map(|n| Account::new().owner(n.to_string()).balance(n)));
        session.commit()?;
        lab.run("UPDATE accounts SET balance = 77 WHERE id = 4");
        accounts.iter().for_each(|&account| session[account].balance += 1);
        assert!(session.commit().unwrap_err().is_stale());
        session.rollback()?;
        assert_eq!(lab.rows("SELECT balance FROM accounts ORDER BY id"), ["0", "1", "2", "77", "4"]);
        session.query::<Account>().all()?;
        accounts.iter().for_each(|&account| session[account].balance += 1);
        session.commit()?;
        assert_eq!(lab.rows("SELECT balance FROM accounts ORDER BY id"), ["1", "2", "3", "78", "5"]);
        Ok(())
    });
}

fn full() -> Sample {
    Sample::new()
        .small(7_i16)
        .number(7)
        .big(1_i64 << 60)
        .flag(true)
        .short(0.1_f32)
        .double(0.1)
        .price(Decimal::new(1910, 2))
        .code("abc")
        .words("it's; -- \u{1F980}")
        .bytes(vec![0, 255])
        .day(civil::date(2024, 2, 29))
        .hour(civil::time(23, 59, 59, 123_456_000))
        .moment(civil::date(2024, 2, 29).at(1, 2, 3, 4_000))
        .instant("2024-02-29T01:02:03.000004Z".parse::<Timestamp>().unwrap())
        .token(Uuid::from_u128(7))
        .data(json!({ "b": [1, null], "a": "x" }))
        .mood(Mood::ALL[1])
        .build()
}

/// Sets every column to something else, or to NULL.
fn change(sample: &mut Sample) {
    *sample = Sample { id: sample.id, ..Sample::new().number(8).price(Decimal::ONE).data(json!([])).build() };
}

#[test]
fn last_known_values_of_every_type_are_found_again() {
    everywhere(|lab| {
        let mut session = lab.session();
        let sample = session.add(full());
        let empty = session.add(Sample::new());
        session.commit()?;
        change(&mut session[sample]);
        session[empty] = Sample { id: session[empty].id, ..full() };
        session.commit()?;
        session.refresh(empty)?;
        assert_eq!(session[empty], Sample { id: Some(2), ..full() });
        session.refresh(sample)?;
        assert_eq!((session[sample].number, session[sample].words.as_ref()), (Some(8), None));
        Ok(())
    });
}

#[test]
fn last_known_values_that_the_database_made_are_found_again() {
    everywhere(|lab| {
        let mut session = lab.session();
        let job = session.add(Job::new());
        session.commit()?;
        session[job].made = Some("2024-02-29T00:00:00Z".parse().unwrap());
        session[job].state = Some("done".into());
        session.commit()?;
        assert_eq!(lab.rows("SELECT state FROM jobs"), ["done"]);
        Ok(())
    });
}

#[test]
fn a_write_after_a_read_that_another_writer_came_between_is_guarded() {
    where_two_can_connect(|lab| {
        let [(mut first, a), (mut second, b)] = two_sessions(lab)?;
        second.refresh(b)?;
        first[a].balance += 10;
        first.commit()?;
        second[b].balance += 10;
        let result = second.commit();
        if lab.is_postgresql() {
            // Within one transaction READ COMMITTED is what the program has chosen: nothing here is expired.
            result?;
        } else {
            assert!(result.unwrap_err().is_retryable());
            second.rollback()?;
            assert_eq!(lab.rows("SELECT balance FROM accounts"), ["110"]);
        }
        Ok(())
    });
}
