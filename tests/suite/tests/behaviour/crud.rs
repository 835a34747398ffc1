//! Plain CRUD without a session: on an engine, a connection and a transaction, with the same structs.

use aludel::{Connection, ErrorKind};
use aludel_suite::{
    everywhere,
    models::{Account, Blank, Country, Document, Job, Line, Sample, User},
};

fn user(name: &str) -> User {
    User::new().name(name).fullname(name).password("x").build()
}

#[test]
fn on_an_engine() {
    everywhere(|lab| {
        let mut ed = User::new().name("ed").fullname("Ed").password("x").insert(lab.engine())?;
        assert_eq!(ed.id, Some(1));
        lab.assert_heard(&["INSERT users"]);
        ed.fullname = "Edward".into();
        ed.update(lab.engine())?;
        lab.assert_heard(&["UPDATE users(name, fullname, password)"]);
        assert_eq!(User::find(lab.engine(), 1)?, Some(ed.clone()));
        assert_eq!(User::find(lab.engine(), 2)?, None);
        assert_eq!(User::find(lab.engine(), None::<i32>)?, None);
        lab.assert_heard(&["SELECT users", "SELECT users"]);
        assert_eq!(User::all(lab.engine())?, [ed.clone()]);
        User::delete(lab.engine(), ed.id)?;
        lab.assert_heard(&["SELECT users", "DELETE users"]);
        assert_eq!(User::delete(lab.engine(), 1).unwrap_err().kind(), ErrorKind::NoResultFound);
        assert_eq!(lab.rows("SELECT count(*) FROM users"), ["0"]);
        Ok(())
    });
}

#[test]
fn a_connection_commits_each_statement_and_a_transaction_all_or_none() {
    everywhere(|lab| {
        let mut connection: Connection = lab.engine().connect()?;
        user("kept").insert(&mut connection)?;
        {
            let mut transaction = connection.begin()?;
            user("dropped").insert(&mut transaction)?;
            assert_eq!(User::all(&mut transaction)?.len(), 2);
        }
        assert_eq!(User::all(&mut connection)?.len(), 1);
        let mut transaction = connection.begin()?;
        let mut kept = User::find(&mut transaction, 1)?.unwrap();
        kept.name = "renamed".into();
        kept.update(&mut transaction)?;
        {
            let mut savepoint = transaction.savepoint()?;
            User::delete(&mut savepoint, 1)?;
            assert_eq!(User::find(&mut savepoint, 1)?, None);
        }
        transaction.commit()?;
        drop(connection);
        assert_eq!(lab.rows("SELECT name FROM users"), ["renamed"]);
        Ok(())
    });
}

#[test]
fn what_the_database_fills_comes_back() {
    everywhere(|lab| {
        let job = Job::new().name("a").insert(lab.engine())?;
        assert_eq!((job.id, job.state.as_deref(), job.priority), (Some(1), Some("new"), Some(3)));
        assert!(job.made.is_some());
        let given = Job::new().state("old").id(70).insert(lab.engine())?;
        assert_eq!((given.id, given.state.as_deref()), (Some(70), Some("old")));
        assert_eq!(Blank::new().insert(lab.engine())?.id, Some(1));
        assert_eq!(Country::new().code("fr").name("France").insert(lab.engine())?.code, "fr");
        assert_eq!(Country::find(lab.engine(), "fr")?.unwrap().name, "France");
        Ok(())
    });
}

#[test]
fn update_defaults_and_versions_go_on() {
    everywhere(|lab| {
        let mut job = Job::new().insert(lab.engine())?;
        job.tag = "x".into();
        job.update(lab.engine())?;
        assert_eq!(job.changed, 7);

        let mut document = Document::new().title("a").insert(lab.engine())?;
        let mut stale = document.clone();
        document.title = "b".into();
        document.update(lab.engine())?;
        assert_eq!(document.revision, 2);
        stale.title = "c".into();
        let error = stale.update(lab.engine()).unwrap_err();
        assert!(error.is_stale() && error.to_string().contains("another version"), "{error}");
        assert_eq!(stale.revision, 1, "what failed changed nothing");
        assert_eq!(lab.rows("SELECT title, revision FROM documents"), ["b|2"]);
        Ok(())
    });
}

#[test]
fn what_cannot_be_written_is_refused_before_sql() {
    everywhere(|lab| {
        let error = Line::new().position(1_i16).alias("x").insert(lab.engine()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotFilled);
        assert!(error.to_string().contains("Line.order_id is NOT NULL and still empty"), "{error}");
        assert_eq!(Sample::new().code("abcdef").insert(lab.engine()).unwrap_err().kind(), ErrorKind::Data);
        let mut account = Account::new().owner("a").build();
        let error = account.update(lab.engine()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        assert!(error.to_string().contains("has no key"), "{error}");
        lab.assert_heard(&[]);
        account.id = Some(1);
        assert!(account.update(lab.engine()).unwrap_err().is_stale(), "there is no such row");
        Ok(())
    });
}

#[test]
fn errors_of_the_database_keep_their_kind() {
    everywhere(|lab| {
        Account::new().id(1).owner("a").insert(lab.engine())?;
        let error = Account::new().id(1).owner("b").insert(lab.engine()).unwrap_err();
        assert!(error.is_unique_violation() && error.kind() == ErrorKind::Integrity);
        let statement = error.statement().unwrap();
        assert!(statement.starts_with("INSERT INTO accounts"), "{statement}");
        let error = Line::new().order_id(9).position(1_i16).alias("x").insert(lab.engine()).unwrap_err();
        assert!(error.is_foreign_key_violation(), "{error:?}");
        Ok(())
    });
}
