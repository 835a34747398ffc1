//! Inserts of values and of queries, and what becomes of rows that are there already.

use aludel::{ErrorKind, Synchronize, case, entity, excluded, func, insert, literal, select};
use aludel_suite::{
    everywhere,
    models::{Address, Keyword, Mood, Sample, User, Voucher},
};

use crate::people::fill;

#[test]
fn values_are_inserted() {
    everywhere(|lab| {
        let mut session = fill(lab)?;
        let rows = [("zoe", "Zoe", "p"), ("yan", "Yan", "q")];
        let insert_two = insert((User::name, User::fullname, User::password), rows);
        assert_eq!(insert_two.returning((User::id, User::name), &mut session)?, [(6, "zoe".into()), (7, "yan".into())]);
        let words: Vec<String> = vec!["new".to_owned()];
        assert_eq!(insert(Keyword::keyword, words).execute(&mut session)?, 1);
        insert((Voucher::code, Voucher::series, Voucher::touched, Voucher::revision), [("a", None::<&str>, 1, 1)])
            .execute(&mut session)?;
        session.commit()?;
        assert_eq!(lab.rows("SELECT code, series, state, number FROM vouchers"), ["a|NULL|new|NULL"]);
        // So is an enum by a case.
        let mood = case::<Mood>().when(literal(1).eq(1), Mood::Calm).otherwise(Mood::ItsOdd);
        insert((Sample::id, Sample::mood), [(77, mood)]).execute(&mut session)?;
        assert_eq!(session.query::<Sample>().filter(Sample::mood.eq(Mood::Calm)).count()?, 1);
        // An expression is as good as a value.
        insert(Keyword::keyword, [func::upper(literal("loud".to_owned()))]).execute(&mut session)?;
        assert_eq!(session.query::<Keyword>().filter(Keyword::keyword.eq("LOUD")).count()?, 1);
        Ok(())
    });
}

#[test]
fn a_row_that_is_there_is_left() {
    everywhere(|lab| {
        let mut session = fill(lab)?;
        let left = insert(Keyword::keyword, ["rust", "new"]).on_conflict(Keyword::keyword).do_nothing();
        assert_eq!(left.execute(&mut session)?, 1);
        assert_eq!(left.returning(Keyword::keyword, &mut session)?, Vec::<String>::new());
        // Of a query, with conditions and without.
        let names = insert(Keyword::keyword, select(User::name).distinct()).on_conflict(Keyword::keyword).do_nothing();
        assert_eq!(names.execute(&mut session)?, 5);
        assert_eq!(names.clone().execute(&mut session)?, 0);
        let any = insert(Keyword::keyword, select(User::name).filter(User::id.gt(0)).order_by(User::id));
        assert_eq!(any.on_conflict_do_nothing().execute(&mut session)?, 0);
        let few = select((User::id, User::name)).filter(User::id.lt(3)).cte("few");
        let of_few = insert(Keyword::keyword, select(few.column(User::name)));
        assert_eq!(of_few.on_conflict(Keyword::keyword).do_nothing().execute(&mut session)?, 0);
        let joined = select(User::name).join(User::addresses);
        assert_eq!(insert(Keyword::keyword, joined).on_conflict_do_nothing().execute(&mut session)?, 0);
        Ok(())
    });
}

#[test]
fn a_row_that_is_there_is_updated_and_so_are_objects() {
    everywhere(|lab| {
        let mut session = lab.session();
        let new = |code: &str, number| Voucher::new().code(code).series("s").number(number);
        let all = session.add_all([new("a", 1), new("b", 2)]);
        session.commit()?;
        session.query::<Voucher>().all()?;
        let columns = (Voucher::code, Voucher::series, Voucher::number, Voucher::touched, Voucher::revision);
        let rows = [("a", "s", 10, 0, 1), ("b", "s", 20, 0, 1), ("c", "s", 30, 0, 1)];
        let upsert = insert(columns, rows)
            .on_conflict(Voucher::code)
            .do_update()
            .set(Voucher::number, Voucher::number + excluded(Voucher::number))
            .set_excluded(Voucher::series)
            .set(Voucher::state, "met")
            .filter(Voucher::number.lt(2) & excluded(Voucher::number).gt(5));
        lab.lines();
        assert_eq!(upsert.execute(&mut session)?, 2);
        let lines = lab.lines();
        assert_eq!(lines.iter().filter(|line| line.contains("vouchers")).count(), 1, "{lines:#?}");
        // What the session has says so at once; what goes by itself went.
        let shown = |session: &aludel::Session, at: usize| {
            let it = &session[all[at]];
            (it.number, it.state.clone(), it.touched, it.revision)
        };
        assert_eq!(shown(&session, 0), (Some(11), Some("met".to_owned()), 7, 2));
        assert_eq!(shown(&session, 1), (Some(2), Some("new".to_owned()), 0, 1));
        let rows = session.select((Voucher::code, Voucher::number)).order_by(Voucher::code).all()?;
        assert_eq!(rows, [("a", 11), ("b", 2), ("c", 30)].map(|(code, number)| (code.to_owned(), Some(number))));
        session.rollback()?;
        session.refresh_all(&all)?;
        assert_eq!(shown(&session, 0), (Some(1), Some("new".to_owned()), 0, 1));
        // By another unique constraint, from a query, giving objects.
        let doubled = select((Voucher::code.concat("x"), Voucher::series, Voucher::number, literal(0), literal(1)));
        let upsert = insert(columns, doubled)
            .on_conflict((Voucher::number, Voucher::series))
            .do_update()
            .set(Voucher::state, excluded(Voucher::code).nullable());
        let mut met = upsert.returning(entity::<Voucher>(), &mut session)?;
        met.sort_by_key(|&it| session[it].code.clone());
        assert_eq!(met, all);
        assert_eq!(session[all[1]].state.as_deref(), Some("bx"));
        Ok(())
    });
}

#[test]
fn what_is_refused() {
    everywhere(|lab| {
        let mut session = fill(lab)?;
        let words = || insert(Keyword::keyword, ["rust"]).on_conflict(Keyword::keyword);
        let refusals = [
            (
                insert(User::name, ["x"]).on_conflict(User::name).do_nothing().execute(&mut session),
                "User (name) is no unique constraint",
            ),
            (words().do_update().execute(&mut session), "`.set_excluded(columns)`"),
            (words().do_update().set(Keyword::id, 1).execute(&mut session), "Keyword.id is of the key"),
            (words().do_update().set(Keyword::keyword, "x".repeat(51)).execute(&mut session), "at most 50 characters"),
            (insert(Keyword::keyword, ["x".repeat(51)]).execute(&mut session), "at most 50 characters"),
            (insert(Keyword::keyword, Vec::<String>::new()).execute(&mut session), "no row to be inserted"),
            (
                words()
                    .do_update()
                    .set_excluded(Keyword::keyword)
                    .synchronize(Synchronize::Evaluate)
                    .execute(&mut session),
                "Synchronize::Fetch",
            ),
            (
                insert(Keyword::keyword, [excluded(Keyword::keyword)]).execute(&mut session),
                "a row of values has no columns",
            ),
            (
                insert(Keyword::keyword, select(User::name).filter(Address::id.eq(1))).execute(&mut session),
                "join it by",
            ),
            (
                words().do_update().set(Keyword::keyword, User::name).execute(&mut session),
                "the statement writes to one table",
            ),
        ];
        for (refused, part) in refusals {
            let refused = refused.unwrap_err();
            assert_eq!(refused.kind(), ErrorKind::InvalidRequest, "{refused}");
            assert!(refused.to_string().contains(part), "{part}: {refused}");
        }
        Ok(())
    });
}
