//! The operators of the query language beside hand-written SQL.

use aludel::{Condition, ErrorKind, Expr, Result, Session};
use aludel_suite::{
    Lab, everywhere,
    models::{Job, Sample, User},
};

/// What the tests look for: numbers, words and NULLs.
fn fill(lab: &Lab) -> Result<Session> {
    let mut session = lab.session();
    let words = ["abc", "ABC", "a%c", "a_c", "100%", "50/50", "back\\slash", "", "été"];
    for (number, words) in (1..).zip(words) {
        session.add(Sample::new().number(number).words(words).flag(number % 2 == 0).small(number as i16 % 3));
    }
    session.add(Sample::new());
    session.add(Sample::new().number(10).small(None::<i16>));
    session.commit()?;
    Ok(session)
}

/// Asserts that a condition finds the rows that hand-written SQL finds.
#[track_caller]
fn same(lab: &Lab, condition: impl Condition, sql: &str) {
    let mut session = lab.session();
    let condition = condition.into_condition();
    let found = session.select(Sample::id).filter(condition.clone()).order_by(Sample::id).all().unwrap();
    let statement = lab.lines();
    let count = session.query::<Sample>().filter(condition).count().unwrap();
    drop(session);
    let expected = lab.rows(&format!("SELECT id FROM samples WHERE {sql} ORDER BY id"));
    let found: Vec<String> = found.iter().map(ToString::to_string).collect();
    assert_eq!(found, expected, "{sql}: {statement:#?}");
    assert_eq!(count, expected.len() as i64);
}

#[test]
fn t40_comparisons() {
    everywhere(|lab| {
        fill(lab)?;
        same(lab, Sample::number.eq(3), "number = 3");
        same(lab, Sample::number.ne(3), "number != 3");
        same(lab, Sample::number.lt(3), "number < 3");
        same(lab, Sample::number.le(3), "number <= 3");
        same(lab, Sample::number.gt(3), "number > 3");
        same(lab, Sample::number.ge(Some(3)), "number >= 3");
        same(lab, Sample::words.eq("abc"), "words = 'abc'");
        same(lab, Sample::words.gt("abc".to_owned()), "words > 'abc'");
        same(lab, Sample::flag.eq(true), lab.either("flag = 1", "flag"));
        same(lab, Sample::number.eq(Sample::id), "number = id");
        same(lab, Sample::number.between(2, 4), "number BETWEEN 2 AND 4");
        same(lab, !Sample::number.between(2, 4), "NOT number BETWEEN 2 AND 4");
        same(lab, Sample::words.between("a", "b"), "words BETWEEN 'a' AND 'b'");
        Ok(())
    });
}

#[test]
fn t41_like_and_its_relatives() {
    everywhere(|lab| {
        fill(lab)?;
        same(lab, Sample::words.like("a%"), "words LIKE 'a%'");
        same(lab, Sample::words.like("a_c"), "words LIKE 'a_c'");
        same(lab, !Sample::words.like("a%"), "words NOT LIKE 'a%'");
        same(lab, Sample::words.ilike("A%C"), lab.either("lower(words) LIKE 'a%c'", "words ILIKE 'a%c'"));
        same(lab, !Sample::words.ilike("A%C"), lab.either("lower(words) NOT LIKE 'a%c'", "words NOT ILIKE 'a%c'"));
        // Nothing is a wildcard here.
        same(lab, Sample::words.contains("%"), "words IN ('a%c', '100%')");
        same(lab, Sample::words.contains("_"), "words = 'a_c'");
        same(lab, Sample::words.contains("/"), "words = '50/50'");
        same(lab, Sample::words.contains("\\"), "words = 'back\\slash'");
        same(lab, Sample::words.startswith("100%"), "words = '100%'");
        same(lab, Sample::words.startswith("a%"), "words = 'a%c'");
        same(lab, Sample::words.endswith("/50"), "words = '50/50'");
        same(lab, Sample::words.endswith("té"), "words = 'été'");
        same(lab, Sample::words.contains(""), "words IS NOT NULL");
        Ok(())
    });
}

#[test]
fn t42_lists() {
    everywhere(|lab| {
        fill(lab)?;
        same(lab, Sample::number.in_([1, 3, 99]), "number IN (1, 3, 99)");
        same(lab, Sample::number.not_in([1, 3]), "number NOT IN (1, 3)");
        same(lab, !Sample::number.in_([1, 3]), "number NOT IN (1, 3)");
        same(lab, Sample::words.in_(["abc", "", "it's"]), "words IN ('abc', '', 'it''s')");
        same(lab, Sample::flag.in_([true]), lab.either("flag IN (1)", "flag"));
        same(lab, Sample::small.in_(vec![0_i16, 1]), "small IN (0, 1)");
        // Empty: never true, and always.
        same(lab, Sample::number.in_(Vec::<i32>::new()), "1 = 0");
        same(lab, Sample::number.not_in(Vec::<i32>::new()), "1 = 1");
        // Long: one parameter, one text.
        same(lab, Sample::number.in_(0..40_000), "number IS NOT NULL");
        let mut session = lab.session();
        lab.lines();
        for list in [vec![1], vec![1, 2, 3]] {
            session.query::<Sample>().filter(Sample::number.in_(list)).all()?;
        }
        let texts = lab.lines().into_iter().filter(|line| line.starts_with("SELECT")).collect::<Vec<_>>();
        assert_eq!(texts[0], texts[1]);
        Ok(())
    });
}

#[test]
fn t44_null() {
    everywhere(|lab| {
        fill(lab)?;
        same(lab, Sample::words.is_null(), "words IS NULL");
        same(lab, Sample::words.is_not_null(), "words IS NOT NULL");
        same(lab, !Sample::words.is_null(), "words IS NOT NULL");
        same(lab, Sample::number.eq(None::<i32>), "number IS NULL");
        same(lab, Sample::number.ne(None::<i32>), "number IS NOT NULL");
        Ok(())
    });
}

#[test]
fn what_is_never_true_is_refused() {
    everywhere(|lab| {
        let mut session = fill(lab)?;
        lab.lines();
        let user = session.add(User::new().name("ed").fullname("ed").password("x"));
        let unflushed = session[user].id;
        session.expunge(user)?;
        let mut refused = |condition: Expr<bool>, says: &str| {
            let error = session.query::<Sample>().filter(condition).all().unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidRequest);
            assert!(error.to_string().contains(says), "{error}");
        };
        refused(Sample::number.lt(None::<i32>), "samples.number < NULL is never true");
        refused(Sample::number.between(None::<i32>, 4), "samples.number BETWEEN with NULL");
        refused(Sample::number.in_([Some(1), None]), "is in a list with which samples.number");
        refused(Sample::id.eq(None::<i32>), "samples.id is NOT NULL and is compared with a value that is not there");
        refused(!(Sample::id.eq(1) & Sample::id.ne(None::<i32>)), "flush first");
        refused(User::id.eq(1), "the column users.id is used, but \"users\" is not among what the query selects from");
        let error = session.query::<User>().filter_by(User::id, unflushed).all().unwrap_err();
        assert!(error.to_string().contains("flush first"), "{error}");
        lab.assert_heard(&[]);
        Ok(())
    });
}

#[test]
fn t45_conditions_nest_as_they_are_written() {
    everywhere(|lab| {
        fill(lab)?;
        let (a, b, c) = (|| Sample::number.gt(2), || Sample::small.eq(1_i16), || Sample::words.like("%c%"));
        let (x, y, z) = ("number > 2", "small = 1", "words LIKE '%c%'");
        same(lab, a() & b() & c(), &format!("{x} AND {y} AND {z}"));
        same(lab, a() | b() | c(), &format!("{x} OR {y} OR {z}"));
        same(lab, a() & (b() | c()), &format!("{x} AND ({y} OR {z})"));
        same(lab, (a() & b()) | c(), &format!("({x} AND {y}) OR {z}"));
        same(lab, (a() | b()) & (b() | c()), &format!("({x} OR {y}) AND ({y} OR {z})"));
        same(lab, !(a() | b()) & c(), &format!("NOT ({x} OR {y}) AND {z}"));
        same(lab, !!(a() & b()), &format!("{x} AND {y}"));
        same(lab, !(a() & !(b() | c())), &format!("NOT ({x} AND NOT ({y} OR {z}))"));
        // A condition is an operand like others.
        same(lab, (a() & b()).eq(true), &format!("({x} AND {y}) = {}", lab.either("1", "true")));
        same(lab, (a() | b()).is_null(), &format!("({x} OR {y}) IS NULL"));
        same(lab, a().ne(b()), &format!("({x}) != ({y})"));
        same(lab, (a() | b()).in_([false]), &format!("NOT ({x} OR {y})"));
        same(lab, Sample::flag.eq(a()), &format!("flag = ({x})"));
        Ok(())
    });
}

#[test]
fn several_filters_are_joined_with_and() {
    everywhere(|lab| {
        let mut session = fill(lab)?;
        let query = Sample::query().filter(Sample::number.eq(1) | Sample::number.eq(2)).filter_by(Sample::words, "ABC");
        let found = query.one(&mut session)?;
        assert_eq!(session[found].number, Some(2));
        // A query is a value: the one it came from stays as it was.
        let narrower = query.clone().filter(Sample::number.eq(1));
        assert_eq!((narrower.count(&mut session)?, query.count(&mut session)?), (0, 1));
        Ok(())
    });
}

#[test]
fn columns_and_entities_side_by_side() {
    everywhere(|lab| {
        let mut session = fill(lab)?;
        session.add_all(["a", "b"].map(|name| Job::new().name(name)));
        session.flush()?;
        let rows = session.select((aludel::entity::<Job>(), Job::name, Job::id)).order_by(Job::id.desc()).all()?;
        let (job, name, id) = &rows[0];
        assert_eq!((session[*job].name.as_deref(), name.as_deref(), *id), (Some("b"), Some("b"), 2));

        let other = Job::alias("other_job");
        let pairs = session.select((Job::name, other.name)).filter(Job::id.lt(other.id)).all()?;
        assert_eq!(pairs, [(Some("a".to_owned()), Some("b".to_owned()))]);
        let distinct = session.select(Sample::small).distinct().order_by(Sample::small).all()?;
        let nulls = |rows: &[Option<i16>]| rows.iter().filter(|row| row.is_none()).count();
        assert_eq!((distinct.len(), nulls(&distinct)), (4, 1));
        Ok(())
    });
}
