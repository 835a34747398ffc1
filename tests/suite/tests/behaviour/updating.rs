//! Changed objects: what counts as a change, what is sent, which row it meets.

use aludel::{Alone, ErrorKind, NotNull, Result, Session, Set, Tracked, serde_json::json};
use aludel_suite::{
    Lab, everywhere,
    models::{Account, Country, Document, Job, Sample, User},
};

fn ed(lab: &Lab) -> Result<(Session, Tracked<User>)> {
    let mut session = lab.session();
    let ed = session.add(User::new().name("ed").fullname("Ed Jones").password("secret"));
    session.commit()?;
    session.refresh(ed)?;
    lab.lines();
    Ok((session, ed))
}

#[test]
fn s24_only_what_differs_is_set() {
    everywhere(|lab| {
        let (mut session, ed) = ed(lab)?;
        session[ed].password = "f8s7ccs".into();
        session[ed].fullname = "Ed Jones".into();
        assert_eq!(
            session.dirty().to_string(),
            "IdentitySet([<User(name='ed', fullname='Ed Jones', password='f8s7ccs')>])"
        );
        session.commit()?;
        lab.assert_heard(&["UPDATE users(password)", "COMMIT"]);
        assert_eq!(lab.rows("SELECT name, fullname, password FROM users"), ["ed|Ed Jones|f8s7ccs"]);

        // Set and set back, and a float by its bits.
        let sample = session.add(Sample::new().double(0.0).words("a"));
        session.commit()?;
        session.refresh(sample)?;
        lab.lines();
        session[sample].words = Some("b".into());
        session[sample].words = Some("a".into());
        session.commit()?;
        lab.assert_heard(&["COMMIT"]);
        session.refresh(sample)?;
        lab.lines();
        session[sample].double = Some(-0.0);
        session.commit()?;
        lab.assert_heard(&["UPDATE samples(double)", "COMMIT"]);
        Ok(())
    });
}

#[test]
fn s25_an_expired_column_set_to_its_last_known_value_writes_nothing() {
    everywhere(|lab| {
        let (mut session, ed) = ed(lab)?;
        session.commit()?;
        lab.lines();
        session[ed].name = "ed".into();
        assert!(session.dirty().contains(ed));
        session.commit()?;
        lab.assert_heard(&[]);
        Ok(())
    });
}

#[test]
fn a_change_inside_of_a_value_is_seen() {
    everywhere(|lab| {
        let mut session = lab.session();
        let sample = session.add(Sample::new().bytes(vec![1]).data(json!({ "a": [1] })).words("a"));
        session.commit()?;
        session.refresh(sample)?;
        lab.lines();
        session[sample].bytes.as_mut().unwrap().push(2);
        session[sample].data.as_mut().unwrap()["a"][0] = json!(2);
        session.commit()?;
        lab.assert_heard(&["UPDATE samples(bytes, data)", "COMMIT"]);
        session.refresh(sample)?;
        assert_eq!(session[sample].bytes.as_deref(), Some([1, 2].as_slice()));
        assert_eq!(session[sample].data, Some(json!({ "a": [2] })));
        Ok(())
    });
}

#[test]
fn s26_update_defaults_fire_only_when_another_column_changes() {
    everywhere(|lab| {
        let mut session = lab.session();
        let job = session.add(Job::new().name("a"));
        session.commit()?;
        session.refresh(job)?;
        assert_eq!(session[job].changed, 0);
        session[job].name = Some("a".into());
        session.flush()?;
        assert_eq!(session[job].changed, 0);

        session[job].name = Some("b".into());
        lab.lines();
        session.flush()?;
        lab.assert_heard(&["UPDATE jobs(name, changed)"]);
        assert_eq!(session[job].changed, 7);

        // What was set by hand stays.
        session[job].name = Some("c".into());
        session[job].changed = 1;
        session.commit()?;
        assert_eq!(lab.rows("SELECT name, changed FROM jobs"), ["c|1"]);
        Ok(())
    });
}

#[test]
fn s27_a_changed_key_finds_the_row_by_the_committed_one() {
    everywhere(|lab| {
        let mut session = lab.session();
        let country = session.add(Country::new().code("su").name("Russia"));
        session.commit()?;
        session.refresh(country)?;
        session[country].code = "ru".into();
        assert_eq!(session.get::<Country>("su")?, Some(country), "until the flush the old key finds it");
        lab.lines();
        session.flush()?;
        let lines = lab.lines();
        let text = lab.either(
            "UPDATE countries SET code=? WHERE countries.code = ?",
            "UPDATE countries SET code=$1 WHERE countries.code = $2",
        );
        assert!(lines.ends_with(&[text.to_owned(), "('ru', 'su')".to_owned()]), "{lines:?}");
        assert_eq!(session.get::<Country>("ru")?, Some(country));
        assert_eq!(session.get::<Country>("su")?, None);

        // A rollback brings the old key back, in the map too.
        session.rollback()?;
        assert_eq!(session[country].code, "su");
        assert_eq!(session.get::<Country>("su")?, Some(country));
        assert_eq!(session.get::<Country>("ru")?, None);
        session[country].code = "ru".into();
        session.commit()?;
        assert_eq!(lab.rows("SELECT code FROM countries"), ["ru"]);
        Ok(())
    });
}

#[test]
fn a_changed_generated_key_is_refused_before_any_sql() {
    everywhere(|lab| {
        let (mut session, ed) = ed(lab)?;
        for id in [Some(5), None] {
            session[ed].id = id;
            lab.lines();
            let error = session.flush().unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidRequest);
            assert!(error.to_string().contains("User.id is made by the database"), "{error}");
            lab.assert_heard(&[]);
        }
        session[ed].id = Some(1);
        session.flush()
    });
}

#[test]
fn s28_a_row_that_is_gone_fails_the_whole_flush() {
    everywhere(|lab| {
        let mut session = lab.session();
        let accounts = session.add_all(["a", "b"].map(|owner| Account::new().owner(owner)));
        session.commit()?;
        lab.run("DELETE FROM accounts WHERE owner = 'b'");
        accounts.iter().for_each(|&account| session[account].balance = 5);
        session.add(Account::new().owner("c"));
        lab.lines();
        let error = session.commit().unwrap_err();
        // Which row was not met is asked on PostgreSQL, for the message.
        let asked: &[&str] = lab.either(&[], &["SELECT accounts"]);
        lab.assert_heard(&[&["BEGIN", "UPDATE accounts(balance)"], asked, &["ROLLBACK"]].concat());
        assert!(error.is_stale() && error.is_retryable(), "{error:?}");
        assert!(error.to_string().contains("Account"), "{error}");
        session.rollback()?;
        assert_eq!(lab.rows("SELECT owner, balance FROM accounts"), ["a|0"]);
        Ok(())
    });
}

/// Both drivers count what a batch has met, so that there is nothing to leave unchecked.
#[test]
fn s29_rows_of_a_batch_are_counted_as_a_single_one_is() {
    everywhere(|lab| {
        let mut session = lab.session();
        let accounts = session.add_all((0..5).map(|n| Account::new().owner(n.to_string())));
        session.commit()?;
        session.query::<Account>().all()?;
        session.commit()?;
        lab.run("DELETE FROM accounts WHERE owner = '4'");
        for changed in [&accounts[..], &accounts[4..]] {
            for &account in changed {
                session[account].balance = 5;
            }
            lab.lines();
            assert!(session.flush().unwrap_err().is_stale());
            let mut heard = lab.heard();
            heard.retain(|it| it != "SELECT accounts");
            assert_eq!(heard, ["BEGIN", "UPDATE accounts(balance)", "ROLLBACK"]);
            session.rollback()?;
        }
        assert_eq!(lab.rows("SELECT sum(balance) FROM accounts"), ["0"]);
        Ok(())
    });
}

#[test]
fn a_stale_error_names_the_key_as_people_write_it() {
    everywhere(|lab| {
        let mut session = lab.session();
        let country = session.add(Country::new().code("su").name("x"));
        session.commit()?;
        lab.run("DELETE FROM countries");
        session[country].name = "y".into();
        let error = session.flush().unwrap_err().to_string();
        assert!(error.contains("UPDATE of Country (code='su') expected 1 row with name='x' and matched 0"), "{error}");
        Ok(())
    });
}

#[test]
fn s31_changes_of_one_shape_are_one_batch_in_the_order_of_keys() {
    everywhere(|lab| {
        let mut session = lab.session();
        let accounts = session.add_all((0..10).map(|n| Account::new().owner(n.to_string())));
        session.commit()?;
        session.query::<Account>().all()?;
        lab.lines();
        for (balance, &account) in accounts.iter().enumerate().rev() {
            session[account].balance = balance as i32 + 1;
        }
        session[accounts[9]].owner = "last".into();
        session.commit()?;
        lab.assert_heard(&["UPDATE accounts(balance)", "UPDATE accounts(owner, balance)", "COMMIT"]);
        let rows = lab.rows("SELECT id, balance FROM accounts ORDER BY id");
        assert_eq!(rows, (1..=10).map(|n| format!("{n}|{n}")).collect::<Vec<_>>());
        Ok(())
    });
}

#[test]
fn s107_versions_begin_with_1_and_count_real_changes() {
    everywhere(|lab| {
        let mut session = lab.session();
        let document = session.add(Document::new().title("a"));
        session.commit()?;
        assert_eq!(session[document].revision, 1);
        session[document].title = "b".into();
        lab.lines();
        session.flush()?;
        let line = lab.lines().into_iter().find(|line| line.starts_with("UPDATE")).unwrap();
        assert!(line.contains("documents.revision"), "the version guards: {line}");
        assert_eq!(session[document].revision, 2);

        session[document].title = "b".into();
        session.flush()?;
        assert_eq!(session[document].revision, 2, "no net change");

        session.rollback()?;
        assert_eq!(session[document].revision, 1);
        session[document].title = "c".into();
        session.commit()?;
        assert_eq!(lab.rows("SELECT title, revision FROM documents"), ["c|2"]);
        Ok(())
    });
}

#[test]
fn s108_a_version_set_by_hand_is_the_new_one() {
    everywhere(|lab| {
        let mut session = lab.session();
        let document = session.add(Document::new().title("a"));
        session.commit()?;
        session[document].revision = 41;
        lab.lines();
        session.commit()?;
        let lines = lab.lines();
        let params = lines.iter().find(|line| line.contains("41")).unwrap();
        assert!(params.contains("(41, 1, 1)"), "the WHERE has the committed version: {lines:?}");
        assert_eq!(lab.rows("SELECT revision FROM documents"), ["41"]);
        session[document].title = "b".into();
        session.commit()?;
        lab.assert_heard(&["BEGIN", "UPDATE documents(title, revision)", "COMMIT"]);
        assert_eq!(lab.rows("SELECT revision FROM documents"), ["42"]);
        Ok(())
    });
}

/// The builder's type says what is set.
#[allow(dead_code, reason = "it is compiled")]
fn builders_keep_their_types(new: aludel_suite::models::NewAccount<(Set,), Alone>) -> Account {
    let _: aludel::Column<Account, String, NotNull> = Account::owner;
    new.build()
}
