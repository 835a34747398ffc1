//! A deleted object and a new one of the same key in one flush: the row stays, and is updated.

use aludel::{ErrorKind, Result, Session};
use aludel_suite::{
    Lab, everywhere,
    models::{Account, Address, Cell, Country, Document, Job, Part, Remark, User},
};

fn countries(lab: &Lab) -> Result<Session> {
    let mut session = lab.session();
    session.add_all([("fr", "France"), ("de", "Germany"), ("it", "Italy")].map(|(code, name)| country(code, name)));
    session.commit()?;
    session.query::<Country>().all()?;
    lab.lines();
    Ok(session)
}

fn country(code: &str, name: &str) -> Country {
    Country { code: code.into(), name: name.into() }
}

#[test]
fn s39_delete_and_add_of_one_key_is_one_update() {
    everywhere(|lab| {
        let mut session = countries(lab)?;
        let old = session.get::<Country>("fr")?.unwrap();
        session.delete(old);
        let new = session.add(country("fr", "Frankreich"));
        assert_eq!(
            session.flush_plan()?.to_string(),
            "SWITCH countries: <Country(code='fr')> for <Country(code='fr')>\n\
             UPDATE countries SET name: <Country(code='fr')>"
        );
        assert!(session.contains(old), "a plan changes nothing");
        session.flush()?;
        lab.assert_heard(&["UPDATE countries(name)"]);
        assert!(!session.contains(old));
        assert_eq!(session.get::<Country>("fr")?, Some(new));
        session.commit()?;
        assert_eq!(lab.rows("SELECT name FROM countries WHERE code = 'fr'"), ["Frankreich"]);
        assert!(session.contains(new));
        assert_eq!(session.get::<Country>("fr")?, Some(new));
        session.delete(new);
        session.commit()?;
        assert_eq!(lab.rows("SELECT code FROM countries ORDER BY code"), ["de", "it"]);
        Ok(())
    });
}

#[test]
fn s39_where_nothing_differs_nothing_is_sent() {
    everywhere(|lab| {
        let mut session = countries(lab)?;
        let old = session.get::<Country>("fr")?.unwrap();
        session.delete(old);
        let new = session.add(country("fr", "France"));
        session.flush()?;
        lab.assert_heard(&[]);
        assert_eq!(session.get::<Country>("fr")?, Some(new));
        assert!(!session.contains(old) && session.pending().is_empty() && session.deleted().is_empty());
        session[new].name = "Frankreich".into();
        session.commit()?;
        assert_eq!(lab.rows("SELECT name FROM countries WHERE code = 'fr'"), ["Frankreich"]);
        Ok(())
    });
}

#[test]
fn s39_an_expired_row_is_written_whole() {
    everywhere(|lab| {
        let mut session = countries(lab)?;
        let old = session.get::<Country>("fr")?.unwrap();
        session.commit()?;
        lab.run("UPDATE countries SET name = 'changed by someone'");
        session.delete(old);
        session.add(country("fr", "France"));
        session.commit()?;
        lab.assert_heard(&["COMMIT", "BEGIN", "UPDATE countries(name)", "COMMIT"]);
        assert_eq!(lab.rows("SELECT name FROM countries WHERE code = 'fr'"), ["France"]);
        Ok(())
    });
}

#[test]
fn s39_explicit_none_overwrites_and_server_defaults_keep_the_old_value() {
    everywhere(|lab| {
        let mut session = lab.session();
        let old = session.add(Job::new().id(7).name("old").state("busy").priority(9).tag("x"));
        session.commit()?;
        session.refresh(old)?;
        session.delete(old);
        let new = session.add(Job::new().id(7).name(None::<&str>).priority(4));
        lab.lines();
        session.flush()?;
        lab.assert_heard(&["UPDATE jobs(name, priority, tag, changed)"]);
        assert_eq!((session[new].state.as_deref(), session[new].priority), (Some("busy"), Some(4)));
        assert!(session[new].made.is_some(), "the old row's value is the new object's");
        session.commit()?;
        assert_eq!(lab.rows("SELECT id, name, state, priority, tag FROM jobs"), ["7|NULL|busy|4|none"]);
        Ok(())
    });
}

#[test]
fn s39_several_switches_and_changes_of_one_shape_are_one_batch() {
    everywhere(|lab| {
        let mut session = countries(lab)?;
        for code in ["it", "fr"] {
            let old = session.get::<Country>(code)?.unwrap();
            session.delete(old);
        }
        let new = session.add_all([country("it", "Italien"), country("at", "Austria"), country("fr", "Frankreich")]);
        let germany = session.get::<Country>("de")?.unwrap();
        session[germany].name = "Deutschland".into();
        session.commit()?;
        lab.assert_heard(&["UPDATE countries(name)", "INSERT countries", "COMMIT"]);
        assert_eq!(
            lab.rows("SELECT code, name FROM countries ORDER BY code"),
            ["at|Austria", "de|Deutschland", "fr|Frankreich", "it|Italien"]
        );
        assert_eq!(session.get::<Country>("it")?, Some(new[0]));
        assert_eq!(session.get::<Country>("fr")?, Some(new[2]));
        Ok(())
    });
}

#[test]
fn s39_a_switch_of_a_composite_key() {
    everywhere(|lab| {
        let mut session = lab.session();
        let old = session.add(Cell { row: 1, col: 2 });
        session.commit()?;
        session.refresh(old)?;
        session.delete(old);
        let new = session.add(Cell { row: 1, col: 2 });
        let remark = session.append(new, Cell::remarks, Remark::new().words("new"))?;
        lab.lines();
        session.commit()?;
        lab.assert_heard(&["SELECT remarks", "INSERT remarks", "COMMIT"]);
        assert_eq!(lab.rows("SELECT words, cell_row, cell_col FROM remarks"), ["new|1|2"]);
        assert_eq!(session.related(remark, Remark::cell)?, Some(new));
        Ok(())
    });
}

#[test]
fn s39_a_rollback_brings_both_back() {
    everywhere(|lab| {
        let mut session = countries(lab)?;
        let old = session.get::<Country>("fr")?.unwrap();
        session[old].name = "never written".into();
        session.delete(old);
        let new = session.add(country("fr", "Frankreich"));
        session.flush()?;
        session.rollback()?;
        assert!(session.contains(old) && !session.contains(new));
        assert_eq!(session[old].name, "France");
        assert_eq!(session.get::<Country>("fr")?, Some(old));
        // The new one is transient again, with what it was given.
        let new = session.expunge(new)?;
        assert_eq!(new, country("fr", "Frankreich"));
        session.commit()?;
        assert_eq!(lab.rows("SELECT name FROM countries WHERE code = 'fr'"), ["France"]);
        Ok(())
    });
}

#[test]
fn s39_a_switch_that_fails_brings_both_back() {
    everywhere(|lab| {
        let mut session = lab.session();
        let old = session.add(Job::new().id(1).name("old"));
        session.commit()?;
        session.refresh(old)?;
        session.delete(old);
        let new = session.add(Job::new().id(1).name("new"));
        // Refused after the switch.
        session.add_all([country("fr", "1"), country("fr", "2")]);
        assert!(session.commit().unwrap_err().is_unique_violation());
        session.rollback()?;
        assert!(session.contains(old) && !session.contains(new));
        assert_eq!(session[old].name.as_deref(), Some("old"));
        let new = session.expunge(new)?;
        assert_eq!(new.name.as_deref(), Some("new"));
        // It can be tried again.
        session.delete(old);
        let new = session.add(new);
        session.commit()?;
        assert_eq!(lab.rows("SELECT id, name FROM jobs"), ["1|new"]);
        assert!(session.contains(new) && !session.contains(old));
        Ok(())
    });
}

#[test]
fn s40_a_key_changed_before_the_deletion_does_not_count_for_a_switch() {
    everywhere(|lab| {
        let mut session = countries(lab)?;
        let old = session.get::<Country>("fr")?.unwrap();
        session[old].code = "xx".into();
        session.delete(old);
        session.add(country("fr", "Frankreich"));
        session.commit()?;
        lab.assert_heard(&["UPDATE countries(name)", "COMMIT"]);
        assert_eq!(lab.rows("SELECT count(*) FROM countries"), ["3"]);
        Ok(())
    });
}

#[test]
fn s111_a_switch_continues_the_version() {
    everywhere(|lab| {
        let mut session = lab.session();
        let old = session.add(Document::new().id(5).title("a"));
        session.commit()?;
        session[old].title = "b".into();
        session.commit()?;
        assert_eq!(session[old].revision, 2);
        session.delete(old);
        let new = session.add(Document::new().id(5).title("c"));
        lab.lines();
        session.flush()?;
        lab.assert_heard(&["BEGIN", "UPDATE documents(title, revision)"]);
        assert_eq!(session[new].revision, 3);
        session.commit()?;
        assert_eq!(lab.rows("SELECT id, title, revision FROM documents"), ["5|c|3"]);

        // A row that someone changed is stale for it too.
        lab.run("UPDATE documents SET revision = 9");
        session.delete(new);
        session.add(Document::new().id(5).title("d"));
        assert!(session.commit().unwrap_err().is_stale());
        session.rollback()?;
        assert!(session.contains(new));
        assert_eq!(lab.rows("SELECT title, revision FROM documents"), ["c|9"]);

        // The same again: the version stays where nothing differs.
        session.refresh(new)?;
        session.delete(new);
        let same = session.add(Document::new().id(5).title("c"));
        lab.lines();
        session.commit()?;
        lab.assert_heard(&["COMMIT"]);
        assert_eq!(session[same].revision, 9);
        Ok(())
    });
}

#[test]
fn a_switch_to_a_parent_that_is_new_too() {
    everywhere(|lab| {
        let mut session = lab.session();
        let old = session.add(Address::new().id(3).email_address("old"));
        session.commit()?;
        session.refresh(old)?;
        session.delete(old);
        let ed = session.add(User::new().name("ed").fullname("Ed").password("x"));
        let new = session.append(ed, User::addresses, Address::new().id(3).email_address("old"))?;
        lab.lines();
        session.commit()?;
        lab.assert_heard(&["INSERT users", "UPDATE addresses(user_id)", "COMMIT"]);
        assert_eq!(lab.rows("SELECT id, email_address, user_id FROM addresses"), ["3|old|1"]);
        assert_eq!(session.related(ed, User::addresses)?, [new]);
        Ok(())
    });
}

#[test]
fn a_switch_in_a_table_that_refers_to_itself() {
    everywhere(|lab| {
        let mut session = lab.session();
        session.add_all([Part::new().code("a"), Part::new().code("b")]);
        session.commit()?;
        let [a, b] = session.query::<Part>().order_by(Part::code).all()?.try_into().unwrap();
        session.delete(a);
        session.delete(b);
        let c = session.add(Part::new().code("c"));
        let b2 = session.add(Part::new().code("b").parent(c));
        let a2 = session.add(Part::new().code("a").parent(b2));
        session.commit()?;
        assert_eq!(lab.rows("SELECT code, parent_code FROM parts ORDER BY code"), ["a|b", "b|c", "c|NULL"]);
        assert_eq!(session.related(a2, Part::parent)?, Some(b2));
        assert!(!session.contains(a) && !session.contains(b));
        Ok(())
    });
}

#[test]
fn two_new_objects_for_one_row_are_the_databases_to_refuse() {
    everywhere(|lab| {
        let mut session = countries(lab)?;
        let old = session.get::<Country>("fr")?.unwrap();
        session.delete(old);
        session.add_all([country("fr", "1"), country("fr", "2")]);
        assert!(session.commit().unwrap_err().is_unique_violation());
        session.rollback()?;
        assert!(session.contains(old));
        assert_eq!(lab.rows("SELECT name FROM countries WHERE code = 'fr'"), ["France"]);
        Ok(())
    });
}

#[test]
fn a_new_object_may_take_a_key_that_another_gives_up() {
    everywhere(|lab| {
        let mut session = countries(lab)?;
        let old = session.get::<Country>("fr")?.unwrap();
        session[old].code = "xx".into();
        let new = session.add(country("fr", "Frankreich"));
        session.commit()?;
        lab.assert_heard(&["UPDATE countries(code)", "INSERT countries", "COMMIT"]);
        assert_eq!(session.get::<Country>("fr")?, Some(new));
        assert_eq!(session.get::<Country>("xx")?, Some(old));
        Ok(())
    });
}

#[test]
fn s23_a_new_object_with_the_key_of_an_expired_one_has_that_row_looked_up() {
    everywhere(|lab| {
        let mut session = countries(lab)?;
        let [old, kept] = ["fr", "de"].map(|code| session.get::<Country>(code).unwrap().unwrap());
        session.commit()?;
        lab.run("DELETE FROM countries WHERE code = 'fr'");
        let new = session.add(country("fr", "Frankreich"));
        lab.lines();
        session.commit()?;
        lab.assert_heard(&["BEGIN", "SELECT countries", "INSERT countries", "COMMIT"]);
        assert!(!session.contains(old));
        assert_eq!(session.get::<Country>("fr")?, Some(new));

        session.commit()?;
        let second = session.add(country("de", "Deutschland"));
        lab.lines();
        let error = session.flush().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::IdentityConflict);
        assert!(session.contains(kept));
        lab.assert_heard(&["BEGIN", "SELECT countries"]);
        session.expunge(second)?;
        session.commit()?;
        assert_eq!(
            lab.rows("SELECT code, name FROM countries ORDER BY code"),
            ["de|Germany", "fr|Frankreich", "it|Italy"]
        );
        Ok(())
    });
}

#[test]
fn s23_what_left_for_a_new_object_comes_back_with_a_rollback() {
    everywhere(|lab| {
        let mut session = lab.session();
        let old = session.add(Account::new().id(4).owner("old"));
        session.commit()?;
        lab.run("DELETE FROM accounts");
        let new = session.add(Account::new().id(4).owner("new"));
        session.flush()?;
        assert!(session.contains(new) && !session.contains(old));
        session.rollback()?;
        assert!(session.contains(old) && !session.contains(new));
        assert_eq!(session.get::<Account>(4)?, None);
        session.commit()
    });
}
