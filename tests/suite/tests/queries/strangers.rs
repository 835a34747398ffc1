//! What a stranger writes first: that it works, or says what was meant.

use aludel::{Engine, ErrorKind, insert, select, text};
use aludel_suite::{
    everywhere,
    models::{Keyword, Mood, Sample, User},
};

use crate::people::fill;

#[test]
#[allow(clippy::needless_borrows_for_generic_args, reason = "that they can stand there is what is shown")]
fn references_stand_for_values() {
    everywhere(|lab| {
        let mut session = fill(lab)?;
        let ids = vec![1, 2];
        assert_eq!(select(User::id).filter(User::id.in_(&ids)).count(&mut session)?, 2);
        assert_eq!(select(User::id).filter(User::id.in_(ids.iter().filter(|id| **id > 1))).count(&mut session)?, 1);
        assert_eq!(select(User::id).filter(User::id.eq(ids.first().unwrap())).all(&mut session)?, [1]);
        let moods = Mood::ALL.to_vec();
        assert_eq!(select(Sample::id).filter(Sample::mood.in_(&moods)).count(&mut session)?, 0);
        assert!(!moods.is_empty());
        assert!(session.get::<User>(ids.first())?.is_some());
        Ok(())
    });
}

#[test]
fn columns_that_are_bool_are_conditions() {
    everywhere(|lab| {
        let mut session = lab.session();
        for (flag, number) in [(Some(true), 1), (Some(false), 2), (None, 3)] {
            session.add(Sample::new().flag(flag).number(number));
        }
        session.commit()?;
        let mut numbers = |condition: aludel::Expr<bool, aludel::Null>| {
            let query = select(Sample::number).filter(condition);
            query.order_by(Sample::number).all(&mut session)
        };
        assert_eq!(numbers(!Sample::flag)?, [Some(2)]);
        assert_eq!(numbers(Sample::flag & Sample::number.lt(3))?, [Some(1)]);
        assert_eq!(numbers(Sample::flag | Sample::number.gt(2))?, [Some(1), Some(3)]);
        assert_eq!(numbers(Sample::number.gt(0) & Sample::flag)?, [Some(1)]);
        assert_eq!(numbers(Sample::number.gt(1).or(Sample::flag).and(text("number < 3")))?, [Some(1), Some(2)]);
        Ok(())
    });
}

#[test]
fn a_table_that_is_missing_is_told_with_what_makes_it() {
    everywhere(|lab| {
        let mut session = lab.session();
        let error = session.execute(text("DELETE FROM userz")).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Programming);
        assert!(error.to_string().contains("`metadata().create_all(&engine)` makes the tables"), "{error}");
        Ok(())
    });
    let mut connection = Engine::new("sqlite://").unwrap().connect().unwrap();
    let error = connection.execute(" ", &[]).unwrap_err();
    assert!(error.to_string().starts_with("the statement is empty"), "{error}");
}

#[test]
fn rows_that_hold_something_else_are_told_in_words() {
    everywhere(|lab| {
        let mut session = fill(lab)?;
        let mut refused = |sql| text(sql).rows::<(i32, i32)>().all(&mut session).unwrap_err().to_string();
        assert_eq!(
            refused("SELECT id FROM users"),
            "the row has 1 column, and one at index 1 was asked for: the first is at 0"
        );
        assert_eq!(refused("SELECT name, id FROM users"), "column \"name\" holds something that is not an integer");
        Ok(())
    });
}

#[test]
fn a_column_is_inserted_into_once() {
    everywhere(|lab| {
        let mut session = lab.session();
        let error = insert((Keyword::keyword, Keyword::keyword), [("x", "y")]).execute(&mut session).unwrap_err();
        assert_eq!(error.to_string(), "Keyword.keyword is named twice in what is inserted into");
        Ok(())
    });
}
