use aludel::ErrorKind;
use aludel_suite::{
    everywhere,
    models::{Cell, Country, Document, Job, Leaflet, Line, User, Voucher},
};

use super::{user, voucher};

#[test]
fn ten_thousand_rows() {
    everywhere(|lab| {
        let mut users = User::insert_many((0..10_000).map(user)).returning(lab.engine())?;
        users.iter_mut().for_each(|user| user.fullname = user.name.to_uppercase());
        lab.lines();
        assert_eq!(User::update_many(&users).execute(lab.engine())?, 10_000);
        let statement = "UPDATE users(name, fullname, password)";
        lab.assert_heard(&["BEGIN", statement, statement, "COMMIT"]);
        assert_eq!(lab.rows("SELECT count(*) FROM users WHERE fullname = upper(name)"), ["10000"]);

        // Chosen columns leave the others alone.
        users.iter_mut().for_each(|user| (user.name, user.fullname) = ("gone".into(), "set".into()));
        User::update_many(users).set(User::fullname).execute(lab.engine())?;
        lab.assert_heard(&["BEGIN", "UPDATE users(fullname)", "UPDATE users(fullname)", "COMMIT"]);
        assert_eq!(lab.rows("SELECT count(DISTINCT name), min(fullname), max(fullname) FROM users"), ["10000|set|set"]);
        Ok(())
    });
}

#[test]
fn versions_are_checked_and_go_on() {
    everywhere(|lab| {
        let documents = (0..10).map(|n| Document::new().title(n.to_string()));
        let documents = Document::insert_many(documents).returning(lab.engine())?;
        let updated = Document::update_many(documents.clone()).set(Document::body).returning(lab.engine())?;
        assert!(updated.iter().all(|document| document.revision == 2));
        assert_eq!(lab.rows("SELECT min(revision), max(revision) FROM documents"), ["2|2"]);
        Document::update_many(updated[..4].to_vec()).execute(lab.engine())?;
        lab.lines();

        // Four rows are of another version now: two are told first on SQLite, all are named on PostgreSQL.
        let error = Document::update_many(&updated).execute(lab.engine()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::StaleData);
        assert!(error.is_retryable());
        let named = lab.either("Document (id=1)", "Document (id=1), Document (id=2), Document (id=3), Document (id=4)");
        let says = format!("the UPDATE of Document did not find {named}: they are gone, or of another version");
        assert!(error.to_string().contains(&says), "{error}");
        let heard = lab.heard();
        assert_eq!(heard[heard.len() - lab.either(1, 2)], "ROLLBACK", "{heard:?}");
        assert_eq!(lab.rows("SELECT max(revision), sum(revision) FROM documents"), ["3|24"]);
        Ok(())
    });
}

#[test]
fn a_version_may_be_the_time() {
    everywhere(|lab| {
        let leaflets = (0..3).map(|n| Leaflet::new().title(n.to_string()));
        let first = Leaflet::insert_many(leaflets).returning(lab.engine())?;
        let second = Leaflet::update_many(&first).returning(lab.engine())?;
        assert!(first.iter().zip(&second).all(|(first, second)| first.written_at < second.written_at));
        assert!(Leaflet::update_many(&first).execute(lab.engine()).unwrap_err().is_stale());
        assert_eq!(Leaflet::update_many(&second).execute(lab.engine())?, 3);
        let stored = Leaflet::upsert(&first).returning(lab.engine())?;
        assert!(stored.iter().zip(&second).all(|(stored, second)| stored.written_at > second.written_at));
        // One by one, and in a session, too.
        let mut leaflet = stored[0].clone();
        leaflet.update(lab.engine())?;
        leaflet.update(lab.engine())?;
        assert!(stored[0].clone().update(lab.engine()).unwrap_err().is_stale());
        let mut session = lab.session();
        let leaflet = session.get::<Leaflet>(1)?.unwrap();
        session[leaflet].title = "again".into();
        session.commit()?;
        lab.run("UPDATE leaflets SET written_at = '2001-02-03 04:05:06+00'");
        session[leaflet].title = "and again".into();
        assert!(session.commit().unwrap_err().is_stale());
        Ok(())
    });
}

#[test]
fn rows_that_are_gone_are_named() {
    everywhere(|lab| {
        let users = User::insert_many((0..20).map(user)).returning(lab.engine())?;
        User::delete_many(4..12).execute(lab.engine())?;
        let mut connection = lab.engine().connect()?;
        let mut transaction = connection.begin()?;
        User::insert_many([user(99)]).execute(&mut transaction)?;
        let error = User::update_many(&users).set(User::name).execute(&mut transaction).unwrap_err();
        assert!(error.is_stale());
        let named = lab.either(
            "the User at index 3 cannot be written: the UPDATE of User did not find User (id=4): they are gone",
            "the UPDATE of User did not find User (id=4), User (id=5), User (id=6), User (id=7), User (id=8) and 3 more: \
             they are gone",
        );
        assert_eq!(error.to_string(), named);
        // The transaction goes on without it.
        transaction.commit()?;
        drop(connection);
        assert_eq!(lab.rows("SELECT count(*) FROM users"), ["13"]);
        // A single one.
        let error = User::update_many([&users[4]]).execute(lab.engine()).unwrap_err();
        assert!(error.to_string().contains("User (id=5)"), "{error}");
        Ok(())
    });
}

#[test]
fn update_defaults_go_along() {
    everywhere(|lab| {
        let jobs = Job::insert_many((0..3).map(|n| Job::new().name(n.to_string()))).returning(lab.engine())?;
        assert!(jobs.iter().all(|job| job.changed == 0));
        let jobs = Job::update_many(jobs).set((Job::name, Job::tag)).returning(lab.engine())?;
        assert!(jobs.iter().all(|job| job.changed == 7));
        assert_eq!(lab.rows("SELECT min(changed), max(changed) FROM jobs"), ["7|7"]);
        let jobs: Vec<Job> = jobs.into_iter().map(|job| Job { changed: 9, ..job }).collect();
        Job::update_many(&jobs).set(Job::changed).execute(lab.engine())?;
        assert_eq!(lab.rows("SELECT min(changed) FROM jobs"), ["9"], "said is said");
        Job::update_many(&jobs).execute(lab.engine())?;
        assert_eq!(lab.rows("SELECT max(changed) FROM jobs"), ["7"], "as `update` of one object");
        Ok(())
    });
}

#[test]
fn two_objects_of_one_row_are_written_one_after_the_other() {
    everywhere(|lab| {
        let users = User::insert_many((0..2).map(user)).returning(lab.engine())?;
        let named = |at: usize, name: &str| User { name: name.into(), ..users[at].clone() };
        let all = [named(0, "a"), named(1, "b"), named(0, "c"), named(0, "d")];
        assert_eq!(User::update_many(&all).execute(lab.engine())?, 4);
        assert_eq!(lab.rows("SELECT name FROM users ORDER BY id"), ["d", "b"]);

        // With a version the second is stale.
        let document = Document::new().title("x").insert(lab.engine())?;
        let error = Document::update_many([&document, &document]).execute(lab.engine()).unwrap_err();
        assert!(error.is_stale(), "{error}");
        assert_eq!(lab.rows("SELECT revision FROM documents"), ["1"]);
        Ok(())
    });
}

#[test]
fn composite_keys_and_keys_of_the_programs() {
    everywhere(|lab| {
        Country::insert_many(["de", "fr"].map(|code| Country::new().code(code).name(code))).execute(lab.engine())?;
        let countries = ["fr", "de"].map(|code| Country::new().code(code).name(code.to_uppercase()));
        assert_eq!(Country::update_many(countries).execute(lab.engine())?, 2);
        assert_eq!(lab.rows("SELECT code, name FROM countries ORDER BY code"), ["de|DE", "fr|FR"]);
        // All key: there is nothing to write.
        let cells = [Cell::new().row(1).col(1)];
        assert_eq!(Cell::update_many(cells).execute(lab.engine())?, 0);
        let error = Line::update_many([Line::new().order_id(1).position(1_i16).alias("x")]).execute(lab.engine());
        assert!(error.unwrap_err().to_string().contains("Line (order_id=1, position=1)"));
        Ok(())
    });
}

#[test]
fn what_cannot_be_written_is_refused_before_sql() {
    everywhere(|lab| {
        let stored = user(0).insert(lab.engine())?;
        lab.lines();
        let error = User::update_many([stored, user(1)]).execute(lab.engine()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        assert!(error.to_string().starts_with("the User at index 1 has no key"), "{error}");

        let error = User::update_many([user(1)]).set((User::name, User::id)).execute(lab.engine()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        assert!(error.to_string().contains("User.id cannot be set: it is of the key"), "{error}");
        let error = Voucher::update_many([voucher("a")]).set(Voucher::revision).execute(lab.engine()).unwrap_err();
        assert!(error.to_string().contains("Voucher.revision cannot be set: it counts"), "{error}");

        // As `update` of one object: what the database filled must be there.
        let error = Voucher::update_many([voucher("a")]).execute(lab.engine()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotFilled);
        assert!(error.to_string().contains("index 0 cannot be written: Voucher.state is NOT NULL"), "{error}");
        let long = Document { id: Some(1), ..Document::new().title("x".repeat(21)).build() };
        assert_eq!(Document::update_many([&long]).execute(lab.engine()).unwrap_err().kind(), ErrorKind::Data);
        lab.assert_heard(&[]);
        // A column that is not written is not looked at.
        assert!(Document::update_many([&long]).set(Document::body).execute(lab.engine()).unwrap_err().is_stale());
        Ok(())
    });
}
