use aludel_suite::{
    everywhere,
    models::{Address, Cell, Country, Document, User},
};

use super::user;

#[test]
fn by_keys_whether_they_are_there_or_not() {
    everywhere(|lab| {
        User::insert_many((0..25_000).map(user)).execute(lab.engine())?;
        lab.lines();
        let mut told = Vec::new();
        let deleted = User::delete_many(10_001..40_000)
            .progress(|done, of| {
                told.push((done, of));
                Ok(())
            })
            .execute(lab.engine())?;
        assert_eq!(deleted, 15_000);
        lab.assert_heard(&["BEGIN", "DELETE users", "DELETE users", "DELETE users", "COMMIT"]);
        assert_eq!(told, [(10_000, Some(29_999)), (20_000, Some(29_999)), (29_999, Some(29_999))]);
        assert_eq!(User::delete_many([Some(1), None, Some(1), Some(2)]).execute(lab.engine())?, 2);
        assert_eq!(lab.rows("SELECT count(*), min(id), max(id) FROM users"), ["9998|3|10000"]);
        Ok(())
    });
}

#[test]
fn composite_keys_texts_and_versions() {
    everywhere(|lab| {
        Cell::insert_many((0..100).map(|n| Cell::new().row(n / 10).col(n % 10))).execute(lab.engine())?;
        assert_eq!(Cell::delete_many((0..20).map(|n| (n, n))).execute(lab.engine())?, 10);
        assert_eq!(lab.rows("SELECT count(*) FROM cells WHERE row = col"), ["0"]);
        Country::insert_many(["de", "';"].map(|code| Country::new().code(code).name("x"))).execute(lab.engine())?;
        assert_eq!(Country::delete_many(["';", "--", "de"]).execute(lab.engine())?, 2);
        let documents = Document::insert_many((0..3).map(|_| Document::new().title("x"))).returning(lab.engine())?;
        Document::update_many(&documents).execute(lab.engine())?;
        assert_eq!(Document::delete_many(documents.iter().map(|it| it.id)).execute(lab.engine())?, 3, "by key alone");
        Ok(())
    });
}

#[test]
fn what_the_database_refuses_undoes_all() {
    everywhere(|lab| {
        User::insert_many((0..10).map(user)).execute(lab.engine())?;
        Address::new().email_address("x").user_id(7).insert(lab.engine())?;
        let error = User::delete_many(1..=10).execute(lab.engine()).unwrap_err();
        assert!(error.is_foreign_key_violation(), "{error:?}");
        assert_eq!(lab.rows("SELECT count(*) FROM users"), ["10"]);
        Ok(())
    });
}
