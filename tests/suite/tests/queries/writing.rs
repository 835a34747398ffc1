//! Updates, deletes and inserts by criteria, and how the session's objects follow.

use aludel::{Condition, ErrorKind, Patch, Synchronize, delete, func, insert, select, text, update};
use aludel_suite::{
    everywhere,
    models::{Address, BlogPost, Job, Keyword, User},
};

use crate::people::fill;

#[test]
fn an_update_by_criteria_reaches_rows_and_objects() {
    everywhere(|lab| {
        let mut session = fill(lab)?;
        let ed = session.query::<User>().filter(User::name.eq("ed")).one()?;
        let mary = session.query::<User>().filter(User::name.eq("mary")).one()?;
        let changed = session
            .update::<User>()
            .set(User::fullname, User::name.concat("!"))
            .set(User::password, "new")
            .filter(User::name.like("%ed"))
            .execute()?;
        assert_eq!(changed, 2);
        // What the session has of them says so at once, and nothing is left to be written.
        assert_eq!((session[ed].fullname.as_str(), session[ed].password.as_str()), ("ed!", "new"));
        assert_eq!(session[mary].password, "secret");
        assert!(session.dirty().is_empty());
        session.rollback()?;
        session.refresh(ed)?;
        assert_eq!(session[ed].fullname, "ed J.");
        Ok(())
    });
}

#[test]
fn edits_are_flushed_first_and_stay_where_they_are_not() {
    everywhere(|lab| {
        fill(lab)?;
        let mut session = aludel::Session::builder(lab.engine()).autoflush(false).build();
        let ed = session.query::<User>().filter(User::name.eq("ed")).one()?;
        session[ed].password = "mine".to_owned();
        update::<User>().set(User::fullname, "All").execute(&mut session)?;
        assert_eq!((session[ed].password.as_str(), session[ed].fullname.as_str()), ("mine", "All"));
        session.commit()?;
        assert_eq!(lab.rows("SELECT fullname, password FROM users WHERE name = 'ed'"), ["All|mine"]);
        Ok(())
    });
}

#[test]
fn without_synchronizing_objects_stay_until_they_expire() {
    everywhere(|lab| {
        let mut session = fill(lab)?;
        let ed = session.query::<User>().filter(User::name.eq("ed")).one()?;
        session.update::<User>().set(User::password, "x").synchronize(Synchronize::None).execute()?;
        assert_eq!(session[ed].password, "secret");
        session.refresh(ed)?;
        assert_eq!(session[ed].password, "x");
        Ok(())
    });
}

#[test]
fn rows_come_back() {
    everywhere(|lab| {
        let mut session = fill(lab)?;
        let eds = || User::name.like("%ed");
        let mut rows =
            session.update::<User>().set(User::password, "p").filter(eds()).returning((User::id, User::name))?;
        rows.sort_unstable();
        assert_eq!(rows, [(1, "ed".to_owned()), (4, "fred".to_owned())]);
        let objects =
            session.update::<User>().set(User::password, "q").filter(eds()).returning(aludel::entity::<User>())?;
        assert!(objects.iter().all(|&user| session[user].password == "q"));
        assert_eq!(objects.len(), 2);
        let gone = session
            .delete_from::<Address>()
            .filter(Address::email_address.like("%google%"))
            .returning(Address::email_address)?;
        assert_eq!(gone.len(), 2);
        let refused = delete::<Address>().returning(aludel::entity::<Address>(), &mut session).unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::InvalidRequest);
        Ok(())
    });
}

#[test]
fn what_comes_back_may_be_of_other_tables() {
    everywhere(|lab| {
        let mut session = fill(lab)?;
        let count = || select(func::count(Address::id)).filter(Address::user_id.eq(User::id)).scalar_subquery();
        let by_id = || User::id.in_([1, 2, 5]);
        let mut rows =
            session.update::<User>().set(User::password, "p").filter(by_id()).returning((User::id, count()))?;
        rows.sort_unstable();
        assert_eq!(rows, [(1, Some(0)), (2, Some(1)), (5, Some(2))]);
        let new = insert((User::name, User::fullname, User::password), [("zoe", "Zoe", "p")]);
        assert_eq!(new.returning((User::name, count()), &mut session)?, [("zoe".to_owned(), Some(0))]);
        let has_address = User::addresses.exists();
        let gone = session.delete_from::<User>().filter(User::id.eq(1)).returning((User::id, has_address))?;
        assert_eq!(gone, [(1, false)]);
        Ok(())
    });
}

#[test]
fn a_delete_by_criteria_takes_objects_along_and_a_rollback_brings_them_back() {
    everywhere(|lab| {
        let mut session = fill(lab)?;
        let jack = session.query::<User>().filter(User::name.eq("jack")).one()?;
        let addresses = session.related(jack, User::addresses)?;
        let yahoo = Address::email_address.eq("j25@yahoo.com");
        assert_eq!(session.delete_from::<Address>().filter(yahoo.clone()).execute()?, 1);
        assert!(!session.contains(addresses[1]));
        assert_eq!(session.related(jack, User::addresses)?, [addresses[0]]);
        session.rollback()?;
        assert!(session.contains(addresses[1]));
        assert_eq!(session.related(jack, User::addresses)?.len(), 2);
        drop(session);
        assert_eq!(delete::<Address>().filter(yahoo).execute_on(lab.engine()).map_err(|error| error.kind()), Ok(1));
        Ok(())
    });
}

#[test]
fn a_patch_an_update_default_and_a_query_are_written() {
    everywhere(|lab| {
        let mut session = fill(lab)?;
        let job = session.add(Job::new().name("one"));
        session.flush()?;
        let patch = Patch::<Job>::new().set(Job::name, "two").set(Job::priority, 9);
        assert_eq!(session.update::<Job>().set_patch(patch).filter(Job::name.eq("one")).execute()?, 1);
        assert_eq!(
            (session[job].name.as_deref(), session[job].priority, session[job].changed),
            (Some("two"), Some(9), 7)
        );
        let words = select(User::name).filter(User::name.like("%ed"));
        assert_eq!(insert(Keyword::keyword, words).execute(&mut session)?, 2);
        assert_eq!(session.query::<Keyword>().filter(Keyword::keyword.in_(["ed", "fred"])).count()?, 2);
        Ok(())
    });
}

#[test]
fn a_column_is_set_from_another_table() {
    everywhere(|lab| {
        let mut session = fill(lab)?;
        let first = select(func::min(Address::email_address)).filter(Address::user_id.eq(User::id)).scalar_subquery();
        let owners = User::id.in_(select(Address::user_id));
        assert_eq!(session.update::<User>().set(User::fullname, first).filter(owners).execute()?, 3);
        session.commit()?;
        assert_eq!(lab.rows("SELECT fullname FROM users WHERE name = 'jack'"), ["j25@yahoo.com"]);
        Ok(())
    });
}

#[test]
fn a_session_without_objects_writes_too() {
    everywhere(|lab| {
        drop(fill(lab)?);
        let mut session = lab.session();
        assert_eq!(session.update::<User>().set(User::password, "z").execute()?, 5);
        assert_eq!(session.delete_from::<Address>().filter(Address::id.gt(3)).returning(Address::id)?, [4]);
        assert_eq!(session.delete_from::<Address>().execute()?, 3);
        session.commit()?;
        assert_eq!(lab.rows("SELECT count(*) FROM addresses"), ["0"]);
        Ok(())
    });
}

#[test]
fn what_is_refused_before_it_is_sent() {
    everywhere(|lab| {
        let mut session = fill(lab)?;
        let nothing = session.update::<User>().filter(User::id.eq(1)).execute().unwrap_err();
        assert!(nothing.to_string().contains("sets nothing"), "{nothing}");
        let key = session.update::<User>().set(User::id, 7).execute().unwrap_err();
        assert!(key.to_string().contains("User.id is of the key"), "{key}");
        let long = session.update::<Keyword>().set(Keyword::keyword, "x".repeat(51)).execute().unwrap_err();
        assert!(long.to_string().contains("holds at most 50 characters"), "{long}");
        let other = session.update::<User>().set(User::name, "x").filter(Address::id.eq(1)).execute().unwrap_err();
        assert!(other.to_string().contains("addresses.id") && other.to_string().contains("`exists(...)`"), "{other}");
        assert!([nothing, key, long, other].iter().all(|error| error.kind() == ErrorKind::InvalidRequest));
        let with_address = User::addresses.any(Address::email_address.like("%@x")).into_condition();
        assert_eq!(session.update::<User>().set(User::password, "y").filter(with_address).execute()?, 1);
        Ok(())
    });
}

#[test]
fn literal_sql_writes_in_the_transaction_after_a_flush() {
    everywhere(|lab| {
        let mut session = fill(lab)?;
        let ed = session.query::<User>().filter(User::name.eq("ed")).one()?;
        session[ed].fullname = "Edward".to_owned();
        let rename = |name: &str| {
            text("UPDATE users SET fullname = fullname || :end WHERE name = :name").bind("end", "!").bind("name", name)
        };
        assert_eq!(session.execute(rename("ed"))?, 1);
        assert_eq!(session.execute(rename("nobody"))?, 0);
        assert_eq!(session[ed].fullname, "Edward");
        session.expire_all();
        session.refresh(ed)?;
        assert_eq!(session[ed].fullname, "Edward!");
        session.rollback()?;
        session.refresh(ed)?;
        assert_eq!(session[ed].fullname, "ed J.");
        let refused = session.execute(text("DELETE FROM users WHERE id = :id")).unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::InvalidRequest);
        assert!(refused.to_string().contains("the bind `:id` of a text has no value"), "{refused}");
        Ok(())
    });
}

#[test]
fn the_text_of_a_statement_that_writes() -> aludel::Result<()> {
    use aludel::Dialect::{Postgresql, Sqlite};
    let named = update::<User>().set(User::fullname, "Edward").filter(User::name.eq("ed"));
    assert_eq!(named.to_sql(Sqlite)?, "UPDATE users SET fullname = ? WHERE users.name = ?");
    assert_eq!(named.to_sql(Postgresql)?, "UPDATE users SET fullname = $1 WHERE users.name = $2");
    let gone = delete::<Address>().filter(Address::user_id.is_null());
    assert_eq!(gone.to_sql(Sqlite)?, "DELETE FROM addresses WHERE addresses.user_id IS NULL");
    assert_eq!(update::<User>().to_sql(Sqlite).unwrap_err().kind(), ErrorKind::InvalidRequest);
    Ok(())
}

#[test]
fn what_is_never_null_though_types_cannot_tell() {
    everywhere(|lab| {
        let mut session = fill(lab)?;
        let longest = func::max(User::name).assume_not_null();
        let rows: Vec<(String, String)> =
            session.select((User::password, longest)).group_by(User::password).order_by(User::password).all()?;
        assert!(!rows.is_empty());
        let null = session.select(BlogPost::body.assume_not_null()).filter(BlogPost::body.is_null());
        assert_eq!(null.all().unwrap_err().kind(), ErrorKind::Data);
        Ok(())
    });
}
